"""One loaded file of notices, grants or announcements: where it came from, and the records that were read from it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, literal, select

from tracker.models.grants import Grant
from tracker.models.notices import Notice, NoticeFile, Process

__all__ = ["FileRecord", "LoadedFile", "facts_of", "loaded_file"]

PAGE = 200


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One record of a file: its place as published, what it is called, and the page it feeds; ``id`` is the row's."""

    id: int
    part: str | None
    row: int | None
    number: str
    title: str
    page: str
    of_grant: bool


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """One file by its hash, with up to 200 of its records, and the id of the next one (None: no more)."""

    sha256: str
    kinds: tuple[str, ...]
    publisher: str
    url: str | None
    fetched_at: dt.datetime
    rows_read: int
    rows_accepted: int
    rows_refused: int
    records: tuple[FileRecord, ...]
    following: int | None


def loaded_file(connection: Connection, sha256: str, *, start: int = 0) -> LoadedFile | None:
    """The file with that hash, its records from the id ``start`` on; None when no such file was loaded."""
    statement = select(NoticeFile).where(NoticeFile.sha256 == sha256)
    ledger = connection.execute(statement.order_by(NoticeFile.parser_version.desc(), NoticeFile.kind)).all()
    if not ledger:
        return None
    newest = ledger[0]
    records = [*_notices(connection, sha256, start), *_grants(connection, sha256, start)]
    records.sort(key=lambda each: each.id)
    shown = records[:PAGE]
    return LoadedFile(
        sha256,
        tuple(sorted({row.kind for row in ledger})),
        newest.publisher,
        newest.url,
        newest.fetched_at,
        newest.rows_read,
        newest.rows_accepted,
        newest.rows_refused,
        tuple(shown),
        records[PAGE].id if len(records) > PAGE else None,
    )


def facts_of(connection: Connection, record: FileRecord) -> dict[str, Any] | None:
    """What was read of a notice, in the words of its publisher (people left out); None for grants."""
    text = connection.execute(select(Notice.facts).where(Notice.id == record.id)).scalar()
    return orjson.loads(text) if text else None


def _notices(connection: Connection, sha256: str, start: int) -> list[FileRecord]:
    statement = (
        select(Notice.id, Notice.part, Notice.row, Notice.release_id, Process.title, Process.key, literal(False))
        .join(Process, Process.id == Notice.process_id)
        .where(Notice.sha256 == sha256, Notice.id >= start)
        .order_by(Notice.id)
        .limit(PAGE + 1)
    )
    return [FileRecord(*row) for row in connection.execute(statement)]


def _grants(connection: Connection, sha256: str, start: int) -> list[FileRecord]:
    statement = (
        select(Grant.id, Grant.part, Grant.row, Grant.grant_id, Grant.title)
        .where(Grant.sha256 == sha256, Grant.id >= start)
        .order_by(Grant.id)
        .limit(PAGE + 1)
    )
    return [
        FileRecord(row.id, row.part, row.row, row.grant_id, row.title or row.grant_id, "", True)
        for row in connection.execute(statement)
    ]
