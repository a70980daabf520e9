"""iCalendar files of key dates: one entry for each date, its UID stable, its stamp taken from the data.

A date with an hour is a moment in UTC, which every calendar shows on its owner's clock; a date without one is a whole
day. What was called off stays in the file, marked as cancelled, because an entry that vanishes tells nobody anything.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event

from tracker.clock import Certainty, DateKind, KeyDate, from_published
from tracker.countdown import moment_in_words
from tracker.open_now import OpenItem
from tracker.row_ids import shown_id

__all__ = ["calendar_file", "calls_file", "date_file", "purchase_address"]

_PRODUCER = "-//Daylight//Public money before it is spent//EN"
_ASK_AGAIN = dt.timedelta(hours=6)


def purchase_address(base_url: str, key: str) -> str:
    """The full address of the page of a planned purchase."""
    return f"{base_url}/purchases/{quote(key, safe='')}"


def calendar_file(items: Iterable[OpenItem], *, base_url: str, name: str, address: str) -> bytes:
    """The dates as one calendar; ``address`` is the page that shows the same list."""
    calendar = _empty(name, address)
    for item in items:
        calendar.add_component(_entry(item, base_url))
    return calendar.to_ical()


def date_file(date: KeyDate, *, uid: str, stamp: dt.datetime, base_url: str, address: str) -> bytes:
    """One date that belongs to no purchase, as for a date that was worked out on request."""
    calendar = _empty(date.label, address)
    event = _event(date, uid=f"{uid}@{_host(base_url)}", stamp=stamp)
    event.add("summary", date.label)
    event.add("description", f"{date.label}: {moment_in_words(date)}.\n{date.basis}.")
    event.add("status", _status(date, called_off=False))
    event.add("url", address)
    calendar.add_component(event)
    return calendar.to_ical()


def calls_file(calls: Iterable[Any], *, base_url: str) -> bytes:
    """The closing dates of open calls for applications: rows with id, title, funder, announced and closes_at."""
    address = f"{base_url}/grants"
    calendar = _empty("Grants open for applications", address)
    for call in calls:
        closes = call.closes_at.isoformat()
        date = from_published(DateKind.GRANT_CALL, closes, source="closing date of the call")
        stamp = dt.datetime.combine(call.announced or date.day, dt.time(), dt.UTC)
        event = _event(date, uid=f"{shown_id(call.id)}@{_host(base_url)}", stamp=stamp)
        event.add("summary", _line(f"{date.label}: {call.title} ({call.funder or 'funder not named'})"))
        event.add("description", f"{date.label}: {moment_in_words(date)}.\n{date.basis}.")
        event.add("status", "CONFIRMED")
        event.add("url", f"{address}/announcements/{shown_id(call.id)}")
        calendar.add_component(event)
    return calendar.to_ical()


def _empty(name: str, address: str) -> Any:
    name = _line(name)
    uid = uuid5(NAMESPACE_URL, address)  # the library's own would be another each time
    return Calendar.new(prodid=_PRODUCER, uid=uid, name=name, url=address, refresh_interval=_ASK_AGAIN)


def _event(date: KeyDate, *, uid: str, stamp: dt.datetime) -> Any:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", stamp.astimezone(dt.UTC).replace(microsecond=0))
    if date.at is not None:
        event.add("dtstart", date.at.astimezone(dt.UTC).replace(microsecond=0))  # without an end: it is a moment
    else:
        event.add("dtstart", date.day)
        event.add("dtend", date.day + dt.timedelta(days=1))  # the first day after, as the format wants it
    event.add("transp", "TRANSPARENT")  # a deadline makes nobody busy
    return event


def _entry(item: OpenItem, base_url: str) -> Any:
    stamp = item.last_published or item.seen_at
    event = _event(item.date, uid=f"{shown_id(item.date_id)}@{_host(base_url)}", stamp=stamp)
    buyer = item.buyer_name or "buyer not named"
    lead = "Cancelled: " if item.called_off else ""
    event.add("summary", _line(f"{lead}{item.date.label}: {item.title} ({buyer})"))
    event.add("description", "\n".join(_lines(item)))
    event.add("status", _status(item.date, called_off=item.called_off))
    event.add("sequence", item.notices - 1)  # each further notice may have moved the date
    event.add("url", purchase_address(base_url, item.key))
    return event


def _lines(item: OpenItem) -> list[str]:
    lines = [f"{item.date.label}: {moment_in_words(item.date)}.", f"Basis: {item.date.basis}.", _line(item.title)]
    if item.date.certainty is Certainty.ESTIMATED:
        lines.insert(1, "The date is an estimate and may move.")
    if item.called_off:
        lines.insert(0, "This was called off, or overtaken by a later notice, before the day came.")
    return lines


def _line(text: str) -> str:
    """A publisher's words on one line: what breaks lines, or cannot be written in the format, becomes a space."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _status(date: KeyDate, *, called_off: bool) -> str:
    if called_off:
        return "CANCELLED"
    return "TENTATIVE" if date.certainty is Certainty.ESTIMATED else "CONFIRMED"


def _host(base_url: str) -> str:
    return urlsplit(base_url).hostname or "localhost"
