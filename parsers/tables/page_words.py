"""Reads the words and the ruling lines of PDF pages with pypdfium2, and gathers words into lines of text."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from math import degrees
from statistics import median
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from parsers.issues.tables import TOO_LARGE
from parsers.tables import Unreadable
from parsers.values import pence

__all__ = ["Line", "Page", "Word", "pages_of"]

_MOST_CHARACTERS = 20_000_000
_MOST_RULES = 20_000
_TOUCHING = re.compile(r"(\d{1,2}[/.-]\w{2,3}[/.-](?:20\d\d|\d\d))(-?£?\(?\d[\d,]*\.\d\d\)?)")
_SIGNS_APART = {"-", "£", "-£", "£-", "("}
_SPACES = frozenset(" \t\r\n\x0b\x0c\xa0\x00\xad\ufffe\u2002\u2003\u2007\u2009\u202f\u3000")
_WORD_GAP = 0.15  # of the height of the letters: less is kerning
_LINE_DRIFT = 0.55
_THIN = 2.5  # points: a rectangle that is no higher is a line


class Word(NamedTuple):
    """A run of characters: its edges in points from the left, its middle from the top, its height and its text."""

    left: float
    right: float
    middle: float
    height: float
    text: str


Line = list[Word]
_Glyph = tuple[float, float, float, float, str]


class Page(NamedTuple):
    """One page: its lines of words from the top, and how far from the top its long level rules stand."""

    lines: list[Line]
    rules: list[float]


def pages_of(document: pypdfium2.PdfDocument) -> Iterator[Page]:
    """Every page, within a budget of characters. Raises Unreadable."""
    budget = _MOST_CHARACTERS
    for index in range(len(document)):
        page = document[index]
        text = page.get_textpage()
        budget -= text.count_chars()
        if budget < 0:
            raise Unreadable(TOO_LARGE, limit=f"{_MOST_CHARACTERS:,} characters")
        lines = _lines(_words(page, text))
        yield Page(lines, _rules(page) if lines and not _turn(text) else [])
        text.close()
        page.close()


def _words(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage) -> list[Word]:
    turn = _turn(text)
    width, height = _width(page), _height(page)
    # The loose box spans a glyph's advance and not its ink, so that a thin 1 leaves no gap in a number.
    box_of = pdfium.FS_RECTF()
    words: list[Word] = []
    run: list[_Glyph] = []
    raw, letter_of, measure = text.raw, pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox
    for index in range(text.count_chars()):
        character = chr(letter_of(raw, index))
        if character in _SPACES:
            _end(run, words)
            continue
        measure(raw, index, box_of)
        left, right, bottom, top = box_of.left, box_of.right, box_of.bottom, box_of.top
        if turn:
            left, right, middle, high = _turned(left, right, bottom, top, width, height, turn)
        else:
            middle, high = height - (bottom + top) / 2, top - bottom
        if run:
            before = run[-1]
            size = high if high > 4 else 4
            apart = left - before[1] > _WORD_GAP * size or left < before[0] - 1
            if apart or abs(middle - before[2]) > 0.7 * size:
                _end(run, words)
        run.append((left, right, middle, high, character))
    _end(run, words)
    return words


def _turn(text: pypdfium2.PdfTextPage) -> int:
    """How far the letters of a page are turned against its sheet: 0, 90, 180 or 270 degrees."""
    count = text.count_chars()
    places = range(0, count, max(count // 40, 1))
    turns = Counter(round(degrees(pdfium.FPDFText_GetCharAngle(text.raw, index)) / 90) * -90 % 360 for index in places)
    return turns.most_common(1)[0][0] if turns else 0


def _width(page: pypdfium2.PdfPage) -> float:
    left, _, right, _ = page.get_mediabox()
    return right - left


def _height(page: pypdfium2.PdfPage) -> float:
    _, bottom, _, top = page.get_mediabox()
    return top - bottom


def _turned(
    left: float, right: float, bottom: float, top: float, width: float, height: float, turn: int
) -> tuple[float, float, float, float]:
    if turn == 90:
        return bottom, top, (left + right) / 2, right - left
    if turn == 270:
        return height - top, height - bottom, width - (left + right) / 2, right - left
    return width - right, width - left, (bottom + top) / 2, top - bottom


def _end(run: list[_Glyph], words: list[Word]) -> None:
    if not run:
        return
    text = "".join([glyph[4] for glyph in run])
    middle, high = median([glyph[2] for glyph in run]), max([glyph[3] for glyph in run])
    touching = _TOUCHING.fullmatch(text) if len(text) > 9 else None
    cuts = [0, len(touching[1]), len(text)] if touching else [0, len(text)]
    for start, stop in pairwise(cuts):
        words.append(Word(run[start][0], run[stop - 1][1], middle, high, text[start:stop]))
    run.clear()


def _lines(words: list[Word]) -> list[Line]:
    lines: list[Line] = []
    middle = 0.0
    for word in sorted(words, key=lambda word: word.middle):
        if lines and word.middle - middle <= _LINE_DRIFT * max(word.height, 5):
            lines[-1].append(word)
        else:
            lines.append([word])
            middle = word.middle
    return [_signed(sorted(line)) for line in lines]


def _signed(line: Line) -> Line:
    # Accountants print the minus at the left edge of the column: it belongs to the number that follows it.
    if not any(word.text in _SIGNS_APART for word in line):
        return line
    joined: Line = []
    for word in line:
        before = joined[-1] if joined else None
        if before and before.text in _SIGNS_APART and word.text[0] != "-" and pence(word.text) is not None:
            joined[-1] = word._replace(text=before.text + word.text)
        else:
            joined.append(word)
    return joined


def _rules(page: pypdfium2.PdfPage) -> list[float]:
    """The heights, from the top, of level lines that together cross at least half of what is ruled."""
    height = _height(page)
    covered: dict[int, float] = {}
    for number, thing in enumerate(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=3)):
        if number >= _MOST_RULES:
            return []
        left, bottom, right, top = thing.get_bounds()
        edges = [(bottom + top) / 2] if top - bottom <= _THIN else [bottom, top]
        for edge in edges if right - left > _THIN else []:
            at = round(height - edge)
            covered[at] = covered.get(at, 0) + right - left
    longest = max(covered.values(), default=0)
    return sorted(at for at, length in covered.items() if length >= longest / 2)
