"""Reads workbooks (XLSX, XLS, ODS) with calamine, cells as the text a reader would write for them."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import python_calamine

from parsers.issues.tables import ENCRYPTED, HIDDEN_PART, TOO_LARGE, TRUNCATED
from parsers.tables import Part, Row, Table, Unreadable

_MOST_CELLS = 20_000_000
_MOST_BYTES = 2 << 30
_REFERENCE = re.compile(rb'<(?:\w+:)?c [^>]*?r="([A-Z]{1,3})(\d{1,7})"')


def read(data: bytes, format_name: str) -> Table:
    """The visible sheets of a workbook in order; hidden ones are an issue and are not read."""
    if format_name in {"xlsx", "ods"}:
        _guard_zip(data, format_name)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except python_calamine.PasswordError:
        raise Unreadable(ENCRYPTED) from None
    except (python_calamine.CalamineError, OSError, ValueError, zipfile.BadZipFile):
        raise Unreadable(TRUNCATED, format=format_name.upper()) from None
    table = Table(format_name, None, iter(()))
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
    except python_calamine.CalamineError:
        raise Unreadable(TRUNCATED, format=format_name.upper()) from None
    if sheet.start is None:
        return
    for _ in range(sheet.start[0]):
        yield []
    lead = [""] * sheet.start[1]
    for row in sheet.iter_rows():
        yield lead + [_text(cell) for cell in row]


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return "" if cell is None else str(cell)


def _guard_zip(data: bytes, format_name: str) -> None:
    # calamine aborts the whole process on a sheet whose two cells span 17 billion, so corners are checked before it sees them.
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError):
        raise Unreadable(TRUNCATED, format=format_name.upper()) from None
    budget = min(_MOST_BYTES, max(200 * len(data), 64 << 20))
    for member in members[:1000]:
        if member.filename.endswith(("EncryptedPackage", "EncryptionInfo")):
            raise Unreadable(ENCRYPTED)
        if not member.filename.endswith(".xml"):
            continue
        rows = columns = 0
        try:
            with archive.open(member) as stream:
                tail = b""
                while block := stream.read(1 << 20):
                    budget -= len(block)
                    if budget < 0:
                        raise Unreadable(TOO_LARGE, limit="200 times its size")
                    if format_name == "xlsx" and "sheet" in member.filename:
                        for letters, number in _REFERENCE.findall(tail + block):
                            rows, columns = max(rows, int(number)), max(columns, _column(letters))
                        tail = block[-200:]
        except (zipfile.BadZipFile, OSError, EOFError, RuntimeError):
            raise Unreadable(TRUNCATED, format=format_name.upper()) from None
        except Exception as error:
            if isinstance(error, Unreadable):
                raise
            raise Unreadable(TRUNCATED, format=format_name.upper()) from None
        if rows * columns > _MOST_CELLS:
            raise Unreadable(TOO_LARGE, limit="20 million cells")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
