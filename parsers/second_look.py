"""What one pass over a list finds that changes how it must be read: totals above their rows, and parts that repeat.

Both can be known only when the rows after them have been read, so that such a list is read a second time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["Known", "Parts", "TotalsAbove"]

_MOST_FIT = 0.9  # of the rows without a date that must be the sum of the rows below them, for them to be totals
_LEAST_ROWS = 3  # of a part that repeats another: fewer can be alike by chance
_WRAP = 1 << 64


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier pass has found: the order of dates, totals above their rows, parts that repeat others."""

    month_first: bool = False
    above: frozenset[tuple[str | None, int]] = frozenset()
    repeats: frozenset[int] = frozenset()


@dataclass(slots=True)
class TotalsAbove:
    """Rows with an amount and no date, each of which may be the sum of the dated rows below it."""

    known: frozenset[tuple[str | None, int]] = frozenset()
    _open: tuple[str | None, int, int, int, int] | None = None
    _seen: list[tuple[tuple[str | None, int], bool, int]] = field(default_factory=list)

    def begin(self, part: str | None, number: int, amount: int, rows: int, pence: int) -> None:
        """Note such a row; ``rows`` and ``pence`` are what was accepted before it."""
        self._close(rows, pence)
        self._open = part, number, amount, rows + 1, pence + amount

    def judged(self, rows: int, pence: int) -> frozenset[tuple[str | None, int]]:
        """Those of a whole list that are totals: nearly all of them must fit, and one of them with two rows or more."""
        self._close(rows, pence)
        fitting = [(place, count) for place, fits, count in self._seen if fits]
        if not any(count > 1 for _, count in fitting) or len(fitting) < _MOST_FIT * len(self._seen):
            return frozenset()
        return frozenset(place for place, _ in fitting)

    def _close(self, rows: int, pence: int) -> None:
        if self._open is not None:
            part, number, amount, rows_before, pence_before = self._open
            count = rows - rows_before
            self._seen.append(((part, number), count > 0 and pence - pence_before == amount, count))
            self._open = None


@dataclass(slots=True)
class Parts:
    """Sums of each part that no other payments have: their number, amounts, squares, and amounts times their days."""

    hidden: list[bool] = field(default_factory=list)
    sums: list[list[int]] = field(default_factory=list)

    def begin(self, *, hidden: bool) -> None:
        """A new part."""
        self.hidden.append(hidden)
        self.sums.append([0, 0, 0, 0])

    def add(self, amounts: pa.Array, days: pa.Array) -> None:
        """Count payments of the part."""
        known = pc.fill_null(days.cast(pa.int64()), 1)
        each = (
            len(amounts),
            pc.sum(amounts),
            pc.sum(pc.multiply(amounts, amounts)),
            pc.sum(pc.multiply(amounts, known)),
        )
        found = [one if isinstance(one, int) else one.as_py() or 0 for one in each]
        self.sums[-1] = [(old + new) % _WRAP for old, new in zip(self.sums[-1], found, strict=True)]

    def repeats(self) -> frozenset[int]:
        """The numbers (from 0) of parts whose payments are those of another part, or of all others together.

        Of two alike the hidden one repeats the other, else the later one the earlier.
        """
        order = sorted(range(len(self.sums)), key=lambda at: (self.hidden[at], at))
        kept = [at for at in order if self.sums[at][0] >= _LEAST_ROWS]
        found = {at for place, at in enumerate(kept) if self.sums[at] in [self.sums[other] for other in kept[:place]]}
        single = [at for at in order if self.sums[at][0] and at not in found]
        if len(single) > 2:
            whole = _added([self.sums[at] for at in single])
            # The sum of all parts is twice that of a part which holds all the others.
            found.update(at for at in single if [2 * one % _WRAP for one in self.sums[at]] == whole)
        return frozenset(found)


def _added(sums: Sequence[Sequence[int]]) -> list[int]:
    return [sum(column) % _WRAP for column in zip(*sums, strict=True)]
