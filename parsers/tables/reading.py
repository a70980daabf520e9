"""Opens a file as tables by what its bytes are, never by its name."""

import codecs
import re
import zipfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from parsers.issues.tables import EMPTY, ENCRYPTED, HTML_INSTEAD, TOO_LARGE, UNSUPPORTED
from parsers.registers.spreadsheet_xml import is_spreadsheet_xml, read_spreadsheet_xml
from parsers.tables import Part, Source, Table, Unreadable, archives, delimited, portable, web, workbooks
from parsers.tables.json_rows import read_json_rows
from parsers.tables.xml_rows import read_xml_rows

__all__ = ["format_of", "open_table"]

_MOST_AT_ONCE = 256 << 20  # of a document that must be held in memory
_CANNOT = {
    "docx": "a text document",
    "other": "a picture, a program or the like",
    "archive": "an archive other than ZIP",
}
_PICTURES_AND_PROGRAMS = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"II*\x00",
    b"MM\x00*",
    b"{\\rtf",
    b"\x7fELF",
    b"MZ\x90",
)
_GZIP = b"\x1f\x8b"
_ARCHIVES = (b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
_BLANK = b"\xef\xbb\xbf \t\r\n\x00\x1a"
_PAGE_STARTS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<table")


def format_of(data: bytes | Path | Source) -> str:
    """What the bytes are: csv, xlsx, xls, ods, pdf, html, json, xml, zip, gzip, encrypted, empty, or no table."""
    source = Source.of(data)
    begin = source.head(4096)
    start = begin.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not begin.strip(_BLANK):
        return "csv" if any(block.strip(_BLANK) for block in source.blocks()) else "empty"
    if start.startswith(b"%PDF") or b"%PDF-" in begin[:1024]:
        return "pdf"
    if begin.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(source)
    if begin.startswith(b"\xd0\xcf\x11\xe0"):
        return _compound_kind(source)
    if begin[:2] in {b"\t\x08", b"\t\x04", b"\t\x02", b"\t\x00"} and b"\x00" in begin[2:8]:
        return "xls"
    if begin.startswith(_GZIP):
        return "gzip"
    if begin.startswith(_ARCHIVES) or begin[257:262] == b"ustar":
        return "archive"
    if begin.startswith(_PICTURES_AND_PROGRAMS):
        return "other"
    if begin[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        start = begin.decode("utf-16", errors="replace").encode().lstrip()
    return _text_kind(start[:2048].lower())


def _text_kind(lowered: bytes) -> str:
    marked = lowered.startswith(b"<")
    if marked and is_spreadsheet_xml(lowered):
        return "excel-2003-xml"
    if lowered.startswith(_PAGE_STARTS) or (marked and re.search(rb"<html|<table|<body", lowered)):
        return "html"
    if marked:
        return "xml"
    return "json" if lowered[:1] in b"{[" and b'"' in lowered[:200] else "csv"


def _compound_kind(source: Source) -> str:
    names = {name: name.encode("utf-16-le") for name in ("EncryptedPackage", "Workbook", "Book", "WordDocument")}
    found: set[str] = set()
    tail = b""
    for block in source.blocks():
        found.update(name for name, mark in names.items() if name not in found and mark in tail + block)
        tail = block[-64:]
    if "EncryptedPackage" in found:
        return "encrypted"
    return "docx" if "WordDocument" in found and not found & {"Workbook", "Book"} else "xls"


def _zip_kind(source: Source) -> str:
    try:
        with source.opened() as stream, zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist()[:2000])
            if "mimetype" in names:
                with archive.open("mimetype") as mark:
                    return "ods" if b"spreadsheet" in mark.read(200) else "other"
    except (*archives.BROKEN_ZIP,):
        return _cut_zip_kind(source)
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return "xlsx"
    if "word/document.xml" in names:
        return "docx"
    return "other" if "ppt/presentation.xml" in names else "zip"


def _cut_zip_kind(source: Source) -> str:
    # Without its directory an archive cannot be listed, but the names of its first members still say what it was.
    begin = source.head(65536)
    return (
        "xlsx" if b"[Content_Types].xml" in begin or b"xl/" in begin else "ods" if b"opendocument" in begin else "zip"
    )


def open_table(data: bytes | Path | Source, name: str | None = None) -> Table:
    """The file as a table of parts; raises Unreadable with its issue where it cannot be one."""
    source = Source.of(data)
    kind = format_of(source)
    if kind == "empty":
        raise Unreadable(EMPTY)
    if kind == "encrypted":
        raise Unreadable(ENCRYPTED)
    if kind in _CANNOT:
        raise Unreadable(UNSUPPORTED, format=_CANNOT[kind])
    if kind == "csv":
        return delimited.read(source, name)
    if kind == "zip":
        return archives.read(source, _member)
    if kind == "gzip":
        return _inside_gzip(source, name)
    if source.size > _MOST_AT_ONCE:
        raise Unreadable(TOO_LARGE, limit=f"{_MOST_AT_ONCE >> 20} MB of a format that cannot be read in order")
    return _whole(source.data(), kind)


def _whole(data: bytes, kind: str) -> Table:
    if kind == "pdf":
        return portable.read(data)
    if kind == "excel-2003-xml":
        return read_spreadsheet_xml(data)
    if kind == "html":
        return _page(data)
    if kind in {"json", "xml"}:
        return read_json_rows(data) if kind == "json" else read_xml_rows(data)
    return workbooks.read(data, kind)


def _inside_gzip(source: Source, name: str | None) -> Table:
    inner = archives.gunzipped(source)
    if format_of(inner) in {"zip", "gzip", "archive"}:
        raise Unreadable(UNSUPPORTED, format="an archive inside an archive")
    return open_table(inner, name)


def _page(data: bytes) -> Table:
    table = web.read(data)
    first = next(table.parts, None)
    if first is None:
        raise Unreadable(HTML_INSTEAD)
    rest: Iterator[Part] = table.parts
    table.parts = chain([first], rest)
    return table


def _member(source: Source, name: str) -> Table | None:
    if source.head(2) == b"PK":
        source = Source.of(source.data())  # an archive is read from its end, which a stream does not have yet
    return None if format_of(source) in {"zip", "gzip", "archive"} else open_table(source, name)
