"""Says in sentences what is known of announced money, and what nobody has said; nothing is ever filled in."""

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["known_and_unknown", "pounds"]


def pounds(pence: int) -> str:
    """An exact amount in words of the page: £620,000 or £1,234.50."""
    whole, rest = divmod(abs(pence), 100)
    return f"{'-' if pence < 0 else ''}£{whole:,}" + (f".{rest:02d}" if rest else "")


def known_and_unknown(
    total: int | None, recipients: int | None, shares: Sequence[Mapping[str, Any]]
) -> tuple[list[str], list[str]]:
    """Two lists of sentences for one announcement: what its source states, and what it does not."""
    known: list[str] = []
    unknown: list[str] = []
    stated = [share["pence"] for share in shares if share.get("pence") is not None]
    if total is None:
        unknown.append("The source states no single sum.")
    else:
        known.append(f"The sum announced is {pounds(total)}.")
    count = recipients if recipients is not None else len(shares)
    if recipients is not None:
        known.append(f"The number of recipients is {recipients}.")
    named = sum(1 for share in shares if share.get("recipient"))
    if named:
        known.append(f"Recipients named: {named}.")
    if stated:
        known.append(f"Shares stated: {len(stated)}, together {pounds(sum(stated))}.")
    if total is not None and len(stated) < max(count, 1):
        who = f"{count - len(stated)} of {count} recipients get" if count else "each recipient gets"
        unknown.append(f"The sum is known, but not what {who}: no share is filled in.")
    return known, unknown
