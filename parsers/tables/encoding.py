"""Finds out which characters the bytes of a text file stand for: by mark, by rule, by evidence, never by a general guess."""

import codecs
import re

from parsers.issues import Issue
from parsers.issues.tables import LEGACY_LINES, NUL_BYTES

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Bytes that cp1252 leaves undefined: a file that has them was never written in it.
_UNDEFINED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_POUND_WHERE = {"cp437": 0x9C, "mac_roman": 0xA3, "cp1252": 0xA3}


def decode(data: bytes) -> tuple[str, str, list[Issue]]:
    """The text, the encoding's name, and what was met: BOM first, strict UTF-8, then each line as UTF-8 or a legacy page."""
    issues: list[Issue] = []
    text, name = _decoded(data, issues)
    if "\x00" in text:
        issues.append(NUL_BYTES.at(count=text.count("\x00")))
        text = text.replace("\x00", "\ufffd")
    return text.rstrip("\x1a"), name, issues


def _decoded(data: bytes, issues: list[Issue]) -> tuple[str, str]:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, errors="replace"), "utf-8 with BOM" if name == "utf-8-sig" else name
    if zeros := _wide(data[:4096]):
        return data.decode(zeros, errors="replace"), zeros
    try:
        return data.decode("utf-8"), "ascii" if data.isascii() else "utf-8"
    except UnicodeDecodeError:
        pass
    page = _legacy_page(data)
    lines, foreign = [], 0
    for line in re.split(rb"(?<=\n)|(?<=\r)(?!\n)", data):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            foreign += 1
            lines.append(line.decode(page, errors="replace"))
    issues.append(LEGACY_LINES.at(count=foreign, encoding=page))
    return "".join(lines), page


def _wide(start: bytes) -> str | None:
    # UTF-16 without a mark: every other byte of English text is zero.
    if len(start) < 8:
        return None
    even, odd = start[::2].count(0), start[1::2].count(0)
    if odd > len(start) * 0.3 and even < len(start) * 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > len(start) * 0.3 and odd < len(start) * 0.05 else None


def _legacy_page(data: bytes) -> str:
    # cp437 writes the pound sign as 0x9C, which is a ligature in cp1252 and never stands by an amount or a heading.
    oe = len(re.findall(rb"\x9c\s?[\d(]|\x9c\s*(?=[,;\t\r\n)]|$)|[(,;\t ]\x9c", data))
    pound = len(re.findall(rb"\xa3\s?[\d(,;\t\r\n)]|[(,;\t ]\xa3", data))
    if oe > pound:
        return "cp437"
    # Old Macs end lines with CR alone and use bytes that cp1252 has no character for.
    if _UNDEFINED.search(data) or (data.count(b"\r") and not data.count(b"\n") and re.search(rb"[\xd2-\xd5\xca]", data)):
        return "mac_roman"
    return "cp1252"
