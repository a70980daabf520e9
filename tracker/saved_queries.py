"""Keep questions so that they can be shared and embedded under a short address; nobody's name is kept with them.

Nobody reads what is kept, so the site says nothing of its own accord that a reader wrote: a question has no title but
what it is about, the public tables that it reads.
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, select

from tracker.bulk import insert_new
from tracker.models.queries import SavedQuery
from tracker.query_sources import tables_read
from tracker.row_ids import read_id, row_id, shown_id
from tracker.snapshots.public_tables import public_table

__all__ = ["SaveError", "Saved", "save", "saved"]

_SQL = 20_000


class SaveError(ValueError):
    """The question cannot be kept; the message says why."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A kept question; ``title`` is made of what it asks; ``snapshot`` None means the newest."""

    id: str
    title: str
    sql: str
    snapshot: str | None


def save(connection: Connection, sql: str, snapshot: str | None, now: dt.datetime) -> str:
    """Keep a question and return its id; the same question has the same id. SaveError says why it cannot be kept."""
    sql = sql.strip()
    if not sql or len(sql) > _SQL:
        raise SaveError("There is no question to keep." if not sql else "The question is too long to keep.")
    number = row_id("query", sql, snapshot)
    row = {"id": number, "sql": sql, "snapshot": snapshot, "saved_at": now}
    insert_new(connection, SavedQuery, [row])
    return shown_id(number)


def saved(connection: Connection, shown: str) -> Saved | None:
    """The kept question of that id, or None."""
    number = read_id(shown)
    if number is None:
        return None
    found = connection.execute(select(SavedQuery).where(SavedQuery.id == number)).mappings().first()
    return Saved(shown, _title(found["sql"]), found["sql"], found["snapshot"]) if found else None


def _title(sql: str) -> str:
    titles = [public_table(name).title for name in tables_read(sql)]
    return f"A question about {', '.join(title[0].lower() + title[1:] for title in titles)}" if titles else "A question"
