"""Reads ODT and ODS: what stands on the page or in visible cells; notes, changes, hidden parts, frames are listed."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from parsers.bid_documents import Document, Refused, Sheet
from parsers.bid_documents.package import Package, local
from parsers.bid_documents.sweep import attribute_finds, sweep, words_in
from parsers.issues.bids import ENCRYPTED, TOO_LARGE

__all__ = ["read"]

_SKIPPED = {
    "tracked-changes": "a tracked change (deleted)",
    "annotation": "a comment or its author",
    "annotation-end": "",
    "hidden-text": "hidden text",
    "hidden-paragraph": "hidden text",
    "conditional-text": "hidden text",
    "note": "a footnote",
    "frame": "a drawing, diagram or chart",
    "custom-shape": "a drawing, diagram or chart",
    "g": "a drawing, diagram or chart",
    "forms": "a form field",
    "user-defined": "a document property",
    "author-name": "a document property",
    "author-initials": "a document property",
    "creator": "a document property",
    "initial-creator": "a document property",
    "title": "a document property",
    "subject": "a document property",
    "file-name": "a field code",
    "variable-decls": "a field code",
    "user-field-decls": "a field code",
    "user-field-get": "a field code",
    "variable-get": "a field code",
    "placeholder": "a field code",
    "script": "a macro",
    "bookmark": "a bookmark",
    "bookmark-start": "a bookmark",
    "reference-mark": "a bookmark",
    "ruby-text": "a phonetic guide",
    "dde-connection-decls": "an external link",
    "event-listeners": "a macro",
    "content-validations": "a form field",
    "named-expressions": "a defined name",
    "database-ranges": "a defined name",
    "desc": "alternative text",
    "shapes": "a drawing, diagram or chart",
    "sender-company": "a document property",
    "control": "a form field",
}
_TOLD = {
    "href": "a link target",
    "name": "a name of a part",
    "condition": "a field code",
    "string-value": "a field code",
}
_NAMED = frozenset(("bookmark", "bookmark-start", "reference-mark", "section", "table"))
_MOST_CELLS = 500_000
_MOST_DEPTH = 60


def read(data: bytes, format_name: str) -> Document:
    """``format_name`` is odt or ods; raises Refused."""
    package = Package(data, format_name.upper())
    document = Document(format_name)
    if "META-INF/manifest.xml" in package.names and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise Refused(ENCRYPTED)
    root = package.xml("content.xml")
    reader = _Reader(document, _unseen_styles(package, root))
    body = next((e for e in root if local(e.tag) == "body"), root)
    document.text = "\n".join(reader.blocks(body, 0)).strip() + "\n"
    for element in root.iter():
        if local(element.tag) in _NAMED and not reader.shown_name(element):
            document.hide("a bookmark", "content.xml", _value(element, "name"))
    attribute_finds(document, root, "content.xml", {"href": "a link target"})
    _page_parts(package, document)
    sweep(package, document, {"content.xml", "styles.xml"})
    return document


def _value(element: Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if local(key) == name), "")


def _page_parts(package: Package, document: Document) -> None:
    if "styles.xml" not in package.names:
        return
    for element in package.xml("styles.xml").iter():
        name = local(element.tag)
        if name.startswith(("header", "footer")) and not name.endswith(("style", "properties")) and words_in(element):
            document.hide(f"a page {name[:6]}", "styles.xml", words_in(element))
        elif name == "style" and re.search(r"[^\W\d_]{3}", _value(element, "display-name")):
            document.hide("a style", "styles.xml", _value(element, "display-name"))
        elif name in ("fill-image", "background-image"):
            document.hide("a picture", "styles.xml", words_in(element))


def _unseen_styles(package: Package, root: Element) -> dict[str, str]:
    roots = [root] + ([package.xml("styles.xml")] if "styles.xml" in package.names else [])
    out: dict[str, str] = {}
    for tree in roots:
        for style in (e for e in tree.iter() if local(e.tag) == "style"):
            for item in style:
                why = _unseen(item)
                if why:
                    out[_value(style, "name")] = why
    return out


def _unseen(item: Element) -> str:
    size = re.match(r"([\d.]+)pt", _value(item, "font-size"))
    if _value(item, "display") == "none" or _value(item, "display") == "false":
        return "hidden text"
    if re.fullmatch(r"#[fF]{2}[fF]{2}[fF]{2}|#[fF][0-9a-fA-F][fF][0-9a-fA-F][fF][0-9a-fA-F]", _value(item, "color")):
        return "white text"
    if size and float(size[1]) < 4:
        return "tiny text"
    return ""


class _Reader:
    def __init__(self, document: Document, unseen: dict[str, str]) -> None:
        self.document, self.unseen = document, unseen
        self._cells = 0
        self._shown: set[str] = set()

    def shown_name(self, element: Element) -> bool:
        return _value(element, "name") in self._shown or not _value(element, "name")

    def blocks(self, parent: Element, depth: int) -> Iterator[str]:
        """Paragraphs, lists and tables below ``parent`` as lines of text."""
        for child in parent if depth < _MOST_DEPTH else ():
            name = local(child.tag)
            why = self._why(child)
            if why:
                self.document.hide(why, "content.xml", words_in(child))
            elif name in ("p", "h"):
                text = "".join(self._inline(child, depth)).strip()
                if text:
                    level = min(int(_value(child, "outline-level") or 1), 6) if name == "h" else 0
                    yield ("#" * level + " " + text) if level else text
                    yield ""
            elif name == "table":
                yield from self._table(child, depth)
            else:
                yield from self.blocks(child, depth + 1)

    def _why(self, element: Element) -> str:
        name = local(element.tag)
        if name in _SKIPPED:
            return _SKIPPED[name]
        if _value(element, "display") in ("none", "condition") or _value(element, "is-hidden") == "true":
            return "hidden text"
        return self.unseen.get(_value(element, "style-name"), "")

    def _inline(self, parent: Element, depth: int) -> Iterator[str]:
        yield parent.text or ""
        for child in parent if depth < _MOST_DEPTH else ():
            name = local(child.tag)
            why = self._why(child)
            if why:
                self.document.hide(why, "content.xml", words_in(child) or _value(child, "name"))
            elif name in _SKIPPED:
                pass
            elif name == "s":
                yield " "
            elif name in ("tab", "line-break"):
                yield "\n" if name == "line-break" else " "
            else:
                yield from self._inline(child, depth + 1)
            yield child.tail or ""

    def _table(self, table: Element, depth: int) -> Iterator[str]:
        name = _value(table, "name")
        if _value(table, "display") == "false":
            self.document.hide("a hidden sheet", name, words_in(table))
            return
        columns = self._hidden_columns(table)
        rows = []
        for row in (r for r in table.iter() if local(r.tag) == "table-row"):
            if _value(row, "visibility") in ("collapse", "filter"):
                self.document.hide("a hidden row", name, words_in(row))
                continue
            cells = tuple(self._cells_of(row, columns, name, depth))
            while cells and not cells[-1]:
                cells = cells[:-1]
            rows.append(cells)
        if self.document.format == "ods" and any(rows):
            self._shown.add(name)
            self.document.sheets.append(Sheet(name, tuple(rows)))
            yield f"## {name}"
            yield ""
        for cells in rows:
            if cells:
                yield "| " + " | ".join(cells) + " |"
        yield ""

    def _hidden_columns(self, table: Element) -> set[int]:
        hidden, at = set(), 0
        for column in (c for c in table.iter() if local(c.tag) == "table-column"):
            repeat = min(int(_value(column, "number-columns-repeated") or 1), 1024)
            if _value(column, "visibility") == "collapse":
                hidden |= set(range(at, at + repeat))
            at += repeat
        return hidden

    def _cells_of(self, row: Element, hidden: set[int], sheet: str, depth: int) -> Iterator[str]:
        at = 0
        for cell in (c for c in row if local(c.tag) in ("table-cell", "covered-table-cell")):
            text = " ".join(t for t in self.blocks(cell, depth + 1) if t).replace("|", "/")
            repeat = min(int(_value(cell, "number-columns-repeated") or 1), 64 if text else 1)
            self._cells += repeat
            if self._cells > _MOST_CELLS:
                raise Refused(TOO_LARGE, limit=f"{_MOST_CELLS:,} cells")
            for _ in range(repeat):
                if at in hidden or self._why(cell):
                    if text:
                        self.document.hide("a hidden column" if at in hidden else "white text", sheet, text)
                else:
                    yield text
                at += 1
