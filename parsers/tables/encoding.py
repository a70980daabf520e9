"""Finds out which characters the bytes of a text stand for: by mark, by rule, by evidence, never by a general guess.

A mark at the start decides. Else strict UTF-8 does, and only the lines that are not UTF-8 are read as the legacy code
page in which their odd bytes make the most sense: letters within words, a pound sign by an amount.
"""

import codecs
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import AnyStr

from parsers.issues import Issue
from parsers.issues.tables import LEGACY_LINES, NUL_BYTES, TOO_LARGE, TRUNCATED
from parsers.tables import Source, Unreadable

__all__ = ["Survey", "decode", "survey", "text_blocks"]

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"), (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_LONGEST_LINE = 16 << 20
_BLOCK = 1 << 20
_PAGES = ("cp1252", "cp437", "mac_roman")  # in order of how common they are: the first of equals is taken
_LINE_ENDS = re.compile(rb"(?<=\n)|(?<=\r)(?!\n)")
_ODD_BYTE = re.compile(rb"[\x80-\xff]")


@dataclass(slots=True)
class Survey:
    """What the bytes of a text are: the name of the encoding as people know it, and what decodes them."""

    name: str
    codec: str
    page: str = "cp1252"
    issues: list[Issue] = field(default_factory=list)


def survey(source: Source) -> Survey:
    """Read all bytes once to learn their encoding; memory does not grow with them. Raises Unreadable."""
    start = source.head(4096)
    for mark, codec in _MARKS:
        if start.startswith(mark):
            return _checked(source, Survey("utf-8 with BOM" if codec == "utf-8" else codec[:6], codec))
    if wide := _wide(start):
        return _checked(source, Survey(wide, wide))
    return _checked(source, Survey("utf-8", "utf-8"))


def _checked(source: Source, found: Survey) -> Survey:
    ascii_only, nuls, foreign, odd, unix = True, 0, 0, Counter[tuple[bytes, bytes, bytes]](), False
    if found.codec == "utf-8":
        for block in _whole_lines(source.blocks(), b"\n", b"\r"):
            nuls += block.count(0) if b"\x00" in block else 0
            unix = unix or b"\n" in block
            if block.isascii():
                continue
            ascii_only = False
            foreign += _odd_lines(block, odd)
    else:
        nuls = sum(text.count("\x00") for text in _decoded_wide(source, found.codec))
    if foreign:
        found.page = found.name = _legacy_page(odd, unix)
        found.issues.append(LEGACY_LINES.at(count=foreign, encoding=found.page))
    elif ascii_only and found.name == "utf-8":
        found.name = "ascii"
    if nuls:
        found.issues.append(NUL_BYTES.at(count=nuls))
    return found


def text_blocks(source: Source, found: Survey) -> Iterator[str]:
    """The text in blocks of whole lines; NULs and a closing Ctrl-Z are replaced and left out."""
    for text in _texts(source, found):
        if "\x00" in text:
            text = text.replace("\x00", "\ufffd")
        if text[0] == "\ufeff" or "\x1a" in text[-3:]:
            text = text.lstrip("\ufeff").rstrip("\x1a\r\n") + "\n"
        yield text


def _texts(source: Source, found: Survey) -> Iterator[str]:
    if found.codec != "utf-8":
        return _whole_lines(_decoded_wide(source, found.codec), "\n", "\r")
    return (_decoded(block, found.page) for block in _whole_lines(source.blocks(_BLOCK), b"\n", b"\r"))


def decode(data: bytes) -> tuple[str, str, list[Issue]]:
    """The whole text of some bytes, the encoding's name, and what was met."""
    source = Source.of(data)
    found = survey(source)
    return "".join(text_blocks(source, found)), found.name, found.issues


def _whole_lines(blocks: Iterable[AnyStr], newline: AnyStr, carriage: AnyStr) -> Iterator[AnyStr]:
    rest = newline[:0]
    for block in blocks:
        block = rest + block
        cut = block.rfind(newline) + 1 or block[:-1].rfind(carriage) + 1
        if cut:
            yield block[:cut]
        rest = block[cut:]
        if len(rest) > _LONGEST_LINE:
            raise Unreadable(TOO_LARGE, limit=f"{_LONGEST_LINE >> 20} MB in one line")
    if rest:
        yield rest


def _decoded(block: bytes, page: str) -> str:
    try:
        return block.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(_decoded_line(line, page) for line in _LINE_ENDS.split(block))


def _decoded_line(line: bytes, page: str) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode(page, errors="replace")


def _decoded_wide(source: Source, codec: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        for block in source.blocks():
            yield decoder.decode(block)
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise Unreadable(TRUNCATED, format="UTF-16 text") from None


def _odd_lines(block: bytes, odd: Counter[tuple[bytes, bytes, bytes]]) -> int:
    try:
        block.decode("utf-8")
    except UnicodeDecodeError:
        lines = _LINE_ENDS.split(block)
    else:
        return 0
    foreign = 0
    for line in lines:
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            foreign += 1
            if len(odd) < 5000:
                places = [found.start() for found in _ODD_BYTE.finditer(line)][:200]
                odd.update((line[max(at - 1, 0) : at], line[at : at + 1], line[at + 1 : at + 2]) for at in places)
    return foreign


def _wide(start: bytes) -> str | None:
    # UTF-16 without a mark: every other byte of English text is zero.
    if len(start) < 8:
        return None
    even, odd = start[::2].count(0), start[1::2].count(0)
    if odd > len(start) * 0.3 and even < len(start) * 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > len(start) * 0.3 and odd < len(start) * 0.05 else None


def _legacy_page(odd: Counter[tuple[bytes, bytes, bytes]], unix: bool) -> str:
    scores = {page: sum(times * _sense(*place, page) for place, times in odd.items()) for page in _PAGES}
    # Only an old Macintosh ends its lines with a carriage return alone.
    scores["mac_roman"] += 0 if unix else 3
    return max(scores, key=lambda page: scores[page])


def _sense(before: bytes, byte: bytes, after: bytes, page: str) -> int:
    try:
        character = byte.decode(page)
    except UnicodeDecodeError:
        return -4
    if not character.isprintable() and character != "\xa0":
        return -4
    if after.isdigit() or (before in b' (",;\t-' and after in b')",;\t\r\n '):
        # By an amount, or alone in a heading: a currency sign, a dash or a mark, and no letter.
        return 3 if character == "£" else 1 if character in "€–—•\xa0“”‘’…" else -2
    if before.isalpha() and after.isalpha():
        fits = character in "’‘-–—\xa0" or (character.isalpha() and (character.islower() or before.isupper()))
        return 2 if fits and character not in "ªºƒ" else -2
    if before.isalpha() or after.isalpha():
        return 1 if character.isalpha() or character in "’‘“”–—…®™©£€\xa0" else -1
    return 1 if character in "£€“”‘’–—•…©®™°½¼\xa0" else -1
