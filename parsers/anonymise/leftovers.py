"""What no other rule knows: capitalised words that no dictionary holds; other free names are listed as doubtful."""

import re
from collections.abc import Iterator

from parsers.anonymise.layout import Layout
from parsers.anonymise.protect import Guard
from parsers.anonymise.spans import Span
from parsers.anonymise.vocabulary import PLACES, VILLAGES, compound, understood

__all__ = ["leftovers"]

_WORD = re.compile(r"(?<![\w@/.\\-])(?:[A-Z]|[a-z]{1,3}(?=[A-Z]))[\w'+]*(?:[-&][\w']+)*")
_ROMAN = re.compile(r"[IVXLC]+\Z")
_LINK = re.compile(
    r"[ \n](?:(?:of|and|the|y|yr|ar|na|nan|an|am|de|la|le|du|von|van|upon|under|super|cum|in|"
    r"&)[ \n]){0,2}\Z"
)


def leftovers(text: str, layout: Layout, guard: Guard, tongues: tuple[str, ...], taken: bytearray) -> Iterator[Span]:
    """Unknown names and the capitalised words joined to them; ``taken`` flags what other rules replace already."""
    listed = _place_lists(text, guard) | _others_tools(text, guard)
    tokens = [
        m
        for m in _WORD.finditer(text)
        if not taken[m.start()] and not guard.soft(*m.span()) and m[0].lower() not in guard.buyer_words
    ]
    strange = [_strange(m, layout, tongues) and m.start() not in listed for m in tokens]
    done = -1
    for i, m in enumerate(tokens):
        if not strange[i] or m.start() < done:
            continue
        first, last = i, i
        while first and _joined(text, tokens[first - 1], tokens[first]) and _part(tokens[first - 1], layout, guard):
            first -= 1
        while (
            last + 1 < len(tokens)
            and _joined(text, tokens[last], tokens[last + 1])
            and _part(tokens[last + 1], layout, guard, after=True)
        ):
            last += 1
        start, end = tokens[first].start(), tokens[last].end()
        done = end
        kind = "product" if re.search(r"[a-z][A-Z]", m[0]) or re.search(r"[A-Za-z]\d|\d[A-Za-z]", m[0]) else "name"
        yield Span(start, end, "name: no dictionary holds it", kind, f"{kind}:" + re.sub(r"\s+", " ", text[start:end]))
    for m, odd in zip(tokens, strange, strict=True):
        if (
            not odd
            and m[0][0].isupper()
            and len(m[0]) > 2
            and not layout.by_position(m.start())
            and not layout.in_capitals(m.start())
        ):
            yield Span(*m.span(), "doubtful: a capital inside a sentence", "name", certain=False)


def _strange(m: re.Match[str], layout: Layout, tongues: tuple[str, ...]) -> bool:
    word = m[0].removesuffix("'s")
    plain = word.isupper() or _ROMAN.match(word) or not any(c.isalpha() for c in word)
    marked = m.string[m.end() : m.end() + 1] in ("®", "™")
    if plain and not (
        (layout.in_capitals(m.start()) and len(word) > 4) or len(word) >= 7 or (marked and len(word) > 2)
    ):
        return False
    if len(word) < 3 or word in PLACES or word.title() in PLACES or understood(word, tongues):
        return False
    if "-" in word or "&" in word:
        parts = [p for p in re.split(r"[-&]", word) if p]
        return any(
            len(p) > 2 and not p.isupper() and p.title() not in PLACES and not understood(p, tongues) for p in parts
        )
    return not (layout.by_position(m.start()) and (compound(word.lower()) or len(word) < 4))


_WHERE = re.compile(
    r"(?:\b(?:[Yy]n|[Yy]m|[Yy]ng|[Nn]eu|[Oo]|[Ii]|ac|ger|rhwng|[Ii]n|[Aa]t|[Nn]ear|[Bb]etween|[Ff]rom|[Tt]o|[Aa]round|[Tt]hrough|[Tt]owards|[Oo]f|[Bb]eyond|and|"
    r"or)|[,|])\s\Z"
)
_LIST_OF_PLACES = re.compile(
    r"\b(?:in|at|across|between|from|to|of|around|serving|for|like|as|"
    r"(?:pools|towns|villages|districts|wards|settlements|parishes|communities|stations):)\s+((?:[A-Z][\w'-]+(?: "
    r"[A-Z][\w'-]+)?,\s){1,12}[A-Z][\w'-]+"
    r"(?: [A-Z][\w'-]+)?,?\s(?:and|or|a|ac)\s[A-Z][\w'-]+|[A-Z][\w'-]+\s(?:and|or)\s[A-Z][\w'-]+)"
)


def _place_lists(text: str, guard: Guard) -> set[int]:
    """Where places begin that stay: after a word of place, and in a list of which one is a known place."""
    out: set[int] = set()
    for m in re.finditer(r"[A-Z][\w'-]+(?:[ -](?:on|in|upon|of|the|le|[A-Z][\w'-]+)){0,3}", text):
        parts = m[0].split(" ")
        for size in range(len(parts), 0, -1):
            if size > 1 and " ".join(parts[:size]) in PLACES:
                out |= {m.start() + w.start() for w in re.finditer(r"\S+", " ".join(parts[:size]))}
                break
            if " ".join(parts[:size]) in VILLAGES:
                if _WHERE.search(text[max(0, m.start() - 10) : m.start()]):
                    out |= {m.start() + w.start() for w in re.finditer(r"\S+", " ".join(parts[:size]))}
                break
    for m in _LIST_OF_PLACES.finditer(text):
        words = [(m.start(1) + w.start(), w[0]) for w in re.finditer(r"[A-Z][\w'-]+(?: [A-Z][\w'-]+)?", m[1])]
        if any(guard.place(word) or word in VILLAGES for _, word in words):
            out |= {at + w.start() for at, word in words for w in re.finditer(r"\S+", word)}
    return out


# A word is taken whole and begun at its first letter only: a long one would else be tried from each of its letters.
_TOOL = r"(?<![\w.+-])[A-Z][\w.+-]*+(?: (?:[A-Z][\w.+-]*+|\d[\w.]*+)){0,2}"
_USED = re.compile(
    r"\b(?:built (?:on|with|in)|written in|hosted (?:on|in|by)|runs? on|running on|recorded (?:on|in)|"
    r"deployed (?:on|with|to)|integrat\w+ with|interfac\w+ with|works? with|compatible with|links? to|exports? to|"
    r"imports? from|logged in|kept in|book\w* (?:go |are |is |made )?(?:through|in|on|by)|tested (?:with|in|on)|"
    r"scheduled in|analysed in|reported (?:in|through)|supplied by|made by|migrat\w+ from|such as|"
    r"(?:cameras|machines|sensors|boilers|printers|laptops) are)"
    rf" (?:the (?:Council's )?|two |three )?(?P<it>{_TOOL}(?:(?:, and |, or |, | and | or |/){_TOOL}){{0,6}})"
)
_TOGETHER = re.compile(rf"{_TOOL}(?:(?:, and |, or |, | and | or |/){_TOOL}){{1,7}}")


def _others_tools(text: str, guard: Guard) -> set[int]:
    """Where words begin that name a maker's system: after a word of use, or in one list with a system that is known."""
    out: set[int] = set()
    for m in _USED.finditer(text):
        if not _OWN.search(text[max(0, m.start() - 60) : m.start("it")]):
            out |= {m.start("it") + w.start() for w in re.finditer(r"[\w.+-]+", m["it"])}
    for m in _TOGETHER.finditer(text):
        words = [(m.start() + w.start(), m.start() + w.end()) for w in re.finditer(r"[\w.+-]*[\w+]", m[0])]
        if any(guard.tool(*word) for word in words):
            out |= {start for start, _ in words}
    return out


_OWN = re.compile(r"\b(?:[Oo]ur|[Mm]y|own|clients?|customers?|for)\b")


def _joined(text: str, left: re.Match[str], right: re.Match[str]) -> bool:
    between = text[left.end() : right.start()]
    return between in (" ", "\n") or bool(_LINK.match(between))


def _part(m: re.Match[str], layout: Layout, guard: Guard, *, after: bool = False) -> bool:
    if after:
        return not re.fullmatch(r"(?:I|We|The|A|An|Our|It)", m[0])
    return not layout.by_position(m.start()) and not guard.place(m[0]) and len(m[0]) > 1
