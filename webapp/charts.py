"""The shapes of charts: from figures to where each bar and line goes, in a box 100 high that any width may stretch.

Values are whole numbers (pence or counts) or None where nothing was published, which is drawn as a gap and never as 0.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from webapp.wording import short_money

__all__ = ["Bar", "Columns", "Line", "Lines", "Point", "columns", "lines", "nice_top", "share"]

_HIGH = 100
_STEP = 12
_KINDS = ("first", "second", "third", "fourth")
_ROUND = (Decimal(1), Decimal("1.5"), Decimal(2), Decimal("2.5"), Decimal(3), Decimal(4), Decimal(5), Decimal(6),
          Decimal(8), Decimal(10))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Point:
    """One column: its label, its value, the value as shown, where it leads, and why it is missing or not whole."""

    label: str
    value: int | None
    shown: str = ""
    href: str = ""
    note: str = ""
    part: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle: ``kind`` is "bar", "bar part" (not all was published) or "gap"."""

    x: int
    y: float
    width: int
    height: float
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Columns:
    """A chart of columns, ready to be drawn."""

    points: Sequence[Point]
    bars: Sequence[Bar]
    width: int
    zero: float
    grid: Sequence[float]
    top: str
    bottom: str
    labels: Sequence[str]
    summary: str


@dataclass(frozen=True, slots=True)
class Line:
    """One series: its name, its kind of stroke and its path."""

    name: str
    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class Lines:
    """A chart of lines, ready to be drawn; ``rows`` are (label, values as shown)."""

    lines: Sequence[Line]
    rows: Sequence[tuple[str, Sequence[str]]]
    width: int
    zero: float
    grid: Sequence[float]
    top: str
    bottom: str
    labels: Sequence[str]
    summary: str

    def heads(self, what: str) -> list[tuple[str, ...]]:
        """The headings of the table below the chart."""
        return [(what,), *((line.name, "num") for line in self.lines)]


def nice_top(value: int) -> int:
    """The next round number at or above a positive value: 1, 1.5, 2, 2.5, 3, 4, 5, 6 or 8 times a power of ten."""
    if value <= 0:
        return 0
    power = Decimal(10) ** (len(str(value)) - 1)
    for factor in _ROUND:
        if factor * power >= value:
            return int((factor * power).to_integral_value(ROUND_CEILING))
    return value


def share(part: int, whole: int) -> float:
    """How many of 100 the part is of the whole, as a width; 0 to 100, whatever the signs."""
    return min(100.0, round(abs(part) * 100 / abs(whole), 2)) if whole else 0.0


def columns(points: Sequence[Point], say: Callable[[int], str] = short_money) -> Columns:
    """Columns in the order of the points; ``say`` words the ends of the scale."""
    high, low = _ends([point.value for point in points])
    place = _placer(high, low)
    zero = place(0)
    bars = [_bar(at, point, place, zero) for at, point in enumerate(points)]
    known = [point for point in points if point.value is not None]
    missing = len(points) - len(known)
    summary = "Nothing was published."
    if known:
        most = max(known, key=lambda point: point.value or 0)
        summary = f"{points[0].label} to {points[-1].label}; the most was {say(most.value or 0)} in {most.label}."
        summary += f" {missing} of {len(points)} are missing." if missing else ""
    return Columns(
        points, bars, max(1, len(points)) * _STEP, zero, _grid(high, low, place), say(high),
        say(low), _some([point.label for point in points], each=8), summary,
    )  # fmt: skip


def lines(
    labels: Sequence[str], series: Sequence[tuple[str, Sequence[int | None]]], say: Callable[[int], str] = short_money
) -> Lines:
    """Up to four lines over the same labels; a missing value breaks the line."""
    high, low = _ends([value for _, values in series for value in values])
    place = _placer(high, low)
    drawn = [Line(name, kind, _path(values, place)) for (name, values), kind in zip(series, _KINDS, strict=False)]
    rows = [
        (label, ["nothing published" if values[at] is None else say(values[at] or 0) for _, values in series])
        for at, label in enumerate(labels)
    ]
    summary = f"{labels[0]} to {labels[-1]}: " + ", ".join(name for name, _ in series) if labels else "No figures"
    width = max(1, len(labels) - 1) * _STEP
    return Lines(
        drawn, rows, width, place(0), _grid(high, low, place), say(high), say(low), _some(labels), f"{summary}."
    )


def _ends(values: Sequence[int | None]) -> tuple[int, int]:
    known = [value for value in values if value is not None] or [0]
    high, low = max(0, *known, 0), min(0, *known, 0)
    return (nice_top(high) or (0 if low else 100)), -nice_top(-low)


def _placer(high: int, low: int) -> Callable[[int], float]:
    reach = high - low
    return lambda value: round((high - value) * _HIGH / reach, 2)


def _bar(at: int, point: Point, place: Callable[[int], float], zero: float) -> Bar:
    x, width = at * _STEP + 1, _STEP - 2
    if point.value is None:
        return Bar(x, 0, width, _HIGH, "gap", f"{point.label}: {point.note or 'nothing published'}")
    top = place(point.value)
    words = f"{point.label}: {point.shown}" + (f" ({point.note})" if point.note else "")
    kind = "bar part" if point.part else "bar"
    return Bar(x, min(top, zero), width, max(0.4, round(abs(top - zero), 2)) if point.value else 0, kind, words)


def _path(values: Sequence[int | None], place: Callable[[int], float]) -> str:
    parts, pen_down = [], False
    for at, value in enumerate(values):
        if value is None:
            pen_down = False
            continue
        parts.append(f"{'L' if pen_down else 'M'}{at * _STEP} {place(value)}")
        # A point with gaps on both sides would be invisible: a stroke as wide as a step shows it.
        if not pen_down and (at + 1 == len(values) or values[at + 1] is None):
            parts.append(f"h{_STEP // 2}")
        pen_down = True
    return "".join(parts)


def _grid(high: int, low: int, place: Callable[[int], float]) -> list[float]:
    return [place(low + (high - low) * part // 4) for part in range(1, 4)]


def _some(labels: Sequence[str], each: int = 0) -> list[str]:
    """Every label where there are at most ``each``, else the first, the last, and the middle one if there is room."""
    if len(labels) <= max(1, each):
        return list(labels)
    return [labels[0], labels[len(labels) // 2], labels[-1]] if len(labels) > 4 else [labels[0], labels[-1]]
