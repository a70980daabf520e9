"""All councils: what each published, for the list at /spending."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select

from tracker.models.organisations import Organisation
from tracker.models.sums import OrganisationSum
from tracker.real_terms import per_head_a_year

__all__ = ["SORTS", "Council", "Councils", "council_list", "published_names"]

# What the list can be ordered by, largest first but for the name.
SORTS = ("name", "paid", "head", "months", "newest")


@dataclass(frozen=True, slots=True)
class Council:
    """One council's line; ``payments`` is 0 where nothing of it was loaded."""

    slug: str
    name: str
    type: str
    nation: str | None
    region: str | None
    population: int | None
    ended: bool
    payments: int
    pence: int
    months: int
    first_month: int
    last_month: int

    @property
    def per_head(self) -> int | None:
        """Pence for each inhabitant a year, over the months published."""
        return per_head_a_year(self.pence, self.population, self.months)


@dataclass(frozen=True, slots=True)
class Councils:
    """The list: those with payments in the order asked for, those without by name, and what can be chosen from."""

    published: tuple[Council, ...]
    silent: tuple[Council, ...]
    nations: tuple[str, ...]
    regions: tuple[str, ...]
    types: tuple[str, ...]

    @property
    def pence(self) -> int:
        """What those listed paid together, as far as it is published."""
        return sum(council.pence for council in self.published)

    @property
    def payments(self) -> int:
        """How many payments that is."""
        return sum(council.payments for council in self.published)


def council_list(
    connection: Connection, *, nation: str = "", region: str = "", kind: str = "", sort: str = "name"
) -> Councils:
    """Every body that is a council today or has payments, under the filters; an unknown filter finds nothing."""
    rows = [_line(row) for row in connection.execute(_statement())]
    chosen = [
        line
        for line in rows
        if (not nation or line.nation == nation)
        and (not region or line.region == region)
        and (not kind or line.type == kind)
    ]
    published = sorted((line for line in chosen if line.payments), key=lambda line: _order(line, sort))
    silent = [line for line in chosen if not line.payments and not line.ended]
    return Councils(
        tuple(published), tuple(silent), _distinct(line.nation for line in rows),
        _distinct(line.region for line in rows), _distinct(line.type for line in rows),
    )  # fmt: skip


def published_names(connection: Connection) -> list[str]:
    """The names of the bodies that have payments, in order, to choose from."""
    statement = select(Organisation.name).join(OrganisationSum, OrganisationSum.organisation_id == Organisation.id)
    return list(connection.execute(statement.order_by(Organisation.name)).scalars())


def _statement() -> Select[Any]:
    sums = (func.coalesce(getattr(OrganisationSum, name), 0) for name in
            ("payments", "pence", "months", "first_month", "last_month"))  # fmt: skip
    return (
        select(
            Organisation.slug, Organisation.name, Organisation.type, Organisation.nation, Organisation.region,
            Organisation.population, Organisation.end_date, *sums,
        )
        .outerjoin(OrganisationSum, OrganisationSum.organisation_id == Organisation.id)
        .order_by(Organisation.name, Organisation.slug)
    )  # fmt: skip


def _line(row: Sequence[Any]) -> Council:
    return Council(*row[:6], row[6] is not None, *row[7:])  # type: ignore[call-arg]


def _order(line: Council, sort: str) -> tuple[int, str]:
    by = {"paid": line.pence, "head": line.per_head or 0, "months": line.months, "newest": line.last_month}
    return -by.get(sort, 0), line.name


def _distinct(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value}))
