"""The league of publishers, one publisher's marks with its fix-list, and the corrections that anybody may propose."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from tracker.models.organisations import Organisation
from tracker.models.spending import Resource, ResourceIssue
from tracker.models.trust import Correction, QualityMark
from tracker.quality.marks import MARKS, organisations_named, overall

__all__ = [
    "LEAST_MONTHS", "Publisher", "accepted_corrections", "decide_correction", "fix_list", "league",
    "propose_missing_file", "propose_row", "publisher", "waiting_corrections",
]  # fmt: skip

_FIXES = 500
LEAST_MONTHS = 6


@dataclass(frozen=True, slots=True)
class Publisher:
    """A publisher's marks by name: (share of 1,000 or None, part, whole, sentence); ``overall`` is their mean."""

    id: int
    slug: str
    name: str
    type: str
    nation: str | None
    overall: int | None
    marks: dict[str, tuple[int | None, int, int, str]]
    made_at: dt.datetime


def league(connection: Connection, *, nation: str | None = None, type_: str | None = None) -> list[Publisher]:
    """Every publisher with marks, the best first; those without a mark last, by name."""
    found = [
        each
        for each in _publishers(connection)
        if (nation is None or each.nation == nation) and (type_ is None or each.type == type_)
    ]
    return sorted(found, key=lambda each: (each.overall is None, -(each.overall or 0), each.name))


def publisher(connection: Connection, slug: str) -> Publisher | None:
    """One publisher's marks; None for an unknown body or one without payments."""
    found = connection.execute(select(Organisation.id).where(Organisation.slug == slug)).scalar()
    return next(iter(_publishers(connection, found)), None) if found is not None else None


def _publishers(connection: Connection, only: int | None = None) -> list[Publisher]:
    statement = select(QualityMark).order_by(QualityMark.organisation_id)
    if only is not None:
        statement = statement.where(QualityMark.organisation_id == only)
    rows: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(statement):
        rows[row.organisation_id].append(row)
    named = organisations_named(connection, rows)
    return [
        Publisher(
            number, named[number].slug, named[number].name, named[number].type, named[number].nation,
            _overall(some),
            {row.mark: (row.share, row.part, row.whole, row.sentence) for row in _in_order(some)},
            max(row.made_at for row in some),
        )
        for number, some in rows.items()
        if number in named
    ]  # fmt: skip


def _overall(rows: list[Any]) -> int | None:
    """The mean mark; None below six months, because a single good file is no habit."""
    months = next((row.whole for row in rows if row.mark == "complete"), 0)
    return overall(row.share for row in rows) if months >= LEAST_MONTHS else None


def _in_order(rows: list[Any]) -> list[Any]:
    places = {name: place for place, name in enumerate(MARKS)}
    return sorted(rows, key=lambda row: places.get(row.mark, len(places)))


def fix_list(connection: Connection, organisation_id: int, limit: int = _FIXES) -> list[dict[str, Any]]:
    """What a publisher can mend, newest file first: file, row, its own column, the value, and a sentence that helps."""
    rows = connection.execute(
        select(
            Resource.id, Resource.name, Resource.sha256, ResourceIssue.row, ResourceIssue.part, ResourceIssue.column,
            ResourceIssue.value, ResourceIssue.code, ResourceIssue.severity, ResourceIssue.message,
        )
        .join(ResourceIssue, ResourceIssue.resource_id == Resource.id)
        .where(Resource.organisation_id == organisation_id, Resource.state == "current")
        .where(ResourceIssue.severity.in_(("refused", "warning")))
        .order_by(ResourceIssue.severity, Resource.fetched_at.desc(), Resource.id, ResourceIssue.number)
        .limit(limit)
    )  # fmt: skip
    return [dict(row._mapping) for row in rows]


def propose_row(
    connection: Connection,
    resource_id: int,
    row: int,
    proposed: str,
    reason: str,
    *,
    by: str | None,
    link: str | None,
    now: dt.datetime,
) -> int:
    """Propose what a refused row should say; returns the proposal's number.

    ValueError with a sentence when it is empty, made before, or the row was not refused.
    """
    if not (proposed.strip() and reason.strip()):
        raise ValueError("Say what the row should say, and how you know.")
    refused = connection.execute(
        select(Resource.organisation_id)
        .join(ResourceIssue, ResourceIssue.resource_id == Resource.id)
        .where(Resource.id == resource_id, ResourceIssue.row == row, ResourceIssue.severity == "refused")
    ).scalar()
    if refused is None:
        raise ValueError("That row was not refused, so there is nothing to mend in it.")
    values = {"organisation_id": refused, "kind": "row", "resource_id": resource_id, "row": row}
    return _propose(connection, values, proposed, reason, by, link, now)


def propose_missing_file(
    connection: Connection,
    organisation_id: int,
    month: int,
    link: str,
    reason: str,
    *,
    by: str | None,
    now: dt.datetime,
) -> int:
    """Say where a missing month is published; ValueError with a sentence when the link is none."""
    if not _is_web(link):
        raise ValueError("Give the web address of the file.")
    values = {"organisation_id": organisation_id, "kind": "missing-file", "month": month}
    return _propose(connection, values, link.strip(), reason or "It is published there.", by, link, now)


def _propose(
    connection: Connection,
    values: dict[str, Any],
    proposed: str,
    reason: str,
    by: str | None,
    link: str | None,
    now: dt.datetime,
) -> int:
    if link and not _is_web(link):
        raise ValueError("The link must be a web address.")
    row = values | {
        "proposed": proposed.strip()[:2_000],
        "reason": reason.strip()[:2_000],
        "made_by": (by or "").strip()[:120] or None,
        "link": (link or "").strip() or None,
        "made_at": now,
        "state": "waiting",
    }
    try:
        with connection.begin_nested():
            return int(connection.execute(insert(Correction).values(**row).returning(Correction.id)).scalar_one())
    except IntegrityError:
        raise ValueError("The same fix has been proposed already.") from None


def _is_web(link: str) -> bool:
    try:
        parts = urlsplit(link.strip())
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def decide_correction(connection: Connection, number: int, accepted: bool, by: str, why: str, now: dt.datetime) -> None:
    """Accept or refuse a proposal, once, with a reason; LookupError when it is unknown or decided."""
    done = connection.execute(
        update(Correction)
        .where(Correction.id == number, Correction.state == "waiting")
        .values(
            state="accepted" if accepted else "refused", decided_by=by, decided_at=now, decided_why=why.strip() or None
        )
        .returning(Correction.id)
    )
    if done.first() is None:
        raise LookupError(f"no proposal {number} is waiting")


def waiting_corrections(connection: Connection, limit: int = 100) -> list[dict[str, Any]]:
    """Proposals that wait for a person, oldest first."""
    return _corrections(connection, "waiting", None, limit)


def accepted_corrections(connection: Connection, organisation_id: int, limit: int = 100) -> list[dict[str, Any]]:
    """The fixes accepted for one publisher, oldest first."""
    return _corrections(connection, "accepted", organisation_id, limit)


def _corrections(connection: Connection, state: str, organisation_id: int | None, limit: int) -> list[dict[str, Any]]:
    statement = select(Correction, Organisation.slug, Organisation.name).join(
        Organisation, Organisation.id == Correction.organisation_id
    )
    if organisation_id is not None:
        statement = statement.where(Correction.organisation_id == organisation_id)
    rows = connection.execute(
        statement.where(Correction.state == state).order_by(Correction.made_at, Correction.id).limit(limit)
    )
    return [dict(row._mapping) for row in rows]
