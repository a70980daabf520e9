"""Small writers of DOCX, XLSX, ODT and PDF that plant a text in one channel of an otherwise innocent bid document."""

import io
import zipfile
from xml.sax.saxutils import escape

PLAIN = "The council gets a monthly report."
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_WP = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
_S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_ODF = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("draw", "drawing"),
        ("meta", "meta"),
        ("fo", "xsl-fo-compatible"),
        ("svg", "svg-compatible"),
        ("form", "form"),
    )
)
_MORE = 'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """The parts as an archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def relations(target: str) -> str:
    """A relationships part with one external target."""
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId9" Type="{_RELATION}" Target="{escape(target)}" TargetMode="External"/></Relationships>'
    )


def docx(inside: str = "", more: dict[str, str | bytes] | None = None, plain: str = PLAIN) -> bytes:
    """A DOCX with one plain paragraph, some XML after it in the body, and some more parts."""
    paragraphs = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in plain.split("\n"))
    body = f"<w:document {_W} {_R} {_WP}><w:body>{paragraphs}{inside}</w:body></w:document>"
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    return zipped({"[Content_Types].xml": types, "word/document.xml": body, **(more or {})})


def run(text: str, properties: str) -> str:
    """A paragraph of one run with these properties."""
    return f"<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def xlsx(
    cells: str = "",
    more: dict[str, str | bytes] | None = None,
    book: str = "",
    sheet: str = "",
    plain: str = PLAIN,
    columns: str = "",
    row: str = "",
) -> bytes:
    """An XLSX with one sheet: a plain cell, some more cells in a second row, and whatever else is given."""
    first = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{escape(plain)}</t></is></c></row>'
    second = f'<row r="2" {row}>{cells}</row>' if cells else ""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f'<workbook {_S} {_R}><sheets><sheet name="Costs" sheetId="1" r:id="rId1"/>{book}',
        "xl/_rels/workbook.xml.rels": (
            '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/>'
            '<Relationship Id="rId2" Target="worksheets/sheet2.xml"/></Relationships>'
        ),
        "xl/worksheets/sheet1.xml": (
            f"<worksheet {_S} {_R}>{columns}<sheetData>{first}{second}</sheetData>{sheet}</worksheet>"
        ),
    }
    if "</sheets>" not in book:
        parts["xl/workbook.xml"] = f"{parts['xl/workbook.xml']}</sheets>"  # type: ignore[str-bytes-safe]
    parts["xl/workbook.xml"] = f"{parts['xl/workbook.xml']}</workbook>"  # type: ignore[str-bytes-safe]
    return zipped({**parts, **(more or {})})


def cell(text: str, more: str = "") -> str:
    """A cell B2 with that text."""
    return f'<c r="B2" t="inlineStr" {more}><is><t>{text}</t></is></c>'


def worksheet(text: str) -> str:
    """A sheet of one cell."""
    return f"<worksheet {_S}><sheetData><row r='1'>{cell(text).replace('B2', 'A1')}</row></sheetData></worksheet>"


def odt(
    inside: str = "", more: dict[str, str | bytes] | None = None, styles: str = "", before: str = "", plain: str = PLAIN
) -> bytes:
    """An ODT with one plain paragraph, some XML after it, some automatic styles, and some more parts."""
    paragraphs = "".join(f"<text:p>{escape(line)}</text:p>" for line in plain.split("\n"))
    content = (
        f"<office:document-content {_ODF} {_MORE}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{before}{paragraphs}{inside}</office:text></office:body></office:document-content>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, **(more or {})})


def odf_part(root: str, inside: str) -> str:
    """Another part of an OpenDocument file."""
    return f"<office:{root} {_ODF} {_MORE}>{inside}</office:{root}>"


def pdf(
    content: str = "",
    page: str = "",
    catalogue: str = "",
    info: str = "",
    objects: tuple[str, ...] = (),
    plain: str = PLAIN,
    resources: str = "",
    font: str = "Helvetica",
) -> bytes:
    """A PDF of one page: plain text, more drawing instructions, more entries and objects (numbered from 7)."""
    lines = "".join(f"BT /F1 11 Tf 60 {760 - 16 * n} Td ({line}) Tj ET\n" for n, line in enumerate(plain.split("\n")))
    stream = lines + content
    bodies = [
        f"<< /Type /Catalog /Pages 2 0 R {catalogue} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << "
        f"/Font << /F1 4 0 R >> {resources} >> {page} >>",
        f"<< /Type /Font /Subtype /Type1 /BaseFont /{font} /Encoding /WinAnsiEncoding >>",
        f"<< /Length {len(stream.encode('latin-1'))} >>\nstream\n{stream}\nendstream",
        f"<< {info} >>",
        *objects,
    ]
    out = b"%PDF-1.7\n"
    offsets = []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    trailer = (
        f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{table}trailer << /Size "
        f"{len(bodies) + 1} /Root 1 0 R /Info 6 0 R >>"
    )
    return out + f"{trailer}\nstartxref\n{len(out)}\n%%EOF".encode("latin-1")


def stream(entries: str, data: str) -> str:
    """A stream object."""
    return f"<< {entries} /Length {len(data.encode('latin-1'))} >>\nstream\n{data}\nendstream"
