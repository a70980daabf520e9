"""Reads the tables of an HTML page as rows of text; each table is a part."""

from collections.abc import Iterator

from lxml import html

from parsers.tables import Part, Row, Table
from parsers.tables.encoding import decode


def read(data: bytes) -> Table:
    """Every table of the page that holds no table itself, spans repeated as blank cells."""
    text, encoding, issues = decode(data)
    try:
        page = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8", huge_tree=False))
        tables = page.xpath("//table[not(.//table)]")
    except (ValueError, html.etree.ParserError):
        tables = []
    named = len(tables) > 1
    parts = (Part(f"table {number}" if named else None, _rows(table)) for number, table in enumerate(tables, 1))
    return Table("html", encoding, parts, issues)


def _rows(table: html.HtmlElement) -> Iterator[Row]:
    for line in table.iter("tr"):
        row: Row = []
        for cell in line.iterchildren("td", "th"):
            row.append(" ".join(cell.text_content().split()))
            span = cell.get("colspan", "1")
            row.extend([""] * (min(int(span), 100) - 1 if span.isdigit() else 0))
        yield row
