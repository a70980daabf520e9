"""Decides which column of a list of payments holds what, from its headings and a sample of its rows."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from parsers.columns import amount_weight, date_weight, field_of, heading_score, is_heading_line, supplier_weight, words_of
from parsers.tables import Row
from parsers.values import day, month_comes_first, pence, redaction

_NEAR = 60


@dataclass(slots=True)
class Layout:
    """The columns of one table by number, None where it has no such column; ``row`` is the heading row, from 1."""

    row: int
    headings: list[str]
    amount: int
    date: int | None
    supplier: int | None
    fields: dict[str, int]
    amount_kind: str
    card: bool
    month_first: bool
    lines: int = 1
    known: set[int] = field(default_factory=set)

    def names(self) -> dict[str, str]:
        """Field to the council's own column name."""
        columns = {"amount": self.amount, "date": self.date, "supplier": self.supplier, **self.fields}
        return {name: self.headings[at].strip() for name, at in columns.items() if at is not None}


def find_heading(rows: Sequence[Row]) -> int | None:
    """The place (from 0) of the heading row: the best of the first lines, else the first further down."""
    scores = [(heading_score(row), -at) for at, row in enumerate(rows[:_NEAR])]
    best = max(scores, default=(0, 0))
    if best[0] >= 2:
        return -best[1]
    return next((at for at, row in enumerate(rows[_NEAR:], _NEAR) if is_heading_line(row)), None)


def find_split_heading(rows: Sequence[Row]) -> int | None:
    """The place of the first of two lines that are a heading only together, where one alone is none."""
    for at in range(min(len(rows) - 1, _NEAR)):
        if any(rows[at]) and any(rows[at + 1]) and is_heading_line(_joined(rows[at], rows[at + 1])):
            figures = sum(pence(cell) is not None for cell in (*rows[at], *rows[at + 1]))
            if not figures:
                return at
    return None


def layout_of(rows: Sequence[Row], at: int, *, lines: int = 1) -> Layout | None:
    """The layout of the table whose heading is ``rows[at]``; None where no column under it holds amounts."""
    headings = list(rows[at]) if lines == 1 else _joined(rows[at], rows[at + 1])
    if lines == 1 and at + 1 < len(rows) and _is_second_line(headings, rows[at + 1]):
        headings, lines = _joined(headings, rows[at + 1]), 2
    sample = [row for row in (*rows[at + lines : at + lines + 400], *rows[max(0, at - 100) : at]) if any(row)]
    amount = _best(headings, sample, amount_weight, _reads_as_money, 0.5)
    if amount is None:
        return None
    date = _best(headings, sample, date_weight, lambda cell: day(cell) is not None or day(cell, month_first=True) is not None, 0.3)
    supplier = _best(headings, sample, supplier_weight, _reads_as_name, 0.3)
    if supplier is None:
        supplier = _best(headings, sample, lambda heading: 5.0 * ("supplier" in words_of(heading)), _reads_as_name, 0.6)
    taken = {amount, date, supplier}
    fields: dict[str, int] = {}
    for column, heading in enumerate(headings):
        name = field_of(heading)
        if column not in taken and name and name not in fields:
            fields[name] = column
    words = words_of(headings[amount])
    kind = "net" if {"net", "excl", "exc", "ex", "excluding"} & set(words) else "gross" if {"gross", "incl", "inc", "including"} & set(words) else "unstated"  # fmt: skip
    card = any("merchant" in words_of(heading) or "card" in words_of(heading) for heading in headings)
    month_first = date is not None and month_comes_first([_cell(row, date) for row in sample])
    known = {column for column in (*taken, *fields.values()) if column is not None}
    return Layout(at + 1, headings, amount, date, supplier, fields, kind, card, month_first, lines, known)


def _joined(first: Row, second: Row) -> Row:
    width = max(len(first), len(second))
    pad = [*first, *[""] * (width - len(first))], [*second, *[""] * (width - len(second))]
    return [f"{above.strip()} {below.strip()}".strip() for above, below in zip(*pad, strict=True)]


def _is_second_line(headings: Row, row: Row) -> bool:
    filled = [cell.strip() for cell in row if cell.strip()]
    if not filled or len(row) > len(headings) or len(filled) > len(headings) / 2 + 1:
        return False
    return all(re.fullmatch(r"[A-Za-z£()/ .]{1,20}", cell) and field_of(cell) or amount_weight(cell) for cell in filled)


def _best(headings: Row, sample: Sequence[Row], weigh: Callable[[str], float], fits: Callable[[str], bool], share: float) -> int | None:  # fmt: skip
    ranked = sorted(((weigh(heading), -column) for column, heading in enumerate(headings)), reverse=True)
    for weight, column in ranked:
        if weight <= 0:
            break
        cells = [cell for row in sample if (cell := _cell(row, -column).strip())]
        if cells and sum(map(fits, cells)) >= share * len(cells):
            return -column
    return None


def _cell(row: Row, column: int) -> str:
    return row[column] if column < len(row) else ""


def _reads_as_money(cell: str) -> bool:
    return pence(cell) is not None or redaction(cell) is not None


def _reads_as_name(cell: str) -> bool:
    return any(character.isalpha() for character in cell)
