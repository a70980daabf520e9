"""Reads Markdown, plain text and CSV as they stand; letters that do not show are listed."""

import csv
import io
import re

from parsers.anonymise.normal import INVISIBLE
from parsers.bid_documents import Document, Refused, Sheet
from parsers.issues.bids import DAMAGED, TOO_LARGE
from parsers.tables import Unreadable
from parsers.tables.encoding import decode

__all__ = ["read", "read_csv"]

_MOST_CELLS = 500_000
_HIDDEN_RUN = re.compile("[" + "".join(map(re.escape, sorted(INVISIBLE))) + "]+")


def read(data: bytes, format_name: str) -> Document:
    """The text as it is, whatever its encoding; hidden letters are listed. Raises Refused."""
    document = Document(format_name, text=_text(data))
    for number, line in enumerate(document.text.split("\n"), 1):
        if _HIDDEN_RUN.search(line):
            document.hide("a letter that does not show", f"line {number}", _HIDDEN_RUN.sub("", line)[:80])
    return document


def _text(data: bytes) -> str:
    try:
        text, _, _ = decode(data)
    except Unreadable as unreadable:
        raise Refused(DAMAGED, format="text", problem=unreadable.issue.message) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_csv(data: bytes) -> Document:
    """The rows of a CSV file as one sheet; raises Refused."""
    text = _text(data)
    delimiter = max(",;\t|", key=lambda d: text[:5000].count(d))
    csv.field_size_limit(131_072)
    try:
        rows = tuple(tuple(cell.strip() for cell in row) for row in csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise Refused(DAMAGED, format="CSV", problem=str(error)[:80]) from None
    if sum(map(len, rows)) > _MOST_CELLS:
        raise Refused(TOO_LARGE, limit=f"{_MOST_CELLS:,} cells")
    document = Document("csv", sheets=[Sheet("sheet", rows)])
    document.text = "".join("| " + " | ".join(c.replace("|", "/") for c in row) + " |\n" for row in rows if any(row))
    return document
