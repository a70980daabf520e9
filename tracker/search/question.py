"""A question to the search box: its words made safe, the same folded as names are, and what narrows it."""

import re
import unicodedata
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from tracker.models.organisations import Organisation
from tracker.organisations import find_publisher
from tracker.row_ids import name_key

__all__ = ["Body", "Question", "SearchError", "clean", "read_question", "search_words"]

_MOST_LETTERS = 200
_MOST_WORDS = 8
_YEARS = range(1990, 2101)
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Cn", "Co"))  # controls, half surrogates, and what is no character


class SearchError(ValueError):
    """A filter or a place in the list that means nothing; the text is a sentence for the reader."""


@dataclass(frozen=True, slots=True)
class Body:
    """A public body that narrows a search."""

    id: int
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: ``words`` as typed, in lower case; ``names`` folded as names are, without "Ltd" and accents."""

    asked: str
    words: tuple[str, ...]
    names: tuple[str, ...]
    body: Body | None = None
    year: int | None = None

    def asking(self, asked: str) -> "Question":
        """The same filters with other words."""
        return replace(self, asked=asked, words=search_words(asked), names=_name_words(asked))


def clean(asked: str) -> str:
    """The question without what cannot be seen, its spaces folded, and no longer than 200 letters."""
    seen = "".join(" " if unicodedata.category(sign) in _UNSEEN else sign for sign in asked[: 10 * _MOST_LETTERS])
    return " ".join(unicodedata.normalize("NFC", seen).split())[:_MOST_LETTERS].strip()


def search_words(asked: str) -> tuple[str, ...]:
    """The words of a question: letters and digits only, in lower case, each once, eight at most.

    Nothing else ever reaches a database's own language of questions, so that no sign of it has a meaning here.
    """
    words = re.findall(r"[^\W_]+", asked.replace("'", "").replace("’", "").lower())
    return tuple(dict.fromkeys(words))[:_MOST_WORDS]


def _name_words(asked: str) -> tuple[str, ...]:
    return search_words(name_key(asked)) or search_words(asked)


def read_question(connection: Connection, asked: str, body: str = "", year: str = "") -> Question:
    """The question of an address; SearchError when the body or the year means nothing."""
    words = clean(asked)
    question = Question(words, search_words(words), _name_words(words))
    return replace(question, body=_body(connection, clean(body)), year=_year(clean(year)))


def _body(connection: Connection, asked: str) -> Body | None:
    if not asked:
        return None
    found = find_publisher(connection, asked)
    if found is None:
        raise SearchError(f"No public body is known here as “{asked}”. Write its name as on its own page.")
    row = connection.execute(
        select(Organisation.id, Organisation.slug, Organisation.name).where(Organisation.slug == found.slug)
    ).one()
    return Body(*row)


def _year(asked: str) -> int | None:
    if not asked:
        return None
    # Not isdigit alone: that is true of ² as well, which is no number to int().
    if not (asked.isascii() and asked.isdigit() and len(asked) == 4 and int(asked) in _YEARS):
        raise SearchError(f"“{asked[:40]}” is no year. Write four digits, such as 2025.")
    return int(asked)
