"""Reads workbooks (XLSX, XLS, ODS) with calamine, cells as the text a reader would write for them."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from itertools import chain, islice
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import python_calamine

from parsers.issues.tables import ENCRYPTED, HIDDEN_CELLS, HIDDEN_PART, TOO_LARGE, TRUNCATED, UNSAFE_XML
from parsers.tables import Part, Row, Table, Unreadable
from parsers.tables.archives import BROKEN_ZIP, unpacked
from parsers.tables.even_blocks import EvenBlock

__all__ = ["read"]

_MOST_CELLS = 20_000_000
_MOST_MEMBERS = 1000
_BLOCK = 4096
_ROW_NUMBER = re.compile(rb'<(?:\w+:)?row [^>]{0,200}?\br="(\d{1,7})"')
_COLUMN = re.compile(rb'\br="([A-Z]{1,3})\d{1,7}"')
_HIDDEN = re.compile(rb'<(?:\w+:)?(?:row|col) [^>]{0,400}?\bhidden="(?:1|true)"')
_MIDNIGHT = time()


def read(data: bytes, format_name: str) -> Table:
    """The sheets of a workbook in order; hidden ones are marked so, and are an issue."""
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
        hidden_sheet = sheet.visible != python_calamine.SheetVisibleEnum.Visible
        sheets.append((sheet.name, hidden_sheet))
        if hidden_sheet:
            table.issues.append(HIDDEN_PART.at(part=sheet.name))
    table.parts = (_part(book, name, format_name, unseen) for name, unseen in sheets)
    return table


def _part(book: python_calamine.CalamineWorkbook, name: str, format_name: str, hidden: bool) -> Part:
    blocks = _blocks(book, name, format_name)
    rows = chain.from_iterable(block if isinstance(block, list) else block.rows() for block in blocks)
    return Part(name, rows, blocks, hidden)


def _blocks(book: python_calamine.CalamineWorkbook, name: str, format_name: str) -> Iterator[EvenBlock | list[Row]]:
    try:
        sheet = book.get_sheet_by_name(name)
    except (python_calamine.CalamineError, *BROKEN_ZIP):
        raise Unreadable(TRUNCATED, format=format_name.upper()) from None
    if sheet.start is None:
        return
    if sheet.start[0]:
        yield [[] for _ in range(sheet.start[0])]
    rows = sheet.iter_rows()
    while block := list(islice(rows, _BLOCK)):
        blank = [pa.repeat("", len(block))] * sheet.start[1]
        yield EvenBlock(blank + [_column_text(column) for column in zip(*block, strict=True)])


def _column_text(cells: tuple[object, ...]) -> pa.Array:
    try:
        return pc.fill_null(pa.array(cells, pa.string()), "")
    except (pa.ArrowTypeError, pa.ArrowInvalid):
        return pa.array(map(_text, cells), pa.string())


def _text(cell: object) -> str:
    return cell if type(cell) is str else _TEXT_OF.get(type(cell), str)(cell)


def _number(cell: float) -> str:
    return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)


def _moment(cell: datetime) -> str:
    return cell.date().isoformat() if cell.time() == _MIDNIGHT else cell.isoformat(sep=" ")


_TEXT_OF: dict[type, Callable[[Any], str]] = {
    bool: lambda cell: str(cell).upper(),
    float: _number,
    datetime: _moment,
    date: date.isoformat,
    time: time.isoformat,
    type(None): lambda cell: "",
}


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
    ends: list[bytes] = []
    hidden = 0
    for number, block in enumerate(source.blocks()):
        if not number and b"<!DOCTYPE" in block:
            raise Unreadable(UNSAFE_XML)
        if not number and member.filename == "META-INF/manifest.xml" and b"encryption-data" in block:
            raise Unreadable(ENCRYPTED)
        if sheet:
            hidden += len(_HIDDEN.findall(block)) if b"hidden=" in block else 0
            # Rows stand in order, so the corners are at the start or the end. One that hides between breaks calamine,
            # and so ends the process that reads it, which is told as well.
            ends = [ends[0], ends[-1][-4096:], block] if ends else [block]
    text = b"".join(ends)
    rows = max(map(int, _ROW_NUMBER.findall(text)), default=0)
    # calamine keeps every cell between the corners of a sheet, and aborts where they span billions.
    if rows * max(map(_column, set(_COLUMN.findall(text))), default=1) > _MOST_CELLS:
        raise Unreadable(TOO_LARGE, limit=f"{_MOST_CELLS:,} cells")
    return hidden


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
