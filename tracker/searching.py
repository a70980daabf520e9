"""The word indexes behind ``tracker.search``: FTS5 on SQLite; on PostgreSQL text search vectors, and trigrams if there.

They are made after the tables, by migrations 0001 (spending) and 0002 (grants) or by ``create_all``, and hold nothing
that the tables do not. Suppliers are indexed by their folded name, which never changes: once by its words, and once by
its letter triples, for names that were mistyped.
"""

from typing import Any

from sqlalchemy import Connection, event, text

from tracker.models.base import Base

__all__ = ["GRANT_WORDS", "create_grant_index", "create_indexes", "drop_grant_index", "drop_indexes", "has_trigrams"]

_WORDS = "tokenize='unicode61 remove_diacritics 2'"
_SQLITE = {
    "search_supplier": "CREATE VIRTUAL TABLE search_supplier USING fts5("
    f"key, content='supplier', content_rowid='id', {_WORDS}, prefix='2 3')",
    "search_supplier_near": "CREATE VIRTUAL TABLE search_supplier_near USING fts5("
    "key, content='supplier', content_rowid='id', detail='none', tokenize='trigram')",
    "search_supplier_grams": "CREATE VIRTUAL TABLE search_supplier_grams "
    "USING fts5vocab('search_supplier_near', 'row')",
    "search_words": "CREATE VIRTUAL TABLE search_words USING fts5("
    f"words, content='wording', content_rowid='id', detail='none', {_WORDS})",
    "search_words_terms": "CREATE VIRTUAL TABLE search_words_terms USING fts5vocab('search_words', 'row')",
}
_POSTGRESQL = {
    "search_supplier": "CREATE INDEX search_supplier ON supplier USING gin (to_tsvector('simple', key))",
    "search_words": "CREATE INDEX search_words ON wording USING gin (to_tsvector('simple', words))",
}
# All that is asked of a file to find it, newest first, without reading its long row.
_FILES = "CREATE INDEX search_file ON resource (fetched_at, id, organisation_id, name)"
_TRIGRAMS = "CREATE INDEX search_supplier_trigrams ON supplier USING gin (key gin_trgm_ops)"

_GRANT_COLUMNS = ("title", "recipient_name", "funder_name")
_LISTED = ", ".join(_GRANT_COLUMNS)
_OLD, _NEW = (", ".join(f"{row}.{name}" for name in _GRANT_COLUMNS) for row in ("old", "new"))
_CHANGED = " OR ".join(f"old.{name} IS NOT new.{name}" for name in _GRANT_COLUMNS)
_OUT = f"INSERT INTO search_grant (search_grant, rowid, {_LISTED}) VALUES ('delete', old.id, {_OLD});"  # noqa: S608
_IN = f"INSERT INTO search_grant (rowid, {_LISTED}) VALUES (new.id, {_NEW});"  # noqa: S608
_SQLITE_GRANTS = (
    f"CREATE VIRTUAL TABLE search_grant USING fts5({_LISTED}, content='grant_award', content_rowid='id', {_WORDS})",
    f"CREATE TRIGGER search_grant_in AFTER INSERT ON grant_award BEGIN {_IN} END",
    f"CREATE TRIGGER search_grant_out AFTER DELETE ON grant_award BEGIN {_OUT} END",
    f"CREATE TRIGGER search_grant_new AFTER UPDATE OF {_LISTED} ON grant_award WHEN {_CHANGED} BEGIN {_OUT} {_IN} END",
)
GRANT_WORDS = "to_tsvector('simple', " + " || ' ' || ".join(f"coalesce({name}, '')" for name in _GRANT_COLUMNS) + ")"
_POSTGRESQL_GRANTS = f"CREATE INDEX search_grant ON grant_award USING gin (({GRANT_WORDS}))"


def create_indexes(connection: Connection) -> None:
    """Make the word indexes of spending; the tables must be there."""
    connection.execute(text(_FILES))
    if connection.dialect.name == "sqlite":
        for statement in _SQLITE.values():
            connection.execute(text(statement))
        return
    for statement in _POSTGRESQL.values():
        connection.execute(text(statement))
    if _trigrams_can_be_had(connection):
        connection.execute(text(_TRIGRAMS))


def create_grant_index(connection: Connection) -> None:
    """Make the word index of grants, which triggers keep; the table must be there."""
    statements = _SQLITE_GRANTS if connection.dialect.name == "sqlite" else (_POSTGRESQL_GRANTS,)
    for statement in statements:
        connection.exec_driver_sql(statement)


def drop_indexes(connection: Connection) -> None:
    """Drop the word indexes of spending."""
    connection.execute(text("DROP INDEX IF EXISTS search_file"))
    _drop(connection, *reversed(_SQLITE), "search_supplier_trigrams")


def drop_grant_index(connection: Connection) -> None:
    """Drop the word index of grants; its triggers go with the table."""
    _drop(connection, "search_grant")


def _drop(connection: Connection, *names: str) -> None:
    kind = "TABLE" if connection.dialect.name == "sqlite" else "INDEX"
    for name in names:
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


_MADE = {"wording": (create_indexes, drop_indexes), "grant_award": (create_grant_index, drop_grant_index)}


@event.listens_for(Base.metadata, "after_create")
def _after_create(_metadata: object, connection: Connection, *, tables: Any, **_options: Any) -> None:
    for name in _MADE.keys() & {table.name for table in tables}:
        _MADE[name][0](connection)


@event.listens_for(Base.metadata, "before_drop")
def _before_drop(_metadata: object, connection: Connection, *, tables: Any, **_options: Any) -> None:
    for name in _MADE.keys() & {table.name for table in tables}:
        _MADE[name][1](connection)
