"""From bid forms to the names that the independent verifier searches for, worked out apart from the anonymiser."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from simplemma import is_known

__all__ = ["names_in", "said_plainly"]

_LEGAL_FORM = re.compile(
    r"[\s,]+(?:limited|ltd\.?|llp|plc|cic|cio|cyf\.?|inc\.?|gmbh|a/s|company|holdings|group|\([^)]*\))$", re.I
)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b")
_PUBLIC_MAIL = re.compile(
    r"^(?:gmail|googlemail|outlook|hotmail|yahoo|btinternet|icloud|live|aol|proton|protonmail)\.", re.I
)
_NOT_NAMES = re.compile(r"sensitive|until|reason|language|size|region|role|price|cost|sme|vcse|country|date", re.I)
_PEOPLE = re.compile(
    r"contact_?name|person|people|staff|director|officer|trustee|signator|author|founder|referee", re.I
)
_PLACES = re.compile(r"address|premises|depot|office", re.I)
_WEB_ADDRESS = re.compile(r"(?:https?://(?:www\.)?|www\.)([^\s/?#:]+)(\S*)", re.I)
_GENERIC = frozenset(
    (
        "services",
        "solutions",
        "systems",
        "digital",
        "consulting",
        "consultants",
        "associates",
        "partners",
        "partnership",
        "limited",
        "company",
        "group",
        "care",
        "health",
        "trust",
        "community",
        "communities",
        "society",
        "software",
        "technology",
        "technologies",
        "property",
        "construction",
        "engineering",
        "homecare",
        "training",
        "cleaning",
        "security",
        "research",
        "data",
        "energy",
        "renewables",
        "solicitors",
        "architects",
        "design",
        "studio",
        "association",
    )
)


def names_in(forms: Iterable[Mapping[str, Any]]) -> tuple[set[str], set[str]]:
    """Names to find in any writing, and names that are ordinary words and count only with a capital."""
    needles: set[str] = set()
    cased: set[str] = set()
    for form in forms:
        kept = set(re.findall(r"[^\W\d_]+", f"{form.get('buyer') or ''} {form.get('procurement') or ''}".lower()))
        bidder = form.get("bidder")
        for key, value in _values(bidder if isinstance(bidder, Mapping) else {}, ""):
            for name in _names(key, value):
                _sort_in(name, kept, needles, cased)
    return needles, cased


def _values(value: Any, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for inner_key, inner in value.items():
            yield from _values(inner, f"{key} {inner_key}")
    elif isinstance(value, (list, tuple, set)):
        for inner in value:
            yield from _values(inner, key)
    elif value is not None and str(value).strip() and not _NOT_NAMES.search(key):
        yield key, str(value).strip()


def _names(key: str, value: str) -> Iterator[str]:
    """What of a value is looked for: the whole, and the part that would still tell."""
    if "@" in value:
        yield value
        host = value.rsplit("@", 1)[1]
        if not _PUBLIC_MAIL.match(host):
            yield host
    elif web := _WEB_ADDRESS.fullmatch(value):
        # "https" and "www" are no part of a name, and stand on pages that tell nobody.
        yield web[1]
        yield f"{web[1]}{web[2].rstrip('/')}"
    elif _PLACES.search(key):
        yield from (m[0] for m in _POSTCODE.finditer(value))
        parts = [_POSTCODE.sub("", part).strip() for part in re.split(r"[,;\n]", value)]
        yield from (
            part
            for part in parts[:2]
            if len(part.split()) > 1 and not re.match(r"(?:unit|suite|floor|flat|level|room|block|bay)\b", part, re.I)
        )
    elif _PEOPLE.search(key):
        yield value
        yield value.split()[-1]
    elif sum(c.isdigit() for c in value) < 4:
        yield value
        bare = _LEGAL_FORM.sub("", _LEGAL_FORM.sub("", value)).strip()
        yield bare
        words = re.findall(r"[^\W_][\w'’-]*", bare)
        yield from words[:1]
        # Clean Slate Software is called Clean Slate, and a name of which nothing but its first word tells, by that
        telling = next((n for n, word in enumerate(words) if n and word.lower() in _GENERIC), len(words))
        if telling > 1:
            yield " ".join(words[:telling])
        initials = "".join(
            word[0] for word in re.findall(r"[^\W_][\w'’-]*", value) if word.lower() not in ("and", "of", "the")
        )
        if 3 <= len(initials) <= 4 and len(words) > 1:
            yield initials.upper()
    else:
        yield value


def _two_words(low: str) -> bool:
    return any(is_known(low[:cut], lang="en") and is_known(low[cut:], lang="en") for cut in range(4, len(low) - 3))


def said_plainly(name: str) -> re.Pattern[str] | None:
    """What says the ordinary words of a name and not the name: a clean slate (of Clean Slate), the wheatfields."""
    words = re.findall(r"[^\W_]+", name)
    if len(words) == 1 and name.isalpha() and _two_words(name.lower()):
        return re.compile(rf"\b(?:an?|the|each|every|this|that|these|those|of|\d+)\s{name.lower()}s?(?!['@/-]|\.?\w)")
    if len(words) < 2 or not all(word.isalpha() and is_known(word.lower(), lang="en") for word in words):
        return None
    first, rest = words[0].lower(), r"\s+".join(map(re.escape, (word.lower() for word in words[1:])))
    opening = rf"(?:^|(?<=[.!?:]\s)){first.capitalize()}"
    return re.compile(rf"(?<![\w'@/.-])(?:{re.escape(first)}|{opening})\s+{rest}(?!['@/-]|\.?\w)", re.M)


def _sort_in(name: str, kept: set[str], needles: set[str], cased: set[str]) -> None:
    letters = re.findall(r"[^\W_]+", name)
    low = name.lower()
    if not letters or len("".join(letters)) < 3 or low in _GENERIC or all(word.lower() in kept for word in letters):
        return
    if len(letters) == 1 and name.isalpha() and not name.isupper() and (is_known(low, lang="en") or len(name) < 5):
        cased.add(name[:1].upper() + name[1:])
    else:
        needles.add(name)
