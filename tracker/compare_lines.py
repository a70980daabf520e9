"""The lines of a comparison: suppliers that several councils pay, and categories by their published names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from tracker.models.organisations import Supplier
from tracker.models.sums import (
    Category,
    CategoryMonthSum,
    CategorySum,
    OrganisationSupplierSum,
    OrganisationSupplierYearSum,
)

__all__ = ["CategoryLine", "SupplierLine", "category_lines", "supplier_lines"]

_LINES = 15
_LOOKED_AT = 150  # the largest suppliers of each council among which common ones are looked for


@dataclass(frozen=True, slots=True)
class SupplierLine:
    """A supplier and what each council paid it, in the order of the councils; None where it paid nothing."""

    id: int
    name: str
    pence: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class CategoryLine:
    """A category by its published name and what each council paid under it; id 0 is "not given"."""

    id: int
    name: str
    pence: tuple[int | None, ...]


def supplier_lines(connection: Connection, bodies: Sequence[int], year: int) -> tuple[SupplierLine, ...]:
    """The suppliers that most of the councils pay, the largest sums first; ``year`` 0 means all time."""
    model: Any = OrganisationSupplierYearSum if year else OrganisationSupplierSum
    in_year = [model.year == year] if year else []
    candidates: set[int] = set()
    for body in bodies:
        largest = (
            select(model.supplier_id)
            .where(model.organisation_id == body, *in_year)
            .order_by(model.pence.desc(), model.supplier_id.desc())
            .limit(_LOOKED_AT)
        )
        candidates.update(connection.execute(largest).scalars())
    paid: dict[int, dict[int, int]] = {}
    statement = select(model.supplier_id, model.organisation_id, model.pence).where(
        model.supplier_id.in_(candidates), model.organisation_id.in_(bodies), *in_year
    )
    for supplier, body, pence in connection.execute(statement):
        paid.setdefault(supplier, {})[body] = pence
    chosen = _foremost(paid)
    named = select(Supplier.id, Supplier.name).where(Supplier.id.in_(chosen))
    names = {row.id: row.name for row in connection.execute(named)}
    return tuple(SupplierLine(at, names.get(at, ""), _in_order(paid[at], bodies)) for at in chosen)


def category_lines(connection: Connection, bodies: Sequence[int], year: int) -> tuple[CategoryLine, ...]:
    """The categories by which most of the councils publish, the largest sums first; ``year`` 0 means all time."""
    if year:
        statement = select(
            CategoryMonthSum.category_id, CategoryMonthSum.organisation_id, func.sum(CategoryMonthSum.pence)
        ).where(
            CategoryMonthSum.organisation_id.in_(bodies),
            CategoryMonthSum.month.between(year * 100 + 1, year * 100 + 12),
        )
        statement = statement.group_by(CategoryMonthSum.category_id, CategoryMonthSum.organisation_id)
    else:
        statement = select(CategorySum.category_id, CategorySum.organisation_id, CategorySum.pence).where(
            CategorySum.organisation_id.in_(bodies)
        )
    paid: dict[int, dict[int, int]] = {}
    for category, body, pence in connection.execute(statement):
        paid.setdefault(category, {})[body] = int(pence)
    chosen = _foremost(paid)
    named = select(Category.id, Category.label).where(Category.id.in_(chosen))
    names = {row.id: row.label for row in connection.execute(named)}
    return tuple(CategoryLine(at, names.get(at, ""), _in_order(paid[at], bodies)) for at in chosen)


def _foremost(paid: Mapping[int, Mapping[int, int]]) -> list[int]:
    """Those paid by the most councils first, then by the pounds of all together."""
    return sorted(paid, key=lambda at: (-len(paid[at]), -sum(paid[at].values()), at))[:_LINES]


def _in_order(paid: Mapping[int, int], bodies: Sequence[int]) -> tuple[int | None, ...]:
    return tuple(paid.get(body) for body in bodies)
