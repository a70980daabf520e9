"""Cuts delimited text into columns at once, where it has no quotes and every line has the same number of cells.

Most lists are so from their first payment to their last. Such a block has the same cells as the csv module would give,
in a fraction of the time (a blank line is a row of blank cells). Any other block is None here, and is read row by row.
"""

from dataclasses import dataclass

import pyarrow as pa
from pyarrow import csv

from parsers.tables import Row

__all__ = ["EvenBlock", "even_block"]


@dataclass(frozen=True, slots=True)
class EvenBlock:
    """Some rows of one width as columns of text."""

    columns: list[pa.Array]

    def rows(self) -> list[Row]:
        """The same cells as rows."""
        return list(map(list, zip(*(column.to_pylist() for column in self.columns), strict=True)))


def even_block(text: str, delimiter: str, width: int) -> EvenBlock | None:
    """The cells of whole lines of text; None where a line has not ``width`` cells, or anywhere a quote."""
    if width < 2 or '"' in text or not delimiter.isascii():
        return None
    names = [str(number) for number in range(width)]
    data = text.encode()
    try:
        table = csv.read_csv(
            pa.py_buffer(data),
            csv.ReadOptions(use_threads=False, column_names=names, block_size=len(data) + 1),
            csv.ParseOptions(delimiter=delimiter, quote_char=False, ignore_empty_lines=False),
            # Text first: no type is inferred, and no word stands for nothing.
            csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
        )
    except pa.ArrowInvalid:
        return None
    return EvenBlock([column.combine_chunks() for column in table.columns])
