"""Parts a table whose headings are repeated from left to right: two lists side by side, one below the other again."""

from collections.abc import Iterator
from itertools import chain, islice

from parsers.columns import is_heading_line
from parsers.layout import find_heading
from parsers.tables import Part, Row
from parsers.tables.even_blocks import EvenBlock

__all__ = ["blocks_apart"]

_AHEAD = 1500


def blocks_apart(part: Part) -> Iterator[Part]:
    """The part itself; or each of its blocks with its own columns, the rows numbered as they are in the file."""
    blocks = part.blocks or iter(lambda: list(islice(part.rows, _AHEAD)), [])
    held: list[EvenBlock | list[Row]] = []
    ahead: list[Row] = []
    while len(ahead) < _AHEAD and (block := next(blocks, None)) is not None:
        held.append(block)
        ahead += block if isinstance(block, list) else block.rows()
    place = find_heading(ahead)
    spans = _spans(ahead[place[0]]) if place else []
    if len(spans) < 2:
        rows = chain.from_iterable(block if isinstance(block, list) else block.rows() for block in chain(held, blocks))
        yield Part(part.name, rows, chain(held, blocks), part.hidden)
        return
    rows_held = [*ahead, *(row for block in blocks for row in (block if isinstance(block, list) else block.rows()))]
    for start, stop in spans:
        name = f"columns {start + 1} to {stop}"
        cut = iter([row[start:stop] for row in rows_held])
        yield Part(f"{part.name} / {name}" if part.name else name, cut, hidden=part.hidden)


def _spans(headings: Row) -> list[tuple[int, int]]:
    """From and to which column each block reaches, if the headings are the same row of headings several times."""
    names = [heading.strip().casefold() for heading in headings]
    first = next((at for at, name in enumerate(names) if name), 0)
    starts = [at for at, name in enumerate(names) if name and name == names[first]]
    spans = list(zip(starts, [*starts[1:], len(names)], strict=True))
    lists = [[name for name in names[start:stop] if name] for start, stop in spans]
    if len(spans) < 2 or any(each != lists[0] for each in lists) or not is_heading_line(lists[0]):
        return []
    return spans
