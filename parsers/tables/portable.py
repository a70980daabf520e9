"""Reads tables out of PDFs with a text layer; each page is a part."""

import pypdfium2

from parsers.issues.tables import ENCRYPTED, NO_TEXT_LAYER, TOO_LARGE, TRUNCATED
from parsers.tables import Part, Table, Unreadable
from parsers.tables.page_columns import tabulated
from parsers.tables.page_words import pages_of

__all__ = ["read"]

_MOST_PAGES = 2000


def read(data: bytes) -> Table:
    """Each page as a part; every part has the columns of the document's first heading line. Raises Unreadable."""
    # A file that was sent whole says so at its end; pdfium mends one that was cut, and shows the pages that it has.
    if b"%%EOF" not in data[-2048:] and b"startxref" not in data[-4096:]:
        raise Unreadable(TRUNCATED, format="PDF")
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        kind = ENCRYPTED if "password" in str(error).lower() else TRUNCATED
        raise Unreadable(kind, format="PDF") from None
    if len(document) > _MOST_PAGES:
        raise Unreadable(TOO_LARGE, limit=f"{_MOST_PAGES:,} pages")
    pages = list(pages_of(document))
    if not any(page.lines for page in pages):
        raise Unreadable(NO_TEXT_LAYER)
    return Table("pdf", None, (Part(f"page {number}", iter(rows)) for number, rows in enumerate(tabulated(pages), 1)))
