"""Words of a text as the reuse check compares them: folded, without plural endings, without what is on every notice."""

import html
import re
import unicodedata
from functools import lru_cache

# A notice of 300 pages says in its first words what is wanted; the rest is conditions.
MOST_WORDS = 6_000

_WORD = re.compile(r"[a-z0-9][a-z0-9+.]*[a-z0-9+]|[a-z0-9]")
_BREAK = re.compile(r"(?<=[a-z0-9])['’](?=s\b)|[-/_]")

COMMON = frozenset(
    (
        "a about above after all also an and any are as at award be been before being below between both but by can"
        " contract contractor contracts could council council's do does during each for framework from further has have"
        " having here how if in into is it its itself may more most new no nor not notice of off on once only or other"
        " our out over own procurement provide provided provider providing provision quotation require required"
        " requirement service services shall should so some such supplier suppliers supply tender than that the their"
        " them then there these they this those through to under until up use used using very was we were what when"
        " where which while who whom why will with within works would you your invitation itt rfq quote request"
        " expression interest opportunity ltd limited borough district city county metropolitan authority agreement"
    ).split()
)


def fold(text: str) -> str:
    """Lower case, plain letters, HTML entities read, hyphens and slashes as spaces."""
    text = html.unescape(text) if "&" in text else text
    text = unicodedata.normalize("NFKD", text)
    text = "".join(sign for sign in text if not unicodedata.combining(sign)).lower().replace("’", "'")
    return _BREAK.sub(" ", text.replace("'s ", "s "))


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The word without its plural ending; short words and words in -ss, -us and -is stay."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def words(text: str) -> list[str]:
    """The stemmed words of a text in order, at most MOST_WORDS of them."""
    found = _WORD.findall(fold(text[: MOST_WORDS * 12]))
    return [stem(word) for word in found[:MOST_WORDS]]


def phrase(text: str) -> tuple[str, ...]:
    """A phrase of a vocabulary, ready to be looked for among ``words``."""
    return tuple(words(text))


def telling(found: list[str]) -> list[str]:
    """The words that tell something: no filling words, no numbers."""
    return [word for word in found if word not in COMMON and not word.replace(".", "").isdigit() and len(word) > 1]
