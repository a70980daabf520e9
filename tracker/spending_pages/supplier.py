"""A supplier's page: which councils pay it, how much, for each head, and over time."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from parsers.people import names_a_person
from tracker.identity import known_as, together
from tracker.models.organisations import Organisation, Supplier, SupplierCompany
from tracker.models.spending import NameDecision
from tracker.models.sums import (
    OrganisationSupplierSum,
    OrganisationSupplierYearSum,
    SupplierMonthSum,
    SupplierSum,
)
from tracker.real_terms import in_base_prices, per_head
from tracker.row_ids import shown_id, slug

__all__ = ["Payer", "SupplierMonth", "SupplierPage", "SupplierYear", "supplier_page", "supplier_slug"]


@dataclass(frozen=True, slots=True)
class Payer:
    """A council that pays the supplier; ``years`` are (first, last) of its payments, 0 where a date is missing."""

    slug: str
    name: str
    population: int | None
    payments: int
    pence: int
    first_year: int
    last_year: int

    @property
    def per_head(self) -> int | None:
        """Pence for each inhabitant, over all years."""
        return per_head(self.pence, self.population)


@dataclass(frozen=True, slots=True)
class SupplierMonth:
    """A month with payments; month 0 is "no date"."""

    month: int
    payments: int
    pence: int


@dataclass(frozen=True, slots=True)
class SupplierYear:
    """A calendar year, and the same in prices of the base year where the index is known."""

    year: int
    payments: int
    pence: int
    real_pence: int | None


@dataclass(frozen=True, slots=True)
class SupplierPage:
    """Everything the page shows; ``person`` is True where the name may be a private person's.

    ``joined`` are the other names that a person decided to show together with this one; sums stay with each name.
    ``payers`` are those of ``year`` alone, where one is asked for; ``bodies`` is how many there are in all.
    """

    id: int
    name: str
    companies: tuple[str, ...]
    payments: int
    pence: int
    payers: tuple[Payer, ...]
    months: tuple[SupplierMonth, ...]
    years: tuple[SupplierYear, ...]
    person: bool
    joined: tuple[Any, ...]
    registered: tuple[Any, ...]
    bodies: int
    year: int | None = None


def supplier_page(connection: Connection, supplier_id: int, year: int | None = None) -> SupplierPage | None:
    """Gather the page of a supplier, who pays it in one year or in all; None when no current payments name it."""
    statement = (
        select(Supplier.name, Supplier.key, SupplierSum.payments, SupplierSum.pence)
        .join(SupplierSum, SupplierSum.supplier_id == Supplier.id)
        .where(Supplier.id == supplier_id)
    )
    known = connection.execute(statement).first()
    if known is None:
        return None
    of_company = SupplierCompany.supplier_id == supplier_id
    companies = select(SupplierCompany.company_number).where(of_company).order_by(SupplierCompany.company_number)
    months, payers = _months(connection, supplier_id), _payers(connection, supplier_id)
    return SupplierPage(
        supplier_id, known.name, tuple(connection.execute(companies.limit(20)).scalars()), known.payments, known.pence,
        _of_year(connection, supplier_id, year) if year else payers, months, _years(months),
        _person(connection, supplier_id, known.name),
        tuple(together(connection, supplier_id)), tuple(known_as(connection, known.key)),
        len(payers), year,
    )  # fmt: skip


def _person(connection: Connection, supplier_id: int, name: str) -> bool:
    # A name that somebody decided to show was taken for a person's, and search engines still have no business with it.
    decided = select(NameDecision.id).where(NameDecision.name_id == supplier_id).limit(1)
    return names_a_person(name) or connection.execute(decided).first() is not None


def _payers(connection: Connection, supplier_id: int) -> tuple[Payer, ...]:
    sums, years = OrganisationSupplierSum, OrganisationSupplierYearSum
    reach: dict[int, list[int]] = {}
    in_years = select(years.organisation_id, years.year).where(years.supplier_id == supplier_id)
    for body_id, year in connection.execute(in_years.order_by(years.organisation_id, years.year)):
        if year:
            reach.setdefault(body_id, []).append(year)
    statement = (
        select(
            sums.organisation_id,
            Organisation.slug,
            Organisation.name,
            Organisation.population,
            sums.payments,
            sums.pence,
        )
        .join(Organisation, Organisation.id == sums.organisation_id)
        .where(sums.supplier_id == supplier_id)
        .order_by(sums.pence.desc(), Organisation.name)
    )
    found = []
    for at, body_slug, name, population, payments, pence in connection.execute(statement):
        dated = reach.get(at, [0])
        found.append(Payer(body_slug, name, population, payments, pence, dated[0], dated[-1]))
    return tuple(found)


def _of_year(connection: Connection, supplier_id: int, year: int) -> tuple[Payer, ...]:
    sums = OrganisationSupplierYearSum
    statement = (
        select(Organisation.slug, Organisation.name, Organisation.population, sums.payments, sums.pence)
        .join(Organisation, Organisation.id == sums.organisation_id)
        .where(sums.supplier_id == supplier_id, sums.year == year)
        .order_by(sums.pence.desc(), Organisation.name)
    )
    return tuple(
        Payer(row.slug, row.name, row.population, row.payments, row.pence, year, year)
        for row in connection.execute(statement)
    )


def _months(connection: Connection, supplier_id: int) -> tuple[SupplierMonth, ...]:
    sums = SupplierMonthSum
    statement = (
        select(sums.month, sums.payments, sums.pence).where(sums.supplier_id == supplier_id).order_by(sums.month)
    )
    return tuple(SupplierMonth(*tuple(row)) for row in connection.execute(statement))


def _years(months: tuple[SupplierMonth, ...]) -> tuple[SupplierYear, ...]:
    found = []
    for year in sorted({line.month // 100 for line in months if line.month}):
        lines = [line for line in months if line.month // 100 == year]
        pence = sum(line.pence for line in lines)
        found.append(SupplierYear(year, sum(line.payments for line in lines), pence, in_base_prices(pence, year)))
    return tuple(found)


def supplier_slug(supplier_id: int, name: str | None) -> str:
    """A supplier as it stands in addresses: "0abc…-acme-works-ltd"; a person's name is never in an address."""
    if not name or names_a_person(name):
        return shown_id(supplier_id)
    return f"{shown_id(supplier_id)}-{slug(name)[:60].strip('-')}"
