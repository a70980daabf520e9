"""Days as they are written in a letter, for sentences, pages and letters alike."""

import datetime as dt

__all__ = ["day_in_words"]


def day_in_words(day: dt.date) -> str:
    """A day as in a letter: "6 April 2009"; of a moment, the day it carries."""
    return f"{day.day} {day:%B %Y}"
