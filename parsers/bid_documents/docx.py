"""Reads DOCX: the running text as it stands on the page; tracked, hidden, tiny, white and boxed text listed apart."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from parsers.bid_documents import Document
from parsers.bid_documents.package import Package, local
from parsers.bid_documents.sweep import attribute_finds, sweep, words_in

__all__ = ["read"]

_SKIPPED = {
    "del": "a tracked change (deleted)",
    "ins": "a tracked change (inserted)",
    "moveFrom": "a tracked change (moved)",
    "moveTo": "a tracked change (moved)",
    "instrText": "a field code",
    "delText": "a tracked change (deleted)",
    "delInstrText": "a field code",
    "drawing": "a drawing, diagram or chart",
    "pict": "a drawing, diagram or chart",
    "object": "an embedded file",
    "txbxContent": "a text box",
    "AlternateContent": "a drawing, diagram or chart",
    "altChunk": "an embedded file",
    "rPrChange": "a tracked change (format)",
    "pPrChange": "a tracked change (format)",
    "customXmlPr": "custom XML",
    "ruby": "a phonetic guide",
    "sdtPr": "a form field",
    "ffData": "a form field",
}
_TOLD = {
    "descr": "alternative text",
    "author": "a comment or its author",
    "instr": "a field code",
    "rsidR": "a revision number",
    "rsidRPr": "a revision number",
    "rsidP": "a revision number",
    "anchor": "a bookmark",
}
_SMALLEST = 8  # half points: below 4 points nobody reads it
_MOST_DEPTH = 60


def read(data: bytes) -> Document:
    """The document's text in reading order, tables as rows of cells; raises Refused."""
    package = Package(data, "DOCX")
    document = Document("docx")
    main = next((n for n in package.names if n.lower() == "word/document.xml"), None)
    main = main or next((n for n in package.names if n.endswith("document.xml") or n.endswith("document2.xml")), "")
    root = package.xml(main)
    hidden_styles = _hidden_styles(package)
    body = next((e for e in root if local(e.tag) == "body"), root)
    reader = _Reader(document, main, hidden_styles)
    document.text = "\n".join(reader.blocks(body, 0)).strip() + "\n"
    _names(document, root, main)
    attribute_finds(document, root, main, _TOLD)
    sweep(package, document, {main})
    return document


def _names(document: Document, root: Element, place: str) -> None:
    for element in root.iter():
        name = local(element.tag)
        if name == "bookmarkStart" and not str(_value(element, "name")).startswith(("_Toc", "_GoBack", "_Ref")):
            document.hide("a bookmark", place, _value(element, "name"))
        elif name in ("alias", "tag") and _value(element, "val"):
            document.hide("a form field", place, _value(element, "val"))
        elif name == "docPr" and (_value(element, "title") or _value(element, "name")):
            document.hide("alternative text", place, f"{_value(element, 'title')} {_value(element, 'name')}")


def _value(element: Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if local(key) == name), "")


def _hidden_styles(package: Package) -> set[str]:
    if "word/styles.xml" not in package.names:
        return set()
    return {
        _value(style, "styleId")
        for style in package.xml("word/styles.xml")
        if local(style.tag) == "style" and any(local(p.tag) == "rPr" and _unseen(p) for p in style)
    }


def _unseen(properties: Element | None) -> str:
    """Why a run with these properties is not seen, or nothing."""
    if properties is None:
        return ""
    for item in properties:
        name, value = local(item.tag), _value(item, "val")
        if name in ("vanish", "specVanish", "webHidden") and value.lower() not in ("0", "false", "off"):
            return "hidden text"
        if name == "color" and _pale(value):
            return "white text"
        if name == "sz" and value.isdigit() and int(value) < _SMALLEST:
            return "tiny text"
        if name == "w" and value.rstrip("%").isdigit() and int(value.rstrip("%")) < 10:
            return "tiny text"
    return ""


def _pale(colour: str) -> bool:
    if len(colour) != 6:
        return False
    try:
        return all(int(colour[i : i + 2], 16) >= 0xF0 for i in (0, 2, 4))
    except ValueError:
        return False


class _Reader:
    def __init__(self, document: Document, place: str, hidden_styles: set[str]) -> None:
        self.document, self.place, self.hidden_styles = document, place, hidden_styles

    def blocks(self, parent: Element, depth: int) -> Iterator[str]:
        """Paragraphs and tables below ``parent`` as lines of text."""
        for child in parent if depth < _MOST_DEPTH else ():
            name = local(child.tag)
            if name == "p":
                yield from self._paragraph(child, depth)
            elif name == "tbl":
                yield from self._table(child, depth)
                yield ""
            elif name in _SKIPPED:
                self.document.hide(_SKIPPED[name], self.place, words_in(child))
            elif name not in ("sectPr", "tblPr", "tblGrid"):
                yield from self.blocks(child, depth + 1)

    def _paragraph(self, paragraph: Element, depth: int) -> Iterator[str]:
        properties = next((c for c in paragraph if local(c.tag) == "pPr"), None)
        style = (
            "" if properties is None else next((_value(c, "val") for c in properties if local(c.tag) == "pStyle"), "")
        )
        text = "".join(self._inline(paragraph, depth, "hidden text" if style in self.hidden_styles else "")).strip()
        if text:
            level = style.lower().removeprefix("heading") if style.lower().startswith("heading") else ""
            yield (f"{'#' * int(level)} {text}" if level.isdigit() and 0 < int(level) < 7 else text)
            yield ""

    def _table(self, table: Element, depth: int) -> Iterator[str]:
        for row in (r for r in table.iter() if local(r.tag) == "tr"):
            if any(local(p.tag) == "hidden" for p in row.iter()):
                self.document.hide("a hidden row", self.place, words_in(row))
                continue
            cells = [c for c in row if local(c.tag) == "tc"]
            texts = [" ".join(t for t in self.blocks(cell, depth + 1) if t).replace("|", "/") for cell in cells]
            yield "| " + " | ".join(texts) + " |"

    def _inline(self, parent: Element, depth: int, unseen: str) -> Iterator[str]:
        for child in parent if depth < _MOST_DEPTH else ():
            name = local(child.tag)
            if name in _SKIPPED:
                self.document.hide(_SKIPPED[name], self.place, words_in(child))
            elif name == "r":
                yield from self._run(child, depth, unseen)
            elif name == "t":
                yield child.text or ""
            elif name in ("tab",):
                yield " "
            elif name in ("br", "cr"):
                yield "\n"
            elif name == "noBreakHyphen":
                yield "-"
            elif name not in ("pPr", "rPr"):
                yield from self._inline(child, depth + 1, unseen)

    def _run(self, run: Element, depth: int, unseen: str) -> Iterator[str]:
        properties = next((c for c in run if local(c.tag) == "rPr"), None)
        style = (
            "" if properties is None else next((_value(c, "val") for c in properties if local(c.tag) == "rStyle"), "")
        )
        why = unseen or _unseen(properties) or ("hidden text" if style in self.hidden_styles else "")
        text = "".join(self._inline(run, depth + 1, ""))
        if why and text.strip():
            self.document.hide(why, self.place, text)
        else:
            yield text
