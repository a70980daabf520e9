"""Reads the amount of a grant into pence, or hundredths of its currency, and marks what cannot be added up."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from parsers.findings import Findings
from parsers.issues import IssueKind
from parsers.issues.grants import (
    GRANT_AMOUNT_ABSURD,
    GRANT_AMOUNT_FINER,
    GRANT_AMOUNT_MISSING,
    GRANT_AMOUNT_NEGATIVE,
    GRANT_AMOUNT_TEXT,
    GRANT_AMOUNT_UNREADABLE,
    GRANT_AMOUNT_ZERO,
    GRANT_CURRENCY_UNKNOWN,
)
from parsers.values import currency_named, pence

__all__ = ["Amount", "amount_of"]

# No single award of a funder in the United Kingdom comes near 20 billion pounds.
_BEYOND_ANY_BUDGET = 20 * 10**9 * 100
_CURRENCY = re.compile(r"[A-Z]{3}")
_PENNY = Decimal("0.01")


class Amount(NamedTuple):
    """Hundredths (None when unreadable), the currency, whether it was assumed, and what keeps it out of totals."""

    pence: int | None
    currency: str | None
    assumed: bool
    mark: str | None


def amount_of(stated: Any, currency: Any, findings: Findings, *, is_text: bool) -> Amount:
    """The amount awarded as published; ``is_text`` says that a table gave it, where every number is text."""
    name, assumed = "GBP", True
    if currency is not None and currency != "":
        name, assumed = str(currency).strip().upper(), False
    other = isinstance(stated, str) and currency_named(stated)
    # A grant said to be in pounds, whose amount is written in euros, is in one of the two.
    hundredths = None if other and other != name else _hundredths(stated, findings, is_text)
    kind: IssueKind | None = None
    if hundredths is None:
        kind = GRANT_AMOUNT_MISSING if stated is None or str(stated).strip() == "" else GRANT_AMOUNT_UNREADABLE
    elif hundredths == 0:
        kind = GRANT_AMOUNT_ZERO
    elif hundredths < 0:
        kind = GRANT_AMOUNT_NEGATIVE
    elif hundredths >= _BEYOND_ANY_BUDGET:
        kind = GRANT_AMOUNT_ABSURD
        hundredths = hundredths if hundredths < 10**18 else None  # a column of 64 bits holds no more
    if kind is not None:
        findings.add(kind, "amountAwarded", stated)
    if not _CURRENCY.fullmatch(name):
        findings.add(GRANT_CURRENCY_UNKNOWN, "currency", name)
        return Amount(hundredths, None, False, kind.code if kind else GRANT_CURRENCY_UNKNOWN.code)
    return Amount(hundredths, name, assumed, kind.code if kind else None)


def _hundredths(stated: Any, findings: Findings, is_text: bool) -> int | None:
    if type(stated) is int:
        return stated * 100
    if isinstance(stated, float):
        # repr of a double gives back the digits that were published.
        exact = Decimal(repr(stated))
        rounded = exact.quantize(_PENNY, ROUND_HALF_UP) if abs(exact) < 10**20 else exact
        if rounded != exact:
            findings.add(GRANT_AMOUNT_FINER, "amountAwarded", stated)
        return int(rounded * 100)
    if not isinstance(stated, str) or not stated.strip():
        return None
    found = pence(stated) if any(character.isdigit() for character in stated) else None
    if found is not None and not is_text:
        findings.add(GRANT_AMOUNT_TEXT, "amountAwarded", stated)
    return found
