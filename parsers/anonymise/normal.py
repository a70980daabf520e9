"""The text as a rule reads it: look-alikes folded, hidden characters out, broken words joined, with a way back."""

import html
import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["INVISIBLE", "Normal", "fold", "normalise", "squash"]

# Letters of other scripts, and turned, barred or small letters, that a reader takes for a Latin one.
_LOOKALIKES: dict[str, str] = {}


def _alike(latin: str, others: str) -> None:
    for other in others:
        _LOOKALIKES[other] = latin


for _latin, _others in (
    ("a", "аαɑᴀɐ"),
    ("A", "АΑᎪ"),
    ("b", "ЬƄᖯ"),
    ("B", "ВΒᏴ"),
    ("c", "сϲᴄⅽ"),
    ("C", "СϹᏟ"),
    ("d", "ԁɗđð"),
    ("D", "ᎠĐÐ"),
    ("e", "еєҽəɛǝεёᴇ"),
    ("E", "ЕΕᎬЁ"),
    ("f", "ғſ"),
    ("F", "Ϝ"),
    ("g", "ɡցɢ"),
    ("G", "Ԍ"),
    ("h", "һհɥħ"),
    ("H", "НΗᎻ"),
    ("i", "іıɩιɪї"),
    ("I", "ІΙӀЇ"),
    ("j", "јϳ"),
    ("J", "ЈᎫ"),
    ("k", "кκᴋʞ"),
    ("K", "КΚᏦ"),
    ("l", "ⅼӏłʟ"),
    ("L", "ᏞŁ"),
    ("m", "мᴍɯ"),
    ("M", "МΜᎷ"),
    ("n", "пոηɴŋ"),
    ("N", "ΝИ"),
    ("o", "оοσօøᴏ"),
    ("O", "ОΟՕØ"),
    ("p", "рρᴘ"),
    ("P", "РΡᏢ"),
    ("q", "ԛզ"),
    ("r", "гᴦɹʀ"),
    ("R", "ᎡЯ"),
    ("s", "ѕꜱ"),
    ("S", "ЅᏚ"),
    ("t", "тτᴛʇŧ"),
    ("T", "ТΤᎢŦ"),
    ("u", "υսᴜц"),
    ("U", "Ս"),
    ("v", "ѵνᴠʌ"),
    ("V", "ѴᏙ"),
    ("w", "ѡԝᴡʍω"),
    ("W", "ԜᎳ"),
    ("x", "хχ"),
    ("X", "ХΧ"),
    ("y", "уγүʏʎ"),
    ("Y", "УΥҮ"),
    ("z", "ᴢʐ"),
    ("Z", "ΖᏃ"),
    ("ae", "æ"),
    ("AE", "Æ"),
    ("oe", "œ"),
    ("OE", "Œ"),
    ("ss", "ß"),
    ("th", "þ"),
    ("Th", "Þ"),
    ("'", "’‘ʼ′`´ʹ＇"),
    ('"', "“”„‟″«»＂"),
    ("-", "‐‑‒–—―−﹘﹣－"),
    (".", "․。"),
    ("/", "⁄∕"),
    ("@", "＠﹫"),
):
    _alike(_latin, _others)
for _i in range(26):  # letters on black or coloured squares and circles: compatibility forms leave them as they are
    for _base in (0x1F150, 0x1F170, 0x1F1E6):
        _LOOKALIKES[chr(_base + _i)] = chr(65 + _i)

INVISIBLE = frozenset(
    map(
        chr,
        (0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0xFEFF, 0x3164, 0xFFA0)
        + tuple(range(0x200B, 0x2010))
        + tuple(range(0x202A, 0x202F))
        + tuple(range(0x2060, 0x2070))
        + tuple(range(0xFE00, 0xFE10))
        + tuple(range(0xE0000, 0xE0080)),
    )
)
_PLAIN_RUN = re.compile(r"[\n\t\x20-\x25\x27-\x2c\x2e-\x5f\x61-\x7e]+")
_SIMPLE = re.compile(r"[A-Za-z0-9 .,()/@:;'+_-]*")  # nothing of it folds or joins
_SEPARATORS = re.compile(r"[\W_]+")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,12});")
_BROKEN = re.compile(r"[-\u2010\u2011\u00ad][ \t]*\r?\n[ \t]*(?:>[ \t]*)?(?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Normal:
    """``plain`` is the folded text; character i of it stands for ``source[starts[i]:ends[i]]``."""

    source: str
    plain: str
    starts: array
    ends: array
    mixed: tuple[tuple[int, int], ...]  # words of ``source`` that mix Latin with letters of another script

    def back(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the source of ``plain[start:end]``; start < end."""
        return self.starts[start], self.ends[end - 1]

    def mixed_in_plain(self) -> list[tuple[int, int]]:
        """The words that hold letters of another script, as offsets of the folded text."""
        return self.in_plain(self.mixed)

    def in_plain(self, places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """Stretches of the source as offsets of the folded text; empty ones are left out."""
        return [
            (bisect_left(self.starts, start), bisect_left(self.starts, end))
            for start, end in places
            if bisect_left(self.starts, end) > bisect_left(self.starts, start)
        ]


def _folded(char: str) -> str:
    if char in _LOOKALIKES:
        return _LOOKALIKES[char]
    out = []
    for part in unicodedata.normalize("NFKD", char):
        if unicodedata.combining(part) or part in INVISIBLE:
            continue
        if part in _LOOKALIKES:
            out.append(_LOOKALIKES[part])
        elif part.isdigit() and not part.isascii():
            out.append(str(unicodedata.digit(part, 0)))
        else:
            out.append(" " if part.isspace() and part != "\n" else part)
    return "".join(out)


def normalise(source: str) -> Normal:
    """Fold ``source`` for matching and keep the map back to it; never longer work than its length."""
    plain: list[str] = []
    starts, ends = array("q"), array("q")
    broken = {m.start(): m.end() for m in _BROKEN.finditer(source) if m.start() and source[m.start() - 1].isalnum()}
    at, size = 0, len(source)
    while at < size:
        run = _PLAIN_RUN.match(source, at)
        if run:
            plain.append(run[0])
            starts.extend(range(at, run.end()))
            ends.extend(range(at + 1, run.end() + 1))
            at = run.end()
            continue
        if at in broken:
            at = broken[at]
            continue
        char = source[at]
        after = at + 1
        if (
            char == "&"
            and (reference := _REFERENCE.match(source, at))
            and (one := html.unescape(reference[0])) != reference[0]
        ):
            char, after = one, reference.end()
        if len(char) > 1 or char == "&":
            char = char[:1]
        folded = "" if char in INVISIBLE or unicodedata.combining(char) else _folded(char)
        if char == "\r" and after == at + 1:
            folded = "" if source[after : after + 1] == "\n" else "\n"
        plain.append(folded)
        starts.extend([at] * len(folded))
        ends.extend([after] * len(folded))
        if not folded and ends and unicodedata.combining(char):
            ends[-1] = after
        at = after
    return Normal(source, "".join(plain), starts, ends, _mixed(source))


_FOREIGN = re.compile(r"(?<![^\W\d_])[^\W\d_]*[\u0370-\u058f\u13a0-\u13ff][^\W\d_]*")


def _mixed(source: str) -> tuple[tuple[int, int], ...]:
    return () if source.isascii() else tuple(m.span() for m in _FOREIGN.finditer(source))


def fold(text: str) -> str:
    """``text`` as ``normalise`` reads it, without the map: for names that come from a form."""
    return text if _SIMPLE.fullmatch(text) else normalise(text).plain


@lru_cache(maxsize=16384)
def squash(text: str) -> str:
    """Only the letters and digits of ``text``, folded and in small letters."""
    return _SEPARATORS.sub("", fold(text).lower())
