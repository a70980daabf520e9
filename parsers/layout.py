"""Decides which column of a list of payments holds what, from its headings and a sample of its rows."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from parsers.amount_rules import AmountRules, rules_of
from parsers.columns import (
    amount_weight,
    date_weight,
    field_of,
    goes_on,
    heading_score,
    is_heading_line,
    is_short_word,
    known_headings,
    supplier_weight,
    words_of,
)
from parsers.tables import Row
from parsers.values import day, month_comes_first, pence, redaction

__all__ = ["Layout", "find_heading", "fitted", "layout_by_content", "layout_of"]

_NEAR = 60
_SAMPLE = 400
_NET = {"net", "nett", "excl", "exc", "ex", "excluding", "exclusive"}
_GROSS = {"gross", "incl", "inc", "including", "inclusive"}
_HAS_DIGIT = re.compile(r"\d").search
_PENCE_WRITTEN = re.compile(r".*\d\.\d\d\)?-?$")


@dataclass(slots=True)
class Layout:
    """The columns of one table by number, None where it has no such column; ``row`` is the heading row, from 1.

    ``rules`` says how its cells become pence.
    """

    row: int | None
    headings: list[str]
    amount: int
    date: int | None
    supplier: int | None
    fields: dict[str, int]
    amount_kind: str = "unstated"
    card: bool = False
    month_first: bool = False
    lines: int = 1
    rules: AmountRules = field(default_factory=AmountRules)
    known: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Note which columns have a role."""
        roles = (self.amount, *self.rules.columns, self.date, self.supplier, *self.fields.values())
        self.known = {column for column in roles if column is not None}

    @property
    def width(self) -> int:
        """How many columns a row needs for every role to have its cell."""
        return max(self.known) + 1

    @property
    def headed(self) -> int:
        """How many columns there are up to the last with a heading."""
        return max((at for at, heading in enumerate(self.headings, 1) if heading.strip()), default=0)

    def heading(self, column: int | None) -> str | None:
        """The council's own name of a column, or its number where it has none."""
        if column is None:
            return None
        name = self.headings[column].strip() if column < len(self.headings) else ""
        return name or f"column {column + 1}"

    def names(self) -> dict[str, str | None]:
        """Field to the council's own column name."""
        columns = {"amount": self.amount, "date": self.date, "supplier": self.supplier, **self.fields}
        return {name: self.heading(at) for name, at in columns.items() if at is not None}


def find_heading(rows: Sequence[Row]) -> tuple[int, int] | None:
    """The place (from 0) and number of lines of the heading: the best above the first payment, else one further down.

    Where no row is a heading, two rows may be one together.
    """
    best, place = 0.0, None
    for at, row in enumerate(rows[:_NEAR]):
        score = heading_score(row)
        if score >= 2 and score > best:
            best, place = score, at
        elif place is not None and _is_dated_amount(row):
            break
    if place is not None:
        return place, 1
    single = next((at for at, row in enumerate(rows[_NEAR:], _NEAR) if is_heading_line(row)), None)
    return (single, 1) if single is not None else _split_heading(rows)


def _is_dated_amount(row: Row) -> bool:
    dates = [_reads_as_date(cell) for cell in row]
    return any(dates) and any(pence(cell) is not None for cell, dated in zip(row, dates, strict=True) if not dated)


def _split_heading(rows: Sequence[Row]) -> tuple[int, int] | None:
    for at in range(min(len(rows) - 1, _NEAR)):
        if any(rows[at]) and any(rows[at + 1]) and is_heading_line(_joined(rows[at], rows[at + 1])):
            figures = sum(pence(cell) is not None for cell in (*rows[at], *rows[at + 1]))
            if not figures:
                return at, 2
    return None


def layout_of(rows: Sequence[Row], at: int, *, lines: int = 1, month_first: bool = False) -> Layout | None:
    """The layout of the table whose heading is ``rows[at]``; None where no column under it holds amounts."""
    headings = list(rows[at]) if lines == 1 else _joined(rows[at], rows[at + 1])
    if lines == 1 and at + 1 < len(rows) and _is_second_line(headings, rows[at + 1]):
        headings, lines = _joined(headings, rows[at + 1]), 2
    sample = [row for row in (*_below(rows, at + lines, headings), *rows[max(0, at - 100) : at]) if any(row)]
    amount = _best(headings, sample, amount_weight, _reads_as_money, 0.5)
    if amount is None:
        return None
    amount = _before_vat(headings, sample, amount)
    date = _best(headings, sample, date_weight, _reads_as_date, 0.3)
    supplier = _best(headings, sample, supplier_weight, _reads_as_name, 0.3)
    if supplier is None:
        supplier = _best(headings, sample, _mentions_supplier, _reads_as_name, 0.6)
    words = set(words_of(headings[amount]))
    return Layout(
        row=at + 1,
        headings=headings,
        amount=amount,
        date=date,
        supplier=supplier,
        fields=_fields(headings, {amount, date, supplier}),
        amount_kind="net" if words & _NET else "gross" if words & _GROSS else "unstated",
        card=any({"merchant", "card"} & set(words_of(heading)) for heading in headings),
        month_first=month_first or (date is not None and month_comes_first([_cell(row, date) for row in sample])),
        lines=lines,
        rules=rules_of(headings, sample, amount, rows[:at], _credit(headings, sample) if "debit" in words else None),
    )


def _before_vat(headings: Row, sample: Sequence[Row], amount: int) -> int:
    """The column to which a column of VAT adds up to the amount, where there is one; else the column of the amount."""
    others = [at for at, heading in enumerate(headings) if at != amount and amount_weight(heading) > 6]
    taxes = [at for at, heading in enumerate(headings) if at != amount and field_of(heading) == "vat"]
    adding = (other for other in others for tax in taxes if tax != other and _adds_up(sample, other, tax, amount))
    return next(adding, amount)


def _adds_up(sample: Sequence[Row], net: int, tax: int, gross: int) -> bool:
    fits = differs = taxed = 0
    for row in sample:
        parts = [pence(_cell(row, at)) for at in (net, tax, gross)]
        if parts[0] is not None and parts[1] is not None and parts[2] is not None:
            fits += parts[0] + parts[1] == parts[2]
            differs += parts[0] + parts[1] != parts[2]
            taxed += parts[1] != 0
    return taxed > 0 and fits > 9 * differs


def _credit(headings: Row, sample: Sequence[Row]) -> int | None:
    """The column of what came back, beside one of debits: of each row one of the two is blank or nought."""
    return _best(headings, sample, lambda heading: float("credit" in words_of(heading)), _reads_as_money, 0.5)


def _below(rows: Sequence[Row], start: int, headings: Row) -> list[Row]:
    """The rows below a heading, up to another heading that differs."""
    found: list[Row] = []
    for row in rows[start : start + _SAMPLE]:
        if not any(map(_HAS_DIGIT, row)) and list(row) != headings and is_heading_line(row):
            break
        found.append(row)
    return found


def fitted(layout: Layout, rows: Sequence[Row]) -> Layout:
    """The layout of an earlier part for one without headings of its own: the same, unless its columns are shifted."""
    sample = [row for row in rows[:_SAMPLE] if any(row)]
    amounts = [cell for row in sample if (cell := _cell(row, layout.amount).strip())]
    if amounts and sum(map(_reads_as_money, amounts)) >= 0.5 * len(amounts):
        return layout
    shifted = layout_by_content(rows, strict=False)
    if shifted is None:
        return layout
    rules = replace(shifted.rules, shift=layout.rules.shift)
    return replace(
        shifted, amount_kind=layout.amount_kind, card=layout.card, month_first=layout.month_first, rules=rules
    )


def layout_by_content(rows: Sequence[Row], *, strict: bool = True) -> Layout | None:
    """The layout of rows without any heading, where one column only can be the date and one only the amount.

    ``strict`` asks for five rows and for amounts written to the penny, as nothing else says that these are payments.
    """
    sample = [row for row in rows[:_SAMPLE] if sum(bool(cell.strip()) for cell in row) >= 3]
    width = max(map(len, sample), default=0)
    dates = [column for column in range(width) if _share(sample, column, _reads_as_date) >= 0.9]
    if len(dates) != 1 or len(sample) < (5 if strict else 1):
        return None
    dated = [row for row in sample if _reads_as_date(_cell(row, dates[0]))]
    money = _reads_as_pence if strict else _reads_as_money
    amounts = [at for at in range(width) if at != dates[0] and _share(dated, at, money) >= 0.95]
    names = [at for at in range(width) if at != dates[0] and _share(dated, at, _reads_as_name) >= 0.9]
    if len(amounts) != 1 or not names or (strict and not _reads_as_date(_cell(sample[0], dates[0]))):
        return None
    supplier = max(names, key=lambda at: (len({_cell(row, at) for row in dated}) > 0.3 * len(dated), -at))
    month_first = month_comes_first([_cell(row, dates[0]) for row in dated])
    return Layout(None, [""] * width, amounts[0], dates[0], supplier, {}, month_first=month_first)


def _fields(headings: Row, taken: set[int | None]) -> dict[str, int]:
    fields: dict[str, int] = {}
    for column, heading in enumerate(headings):
        name = field_of(heading)
        if column not in taken and name and name not in fields:
            fields[name] = column
    return fields


def _joined(first: Row, second: Row) -> Row:
    width = max(len(first), len(second))
    pad = [*first, *[""] * (width - len(first))], [*second, *[""] * (width - len(second))]
    return [f"{above.strip()} {below.strip()}".strip() for above, below in zip(*pad, strict=True)]


def _is_second_line(headings: Row, row: Row) -> bool:
    filled = [cell.strip() for cell in row if cell.strip()]
    if not filled or len(row) > len(headings):
        return False
    if not any(map(_HAS_DIGIT, row)) and known_headings(_joined(headings, row)) > known_headings(headings):
        return all(map(is_short_word, filled))
    if len(filled) > len(headings) / 2 + 1:
        return False
    pairs = [(above.strip(), below.strip()) for above, below in zip(headings, row, strict=False) if below.strip()]
    return all(goes_on(above, below) for above, below in pairs)


def _best(
    headings: Row, sample: Sequence[Row], weigh: Callable[[str], float], fits: Callable[[str], bool], share: float
) -> int | None:
    ranked = sorted(((weigh(heading), -column) for column, heading in enumerate(headings)), reverse=True)
    for weight, column in ranked:
        if weight <= 0:
            break
        cells = [cell for row in sample if (cell := _cell(row, -column).strip())]
        if cells and sum(map(fits, cells)) >= share * len(cells):
            return -column
    return None


def _share(sample: Sequence[Row], column: int, fits: Callable[[str], bool]) -> float:
    return sum(fits(_cell(row, column)) for row in sample) / len(sample) if sample else 0


def _cell(row: Row, column: int) -> str:
    return row[column] if column < len(row) else ""


def _mentions_supplier(heading: str) -> float:
    return 5.0 * ("supplier" in words_of(heading))


def _reads_as_money(cell: str) -> bool:
    return pence(cell) is not None or redaction(cell) is not None


def _reads_as_pence(cell: str) -> bool:
    return bool(_PENCE_WRITTEN.match(cell.strip())) and pence(cell) is not None


def _reads_as_date(cell: str) -> bool:
    return day(cell) is not None or day(cell, month_first=True) is not None


def _reads_as_name(cell: str) -> bool:
    return any(character.isalpha() for character in cell)
