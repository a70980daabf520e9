"""Draw an answer where it can be drawn: one column of labels and one of numbers, not too many of them."""

from decimal import Decimal
from typing import Any

from tracker.query import Answer
from webapp.charts import Columns, Point, columns
from webapp.wording import number, short_money

__all__ = ["chart_of"]

_MOST = 60
_WHOLE = ("INTEGER", "BIGINT", "HUGEINT", "SMALLINT", "TINYINT")


def chart_of(answer: Answer) -> tuple[str, Columns] | None:
    """The heading of the numbers and their chart, or None: the first column labels, the first column of numbers."""
    if len(answer.columns) < 2 or not 2 <= len(answer.rows) <= _MOST or answer.more:
        return None
    for place, (name, kind) in enumerate(answer.columns):
        money = kind.startswith("DECIMAL") and kind.endswith(",2)")
        if place == 0 or not (money or kind in _WHOLE):
            continue
        values = [_whole(row[place], money=money) for row in answer.rows]
        say = short_money if money else number
        points = [
            Point(str(row[0]), value, say(value) if value is not None else "", note="no value")
            for row, value in zip(answer.rows, values, strict=True)
        ]
        return name, columns(points, say)
    return None


def _whole(value: Any, *, money: bool) -> int | None:
    """Pounds as pence, counts as they are."""
    if value is None:
        return None
    return int(Decimal(value) * 100) if money else int(value)
