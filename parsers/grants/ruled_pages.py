"""Reads the tables of a PDF whose cells are drawn with lines, where a cell may hold several lines of text."""

from collections.abc import Iterator
from pathlib import Path

import pdfplumber
from pdfminer.pdfparser import PDFSyntaxError
from pdfplumber.utils.exceptions import PdfminerException

from parsers.tables import Part, Row

__all__ = ["ruled_parts"]

_MOST_PAGES = 60  # beyond that the ruled reader is too slow; the reader of words takes over


def ruled_parts(path: Path, first: int | None = None) -> list[Part]:
    """Each page, or each of the first pages, with a drawn table as a part; empty where none has one."""
    try:
        with pdfplumber.open(path) as document:
            if first is None and len(document.pages) > _MOST_PAGES:
                return []
            return [
                Part(f"page {number}", iter(rows))
                for number, page in enumerate(document.pages[:first], 1)
                if (rows := list(_rows(page)))
            ]
    except (PdfminerException, PDFSyntaxError, ValueError, KeyError, TypeError):
        return []  # the other reader opens the file too, and says what is wrong with it


def _rows(page: "pdfplumber.page.Page") -> Iterator[Row]:
    for table in page.extract_tables({"vertical_strategy": "lines", "horizontal_strategy": "lines"}):
        if max((len(row) for row in table), default=0) >= 3:
            yield from ([" ".join((cell or "").split()) for cell in row] for row in table)
