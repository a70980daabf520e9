"""What bidders may upload: few, small, and of the type that their first bytes say; originals are never published."""

import io
import zipfile

__all__ = ["MAX_BYTES", "MAX_FILES", "UploadError", "upload_kind"]

MAX_BYTES = 25 << 20
MAX_FILES = 10
_READ_BY_NAME = {"md": "markdown", "markdown": "markdown", "txt": "text", "csv": "csv", "json": "json"}


class UploadError(ValueError):
    """The file cannot be taken; the text is a sentence for the bidder."""


def upload_kind(name: str, content: bytes) -> str:
    """pdf, docx, odt, markdown, text, csv or json; UploadError with a sentence for everything else.

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
        raise UploadError("Send PDF, DOCX, ODT, Markdown, plain text, CSV or OCDS JSON.")
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
            small = "mimetype" in names and archive.getinfo("mimetype").file_size < 100
            if small and archive.read("mimetype") == b"application/vnd.oasis.opendocument.text":
                return "odt"
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise UploadError("This file is damaged or encrypted.") from error
    raise UploadError("This is a ZIP file, or an Office file that is no text. Send PDF, DOCX or ODT.")
