"""Words in titles of planned purchases: an index of letter triples, so that a rare word is found among a million.

Without it a rare word means reading every open date; a common word needs no index, because the list is read in order
and soon full. The index is made after the tables, by migration 0002 or by ``create_all``, and kept by triggers.
"""

from typing import Any

from sqlalchemy import Connection, event, literal_column, select, table, text

from tracker.models.base import Base
from tracker.searching import has_trigrams

__all__ = ["create_word_index", "drop_word_index", "rare_titles", "titles_to_look_up"]

# More than this many titles with the words: then reading the list in its order finds enough of them sooner.
_RARE = 2_000
_LOOKED_UP = 6_000  # the same, where each title is looked up in an index that tells whether it is open
_SHORTEST = 3

_SQLITE = (
    "CREATE VIRTUAL TABLE search_process USING fts5(title, content='process', content_rowid='id', tokenize='trigram')",
    "CREATE TRIGGER search_process_in AFTER INSERT ON process BEGIN "
    "INSERT INTO search_process (rowid, title) VALUES (new.id, new.title); END",
    "CREATE TRIGGER search_process_out AFTER DELETE ON process BEGIN "
    "INSERT INTO search_process (search_process, rowid, title) VALUES ('delete', old.id, old.title); END",
    "CREATE TRIGGER search_process_new AFTER UPDATE OF title ON process WHEN old.title <> new.title BEGIN "
    "INSERT INTO search_process (search_process, rowid, title) VALUES ('delete', old.id, old.title); "
    "INSERT INTO search_process (rowid, title) VALUES (new.id, new.title); END",
)
_POSTGRESQL = "CREATE INDEX search_process ON process USING gin (lower(title) gin_trgm_ops)"


def create_word_index(connection: Connection) -> None:
    """Make the index; the table of processes must be there."""
    if connection.dialect.name == "sqlite":
        for statement in _SQLITE:
            connection.exec_driver_sql(statement)
    elif has_trigrams(connection):
        connection.execute(text(_POSTGRESQL))


def drop_word_index(connection: Connection) -> None:
    """Drop the index; its triggers go with the table of processes."""
    kind = "TABLE" if connection.dialect.name == "sqlite" else "INDEX"
    connection.execute(text(f"DROP {kind} IF EXISTS search_process"))


def rare_titles(connection: Connection, words: str | None) -> list[int] | None:
    """The ids of the processes whose titles hold all the words, if they are few; None: look without an index.

    PostgreSQL's planner decides for itself when its index helps, so there the answer is always None.
    """
    found = _titles(connection, words, _RARE)
    return found if found is not None and len(found) <= _RARE else None


def titles_to_look_up(connection: Connection, words: str | None) -> Any | None:
    """A query of the ids that ``rare_titles`` would give, for more of them than could be handed to the database."""
    found = _titles(connection, words, _LOOKED_UP)
    if found is None or len(found) > _LOOKED_UP:
        return None
    match = literal_column("search_process").op("MATCH")(_asked(words))
    return select(literal_column("rowid")).select_from(table("search_process")).where(match)


def _titles(connection: Connection, words: str | None, most: int) -> list[int] | None:
    asked = _asked(words)
    if not asked or connection.dialect.name != "sqlite":
        return None
    statement = text("SELECT rowid FROM search_process WHERE search_process MATCH :asked LIMIT :limit")
    return list(connection.execute(statement, {"asked": asked, "limit": most + 1}).scalars())


def _asked(words: str | None) -> str:
    long_enough = [word for word in (words or "").split() if len(word) >= _SHORTEST]
    return " AND ".join('"{}"'.format(word.replace('"', '""')) for word in long_enough)


@event.listens_for(Base.metadata, "after_create")
def _after_create(_metadata: object, connection: Connection, *, tables: Any, **_options: Any) -> None:
    if "process" in {table.name for table in tables}:
        create_word_index(connection)


@event.listens_for(Base.metadata, "before_drop")
def _before_drop(_metadata: object, connection: Connection, *, tables: Any, **_options: Any) -> None:
    if "process" in {table.name for table in tables}:
        drop_word_index(connection)
