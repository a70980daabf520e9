"""Public copies that hold something that was taken down since: they are no longer handed out, whole or in part.

A copy never changes once it is published, so what stands in it cannot be taken out of it. Whoever runs the site makes
the next one with ``daylight publish``; copies that never held the thing are handed out as before.
"""

import datetime as dt
from functools import lru_cache
from pathlib import Path

import duckdb
from sqlalchemy import Connection

from tracker.row_ids import read_id, slug
from tracker.snapshots.folders import Snapshot, SnapshotError, find_snapshot, snapshots
from tracker.tombstones import suppressed_since

__all__ = ["WithdrawnError", "is_withdrawn", "standing_snapshot", "standing_snapshots"]


class WithdrawnError(SnapshotError):
    """The copy was there, and is no longer handed out."""


# A copy's name is the second in which its making began: what was taken down within that minute is looked up too.
_SLACK = dt.timedelta(minutes=1)
# Where a thing stands in a public copy: table, column, and whether its key is a number there. Rows of a payment stay
# when its words are taken down, so one counts only while words stand beside it.
_PLACES = {
    "payment": ("payment", "payment", False, "AND redaction IS DISTINCT FROM 'taken down'"),
    "supplier": ("payment", "supplier_id", False, ""),
    "process": ("process", "process", False, ""),
    "grant": ("grant_award", "grant_row", True, ""),
    "announcement": ("announcement", "announcement_id", True, ""),
}


def is_withdrawn(connection: Connection, snapshot: Snapshot) -> bool:
    """Whether the copy holds something that was taken down after it was made."""
    since = suppressed_since(connection, snapshot.made_at - _SLACK)
    things = tuple(thing for thing in since if thing[0] in _PLACES or thing[0] == "software")
    return bool(things) and _holds(snapshot.database, things)


def standing_snapshots(connection: Connection, folder: Path) -> list[Snapshot]:
    """Every copy that may be handed out, newest first."""
    return [each for each in snapshots(folder) if not is_withdrawn(connection, each)]


def standing_snapshot(connection: Connection, folder: Path, name: str | None = None) -> Snapshot:
    """The named copy, or the newest that may be handed out; WithdrawnError or SnapshotError says why there is none."""
    found = find_snapshot(folder, name)
    if not is_withdrawn(connection, found):
        return found
    others = standing_snapshots(connection, folder) if name is None else []
    if not others:
        raise WithdrawnError(
            "This public copy holds something that was taken down since, and is no longer handed out. "
            "The next one will be without it."
        )
    return others[0]


@lru_cache(maxsize=256)
def _holds(database: Path, things: tuple[tuple[str, str], ...]) -> bool:
    """Whether a copy, which never changes, holds one of these; a copy that cannot be read is taken to hold it."""
    try:
        with duckdb.connect(str(database), read_only=True, config={"memory_limit": "256MB"}) as look:
            return any(_has(look, kind, key) for kind, key in things)
    except duckdb.Error:
        return True


def _has(look: duckdb.DuckDBPyConnection, kind: str, key: str) -> bool:
    if kind == "software":
        # The slug is made of the name by a rule that is not SQL's.
        names = look.execute("SELECT DISTINCT name FROM software_entry").fetchall()
        return any(slug(str(name)) == key for (name,) in names)
    table, column, numbered, also = _PLACES[kind]
    value = read_id(key) if numbered else key
    query = f'SELECT 1 FROM "{table}" WHERE "{column}" = ? {also} LIMIT 1'  # noqa: S608  names are of our own list
    return bool(look.execute(query, [value]).fetchall())
