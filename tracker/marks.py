"""The marks that a record may carry, in words: what is odd about it, and what that means for the figures."""

from collections.abc import Iterable
from dataclasses import dataclass

import parsers.issues.announcements
import parsers.issues.grants
import parsers.issues.json_documents
import parsers.issues.notices  # noqa: F401  declares the kinds that marks name
from parsers.issues import kind_of

__all__ = ["Mark", "in_words"]

# Marks of our own, set when records are folded into processes and grants.
_OWN = {
    "suspect-date": ("A date that cannot be believed", "The date is shown with its reason and is on no list."),
    "nominal": ("A value too small to be meant", "It stands for “not known”; it is left out of totals and filters."),
    "beyond-budget": ("A value beyond any budget", "It is shown as published and left out of totals and filters."),
    "no-amount": ("No amount that can be read", "The grant is listed and counted, and is in no total."),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: its stable code, its title, and what it means for the figures."""

    code: str
    title: str
    meaning: str


def in_words(codes: Iterable[str]) -> list[Mark]:
    """The marks with these codes, in their order; a code that is not known keeps its own letters as its title."""
    return [_mark(code) for code in codes]


def _mark(code: str) -> Mark:
    if code in _OWN:
        return Mark(code, *_OWN[code])
    try:
        kind = kind_of(code)
    except KeyError:
        return Mark(code, code.replace("-", " ").capitalize(), "")
    return Mark(code, kind.title, kind.meaning)
