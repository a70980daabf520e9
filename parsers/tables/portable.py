"""Reads tables out of PDFs with a text layer: characters to words, words to lines, lines to columns.

No ruling line is needed: the boundary between two headings is put where the fewest words of the whole
document cross it, so right-aligned amounts, long names and dates that touch amounts fall where they belong.
"""

import ctypes
import re
from bisect import bisect_right
from collections.abc import Iterator
from statistics import median
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from parsers.columns import is_heading_line
from parsers.issues.tables import ENCRYPTED, NO_TEXT_LAYER, TOO_LARGE, TRUNCATED
from parsers.tables import Part, Row, Table, Unreadable
from parsers.values import day, pence

_MOST_PAGES = 2000
_MOST_CHARACTERS = 20_000_000
_TOUCHING = re.compile(r"(\d{1,2}[/.-]\w{2,3}[/.-](?:20\d\d|\d\d))(-?£?\(?\d[\d,]*\.\d\d\)?)")


class Word(NamedTuple):
    """A run of characters: its edges in points from the left, its middle from the top, its height and its text."""

    left: float
    right: float
    middle: float
    height: float
    text: str


Line = list[Word]


def read(data: bytes) -> Table:
    """Each page as a part; every part has the columns of the document's first heading line."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        kind = ENCRYPTED if "password" in str(error).lower() else TRUNCATED
        raise Unreadable(kind, format="PDF") from None
    if len(document) > _MOST_PAGES:
        raise Unreadable(TOO_LARGE, limit=f"{_MOST_PAGES} pages")
    pages = [_lines(page) for page in _words_by_page(document)]
    if not any(pages):
        raise Unreadable(NO_TEXT_LAYER)
    rows = _tabulated(pages)
    return Table("pdf", None, (Part(f"page {number}", iter(page)) for number, page in enumerate(rows, 1)))


def _words_by_page(document: pypdfium2.PdfDocument) -> Iterator[list[Word]]:
    budget = _MOST_CHARACTERS
    for index in range(len(document)):
        page = document[index]
        text = page.get_textpage()
        budget -= text.count_chars()
        if budget < 0:
            raise Unreadable(TOO_LARGE, limit=f"{_MOST_CHARACTERS:,} characters")
        yield _words(page, text)
        text.close()
        page.close()


def _words(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage) -> list[Word]:
    width, height, turn = page.get_width(), page.get_height(), page.get_rotation()
    if turn in (90, 270):
        width, height = height, width
    edges = [ctypes.c_double() for _ in range(4)]
    words: list[Word] = []
    run: list[tuple[float, float, float, float, str]] = []
    raw = text.raw
    for index in range(text.count_chars()):
        character = chr(pdfium.FPDFText_GetUnicode(raw, index))
        if character.isspace() or character in "\x00\xad\ufffe":
            _end(run, words)
            continue
        pdfium.FPDFText_GetCharBox(raw, index, *edges)
        box = _turned(*(edge.value for edge in edges), width, height, turn)
        if run and (box[0] - run[-1][1] > 0.3 * max(box[3], 4) or box[0] < run[-1][0] - 1 or abs(box[2] - run[-1][2]) > 0.7 * max(box[3], 4)):  # fmt: skip
            _end(run, words)
        run.append((*box, character))
    _end(run, words)
    return words


def _turned(left: float, right: float, bottom: float, top: float, width: float, height: float, turn: int) -> tuple[float, float, float, float]:  # fmt: skip
    if turn == 90:
        return bottom, top, (left + right) / 2, right - left
    if turn == 270:
        return height - top, height - bottom, width - (left + right) / 2, right - left
    if turn == 180:
        return width - right, width - left, (bottom + top) / 2, top - bottom
    return left, right, height - (bottom + top) / 2, top - bottom


def _end(run: list[tuple[float, float, float, float, str]], words: list[Word]) -> None:
    if not run:
        return
    text = "".join(piece[4] for piece in run)
    middle, high = median(piece[2] for piece in run), max(piece[3] for piece in run)
    touching = _TOUCHING.fullmatch(text)
    cuts = [0, len(touching[1]), len(text)] if touching else [0, len(text)]
    for start, stop in zip(cuts, cuts[1:], strict=False):
        words.append(Word(run[start][0], run[stop - 1][1], middle, high, text[start:stop]))
    run.clear()


def _lines(words: list[Word]) -> list[Line]:
    lines: list[Line] = []
    middle = 0.0
    for word in sorted(words, key=lambda word: word.middle):
        if lines and word.middle - middle <= 0.55 * max(word.height, 5):
            lines[-1].append(word)
        else:
            lines.append([word])
            middle = word.middle
    return [_signed(sorted(line)) for line in lines]


def _signed(line: Line) -> Line:
    # Accountants print the minus at the left edge of the column: it belongs to the number that follows it.
    joined: Line = []
    for word in line:
        before = joined[-1] if joined else None
        if before and before.text in {"-", "£", "-£", "£-", "("} and pence(word.text) is not None and word.text[0] != "-":
            joined[-1] = word._replace(text=before.text + word.text)
        else:
            joined.append(word)
    return joined


def _tabulated(pages: list[list[Line]]) -> list[list[Row]]:
    found = next(((page, at) for page in pages for at, line in enumerate(page) if is_heading_line(_phrases(line))), None)
    found = found or next(((p, at) for p in pages for at in range(len(p)) if is_heading_line(_phrases(_merged(p[at : at + 2])))), None)  # fmt: skip
    if found is None:
        return [[_phrases(line) for line in page] for page in pages]
    page, at = found
    heading = _heading_block(page, at)
    coverage = _coverage(pages)
    columns = _columns(heading, coverage, sum(map(len, pages)))
    boundaries = _boundaries(columns, coverage)
    return [_rows(lines, boundaries) for lines in pages]


def _merged(lines: list[Line]) -> Line:
    return sorted(word for line in lines for word in line)


def _phrases(line: Line) -> list[str]:
    cells: list[list[str]] = []
    right = None
    for word in line:
        if right is None or word.left - right > 0.75 * max(word.height, 4):
            cells.append([])
        cells[-1].append(word.text)
        right = word.right
    return [" ".join(cell) for cell in cells]


def _heading_block(page: list[Line], at: int) -> list[Word]:
    # A heading may be wrapped: lines close above and below it without a figure belong to it.
    main = page[at]
    step = 2.1 * max(word.height for word in main)
    block = list(main)
    for line in (*page[max(at - 1, 0) : at], *page[at + 1 : at + 3]):
        near = abs(line[0].middle - main[0].middle) <= step
        figures = any(pence(word.text) is not None or day(word.text) for word in line)
        within = all(any(word.left < other.right + 25 and word.right > other.left - 25 for other in main) for word in line)
        if near and not figures and within and len(line) <= len(main):
            block.extend(line)
    return block


def _coverage(pages: list[list[Line]]) -> list[int]:
    change = [0] * 4002
    for page in pages:
        for line in page:
            for word in line:
                left, right = (min(max(int(2 * edge), 0), 4000) for edge in (word.left, word.right))
                change[left] += 1
                change[right + 1] -= 1
    total, covered = 0, []
    for step in change:
        total += step
        covered.append(total)
    return covered


def _columns(heading: list[Word], coverage: list[int], lines: int) -> list[tuple[float, float, str]]:
    columns: list[tuple[float, float, list[Word]]] = []
    for word in sorted(heading):
        if columns:
            left, right, words = columns[-1]
            gap = word.left - right
            valley = min(coverage[int(2 * max(right, 0)) : max(int(2 * word.left), int(2 * right) + 1) + 1])
            if gap < 0 or (gap < 1.1 * max(word.height, 4) and valley > max(1, 0.03 * lines)):
                columns[-1] = (left, max(right, word.right), [*words, word])
                continue
        columns.append((word.left, word.right, [word]))
    return [(left, right, " ".join(word.text for word in sorted(words, key=lambda w: (round(w.middle), w.left)))) for left, right, words in columns]  # fmt: skip


def _boundaries(columns: list[tuple[float, float, str]], coverage: list[int]) -> list[float]:
    found = []
    for (left, right, _), (next_left, next_right, _) in zip(columns, columns[1:], strict=False):
        start, stop = int(left + right), int(next_left + next_right)
        stretch = coverage[start : stop + 1] or [0]
        least = min(stretch)
        best_start = best_length = length = 0
        for offset, covered in enumerate([*stretch, least + 1]):
            if covered == least:
                length += 1
            else:
                if length > best_length:
                    best_start, best_length = offset - length, length
                length = 0
        found.append((start + best_start + best_length / 2) / 2)
    return found


def _rows(lines: list[Line], boundaries: list[float]) -> list[Row]:
    rows: list[Row] = []
    before: Line | None = None
    for line in lines:
        row = [""] * (len(boundaries) + 1)
        for word in line:
            column = bisect_right(boundaries, (word.left + word.right) / 2)
            row[column] = f"{row[column]} {word.text}".strip()
        if before and rows and _continues(line, row, before, rows[-1]):
            rows[-1] = [f"{above} {below}".strip() for above, below in zip(rows[-1], row, strict=True)]
        else:
            rows.append(row)
        before = line
    return rows


def _continues(line: Line, row: Row, before: Line, above: Row) -> bool:
    # A wrapped name or heading: close under its row, in fewer columns, and without a figure of its own.
    close = line[0].middle - before[0].middle <= 2.0 * max(word.height for word in (*line, *before))
    fewer = sum(map(bool, row)) < sum(map(bool, above))
    figures = any(day(cell) or (pence(cell) is not None and "." in cell) for cell in row)
    return close and fewer and not figures and all(above[at] for at, cell in enumerate(row) if cell)
