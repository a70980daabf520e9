"""Rows as CSV that opens safely in a spreadsheet: UTF-8, one heading row, ISO dates, and no cell that is a formula."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

__all__ = ["csv_lines", "csv_text", "safe_cell"]

# A spreadsheet takes a text that begins so for a formula (hostile-inputs C8: also after blanks, and in full width).
_FORMULA = frozenset("=+-@\t\r\n")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def safe_cell(value: object) -> object:
    """A cell as it may stand in a CSV: text that a spreadsheet would run gets an apostrophe before it; numbers stay."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return value
    text = str(value)
    if _NUMBER.fullmatch(text):
        return text  # a credit note is "-12.50", which a spreadsheet reads as the number that it is
    first = unicodedata.normalize("NFKC", text).lstrip(" \u00a0\"'")[:1]
    return f"'{text}" if first in _FORMULA and text else text


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The heading and every row, a line at a time, for tables that are too long to hold."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([safe_cell(value) for value in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The whole table as one text."""
    return "".join(csv_lines(columns, rows))
