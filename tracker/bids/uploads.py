"""What bidders may upload: few, small, and of the type that their first bytes say; originals are never published."""

import io
import json
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parsers.sandbox import parse_file

__all__ = ["MAX_BYTES", "MAX_FILES", "Upload", "UploadError", "read_upload", "upload_kind"]

MAX_BYTES = 25 << 20
MAX_FILES = 10
_READ_BY_NAME = {"md": "markdown", "markdown": "markdown", "txt": "text", "csv": "csv", "json": "json"}
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}


class UploadError(ValueError):
    """The file cannot be taken; the text is a sentence for the bidder."""


def upload_kind(name: str, content: bytes) -> str:
    """pdf, docx, odt, xlsx, ods, markdown, text, csv or json; UploadError with a sentence for everything else.

    The name is believed only where nothing else can tell text from text; a program that looks like a PDF is refused.
    """
    if not content:
        raise UploadError("This file is empty.")
    if len(content) > MAX_BYTES:
        raise UploadError(f"This file is over {MAX_BYTES >> 20} megabytes. Send the text as answers instead.")
    if content[:5] == b"%PDF-":
        if b"/Encrypt" in content[-4096:]:
            raise UploadError("This PDF is encrypted. Save it without a password and send it again.")
        return "pdf"
    if content[:4] == b"PK\x03\x04":
        return _of_zip(content)
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise UploadError("This is an old or an encrypted Office file. Save it as .docx without a password.")
    kind = _READ_BY_NAME.get(name.rpartition(".")[2].lower())
    if kind is None or b"\x00" in content:
        raise UploadError("Send PDF, DOCX, ODT, XLSX, ODS, Markdown, plain text, CSV or OCDS JSON.")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UploadError("This text is not in UTF-8. Save it as UTF-8 and send it again.") from error
    return kind


def _of_zip(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist()[:2000])
            if "word/document.xml" in names:
                return "docx"
            if "xl/workbook.xml" in names:
                return "xlsx"
            small = "mimetype" in names and archive.getinfo("mimetype").file_size < 100
            kind = _OPEN_DOCUMENT.get(archive.read("mimetype").strip()) if small else None
            if kind:
                return kind
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise UploadError("This file is damaged or encrypted.") from error
    raise UploadError("This is a ZIP file, or an Office file of another kind. Send PDF, DOCX, ODT, XLSX or ODS.")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was taken: its text, to be shown and edited, and what it hides, to be listed for the officer.

    ``costs`` is its cost sheet as ``parsers.cost_sheet`` writes it, or None where it has none.
    """

    name: str
    kind: str
    content: bytes
    text: str
    hidden: tuple[dict[str, Any], ...]
    costs: dict[str, Any] | None = None


def read_upload(name: str, content: bytes) -> Upload:
    """Read a file in a process of its own, which may die of it; UploadError with a sentence when it cannot be used.

    To be called outside of any transaction, because a file may take its minute. The copy on disk is gone afterwards.
    """
    kind = upload_kind(name, content)
    with tempfile.TemporaryDirectory(prefix="daylight-upload-") as scratch:
        path = Path(scratch) / f"upload.{_ENDINGS.get(kind, kind)}"
        path.write_bytes(content)
        report = parse_file(path, "bid", Path(scratch) / "out", options={"name": Path(name).name[-100:]})
        if report["status"] == "rejected":
            raise UploadError(report["reason"])
        document = json.loads((Path(scratch) / "out" / "document.json").read_text(encoding="utf-8"))
    return Upload(name[-200:], kind, content, document["text"], tuple(document["hidden"]), document["costs"])


_ENDINGS = {"markdown": "md", "text": "txt"}
