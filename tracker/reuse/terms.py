"""Words of a text as the reuse check compares them: folded, without plural endings, without what is on every notice."""

import csv
import html
import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

# A notice of 300 pages says in its first words what is wanted; the rest is conditions.
MOST_WORDS = 6_000

_WORD = re.compile(r"[a-z0-9][a-z0-9+.]*[a-z0-9+]|[a-z0-9]")
_BREAK = re.compile(r"(?<=[a-z0-9])['’](?=s\b)|[-/_]")


def fold(text: str) -> str:
    """Lower case, plain letters, HTML entities read, hyphens and slashes as spaces."""
    text = html.unescape(text) if "&" in text else text
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(sign for sign in text if not unicodedata.combining(sign)).replace("’", "'")
    text = text.lower()
    return _BREAK.sub(" ", text.replace("'s ", "s "))


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The word without its plural ending; short words and words in -ss, -us and -is stay."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@cache
def words_for(role: str) -> frozenset[str]:
    """The stemmed words of one role in ``tracker/data/software/words.csv``, for example ``firm`` or ``common``."""
    text = files("tracker").joinpath("data", "software", "words.csv").read_text(encoding="utf-8")
    said = {row["role"]: row["words"] for row in csv.DictReader(text.splitlines())}
    plain = said[role].split()
    return frozenset(plain) | frozenset(stem(word) for word in plain)


def words(text: str) -> list[str]:
    """The stemmed words of a text in order, at most MOST_WORDS of them."""
    found = _WORD.findall(fold(text[: MOST_WORDS * 12]))
    return [stem(word) for word in found[:MOST_WORDS]]


def phrase(text: str) -> tuple[str, ...]:
    """A phrase of a vocabulary, ready to be looked for among ``words``."""
    return tuple(words(text))


def telling(found: list[str]) -> list[str]:
    """The words that tell something: no filling words, no numbers."""
    common = words_for("common")
    return [word for word in found if word not in common and not word.replace(".", "").isdigit() and len(word) > 1]
