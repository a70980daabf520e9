"""Says why a row that names a payment, but has no amount that can be counted, is refused."""

from collections.abc import Sequence

from parsers.amount_rules import in_other_currency
from parsers.issues import IssueKind
from parsers.issues import spending as wrong
from parsers.layout import Layout
from parsers.printed_totals import is_total_label
from parsers.row_blocks import Block
from parsers.values import redaction

__all__ = ["why_refused"]

_LEAST_CELLS = 3  # of a row that has a date only, or a supplier only, and still names a payment


def why_refused(layout: Layout, block: Block, at: int, filled: Sequence[str]) -> IssueKind | None:
    """Why the row at a place of a block cannot be used; None where it names no payment. ``filled`` are its cells."""
    row = block.rows[at]
    dated = block.days[at] is not None
    named = bool(block.suppliers[at]) and not any(map(is_total_label, filled))
    if not (dated or named) or (len(filled) < _LEAST_CELLS and not (dated and named)):
        return None
    text = row[layout.amount].strip()
    if text and in_other_currency(layout.rules, layout.amount, row):
        return wrong.AMOUNT_NOT_IN_POUNDS
    if text:
        return wrong.AMOUNT_REDACTED if redaction(text) else wrong.AMOUNT_UNREADABLE
    return wrong.AMOUNT_MISSING if dated or layout.date is None else None
