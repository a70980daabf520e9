"""Rows in blocks: a block that was read by its layout, and the small steps that bring rows into one."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from parsers.payment_columns import trimmed
from parsers.tables import Row
from parsers.tables.even_blocks import EvenBlock

__all__ = ["AHEAD", "Block", "as_seen", "blank", "incomplete", "length", "rows_ahead", "rows_of", "same_width"]

AHEAD = 1500  # rows looked at before the first is read: where the headings are, what the columns hold


class Block(NamedTuple):
    """Rows of one width, enough for the layout, with what their amount, date and supplier were read as;
    the places of ``shifted`` rows have numbers in columns where they do not belong."""

    first: int
    part: str | None
    rows: list[Row]
    amounts: list[int | None]
    days: list[int | None]
    suppliers: list[str | None]
    shifted: frozenset[int] = frozenset()


def blank(cells: pa.Array) -> pa.Array:
    """Which cells hold nothing but blanks."""
    return pc.is_null(trimmed(cells))


def incomplete(block: Block) -> Iterator[int]:
    """The places in a block of rows that lack an amount, a date or a supplier."""
    if None in block.amounts or None in block.days or None in block.suppliers:
        for at, found in enumerate(zip(block.amounts, block.days, block.suppliers, strict=True)):
            if None in found:
                yield at


def same_width(rows: list[Row], width: int) -> list[Row]:
    """Rows as wide as the widest of them, and as ``width`` at least."""
    widths = set(map(len, rows))
    if len(widths) == 1 and min(widths) >= width:
        return rows
    width = max(width, *widths)
    return [row if len(row) == width else [*row, *[""] * (width - len(row))] for row in rows]


def rows_ahead(blocks: Iterator[EvenBlock | list[Row]]) -> list[Row]:
    """The first rows of a part, whole blocks of them."""
    ahead: list[Row] = []
    while len(ahead) < AHEAD and (block := next(blocks, None)) is not None:
        ahead += block if isinstance(block, list) else block.rows()
    return ahead


def rows_of(block: EvenBlock | list[Row]) -> list[Row]:
    """The rows of a block, whichever way it holds them."""
    return block if isinstance(block, list) else block.rows()


def length(block: EvenBlock | list[Row]) -> int:
    """How many rows a block has."""
    return len(block) if isinstance(block, list) else len(block.columns[0])


def as_seen(rows: Sequence[Row]) -> list[str]:
    """What the first rows say, for a sentence about a list that was not recognised."""
    texts = (" | ".join(cell.strip() for cell in row if cell.strip())[:80] for row in rows[:40])
    return [text for text in texts if text]
