"""Reads the XML that Excel 2002 and 2003 saved ("XML Spreadsheet 2003") as parts of rows of text."""

from collections.abc import Iterator
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from parsers.issues.tables import HIDDEN_PART, TOO_LARGE, TRUNCATED, UNSUPPORTED
from parsers.tables import Part, Row, Table, Unreadable

__all__ = ["is_spreadsheet_xml", "read_spreadsheet_xml"]

_SPACE = "{urn:schemas-microsoft-com:office:spreadsheet}"
_SHEET = f"{_SPACE}Worksheet"
_VISIBLE = "{urn:schemas-microsoft-com:office:excel}Visible"
_WIDEST, _LONGEST = 1_024, 1_048_576


def is_spreadsheet_xml(data: bytes) -> bool:
    """Whether the bytes are an XML Spreadsheet of Excel 2002 or 2003."""
    start = data[:4096].lower()
    return b"<workbook" in start and b"urn:schemas-microsoft-com:office:spreadsheet" in start


def read_spreadsheet_xml(data: bytes) -> Table:
    """Each worksheet as a part; cells and rows that are left out are given back empty. Raises Unreadable."""
    try:
        root = fromstring(data)
    except DefusedXmlException:
        raise Unreadable(UNSUPPORTED, format="XML with declarations of its own") from None
    except (ParseError, ValueError, LookupError):
        raise Unreadable(TRUNCATED, format="XML Spreadsheet") from None
    parts = [Part(sheet.get(f"{_SPACE}Name"), _rows(sheet), hidden=_is_hidden(sheet)) for sheet in root.iter(_SHEET)]
    return Table(
        "excel-2003-xml", "utf-8", iter(parts), [HIDDEN_PART.at(part=part.name) for part in parts if part.hidden]
    )


def _is_hidden(sheet: Any) -> bool:
    return any("hidden" in (mark.text or "").lower() for mark in sheet.iter(_VISIBLE))


def _rows(sheet: Any) -> Iterator[Row]:
    number = 0
    for row in sheet.iter(f"{_SPACE}Row"):
        wanted = int(row.get(f"{_SPACE}Index") or number + 1)
        if wanted > _LONGEST:
            raise Unreadable(TOO_LARGE, limit=f"{_LONGEST} rows")
        while number < wanted - 1:
            number += 1
            yield []
        number += 1
        yield _cells(row)


def _cells(row: Any) -> Row:
    cells: Row = []
    for cell in row.iter(f"{_SPACE}Cell"):
        wanted = int(cell.get(f"{_SPACE}Index") or len(cells) + 1)
        if wanted > _WIDEST:
            raise Unreadable(TOO_LARGE, limit=f"{_WIDEST} columns")
        cells += [""] * (wanted - 1 - len(cells))
        data = cell.find(f"{_SPACE}Data")
        text = "" if data is None else "".join(data.itertext())
        cells.append(text.removesuffix("T00:00:00.000") if "T00:00:00" in text else text)
        cells += [""] * int(cell.get(f"{_SPACE}MergeAcross") or 0)
    return cells
