"""Reads PDF: the text that shows on its pages, and apart from it whatever the file holds besides.

pypdf looks first, since it has limits against bombs where others have none; then pages are read letter by letter.
"""

import io
import logging
import re
from collections import Counter

import pypdf
import pypdfium2
from pypdf.errors import LimitReachedError, PyPdfError

from parsers.bid_documents import Document, Refused
from parsers.bid_documents.pdf_objects import list_objects, without_replacement_text
from parsers.bid_documents.pdf_page import visible_text
from parsers.issues.bids import DAMAGED, ENCRYPTED, HOSTILE, TOO_LARGE

__all__ = ["read"]

_MOST_PAGES = 500
_MOST_CHARACTERS = 3_000_000


def read(data: bytes) -> Document:
    """The visible text page by page, without lines that come on most pages; raises Refused."""
    document = Document("pdf")
    layers_off = _probe(data, document)
    if any(find.channel == "alternative text" for find in document.hidden):
        data = without_replacement_text(data)
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Refused(ENCRYPTED) from None
        raise Refused(DAMAGED, format="PDF", problem="its pages cannot be found") from None
    pages, left = [], _MOST_CHARACTERS
    for number in range(len(pdf)):
        text, used = visible_text(pdf[number], f"page {number + 1}", document, layers_off, left)
        left -= used
        pages.append(text)
    document.text = "\n\n".join(_without_running_lines(pages, document)).strip() + "\n"
    return document


def _probe(data: bytes, document: Document) -> bool:
    """Read the file's structure within limits and list its objects; True when it has layers that do not show."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused(ENCRYPTED)
        if len(reader.pages) > _MOST_PAGES:
            raise Refused(TOO_LARGE, limit=f"{_MOST_PAGES} pages")
        return list_objects(reader, document)
    except LimitReachedError:
        raise Refused(TOO_LARGE, limit="is allowed once it is unpacked") from None
    except RecursionError:
        raise Refused(HOSTILE, what="parts that lead back to themselves") from None
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, NotImplementedError):
        raise Refused(DAMAGED, format="PDF", problem="its structure is broken") from None


def _without_running_lines(pages: list[str], document: Document) -> list[str]:
    """Pages without headers and footers: lines at an edge that come on most pages, whatever number stands in them."""
    if len(pages) < 3:
        return pages
    counts: Counter[str] = Counter()
    for page in pages:
        lines = [line for line in page.split("\n") if line.strip()]
        counts.update({_numberless(line) for line in lines[:2] + lines[-2:]})
    running = {line for line, count in counts.items() if line and count >= max(3, 0.6 * len(pages))}
    out = []
    for number, page in enumerate(pages, 1):
        lines = page.split("\n")
        full = [at for at, line in enumerate(lines) if line.strip()]
        edge = set(full[:2] + full[-2:])
        for at in sorted(edge):
            if _numberless(lines[at]) in running:
                document.hide("a page header or footer", f"page {number}", lines[at])
                lines[at] = ""
        out.append("\n".join(lines).strip("\n"))
    return out


def _numberless(line: str) -> str:
    return re.sub(r"\W+|\d+", " ", line).strip().lower()
