"""Loads one parsed list of payments: one transaction a file, every sum kept in it, the ledger row last.

Loading the same file again, in any order, by several loaders at once, changes nothing.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
from sqlalchemy import Connection, Engine, delete, insert, select

from tracker.bulk import upsert
from tracker.db import loading
from tracker.driver import write_rows
from tracker.file_issues import drop_issues, write_issues
from tracker.loading_sums import CountedFile, Tally, add_file, category_id
from tracker.models.spending import Endpoint, Payment, PaymentPast, PrivateDetail, Resource
from tracker.notices import FileOrigin, Loaded
from tracker.organisations import Publisher, publisher_for
from tracker.overlaps import count_once
from tracker.parsed import can_be_retried
from tracker.payment_rows import COLUMNS, DETAIL_COLUMNS, NameBook, payment_batches
from tracker.privacy import cover_earlier, decisions_for, keep_masked, masks_names
from tracker.restating import demote, promote, remove, restate
from tracker.row_ids import row_id
from tracker.series import Member, joined, known_members, member, ordered, write_series
from tracker.supplier_names import add_suppliers
from tracker.survey import Survey, survey_of
from tracker.wordings import Purposes, add_categories, write_wordings

__all__ = ["AccountingError", "load", "resource_id_of"]

KIND = "spending"


class AccountingError(ValueError):
    """A parsed file does not add up (rows read, accepted, refused, pence): a fault of ours, and nothing is loaded."""


def resource_id_of(publisher_slug: str, sha256: str, kind: str = KIND) -> int:
    """The id of a file: 63 bits from its publisher, kind and hash."""
    return row_id("resource", publisher_slug, kind, sha256)


@dataclass(frozen=True, slots=True)
class _File:
    """All that is known of the file being loaded."""

    folder: Path
    origin: FileOrigin
    report: Mapping[str, Any]
    publisher: Publisher
    id: int
    survey: Survey

    @property
    def counted(self) -> CountedFile:
        """The file as the sums know it; a refused row is in a month only when the whole file is about that month."""
        return _counted(self.publisher.id, self.id, self.report["rows_refused"], self.survey)


def _counted(organisation_id: int, resource_id: int, refused: int, months: Any) -> CountedFile:
    month = months.month_from if months.month_from == months.month_to else 0
    return CountedFile(organisation_id, resource_id, {month or 0: refused} if refused else {})


def load(engine: Engine, folder: Path, origin: FileOrigin, report: Mapping[str, Any]) -> Loaded:
    """Load the payments of one folder of stage 2; a rejected file enters the ledger with its reason, and nothing else.

    AccountingError when the parsed file does not add up; ValueError for a publisher that cannot be named.
    """
    rejected = report["status"] == "rejected"
    survey = Survey(0, 0, None, None, b"", frozenset()) if rejected else survey_of(folder / "records.parquet")
    with loading(engine) as connection:
        publisher = publisher_for(connection, origin.publisher)
        file = _File(folder, origin, report, publisher, resource_id_of(publisher.slug, origin.sha256), survey)
        before = connection.execute(select(Resource).where(Resource.id == file.id)).first()
        if before is not None and before.parser_version == origin.parser_version and not can_be_retried(before.code):
            if _appeared_anew(connection, file, before):
                _appear(connection, file, before)
            return Loaded()
        _check(file)
        if before is not None:
            latest = max(before.fetched_at, origin.fetched_at)
            file = replace(file, origin=replace(origin, fetched_at=latest))
            remove(connection, file.counted, counted=before.state == "current")
            drop_issues(connection, file.id)
        return _write(connection, file, before)


def _appeared_anew(connection: Connection, file: _File, before: Any) -> bool:
    """Whether bytes that are loaded already stand at a new address, or came back after something else stood there."""
    statement = select(Endpoint.fetched_at).where(Endpoint.resource_id == file.id, Endpoint.url == _address(file))
    known = connection.execute(statement).scalar()
    return known is None or file.origin.fetched_at > max(known, before.fetched_at)


def _address(file: _File) -> str:
    return file.origin.url or file.origin.name or file.origin.sha256


def _check(file: _File) -> None:
    report, survey = file.report, file.survey
    read, accepted, refused = (int(report[f"rows_{name}"]) for name in ("read", "accepted", "refused"))
    if read != accepted + refused or survey.rows != accepted:
        raise AccountingError(
            f"{file.origin.sha256}: {read} rows read, {accepted} accepted, {refused} refused, {survey.rows} parsed"
        )
    if survey.rows and survey.pence != _pence(report["amount_total"]):
        raise AccountingError(
            f"{file.origin.sha256}: the payments add up to {survey.pence} pence, the report says other"
        )


def _pence(total: str) -> int:
    pounds, _, pence = total.lstrip("-").partition(".")
    return (int(pounds) * 100 + int(pence)) * (-1 if total.startswith("-") else 1)


def _appear(connection: Connection, file: _File, before: Any) -> None:
    """Note that bytes which are loaded stand at one more address, or came back, which may make them count."""
    lineages = _note_address(connection, file)
    if before.state == "rejected":
        return
    latest = max(before.fetched_at, file.origin.fetched_at)
    this = member(file.id, file.origin, lineages, file.survey)
    this = replace(this, series=before.series, state=before.state, fetched_at=latest)
    versions = joined(this, known_members(connection, file.publisher.id))
    _step_back(connection, versions[:-1])
    _settle(connection, file, versions)
    count_once(connection, file.publisher.id, [each.id for each in versions])


def _write(connection: Connection, file: _File, before: Any) -> Loaded:
    """Write a file that is new, or newly read (``before`` is then its old row, its payments already taken out)."""
    lineages = _note_address(connection, file)
    refused = int(file.report["rows_refused"])
    write_issues(connection, file.id, file.folder / "issues.parquet", refused=refused)
    if file.report["status"] == "rejected":
        others = [each for each in known_members(connection, file.publisher.id) if each.id != file.id]
        left = [each for each in others if before is not None and each.series == before.series]
        if left:
            _settle(connection, file, ordered(left))
        _write_ledger(connection, file, series=file.id, state="rejected")
        count_once(connection, file.publisher.id, [file.id, *(each.id for each in left)])
        return Loaded(new=1)
    this = member(file.id, file.origin, lineages, file.survey)
    if before is not None and before.state != "rejected":
        this = replace(this, series=before.series)
    versions = joined(this, known_members(connection, file.publisher.id))
    current = versions[-1].id == file.id
    _step_back(connection, versions[:-1])
    _write_payments(connection, file, current=current)
    _settle(connection, file, versions)
    _write_ledger(connection, file, series=versions[-1].series, state="current" if current else "superseded")
    count_once(connection, file.publisher.id, [each.id for each in versions])
    keep_masked(connection, file.id)
    return Loaded(file.survey.rows, 1)


def _step_back(connection: Connection, earlier: Sequence[Member]) -> None:
    for version in earlier:
        if version.state == "current":
            demote(connection, _stored_count(connection, version.id))


def _settle(connection: Connection, file: _File, versions: Sequence[Member]) -> None:
    """Let the last version count, cover with its redactions what came before, and say what changed."""
    last = versions[-1]
    if last.state == "superseded":
        promote(connection, _stored_count(connection, last.id))
    write_series(connection, [version for version in versions if version.state], last.id)
    ids = [version.id for version in versions]
    cover_earlier(connection, ids)
    restate(connection, file.publisher.id, ids)


def _stored_count(connection: Connection, resource_id: int) -> CountedFile:
    row = connection.execute(select(Resource).where(Resource.id == resource_id)).one()
    return _counted(row.organisation_id, row.id, row.rows_refused, row)


def _note_address(connection: Connection, file: _File) -> set[str]:
    """Note where the file was found; returns the lineages under which these bytes were ever published."""
    lineage = file.origin.lineage or _address(file)
    row = {
        "resource_id": file.id,
        "url": _address(file),
        "lineage": lineage,
        "licence": file.origin.licence or None,
        "fetched_at": file.origin.fetched_at,
    }
    known = select(Endpoint).where(Endpoint.resource_id == file.id).order_by(Endpoint.url)
    stored = {each.url: each for each in connection.execute(known)}
    if row["url"] in stored:
        row["fetched_at"] = max(stored[row["url"]].fetched_at, file.origin.fetched_at)
    upsert(connection, Endpoint, [row])
    return {each.lineage for each in stored.values()} | {lineage}


def _write_payments(connection: Connection, file: _File, *, current: bool) -> None:
    book = NameBook(file.publisher.id, decisions_for(connection, file.publisher.id))
    tally, purposes, labels = Tally(), Purposes(), _Labels()
    model = Payment if current else PaymentPast
    for batch in payment_batches(file.folder / "records.parquet", file.id, book, file.survey.repeats):
        write_rows(connection, model, COLUMNS, batch.rows)
        write_rows(connection, PrivateDetail, DETAIL_COLUMNS, batch.details)
        tally.add(batch.counted)
        labels.add(batch.rows)
        if current:
            purposes.add(batch.purposes)
    cube = tally.cube()
    rows, pence = (pc.sum(cube[name]).as_py() or 0 for name in ("payments", "pence"))
    if (rows, pence) != (file.survey.rows, file.survey.pence):
        raise AccountingError(f"{file.origin.sha256}: {file.survey.rows} payments parsed, {rows} written")
    add_suppliers(connection, book)
    add_categories(connection, labels.found)
    if current:
        add_file(connection, file.counted, cube)
        write_wordings(connection, file.counted, purposes)


class _Labels:
    """The categories met, each in its least spelling."""

    def __init__(self) -> None:
        self.found: dict[int, str] = {}
        self._at = COLUMNS.index("category")

    def add(self, rows: list[tuple[Any, ...]]) -> None:
        for label in {row[self._at] for row in rows}:
            if label and (number := category_id(label)):
                self.found[number] = min(label, self.found.get(number, label))


def _write_ledger(connection: Connection, file: _File, *, series: int, state: str) -> None:
    origin, report, survey = file.origin, file.report, file.survey
    row = {
        "id": file.id,
        "organisation_id": file.publisher.id,
        "kind": KIND,
        "sha256": origin.sha256,
        "name": origin.name or origin.url or origin.sha256[:12],
        "lineage": origin.lineage or _address(file),
        "size": origin.size,
        **{name: report.get(name) for name in _FROM_REPORT},
        "amount_pence": survey.pence,
        "date_min": _day(report["date_min"]),
        "date_max": _day(report["date_max"]),
        "month_from": survey.month_from,
        "month_to": survey.month_to,
        "report": {"parts": report.get("parts")},
        "parser_version": origin.parser_version,
        "sketch": survey.sketch,
        "state": state,
        "series": series,
        "sealed": masks_names(connection, file.id),
        "fetched_at": origin.fetched_at,
        "loaded_at": dt.datetime.now(dt.UTC),
    }
    connection.execute(delete(Resource).where(Resource.id == file.id))
    connection.execute(insert(Resource), [row])


_FROM_REPORT = (
    "format", "encoding", "status", "reason", "code", "header_row", "columns", "rows_read", "rows_accepted",
    "rows_refused", "set_aside", "currency", "issues",
)  # fmt: skip


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
