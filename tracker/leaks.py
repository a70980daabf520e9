"""The independent verifier: searches what is about to be published for the names that must not be in it.

It shares no code with the anonymiser, so that one mistake cannot blind both. It looks at bytes as rendered (pages,
feeds, titles, file names, API answers), and into the ways in which bytes can say the same thing. When it finds
anything, nothing is published.
"""

import base64
import binascii
import codecs
import html
import quopri
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from tracker.leak_names import names_in, said_plainly

__all__ = ["Leak", "find", "leaks_in"]

_LONG = 8  # a squashed name of this length is no accident, wherever it begins
_SHORT = 4  # shorter names are acronyms: sought as whole words in the case given
_SOUNDS = {
    "A": "a",
    "VE": "b",
    "IE": "e",
    "IO": "e",
    "KA": "k",
    "EM": "m",
    "EN": "h",
    "O": "o",
    "ER": "p",
    "ES": "c",
    "TE": "t",
    "U": "y",
    "STRAIGHT U": "y",
    "HA": "x",
    "BYELORUSSIAN-UKRAINIAN I": "i",
    "YI": "i",
    "JE": "j",
    "DZE": "s",
    "GHE": "r",
    "SHHA": "h",
    "PALOCHKA": "l",
    "KOMI DE": "d",
    "QA": "q",
    "WE": "w",
    "IZHITSA": "v",
    "ALPHA": "a",
    "BETA": "b",
    "EPSILON": "e",
    "ZETA": "z",
    "ETA": "h",
    "IOTA": "i",
    "KAPPA": "k",
    "MU": "m",
    "NU": "v",
    "OMICRON": "o",
    "RHO": "p",
    "TAU": "t",
    "UPSILON": "y",
    "CHI": "x",
    "YOT": "j",
    "LUNATE SIGMA SYMBOL": "c",
}
_NU_CAPITAL = "n"  # the Greek capital looks like N, the small letter like v
_SPLIT = {
    "æ": "ae",
    "œ": "oe",
    "ß": "ss",
    "þ": "th",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "ł": "l",
    "ı": "i",
    "ħ": "h",
    "ŧ": "t",
}
_TURNED = str.maketrans("ɐqɔpǝɟƃɥᴉɾʞɯuodbɹʇnʌʍʎ", "abcdefghijkmnopqrtuvwy")
_TURNED_RUN = re.compile(r"[\w \t'-]{0,80}[ɐɔǝɟƃɥᴉɾʞɯɹʇʌʍʎ][\w \t'-]{0,80}")
_AS_LETTERS = tuple(str.maketrans("013457$", line) for line in ("oieasts", "oleasts"))
_NUMBERED_WORD = re.compile(r"(?<!\w)(?=\w{0,40}[A-Za-z]{2})(?=\w{0,40}[013457])[\w$]{5,60}")
_SPOKEN = (
    "alfa|alpha|bravo|charlie|delta|echo|foxtrot|golf|hotel|india|juliett?|kilo|lima|mike|november|oscar|papa|quebec|"
    "romeo|sierra|tango|uniform|victor|whiske?y|x-?ray|yankee|zulu"
)
_SPOKEN_RUN = re.compile(rf"\b(?:{_SPOKEN})(?:[\s,-]{{1,3}}(?:{_SPOKEN})){{2,60}}\b", re.I)
_TOKEN = re.compile(r"[A-Za-z0-9+/_-]{8,8000}={0,2}")
_HEXADECIMAL = re.compile(r"(?:[0-9A-Fa-f]{2}[\s:,]?){5,4000}")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")
_BROKEN_WORD = re.compile(r"(?<=\w)-[ \t]*\r?\n[ \t]*(?=\w)")


@dataclass(frozen=True, slots=True)
class Leak:
    """A name found where it must not be: in which haystack, which needle, and how it was written there."""

    where: str
    what: str
    how: str

    def __str__(self) -> str:
        """The place and the way of writing, without the name: this goes into messages and logs."""
        return f"{self.where}: a name of a bidder ({self.how})"


@dataclass(frozen=True, slots=True)
class _Needle:
    given: str
    squashed: str
    plain: str
    cased: bool
    ordinary: re.Pattern[str] | None  # where the words are said and not the name


def find(needles: Iterable[str], haystacks: Mapping[str, str | bytes], cased: Iterable[str] = ()) -> list[Leak]:
    """Every needle in every haystack, each once; empty only when nothing was found.

    ``cased`` are names that are ordinary words too: they count only with a capital inside a sentence.
    Raises ValueError for a needle without letters or digits, since it could never be found.
    """
    wanted = [_needle(needle, False) for needle in needles] + [_needle(needle, True) for needle in cased]
    found: dict[tuple[str, str], Leak] = {}
    for where, haystack in haystacks.items():
        name = [("file name", where)]
        for how, view in (*name, *_views(haystack)):
            folded = _fold(view)
            squashed, starts, ends = _squash(folded)
            for needle in wanted:
                key = (where, needle.given)
                if key not in found and _holds(needle, view, folded, squashed, starts, ends, how):
                    found[key] = Leak(where, needle.given, how)
    return list(found.values())


def leaks_in(haystacks: Mapping[str, str | bytes], forms: Iterable[Mapping[str, Any]]) -> list[Leak]:
    """Every name that the bid forms of a procurement give, in every haystack; forms as ``daylight anonymise`` has them.

    Raises ValueError when the forms hold no name at all: a search for nothing proves nothing.
    """
    needles, cased = names_in(forms)
    if not needles and not cased:
        raise ValueError("the forms hold no name to search for")
    return find(sorted(needles), haystacks, sorted(cased))


def _needle(given: str, cased: bool) -> _Needle:
    plain = " ".join(_fold(given).split())
    squashed = _squash(plain)[0]
    if not squashed:
        raise ValueError(f"a name without letters or digits cannot be searched for: {given!r}")
    return _Needle(given, squashed, plain, cased, None if cased else said_plainly(given))


def _holds(needle: _Needle, view: str, folded: str, squashed: str, starts: set[int], ends: set[int], how: str) -> bool:
    size = len(needle.squashed)
    if needle.cased:
        return how in ("text", "file name") and _with_capital(needle, view)
    if size <= _SHORT:
        return bool(re.search(rf"(?<![^\W_]){re.escape(needle.given)}(?:'?s)?(?![^\W_])(?![\s-]?\d)", view))
    if needle.ordinary and how in ("text", "text between tags") and needle.squashed in squashed:
        squashed, starts, ends = _squash(_fold(needle.ordinary.sub(" | ", view)))
    for form in (needle.squashed, needle.squashed[::-1]):
        at = squashed.find(form)
        while at >= 0:
            digits = form.isdigit()
            long = size >= _LONG and not digits and form == needle.squashed
            if long or (at in starts and at + size in ends) or how not in ("text", "file name"):
                return True
            at = squashed.find(form, at + 1)
    return size >= _LONG and needle.squashed in codecs.encode(squashed, "rot13")


_MONTHS = frozenset(("March", "April", "May", "June", "August"))
_WHEN = re.compile(r"(?:\b(?:in|by|from|until|of|since|to|before|after|each|every|and|or)|\d(?:st|nd|rd|th)?)\Z", re.I)


# Clean Air Act: the word begins a name of more words, which is another's unless a legal form follows
_ANOTHER_NAME = re.compile(
    r" (?!(?:Ltd|Limited|LLP|Plc|PLC|CIC|CIO|Group|Cyf|Inc|The|An|We|Our|It|They|This|In|At|On|For|And|But|With|By|To|"
    r"If|When|As|Is|Was|Has|Will)\b)[A-Z][a-z]+"
)


def _with_capital(needle: _Needle, view: str) -> bool:
    for m in re.finditer(rf"(?<![\w]){re.escape(needle.given)}(?:'s|s)?(?!\w)", view):
        before = view[max(0, m.start() - 40) : m.start()].rstrip(" \t\"'“‘*_([#>-")
        if needle.given in _MONTHS and (
            _WHEN.search(before) or re.match(r",? (?:19|20)\d\d\b", view[m.end() : m.end() + 8])
        ):
            continue
        if _ANOTHER_NAME.match(view, m.end()):
            continue
        if m[0].endswith("'s") or (before and before[-1] not in ".!?:;|\n>"):
            return True
    return False


def _views(haystack: str | bytes) -> Iterator[tuple[str, str]]:
    """The ways in which some bytes can be read."""
    data = haystack.encode("utf-8", "surrogatepass") if isinstance(haystack, str) else haystack
    text = data.decode("utf-8", "replace")
    yield "text", _unescaped(text)
    yield from _other_readings(data, text)


def _unescaped(text: str) -> str:
    for _ in range(3):
        once = html.unescape(text)
        if once == text:
            break
        text = once
    return _BROKEN_WORD.sub("", text)


def _other_readings(data: bytes, text: str) -> Iterator[tuple[str, str]]:
    if b"\0" in data:
        yield "UTF-16", data.replace(b"\0", b"").decode("utf-8", "replace")
    if "%" in text:
        yield "percent signs", unquote(unquote(text))
    if "\\u" in text or "\\x" in text:
        yield "escapes", _ESCAPE.sub(lambda m: chr(int(m[1] or m[2], 16)), text)
    if re.search(r"=[0-9A-F]{2}", text):
        yield "quoted printable", quopri.decodestring(data).decode("utf-8", "replace")
    if "<" in text:
        yield "text between tags", re.sub(r"<[^<>]{0,2000}>", "", _unescaped(text))
    yield from _read_aloud(text)
    decoded = [piece for m in _TOKEN.finditer(text) for piece in _base64(m[0])]
    if decoded:
        yield "base64", "\n".join(decoded)
    pieces = [re.sub(r"[\s:,]", "", m[0]) for m in _HEXADECIMAL.finditer(text)]
    if pieces:
        yield "hexadecimal", "\n".join(bytes.fromhex(p).replace(b"\0", b"").decode("utf-8", "replace") for p in pieces)


def _read_aloud(text: str) -> Iterator[tuple[str, str]]:
    """Words in which digits stand for letters, letters said by the radio alphabet, and letters turned upside down."""
    numbered = [m[0].translate(table) for m in _NUMBERED_WORD.finditer(text) for table in _AS_LETTERS]
    if numbered:
        yield "digits for letters", "\n".join(numbered)
    spoken = ["".join(word[0] for word in re.findall(_SPOKEN, m[0], re.I)) for m in _SPOKEN_RUN.finditer(text)]
    if spoken:
        yield "radio alphabet", "\n".join(spoken)
    turned = [m[0].translate(_TURNED)[::-1] for m in _TURNED_RUN.finditer(text)] if not text.isascii() else []
    if turned:
        yield "letters turned upside down", "\n".join(turned)


def _base64(token: str) -> Iterator[str]:
    body = token.rstrip("=").replace("-", "+").replace("_", "/")
    for lead in range(4):  # the token may begin inside another word
        part = body[lead:]
        try:
            raw = base64.b64decode(part + "=" * (-len(part) % 4))
        except (binascii.Error, ValueError):
            continue
        raw = raw.replace(b"\0", b"")
        if raw and sum(32 <= byte < 127 for byte in raw) * 4 >= len(raw) * 3:
            yield raw.decode("utf-8", "replace")


def _fold(text: str) -> str:
    """Small letters without accents; letters of other scripts as the Latin ones that they look like."""
    if text.isascii():
        return text.lower()
    return "".join(map(_as_latin, text))


@lru_cache(maxsize=8192)
def _as_latin(char: str) -> str:
    if char.isascii():
        return char.lower()
    if unicodedata.category(char) in ("Cf", "Mn", "Me", "Cc") and char != "\n":
        return ""
    out = []
    for part in unicodedata.normalize("NFKD", char):
        if unicodedata.category(part) in ("Mn", "Me", "Cf"):
            continue
        low = part.casefold()
        if low in _SPLIT:
            out.append(_SPLIT[low])
        elif part.isdigit():
            out.append(str(unicodedata.digit(part)))
        else:
            out.append(_looks_like(part) or low)
    return "".join(out)


def _looks_like(char: str) -> str:
    name = unicodedata.name(char, "")
    script, _, rest = name.partition(" ")
    if script not in ("CYRILLIC", "GREEK", "CHEROKEE", "ARMENIAN"):
        return ""
    sound = re.sub(r"^(?:SMALL|CAPITAL) LETTER ", "", rest).removeprefix("SMALL LETTER ")
    if sound == "NU" and "CAPITAL" in name:
        return _NU_CAPITAL
    return _SOUNDS.get(sound, "")


def _squash(folded: str) -> tuple[str, set[int], set[int]]:
    """Letters and digits alone, and at which of their offsets a word of the text begins and ends."""
    letters: list[str] = []
    starts, ends = set(), set()
    size = 0
    for word in re.findall(r"[^\W_]+", folded):
        starts.add(size)
        size += len(word)
        ends.add(size)
        letters.append(word)
    return "".join(letters), starts, ends
