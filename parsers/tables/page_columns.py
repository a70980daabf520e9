"""Sets the lines of PDF pages into columns: by the gaps under the headings, and into rows by the rules between them.

No ruling line is needed: the boundary between two headings is put where the fewest words of the whole document cross
it, so that right-aligned amounts, long names and dates that touch amounts fall where they belong.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

from parsers.columns import amount_weight, belong_together, is_heading_line
from parsers.printed_totals import is_total_label
from parsers.tables import Row
from parsers.tables.page_words import Line, Page, Word
from parsers.values import day, pence

__all__ = ["tabulated"]

_REACH = 4000  # half points across: wider than any page
_SPACE, _PHRASE_GAP, _COLUMN_GAP = 0.35, 0.45, 0.7  # of the height of the letters
_HEADING_STEP, _WRAP_STEP = 2.1, 2.0
_TRAILING_AMOUNT = re.compile(r"(.*?[^\d,.£(-])\s*(-?£?\(?-?£?\d[\d,]*\.\d\d\)?)")

_Column = tuple[float, float, str]


def tabulated(pages: Sequence[Page]) -> list[list[Row]]:
    """The rows of each page, all in the columns of the document's first heading; phrases where there is no heading."""
    found = _heading(pages)
    if found is None:
        return [[_phrases(line) for line in page.lines] for page in pages]
    page, at = found
    coverage = _coverage(pages)
    columns = _columns(_heading_block(page, at), coverage, sum(len(page.lines) for page in pages))
    boundaries = _boundaries(columns, coverage, _middles(pages))
    amounts = [at for at, (_, _, name) in enumerate(columns) if amount_weight(name)]
    return [_rows(page, boundaries, amounts) for page in pages]


def _heading(pages: Sequence[Page]) -> tuple[list[Line], int] | None:
    lines = [(page.lines, at, line) for page in pages for at, line in enumerate(page.lines)]
    for cut in (_phrases, _texts):
        # Where headings almost touch, their single words still say what the line is.
        for page, at, line in lines:
            if is_heading_line(cut(line)):
                return page, at
    for page, at, _ in lines:
        if is_heading_line(_phrases(sorted(word for line in page[at : at + 2] for word in line))):
            return page, at
    return None


def _texts(line: Line) -> list[str]:
    return [word.text for word in line]


def _phrases(line: Line) -> list[str]:
    cells: list[list[str]] = []
    right = None
    for word in line:
        if right is None or word.left - right > _PHRASE_GAP * max(word.height, 4):
            cells.append([])
        cells[-1].append(word.text)
        right = word.right
    return [" ".join(cell) for cell in cells]


def _heading_block(page: list[Line], at: int) -> list[Word]:
    # A heading may be wrapped: lines close above and below it without a figure belong to it.
    main = page[at]
    step = _HEADING_STEP * max(word.height for word in main)
    block = list(main)
    for line in (*page[max(at - 1, 0) : at], *page[at + 1 : at + 3]):
        near = abs(line[0].middle - main[0].middle) <= step
        figures = any(pence(word.text) is not None or day(word.text) for word in line)
        within = all(_stands_by(word, main) for word in line)
        if near and not figures and within and len(line) <= len(main):
            block.extend(line)
    return block


def _stands_by(word: Word, line: Line) -> bool:
    return any(word.left < other.right + 25 and word.right > other.left - 25 for other in line)


def _coverage(pages: Sequence[Page]) -> list[int]:
    """How many words of the document stand over each half point across."""
    change = [0] * (_REACH + 2)
    for page in pages:
        for line in page.lines:
            for word in line:
                change[min(max(int(2 * word.left), 0), _REACH)] += 1
                change[min(max(int(2 * word.right), 0), _REACH) + 1] -= 1
    total, covered = 0, []
    for step in change:
        total += step
        covered.append(total)
    return covered


def _columns(heading: list[Word], coverage: list[int], lines: int) -> list[_Column]:
    columns: list[tuple[float, float, list[Word]]] = []
    for word in sorted(heading):
        if columns:
            left, right, words = columns[-1]
            gap = word.left - right
            valley = min(coverage[int(2 * max(right, 0)) : max(int(2 * word.left), int(2 * right) + 1) + 1], default=0)
            full = valley > max(1, 0.03 * lines)
            full = full or (gap < _SPACE * word.height and belong_together(_name(words), word.text))
            if gap < 0 or (gap < _COLUMN_GAP * max(word.height, 4) and full):
                columns[-1] = (left, max(right, word.right), [*words, word])
                continue
        columns.append((word.left, word.right, [word]))
    return [(left, right, _name(words)) for left, right, words in columns]


def _name(words: list[Word]) -> str:
    return " ".join(word.text for word in sorted(words, key=lambda word: (round(word.middle), word.left)))


def _boundaries(columns: list[_Column], coverage: list[int], middles: list[int]) -> list[float]:
    """Where columns end, at the widest place between two headings that the fewest words cross.

    A figure stands at the right of its column, and its heading often at the left: then the widest place is between the
    two. So one that leaves the left column without words gives way to one where both columns have some.
    """
    found: list[float] = []
    for at, ((left, right, _), (next_left, next_right, _)) in enumerate(pairwise(columns)):
        valleys = _valleys(coverage, int(left + right), int(next_left + next_right))
        start = found[-1] if found else 0.0
        stop = columns[at + 2][0] if at + 2 < len(columns) else _REACH / 2
        chosen = valleys[0]
        if not _words_between(middles, start, chosen):
            chosen = next(
                (
                    place
                    for place in valleys
                    if _words_between(middles, start, place) and _words_between(middles, place, stop)
                ),
                chosen,
            )
        found.append(chosen)
    return found


def _valleys(coverage: list[int], start: int, stop: int) -> list[float]:
    """The middles, in points, of the stretches that the fewest words cross, the widest first."""
    stretch = coverage[start : stop + 1] or [0]
    least = min(stretch)
    runs = []
    length = 0
    for offset, covered in enumerate([*stretch, least + 1]):
        if covered == least:
            length += 1
        elif length:
            runs.append((-length, (start + offset - length / 2) / 2))
            length = 0
    return [place for _, place in sorted(runs)]


def _words_between(middles: list[int], left: float, right: float) -> int:
    return bisect_left(middles, int(2 * right)) - bisect_right(middles, int(2 * left))


def _middles(pages: Sequence[Page]) -> list[int]:
    """Where the words of all lines that are no headings stand across, in half points, in order."""
    lines = (line for page in pages for line in page.lines if not is_heading_line(_phrases(line)))
    return sorted(int(word.left + word.right) for line in lines for word in line)


def _rows(page: Page, boundaries: list[float], amounts: list[int]) -> list[Row]:
    rows: list[Row] = []
    bands: list[int] = []
    before: Line | None = None
    for line in page.lines:
        row = [""] * (len(boundaries) + 1)
        for word in line:
            column = bisect_right(boundaries, (word.left + word.right) / 2)
            row[column] = f"{row[column]} {word.text}" if row[column] else word.text
        for at in amounts:
            _part_from_text(row, at)
        has_amount = any(row[at] for at in amounts)
        if before and rows and not has_amount and _continues(line, row, before, rows[-1]):
            rows[-1] = _joined([rows[-1], row])
        else:
            rows.append(row)
            bands.append(bisect_right(page.rules, line[0].middle))
        before = line
    return _banded(rows, bands, amounts) if len(page.rules) > 3 else rows


def _part_from_text(row: Row, at: int) -> None:
    # A long text can run into the column of the amount, which is then the last thing in the cell.
    if at and row[at] and pence(row[at]) is None and (found := _TRAILING_AMOUNT.fullmatch(row[at])):
        row[at - 1], row[at] = f"{row[at - 1]} {found[1]}".strip(), found[2]


def _banded(rows: list[Row], bands: list[int], amounts: list[int]) -> list[Row]:
    """Lines between two rules are one row, if one of them has an amount and the others are the rest of its texts."""
    found: list[Row] = []
    start = 0
    for stop in range(1, len(rows) + 1):
        if stop < len(rows) and bands[stop] == bands[start]:
            continue
        band = rows[start:stop]
        figures = sum(any(pence(row[at]) is not None for at in amounts) for row in band)
        found.extend([_joined(band)] if figures == 1 else band)
        start = stop
    return found


def _joined(rows: Sequence[Row]) -> Row:
    return [" ".join(filter(None, cells)) for cells in zip(*rows, strict=True)]


def _continues(line: Line, row: Row, before: Line, above: Row) -> bool:
    # A wrapped name or heading: close under its row, in fewer columns, and without a figure of its own.
    close = line[0].middle - before[0].middle <= _WRAP_STEP * max(word.height for word in (*line, *before))
    fewer = sum(map(bool, row)) < sum(map(bool, above))
    figures = any(day(cell) or (pence(cell) is not None and "." in cell) for cell in row)
    # What stands under the word Total is a note.
    if any(cell and is_total_label(above[at]) for at, cell in enumerate(row)):
        return False
    return close and fewer and not figures and all(above[at] for at, cell in enumerate(row) if cell)
