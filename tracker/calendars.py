"""Working days, clear days and the legal time of the United Kingdom: pure functions over dates, no clock read here."""

import datetime as dt
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

import holidays

__all__ = [
    "LONDON",
    "ZONE",
    "Nation",
    "bank_holiday",
    "clear_days_after",
    "clear_days_before",
    "end_of_day",
    "in_london",
    "is_working_day",
    "nth_working_day",
    "working_days_from",
]

ZONE = "Europe/London"
LONDON = ZoneInfo(ZONE)

_ONE_DAY = dt.timedelta(days=1)


class Nation(StrEnum):
    """The parts of the United Kingdom with bank holidays of their own; values are the codes of the holidays library."""

    ENGLAND = "ENG"
    WALES = "WLS"
    SCOTLAND = "SCT"
    NORTHERN_IRELAND = "NIR"

    @property
    def words(self) -> str:
        """The nation as it is written in a sentence."""
        return _NAMES[self]


_NAMES = {
    Nation.ENGLAND: "England",
    Nation.WALES: "Wales",
    Nation.SCOTLAND: "Scotland",
    Nation.NORTHERN_IRELAND: "Northern Ireland",
}


@cache
def _holidays_of(nation: Nation, year: int) -> dict[dt.date, str]:
    # One year at a time: the library computes Easter and proclaimed days on demand, and a page asks for few years.
    return dict(holidays.country_holidays("GB", subdiv=nation.value, years=year))


def bank_holiday(day: dt.date, nation: Nation) -> str | None:
    """The name of the bank or public holiday on that day in that nation; None on every other day."""
    return _holidays_of(nation, day.year).get(day)


def is_working_day(day: dt.date, nation: Nation) -> bool:
    """Not a Saturday, a Sunday, Christmas Day, Good Friday or a bank holiday there."""
    return day.weekday() < 5 and bank_holiday(day, nation) is None


def nth_working_day(start: dt.date, count: int, nation: Nation) -> dt.date:
    """The last day of a period of ``count`` working days *beginning with* ``start``.

    ``start`` is the first of them when it is a working day itself, as in "the period of eight working days beginning
    with the day on which the notice is published". Raises ValueError when ``count`` is less than 1.
    """
    if count < 1:
        raise ValueError("a period has at least one working day")
    day = start
    left = count
    while True:
        if is_working_day(day, nation):
            left -= 1
            if left == 0:
                return day
        day += _ONE_DAY


def working_days_from(start: dt.date, end: dt.date, nation: Nation) -> int:
    """How many working days lie from ``start`` to ``end``, both counted; 0 when ``end`` comes first."""
    days = (end - start).days + 1
    return sum(is_working_day(start + dt.timedelta(days=step), nation) for step in range(max(days, 0)))


def clear_days_before(event: dt.date, days: int) -> dt.date:
    """The latest day to publish for ``days`` clear days before ``event``: neither of the two days is counted."""
    return event - dt.timedelta(days=days + 1)


def clear_days_after(published: dt.date, days: int) -> dt.date:
    """The first day on which something may happen that needs ``days`` clear days after ``published``."""
    return published + dt.timedelta(days=days + 1)


def in_london(moment: dt.datetime) -> dt.datetime:
    """The moment on a London clock, always a time that clock does show.

    A moment without an offset is read as London time. One skipped when the clocks go forward becomes the hour
    after; one shown twice when they go back is the first of the two, because an early deadline harms nobody.
    """
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=LONDON, fold=0)
    # Through UTC, because a change to the same zone would leave a skipped hour as it is.
    return moment.astimezone(dt.UTC).astimezone(LONDON)


def end_of_day(day: dt.date) -> dt.datetime:
    """One second before the next midnight in London: when a date without an hour is over."""
    return in_london(dt.datetime.combine(day, dt.time(23, 59, 59)))
