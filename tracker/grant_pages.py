"""What the pages of grants show: the overview, lists by filter, one grant, one recipient; money in pence.

Grants that carry a mark are listed with it and stay out of every total; grants to persons are shown without a name.
"""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, func, or_, select, tuple_

from tracker.grant_filters import GrantFilter, applied
from tracker.marks import Mark, in_words
from tracker.models.grants import Announcement, AnnouncementShare, Grant, GrantSum, GrantVersion
from tracker.paid import Paid, paid_since
from tracker.places import REGIONS

__all__ = [
    "GrantList",
    "GrantPage",
    "Overview",
    "RecipientPage",
    "Sum",
    "grant_page",
    "grants",
    "overview",
    "recipient_page",
]

PAGE = 50


@dataclass(frozen=True, slots=True)
class Sum:
    """Grants added up by one key; ``pence`` leaves out those that carry a mark."""

    key: str
    name: str
    grants: int
    counted: int
    pence: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The first page of grants: the largest of each kind, all regions, what was announced last, what is still open."""

    grants: int
    counted: int
    pence: int
    without_region: int
    funders: tuple[Sum, ...]
    recipients: tuple[Sum, ...]
    regions: tuple[Sum, ...]
    years: tuple[Sum, ...]
    announced: tuple[Any, ...]
    open_calls: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class GrantList:
    """One page of a list of grants, newest first: rows of ``grant_award``, and the cursor of the next page."""

    items: tuple[Any, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class GrantPage:
    """One grant: its row, each amount it was ever given, its marks, and what its funder paid to its recipient since."""

    grant: Any
    versions: tuple[Any, ...]
    marks: tuple[Mark, ...]
    paid: Paid | None
    siblings: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class RecipientPage:
    """One recipient: the sum of its grants, its grants, and the shares of announced sums that name it."""

    key: str
    name: str
    total: Sum | None
    grants: GrantList
    shares: tuple[Any, ...]


def overview(connection: Connection, now: dt.datetime) -> Overview:
    """Everything on the first page of grants at a moment."""
    funders = _sums(connection, "funder", 10)
    grants, counted, pence = connection.execute(
        select(
            func.coalesce(func.sum(GrantSum.grants), 0),
            func.coalesce(func.sum(GrantSum.counted), 0),
            func.coalesce(func.sum(GrantSum.pence), 0),
        ).where(GrantSum.dimension == "funder")
    ).one()
    regions = _sums(connection, "region", 20)
    years = sorted(_sums(connection, "year", 100), key=lambda each: each.key)
    return Overview(
        int(grants),
        int(counted),
        int(pence),
        int(grants) - sum(each.grants for each in regions),
        tuple(funders),
        tuple(_sums(connection, "recipient", 10)),
        tuple(regions),
        tuple(years),
        tuple(_announced(connection)),
        tuple(open_calls(connection, now)),
    )


def _sums(connection: Connection, dimension: str, limit: int) -> list[Sum]:
    statement = (
        select(GrantSum.key, GrantSum.name, GrantSum.grants, GrantSum.counted, GrantSum.pence)
        .where(GrantSum.dimension == dimension)
        .order_by(GrantSum.pence.desc(), GrantSum.key)
        .limit(limit)
    )
    found = [Sum(*row) for row in connection.execute(statement)]
    return [replace(each, name=REGIONS.get(each.key, each.name)) for each in found] if dimension == "region" else found


_ANNOUNCED = (
    Announcement.id, Announcement.title, Announcement.announced, Announcement.funder, Announcement.total_pence,
    Announcement.total_words, Announcement.recipients, Announcement.programme, Announcement.closes_at,
    Announcement.source_url,
)  # fmt: skip


def _announced(connection: Connection, limit: int = 10) -> list[Any]:
    statement = (
        select(*_ANNOUNCED)
        .where(Announcement.announced.is_not(None), Announcement.withdrawn.is_(False))
        .order_by(Announcement.announced.desc(), Announcement.id)
        .limit(limit)
    )
    return list(connection.execute(statement))


def open_calls(connection: Connection, now: dt.datetime, limit: int = 200) -> list[Any]:
    """Calls for applications that are open at ``now``, the one that closes soonest first: rows of announcement."""
    statement = (
        select(*_ANNOUNCED)
        .where(Announcement.closes_at >= now, Announcement.withdrawn.is_(False))
        .order_by(Announcement.closes_at, Announcement.id)
        .limit(limit)
    )
    return list(connection.execute(statement))


def grants(connection: Connection, chosen: GrantFilter, *, after: str | None = None, limit: int = PAGE) -> GrantList:
    """One page of the grants of a filter, the newest award first, those without a day last.

    ``after`` is the cursor of the page before; ValueError for one that this function did not make.
    """
    statement = applied(select(Grant), chosen)
    if after is not None:
        day, last = _read_cursor(after)
        if day is None:
            statement = statement.where(Grant.awarded.is_(None), Grant.id < last)
        else:
            earlier = tuple_(Grant.awarded, Grant.id) < tuple_(day, last)
            statement = statement.where(or_(earlier, Grant.awarded.is_(None)))
    statement = statement.order_by(Grant.awarded.desc().nulls_last(), Grant.id.desc()).limit(limit + 1)
    rows = connection.execute(statement).all()
    more = len(rows) > limit
    return GrantList(tuple(rows[:limit]), _cursor(rows[limit - 1]) if more else None)


def _cursor(row: Any) -> str:
    return f"{row.awarded.isoformat() if row.awarded else 'none'}.{row.id}"


def _read_cursor(text: str) -> tuple[dt.date | None, int]:
    day, _, last = text.partition(".")
    if not last.isdigit() or len(last) > 19:
        raise ValueError(f"{text!r} is not a cursor of this list")
    return (None if day == "none" else dt.date.fromisoformat(day)), int(last)


def grant_page(connection: Connection, grant_id: int) -> GrantPage | None:
    """One grant by the number of its row; None when there is none."""
    grant = connection.execute(select(Grant).where(Grant.id == grant_id)).first()
    if grant is None:
        return None
    versions = connection.execute(
        select(GrantVersion)
        .where(GrantVersion.grant_row == grant_id)
        .order_by(GrantVersion.fetched_at, GrantVersion.sha256)
        .limit(100)
    )
    siblings: tuple[Any, ...] = ()
    if grant.recipient_key:
        same = GrantFilter(recipient=grant.recipient_key)
        siblings = tuple(each for each in grants(connection, same, limit=11).items if each.id != grant_id)[:10]
    return GrantPage(
        grant, tuple(versions), tuple(in_words([grant.mark] if grant.mark else [])), _paid(connection, grant), siblings
    )


def _paid(connection: Connection, grant: Any) -> Paid | None:
    if not grant.recipient_name:
        return None
    return paid_since(
        connection,
        body=grant.funder_key,
        supplier=grant.recipient_name,
        since=grant.awarded,
        promised_pence=grant.amount_pence if grant.counted else None,
        company_number=grant.company_number,
    )


def recipient_page(connection: Connection, key: str, *, after: str | None = None) -> RecipientPage | None:
    """One recipient by its key; None when neither a grant nor an announcement names it. ValueError for a bad cursor."""
    row = connection.execute(select(GrantSum).where(GrantSum.dimension == "recipient", GrantSum.key == key)).first()
    shares = tuple(
        connection.execute(
            select(AnnouncementShare, Announcement.programme, Announcement.title, Announcement.announced)
            .join(Announcement, Announcement.id == AnnouncementShare.announcement_id)
            .where(AnnouncementShare.recipient_key == key.replace("-", " "))
            .order_by(Announcement.announced, AnnouncementShare.id)
            .limit(100)
        )
    )
    if row is None and not shares:
        return None
    total = Sum(row.key, row.name, row.grants, row.counted, row.pence) if row else None
    listed = grants(connection, GrantFilter(recipient=key), after=after)
    return RecipientPage(key, total.name if total else shares[0].recipient, total, listed, shares)
