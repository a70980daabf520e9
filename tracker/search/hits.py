"""What a search finds, whatever it is: one shape for a supplier, a grant, a file; and the kinds there are, in order."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Connection

from tracker.search.question import Question, SearchError

__all__ = ["CANNOT_NARROW", "KINDS", "Finder", "Hit", "after_place", "day_of", "every_word", "lost_place", "year_days"]

KINDS = {
    "bodies": "Councils and other public bodies",
    "suppliers": "Suppliers",
    "purchases": "Planned purchases",
    "payments": "What money was spent on",
    "grants": "Grants",
    "programmes": "Programmes and announcements of money",
    "software": "Software",
    "promises": "Promises and campaigns",
    "bids": "Procurements and bids",
    "files": "Files of payments",
}
# What a filter means nothing to; such a kind is left out when that filter is set, and the page says so.
CANNOT_NARROW = {
    "body": frozenset(("bodies", "programmes", "software")),
    "year": frozenset(("bodies", "software", "bids")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing found. ``key`` is what its address is made of; ``place`` says where the next page goes on.

    ``about`` is a short plain addition to the title; ``pence`` and ``payments`` are None where there is no such figure.
    """

    kind: str
    key: str
    title: str
    place: str
    about: str = ""
    body_slug: str | None = None
    body_name: str | None = None
    day: dt.date | None = None
    updated: dt.datetime | None = None
    pence: int | None = None
    currency: str | None = "GBP"
    payments: int | None = None


# Finds the first so many things of a kind after a place, best or newest first.
Finder: TypeAlias = Callable[[Connection, Question, str | None, int], Sequence[Hit]]


def after_place(hits: Iterable[Hit], after: str | None, limit: int) -> list[Hit]:
    """The hits of a short list that come after a place; SearchError when the place is not in it."""
    listed = list(hits)
    if after is None:
        return listed[:limit]
    places = [hit.place for hit in listed]
    if after not in places:
        raise lost_place()
    start = places.index(after) + 1
    return listed[start : start + limit]


def lost_place() -> SearchError:
    """The error of a place that no list has."""
    return SearchError("This part of the list does not exist any more. Start again from its beginning.")


def every_word(words: Iterable[str], column: Any) -> list[Any]:
    """Conditions: the text holds each of the words, in any case."""
    return [column.icontains(word, autoescape=True) for word in words]


def day_of(moment: dt.datetime | None) -> dt.date | None:
    """The day of a moment, in UTC."""
    return moment.astimezone(dt.UTC).date() if moment else None


def year_days(year: int) -> tuple[dt.date, dt.date]:
    """The first day of a year and of the next."""
    return dt.date(year, 1, 1), dt.date(year + 1, 1, 1)
