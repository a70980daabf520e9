"""The ways in which the name of a firm or of a person can be written, as an entity that a text is searched for."""

import re
from dataclasses import dataclass, field

from parsers.anonymise.lists import entries, word_set
from parsers.anonymise.normal import fold, squash
from parsers.anonymise.vocabulary import GENERIC_NAME_WORDS, PLACES, ordinary

__all__ = ["Entity", "add_organisation", "add_person", "add_word", "mutations", "name_words"]


@dataclass(slots=True)
class Entity:
    """One thing that must not be named, and its written forms by the way they are searched for.

    ``phrases`` match whatever the case and whatever stands between their letters; ``words`` match as whole words and
    inside addresses and codes; ``proper`` only with a capital that position does not explain; ``acronyms`` only in
    capitals; ``digits`` by their digits; ``stems`` begin codes (LARK0041).
    """

    key: str
    kind: str
    label: str = ""
    phrases: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    proper: set[str] = field(default_factory=set)
    acronyms: set[str] = field(default_factory=set)
    digits: set[str] = field(default_factory=set)
    stems: set[str] = field(default_factory=set)


_SUFFIX = re.compile(
    r"[\s,]+(?:limited|ltd\.?|llp|l\.l\.p\.?|plc|p\.l\.c\.?|cic|c\.i\.c\.?|cio|cyf\.?|"
    r"cyfyngedig|ccc|lp|inc\.?|incorporated|llc|gmbh|b\.?v\.?|n\.?v\.?|s\.?a\.?|"
    r"s\.?r\.?l\.?|ag|oy|ab|aps|as|teoranta|teo|co\.?|company|holdings|group|\(uk\)|uk|\([^)]{1,40}\))$",
    re.I,
)
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z'’]+|[a-z'’]+|\d+")
_SOFT = {"p": "b", "t": "d", "c": "g", "b": "f", "d": "dd", "g": "", "m": "f", "ll": "l", "rh": "r"}
_NASAL = {"p": "mh", "t": "nh", "c": "ngh", "b": "m", "d": "n", "g": "ng"}
_ASPIRATE = {"p": "ph", "t": "th", "c": "ch"}
_LENITED = frozenset("bcdfgmpst")


def mutations(word: str) -> set[str]:
    """Welsh soft, nasal and aspirate, and Gaelic lenited and prefixed forms of a folded word, in small letters."""
    word = word.lower()
    out = set()
    for table in (_SOFT, _NASAL, _ASPIRATE):
        for size in (2, 1):
            if word[:size] in table and not (
                size == 1 and word[:2] in ("ch", "th", "ph", "dd", "ff", "ng", "ll", "rh")
            ):
                out.add(table[word[:size]] + word[size:])
                break
    if word[:1] in "aeiouwy":
        out |= {"h" + word, "n" + word, "t" + word}
    if word[:1] in _LENITED and word[1:2] != "h":
        out.add(word[0] + "h" + word[1:])
        # eclipsis of Irish, and a Gaelic ending made slender in the genitive
        eclipsed = {"b": "m", "c": "g", "d": "n", "f": "bh", "g": "n", "p": "b", "t": "d"}.get(word[0])
        if eclipsed:
            out.add(eclipsed + word)
    elif word[1:2] == "h" and word[:1] in _LENITED:
        out.add(word[0] + word[2:])
    return {w for w in out if len(w) >= 4}


def name_words(name: str) -> list[str]:
    """The words of a name as written: spaces, hyphens and punctuation part them, capitals inside a word do not."""
    return [w for w in re.findall(r"[^\W_]+(?:['’][^\W_]+)*", fold(name)) if w]


def _pieces(name: str) -> list[str]:
    # GreenField Digital -> Green, Field, Digital
    return [p for word in name_words(name) for p in _CAMEL.findall(word)]


def _bare(name: str) -> str:
    name = fold(name).strip()
    for _ in range(4):
        shorter = _SUFFIX.sub("", name).strip(" ,")
        if shorter == name or len(shorter) < 3:
            break
        name = shorter
    return re.sub(r"^the\s+", "", name, flags=re.I)


def add_organisation(entity: Entity, name: str, keep: frozenset[str] = frozenset()) -> None:
    """Put all ways of writing an organisation's name into ``entity``; words in ``keep`` (the buyer's) stay ordinary."""
    name = fold(name).strip()
    if len(name) < 2:
        return
    bare = _bare(name)
    for other in _numbers_written(name):
        add_organisation(entity, other, keep)
    entity.phrases |= {name, bare} if len(name_words(bare)) > 1 else {name} if len(name_words(name)) > 1 else set()
    words = name_words(bare)
    telling = [w for w in words if w.lower() not in GENERIC_NAME_WORDS and len(w) > 1 and w.lower() not in keep]
    if len(words) == 1 or len(telling) == 0:
        add_word(entity, bare, keep)
    for word in telling:
        add_word(entity, word, keep)
    if len(telling) >= 2:
        entity.phrases.add(" ".join(telling))
        entity.phrases.add(" and ".join(telling))
    first = next((i for i, w in enumerate(words) if w.lower() not in GENERIC_NAME_WORDS), 0)
    for size in range(2, len(words)):
        if any(w in telling for w in words[first : first + size]):
            entity.phrases.add(" ".join(words[first : first + size]))
    _add_acronyms(entity, name, bare)
    lead = squash(telling[0]) if telling else squash(bare)
    entity.stems |= {lead[:4]} if len(lead) >= 5 else set()


_DIGITS = {digit: word for word, _, digit in (line.partition(" ") for line in entries("number_words.txt"))}


def _numbers_written(name: str) -> list[str]:
    # 4Square -> Four Square, FourSquare: a number at the head of a name is also written as a word
    m = re.match(r"(\d{1,2})\s?(?=[^\W\d_])", name)
    word = _DIGITS.get(m[1]) if m else None
    return [f"{word.capitalize()}{gap}{name[m.end() :]}" for gap in (" ", "")] if m and word else []


def add_word(entity: Entity, word: str, keep: frozenset[str]) -> None:
    """Put one telling word of a name into ``entity``: sought anywhere, or by its capital where it is ordinary."""
    low = word.lower()
    if low in keep or len(low) < 2:
        return
    pieces = _CAMEL.findall(word)
    if (
        ordinary(low)
        or word.title() in PLACES
        or len(low) <= 3
        or (len(pieces) > 1 and all(ordinary(p) for p in pieces) and ordinary(low))
    ):
        entity.proper.add(word[:1].upper() + word[1:])
        if len(pieces) > 1:
            entity.proper |= {"".join(pieces), " ".join(pieces), "-".join(pieces), word.capitalize()}
        return
    entity.words.add(low)
    if len(pieces) > 1:
        entity.phrases.add(" ".join(pieces))
    entity.words |= {m for m in mutations(low) if not ordinary(m) and len(low) >= 5}


def _add_acronyms(entity: Entity, name: str, bare: str) -> None:
    small = {"and", "of", "the", "for", "in", "on", "to", "y", "yr", "a", "an", "na", "nan"}
    for source in (name, bare):
        for parts in (_pieces(source), name_words(source), re.findall(r"[^\W_][^\s]*", source)):
            telling = [p for p in parts if p.lower() not in small]
            short = "".join(p[0] for p in telling).upper()
            full = "".join(p[0] for p in parts).upper()
            entity.acronyms |= {a for a in (short, full) if 3 <= len(a) <= 8}
        for pair in re.finditer(r"(?<!\w)([^\W\d_])[\w'-]*\s*(?:&|\+|\band\b)\s*([^\W\d_])", source):
            if "&" in source or "+" in source:
                entity.acronyms.add(f"{pair[1]}&{pair[2]}".upper())


_SHORT_NAMES = {full: short.split() for full, _, short in (line.partition(": ") for line in entries("short_names.txt"))}
_PARTICLES = word_set("forms: particles")
_HONORIFICS = word_set("forms: honorifics")


def add_person(entity: Entity, name: str, keep: frozenset[str] = frozenset(), *, nicknames: bool = True) -> None:
    """Put a person's name, parts, initials, nicknames and user-name shapes into ``entity``."""
    parts = [p for p in name_words(re.sub(r"\([^)]*\)", " ", name)) if p.lower() not in _HONORIFICS]
    if "," in name:  # Vane, Ottoline
        last, _, first = fold(name).partition(",")
        parts = name_words(first) + name_words(last)
    if not parts:
        return
    full = [p for p in parts if len(p) > 1]
    initials = "".join(p[0] for part in parts for p in part.split("-")).upper()
    if 2 <= len(initials) <= 5 and len(parts) > 1:
        entity.acronyms.add(initials)
    if len(parts) > 1 and (irish := re.match(r"[OD]'[A-Z]", parts[-1])):
        entity.acronyms.add("".join(p[0] for p in parts[:-1]) + irish[0])  # TO'M
    if len(full) > 1:
        entity.phrases |= {" ".join(full), full[-1] + " " + full[0]}
    for part in full:
        if part.lower() in _PARTICLES:
            continue
        _add_person_word(entity, part, keep)
    if len(full) > 1:
        first, last = full[0].lower(), full[-1].lower()
        users = {first[0] + last, first + last[0], last + first[0], first + last, last + first, first[:3] + last[:4]}
        entity.words |= {u for u in users if len(u) >= 5 and not ordinary(u)}
    if nicknames and full:
        first = full[0].lower()
        short = set(_SHORT_NAMES.get(first, ()))
        short |= {first[:2]} & {"mo", "jo", "al", "ed", "di", "vi", "ty", "bo", "bu", "si"} if len(first) > 3 else set()
        short |= {full_ for full_, shorts in _SHORT_NAMES.items() if first in shorts} if len(first) <= 5 else set()
        if len(first) >= 5:
            short |= {
                first[:3],
                first[:4],
                first[:3] + "s",
                first[:3] + first[2] + "y",
                first[:3] + first[2] + "ie",
                first[:3] + "ie",
                first[:4] + "y",
                first[:4] + "ie",
            }
        for nick in short:
            if nick.isalpha() and nick not in keep and len(nick) >= 2:
                entity.proper.add(nick.capitalize())


def _add_person_word(entity: Entity, part: str, keep: frozenset[str]) -> None:
    low = part.lower()
    if low in keep:
        return
    if ordinary(low) or part.title() in PLACES or len(low) <= 3:
        entity.proper.add(part[:1].upper() + part[1:])
        return
    entity.words.add(low)
    core = re.match(r"(?:mac|mc|nic|mhic|o'|ni|ui)\s?([a-z]{4,})$", low)
    if core:
        entity.words |= {p + core[1] for p in ("mac", "mc", "nic", "mhic", "o", "ni", "ui")} - {low}
    if len(low) >= 5:
        entity.words |= {m for m in mutations(low) if not ordinary(m)}
