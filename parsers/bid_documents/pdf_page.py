"""One page of a PDF as a reader sees it: no letters under a box, in white, tiny, off the page or in a layer."""

import ctypes
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as raw

from parsers.anonymise.normal import INVISIBLE
from parsers.bid_documents import Document, Refused
from parsers.issues.bids import HOSTILE, TOO_LARGE

__all__ = ["visible_text"]

_MOST_OBJECTS = 60_000
_SMALLEST = 2.5  # points high
_UNSEEN_MODES = (3, 7)  # text that is neither filled nor stroked: PDF 32000, table 106
Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]


@dataclass(slots=True)
class _Cover:
    """A filled shape or picture: its order of drawing, its box and its colour (None for a picture)."""

    order: int
    box: Box
    colour: tuple[int, int, int] | None


class _Drawing:
    """The objects of a page in the order in which they are drawn."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self.covers: list[_Cover] = []
        self.order: dict[int, int] = {}
        self.layered: set[int] = set()
        self._count = 0
        for at in range(raw.FPDFPage_CountObjects(page.raw)):
            self._take(raw.FPDFPage_GetObject(page.raw, at), (1, 0, 0, 1, 0, 0), False, 0)

    def _take(self, item: "raw.FPDF_PAGEOBJECT", matrix: Matrix, layered: bool, depth: int) -> None:
        self._count += 1
        if self._count > _MOST_OBJECTS or depth > 12:
            raise Refused(HOSTILE, what="drawings inside drawings without end")
        layered = layered or _in_layer(item)
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_FORM:
            inner = _product(_matrix(item), matrix)
            for at in range(raw.FPDFFormObj_CountObjects(item)):
                self._take(raw.FPDFFormObj_GetObject(item, at), inner, layered, depth + 1)
        elif kind == raw.FPDF_PAGEOBJ_TEXT:
            address = ctypes.addressof(item.contents)
            self.order[address] = self._count
            if layered:
                self.layered.add(address)
        elif not layered and (kind == raw.FPDF_PAGEOBJ_IMAGE or (kind == raw.FPDF_PAGEOBJ_PATH and _filled(item))):
            colour = None if kind == raw.FPDF_PAGEOBJ_IMAGE else _colour(item)
            if kind == raw.FPDF_PAGEOBJ_IMAGE or colour:
                self.covers.append(_Cover(self._count, _placed(item, matrix), colour))


def _in_layer(item: "raw.FPDF_PAGEOBJECT") -> bool:
    name, size = ctypes.create_string_buffer(64), ctypes.c_ulong()
    for at in range(raw.FPDFPageObj_CountMarks(item)):
        mark = raw.FPDFPageObj_GetMark(item, at)
        raw.FPDFPageObjMark_GetName(mark, ctypes.cast(name, ctypes.POINTER(raw.FPDF_WCHAR)), 64, size)
        if name.raw[: size.value].decode("utf-16-le", "ignore").strip("\0") == "OC":
            return True
    return False


def _matrix(item: "raw.FPDF_PAGEOBJECT") -> Matrix:
    found = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, found)
    return found.a, found.b, found.c, found.d, found.e, found.f


def _product(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _placed(item: "raw.FPDF_PAGEOBJECT", matrix: Matrix) -> Box:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(item, left, bottom, right, top)
    a, b, c, d, e, f = matrix
    corners = [(x, y) for x in (left.value, right.value) for y in (bottom.value, top.value)]
    xs = [a * x + c * y + e for x, y in corners]
    ys = [b * x + d * y + f for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _filled(item: "raw.FPDF_PAGEOBJECT") -> bool:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, mode, stroke)
    return mode.value != 0


def _colour(item: "raw.FPDF_PAGEOBJECT") -> tuple[int, int, int] | None:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFPageObj_GetFillColor(item, red, green, blue, alpha) or alpha.value < 200:
        return None
    return red.value, green.value, blue.value


def visible_text(
    page: pypdfium2.PdfPage, place: str, document: Document, layers_off: bool, most: int
) -> tuple[str, int]:
    """The page's visible text and the number of letters read; unseen letters are listed. Raises Refused."""
    text = page.get_textpage()
    size = text.count_chars()
    if size > most:
        raise Refused(TOO_LARGE, limit="3,000,000 characters")
    drawing = _Drawing(page)
    eye = _Eye(page, text, drawing, layers_off)
    shown: list[str] = []
    unseen: list[str] = []
    before = ""
    for at in range(size):
        letter = chr(raw.FPDFText_GetUnicode(text.raw, at))
        if letter in "\r\x00\ufffe" or letter in INVISIBLE:
            continue
        letter = "-" if letter == "\x02" else letter
        why = "" if letter.isspace() else eye.blind(at)
        if why != before and not letter.isspace():
            _listed(document, before, place, unseen)
            before = why
        if before and (why or letter.isspace()):
            unseen.append(letter)
        else:
            shown.append(letter)
    _listed(document, before, place, unseen)
    text.close()
    page.close()
    return "\n".join(line.rstrip() for line in "".join(shown).split("\n")), size


def _listed(document: Document, why: str, place: str, unseen: list[str]) -> None:
    if why and unseen:
        document.hide(why, place, "".join(unseen))
    unseen.clear()


class _Eye:
    """Says why a letter is not seen."""

    def __init__(
        self, page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, drawing: _Drawing, layers_off: bool
    ) -> None:
        self.text, self.drawing, self.layers_off = text.raw, drawing, layers_off
        left, bottom, right, top = page.get_cropbox()
        self.page: Box = (left, bottom, right, top)

    def blind(self, at: int) -> str:
        item = raw.FPDFText_GetTextObject(self.text, at)
        if not item:
            return ""
        address = ctypes.addressof(item.contents)
        if raw.FPDFTextObj_GetTextRenderMode(item) in _UNSEEN_MODES:
            return "hidden text"
        if self.layers_off and address in self.drawing.layered:
            return "a layer that is off"
        loose = raw.FS_RECTF()
        raw.FPDFText_GetLooseCharBox(self.text, at, loose)
        x, y = (loose.left + loose.right) / 2, (loose.top + loose.bottom) / 2
        if not (self.page[0] - 1 <= x <= self.page[2] + 1 and self.page[1] - 1 <= y <= self.page[3] + 1):
            return "text outside the page"
        # A turned letter has its height across: the longer side is taken
        if max(abs(loose.top - loose.bottom), abs(loose.right - loose.left)) < _SMALLEST:
            return "tiny text"
        return self._covered(at, x, y, self.drawing.order.get(address, 0))

    def _covered(self, at: int, x: float, y: float, order: int) -> str:
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        raw.FPDFText_GetFillColor(self.text, at, red, green, blue, alpha)
        ink = (red.value, green.value, blue.value)
        ground: tuple[int, int, int] | None = (255, 255, 255)
        for cover in self.drawing.covers:
            if cover.box[0] <= x <= cover.box[2] and cover.box[1] <= y <= cover.box[3]:
                if cover.order > order:
                    return "text under a box or picture"
                ground = cover.colour
        if alpha.value < 10 or (ground is not None and all(abs(i - g) < 20 for i, g in zip(ink, ground, strict=True))):
            return "white text"
        return ""
