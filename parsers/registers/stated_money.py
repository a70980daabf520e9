"""Reads an amount of a register by what its heading says of its unit and its currency."""

from collections.abc import Sequence

from parsers.amount_rules import shift_of
from parsers.shifted_rows import thousands_joined
from parsers.values import currency_named, pence

__all__ = ["currency_of", "stated_pence", "unbroken"]


def stated_pence(text: str, heading: str) -> int | None:
    """The amount in pence, or hundredths; None where the text is no certain amount.

    Under a heading such as ``Value (£000)`` the cells are thousands, and under ``Value (£m)`` millions.
    """
    return pence(text, shift=shift_of(heading))


def currency_of(text: str, heading: str) -> str:
    """The currency of an amount: that which the cell names, else that of the heading, else pounds."""
    return currency_named(text) or currency_named(heading) or "GBP"


def unbroken(cells: Sequence[str], width: int, column: int | None) -> list[str]:
    """The cells of a row, joined again where a comma without quotation marks has broken the amount in ``column``."""
    return thousands_joined(cells, width, column)
