"""Reads delimited text: any delimiter, encoding and line end; a quote that is never closed swallows nothing."""

import csv
import io
from collections import Counter
from collections.abc import Iterator

from parsers.issues.tables import UNBALANCED_QUOTES
from parsers.tables import Part, Row, Table
from parsers.tables.encoding import decode

_DELIMITERS = ",;\t|"
csv.field_size_limit(1 << 26)


def read(data: bytes, name: str | None = None) -> Table:
    """The one part of a delimited file, rows as the csv module counts records."""
    text, encoding, issues = decode(data)
    table = Table("csv", encoding, iter(()), issues)
    delimiter = _delimiter(text)
    strict = _quotes_balance(text, delimiter)
    if not strict:
        issues.append(UNBALANCED_QUOTES.at(part=name))
    table.parts = iter([Part(name, _rows(text, delimiter, strict))])
    return table


def _rows(text: str, delimiter: str, whole: bool) -> Iterator[Row]:
    if whole:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return
    for line in text.splitlines():
        try:
            yield next(csv.reader([line], delimiter=delimiter, strict=True), [])
        except csv.Error:
            yield [cell.strip('"') for cell in line.split(delimiter)]


def _quotes_balance(text: str, delimiter: str) -> bool:
    # A record that runs over more lines than any honest cell has, or to the end of the file, is a quote left open.
    if '"' not in text:
        return True
    start = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for _ in reader:
            if reader.line_num - start > 100:
                return False
            start = reader.line_num
    except csv.Error:
        return False
    # An odd number of marks is a quote left open, unless it stands inside an unquoted cell.
    last = text.rstrip()[-2000:]
    return not (text.count('"') % 2 and '"' in last and start - text.count("\n") > 1)


def _delimiter(text: str) -> str:
    # The delimiter is the one that cuts the most lines into the same number of cells, and into more than one.
    lines = [line for line in text[:200_000].splitlines()[:300] if line.strip()]
    best, score = ",", 0.0
    for delimiter in _DELIMITERS:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if len(row) > 1)
        if widths:
            width, times = widths.most_common(1)[0]
            agreed = times * min(width, 12)
            if agreed > score:
                best, score = delimiter, agreed
    return best
