"""The marks: what each is made of, as a part of a whole, so that a publisher can count again and knows what to mend.

The Local Government Transparency Code 2015 asks councils in England for each quarter's payments within a month of its
end, with the fields named below, in a form that machines can read. Other bodies are marked by the same, as a wish.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, select

from tracker.bulk import insert_new
from tracker.day_words import day_in_words
from tracker.models.organisations import Organisation
from tracker.models.spending import Resource, Restatement
from tracker.models.sums import MonthSum, OrganisationSum
from tracker.models.trust import Correction, QualityMark
from tracker.months import first_day, following, missing, span

__all__ = ["CODE_FIELDS", "MARKS", "due_by", "refresh"]

# The fields of expenditure over £500 (Code, paragraph 28 onward), by our names for columns.
CODE_FIELDS = {
    "date": "date of the payment",
    "department": "department that spent it",
    "supplier": "who was paid",
    "purpose": "what it was for",
    "amount": "amount",
    "vat": "VAT that cannot be recovered",
    "category": "category (as of merchants)",
}
_MACHINE_READABLE = {"csv", "xlsx", "xls", "ods"}


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: its name, and how it is made, in a sentence for the page."""

    title: str
    short: str
    how: str


MARKS = {
    "complete": Mark(
        "Months there", "Months", "Months with payments, of all months from the first published to the last."
    ),
    "on-time": Mark(
        "On time",
        "On time",
        "Months published by the end of the month after their quarter, of those that fell due since we first looked.",
    ),
    "fields": Mark(
        "Fields of the Code", "Fields", "Fields of the Transparency Code with a column of their own, over all files."
    ),
    "machine": Mark(
        "Readable by machines", "Machines", "Files that are CSV or a spreadsheet, of all files that count."
    ),
    "rows": Mark(
        "Rows that can be used", "Rows", "Rows accepted, of all rows read; a refused row with an accepted fix counts."
    ),
    "named": Mark(
        "Money with a name", "Named", "Pounds whose recipient is named and not redacted, of all pounds paid out."
    ),
    "stable": Mark(
        "Published once", "Once", "Publications that were not replaced by another version, of all publications."
    ),
}


def due_by(month: int) -> dt.date:
    """The last day on which a month's payments are on time: the end of the month after its quarter."""
    year, number = divmod(month, 100)
    quarter_end = year * 100 + (number + 2) // 3 * 3
    return first_day(following(following(quarter_end))) - dt.timedelta(days=1)


def refresh(connection: Connection, now: dt.datetime) -> int:
    """Make every mark of every publisher anew; returns how many publishers have any."""
    bodies = connection.execute(select(OrganisationSum.organisation_id).order_by(OrganisationSum.organisation_id))
    known = list(bodies.scalars())
    connection.execute(delete(QualityMark))
    for body in known:
        files = _files(connection, body)
        rows = [
            {"organisation_id": body, "mark": name, "share": _share(part, whole), "part": part, "whole": whole,
             "sentence": sentence, "made_at": now}
            for name, make in _MAKERS.items()
            for part, whole, sentence in [make(connection, body, files, now)]
        ]  # fmt: skip
        insert_new(connection, QualityMark, rows)
    return len(known)


def _share(part: int, whole: int) -> int | None:
    return None if whole <= 0 else max(0, min(1000, part * 1000 // whole))


def _files(connection: Connection, body: int) -> list[Any]:
    statement = select(
        Resource.id, Resource.format, Resource.columns, Resource.rows_read, Resource.rows_accepted, Resource.state,
        Resource.series, Resource.fetched_at, Resource.month_from, Resource.month_to,
    )  # fmt: skip
    return list(connection.execute(statement.where(Resource.organisation_id == body).order_by(Resource.id)))


def _months(connection: Connection, body: int) -> list[int]:
    statement = select(MonthSum.month).where(MonthSum.organisation_id == body, MonthSum.payments > 0)
    return sorted({month for month in connection.execute(statement).scalars() if month})


def _complete(connection: Connection, body: int, files: list[Any], now: dt.datetime) -> tuple[int, int, str]:
    months = _months(connection, body)
    gone = missing(months)
    whole = len(months) + len(gone)
    return len(months), whole, f"{len(months)} of {whole} months are there" + _named(gone) + "."


def _named(months: list[int]) -> str:
    if not months:
        return ""
    shown = ", ".join(f"{first_day(month):%B %Y}" for month in months[:6])
    return f"; missing: {shown}" + (f" and {len(months) - 6} more" if len(months) > 6 else "")


def _on_time(connection: Connection, body: int, files: list[Any], now: dt.datetime) -> tuple[int, int, str]:
    if not files:
        return 0, 0, "No file has been fetched."
    since, today = min(each.fetched_at for each in files).date(), now.date()
    first_seen: dict[int, dt.date] = {}
    for each in sorted(files, key=lambda each: each.fetched_at):
        for month in span(each.month_from or 0, each.month_to or 0):
            first_seen.setdefault(month, each.fetched_at.date())
    begun = since.year * 100 + since.month
    due = [
        month
        for month in span(_quarters_before(begun), today.year * 100 + today.month)
        if since <= due_by(month) < today
    ]
    there = [month for month in due if month in first_seen and first_seen[month] <= due_by(month)]
    if not due:
        return 0, 0, f"Nothing has fallen due since we first looked on {day_in_words(since)}."
    return (
        len(there),
        len(due),
        f"{len(there)} of {len(due)} months that fell due since {day_in_words(since)} were there.",
    )


def _quarters_before(month: int) -> int:
    year, number = divmod(month, 100)
    return (year - 1) * 100 + number


def _fields(connection: Connection, body: int, files: list[Any], now: dt.datetime) -> tuple[int, int, str]:
    current = [each for each in files if each.state == "current"]
    found = sum(name in (each.columns or {}) for each in current for name in CODE_FIELDS)
    absent = [words for name, words in CODE_FIELDS.items() if not any(name in (each.columns or {}) for each in current)]
    said = f"; no file has: {', '.join(absent)}" if absent and current else ""
    return (
        found,
        len(current) * len(CODE_FIELDS),
        f"{found} of {len(current) * len(CODE_FIELDS)} columns asked for{said}.",
    )


def _machine(connection: Connection, body: int, files: list[Any], now: dt.datetime) -> tuple[int, int, str]:
    current = [each for each in files if each.state == "current"]
    part = sum((each.format or "") in _MACHINE_READABLE for each in current)
    return part, len(current), f"{part} of {len(current)} files are CSV or spreadsheets."


def _rows(connection: Connection, body: int, files: list[Any], now: dt.datetime) -> tuple[int, int, str]:
    current = [each for each in files if each.state == "current"]
    read, accepted = sum(each.rows_read for each in current), sum(each.rows_accepted for each in current)
    fixed = connection.execute(
        select(func.count(func.distinct(Correction.row))).where(
            Correction.organisation_id == body, Correction.kind == "row", Correction.state == "accepted"
        )
    ).scalar_one()
    part = min(read, accepted + fixed)
    more = f", {fixed} of them by a fix" if fixed else ""
    return part, read, f"{part:,} of {read:,} rows can be used{more}."


def _with_names(connection: Connection, body: int, files: list[Any], now: dt.datetime) -> tuple[int, int, str]:
    row = connection.execute(select(OrganisationSum).where(OrganisationSum.organisation_id == body)).one()
    whole = max(row.pence, 0)
    part = max(0, whole - max(row.redacted_pence, 0))
    return part // 100, whole // 100, f"{row.redacted_payments:,} of {row.payments:,} payments hide who was paid."


def _stable(connection: Connection, body: int, files: list[Any], now: dt.datetime) -> tuple[int, int, str]:
    series = {each.series for each in files if each.state in {"current", "superseded"}}
    restated = connection.execute(
        select(func.count())
        .where(Restatement.organisation_id == body)
        .where(Restatement.pence_before != Restatement.pence_after)
    ).scalar_one()
    part = max(0, len(series) - restated)
    return part, len(series), f"{restated} of {len(series)} publications were replaced by a version with another total."


_Make = Callable[[Connection, int, list[Any], dt.datetime], tuple[int, int, str]]
_MAKERS: dict[str, _Make] = {
    "complete": _complete,
    "on-time": _on_time,
    "fields": _fields,
    "machine": _machine,
    "rows": _rows,
    "named": _with_names,
    "stable": _stable,
}


def overall(shares: Iterable[int | None]) -> int | None:
    """The plain mean of the marks that could be made, of 1,000; None when there is none."""
    known = [share for share in shares if share is not None]
    return round(sum(known) / len(known)) if known else None


def organisations_named(connection: Connection, ids: Iterable[int]) -> dict[int, Any]:
    """Name, slug, type and nation of bodies, by id."""
    statement = select(Organisation.id, Organisation.slug, Organisation.name, Organisation.type, Organisation.nation)
    return {row.id: row for row in connection.execute(statement.where(Organisation.id.in_(list(ids))))}
