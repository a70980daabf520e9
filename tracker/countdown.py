"""How much time is left, in the words a person would use: "9 days left to speak"."""

import datetime as dt

from tracker.calendars import in_london
from tracker.clock import Certainty, KeyDate
from tracker.day_words import day_in_words

__all__ = ["days_left", "hour_in_words", "in_two", "in_words", "moment_in_words"]


def days_left(date: KeyDate, now: dt.datetime) -> int:
    """Whole days from today to the day of the date, both on a London calendar; negative once it is past."""
    return (date.day - in_london(now).date()).days


def in_two(date: KeyDate, now: dt.datetime) -> tuple[str, str]:
    """The time left, and what it is left for, apart: ("9 days", "left to speak"); the second may be empty."""
    if date.suspect is not None:
        return "date not believable", ""
    days = days_left(date, now)
    if now > date.closes_at:
        return "closed today" if days == 0 else f"closed {_days(-days)} ago", ""
    if days == 0:
        return "last day", date.verb + (f", until {hour_in_words(date.at)}" if date.at else "")
    about = "about " if date.certainty is Certainty.ESTIMATED else ""
    return f"{about}{_days(days)}", f"{'left ' if date.verb.startswith('to ') else ''}{date.verb}"


def in_words(date: KeyDate, now: dt.datetime) -> str:
    """The time left until the date, as one phrase; says so when the date is suspect or over."""
    return " ".join(part for part in in_two(date, now) if part)


def hour_in_words(moment: dt.datetime) -> str:
    """The hour on a London clock, as "midnight", "noon" or "5:30pm"."""
    local = in_london(moment)
    if (local.hour, local.minute) == (0, 0):
        return "midnight at the start of the day"
    if (local.hour, local.minute) == (12, 0):
        return "noon"
    half = "am" if local.hour < 12 else "pm"
    minutes = f":{local.minute:02d}" if local.minute else ""
    return f"{(local.hour - 1) % 12 + 1}{minutes}{half}"


def moment_in_words(date: KeyDate) -> str:
    """The day, and the hour when it was published: "8 June 2026 at noon, UK time"."""
    day = day_in_words(date.day)
    return f"{day} at {hour_in_words(date.at)}, UK time" if date.at else f"{day} (hour not published)"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
