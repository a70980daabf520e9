"""Keep questions so that they can be shared and embedded under a short address; nobody's name is kept with them."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, select

from tracker.bulk import insert_new
from tracker.models.queries import SavedQuery
from tracker.row_ids import read_id, row_id, shown_id

__all__ = ["SaveError", "Saved", "save", "saved"]

_TITLE = 120
_SQL = 20_000


class SaveError(ValueError):
    """The question cannot be kept; the message says why."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A kept question; ``snapshot`` None means the newest."""

    id: str
    title: str
    sql: str
    snapshot: str | None


def save(connection: Connection, title: str, sql: str, snapshot: str | None, now: dt.datetime) -> str:
    """Keep a question and return its id; the same question under the same title has the same id."""
    title, sql = " ".join(title.split()), sql.strip()
    if not title:
        raise SaveError("Say in a few words what the question finds out.")
    if len(title) > _TITLE:
        raise SaveError(f"The title may have {_TITLE} characters.")
    if not sql or len(sql) > _SQL:
        raise SaveError("There is no question to keep." if not sql else "The question is too long to keep.")
    number = row_id("query", title, sql, snapshot)
    row = {"id": number, "title": title, "sql": sql, "snapshot": snapshot, "saved_at": now}
    insert_new(connection, SavedQuery, [row])
    return shown_id(number)


def saved(connection: Connection, shown: str) -> Saved | None:
    """The kept question of that id, or None."""
    number = read_id(shown)
    if number is None:
        return None
    found = connection.execute(select(SavedQuery).where(SavedQuery.id == number)).mappings().first()
    return Saved(shown, found["title"], found["sql"], found["snapshot"]) if found else None
