"""Load parsed grants: each once by its id, the newest version shown, every amount it was ever given kept beside it."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, and_, case, delete, func, select

from tracker.bulk import insert_new, uncollected, upsert
from tracker.db import loading
from tracker.grant_records import grant_row
from tracker.models.grants import Grant, GrantSum, GrantVersion, Programme
from tracker.notice_records import accepted
from tracker.notices import FileOrigin, Loaded, already_loaded, write_ledger
from tracker.row_ids import shown_id
from tracker.tombstones import suppressed

__all__ = ["DIMENSIONS", "add_up", "load"]

_CHUNK = 5_000
_QUERY = 500
# Above this many changed keys, adding everything up once is quicker than asking for each.
_ALL_AT_ONCE = 2_000

# Dimension: (key column, name column).
DIMENSIONS: dict[str, tuple[Any, Any]] = {
    "recipient": (Grant.recipient_key, Grant.recipient_name),
    "funder": (Grant.funder_key, Grant.funder_name),
    "programme": (Grant.programme_key, Grant.programme),
    "region": (Grant.region, Grant.region),
    "year": (Grant.year, Grant.year),
}


def load(engine: Engine, folder: Path, origin: FileOrigin, report: Mapping[str, Any]) -> Loaded:
    """Load the grants of one folder of stage 2, in one transaction, the ledger row last."""
    with uncollected(), loading(engine) as connection:
        if already_loaded(connection, origin, "grants"):
            return Loaded()
        read = new = 0
        changed: dict[str, set[Any]] = {name: set() for name in DIMENSIONS}
        taken_down = suppressed(connection, "grant")
        rows = (
            grant_row(line, publisher=origin.publisher, sha256=origin.sha256, fetched_at=origin.fetched_at)
            for line in accepted(folder, report)
        )
        for chunk in _chunks(rows):
            read += len(chunk)
            new += _load_chunk(connection, _left(chunk, taken_down), changed)
        for dimension, keys in changed.items():
            add_up(connection, dimension, sorted(key for key in keys if key is not None))
        write_ledger(connection, origin, "grants", report, read)
    return Loaded(read, new)


def _chunks(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, _CHUNK)):
        yield chunk


def _left(chunk: list[dict[str, Any]], taken_down: Collection[str]) -> list[dict[str, Any]]:
    return [row for row in chunk if shown_id(row["id"]) not in taken_down] if taken_down else chunk


def _age(modified: str | None, fetched_at: dt.datetime, sha256: str) -> tuple[str, dt.datetime, str]:
    """What makes one version newer than another: its own date, then when it reached us; the hash breaks a tie."""
    return modified or "", fetched_at, sha256


def _load_chunk(connection: Connection, chunk: list[dict[str, Any]], changed: dict[str, set[Any]]) -> int:
    kept = _kept(connection, [row["id"] for row in chunk])
    newest: dict[int, dict[str, Any]] = {}
    for row in chunk:
        age = _age(row["modified"], row["fetched_at"], row["sha256"])
        before = newest.get(row["id"])
        if before is not None:
            if _age(before["modified"], before["fetched_at"], before["sha256"]) > age:
                continue
        elif row["id"] in kept:
            stored = kept[row["id"]]
            if _age(stored.modified, stored.fetched_at, stored.sha256) > age:
                continue
        newest[row["id"]] = row
    for row in newest.values():
        stored = kept.get(row["id"])
        for dimension, (column, _) in DIMENSIONS.items():
            changed[dimension].add(row[column.key])
            if stored is not None:
                changed[dimension].add(getattr(stored, column.key))
    # In the order of the table, whose pages are then written once a chunk.
    ordered = sorted(newest.values(), key=lambda row: row["id"])
    upsert(connection, Grant, ordered)
    insert_new(connection, GrantVersion, [_version(row) for row in chunk])
    named = {
        row["programme_key"]: {
            "slug": row["programme_key"],
            "name": row["programme"],
            "funder": row["funder_name"],
            "seeded": False,
        }
        for row in newest.values()
        if row["programme_key"]
    }
    insert_new(connection, Programme, list(named.values()))
    return len({row["id"] for row in chunk} - kept.keys())


def _version(row: dict[str, Any]) -> dict[str, Any]:
    wanted = ("sha256", "amount_pence", "currency", "modified", "fetched_at")
    return {"grant_row": row["id"], **{name: row[name] for name in wanted}}


def _kept(connection: Connection, ids: Sequence[int]) -> dict[int, Any]:
    columns = [Grant.id, Grant.modified, Grant.fetched_at, Grant.sha256, *(key for key, _ in DIMENSIONS.values())]
    found: dict[int, Any] = {}
    for start in range(0, len(ids), _QUERY):
        statement = select(*columns).where(Grant.id.in_(ids[start : start + _QUERY])).order_by(Grant.id)
        found |= {row.id: row for row in connection.execute(statement)}
    return found


def add_up(connection: Connection, dimension: str, keys: list[Any]) -> None:
    """Add up anew what the grants of these keys of a dimension come to."""
    column, _ = DIMENSIONS[dimension]
    if len(keys) > _ALL_AT_ONCE:
        connection.execute(delete(GrantSum).where(GrantSum.dimension == dimension))
        _write_sums(connection, dimension, column.is_not(None))
        return
    for start in range(0, len(keys), _QUERY):
        some = keys[start : start + _QUERY]
        texts = [str(key) for key in some]
        connection.execute(delete(GrantSum).where(and_(GrantSum.dimension == dimension, GrantSum.key.in_(texts))))
        _write_sums(connection, dimension, column.in_(some))


def _write_sums(connection: Connection, dimension: str, chosen: Any) -> None:
    column, name = DIMENSIONS[dimension]
    counted = case((Grant.counted, 1), else_=0)
    pence = case((Grant.counted, Grant.amount_pence), else_=0)
    statement = (
        select(column.label("key"), func.min(name).label("name"), func.count(), func.sum(counted), func.sum(pence))
        .where(chosen)
        .group_by(column)
        .order_by(column)
    )
    rows = [
        {
            "dimension": dimension,
            "key": str(key),
            "name": str(name if name is not None else key),
            "grants": grants,
            "counted": int(certain),
            "pence": int(total),
        }
        for key, name, grants, certain, total in connection.execute(statement)
    ]
    upsert(connection, GrantSum, rows)
