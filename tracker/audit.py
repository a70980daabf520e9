"""The audit log: every act of consequence becomes an entry, chained to the one before, which nobody can change unseen.

An entry holds who (an account's id), what, on which object, and a small detail. It never holds text that was taken off
a page, an address, or anything of a sealed bid: where two such texts must be compared, it holds a keyed hash.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, text

from tracker.models.audit import AuditEntry

__all__ = ["FIRST", "AuditCheck", "check", "head", "public_entries", "record"]

FIRST = "0" * 64
# Any fixed number: PostgreSQL's advisory lock under which an entry takes its number; SQLite has one writer anyway.
_CHAIN_LOCK = 4_207_714


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """The outcome of reading the whole chain: how many entries, the last hash, and what is wrong, in sentences."""

    entries: int
    head: str
    faults: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing was changed, left out or put in."""
        return not self.faults


def record(
    connection: Connection,
    *,
    now: dt.datetime,
    actor: str,
    action: str,
    kind: str,
    key: str,
    sentence: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Add an entry, inside the transaction of the act itself; with a ``sentence`` it stands in the public log.

    ``detail`` holds names of states, counts and hashes only.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})
    last = connection.execute(
        select(AuditEntry.number, AuditEntry.hash).order_by(AuditEntry.number.desc()).limit(1)
    ).first()
    row = {
        "number": 1 if last is None else last.number + 1,
        "at": now.astimezone(dt.UTC).replace(microsecond=0),
        "actor": actor,
        "action": action,
        "object_kind": kind,
        "object_id": key,
        "public": bool(sentence),
        "sentence": sentence,
        "detail": json.dumps(dict(detail or {}), sort_keys=True, ensure_ascii=False, separators=(",", ":")),
        "previous": FIRST if last is None else last.hash,
    }
    connection.execute(insert(AuditEntry).values(**row, hash=_hash(row)))


def _hash(row: Mapping[str, Any]) -> str:
    names = (
        "number", "at", "actor", "action", "object_kind", "object_id", "public", "sentence", "detail", "previous",
    )  # fmt: skip
    kept = [row[name].isoformat() if name == "at" else row[name] for name in names]
    return hashlib.sha256(json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _entries(connection: Connection) -> Iterator[Any]:
    statement = select(AuditEntry.__table__).order_by(AuditEntry.number)
    return iter(connection.execute(statement.execution_options(yield_per=1000)))


def check(connection: Connection, *, known_head: tuple[int, str] | None = None) -> AuditCheck:
    """Read the whole chain. ``known_head`` (number, hash), noted down earlier, also shows entries cut off its end."""
    faults: list[str] = []
    expected, previous, met = 1, FIRST, None
    for entry in _entries(connection):
        row = entry._asdict()
        if row["number"] != expected:
            faults.append(f"Entry {expected} is missing: the next one there is {row['number']}.")
        elif row["previous"] != previous:
            faults.append(f"Entry {row['number']} does not follow from the entry before it.")
        if _hash(row) != row["hash"]:
            faults.append(f"Entry {row['number']} was changed after it was written.")
        expected, previous = row["number"] + 1, row["hash"]
        if known_head and row["number"] == known_head[0]:
            met = row["hash"]
    if known_head and met != known_head[1]:
        faults.append(f"Entry {known_head[0]}, whose hash was noted down earlier, is no longer the same or is gone.")
    return AuditCheck(expected - 1, previous, tuple(faults))


def head(connection: Connection) -> tuple[int, str]:
    """The number and hash of the last entry, to be noted down elsewhere; (0, sixty-four noughts) when there is none."""
    last = connection.execute(
        select(AuditEntry.number, AuditEntry.hash).order_by(AuditEntry.number.desc()).limit(1)
    ).first()
    return (0, FIRST) if last is None else (last.number, last.hash)


def public_entries(
    connection: Connection,
    *,
    before: int | None = None,
    kind: str | None = None,
    key: str | None = None,
    limit: int = 100,
) -> list[Any]:
    """The public log, newest first: number, day, action, object, sentence. Times are given to the day only."""
    statement = select(AuditEntry).where(AuditEntry.public).order_by(AuditEntry.number.desc()).limit(limit)
    if before is not None:
        statement = statement.where(AuditEntry.number < before)
    if kind is not None:
        statement = statement.where(AuditEntry.object_kind == kind)
    if key is not None:
        statement = statement.where(AuditEntry.object_id == key)
    return list(connection.execute(statement))
