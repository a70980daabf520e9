"""Reads XLSX cost sheets: the visible cells as text; hidden sheets, rows, columns, names and notes are listed."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from parsers.bid_documents import Document, Refused, Sheet
from parsers.bid_documents.docx import _pale
from parsers.bid_documents.package import Package, local
from parsers.bid_documents.sweep import sweep, words_in
from parsers.issues.bids import DAMAGED, TOO_LARGE

__all__ = ["read"]

_MOST_CELLS = 500_000
_MOST_COLUMNS = 1024
_SHEET_EXTRAS = {
    "headerFooter": "a page header",
    "dataValidations": "a form field",
    "hyperlinks": "a link target",
    "legacyDrawing": "",
    "oleObjects": "an embedded file",
    "controls": "a form field",
    "extLst": "a part we do not know",
    "protectedRanges": "a defined name",
    "scenarios": "a hidden sheet",
    "customSheetViews": "a hidden sheet",
    "conditionalFormatting": "a style",
}


def read(data: bytes) -> Document:
    """The visible sheets in order; raises Refused."""
    package = Package(data, "XLSX")
    document = Document("xlsx")
    book_name = next((n for n in package.names if n.lower() == "xl/workbook.xml"), "")
    if not book_name:
        raise Refused(DAMAGED, format="XLSX", problem="it has no workbook")
    book = package.xml(book_name)
    targets = _targets(package)
    strings = _Strings(package)
    pale = _pale_styles(package)
    seen = {book_name, "xl/sharedStrings.xml"}
    lines: list[str] = []
    for sheet in (e for e in book.iter() if local(e.tag) == "sheet"):
        name = _value(sheet, "name")
        part = targets.get(_value(sheet, "id"), "")
        if part not in package.names:
            continue
        seen.add(part)
        root = package.xml(part)
        if _value(sheet, "state") in ("hidden", "veryHidden"):
            cells = " ".join(text for row in _Grid(root, strings, set()).rows() for text in row if text)
            document.hide("a hidden sheet", name, f"{name}: {cells}")
            continue
        lines += _sheet(document, name, root, strings, pale)
    _book_finds(document, book, strings)
    document.text = "\n".join(lines).strip() + "\n"
    sweep(package, document, seen)
    return document


def _value(element: Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if local(key) == name), "")


def _targets(package: Package) -> dict[str, str]:
    name = "xl/_rels/workbook.xml.rels"
    if name not in package.names:
        return {}
    return {
        _value(rel, "Id"): (
            _value(rel, "Target").lstrip("/")
            if _value(rel, "Target").startswith("/")
            else "xl/" + _value(rel, "Target")
        )
        for rel in package.xml(name)
    }


def _book_finds(document: Document, book: Element, strings: "_Strings") -> None:
    for element in book.iter():
        name = local(element.tag)
        if name == "definedName":
            document.hide(
                "a defined name",
                "xl/workbook.xml",
                f"{_value(element, 'name')} {element.text or ''} {_value(element, 'comment')}",
            )
        elif name in ("fileSharing", "workbookProtection", "externalReference", "absPath"):
            document.hide("a document setting", "xl/workbook.xml", " ".join(element.attrib.values()))
    for text in strings.unused():
        document.hide("a text that no cell shows", "xl/sharedStrings.xml", text)


class _Strings:
    """The shared strings of a workbook, and which of them a cell has shown."""

    def __init__(self, package: Package) -> None:
        self._texts: list[str] = []
        self._used: set[int] = set()
        if "xl/sharedStrings.xml" in package.names:
            for item in package.xml("xl/sharedStrings.xml"):
                if local(item.tag) == "si":
                    self._texts.append("".join(t.text or "" for t in _text_runs(item)))

    def get(self, index: str) -> str:
        at = int(index) if index.isdigit() else -1
        if not 0 <= at < len(self._texts):
            return ""
        self._used.add(at)
        return self._texts[at]

    def unused(self) -> list[str]:
        return [text for at, text in enumerate(self._texts) if at not in self._used and text.strip()]


def _text_runs(item: Element) -> Iterator[Element]:
    for child in item:
        if local(child.tag) == "t":
            yield child
        elif local(child.tag) == "r":
            yield from (t for t in child if local(t.tag) == "t")


def _pale_styles(package: Package) -> set[str]:
    if "xl/styles.xml" not in package.names:
        return set()
    root = package.xml("xl/styles.xml")
    fonts = next((e for e in root if local(e.tag) == "fonts"), None)
    formats = next((e for e in root if local(e.tag) == "cellXfs"), None)
    if fonts is None or formats is None:
        return set()
    fills = next((e for e in root if local(e.tag) == "fills"), None)
    pale = {
        str(n)
        for n, font in enumerate(fonts)
        if any(local(c.tag) == "color" and _pale(_value(c, "rgb")[-6:]) for c in font)
    }
    tiny = {
        str(n)
        for n, font in enumerate(fonts)
        if any(local(c.tag) == "sz" and float(_value(c, "val") or 11) < 4 for c in font)
    }
    filled = set()
    for n, fill in enumerate(fills if fills is not None else ()):
        if any(local(p.tag) == "patternFill" and _value(p, "patternType") == "solid" for p in fill):
            filled.add(str(n))
    return {
        str(n)
        for n, xf in enumerate(formats)
        if _value(xf, "fontId") in tiny or (_value(xf, "fontId") in pale and _value(xf, "fillId") not in filled)
    }


class _Grid:
    """The cells of a sheet, row by row, without the hidden ones, which are kept in ``unseen``."""

    def __init__(self, root: Element, strings: _Strings, pale: set[str]) -> None:
        self.root, self.strings, self.pale = root, strings, pale
        self.unseen: list[tuple[str, str]] = []

    def rows(self) -> Iterator[list[str]]:
        hidden = set()
        for column in (e for e in self.root.iter() if local(e.tag) == "col" and _value(e, "hidden") in ("1", "true")):
            hidden |= set(
                range(int(_value(column, "min") or 0), min(int(_value(column, "max") or 0), _MOST_COLUMNS) + 1)
            )
        count = 0
        for row in (e for e in self.root.iter() if local(e.tag) == "row"):
            out: list[str] = []
            row_hidden = _value(row, "hidden") in ("1", "true") or _value(row, "ht") == "0"
            for cell in (c for c in row if local(c.tag) == "c"):
                count += 1
                if count > _MOST_CELLS:
                    raise Refused(TOO_LARGE, limit=f"{_MOST_CELLS:,} cells")
                at = _column(_value(cell, "r")) or len(out) + 1
                text = self._text(cell)
                why = (
                    "a hidden row"
                    if row_hidden
                    else "a hidden column"
                    if at in hidden
                    else "white text"
                    if _value(cell, "s") in self.pale
                    else ""
                )
                if why or at > _MOST_COLUMNS:
                    self.unseen += [(why or "a far-away cell", text)] if text else []
                    continue
                out += [""] * (at - len(out) - 1) + [text]
            if not row_hidden:
                yield out

    def _text(self, cell: Element) -> str:
        kind = _value(cell, "t")
        if kind == "inlineStr":
            return "".join(t.text or "" for part in cell if local(part.tag) == "is" for t in _text_runs(part)).strip()
        value = next((v.text or "" for v in cell if local(v.tag) == "v"), "")
        return (self.strings.get(value) if kind == "s" else value).strip()


def _column(reference: str) -> int:
    at = 0
    for letter in re.match(r"[A-Z]{0,3}", reference)[0]:  # type: ignore[index]
        at = at * 26 + ord(letter) - 64
    return at


def _sheet(document: Document, name: str, root: Element, strings: _Strings, pale: set[str]) -> list[str]:
    grid = _Grid(root, strings, pale)
    rows = [tuple(row) for row in grid.rows()]
    for why, text in grid.unseen:
        document.hide(why, name, text)
    for element in root:
        channel = _SHEET_EXTRAS.get(local(element.tag))
        if channel and words_in(element):
            document.hide(channel, name, words_in(element))
    document.sheets.append(Sheet(name, tuple(rows)))
    body = [
        "| " + " | ".join(cell.replace("|", "/").replace("\n", " ") for cell in row) + " |" for row in rows if any(row)
    ]
    return [f"## {name}", "", *body, ""] if body else []
