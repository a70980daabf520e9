"""What somebody asks the reuse check about: words typed, or a file with a notice, a specification or a note in it."""

from pathlib import Path

import pdfplumber

from tracker.plain_errors import PlainError

__all__ = ["AskedError", "asked_text"]

# A specification of 300 pages has about a million letters; a question is never longer.
_MOST = 2_000_000
_MOST_PAGES = 300


class AskedError(PlainError, ValueError):
    """There is no text to read in what was given; the text is a sentence for the person who asked."""


def asked_text(given: str) -> str:
    """The text of a file when ``given`` is the path of one, else ``given`` itself; AskedError for one without text."""
    path = Path(given) if len(given) < 1_000 and "\n" not in given and "\x00" not in given else None
    if path is None or not path.is_file():
        return given
    with path.open("rb") as file:
        start = file.read(_MOST)
    if start[:5] == b"%PDF-":
        return _pdf_text(path)
    if b"\x00" in start[:4_096] and start[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise AskedError(
            f"{path.name} is not a text, a notice (JSON) or a PDF, so there is nothing in it to ask about."
        )
    return _decoded(start)


def _decoded(data: bytes) -> str:
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def _pdf_text(path: Path) -> str:
    try:
        with pdfplumber.open(path) as document:
            pages = [page.extract_text() or "" for page in document.pages[:_MOST_PAGES]]
    except Exception as error:  # pdfminer raises many kinds for a broken file, and all of them mean the same here
        raise AskedError(f"{path.name} cannot be read as a PDF ({type(error).__name__}).") from error
    text = "\n".join(pages)[:_MOST]
    if not text.strip():
        raise AskedError(f"{path.name} holds pictures of pages and no text, so there is nothing in it to ask about.")
    return text
