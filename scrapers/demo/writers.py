"""Write small files in the formats councils publish, with nothing but the standard library; same input, same bytes."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape

__all__ = ["Cell", "csv_bytes", "html_table", "ods_bytes", "pdf_bytes", "xlsx_bytes", "zip_bytes"]

Cell = str | date | Decimal | None
Rows = Sequence[Sequence[Cell]]

_EPOCH = date(1899, 12, 30)  # day 0 of Excel's calendar, for every day after February 1900


def csv_bytes(rows: Rows, *, encoding: str = "utf-8", delimiter: str = ",", line_end: str = "\r\n") -> bytes:
    """A delimited file; dates as dd/mm/yyyy, as councils write them."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=line_end).writerows([[_text(c) for c in row] for row in rows])
    return out.getvalue().encode(encoding)


def zip_bytes(members: Mapping[str, bytes]) -> bytes:
    """A ZIP with fixed times, so that the same content has the same hash."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in members.items():
            stored = name == "mimetype"
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            archive.writestr(info, body, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def xlsx_bytes(sheets: Mapping[str, Rows]) -> bytes:
    """An Excel workbook: text inline, dates as day numbers with a date style, amounts as numbers."""
    kinds, entries, relations = [], [], []
    members: dict[str, bytes] = {}
    for number, (name, rows) in enumerate(sheets.items(), start=1):
        kinds.append(
            f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="application/vnd.openxmlformats-'
            'officedocument.spreadsheetml.worksheet+xml"/>'
        )
        entries.append(f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"/>')
        relations.append(
            f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        )
        members[f"xl/worksheets/sheet{number}.xml"] = _sheet(rows)
    styles = f'<Relationship Id="rId0" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES.format("".join(kinds)),
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{"".join(entries)}'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}">{styles}{"".join(relations)}'
        "</Relationships>",
        "xl/styles.xml": _STYLES,
    }
    return zip_bytes({name: (_XML + text).encode() for name, text in parts.items()} | members)


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEETS}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_SHEETS}.styles+xml"/>{{}}</Types>'
)
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


def _sheet(rows: Rows) -> bytes:
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = "".join(_xlsx_cell(f"{chr(65 + column)}{number}", cell) for column, cell in enumerate(row))
        lines.append(f'<row r="{number}">{cells}</row>')
    return f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'.encode()


def _xlsx_cell(place: str, cell: Cell) -> str:
    if cell is None or cell == "":
        return ""
    if isinstance(cell, date):
        return f'<c r="{place}" s="1"><v>{(cell - _EPOCH).days}</v></c>'
    if isinstance(cell, Decimal):
        return f'<c r="{place}"><v>{cell}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'


def ods_bytes(sheets: Mapping[str, Rows]) -> bytes:
    """An OpenDocument spreadsheet with typed cells."""
    tables = []
    for name, rows in sheets.items():
        lines = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
        tables.append(f'<table:table table:name="{escape(name)}">{lines}</table:table>')
    content = (
        f'{_XML}<office:document-content xmlns:office="{_ODF}:office:1.0" xmlns:table="{_ODF}:table:1.0" '
        f'xmlns:text="{_ODF}:text:1.0" office:version="1.2"><office:body><office:spreadsheet>{"".join(tables)}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'{_XML}<manifest:manifest xmlns:manifest="{_ODF}:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="{_ODS}"/><manifest:file-entry manifest:full-path="content.xml" '
        'manifest:media-type="text/xml"/></manifest:manifest>'
    )
    parts = {"mimetype": _ODS.encode(), "content.xml": content.encode(), "META-INF/manifest.xml": manifest.encode()}
    return zip_bytes(parts)


_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_ODS = "application/vnd.oasis.opendocument.spreadsheet"


def _ods_cell(cell: Cell) -> str:
    if cell is None or cell == "":
        return "<table:table-cell/>"
    text = f"<text:p>{escape(_text(cell))}</text:p>"
    if isinstance(cell, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{cell}">{text}</table:table-cell>'
    if isinstance(cell, Decimal):
        return f'<table:table-cell office:value-type="float" office:value="{cell}">{text}</table:table-cell>'
    return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'


def html_table(title: str, rows: Rows) -> bytes:
    """A page with one table, its first row the header."""
    head, *body = rows
    lines = ["<tr>" + "".join(f"<th>{escape(_text(cell))}</th>" for cell in head) + "</tr>"]
    lines += ["<tr>" + "".join(f"<td>{escape(_text(cell))}</td>" for cell in row) + "</tr>" for row in body]
    table = "\n".join(lines)
    return (
        f"<!doctype html><html lang=en><title>{title}</title><h1>{title}</h1><table>{table}</table></html>\n".encode()
    )


# -- PDF: text placed in columns, as a report writer does it -------------------------------------------------------

_LINES_A_PAGE = 42
_TOP, _LEFT, _LEADING = 545, 30, 12


def pdf_bytes(title: str, rows: Rows, widths: Sequence[int]) -> bytes:
    """An A4 landscape report with a text layer: title and header on every page, columns at fixed places, no rules."""
    head, *body = rows
    pages = [body[start : start + _LINES_A_PAGE] for start in range(0, max(len(body), 1), _LINES_A_PAGE)]
    objects: list[bytes] = [
        b"",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    kids = []
    for number, page in enumerate(pages, start=1):
        stream = _page(f"{title} (page {number} of {len(pages)})", [head, *page], widths)
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 842 595] /Resources << /Font << /F1 3 0 R >> >> "
            b"/Contents %d 0 R >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    return _pdf_file(objects)


def _page(title: str, rows: Rows, widths: Sequence[int]) -> bytes:
    parts = [b"BT", b"/F1 11 Tf", b"1 0 0 1 %d %d Tm (%s) Tj" % (_LEFT, _TOP + 20, _pdf_text(title)), b"/F1 7 Tf"]
    for line, row in enumerate(rows):
        left, bottom = _LEFT, _TOP - line * _LEADING
        for cell, width in zip(row, widths, strict=True):
            text = _text(cell)
            # Amounts are set flush right; Helvetica's digits are 0.556 em wide, comma, point and minus less.
            shift = width - 8 - round(sum(_width(c) for c in text) * 7) if isinstance(cell, Decimal) else 0
            parts.append(b"1 0 0 1 %d %d Tm (%s) Tj" % (left + shift, bottom, _pdf_text(text)))
            left += width
    return b"\n".join([*parts, b"ET"])


def _width(character: str) -> float:
    return {",": 0.278, ".": 0.278, "-": 0.333}.get(character, 0.556)


def _pdf_text(text: str) -> bytes:
    encoded = text.encode("cp1252", "replace")
    return encoded.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _pdf_file(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    return f"{cell:,.2f}" if isinstance(cell, Decimal) else cell
