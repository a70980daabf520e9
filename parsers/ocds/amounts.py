"""Reads the values of a release into hundredths, and marks those that no purchase can have.

"Hundredths" means a hundredth of the currency's unit, whatever the currency: pence, cents, and for currencies without
a smaller unit simply a hundred to one. A marked value is kept and shown; it is out of every total.
"""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from parsers.findings import Findings
from parsers.issues import IssueKind
from parsers.issues.notices import (
    CURRENCY_MISSING,
    VALUE_ABSURD,
    VALUE_FINER_THAN_PENCE,
    VALUE_NEGATIVE,
    VALUE_TOKEN,
    VALUE_UNREADABLE,
    VALUE_ZERO,
)

__all__ = ["amount_of", "money_of"]

# £400 billion is about a year of the United Kingdom's public procurement; other currencies may be far smaller units.
_BEYOND_ANY_BUDGET = 400 * 10**9
_BEYOND_ANY_BUDGET_ELSEWHERE = 10**15
_STRONG_CURRENCIES = {"GBP", "EUR", "USD", "CHF", None}
_HUNDRED = Decimal(100)
_MOST_DIGITS, _BEYOND_ARITHMETIC = 40, 100_000


def amount_of(published: Any) -> Decimal | None:
    """The exact decimal of a JSON number or of text that is a plain number; None when it is neither."""
    if published is None or isinstance(published, bool | dict | list):
        return None
    try:
        # repr of a double gives back the digits that were published, up to 15 of them.
        amount = Decimal(str(published).strip())
    except InvalidOperation:
        return None
    # Arithmetic on a number with a million digits raises or never ends, whichever is worse.
    return amount if amount.is_finite() and abs(amount.adjusted()) < _BEYOND_ARITHMETIC else None


def money_of(value: Any, path: str, findings: Findings) -> dict[str, Any] | None:
    """{path, amount, pence, gross_pence, currency, mark} of a value object; None when it states no amount at all.

    ``amount`` is the published figure as text; ``mark`` is the code of what is wrong with it, None when it may be added
    up.
    """
    if not isinstance(value, Mapping):
        if value is not None:
            findings.add(VALUE_UNREADABLE, path, value)
        return None
    net, gross = value.get("amount"), value.get("amountGross")
    if net is None and gross is None:
        return None
    currency = value.get("currency")
    currency = currency.strip().upper() or None if isinstance(currency, str) else None
    if currency and len(currency) > 3:
        currency = currency[:3]
    stated = net if net is not None else gross
    amount = amount_of(stated)
    gross_amount = amount_of(gross)
    where = f"{path}/amount" if net is not None else f"{path}/amountGross"
    mark = _mark(stated, amount, currency, where, findings)
    return {
        "path": path,
        "amount": _as_text(stated, amount),
        "pence": None if net is None or amount is None else _hundredths(amount),
        "gross_pence": None if gross_amount is None else _hundredths(gross_amount),
        "currency": currency,
        "mark": mark,
    }


def _as_text(stated: Any, amount: Decimal | None) -> str:
    # Written out in full, 1e999999999 would be a text of a thousand million noughts.
    if amount is None or abs(amount.adjusted()) > _MOST_DIGITS:
        return str(stated)
    return format(amount, "f")


def _mark(stated: Any, amount: Decimal | None, currency: str | None, path: str, findings: Findings) -> str | None:
    kind: IssueKind | None = None
    if amount is None:
        kind = VALUE_UNREADABLE
    elif amount == 0:
        kind = VALUE_ZERO
    elif amount < 0:
        kind = VALUE_NEGATIVE
    elif amount <= 1:
        kind = VALUE_TOKEN
    elif amount >= (_BEYOND_ANY_BUDGET if currency in _STRONG_CURRENCIES else _BEYOND_ANY_BUDGET_ELSEWHERE):
        kind = VALUE_ABSURD
    elif currency is None:
        kind = CURRENCY_MISSING
    if kind is not None:
        findings.add(kind, path, stated)
        return kind.code
    if amount is not None and amount * _HUNDRED % 1:
        findings.add(VALUE_FINER_THAN_PENCE, path, stated)
    return None


def _hundredths(amount: Decimal) -> int | None:
    # 64-bit columns hold less than 10**19 hundredths; nothing beyond can be anybody's money.
    if abs(amount) >= 10**16:
        return None
    return int((amount * _HUNDRED).to_integral_value())
