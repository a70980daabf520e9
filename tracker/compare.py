"""Compare councils: side by side for the same time, each with its coverage, and no ranking where coverage differs.

What a council publishes is not what it spends: months are missing, names withheld, amounts net or gross. A ranking of
files that differ in such things would rank the files, so it is refused, and the page says why.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from tracker.compare_lines import CategoryLine, SupplierLine, category_lines, supplier_lines
from tracker.models.spending import Payment
from tracker.models.sums import MonthSum
from tracker.months import span
from tracker.real_terms import in_base_prices, per_head
from tracker.spending_pages.bodies import Body

__all__ = ["Comparison", "Coverage", "Side", "compare", "years_of"]

MOST = 4  # more lines than four cannot be told apart in a chart, nor columns on a phone


@dataclass(frozen=True, slots=True)
class Coverage:
    """What stands behind a council's figures for the time compared; shares are of the pounds, in hundredths."""

    months: tuple[int, ...]
    redacted: int
    uncategorised: int
    cards: bool
    amounts: str
    undated: int


@dataclass(frozen=True, slots=True)
class Side:
    """One council in a comparison; ``by_month`` follows its months, None where nothing is published."""

    body: Body
    payments: int
    pence: int
    real_pence: int | None
    by_month: tuple[int | None, ...]
    coverage: Coverage

    @property
    def per_head(self) -> int | None:
        """Pence for each inhabitant in the time compared."""
        return per_head(self.pence, self.body.population)

    @property
    def real_per_head(self) -> int | None:
        """The same in prices of the base year."""
        return per_head(self.real_pence, self.body.population) if self.real_pence is not None else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two to four councils in a year (0: all years); ``doubts`` are the reasons for which no ranking is given."""

    sides: tuple[Side, ...]
    year: int
    years: tuple[int, ...]
    months: tuple[int, ...]
    doubts: tuple[str, ...]
    suppliers: tuple[SupplierLine, ...]
    categories: tuple[CategoryLine, ...]

    @property
    def ranked(self) -> tuple[Side, ...]:
        """The sides by pounds a head, most first; empty where a ranking is refused."""
        return () if self.doubts else tuple(sorted(self.sides, key=lambda side: -(side.per_head or 0)))


def compare(connection: Connection, bodies: Sequence[Body], year: int | None = None) -> Comparison:
    """Compare bodies in a calendar year; without one, in the newest year of which all have published something."""
    rows = {body.id: _month_rows(connection, body.id) for body in bodies}
    years = years_of(rows.values())
    common = set.intersection(*({row.month // 100 for row in found if row.month} for found in rows.values()))
    chosen = year if year is not None else max(common, default=max(years, default=0))
    known = [row.month for found in rows.values() for row in found if row.month and chosen in (0, row.month // 100)]
    months = tuple(span(min(known, default=0), max(known, default=0)))
    sides = tuple(_side(connection, body, rows[body.id], chosen, months) for body in bodies)
    ids = [body.id for body in bodies]
    return Comparison(
        sides, chosen, years, months, tuple(_doubts(sides, months)), supplier_lines(connection, ids, chosen),
        category_lines(connection, ids, chosen),
    )  # fmt: skip


def years_of(months: Iterable[Sequence[MonthSum]]) -> tuple[int, ...]:
    """The years of which anybody published something, newest first."""
    return tuple(sorted({row.month // 100 for rows in months for row in rows if row.month}, reverse=True))


def _month_rows(connection: Connection, body_id: int) -> Sequence[MonthSum]:
    statement = (
        select(MonthSum)
        .where(MonthSum.organisation_id == body_id, MonthSum.currency == "GBP", MonthSum.payments > 0)
        .order_by(MonthSum.month)
    )
    return connection.execute(statement).all()  # type: ignore[return-value]


def _side(connection: Connection, body: Body, rows: Sequence[MonthSum], year: int, months: Sequence[int]) -> Side:
    chosen = [row for row in rows if row.month and year in (0, row.month // 100)]
    pence = sum(row.pence for row in chosen)
    by_month = {row.month: row.pence for row in chosen}
    coverage = Coverage(
        tuple(by_month),
        _share(sum(row.redacted_pence for row in chosen), pence),
        _share(sum(row.uncategorised_pence for row in chosen), pence),
        any(row.card_payments for row in chosen),
        _amounts(connection, body.id),
        sum(row.payments for row in rows if not row.month),
    )
    return Side(
        body, sum(row.payments for row in chosen), pence, _real(by_month),
        tuple(by_month.get(month) for month in months), coverage,
    )  # fmt: skip


def _real(by_month: dict[int, int]) -> int | None:
    """The sum in prices of the base year; None as soon as one year has no index."""
    total = 0
    for year in {month // 100 for month in by_month}:
        real = in_base_prices(sum(pence for month, pence in by_month.items() if month // 100 == year), year)
        if real is None:
            return None
        total += real
    return total


def _amounts(connection: Connection, body_id: int) -> str:
    """Whether amounts are "net", "gross" or "unstated", as the newest payment's file says."""
    statement = select(Payment.amount_kind).where(Payment.organisation_id == body_id, Payment.date.is_not(None))
    return connection.execute(statement.order_by(Payment.date.desc()).limit(1)).scalar() or "unstated"


def _share(part: int, whole: int) -> int:
    return round(abs(part) * 100 / abs(whole)) if whole else 0


def _doubts(sides: Sequence[Side], months: Sequence[int]) -> Iterable[str]:
    counts = {side.coverage.months for side in sides}
    if not all(side.coverage.months for side in sides):
        silent = " and ".join(side.body.name for side in sides if not side.coverage.months)
        yield f"{silent} published nothing for this time."
    elif len(counts) > 1:
        told = ", ".join(f"{side.body.name} {len(side.coverage.months)}" for side in sides)
        yield f"They did not publish the same months: of {len(months)} months, {told}."
    if len({side.coverage.amounts for side in sides}) > 1:
        told = ", ".join(f"{side.body.name} {_AMOUNTS[side.coverage.amounts]}" for side in sides)
        yield f"Their amounts do not mean the same: {told}."
    if len({side.coverage.cards for side in sides}) > 1:
        those = " and ".join(side.body.name for side in sides if side.coverage.cards)
        yield f"Only {those} includes purchases by card."
    if len({side.body.type for side in sides}) > 1:
        told = ", ".join(f"{side.body.name} is a {_lower(side.body.type)}" for side in sides)
        yield f"They do not have the same duties: {told}."
    if any(side.body.population is None for side in sides):
        those = " and ".join(side.body.name for side in sides if side.body.population is None)
        yield f"The population of {those} is not known, so nothing can be said for each head."


_AMOUNTS = {"net": "without VAT", "gross": "with VAT", "unstated": "does not say whether VAT is in them"}


def _lower(text: str) -> str:
    return text if text[:2].isupper() or text.split()[0] in _PROPER else text[0].lower() + text[1:]


_PROPER = {"London", "Scottish", "Welsh", "NI"}
