"""Mends rows that commas without quotation marks have made longer than their headings.

A name such as ``Smith, Jones Ltd`` or an amount such as ``1,234.56`` that was written without quotation marks falls
into two cells, and every cell after it into the next column. The cells are joined again where one way alone of joining
gives every column what it holds; else the row must not be used, as some other number stands under the amount.
"""

import re
from collections.abc import Sequence
from itertools import combinations

import pyarrow as pa
import pyarrow.compute as pc

from parsers.layout import Layout
from parsers.tables import Row
from parsers.values import day, pence

__all__ = ["may_be_shifted", "mended_rows", "thousands_joined"]

_HEAD = re.compile(r"\s*[-(£]*\s*\d{1,3}(?:,\d{3})*")
_BODY = re.compile(r"\d{3}")
_TAIL = re.compile(r"\d{3}(?:\.\d{1,2})?\)?-?\s*")
_MOST_CELLS, _MOST_JOINTS = 40, 3


def may_be_shifted(columns: Sequence[pa.Array], layout: Layout) -> bool:
    """Whether rows, given as columns of text, have cells beyond the last heading."""
    return layout.row is not None and any(pc.max(column).as_py() for column in columns[layout.headed :])


def mended_rows(rows: list[Row], layout: Layout) -> tuple[list[Row], list[int], frozenset[int]]:
    """The rows with their cells joined again; the places of those that were mended, and of those that cannot be."""
    if layout.row is None or max(map(len, rows)) <= layout.headed:
        return rows, [], frozenset()
    found = [_mended(row, layout) if len(row) > layout.headed else row for row in rows]
    pairs = list(enumerate(zip(rows, found, strict=True)))
    changed = [at for at, (old, new) in pairs if new is not None and new is not old]
    kept = [old if new is None else new for _, (old, new) in pairs]
    return kept, changed, frozenset(at for at, (_, new) in pairs if new is None)


def thousands_joined(cells: Sequence[str], width: int, column: int | None) -> Row:
    """A row with more than ``width`` cells, the thousands of the amount in ``column`` joined; else as it stands."""
    row = list(cells)
    while len(row) > width and not row[-1].strip():
        row.pop()
    while column is not None and len(row) > width and _is_thousand(row[column], row[column + 1]):
        row[column : column + 2] = [f"{row[column].strip()},{row[column + 1].strip()}"]
    return row if len(row) == width else list(cells)


def _mended(row: Row, layout: Layout) -> Row | None:
    """The row in the width of its headings, the row itself where it is not shifted, None where nobody can tell."""
    width = layout.headed
    cells = list(row)
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    joints = len(cells) - width
    if joints <= 0 or width < 2 or _fits(cells, layout):
        return row
    if joints > _MOST_JOINTS or len(cells) > _MOST_CELLS:
        return None if pence(cells[layout.amount]) is not None else row
    places = [at for at in range(len(cells) - 1) if _may_join(cells[at], cells[at + 1])]
    chosen = [way for way in combinations(places, joints) if _fits(_joined(cells, way), layout)]
    # After a comma of prose there is a blank, and after one between cells there is none.
    prose = [way for way in chosen if all(cells[at + 1][:1] in " 0123456789" for at in way)]
    for ways in (chosen, prose):
        if len(ways) == 1:
            return _joined(cells, ways[0])
    return None if pence(cells[layout.amount]) is not None else row


def _fits(cells: Row, layout: Layout) -> bool:
    """Whether the cells of a row are what their columns hold, and no amount goes on in the next cell."""
    date = cells[layout.date].strip() if layout.date is not None else ""
    dated = not date or day(date) is not None or day(date, month_first=True) is not None
    split = any(_is_thousand(left, right) for left, right in _pairs(cells, _money_columns(layout)))
    named = layout.supplier is None or any(map(str.isalpha, cells[layout.supplier])) or not cells[layout.supplier]
    return (
        dated and named and not split and all(_is_money(cells[at]) for at in _money_columns(layout) if at < len(cells))
    )


def _money_columns(layout: Layout) -> list[int]:
    return [at for at in (layout.amount, layout.fields.get("vat")) if at is not None]


def _is_money(cell: str) -> bool:
    return not cell.strip() or pence(cell) is not None


def _pairs(cells: Row, columns: Sequence[int]) -> list[tuple[str, str]]:
    return [(cells[at], cells[at + 1]) for at in columns if at + 1 < len(cells)]


def _is_thousand(left: str, right: str) -> bool:
    return bool(_HEAD.fullmatch(left) and (_TAIL.fullmatch(right) or _BODY.fullmatch(right)))


def _may_join(left: str, right: str) -> bool:
    goes_on = _BODY.fullmatch(left) and _TAIL.fullmatch(right)
    words = any(map(str.isalpha, left)) and any(map(str.isalpha, right)) and day(left) is None and day(right) is None
    return bool(_is_thousand(left, right) or goes_on or words)


def _joined(cells: Row, joints: Sequence[int]) -> Row:
    row = [cells[0]]
    for at, cell in enumerate(cells[1:]):
        if at in joints:
            row[-1] = f"{row[-1]},{cell}"
        else:
            row.append(cell)
    return row
