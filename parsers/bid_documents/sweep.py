"""Lists what the parts of a zipped document hold besides the text: a channel for each kind of part, nothing skipped."""

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element

from parsers.bid_documents import Document, Refused
from parsers.bid_documents.package import Package, local
from parsers.issues import Severity

__all__ = ["attribute_finds", "sweep", "words_in"]

_PLAIN_PARTS = re.compile(r"\[Content_Types\]\.xml$|^mimetype$|META-INF/manifest\.xml$|/$", re.I)
_CHANNELS = tuple(
    (re.compile(pattern, re.I), channel)
    for pattern, channel in (
        (r"docProps/thumbnail|Thumbnails/", "a thumbnail of the document"),
        (r"docProps/custom", "a custom document property"),
        (r"docProps/|^meta\.xml", "a document property"),
        (r"customXml/", "custom XML"),
        (r"comments|persons?\.xml|people\.xml|threadedComment", "a comment or its author"),
        (r"/header\d*\.xml", "a page header"),
        (r"/footer\d*\.xml", "a page footer"),
        (r"footnotes|endnotes", "a footnote"),
        (r"vbaProject|macros?/|^Basic/|^Scripts/|vbaData|attachedToolbars", "a macro"),
        (r"_xmlsignatures|signatures\.xml|\.sigs", "a digital signature or certificate"),
        (r"embeddings/|^Object ?\d+|ObjectReplacements|oleObject|activeX|/afchunk|\.bin$", "an embedded file"),
        (r"media/|Pictures/|\.(?:png|jpe?g|gif|tiff?|emf|wmf|svg|bmp|webp)$", "a picture"),
        (r"fonts?/|fontTable|\.odttf|\.ttf", "a font"),
        (r"theme/", "a colour theme"),
        (r"diagrams/|charts?/|drawings?/|chartEx", "a drawing, diagram or chart"),
        (r"externalLinks?/|connections|queryTables", "an external link"),
        (r"pivot", "a stored copy of figures"),
        (r"printerSettings", "printer settings"),
        (r"glossary/", "a stored building block"),
        (r"_rels/|\.rels$", "a link target"),
        (r"settings|webSettings|Configurations2", "a document setting"),
        (r"styles|numbering|layout-cache", "a style"),
        (r"manifest\.rdf", "a document property"),
    )
)
_WORTH = re.compile(r"[^\W\d_]{2}|\d{4}")
_TOLD_ATTRIBUTES = frozenset(
    (
        "descr",
        "title",
        "name",
        "alias",
        "author",
        "initials",
        "displayName",
        "userId",
        "Target",
        "href",
        "tooltip",
        "instr",
        "val",
        "rsid",
        "rsidR",
        "rsidRDefault",
        "rsidP",
        "rsidRPr",
        "prompt",
        "promptTitle",
        "error",
        "errorTitle",
        "formatCode",
        "uri",
    )
)
_STANDARD = re.compile(
    r"^(?:https?://(?:schemas\.(?:openxmlformats|microsoft)\.(?:org|com)|purl\.org|"
    r"www\.w3\.org)/\S*|urn:(?:schemas|oasis)\S*|"
    r"[A-Za-z]{1,12}\d?\.xml|(?:\.\./|/)?[\w/]+\.(?:xml|rels|bin|jpe?g|png|emf|wmf)|[0-9A-F]{6,8}|"
    r"(?:[a-z]{2}-[A-Z]{2})|auto|none|single|left|right|center|both|default|true|false|nextPage)$"
)


def words_in(root: Element, most: int = 4000) -> str:
    """The text and telling attributes of some XML, in order, shortened to ``most`` characters."""
    out: list[str] = []
    size = 0
    for element in root.iter():
        pieces = [element.text or "", element.tail or ""]
        pieces += [v for k, v in element.attrib.items() if local(k) in _TOLD_ATTRIBUTES and not _STANDARD.match(v)]
        for piece in pieces:
            if piece.strip() and size < most:
                out.append(piece.strip())
                size += len(piece)
    return " ".join(out)


def sweep(package: Package, document: Document, read: Iterable[str]) -> None:
    """List every part of ``package`` that is not among ``read``, with the words that can be got out of it."""
    done = set(read)
    for name in package.names:
        if name in done or _PLAIN_PARTS.search(name):
            continue
        channel = next((channel for pattern, channel in _CHANNELS if pattern.search(name)), "a part we do not know")
        words = ""
        if name.endswith((".xml", ".rels", ".rdf", ".vml")):
            try:
                words = words_in(package.xml(name))
            except Refused as refused:
                if refused.issue.kind.severity is Severity.REJECTED and "well formed" not in refused.issue.message:
                    raise
            if not _WORTH.search(words):
                continue
        document.hide(channel, name, words)


def attribute_finds(document: Document, root: Element, place: str, told: dict[str, str]) -> None:
    """List the attributes of ``told`` (local name: channel) wherever they stand in ``root``."""
    for element in root.iter():
        for key, value in element.attrib.items():
            channel = told.get(local(key))
            if channel and _WORTH.search(value) and not _STANDARD.match(value):
                document.hide(channel, place, value)
