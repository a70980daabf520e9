"""What must be known of a parsed file before it is loaded: its months, its likeness to others, its repeated rows."""

from array import array
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

__all__ = ["Survey", "likeness", "may_share", "survey_of"]

_SKETCH = 128
_TELLING = 12  # hashes of each to compare from which nothing in common means that nothing is shared
_FEWEST = 5  # distinct (day, amount) pairs below which likeness would be chance
_OUTLIERS = 0.05  # share of rows at either end that may be dated outside the months a file is about
_MIX_DAY, _MIX_PENCE = 0x9E37_79B9_7F4A_7C15, 0xC2B2_AE3D_27D4_EB4F


@dataclass(frozen=True, slots=True)
class Survey:
    """``month_from`` and ``month_to`` (year * 100 + month) bound the months that most rows are about; None if undated.

    ``sketch`` holds the least hashes of the pairs of day and amount, in 8 bytes each: two files that list the same
    payments have nearly the same sketch, whatever their format, columns and spelling of names.
    """

    rows: int
    pence: int
    month_from: int | None
    month_to: int | None
    sketch: bytes
    repeats: frozenset[int]


def survey_of(records: Path) -> Survey:
    """Survey a ``records.parquet``."""
    table = pq.read_table(records, columns=["date", "amount_pence", "fingerprint"])
    counts = table.group_by("fingerprint").aggregate([([], "count_all")])
    repeats = counts.filter(pc.greater(counts["count_all"], 1))["fingerprint"].to_pylist()
    dated = table.filter(pc.is_valid(table["date"]))
    first, last = _months(dated["date"])
    total = pc.sum(table["amount_pence"]).as_py() or 0
    return Survey(table.num_rows, total, first, last, _sketch(dated), frozenset(repeats))


def _months(days: pa.ChunkedArray) -> tuple[int | None, int | None]:
    if not len(days):
        return None, None
    month = pc.add(pc.multiply(pc.year(days), 100), pc.month(days))
    counts = pa.table({"month": month}).group_by("month").aggregate([([], "count_all")]).sort_by("month")
    months, numbers = counts["month"].to_pylist(), counts["count_all"].to_pylist()
    allowed = int(sum(numbers) * _OUTLIERS)
    return _first_beyond(allowed, months, numbers), _first_beyond(allowed, months[::-1], numbers[::-1])


def _first_beyond(allowed: int, months: list[int], numbers: list[int]) -> int:
    """The first month at which more rows than the allowed outliers have been seen."""
    seen = 0
    for month, number in zip(months, numbers, strict=True):
        seen += number
        if seen > allowed:
            return month
    return months[-1]


def _sketch(dated: pa.Table) -> bytes:
    day = pc.cast(pc.cast(dated["date"], pa.int32()), pa.int64()).combine_chunks()
    pence = dated["amount_pence"].combine_chunks()
    mixed = pc.bit_wise_xor(_times(day, _MIX_DAY), _times(pence, _MIX_PENCE))
    distinct = pc.unique(_folded(_times(_folded(mixed), _MIX_DAY)))
    if len(distinct) < _FEWEST:
        return b""
    least = distinct.take(pc.array_sort_indices(distinct)[:_SKETCH])
    return array("Q", least.to_pylist()).tobytes()


def _folded(values: pa.Array) -> pa.Array:
    return pc.bit_wise_xor(values, pc.shift_right(values, pa.scalar(31, pa.uint64())))


def _times(values: pa.Array, factor: int) -> pa.Array:
    # Unsigned, so that overflow wraps and a shift brings in zeros.
    return pc.multiply(values.view(pa.uint64()), pa.scalar(factor, pa.uint64()))


def likeness(one: bytes | None, other: bytes | None) -> float:
    """How much of two files' payments is the same, 0 to 1, estimated from their sketches."""
    if not one or not other:
        return 0.0
    left, right = set(array("Q", one)), set(array("Q", other))
    least = sorted(left | right)[:_SKETCH]
    return sum(1 for value in least if value in left and value in right) / len(least)


def may_share(one: bytes | None, other: bytes | None) -> bool:
    """Whether two files may list payments in common, judged by the hashes that both sketches would hold."""
    if not one or not other:
        return False
    sketches = (array("Q", one), array("Q", other))
    bound = min((sketch[-1] for sketch in sketches if len(sketch) == _SKETCH), default=None)
    left, right = ({value for value in sketch if bound is None or value <= bound} for sketch in sketches)
    return min(len(left), len(right)) < _TELLING or not left.isdisjoint(right)
