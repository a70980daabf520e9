"""Names written so that only a machine or a careful reader sees them: base64, hexadecimal, radio alphabet, rot13."""

import base64
import binascii
import codecs
import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from parsers.anonymise.lists import word_set
from parsers.anonymise.matching import Finder
from parsers.anonymise.names import Entity
from parsers.anonymise.normal import squash
from parsers.anonymise.spans import Span

__all__ = ["encoded"]

_ENCODED = re.compile(r"(?<![A-Za-z0-9+/_-])(?:[A-Za-z0-9+/_-]{12,4000}={0,2}|(?:[0-9a-fA-F]{2}[ :]?){6,2000})")
_PERCENT = re.compile(r"(?<![\w.+%-])[\w.+-]{0,100}(?:%[0-9a-fA-F]{2}[\w.+-]{0,100}){1,200}")
_ALPHABET = {word: word[0] for word in word_set("matching: radio alphabet")}
_LETTERS_SPELT = re.compile(
    r"(?<![\w-])(?:" + "|".join(_ALPHABET) + r")(?:[\s,-]{1,3}(?:" + "|".join(_ALPHABET) + r")){2,30}(?![\w-])", re.I
)


def encoded(text: str, finder: Finder, entities: Sequence[Entity]) -> Iterator[Span]:
    """Names in base64, hexadecimal or percent signs, and spelt by the radio alphabet."""
    wanted = {squash(p): e for e in entities for p in (e.phrases | e.words | e.proper) if len(squash(p)) >= 5}
    short = {squash(a): e for e in entities for a in e.acronyms} | wanted
    for m in (m for pattern in (_ENCODED, _PERCENT) for m in pattern.finditer(text)):
        for reading in _decoded(m[0]):
            hit = next((e for form, e in wanted.items() if form in reading), None)
            if hit:
                yield Span(*m.span(), "name: encoded", hit.kind, hit.key)
                break
    turned = codecs.encode(finder.squashed, "rot13")
    for form, entity in wanted.items():
        for start, end in finder.occurrences(form, turned) if len(form) >= 6 else ():
            yield Span(start, end, "name: letters turned by thirteen", entity.kind, entity.key)
    for m in _LETTERS_SPELT.finditer(text):
        spelt = "".join(_ALPHABET[w.lower()] for w in re.findall(r"[A-Za-z]+(?:-ray)?", m[0]) if w.lower() in _ALPHABET)
        hit = short.get(spelt)
        yield Span(
            *m.span(),
            "name: spelt by the radio alphabet",
            hit.kind if hit else "code",
            hit.key if hit else "",
            certain=bool(hit),
        )


def _decoded(found: str) -> Iterator[str]:
    if "%" in found:
        yield squash(unquote(found))
    compact = re.sub(r"[ :]", "", found)
    if re.fullmatch(r"(?:[0-9a-fA-F]{2})+", compact):
        yield squash(bytes.fromhex(compact).decode("latin-1"))
    if len(found) >= 12 and re.fullmatch(r"[A-Za-z0-9+/_-]+={0,2}", found):
        body = found.rstrip("=").replace("-", "+").replace("_", "/")
        try:
            raw = base64.b64decode(body + "=" * (-len(body) % 4))
        except (binascii.Error, ValueError):
            return
        yield squash(raw.decode("latin-1"))
        yield squash(raw.decode("utf-16-le", "ignore"))
