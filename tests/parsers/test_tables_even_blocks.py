"""Text cut into columns at once has the same cells as the csv module gives, or is left to it."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from parsers.tables.even_blocks import even_block

CELLS = st.text(alphabet=" abcÿ£0123456789.-/'\t;|", max_size=8)
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=8)


@given(ROWS, st.sampled_from(["\n", "\r\n", "\r"]), st.booleans(), st.integers(2, 4))
def test_the_cells_are_those_of_the_csv_module(rows: list, line_end: str, closed: bool, width: int) -> None:
    text = line_end.join(",".join(row) for row in rows) + (line_end if closed else "")
    # A blank line has no cell for the csv module, and here as many blank ones as the others have.
    expected = [row or [""] * width for row in csv.reader(io.StringIO(text, newline=""))]
    found = even_block(text, ",", width) if text else None
    if found is not None:
        assert found.rows() == expected
    elif text:
        assert any(len(row) != width for row in expected)


def test_a_quote_is_left_to_the_csv_module() -> None:
    assert even_block('a,"b"\nc,d\n', ",", 2) is None
