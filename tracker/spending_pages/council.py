"""A council's page: what it paid, month by month, to whom, on what, and how much of that can be seen at all."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from tracker.models.organisations import Supplier
from tracker.models.spending import Resource
from tracker.models.sums import Category, CategorySum, MonthSum, OrganisationSum, OrganisationSupplierSum
from tracker.months import month_of, months_between, span
from tracker.real_terms import in_base_prices, per_head, per_head_a_year
from tracker.spending_pages.bodies import Body, Relative, relatives

__all__ = ["CouncilPage", "FileLine", "Month", "Top", "Year", "council_page", "files_of", "month_lines"]

TOP = 15
FILES = 12


@dataclass(frozen=True, slots=True)
class Month:
    """What is published of a month, in pounds; all None when no file covers it."""

    month: int
    payments: int | None
    pence: int | None
    redacted_pence: int | None = None
    uncategorised_pence: int | None = None
    refused_rows: int | None = None


@dataclass(frozen=True, slots=True)
class Year:
    """A calendar year: how many of its months are published, and what they add up to."""

    year: int
    months: int
    payments: int
    pence: int
    real_pence: int | None
    per_head: int | None


@dataclass(frozen=True, slots=True)
class Top:
    """A supplier or a category with its sum; id 0 is the category "not given"."""

    id: int
    name: str
    payments: int
    pence: int


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file of a council, as lists show it."""

    id: int
    name: str
    state: str
    reason: str | None
    rows_accepted: int
    rows_refused: int
    pence: int | None
    month_from: int | None
    month_to: int | None
    fetched_at: dt.datetime


@dataclass(frozen=True, slots=True)
class CouncilPage:
    """Everything the page shows; ``total`` is the row of all-time sums, None when nothing is published."""

    body: Body
    total: Any | None
    months: tuple[Month, ...]
    years: tuple[Year, ...]
    suppliers: tuple[Top, ...]
    categories: tuple[Top, ...]
    files: tuple[FileLine, ...]
    file_count: int
    rejected_count: int
    relatives: tuple[Relative, ...]
    behind: int | None

    @property
    def missing(self) -> list[int]:
        """The months between the first and the last published that no file covers."""
        return [line.month for line in self.months if line.pence is None]

    @property
    def per_head(self) -> int | None:
        """Pence for each inhabitant a year, over the months published."""
        if self.total is None:
            return None
        return per_head_a_year(self.total.pence, self.body.population, self.total.months)

    @property
    def changed(self) -> dt.datetime | None:
        """When the newest file was fetched."""
        return max((file.fetched_at for file in self.files), default=None)


def council_page(connection: Connection, body: Body, now: dt.datetime) -> CouncilPage:
    """Gather the page of a body at a moment."""
    total = connection.execute(select(OrganisationSum).where(OrganisationSum.organisation_id == body.id)).first()
    months = month_lines(connection, body.id)
    counts = _file_counts(connection, body.id)
    last = total.last_month if total else 0
    return CouncilPage(
        body, total, months, _years(months, body), _suppliers(connection, body.id), _categories(connection, body.id),
        files_of(connection, body.id, FILES), sum(counts.values()), counts.get("rejected", 0),
        relatives(connection, body.id), months_between(last, month_of(now.date())) if last else None,
    )  # fmt: skip


def month_lines(connection: Connection, body_id: int) -> tuple[Month, ...]:
    """Every month from the first published to the last, those without a file too; payments without a date left out."""
    statement = select(
        MonthSum.month, MonthSum.payments, MonthSum.pence, MonthSum.redacted_pence, MonthSum.uncategorised_pence,
        MonthSum.refused_rows,
    ).where(
        MonthSum.organisation_id == body_id, MonthSum.currency == "GBP", MonthSum.month > 0, MonthSum.payments > 0
    ).order_by(MonthSum.month)  # fmt: skip
    known = {row.month: Month(*row) for row in connection.execute(statement)}
    return tuple(
        known.get(month, Month(month, None, None)) for month in span(min(known, default=0), max(known, default=0))
    )


def _years(months: tuple[Month, ...], body: Body) -> tuple[Year, ...]:
    found = []
    for year in sorted({line.month // 100 for line in months}):
        lines = [line for line in months if line.month // 100 == year and line.pence is not None]
        if lines:
            pence = sum(line.pence or 0 for line in lines)
            payments = sum(line.payments or 0 for line in lines)
            heads = per_head(pence, body.population)
            found.append(Year(year, len(lines), payments, pence, in_base_prices(pence, year), heads))
    return tuple(found)


def _suppliers(connection: Connection, body_id: int) -> tuple[Top, ...]:
    sums = OrganisationSupplierSum
    statement = (
        select(sums.supplier_id, Supplier.name, sums.payments, sums.pence)
        .join(Supplier, Supplier.id == sums.supplier_id)
        .where(sums.organisation_id == body_id)
        .order_by(sums.pence.desc(), sums.supplier_id.desc())
        .limit(TOP)
    )
    return tuple(Top(*row) for row in connection.execute(statement))


def _categories(connection: Connection, body_id: int) -> tuple[Top, ...]:
    statement = (
        select(CategorySum.category_id, func.coalesce(Category.label, ""), CategorySum.payments, CategorySum.pence)
        .outerjoin(Category, Category.id == CategorySum.category_id)
        .where(CategorySum.organisation_id == body_id)
        .order_by(CategorySum.pence.desc(), CategorySum.category_id.desc())
        .limit(TOP)
    )
    return tuple(Top(*row) for row in connection.execute(statement))


def _file_counts(connection: Connection, body_id: int) -> dict[str, int]:
    statement = (
        select(Resource.state, func.count())
        .where(Resource.organisation_id == body_id, Resource.kind == "spending")
        .group_by(Resource.state)
    )
    return {state: count for state, count in connection.execute(statement) if state != "superseded"}


def files_of(connection: Connection, body_id: int, limit: int = 1000) -> tuple[FileLine, ...]:
    """The files that count and those refused, the newest months first; earlier versions are on the files' own pages."""
    statement = (
        select(
            Resource.id, Resource.name, Resource.state, Resource.reason, Resource.rows_accepted, Resource.rows_refused,
            Resource.amount_pence, Resource.month_from, Resource.month_to, Resource.fetched_at,
        )
        .where(Resource.organisation_id == body_id, Resource.kind == "spending", Resource.state != "superseded")
        .order_by(func.coalesce(Resource.month_to, 0).desc(), Resource.fetched_at.desc(), Resource.id)
        .limit(limit)
    )  # fmt: skip
    return tuple(FileLine(*tuple(row)) for row in connection.execute(statement))
