"""Small writers of the formats that councils publish in, so that each test makes the very file that it is about."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pyarrow.parquet as pq

from parsers.spending import parse

__all__ = [
    "HEADINGS", "PAYMENTS", "csv_text", "html_page", "ods", "parsed", "pdf", "records", "total_of", "xlsx", "zipped",
]  # fmt: skip

HEADINGS = ["Supplier Name", "Payment Date", "Amount", "Purpose"]
PAYMENTS = [
    ["Fictional Paving Limited", "03/04/2026", "1200.50", "Highway repairs"],
    ["Imaginary Care Homes Ltd", "15/04/2026", "64000.00", "Residential care"],
    ["Invented Energy plc", "27/04/2026", "-310.25", "Credit note"],
    ["Fictional Paving Limited", "30/04/2026", "99.75", "Signs"],
]


def parsed(path: Path, data: bytes | str, name: str = "list.csv") -> dict[str, Any]:
    """Write a file into a folder and parse it there; every physical row of an accepted file must be accounted for."""
    file = path / name
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    report = parse(file, path, {})
    if report["status"] != "rejected":
        told = report["rows_accepted"] + report["rows_refused"] + sum(report["set_aside"].values())
        assert told == sum(part["rows"] for part in report["parts"])
        assert report["rows_read"] == report["rows_accepted"] + report["rows_refused"]
        assert total_of(path) == report["amount_total"]
    return report


def records(path: Path) -> list[dict[str, Any]]:
    """The records that were written beside the report."""
    return pq.read_table(path / "records.parquet").to_pylist()


def total_of(path: Path) -> str:
    """The sum of the records in pounds."""
    pence = sum(row["amount_pence"] for row in records(path))
    return f"{'-' if pence < 0 else ''}{abs(pence) // 100}.{abs(pence) % 100:02d}"


def csv_text(rows: Iterable[Sequence[str]], delimiter: str = ",", line_end: str = "\r\n") -> str:
    """Rows as delimited text."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    return text.getvalue()


def zipped(members: Iterable[tuple[str, bytes]]) -> bytes:
    """A ZIP of members, in order; the same name may come twice."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members:
            archive.writestr(zipfile.ZipInfo(name), body, zipfile.ZIP_DEFLATED)
    return data.getvalue()


_XML = '<?xml version="1.0" encoding="UTF-8"?>'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def xlsx(sheets: dict[str, Any], hidden: Sequence[str] = (), **parts: str) -> bytes:
    """A workbook: sheet name to rows, or to the raw XML of a sheet; ``parts`` replace members by their base name."""
    ids = {name: number for number, name in enumerate(sheets, 1)}
    states = {name: ' state="hidden"' if name in hidden else "" for name in sheets}
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{at}" r:id="r{at}"{states[name]}/>' for name, at in ids.items()
    )
    links = "".join(
        f'<Relationship Id="r{at}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in ids.values()
    )
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{_SHEET}"/>' for at in ids.values()
    )
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    members = {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        f'"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main}"/>{types}</Types>',
        "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{links}'
        f'<Relationship Id="s" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/sharedStrings.xml": parts.get("shared", f'{_XML}<sst xmlns="{_MAIN}"/>'),
    }
    for name, rows in sheets.items():
        members[f"xl/worksheets/sheet{ids[name]}.xml"] = rows if isinstance(rows, str) else sheet_xml(rows)
    return zipped((name, body.encode()) for name, body in members.items())


def sheet_xml(rows: Iterable[Sequence[object]], before: str = "") -> str:
    """The XML of a sheet: text as inline strings, numbers as numbers."""
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(_cell(cell, f"{chr(64 + at)}{number}") for at, cell in enumerate(row, 1) if cell != "")
        lines.append(f'<row r="{number}">{cells}</row>')
    return f'{_XML}<worksheet xmlns="{_MAIN}">{before}<sheetData>{"".join(lines)}</sheetData></worksheet>'


def _cell(cell: object, place: str) -> str:
    if isinstance(cell, int | float):
        return f'<c r="{place}"><v>{cell!r}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(str(cell))}</t></is></c>'


def ods(sheets: dict[str, Iterable[Sequence[object]]], manifest: str = "", start: str = "") -> bytes:
    """An OpenDocument spreadsheet."""
    tables = "".join(
        f'<table:table table:name="{escape(name)}">{"".join(map(_ods_row, rows))}</table:table>'
        for name, rows in sheets.items()
    )
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    content = f"<office:document-content{spaces}>{body}</office:document-content>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    listed = (
        f'{_XML}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        f'<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">{manifest}'
        f"</manifest:file-entry></manifest:manifest>"
    )
    members = [("mimetype", kind), ("content.xml", f"{_XML}{start}{content}"), ("META-INF/manifest.xml", listed)]
    return zipped((name, body.encode()) for name, body in members)


def _ods_row(row: Sequence[object]) -> str:
    cells = "".join(
        f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
        if isinstance(cell, int | float)
        else f'<table:table-cell office:value-type="string"><text:p>{escape(str(cell))}</text:p></table:table-cell>'
        for cell in row
    )
    return f"<table:table-row>{cells}</table:table-row>"


def html_page(rows: Iterable[Sequence[str]], around: str = "{}") -> str:
    """A page with one table."""
    lines = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<!doctype html><html><body>{around.format(f'<table>{lines}</table>')}</body></html>"


def pdf(
    pages: Sequence[Sequence[tuple[float, float, str]]],
    *,
    rules: Sequence[float] = (),
    rotate: int = 0,
    extra: str = "",
) -> bytes:
    """A PDF of pages, each a list of (points from the left, points from the top, text) in 8 point Helvetica.

    ``rules`` are level lines, in points from the top, across every page; ``rotate`` turns pages as a scanner would.
    """
    objects: list[bytes] = [b"", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for page in pages:
        drawn = [_shown(x, y, text, rotate) for x, y, text in page]
        drawn += [f"0.5 w 30 {842 - y} m 560 {842 - y} l S" for y in rules]
        body = "\n".join(drawn).encode("cp1252")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate {rotate} /Contents {len(objects)} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} {extra}>>".encode()
    return assembled(objects)


def _shown(x: float, y: float, text: str, rotate: int) -> str:
    # On a turned page the text runs up (90) or down (270) the sheet, so that it reads level once turned.
    matrix = {
        0: f"1 0 0 1 {x} {842 - y}",
        90: f"0 1 -1 0 {y} {x}",
        180: f"-1 0 0 -1 {595 - x} {y}",
        270: f"0 -1 1 0 {595 - y} {842 - x}",
    }[rotate]
    safe = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /F1 8 Tf {matrix} Tm ({safe}) Tj ET"


def assembled(objects: Sequence[bytes]) -> bytes:
    """Numbered objects as a whole PDF file, the first of them the catalogue."""
    data = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n"
    return data + f"{head}<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF\n".encode()
