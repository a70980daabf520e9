"""Walks every object of a PDF and lists the words outside its pages: properties, notes, fields, layers, files."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pypdf
from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, IndirectObject, NameObject, StreamObject
from pypdf.generic import TextStringObject as Text

from parsers.bid_documents import Document, Refused
from parsers.issues.bids import TOO_LARGE

__all__ = ["list_objects", "without_replacement_text"]

_MOST_OBJECTS = 100_000
_MOST_CONTENT = 64 << 20
_CHANNELS = {
    "/Author": "a document property",
    "/Title": "a document property or heading",
    "/Subject": "a document property",
    "/Keywords": "a document property",
    "/Creator": "a document property",
    "/Producer": "a document property",
    "/Company": "a document property",
    "/Manager": "a document property",
    "/Contents": "a note on the page",
    "/RC": "a note on the page",
    "/Subj": "a note on the page",
    "/T": "a form field or its author",
    "/TU": "a form field",
    "/TM": "a form field",
    "/V": "a form field",
    "/DV": "a form field",
    "/Opt": "a form field",
    "/URI": "a link target",
    "/F": "a file name",
    "/UF": "a file name",
    "/Desc": "an embedded file",
    "/EF": "an embedded file",
    "/JS": "a script",
    "/Alt": "alternative text",
    "/ActualText": "alternative text",
    "/E": "alternative text",
    "/Name": "a layer or name",
    "/Names": "a named destination",
    "/Dests": "a named destination",
    "/Reason": "a digital signature or certificate",
    "/Location": "a digital signature or certificate",
    "/ContactInfo": "a digital signature or certificate",
    "/Cert": "a digital signature or certificate",
    "/P": "a page label",
    "/Lang": "a language tag",
    "/Order": "a layer or name",
    "/ID": "a document identifier",
    "/NM": "a note on the page",
    "/DA": "a style",
    "/LegalAttestation": "a document property",
    "/Info": "a document property",
    "/DocChecksum": "a document identifier",
    "/OutputConditionIdentifier": "a colour profile",
}
_NAMES = {"/BaseFont": "a font", "/FontName": "a font", "/FontFamily": "a font"}
_IGNORED = frozenset(
    ("/CreationDate", "/ModDate", "/M", "/LastModified", "/Ordering", "/Registry", "/CharSet", "/Parent")
)
_STREAMS = {
    "/Metadata": "a document property (XMP)",
    "/EmbeddedFile": "an embedded file",
    "/Image": "a picture",
    "/XFA": "a form field",
}
_WORTH = re.compile(r"[^\W\d_]{2}|\d{4}")
_INLINE = re.compile(
    rb"/(ActualText|Alt|E|T|Contents|Title|Author)\s*(\((?:[^()\\]|\\.){2,400}\)|<[0-9A-Fa-f\s]{4,800}>)"
)
_CODED = re.compile(rb"\(((?:[^()\\]|\\.){2,400})\)\s*(?:Tj|')")


def list_objects(reader: pypdf.PdfReader, document: Document) -> bool:
    """List what the objects hold; True when the document has optional layers that are off."""
    for count, (number, generation) in enumerate(_ids(reader), 1):
        if count > _MOST_OBJECTS:
            raise Refused(TOO_LARGE, limit=f"{_MOST_OBJECTS:,} objects")
        item = reader.get_object(IndirectObject(number, generation, reader))
        if isinstance(item, (DictionaryObject, ArrayObject)):
            _walk(item, "/Info" if number == _info_number(reader) else "", f"object {number}", document, 0)
    _walk(DictionaryObject({k: v for k, v in reader.trailer.items() if k == "/ID"}), "", "trailer", document, 0)
    _contents(reader, document)
    root = reader.trailer["/Root"].get_object()
    layers = root.get("/OCProperties") if isinstance(root, DictionaryObject) else None
    return _some_off(layers.get_object()) if layers is not None else False


def _ids(reader: pypdf.PdfReader) -> Iterator[tuple[int, int]]:
    seen = set()
    for generation, numbers in reader.xref.items():
        for number in numbers:
            seen.add(number)
            yield number, generation
    for number in reader.xref_objStm:
        if number not in seen:
            yield number, 0


def _info_number(reader: pypdf.PdfReader) -> int:
    info = reader.trailer.raw_get("/Info") if "/Info" in reader.trailer else None
    return info.idnum if isinstance(info, IndirectObject) else -1


def _some_off(layers: Any) -> bool:
    default = layers.get("/D")
    default = default.get_object() if default is not None else {}
    off = default.get("/OFF")
    hidden = bool(off.get_object()) if off is not None else False
    usage = any("/Usage" in group.get_object() for group in layers.get("/OCGs", ArrayObject()).get_object())
    return hidden or usage or default.get("/BaseState") == "/OFF"


def _walk(item: Any, key: str, place: str, document: Document, depth: int) -> None:
    if depth > 12:
        return
    if isinstance(item, StreamObject):
        _stream(item, place, document)
    if isinstance(item, DictionaryObject):
        for name in item:
            value = item.raw_get(name)
            if name in _NAMES and isinstance(value, NameObject):
                document.hide(_NAMES[name], place, str(value))
            elif name not in _IGNORED and not isinstance(value, IndirectObject):
                _walk(value, name if name in _CHANNELS or not key else key, place, document, depth + 1)
    elif isinstance(item, ArrayObject):
        for value in list.__iter__(item):
            if not isinstance(value, IndirectObject):
                _walk(value, key, place, document, depth + 1)
    elif isinstance(item, (Text, ByteStringObject)):
        words = item.decode("latin-1") if isinstance(item, bytes) else str(item)
        if _WORTH.search(words):
            document.hide(_CHANNELS.get(key, "a part we do not know"), place, words)


def _stream(item: StreamObject, place: str, document: Document) -> None:
    if item.get("/Subtype") != "/Image":
        item.get_data()  # whatever a reader may unpack must fit within pypdf's limits
    channel = _STREAMS.get(str(item.get("/Type"))) or _STREAMS.get(str(item.get("/Subtype")))
    if not channel:
        return
    words = ""
    if channel != "a picture":
        data = item.get_data()
        words = " ".join(re.findall(r"[^<>\x00-\x1f]{3,200}", data[:200_000].decode("utf-8", "replace")))
    document.hide(channel, place, words or f"{item.get('/Width', '')} x {item.get('/Height', '')}")


def _contents(reader: pypdf.PdfReader, document: Document) -> None:
    """Replacement texts that stand inside the drawing instructions of pages."""
    left = _MOST_CONTENT
    for number, page in enumerate(reader.pages, 1):
        contents = page.get_contents()
        data = contents.get_data() if contents is not None else b""
        left -= len(data)
        if left < 0:
            raise Refused(TOO_LARGE, limit="is allowed once it is unpacked")
        for m in _INLINE.finditer(data):
            document.hide("alternative text", f"page {number}", _decoded(m[2]))
        if "/Thumb" in page:
            document.hide("a thumbnail of the document", f"page {number}", "picture")
        if "/PieceInfo" in page:
            document.hide("a document property", f"page {number}", "PieceInfo")


def _decoded(token: bytes) -> str:
    if token.startswith(b"<"):
        digits = re.sub(rb"\s", b"", token[1:-1])
        raw = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
    else:
        raw = token[1:-1]
    return raw[2:].decode("utf-16-be", "replace") if raw.startswith(b"\xfe\xff") else raw.decode("latin-1")


def without_replacement_text(data: bytes) -> bytes:
    """The same file without ActualText, which readers of text take for the words that are drawn."""
    reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
    writer = pypdf.PdfWriter(clone_from=reader)
    changed = False
    for item in list(writer._objects):
        if isinstance(item, DictionaryObject) and "/ActualText" in item:
            del item[NameObject("/ActualText")]
            changed = True
        if (
            isinstance(item, StreamObject)
            and item.get("/Subtype") in (None, "/Form")
            and item.get("/Type") in (None, "/XObject")
        ):
            content = item.get_data()
            if b"/ActualText" in content:
                item.set_data(_INLINE.sub(_renamed, content))
                changed = True
    if not changed:
        return data
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _renamed(m: "re.Match[bytes]") -> bytes:
    return m[0].replace(b"/ActualText", b"/FormerText", 1)
