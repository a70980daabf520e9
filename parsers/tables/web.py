"""Reads the tables of an HTML page as rows of text; each table is a part."""

from collections.abc import Iterator

from lxml import html

from parsers.issues.tables import TOO_LARGE
from parsers.tables import Part, Row, Table, Unreadable
from parsers.tables.encoding import decode

__all__ = ["read"]

_MOST_BYTES = 64 << 20
_WIDEST_SPAN = 1000


def read(data: bytes) -> Table:
    """Every table of the page that holds no table itself; what a cell spans beyond its own place is blank."""
    if len(data) > _MOST_BYTES:
        raise Unreadable(TOO_LARGE, limit=f"{_MOST_BYTES >> 20} MB of HTML")
    text, encoding, issues = decode(data)
    # Entities of the document's own are never expanded and nothing is fetched: lxml's HTML parser knows neither.
    try:
        page = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8", no_network=True))
        tables = page.xpath("//table[not(.//table)][.//tr]")
    except (ValueError, html.etree.ParserError):
        tables = []
    named = len(tables) > 1
    parts = (Part(f"table {number}" if named else None, _rows(table)) for number, table in enumerate(tables, 1))
    return Table("html", encoding, parts, issues)


def _rows(table: html.HtmlElement) -> Iterator[Row]:
    below: dict[int, int] = {}  # column -> rows that a cell above still covers
    for line in table.iter("tr"):
        row: Row = []
        for cell in line.iterchildren("td", "th"):
            _blanks(row, below)
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            if down > 1:
                below.update({len(row) + offset: down for offset in range(across)})
            row.append(" ".join(cell.text_content().split()))
            row.extend([""] * (across - 1))
        _blanks(row, below)
        below = {column: left - 1 for column, left in below.items() if left > 1}
        yield row


def _blanks(row: Row, below: dict[int, int]) -> None:
    while len(row) in below:
        row.append("")


def _span(cell: html.HtmlElement, name: str) -> int:
    text = cell.get(name, "1").strip()
    return min(max(int(text), 1), _WIDEST_SPAN) if text.isdecimal() else 1
