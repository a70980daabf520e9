"""The one search box: every kind at once with its count, one kind page by page, and what is newest for the feed."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from tracker.search import made, names, payments, plans
from tracker.search.hits import CANNOT_NARROW, KINDS, Finder, Hit
from tracker.search.near import Guess, nearest
from tracker.search.question import Question, SearchError

__all__ = ["COUNTED", "Found", "Section", "newest", "search", "search_kind"]

COUNTED = 50  # more than so many are not counted
_SHOWN = 5
_PAGE = 25
_NEWEST = 50
_NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

_FINDERS: Mapping[str, Finder] = {
    "bodies": names.bodies,
    "suppliers": names.suppliers,
    "purchases": plans.purchases,
    "payments": payments.wordings,
    "grants": plans.grants,
    "programmes": plans.programmes,
    "software": made.software,
    "promises": made.promises,
    "bids": made.bids,
    "files": payments.files,
}
_IN_FEED: tuple[Finder, ...] = (
    plans.purchases, payments.wordings, plans.grants, plans.announcements, payments.files,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Section:
    """What was found of one kind. ``count`` is at most 50: then ``more_than_counted`` says whether there are more."""

    kind: str
    label: str
    hits: tuple[Hit, ...]
    count: int
    more_than_counted: bool
    next_place: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """The answer. ``question`` is what was searched: the words as asked or, where ``guess`` is set, as mended by it.

    ``guesses`` are other names near to what was asked; ``left_out`` are the kinds that the filters mean nothing to.
    """

    question: Question
    sections: tuple[Section, ...]
    guess: Guess | None = None
    guesses: tuple[Guess, ...] = ()
    left_out: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything was found."""
        return bool(self.sections)


def search(connection: Connection, question: Question, *, exactly: bool = False) -> Found:
    """Look for a question in every kind. When nothing has its words, names near to it are tried, unless ``exactly``."""
    left_out = _left_out(question)
    found = Found(question, _sections(connection, question), left_out=left_out)
    if found or exactly or not question.words:
        return found
    guesses = tuple(nearest(connection, question))
    for guess in guesses:
        mended = question.asking(guess.words)
        if sections := _sections(connection, mended):
            others = tuple(each for each in guesses if each != guess)
            return Found(mended, sections, guess, others, left_out)
    return found


def _left_out(question: Question) -> tuple[str, ...]:
    filters = (("body", question.body), ("year", question.year))
    unmoved = {kind for name, value in filters if value for kind in CANNOT_NARROW[name]}
    return tuple(kind for kind in KINDS if kind in unmoved)


def _sections(connection: Connection, question: Question) -> tuple[Section, ...]:
    left_out = _left_out(question)
    kinds = [kind for kind in KINDS if kind not in left_out] if question.words else []
    sections = (_section(connection, question, kind) for kind in kinds)
    return tuple(section for section in sections if section.hits)


def _section(connection: Connection, question: Question, kind: str) -> Section:
    hits = _FINDERS[kind](connection, question, None, COUNTED + 1)
    shown = tuple(hits[:_SHOWN])
    following = shown[-1].place if len(hits) > len(shown) else None
    return Section(kind, KINDS[kind], shown, min(len(hits), COUNTED), len(hits) > COUNTED, following)


def search_kind(
    connection: Connection, question: Question, kind: str, after: str | None = None, limit: int = _PAGE
) -> Section:
    """One page of one kind, from a place on; SearchError for a kind, a place or a filter that means nothing here.

    ``count`` is that of the page.
    """
    if kind not in KINDS:
        raise SearchError("There is no such kind of thing here.")
    if kind in _left_out(question):
        raise SearchError(f"{KINDS[kind]} cannot be narrowed like this. Take the filter away.")
    hits = _FINDERS[kind](connection, question, after, limit + 1) if question.words else ()
    shown = tuple(hits[:limit])
    following = shown[-1].place if len(hits) > limit else None
    return Section(kind, KINDS[kind], shown, len(shown), following is not None, following)


def newest(connection: Connection, question: Question) -> list[Hit]:
    """The newest purchases, payments, grants, announcements and files with the words, newest first, for a feed."""
    if not question.words:
        return []
    finders = _IN_FEED if not question.body else tuple(each for each in _IN_FEED if each != plans.announcements)
    hits = [hit for find in finders for hit in find(connection, question, None, _NEWEST)]
    hits.sort(key=lambda hit: (hit.updated or _NEVER, hit.kind, hit.key), reverse=True)
    return [hit if hit.updated else replace(hit, updated=_NEVER) for hit in hits[:_NEWEST]]
