"""Tells what kind of document some bytes are, whatever their name says, and reads it."""

import re

from parsers.bid_documents import Document, Refused, docx, ocds_bids, odf, pdf, plain, xlsx
from parsers.bid_documents.package import Package
from parsers.issues.bids import EMPTY, ENCRYPTED, FALSE_TYPE, NO_TEXT, TOO_LARGE, UNSUPPORTED

__all__ = ["MOST_BYTES", "read_document"]

MOST_BYTES = 25 << 20  # what an upload may hold
_NAMED = {
    "pdf": "pdf",
    "docx": "docx",
    "docm": "docx",
    "dotx": "docx",
    "odt": "odt",
    "ott": "odt",
    "ods": "ods",
    "xlsx": "xlsx",
    "xlsm": "xlsx",
    "json": "json",
    "md": "text",
    "markdown": "text",
    "txt": "text",
    "csv": "text",
    "tsv": "text",
    "text": "text",
}
_BINARY = (
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"%!PS", "PostScript"),
    (b"SQLite format 3", "a database"),
    (b"II*\0", "a picture (TIFF)"),
)


def read_document(data: bytes, name: str) -> Document:
    """The document in ``data``, whose file is called ``name``; raises Refused with a sentence for the officer."""
    if not data:
        raise Refused(EMPTY)
    if len(data) > MOST_BYTES:
        raise Refused(TOO_LARGE, limit=f"{MOST_BYTES >> 20} MiB")
    found = _kind(data)
    extension = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    named = _NAMED.get(extension)
    if named and named != found and not (named == "text" and found == "json"):
        raise Refused(FALSE_TYPE, named=f".{extension}", found=_in_words(found))
    document = _read(data, found, extension)
    document.hide("a file name", "the upload", name)
    if not re.search(r"\w", document.text):
        raise Refused(NO_TEXT)
    return document


def _read(data: bytes, found: str, extension: str) -> Document:
    if found == "pdf":
        return pdf.read(data)
    if found == "docx":
        return docx.read(data)
    if found in ("odt", "ods"):
        return odf.read(data, found)
    if found == "xlsx":
        return xlsx.read(data)
    if found == "json" and extension == "json":
        return ocds_bids.read(data)
    if found in ("text", "json"):
        if extension in ("csv", "tsv"):
            return plain.read_csv(data)
        return plain.read(data, "markdown" if extension in ("md", "markdown") else "text")
    raise Refused(UNSUPPORTED, found=found)


def _kind(data: bytes) -> str:
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _zip_kind(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Refused(ENCRYPTED)
        return "an old Word or Excel file (before 2007)"
    for magic, words in _BINARY:
        if data.startswith(magic):
            return words
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    if not wide and (b"\0" in data or sum(c < 9 or 13 < c < 32 for c in data[:65536]) > len(data[:65536]) // 100):
        return "a file that is neither text nor a known document"
    return "json" if start[:1] in (b"{", b"[") and start.rstrip()[-1:] != b")" and b'"' in start[:400] else "text"


def _zip_kind(data: bytes) -> str:
    package = Package(data, "zipped document")
    names = {name.lower() for name in package.names}
    if "word/document.xml" in names or any(re.match(r"word/document\d*\.xml$", name) for name in names):
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "a binary Excel file (XLSB)"
    if "mimetype" in names and "content.xml" in names:
        kind = package.read("mimetype")[:200].decode("latin-1")
        return (
            "odt"
            if "opendocument.text" in kind
            else "ods"
            if "opendocument.spreadsheet" in kind
            else "another OpenDocument file"
        )
    return "a ZIP archive"


def _in_words(found: str) -> str:
    return {
        "pdf": "a PDF",
        "docx": "a Word document",
        "odt": "an OpenDocument text",
        "ods": "an OpenDocument sheet",
        "xlsx": "an Excel workbook",
        "text": "plain text",
        "json": "JSON",
    }.get(found, found)
