"""What the anonymiser knows about words: ordinary, a first name, a place, a protected term, or none of these."""

import re
from functools import cache, lru_cache

from simplemma import is_known

from parsers.anonymise.lists import entries, remarked, word_set, words_of

__all__ = [
    "AMBIGUOUS_NAMES",
    "FIRST_NAMES",
    "GENERIC_NAME_WORDS",
    "ORDINARY_SURNAMES",
    "PLACES",
    "SURNAMES",
    "VILLAGES",
    "compound",
    "ordinary",
    "protected_terms",
    "tongues_of",
    "tool_terms",
    "understood",
]


FIRST_NAMES = words_of("first_names.txt")
AMBIGUOUS_NAMES = words_of("ambiguous_names.txt")
SURNAMES = words_of("surnames.txt")
ORDINARY_SURNAMES = words_of("ordinary_surnames.txt")
PLACES = frozenset(entries("places.txt"))
VILLAGES = frozenset(entries("villages.txt"))
_EXTRA = words_of("ordinary.txt")

# Words of firms' names that tell nothing alone: never searched for by themselves.
GENERIC_NAME_WORDS = word_set("vocabulary: generic name words")


_LONGEST_WORD = 60  # letters: no language here has a longer one


@cache
def _tongue_known(word: str, tongue: str) -> bool:
    return bool(is_known(word, lang=tongue))


@lru_cache(maxsize=65536)
def ordinary(word: str, tongues: tuple[str, ...] = ("en",)) -> bool:
    """Whether ``word`` is a word of one of the languages, not only a name; hyphenated words part by part."""
    word = word.lower().replace("’", "'")
    for tail in ("'s", "s'", "'ll", "'ve", "'re", "'d", "n't", "'r", "'n", "'i", "'w", "'u", "'"):
        if word.endswith(tail):
            word = word.removesuffix(tail)
            break
    if not word:
        return True
    if len(word) > _LONGEST_WORD:
        return False
    if "-" in word:
        return all(ordinary(part, tongues) for part in word.split("-") if part)
    if word in _EXTRA:
        return True
    title = word.capitalize()
    if title in SURNAMES and title not in AMBIGUOUS_NAMES and word not in _WORDS_ALL_THE_SAME:
        return False
    if title in FIRST_NAMES and title not in AMBIGUOUS_NAMES and word not in _WORDS_ALL_THE_SAME:
        return False
    if title in PLACES and word not in _WORDS_ALL_THE_SAME and not _small_word(word):
        return False
    return any(_tongue_known(word, tongue) for tongue in tongues)


# Names whose small-letter form is an everyday word, whatever the lists above hold.
_WORDS_ALL_THE_SAME = word_set("vocabulary: words all the same")


def _small_word(word: str) -> bool:
    # Places such as Bath or Deal are words too; a place of seven letters or more hardly ever is.
    return len(word) <= 5 and _tongue_known(word, "en")


_SUFFIX = re.compile(
    r"(?:tion|tions|ment|ments|ness|ities|ity|ised|ising|ises|isation|ized|ology|ologies|"
    r"ologist|ologists|ologic|graphy|"
    r"ically|ably|fully|less|ables|able|ibility|ability|ingly|edly|metric|metrics|metres|meter|ware|ics|ism|isms|"
    r"ectomy|itis|oscopy|oscope|gram|grams|graph|graphs|ical|ural|ular|ational|ious|eous|atory)$"
)
_PREFIX = re.compile(
    r"^(?:re|un|non|pre|post|sub|multi|inter|micro|macro|mini|geo|bio|eco|hydro|photo|tele|pseudo|anti|semi|over|under|"
    r"cyber|cross|de|dis|mis|out|up|co|auto|e|electro|infra|intra|neuro|physio|socio|techno|"
    r"thermo|trans|ultra)-?(\w{3,})$"
)


@lru_cache(maxsize=65536)
def understood(word: str, tongues: tuple[str, ...] = ("en",)) -> bool:
    """Ordinary, or built like an ordinary word (re-, geo-, -ology, -isation): too weak a sign inside a sentence."""
    if ordinary(word, tongues):
        return True
    word = word.lower().removesuffix("'s")
    if len(word) >= 8 and _SUFFIX.search(word):
        return True
    stem = _PREFIX.match(word)
    return bool(stem and ordinary(stem[1], tongues))


@cache
def protected_terms() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Protected terms as tuples of words, longest first, under their first word (all as written)."""
    terms: dict[str, set[tuple[str, ...]]] = {}
    for line in entries("protected.txt"):
        words = tuple(line.split())
        terms.setdefault(words[0], set()).add(words)
    return {first: tuple(sorted(all_, key=len, reverse=True)) for first, all_ in terms.items()}


@cache
def tool_terms() -> frozenset[tuple[str, ...]]:
    """Those protected terms that name programs, formats, devices and makes, by the remarks that head them."""
    heads = ("software", "devices", "formats", "licences and open standards")
    found, tools = set(), False
    for line in remarked("protected.txt"):
        if line.startswith("# --"):
            tools = any(head in line for head in heads)
        elif tools and not line.startswith("#"):
            found.add(tuple(line.split()))
    return frozenset(found)


_SIGNS = {tongue: word_set(f"vocabulary: signs of {tongue}") for tongue in ("cy", "gd", "ga")}


def tongues_of(text: str) -> tuple[str, ...]:
    """English, and Welsh, Gaelic or Irish when enough of their small words are in ``text``."""
    words = re.findall(r"[^\W\d_]{2,12}", text[:200_000].lower())
    if not words:
        return ("en",)
    found = ["en"]
    for tongue, signs in _SIGNS.items():
        hits = sum(1 for word in words if word in signs)
        if hits >= 8 and len({w for w in words if w in signs}) >= 4 and hits / len(words) > 0.008:
            found.append(tongue)
    return tuple(found)


def compound(word: str) -> bool:
    """Whether a word in small letters is two ordinary words made one: stormwater, groundworks."""
    return len(word) <= _LONGEST_WORD and any(
        ordinary(word[:cut]) and ordinary(word[cut:]) for cut in range(4, len(word) - 3)
    )
