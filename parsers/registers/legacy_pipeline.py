"""Rows of the pipeline export of the first Contracts Finder (2011 to 2015), which has 36 columns and no header row.

What each column means is taken from its content: sums by year stand in columns 7 to 14, the place in 15 and 16, the
dates in 19, 21, 22 and 23, an officer's mailbox in 24 (never kept), CPV codes in 28, the link to the notice in 36.
"""

import html
import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from parsers.values import day

__all__ = ["is_legacy_pipeline", "release_of_row"]

_WIDTH = 36
_LINK = re.compile(r"https?://\S*contractsfinder\S*NoticeId=(\d+)", re.IGNORECASE)


def is_legacy_pipeline(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first rows are all of that width and end in a link to a notice of Contracts Finder."""
    first = [row for row in rows[:5] if any(cell.strip() for cell in row)]
    return bool(first) and all(len(row) == _WIDTH and _LINK.match(row[-1].strip()) for row in first)


def release_of_row(cells: Sequence[str]) -> dict[str, Any]:
    """The release of one row; sums by year stay apart under the budget's breakdown and are never added up."""
    text = [html.unescape(cell).strip() for cell in cells] + [""] * (_WIDTH - len(cells))
    link = _LINK.match(text[35])
    breakdown = [
        {"id": str(year), "amount": {"amount": amount, "currency": "GBP"}}
        for year, cell in enumerate(text[6:14], 1)
        if (amount := _amount(cell)) is not None
    ]
    codes = [code for code in text[27].split("|") if code]
    tender: dict[str, Any] = {
        "id": text[4] or text[0],
        "title": text[2],
        "status": "planned",
        "contractPeriod": {"startDate": _day(text[20])} if _day(text[20]) else None,
        "communication": {"futureNoticeDate": _day(text[18])} if _day(text[18]) else None,
        "items": [{"id": "1", "deliveryAddresses": [{"region": text[15], "locality": text[14]}]}] if text[15] else None,
        "additionalClassifications": [{"scheme": "CPV", "id": code} for code in codes] or None,
        "procurementMethodDetails": text[19] or None,
    }
    return {
        "ocid": None,
        "id": link.group(1) if link else text[0],
        "date": _day(text[22]) or _day(text[21]),
        "tag": ["planning"],
        "buyer": {"name": text[1]},
        "planning": {
            "documents": [{"id": "notice", "documentType": "plannedProcurementNotice", "url": text[35]}],
            **({"budget": {"budgetBreakdown": breakdown}} if breakdown else {}),
        },
        "tender": {key: value for key, value in tender.items() if value},
        "extra": {f"column {at + 1}": text[at] for at in (3, 5, 16, 17, 25) if text[at]},
    }


def _amount(cell: str) -> int | float | None:
    try:
        amount = Decimal(cell)
    except InvalidOperation:
        return None
    if not amount.is_finite() or amount == 0:  # the export writes 0.00000 where nothing was given
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _day(cell: str) -> str | None:
    found = day(cell)
    return found.isoformat() if found else None
