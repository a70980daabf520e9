"""Bids side by side: each line of costs per year and per user, with and without VAT; what is missing stays missing."""

from dataclasses import dataclass
from typing import Any

__all__ = ["CostCell", "CostRow", "cost_rows"]


@dataclass(frozen=True, slots=True)
class CostCell:
    """What one bid says of one line, in pence; ``years`` holds the net amounts, None where the bidder gave none.

    ``net``, ``gross`` and ``net_per_user_year`` are of the years given, and None when none was; ``complete`` says
    whether all five were.
    """

    years: tuple[int | None, ...]
    net: int | None
    gross: int | None
    net_per_user_year: int | None
    complete: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class CostRow:
    """One line of the sheet ("total" for the sum), with a cell for each letter."""

    kind: str
    cells: dict[str, CostCell]


def cost_rows(documents: dict[str, dict[str, Any]]) -> list[CostRow]:
    """The cost sheets of all bids, line by line, and their totals last; empty without bids."""
    if not documents:
        return []
    kinds = [line["kind"] for line in next(iter(documents.values()))["costs"]["lines"]]
    rows = [
        CostRow(kind, {letter: _cell(document["costs"], number) for letter, document in documents.items()})
        for number, kind in enumerate(kinds)
    ]
    total = {
        letter: _total(document["costs"], [row.cells[letter] for row in rows]) for letter, document in documents.items()
    }
    return [*rows, CostRow("total", total)]


def _cell(costs: dict[str, Any], number: int) -> CostCell:
    line = costs["lines"][number]
    both = [_net_and_gross(pence, costs) for pence in line["pence"]]
    given = [each for each in both if each is not None]
    net = sum(each[0] for each in given) if given else None
    gross = sum(each[1] for each in given) if given else None
    return CostCell(
        tuple(None if each is None else each[0] for each in both),
        net,
        gross,
        _per_user_year(net, len(given), costs["users"]),
        len(given) == len(both),
        line["note"],
    )


def _total(costs: dict[str, Any], cells: list[CostCell]) -> CostCell:
    years = tuple(
        sum(given) if (given := [cell.years[year] for cell in cells if cell.years[year] is not None]) else None  # type: ignore[arg-type]
        for year in range(5)
    )
    nets = [cell.net for cell in cells if cell.net is not None]
    grosses = [cell.gross for cell in cells if cell.gross is not None]
    net = sum(nets) if nets else None
    given_years = sum(year is not None for year in years)
    return CostCell(
        years,
        net,
        sum(grosses) if grosses else None,
        _per_user_year(net, given_years, costs["users"]),
        all(cell.complete for cell in cells),
    )


def _net_and_gross(pence: int | None, costs: dict[str, Any]) -> tuple[int, int] | None:
    if pence is None:
        return None
    rate = costs["vat_permille"]
    if costs["vat_included"]:
        return _divided(pence * 1000, 1000 + rate), pence
    return pence, _divided(pence * (1000 + rate), 1000)


def _divided(value: int, by: int) -> int:
    """Rounded to the nearest penny, halves away from nought, as invoices round."""
    sign = -1 if value < 0 else 1
    return sign * ((2 * abs(value) + by) // (2 * by))


def _per_user_year(net: int | None, years: int, users: int | None) -> int | None:
    return None if net is None or not users or not years else _divided(net, users * years)
