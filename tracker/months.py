"""Months as the number year * 100 + month, the way sums keep them; 0 stands for "no date"."""

import datetime as dt
from collections.abc import Iterable

__all__ = ["first_day", "following", "missing", "month_of", "months_between", "read_month", "read_year", "span"]


def month_of(day: dt.date) -> int:
    """The month of a day."""
    return day.year * 100 + day.month


def following(month: int) -> int:
    """The month after."""
    return month + 1 if month % 100 < 12 else month + 89


def span(first: int, last: int) -> list[int]:
    """Every month from the first to the last, both included; none when either is 0."""
    found: list[int] = []
    month = first
    while first and month <= last:
        found.append(month)
        month = following(month)
    return found


def months_between(first: int, last: int) -> int:
    """How many months lie from one to the other: 1 from April to May."""
    return (last // 100 - first // 100) * 12 + last % 100 - first % 100


def missing(present: Iterable[int]) -> list[int]:
    """The months between the first and the last of those present that are not among them."""
    known = {month for month in present if month}
    return [month for month in span(min(known), max(known)) if month not in known] if known else []


def first_day(month: int) -> dt.date:
    """The first day of a month."""
    return dt.date(month // 100, month % 100, 1)


def read_month(text: str) -> int | None:
    """The month of "2024-04"; None for any other text."""
    year, dash, month = text.partition("-")
    if dash and len(year) == 4 and len(month) == 2 and (year + month).isascii() and (year + month).isdigit():
        return int(year) * 100 + int(month) if 1 <= int(month) <= 12 and int(year) else None
    return None


def read_year(text: str) -> int | None:
    """The calendar year of "2024"; None for any other text."""
    return int(text) if len(text) == 4 and text.isascii() and text.isdigit() and 0 < int(text) < 9999 else None
