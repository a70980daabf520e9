"""A file's page: what was accepted, what was refused and why, row by row, in the council's own column names."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from tracker.data_licences import licence_of_words
from tracker.models.spending import Endpoint, Overlap, PrivateDetail, Resource, ResourceIssue, Restatement
from tracker.models.sums import ResourceMonthSum
from tracker.spending_pages.bodies import Body, bodies_by_id
from tracker.spending_pages.payment import Origin, origins

__all__ = ["Elsewhere", "FilePage", "FixLine", "Version", "counted_elsewhere", "file_page", "why_withheld"]

FIXES = 100


@dataclass(frozen=True, slots=True)
class FixLine:
    """One thing to mend: where it is in the file, what stands there, and what to do."""

    number: int
    row: int | None
    part: str | None
    column: str | None
    value: str | None
    severity: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Version:
    """Another version of the same publication, and what changed from the older of the two to the newer."""

    id: int
    name: str
    fetched_at: dt.datetime
    newer: bool
    change: Any


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another publication that lists some of this file's payments, which count there: how many, of how many pence."""

    id: int
    name: str
    payments: int
    pence: int


@dataclass(frozen=True, slots=True)
class FilePage:
    """Everything the page shows; ``file`` is the row of the ledger."""

    file: Any
    body: Body
    origins: tuple[Origin, ...]
    months: tuple[Any, ...]
    fixes: tuple[FixLine, ...]
    next_fix: int | None
    versions: tuple[Version, ...]
    elsewhere: tuple[Elsewhere, ...]


def file_page(connection: Connection, resource_id: int, after: int = 0, limit: int = FIXES) -> FilePage | None:
    """Gather the page of a file; ``after`` is the number of the last line of the fix-list already seen."""
    file = connection.execute(select(Resource).where(Resource.id == resource_id)).first()
    if file is None:
        return None
    months = (
        select(ResourceMonthSum.month, ResourceMonthSum.payments, ResourceMonthSum.pence)
        .where(ResourceMonthSum.resource_id == resource_id)
        .order_by(ResourceMonthSum.month)
    )
    fixes = _fixes(connection, resource_id, after, limit + 1)
    body = bodies_by_id(connection, [file.organisation_id])[file.organisation_id]
    return FilePage(
        file, body, origins(connection, resource_id), tuple(connection.execute(months)), fixes[:limit],
        fixes[limit - 1].number if len(fixes) > limit else None, _versions(connection, resource_id),
        counted_elsewhere(connection, resource_id),
    )  # fmt: skip


def _fixes(connection: Connection, resource_id: int, after: int, limit: int) -> tuple[FixLine, ...]:
    issue = ResourceIssue
    statement = (
        select(
            issue.number, issue.row, issue.part, issue.column, issue.value, issue.severity, issue.code, issue.message
        )
        .where(issue.resource_id == resource_id, issue.number > after)
        .order_by(issue.number)
        .limit(limit)
    )
    return tuple(FixLine(**row._asdict()) for row in connection.execute(statement))


def _versions(connection: Connection, resource_id: int) -> tuple[Version, ...]:
    """The version before and the version after, with what changed between."""
    found = []
    for own, other, newer in (
        (Restatement.old_id, Restatement.new_id, True), (Restatement.new_id, Restatement.old_id, False),
    ):  # fmt: skip
        for change in connection.execute(select(Restatement).where(own == resource_id).order_by(other)):
            at = change.new_id if newer else change.old_id
            row = connection.execute(select(Resource.name, Resource.fetched_at).where(Resource.id == at)).one()
            found.append(Version(at, row.name, row.fetched_at, newer, change))
    return tuple(found)


def counted_elsewhere(connection: Connection, resource_id: int) -> tuple[Elsewhere, ...]:
    """The publications in which payments of this file count, those with the most first."""
    statement = (
        select(Overlap.counted_in_id.label("id"), Resource.name, Overlap.payments, Overlap.pence)
        .join(Resource, Resource.id == Overlap.counted_in_id)
        .where(Overlap.resource_id == resource_id)
        .order_by(Overlap.payments.desc(), Overlap.counted_in_id)
    )
    return tuple(Elsewhere(**row._asdict()) for row in connection.execute(statement))


def why_withheld(connection: Connection, file: Any, licence: str | None) -> str | None:
    """Why the archived bytes of a file are not handed out, as a sentence; None when they may be."""
    if file.sealed:
        return "A later version of this file withholds names that this one shows, so its bytes are sealed."
    private = select(PrivateDetail.row).where(PrivateDetail.resource_id == file.id).limit(1)
    if connection.execute(private).first() is not None:
        return (
            "The file probably names private persons, so its bytes are not handed out here until somebody has decided."
        )
    standing = licence_of_words(licence).standing
    if standing == "unstated":
        return "No licence is known for this file, so it is linked and not copied."
    if standing != "open":
        return (
            f"Its licence ({licence}) does not say that anybody may pass the file on, so it is linked and not copied."
        )
    return None


def licence_of(connection: Connection, resource_id: int) -> str | None:
    """The licence under which a file was published, as its source or its portal says; None when nothing says."""
    return connection.execute(
        select(Endpoint.licence)
        .where(Endpoint.resource_id == resource_id, Endpoint.licence.is_not(None))
        .order_by(Endpoint.fetched_at.desc(), Endpoint.url)
        .limit(1)
    ).scalar()
