"""Recognises the heading row of a list of payments, and which column holds what."""

import re
from collections.abc import Sequence
from functools import lru_cache

from parsers.heading_words import (
    AMOUNT,
    AMOUNT_ALONE,
    AT_LAST,
    DATE,
    FIELDS,
    LESS,
    NEVER_PAID,
    NOT_AMOUNT,
    NOT_DATE,
    NOT_SUPPLIER,
    OTHER_CURRENCY,
    SUPPLIER,
    VAT,
    WITH_VAT,
    WITHOUT_VAT,
)

__all__ = ["amount_weight", "belong_together", "date_weight", "field_of",
    "goes_on", "heading_score", "is_heading_line", "is_register", "is_short_word", "known_headings",
           "supplier_weight", "words_of"]  # fmt: skip

_MARKS = re.compile(r"\(t\)|[^\w£%#+ ]+", re.I)
_SMALL = re.compile(r"([a-z])([A-Z])")
_NO_VAT = re.compile(r"\bno (?:vat|tax)\b")


def words_of(heading: str) -> list[str]:
    """The heading as lower-case words; ``NetAmount`` and ``NET_AMOUNT`` are two words each."""
    spaced = (
        _SMALL.sub(r"\1 \2", heading).replace("_", " ").replace("\ufffd", " £ ").replace("œ", " £ ").replace("£", " £ ")
    )
    return _MARKS.sub(" ", spaced).lower().split()


@lru_cache(4096)
def amount_weight(heading: str) -> float:
    """How much a heading says that its column holds the amount paid; 0 where it does not."""
    words = _NO_VAT.sub("excl vat", " ".join(words_of(heading))).split()
    if len(words) == 1 and words[0] in AMOUNT_ALONE:
        return 6
    if VAT.intersection(words) and WITHOUT_VAT.issuperset({*words} - VAT) and len(words) == 2:
        return 6 if WITH_VAT.intersection(words) else 7  # ex VAT, inc VAT
    weight = sum(AMOUNT.get(word, 0) for word in dict.fromkeys(words))
    # A sentence is prose, unless it begins as a heading does: amount of the payment in pounds, excluding VAT where ...
    if weight < 6 or (len(words) > 10 and words[0] not in AMOUNT):
        return 0
    if NEVER_PAID.intersection(words) and not LESS.intersection(words):
        return 0
    refusals = len(NOT_AMOUNT.intersection(words))
    if VAT.intersection(words) and not WITHOUT_VAT.intersection(words):
        return 0
    if {"irrecoverable", "unrecoverable", "recoverable"}.intersection(words) and not WITHOUT_VAT.intersection(words):
        return 0
    weight -= 12 * refusals
    if weight < 6:
        return 0
    # An amount with VAT, of an order, or in another currency, is taken only where there is no better one.
    if (OTHER_CURRENCY | AT_LAST).intersection(words):
        return 6
    return 6 + weight / 100 if WITH_VAT.intersection(words) and "net" not in words else weight


@lru_cache(4096)
def supplier_weight(heading: str) -> float:
    """How much a heading says that its column names who was paid; 0 where it does not."""
    words = words_of(heading)
    phrase = " ".join(words)
    weight = sum(value for word, value in SUPPLIER.items() if word in words or (" " in word and word in phrase))
    if words[-1:] == ["to"] and {"paid", "payment", "payments"}.intersection(words):
        weight = 20
    return max(weight - 15 * len(NOT_SUPPLIER.intersection(words)), 0) if weight >= 8 else 0


@lru_cache(4096)
def date_weight(heading: str) -> float:
    """How much a heading says that its column holds the date of the payment; 0 where it does not."""
    words = words_of(heading)
    weight = sum(DATE.get(word, 0) for word in dict.fromkeys(words))
    return max(weight - 10 * len(NOT_DATE.intersection(words)), 0) if weight >= 8 and "amount" not in words else 0


@lru_cache(4096)
def field_of(heading: str) -> str | None:
    """The field of a payment that a heading stands for, beside amount, supplier and date; None where unknown."""
    phrase = " ".join(words_of(heading))
    if not phrase:
        return None
    for exact in (True, False):
        for name, phrases in FIELDS:
            for known in phrases:
                if phrase == known or (not exact and len(known) > 3 and re.search(rf"\b{known}\b", phrase)):
                    return name
    return None


_ROLES = (field_of, amount_weight, supplier_weight, date_weight)
_SHORT_WORD = re.compile(r"[A-Za-z£()/ .]{1,20}")
_FIGURE = re.compile(r"[£$(-]*\d[\d,]*\.?\d*\)?|\d{1,4}[/-]\d{1,2}[/-]\d{2,4}.*|\d{1,2}[-/ ][A-Za-z]{3,9}[-/ ]\d{2,4}")


def goes_on(above: str, below: str) -> bool:
    """Whether a word goes on with a heading: it is one itself, or makes a better one of it (Supplier / Name)."""
    if amount_weight(below):
        return True
    better = any(weigh(f"{above} {below}") > weigh(above) for weigh in (supplier_weight, date_weight, amount_weight))
    return is_short_word(below) and (better or field_of(below) is not None)


def belong_together(left: str, right: str) -> bool:
    """Whether two words side by side are one heading rather than two: together they say more than either alone."""
    both = f"{left} {right}"
    if right.strip(".").lower() in {"no", "number", "ref"} and left.isalpha():
        return True
    weights = (supplier_weight, date_weight, amount_weight)
    if any(weigh(both) > max(weigh(left), weigh(right)) for weigh in weights):
        return True
    return field_of(both) is not None and field_of(left) is None and not any(weigh(right) for weigh in weights)


def is_short_word(cell: str) -> bool:
    """Whether a cell is short enough, and of such letters, to be the second line of a heading."""
    return bool(_SHORT_WORD.fullmatch(cell))


def known_headings(cells: Sequence[str]) -> int:
    """How many cells are headings that a list of payments has."""
    return sum(1 for cell in cells if any(read(cell) for read in _ROLES))


def heading_score(cells: Sequence[str]) -> float:
    """How much a row looks like the heading of a list of payments: 0 where it does not, from 2 where it does."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if len(filled) < 2 or any(len(cell) > 160 for cell in filled):
        return 0
    amount = any(amount_weight(cell) for cell in filled)
    others = any(supplier_weight(cell) for cell in filled) + any(date_weight(cell) for cell in filled)
    known = known_headings(filled)
    figures = sum(1 for cell in filled if _FIGURE.fullmatch(cell))
    if not amount or not others or figures > len(filled) / 4:
        return 0
    return others + known / len(filled) + 1 if known >= max(2, len(filled) / 3) else 0


def is_heading_line(cells: Sequence[str]) -> bool:
    """Whether a row is the heading of a list of payments."""
    return heading_score(cells) >= 2


# Words of other lists: one of the first is enough; of the second there must be two, or three beside words of payments.
_OTHER_LIST = re.compile(
    r"annual (?:value|cost)|salary|(?:original|revised|annual|approved) budget|budget (?:19|20)\d\d|outturn|\bforecast|"
    r"(?:insurance|insured|book|rateable) value|\bratepayer|\bdebtor\b(?! *[/&])|maturity|interest rate|\bpcn\b|"
    r"contravention|\b(?:gross|net) pay\b",
    re.I,
)
_REGISTER = re.compile(
    r"(?:contract |agreement )?(?:start|end|expiry|review|renewal|extension|commencement)\b|title of agreement|"
    r"contract title|tender|annual spend|award|grade|^post ?code|uprn|^asset\b|acquired|account holder|outstanding|"
    r"overdue|^property$|property address|variance|^budget$|allowance|purchase (?:price|cost)|\bmileage\b",
    re.I,
)
_OF_PAYMENTS = re.compile(
    r"invoice|payment (?:date|ref|no|number|amount)|\bpaid\b|pay date|transaction|clearing|voucher|cheque|"
    r"expenses? (?:type|area)|merchant",
    re.I,
)


def is_register(headings: Sequence[str]) -> bool:
    """Whether headings are those of a list of contracts, salaries, assets, budgets or debts, and not of payments."""
    if any(map(_OTHER_LIST.search, headings)):
        return True
    signs = {found[0].lower() for heading in headings if (found := _REGISTER.search(heading))}
    return len(signs) >= (3 if any(map(_OF_PAYMENTS.search, headings)) else 2)
