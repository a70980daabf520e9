"""Turns a list with one column of amounts for each month into one row for each amount.

Such a list says who was paid how much in which month, and not on which day, so that its payments have no date; the
month stands beside each of them. It is read only where nothing else can be meant: three months or more, a column of
suppliers, and words of payments above or in the headings.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from parsers.columns import supplier_weight
from parsers.printed_totals import is_total_label, speaks_of_total
from parsers.tables import Row
from parsers.values import pence

__all__ = ["MonthColumns", "find_months", "headings_by_month", "rows_by_month"]

_MONTH = re.compile(
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?|ionawr|chwefror|mawrth|ebrill|mai|mehefin|gorffennaf|awst|medi|hydref|tachwedd|"
    r"rhagfyr)[ \-'/]*(?:20)?(?:\d\d)?|(?:0?1/)?(?:0?[1-9]|1[0-2])/20\d\d|20\d\d-(?:0[1-9]|1[0-2])(?:-01)?",
    re.I,
)
_PAYMENTS = re.compile(r"\bpayments?\b|\bpaid\b|\bspend\b|\bspending\b|expenditure|taliadau|gwariant", re.I)
_OTHER = re.compile(
    r"budget|forecast|estimate|salar|kwh|mwh|litres|tonnes|hours|headcount|number of|income|receipts|planned|%", re.I
)
_LEAST_MONTHS, _NEAR = 3, 60


@dataclass(frozen=True, slots=True)
class MonthColumns:
    """The heading row (from 0), its months by column, and the other columns that are kept beside each amount."""

    row: int
    months: dict[int, str]
    others: list[int]
    headings: Row


def find_months(rows: Sequence[Row]) -> MonthColumns | None:
    """The months of a table; None where it is not for certain one of payments by month."""
    for at, row in enumerate(rows[:_NEAR]):
        months = {column: cell.strip() for column, cell in enumerate(row) if _MONTH.fullmatch(cell.strip())}
        if len(months) < _LEAST_MONTHS or len({name.casefold() for name in months.values()}) < len(months):
            continue
        said = " ".join(cell for line in rows[: at + 1] for cell in line)
        others = [column for column, cell in enumerate(row) if column not in months and cell.strip()]
        named = any(supplier_weight(row[column]) for column in others)
        if not named or not _PAYMENTS.search(said) or _OTHER.search(said) or not _all_amounts(rows[at + 1 :], months):
            return None
        return MonthColumns(at, months, [column for column in others if not speaks_of_total(row[column])], list(row))
    return None


def _all_amounts(rows: Sequence[Row], months: dict[int, str]) -> bool:
    cells = [row[column] for row in rows for column in months if column < len(row) and row[column].strip()]
    return bool(cells) and all(pence(cell) is not None for cell in cells)


def headings_by_month(found: MonthColumns) -> Row:
    """The headings of the rows that `rows_by_month` gives."""
    return [*(found.headings[column] for column in found.others), "Month", "Amount"]


def rows_by_month(found: MonthColumns, rows: Iterable[Row]) -> Iterator[tuple[int, str | list[Row]]]:
    """Each row of the table by its number: what it is if it names no payments, else one row for each month with one."""
    above: Counter[int] = Counter()
    for at, row in enumerate(rows):
        filled = [cell for cell in row if cell.strip()]
        kept = [row[column] if column < len(row) else "" for column in found.others]
        cells = [(month, row[column]) for column, month in found.months.items() if column < len(row)]
        amounts = [(month, cell) for month, cell in cells if cell.strip()]
        if not filled:
            yield at + 1, "blank"
        elif at <= found.row:
            yield at + 1, "preamble" if at < found.row else "heading"
        elif _is_total(
            kept, pence_of := {at: pence(cell) or 0 for at, cell in enumerate(row) if at in found.months}, above
        ):
            yield at + 1, "total"
        else:
            above.update(pence_of)
            yield at + 1, [[*kept, month, cell] for month, cell in amounts] or "note"


def _is_total(kept: Row, amounts: dict[int, int], above: Mapping[int, int]) -> bool:
    """Whether a row is a total: by its label, or by a likely label and sums that are those of the rows above."""
    labels = [cell for cell in kept if cell.strip()]
    if not labels or any(map(is_total_label, labels)):
        return True
    return any(map(speaks_of_total, labels)) and all(above[month] == amount for month, amount in amounts.items())
