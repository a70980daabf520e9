"""The word indexes behind ``tracker.search``: FTS5 on SQLite; on PostgreSQL text search vectors, and trigrams if there.

They are made after the tables, by migration 0001 or by ``create_all``, and hold nothing that the tables do not.
"""

from typing import Any

from sqlalchemy import Connection, event, text

from tracker.models.base import Base

__all__ = ["create_indexes", "drop_indexes", "has_trigrams"]

_SQLITE = {
    "search_supplier": "CREATE VIRTUAL TABLE search_supplier USING fts5("
    "name, content='supplier', content_rowid='id', tokenize='unicode61 remove_diacritics 2', prefix='2 3')",
    "search_words": "CREATE VIRTUAL TABLE search_words USING fts5("
    "words, content='wording', content_rowid='id', detail='none', tokenize='unicode61 remove_diacritics 2')",
}
_POSTGRESQL = {
    "search_supplier": "CREATE INDEX search_supplier ON supplier USING gin (to_tsvector('simple', name))",
    "search_words": "CREATE INDEX search_words ON wording USING gin (to_tsvector('simple', words))",
}
_TRIGRAMS = "CREATE INDEX search_supplier_trigrams ON supplier USING gin (name gin_trgm_ops)"


def create_indexes(connection: Connection) -> None:
    """Make the word indexes of this database; the tables must be there."""
    if connection.dialect.name == "sqlite":
        for statement in _SQLITE.values():
            connection.execute(text(statement))
        return
    for statement in _POSTGRESQL.values():
        connection.execute(text(statement))
    if _trigrams_can_be_had(connection):
        connection.execute(text(_TRIGRAMS))


def drop_indexes(connection: Connection) -> None:
    """Drop the word indexes."""
    kind = "TABLE" if connection.dialect.name == "sqlite" else "INDEX"
    for name in (*_SQLITE, "search_supplier_trigrams"):
        connection.execute(text(f"DROP {kind} IF EXISTS {name}"))


def has_trigrams(connection: Connection) -> bool:
    """Whether names can be matched by their trigrams here (PostgreSQL with pg_trgm)."""
    if connection.dialect.name != "postgresql":
        return False
    return bool(connection.execute(text("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")).scalar())


def _trigrams_can_be_had(connection: Connection) -> bool:
    # A server without the contrib package, or a role without the right, does with whole words.
    available = connection.execute(text("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'")).scalar()
    allowed = connection.execute(text("SELECT has_database_privilege(current_database(), 'CREATE')")).scalar()
    if available and allowed and not has_trigrams(connection):
        connection.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
    return has_trigrams(connection)


@event.listens_for(Base.metadata, "after_create")
def _after_create(_metadata: object, connection: Connection, *, tables: Any, **_options: Any) -> None:
    if "wording" in {table.name for table in tables}:
        create_indexes(connection)


@event.listens_for(Base.metadata, "before_drop")
def _before_drop(_metadata: object, connection: Connection, *, tables: Any, **_options: Any) -> None:
    if "wording" in {table.name for table in tables}:
        drop_indexes(connection)
