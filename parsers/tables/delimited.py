"""Reads delimited text: any delimiter, encoding and line end, a block at a time; an open quote swallows nothing."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import NamedTuple

from parsers.issues import Issue
from parsers.issues.tables import ENDS_MID_ROW, TOO_LARGE, TRUNCATED, UNBALANCED_QUOTES
from parsers.tables import Part, Row, Source, Table, Unreadable
from parsers.tables.encoding import survey, text_blocks
from parsers.tables.even_blocks import EvenBlock, even_block
from parsers.values import day, pence

__all__ = ["read"]

_DELIMITERS = ",;\t|^~¦"
_MOST_LINES = 200  # of one record: no honest cell has more
_MOST_CELLS = 16_384  # of one row: what a workbook can hold
_BLANK_TAIL = 64
_WHOLE_LINE = re.compile(r'"(?:[^"]|"")*[,;\t|](?:[^"]|"")*"')
_SINGLE_QUOTED = re.compile(r"'[^']*'(?:[,;\t|]'[^']*')+")
_SINGLE_QUOTE = re.compile(r"(?<![^,;\t|\r\n])'|'(?![^,;\t|\r\n])")
_LINE = re.compile(r'^"(.*)"(?=\r?$)', re.MULTILINE)
_BLANK_BEFORE_MARK = re.compile(r'([,;|]) +"')
csv.field_size_limit(1 << 20)


class _Dialect(NamedTuple):
    delimiter: str
    width: int


def read(source: Source, name: str | None = None) -> Table:
    """The one part of a delimited file, rows as the csv module counts records. Raises Unreadable, even at its end."""
    found = survey(source)
    table = Table("csv", found.name, iter(()), found.issues)
    start = next(text_blocks(source, found), "")[:200_000]
    mend = _mending(start)
    dialect = _dialect(mend(start))
    blocks = _blocks(map(mend, text_blocks(source, found)), dialect, table.issues, name)
    rows = chain.from_iterable(block if isinstance(block, list) else block.rows() for block in blocks)
    table.parts = iter([Part(name, rows, blocks)])
    return table


def _blocks(
    texts: Iterator[str], dialect: _Dialect, issues: list[Issue], name: str | None
) -> Iterator[EvenBlock | list[Row]]:
    held: list[str] = []
    first = 0  # the number of records before this block
    last = ""
    for text in texts:
        last = text[-1:]
        even = None if held or dialect.width > _BLANK_TAIL else even_block(text, *dialect)
        if even is not None:
            first += len(even.columns[0])
            yield even
            continue
        lines = [*held, *io.StringIO(text, newline="")]
        rows, held = _quoted(lines, dialect, issues, name, first, final=False)
        first += len(rows)
        if rows and last not in "\r\n" and any(rows[-1]) and len(rows[-1]) < dialect.width:
            issues.append(ENDS_MID_ROW.at(row=first, part=name))
        yield _within_limits(rows)
    if held:
        if len(held) == 1 and last not in "\r\n" and _is_open(held, dialect):
            raise Unreadable(TRUNCATED, format="a list: it ends inside a quoted cell")
        rows, _ = _quoted(held, dialect, issues, name, first, final=True)
        yield _within_limits(rows)


def _quoted(
    lines: list[str], dialect: _Dialect, issues: list[Issue], name: str | None, first: int, *, final: bool
) -> tuple[list[Row], list[str]]:
    """The records of some lines, and the lines of a last record that has not ended yet."""
    if (rows := _line_by_line(lines, dialect)) is not None:
        return rows, []
    rows = []
    start = 0
    while start < len(lines):
        reader = csv.reader(islice(lines, start, None), delimiter=dialect.delimiter)
        base = start
        broken = False
        while not broken:
            try:
                row = next(reader)
            except StopIteration:
                return rows, []
            except csv.Error:
                row, broken = [], True
            stop = base + reader.line_num
            if stop - start > 1 or stop == len(lines):
                record = lines[start:stop]
                if stop == len(lines) and not final and len(record) <= _MOST_LINES and _has_odd_quotes(record):
                    return rows, record
                broken = broken or _swallows(record, dialect, final and stop == len(lines))
            if not broken:
                rows.append(row)
                start = stop
        issues.append(UNBALANCED_QUOTES.at(row=first + len(rows) + 1, part=name))
        rows.append(_mended(lines[start], dialect))
        start += 1
    return rows, []


def _line_by_line(lines: list[str], dialect: _Dialect) -> list[Row] | None:
    """The records of lines in which every quote is closed on its own line; None where that is not certain."""
    try:
        rows = list(csv.reader(lines, delimiter=dialect.delimiter))
    except csv.Error:
        return None
    return rows if len(rows) == len(lines) and lines[-1].count('"') % 2 == 0 else None


def _swallows(record: list[str], dialect: _Dialect, at_end: bool) -> bool:
    # A line within a quoted cell has the closing mark, or is prose. A whole row of the table, with a date or an amount
    # and its marks in pairs, is a row that an open quote has swallowed.
    if len(record) > _MOST_LINES or (at_end and _is_open(record, dialect)):
        return True
    rows = (_alone(line, dialect) for line in record[1:] if line.count('"') % 2 == 0)
    return dialect.width > 2 and any(len(row) == dialect.width and any(map(_is_figure, row)) for row in rows)


def _is_figure(cell: str) -> bool:
    return pence(cell) is not None or day(cell) is not None


def _has_odd_quotes(record: list[str]) -> bool:
    return sum(line.count('"') for line in record) % 2 == 1


def _is_open(record: list[str], dialect: _Dialect) -> bool:
    try:
        list(csv.reader(record, delimiter=dialect.delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _alone(line: str, dialect: _Dialect) -> Row:
    return next(csv.reader([line], delimiter=dialect.delimiter), [])


def _mended(line: str, dialect: _Dialect) -> Row:
    # Leave out the one mark without which the row has the width of the table; else cut at every delimiter.
    places = [at for at, character in enumerate(line) if character == '"']
    for at in places[:50]:
        candidate = line[:at] + line[at + 1 :]
        if not _is_open([candidate], dialect) and len(row := _alone(candidate, dialect)) == dialect.width:
            return row
    return [cell.strip('"') for cell in line.rstrip("\r\n").split(dialect.delimiter)]


def _within_limits(rows: list[Row]) -> list[Row]:
    if max(map(len, rows), default=0) > _BLANK_TAIL:
        for row in rows:
            if len(row) > _BLANK_TAIL and not any(row[_BLANK_TAIL:]):
                del row[_BLANK_TAIL:]
            elif len(row) > _MOST_CELLS:
                raise Unreadable(TOO_LARGE, limit=f"{_MOST_CELLS:,} columns")
    return rows


def _mending(text: str) -> Callable[[str], str]:
    """What takes off the marks that were set round whole lines or the blanks before marks, or doubles marks."""
    lines = [line for line in text.splitlines() if line.strip()][:300]
    if sum(map(bool, map(_WHOLE_LINE.fullmatch, lines))) > 0.9 * len(lines):
        return lambda block: _LINE.sub(lambda line: line[1].replace('""', '"'), block)
    if sum(map(bool, map(_BLANK_BEFORE_MARK.search, lines))) > 0.5 * len(lines):
        return lambda block: _BLANK_BEFORE_MARK.sub(r'\1"', block)
    if sum(map(bool, map(_SINGLE_QUOTED.fullmatch, lines))) > 0.9 * len(lines):
        return lambda block: _SINGLE_QUOTE.sub('"', block)
    return str


def _dialect(text: str) -> _Dialect:
    # The delimiter is the one that cuts the most lines into the same number of cells, and into more than one.
    lines = [line for line in io.StringIO(text, newline="") if line.strip()][:300]
    best, score = _Dialect(",", 1), 0
    for delimiter in _DELIMITERS:
        if delimiter not in text:
            continue
        widths = Counter(len(row) for row in _sample(lines, delimiter) if len(row) > 1)
        if widths:
            width, times = widths.most_common(1)[0]
            if (agreed := times * min(width, 12)) > score:
                best, score = _Dialect(delimiter, width), agreed
    return best


def _sample(lines: list[str], delimiter: str) -> Iterator[Row]:
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    except csv.Error:
        yield from ([*line.split(delimiter)] for line in lines)
