"""Opens a file as tables by what its bytes are, never by its name."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from parsers.issues.tables import EMPTY, ENCRYPTED, HTML_INSTEAD, NESTED_ARCHIVE, TOO_LARGE, TRUNCATED, UNSUPPORTED
from parsers.tables import Part, Table, Unreadable, delimited, portable, web, workbooks

_MAX_MEMBERS = 1000
_MAX_BYTES = 1 << 30


def format_of(data: bytes) -> str:
    """What the bytes are: csv, xlsx, xls, ods, pdf, html, zip, docx, gzip, other or empty."""
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        return "empty"
    if start.startswith(b"%PDF") or b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _zip_kind(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return "encrypted" if "EncryptedPackage".encode("utf-16-le") in data else "xls"
    if data[:2] in {b"\t\x08", b"\t\x04", b"\t\x02", b"\t\x00"}:
        return "xls"
    if data.startswith((b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")):
        return "archive"
    if data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"{\\rtf", b"\x7fELF", b"MZ")):
        return "other"
    lowered = start[:2048].lower()
    if lowered.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<table")) or (
        lowered.startswith(b"<") and re.search(rb"<html|<table|<body", lowered)
    ):
        return "html"
    if lowered.startswith((b"<?xml", b"<")):
        return "xml"
    return "json" if lowered[:1] in b"{[" and b'"' in lowered[:200] else "csv"


def _zip_kind(data: bytes) -> str:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = set(archive.namelist()[:2000])
        if "mimetype" in names and b"spreadsheet" in archive.read("mimetype")[:200]:
            return "ods"
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, zlib.error, EOFError, NotImplementedError):
        return "zip"
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return "xlsx"
    if "word/document.xml" in names:
        return "docx"
    return "other" if "mimetype" in names or "ppt/presentation.xml" in names else "zip"


_CANNOT = {"docx": "a text document", "other": "no table format", "xml": "XML", "json": "JSON", "archive": "an archive other than ZIP"}


def open_table(data: bytes) -> Table:
    """The file as a table of parts; raises Unreadable with its issue where it cannot be one."""
    kind = format_of(data)
    if kind == "empty":
        raise Unreadable(EMPTY)
    if kind == "encrypted":
        raise Unreadable(ENCRYPTED)
    if kind in _CANNOT:
        raise Unreadable(UNSUPPORTED, format=_CANNOT[kind])
    if kind in {"xlsx", "xls", "ods"}:
        return workbooks.read(data, kind)
    if kind == "pdf":
        return portable.read(data)
    if kind == "html":
        table = web.read(data)
        first = next(table.parts, None)
        if first is None:
            raise Unreadable(HTML_INSTEAD)
        table.parts = _chain(first, table.parts)
        return table
    return _zip(data) if kind == "zip" else delimited.read(data)


def _chain(first: Part, rest: Iterator[Part]) -> Iterator[Part]:
    yield first
    yield from rest


def _zip(data: bytes) -> Table:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise Unreadable(TRUNCATED, format="ZIP") from None
    if len(members) > _MAX_MEMBERS:
        raise Unreadable(TOO_LARGE, limit=f"{_MAX_MEMBERS} members")
    table = Table("zip", None, iter(()))
    wanted = [member for member in members if not member.is_dir() and not _is_litter(member.filename)]
    if any(member.flag_bits & 1 for member in wanted):
        raise Unreadable(ENCRYPTED)
    table.parts = _member_parts(archive, wanted, table, len(data))
    return table


def _is_litter(name: str) -> bool:
    base = name.rsplit("/", 1)[-1]
    return name.startswith("__MACOSX/") or base.startswith(("._", ".DS_Store")) or base in {"Thumbs.db", ""}


def _member_parts(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], table: Table, size: int) -> Iterator[Part]:
    budget = min(_MAX_BYTES, max(200 * size, 16 << 20))
    for member in members:
        try:
            with archive.open(member) as stream:
                body = stream.read(budget + 1)
        except (zipfile.BadZipFile, OSError, RuntimeError, EOFError, NotImplementedError, zlib.error):
            raise Unreadable(TRUNCATED, format="ZIP") from None
        budget -= len(body)
        if budget < 0:
            raise Unreadable(TOO_LARGE, limit="200 times its size")
        kind = format_of(body)
        if kind in {"zip", "archive"}:
            table.issues.append(NESTED_ARCHIVE.at(part=member.filename))
            continue
        if kind in {"empty", *_CANNOT}:
            continue
        inner = open_table(body)
        table.encoding = table.encoding or inner.encoding
        for part in inner.parts:
            yield Part(member.filename if part.name is None else f"{member.filename} / {part.name}", part.rows)
        table.issues.extend(inner.issues)
