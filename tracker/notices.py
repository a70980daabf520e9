"""Load parsed notices: one transaction a file, the ledger row last; the same file again, in any order, changes nothing.

A process is never edited: each notice is stored once, and the process is folded anew from all of its notices whenever
one arrives. The state therefore depends on what was published, not on the order in which it reached us.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, delete, select

from tracker.bulk import insert_new, uncollected, upsert
from tracker.db import loading
from tracker.links import link_changed
from tracker.models.notices import Award, AwardSupplier, Contract, Notice, NoticeFile, Process, ProcessDate
from tracker.models.reuse import ReuseWaiting
from tracker.notice_records import NoticeRecord, accepted, notice_record
from tracker.process_rows import KnownNotice, ProcessRows, process_key, rows_of
from tracker.row_ids import row_id
from tracker.tombstones import suppressed

__all__ = ["FileOrigin", "Loaded", "already_loaded", "load", "write_ledger"]

_CHUNK = 2_000  # releases held at once: some are 100 kB, and memory must stay flat
_QUERY = 500  # ids in one question, below the limits of both databases


@dataclass(frozen=True, slots=True)
class FileOrigin:
    """Where a parsed file came from; ``fetched_at`` is aware; ``lineage`` names what was published."""

    sha256: str
    publisher: str
    fetched_at: dt.datetime
    parser_version: str
    url: str | None = None
    lineage: str = ""
    name: str = ""
    size: int = 0
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: lines read, notices that were new, processes folded anew; all 0 when it was loaded before."""

    read: int = 0
    new: int = 0
    processes: int = 0


def already_loaded(connection: Connection, origin: FileOrigin, kind: str) -> bool:
    """Whether this file is in the ledger, as read by this version of the parser."""
    statement = select(NoticeFile.sha256).where(
        NoticeFile.sha256 == origin.sha256,
        NoticeFile.kind == kind,
        NoticeFile.parser_version == origin.parser_version,
    )
    return connection.execute(statement).first() is not None


def write_ledger(connection: Connection, origin: FileOrigin, kind: str, report: Mapping[str, Any], read: int) -> None:
    """Write the ledger row, the last act of a load. ValueError when the file's lines do not add up."""
    accepted, refused = int(report.get("rows_accepted", read)), int(report.get("rows_refused", 0))
    total = int(report.get("rows_read", accepted + refused))
    if total != accepted + refused:
        raise ValueError(f"{origin.sha256}: {total} records read, but {accepted} accepted and {refused} refused")
    row = {
        "sha256": origin.sha256,
        "kind": kind,
        "parser_version": origin.parser_version,
        "publisher": origin.publisher,
        "url": origin.url,
        "licence": _licence(origin, report),
        "fetched_at": origin.fetched_at,
        "rows_read": total,
        "rows_accepted": accepted,
        "rows_refused": refused,
    }
    insert_new(connection, NoticeFile, [row])


def _licence(origin: FileOrigin, report: Mapping[str, Any]) -> str | None:
    """What the file says of its own licence; where it says nothing, what its source or its portal says."""
    own = report.get("licence")
    return (own if isinstance(own, str) and own.strip() else origin.licence) or None


def load(engine: Engine, folder: Path, origin: FileOrigin, report: Mapping[str, Any]) -> Loaded:
    """Load the notices of one folder of stage 2."""
    with uncollected(), loading(engine) as connection:
        if already_loaded(connection, origin, "notices"):
            return Loaded()
        read = new = 0
        changed: set[int] = set()
        taken_down = suppressed(connection, "process")
        for chunk in _chunks(notice_record(line) for line in accepted(folder, report)):
            read += len(chunk)
            added, processes = _load_chunk(connection, chunk, origin, taken_down)
            new += added
            changed |= processes
        link_changed(connection, sorted(changed))
        # The reuse check reads them after the gathering: reading a text takes longer than storing it.
        insert_new(connection, ReuseWaiting, [{"process_id": each} for each in sorted(changed)])
        write_ledger(connection, origin, "notices", report, read)
    return Loaded(read, new, len(changed))


def _chunks(items: Iterable[NoticeRecord]) -> Iterator[list[NoticeRecord]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, _CHUNK)):
        yield chunk


def _load_chunk(
    connection: Connection, chunk: list[NoticeRecord], origin: FileOrigin, taken_down: Collection[str]
) -> tuple[int, set[int]]:
    grouped: dict[str, list[tuple[NoticeRecord, int]]] = defaultdict(list)
    ocids: dict[str, str | None] = {}
    for record in chunk:
        publisher = record.publisher or origin.publisher
        key = process_key(record.ocid, publisher, record.release_id)
        if key in taken_down:
            continue
        ocids[key] = record.ocid
        # The body is part of the id: an edit published under the same number is a version of its own.
        notice_id = row_id("notice", key, record.release_id, record.body.decode())
        grouped[key].append((record, notice_id))
    ids = {row_id("process", key): key for key in grouped}
    kept = _stored(connection, list(ids))
    rows: list[dict[str, Any]] = []
    folded: list[ProcessRows] = []
    changed: set[int] = set()
    for process_id, key in ids.items():
        known = {notice.id: notice for notice in kept.get(process_id, ())}
        fresh = {number: record for record, number in grouped[key] if number not in known}
        if not fresh:
            continue
        changed.add(process_id)
        rows += [_notice_row(process_id, number, record, origin) for number, record in fresh.items()]
        known |= {number: _known(number, record, origin) for number, record in fresh.items()}
        folded.append(rows_of(key, ocids[key], list(known.values())))
    insert_new(connection, Notice, rows)
    _replace(connection, folded, [each for each in changed if each in kept])
    return len(rows), changed


def _stored(connection: Connection, process_ids: Sequence[int]) -> dict[int, list[KnownNotice]]:
    found: dict[int, list[KnownNotice]] = defaultdict(list)
    for start in range(0, len(process_ids), _QUERY):
        wanted = process_ids[start : start + _QUERY]
        for row in connection.execute(select(Notice).where(Notice.process_id.in_(wanted)).order_by(Notice.id)):
            found[row.process_id].append(known_notice(row))
    return found


def known_notice(row: Any) -> KnownNotice:
    """A stored row of ``notice`` with its facts read."""
    return KnownNotice(
        row.id,
        row.release_id,
        row.published,
        row.fetched_at,
        row.notice_type,
        tuple((row.tags or "").split()),
        row.publisher,
        orjson.loads(row.facts),
        tuple((row.marks or "").split()),
    )


def _known(number: int, record: NoticeRecord, origin: FileOrigin) -> KnownNotice:
    return KnownNotice(
        number,
        record.release_id,
        record.moment,
        origin.fetched_at,
        record.notice_type,
        record.tags,
        record.publisher or origin.publisher,
        record.facts,
        record.marks,
    )


def _notice_row(process_id: int, number: int, record: NoticeRecord, origin: FileOrigin) -> dict[str, Any]:
    return {
        "id": number,
        "process_id": process_id,
        "release_id": record.release_id,
        "published": record.moment,
        "notice_type": record.notice_type,
        "tags": " ".join(record.tags) or None,
        "url": record.url,
        "publisher": record.publisher or origin.publisher,
        "fetched_at": origin.fetched_at,
        "sha256": origin.sha256,
        "part": record.part,
        "row": record.row,
        "marks": " ".join(record.marks) or None,
        "facts": record.body.decode(),
    }


def _replace(connection: Connection, folded: list[ProcessRows], known_before: list[int]) -> None:
    for start in range(0, len(known_before), _QUERY):
        old = known_before[start : start + _QUERY]
        for model in (ProcessDate, Award, AwardSupplier, Contract):
            connection.execute(delete(model).where(model.process_id.in_(old)))
    upsert(connection, Process, [each.process for each in folded])
    upsert(connection, ProcessDate, [row for each in folded for row in each.dates])
    upsert(connection, Award, [row for each in folded for row in each.awards])
    upsert(connection, AwardSupplier, [row for each in folded for row in each.suppliers])
    upsert(connection, Contract, [row for each in folded for row in each.contracts])
