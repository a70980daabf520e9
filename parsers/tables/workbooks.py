"""Reads workbooks (XLSX, XLS, ODS) with calamine, cells as the text a reader would write for them."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import python_calamine

from parsers.issues.tables import ENCRYPTED, HIDDEN_CELLS, HIDDEN_PART, TOO_LARGE, TRUNCATED, UNSAFE_XML
from parsers.tables import Part, Row, Source, Table, Unreadable
from parsers.tables.archives import BROKEN_ZIP, unpacked

__all__ = ["read"]

_MOST_CELLS = 20_000_000
_MOST_MEMBERS = 1000
_ROW_NUMBER = re.compile(rb'<(?:\w+:)?row [^>]{0,200}?\br="(\d{1,7})"')
_WIDE_COLUMN = re.compile(rb'\br="([A-Z]{2,3})\d{1,7}"')
_ANY_COLUMN = re.compile(rb'\br="([A-Z]{1,3})\d{1,7}"')
_HIDDEN = re.compile(rb'<(?:\w+:)?(?:row|col) [^>]{0,400}?\bhidden="(?:1|true)"')
_MIDNIGHT = time()


def read(data: bytes, format_name: str) -> Table:
    """The visible sheets of a workbook in order; hidden ones are an issue and are not read."""
    table = Table(format_name, None, iter(()))
    if format_name in {"xlsx", "ods"}:
        hidden = _guard(data, format_name)
        if hidden:
            table.issues.append(HIDDEN_CELLS.at(count=hidden))
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except python_calamine.PasswordError:
        raise Unreadable(ENCRYPTED) from None
    except (python_calamine.CalamineError, *BROKEN_ZIP):
        raise Unreadable(TRUNCATED, format=format_name.upper()) from None
    sheets = []
    for sheet in book.sheets_metadata:
        if sheet.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        if sheet.visible == python_calamine.SheetVisibleEnum.Visible:
            sheets.append(sheet.name)
        else:
            table.issues.append(HIDDEN_PART.at(part=sheet.name))
    table.parts = (Part(name, _rows(book, name, format_name)) for name in sheets)
    return table


def _rows(book: python_calamine.CalamineWorkbook, name: str, format_name: str) -> Iterator[Row]:
    try:
        sheet = book.get_sheet_by_name(name)
    except (python_calamine.CalamineError, *BROKEN_ZIP):
        raise Unreadable(TRUNCATED, format=format_name.upper()) from None
    if sheet.start is None:
        return
    for _ in range(sheet.start[0]):
        yield []
    lead = [""] * sheet.start[1]
    for row in sheet.iter_rows():
        yield lead + [cell if type(cell) is str else _text(cell) for cell in row]


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == _MIDNIGHT else cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return "" if cell is None else str(cell)


def _guard(data: bytes, format_name: str) -> int:
    """Refuse what would break calamine, before it sees it; give back how many rows and columns are hidden."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except BROKEN_ZIP:
        raise Unreadable(TRUNCATED, format=format_name.upper()) from None
    if len(members) > _MOST_MEMBERS:
        raise Unreadable(TOO_LARGE, limit=f"{_MOST_MEMBERS} members")
    spent: dict[str, int] = {}
    hidden = 0
    for member in members:
        if member.filename.endswith(("EncryptedPackage", "EncryptionInfo")):
            raise Unreadable(ENCRYPTED)
        if member.filename.endswith((".xml", ".bin", ".rels")):
            hidden += _guard_member(archive, member, len(data), spent, format_name)
    return hidden


def _guard_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, packed: int, spent: dict[str, int], format_name: str
) -> int:
    source = unpacked(archive, member, packed, spent, format_name.upper())
    sheet = format_name == "xlsx" and "worksheets/" in member.filename
    rows, wide, hidden, tail, first = 0, b"Z", 0, b"", True
    for block in source.blocks():
        if first and b"<!DOCTYPE" in block:
            raise Unreadable(UNSAFE_XML)
        if first and member.filename == "META-INF/manifest.xml" and b"encryption-data" in block:
            raise Unreadable(ENCRYPTED)
        first = False
        if sheet:
            text = tail + block
            rows = max(rows, max(map(int, _ROW_NUMBER.findall(text)), default=0))
            wide = max((wide, *_WIDE_COLUMN.findall(text)), key=_column)
            hidden += len(_HIDDEN.findall(text)) if b"hidden=" in text else 0
            tail = block[-200:]
    # calamine keeps every cell between the corners of a sheet, and aborts where they span billions.
    if rows * _column(wide) > _MOST_CELLS and rows * _widest(source) > _MOST_CELLS:
        raise Unreadable(TOO_LARGE, limit=f"{_MOST_CELLS:,} cells")
    return hidden


def _widest(sheet: Source) -> int:
    letters = {found for block in sheet.blocks() for found in _ANY_COLUMN.findall(block)}
    return max(map(_column, letters), default=1)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
