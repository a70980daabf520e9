"""Finds sums of money in running text, each with its words, its pence and the sentence it stands in."""

import re
from decimal import Decimal
from typing import NamedTuple

__all__ = ["Mention", "is_about", "mentions_in", "pence_in_words", "sentences_in"]

_MONEY = re.compile(
    r"£\s?(\d(?:[\d,]*\d)?(?:\.\d+)?)\s?-?(million|billion|trillion|thousand|bn|mn|m|k)?(?![A-Za-z])", re.IGNORECASE
)
_TIMES = {
    "": 1, "k": 10**3, "thousand": 10**3, "m": 10**6, "mn": 10**6, "million": 10**6, "bn": 10**9, "billion": 10**9,
    "trillion": 10**12,
}  # fmt: skip
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z£“\"'(])|\n+")
_AROUND = 160


class Mention(NamedTuple):
    """A sum in a text: its words as published, in pence (None when too large to be kept), and where it starts."""

    words: str
    pence: int | None
    start: int


def mentions_in(text: str) -> list[Mention]:
    """Every sum in pounds, in order; the same sum twice is two mentions."""
    return [Mention(match.group().strip(" -"), _pence(match), match.start()) for match in _MONEY.finditer(text)]


def pence_in_words(text: str) -> int | None:
    """The pence of a cell that is one sum in words, such as ``£1.5m`` or ``250k``; None for anything else."""
    match = _MONEY.fullmatch("£" + text.strip().removeprefix("£").strip())
    return _pence(match) if match else None


def _pence(match: re.Match[str]) -> int | None:
    number = Decimal(match[1].replace(",", "")) * _TIMES[(match[2] or "").lower()] * 100
    return int(number) if number < 10**18 else None


def sentences_in(text: str) -> list[str]:
    """The sentences of a text; a new line ends one too."""
    return [sentence.strip() for sentence in _SENTENCE.split(text) if sentence.strip()]


def is_about(text: str, mention: Mention, words: re.Pattern[str]) -> bool:
    """Whether ``words`` stand near a mention, in the same sentence."""
    before = re.split(r"[.!?]\s", text[max(0, mention.start - _AROUND) : mention.start])[-1]
    after = re.split(r"[.!?](?:\s|\Z)", text[mention.start : mention.start + len(mention.words) + _AROUND])[0]
    return words.search(f"{before} {after}") is not None
