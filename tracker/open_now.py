"""What the public can still act on, soonest first: the read side of Open now, flat however many notices there are.

A process is listed once, at the one date whose turn it is: the first that is not over yet. That is an index range from
now on, so a page costs the same among a thousand notices as among a million.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, and_, func, or_, select, tuple_

from tracker.calendars import in_london
from tracker.clock import RULES, Certainty, DateKind, KeyDate
from tracker.countdown import days_left, in_words
from tracker.models.notices import Process, ProcessDate
from tracker.open_filters import OpenFilter, applied
from tracker.open_words import titles_to_look_up

__all__ = [
    "OpenItem",
    "OpenPage",
    "calendar_items",
    "closes_soonest",
    "count_limit",
    "just_announced",
    "key_date",
    "newest",
    "open_count",
    "page",
    "process_items",
    "seen_since",
]

PAGE = 50
COUNT_LIMIT = 1000
# A word is looked for title by title, so the count of a common one stops sooner.
WORD_COUNT_LIMIT = 100
# A calendar holds what is open and the recent past, so that an entry does not vanish on the day it matters most.
CALENDAR_AHEAD = 200
CALENDAR_BESIDE = 50
FEED_AMONG = 5_000
# What is open was nearly always published within these days.
FEED_LATELY = dt.timedelta(days=90)
CALENDAR_PAST = dt.timedelta(days=60)


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One planned purchase with one of its dates; money in pence, with ``value_mark`` when it is not believable.

    ``called_off``: the purchase was cancelled, or a later notice overtook the date before its day came.
    """

    process_id: int
    date_id: int
    key: str
    title: str
    buyer_name: str | None
    buyer_key: str | None
    region: str | None
    division: str | None
    stage: str
    notice_type: str | None
    value_pence: int | None
    value_gross_pence: int | None
    currency: str | None
    value_mark: str | None
    first_published: dt.datetime | None
    last_published: dt.datetime | None
    notices: int
    seen_at: dt.datetime
    cancelled: bool
    called_off: bool
    date: KeyDate

    def countdown(self, now: dt.datetime) -> str:
        """The time left in words."""
        return in_words(self.date, now)

    def days(self, now: dt.datetime) -> int:
        """Whole days left on a London calendar."""
        return days_left(self.date, now)


@dataclass(frozen=True, slots=True)
class OpenPage:
    """One page of the list and the cursor of the next, None on the last."""

    items: tuple[OpenItem, ...]
    next_cursor: str | None


_COLUMNS = (
    ProcessDate.id.label("date_id"),
    ProcessDate.kind,
    ProcessDate.day,
    ProcessDate.closes_at,
    ProcessDate.hour_known,
    ProcessDate.basis,
    ProcessDate.certainty,
    ProcessDate.source,
    ProcessDate.suspect,
    ProcessDate.called_off,
    Process.id.label("process_id"),
    Process.key,
    Process.title,
    Process.buyer_name,
    Process.buyer_key,
    Process.region,
    Process.division,
    Process.stage,
    Process.notice_type,
    Process.value_pence,
    Process.value_gross_pence,
    Process.value_currency,
    Process.value_mark,
    Process.first_published,
    Process.last_published,
    Process.notices,
    Process.seen_at,
    Process.cancelled,
)


def key_date(row: Any) -> KeyDate:
    """The key date of a row of process_date."""
    kind = DateKind(row.kind)
    at = in_london(row.closes_at) if row.hour_known else None
    rule = RULES[kind]
    return KeyDate(
        kind, rule.label, row.day, at, row.basis, Certainty(row.certainty), row.source, rule.can_act, row.suspect
    )


def _item(row: Any) -> OpenItem:
    return OpenItem(
        row.process_id,
        row.date_id,
        row.key,
        row.title,
        row.buyer_name,
        row.buyer_key,
        row.region,
        row.division,
        row.stage,
        row.notice_type,
        row.value_pence,
        row.value_gross_pence,
        row.value_currency,
        row.value_mark,
        row.first_published,
        row.last_published,
        row.notices,
        row.seen_at,
        row.cancelled,
        row.called_off is not None,
        key_date(row),
    )


def _joined() -> Select[Any]:
    statement: Any = select(*_COLUMNS)  # a row of many types, which the checker cannot spell out
    # A sum has no index to follow back: dates are looked up first, whose index tells which of them are listed.
    return statement.join(Process, Process.id == ProcessDate.process_id + 0)


def _listed(statement: Select[Any], now: dt.datetime) -> Select[Any]:
    return statement.where(
        ProcessDate.listed_at >= now, or_(ProcessDate.listed_after.is_(None), ProcessDate.listed_after < now)
    )


def _narrowed(connection: Connection, statement: Select[Any], chosen: OpenFilter) -> Select[Any]:
    return _narrowed_to(titles_to_look_up(connection, chosen.q), statement, chosen)


def _narrowed_to(found: Any | None, statement: Select[Any], chosen: OpenFilter) -> Select[Any]:
    statement = applied(statement, chosen, by_index=found is None)
    return statement if found is None else statement.where(ProcessDate.process_id.in_(found))


def page(
    connection: Connection,
    chosen: OpenFilter,
    now: dt.datetime,
    *,
    after: str | None = None,
    limit: int = PAGE,
) -> OpenPage:
    """One page of what is open at ``now``, soonest first; ``after`` is the cursor of the page before.

    Raises ValueError for a cursor that this function did not make.
    """
    statement = _listed(_narrowed(connection, _joined(), chosen), now)
    if after is not None:
        moment, last = _read_cursor(after)
        statement = statement.where(tuple_(ProcessDate.listed_at, ProcessDate.id) > tuple_(moment, last))
    statement = statement.order_by(ProcessDate.listed_at, ProcessDate.id).limit(limit + 1)
    rows = connection.execute(statement).all()
    items = tuple(_item(row) for row in rows[:limit])
    more = len(rows) > limit
    return OpenPage(items, _cursor(items[-1]) if more else None)


def closes_soonest(connection: Connection, now: dt.datetime, limit: int = 5) -> tuple[OpenItem, ...]:
    """What closes soonest of all, for the home page."""
    return page(connection, OpenFilter(), now, limit=limit).items


def count_limit(chosen: OpenFilter) -> int:
    """How far ``open_count`` counts with this filter."""
    return WORD_COUNT_LIMIT if chosen.q else COUNT_LIMIT


def open_count(connection: Connection, chosen: OpenFilter, now: dt.datetime) -> int:
    """How many are open, counted up to ``count_limit``: that answer means "so many or more"."""
    statement = _narrowed(connection, select(ProcessDate.id), chosen)
    if chosen.q:
        statement = statement.join(Process, Process.id == ProcessDate.process_id + 0)
    inner = _listed(statement, now).limit(count_limit(chosen)).subquery()
    return connection.execute(select(func.count()).select_from(inner)).scalar_one()


def just_announced(connection: Connection, limit: int = 5) -> list[Any]:
    """The planned purchases published last, newest first, for the home page: rows of process."""
    statement = (
        select(
            Process.key,
            Process.title,
            Process.buyer_name,
            Process.stage,
            Process.notice_type,
            Process.value_pence,
            Process.value_currency,
            Process.value_mark,
            Process.first_published,
        )
        .where(Process.first_published.is_not(None))
        .order_by(Process.first_published.desc(), Process.id)
        .limit(limit)
    )
    return list(connection.execute(statement))


def calendar_items(connection: Connection, chosen: OpenFilter, now: dt.datetime) -> list[OpenItem]:
    """The dates of the filter for a calendar, by date: the 200 soonest, and 50 each lately over and called off."""
    since = now - CALENDAR_PAST
    listed, called_off = ProcessDate.listed_at, ProcessDate.called_off
    windows: tuple[tuple[Any, Any, int], ...] = (
        (listed >= now, listed, CALENDAR_AHEAD),
        (and_(listed < now, listed >= since), listed.desc(), CALENDAR_BESIDE),
        (called_off >= now, called_off, CALENDAR_BESIDE),
        (and_(called_off < now, called_off >= since), called_off.desc(), CALENDAR_BESIDE),
    )
    rows: list[Any] = []
    for window, order, limit in windows:
        statement = _narrowed(connection, _joined(), chosen).where(window)
        rows += connection.execute(statement.order_by(order, ProcessDate.id).limit(limit)).all()
    return [_item(row) for row in sorted(rows, key=lambda row: (row.closes_at, row.date_id))]


def newest(connection: Connection, chosen: OpenFilter, now: dt.datetime, limit: int = 100) -> list[OpenItem]:
    """What is open at ``now``, the newest notice first, for feeds.

    The order of publication has an index of its own, where the feed of a common word is soon full. Any other filter is
    narrowed first and then put in order (of at most 5,000).
    """
    if chosen == OpenFilter():
        return _by_publication(connection, _listed(_joined(), now), limit)
    found = titles_to_look_up(connection, chosen.q)
    if found is None and not (chosen.buyer or chosen.region or chosen.subject or chosen.kind):
        lately = applied(_joined(), chosen, by_index=False).where(
            ProcessDate.published >= now - FEED_LATELY,
            # An expression has no index: the one of publication shall be read, in its order.
            func.coalesce(ProcessDate.listed_at, None) >= now,
            or_(ProcessDate.listed_after.is_(None), ProcessDate.listed_after < now),
        )
        items = _by_publication(connection, lately, limit)
        if len(items) == limit:
            return items
    dates: Any = select(ProcessDate.id, ProcessDate.published)
    soonest = _listed(_narrowed_to(found, dates, chosen), now)
    if chosen.q:
        soonest = soonest.join(Process, Process.id == ProcessDate.process_id + 0)
    # Each step is a table of its own: asked in one, SQLite walks all that was ever published, newest first.
    among = soonest.order_by(ProcessDate.listed_at, ProcessDate.id).limit(FEED_AMONG).subquery()
    last = select(among.c.id).order_by(among.c.published.desc(), among.c.id.desc()).limit(limit).subquery()
    return _by_publication(connection, _joined().join(last, last.c.id == ProcessDate.id), limit)


def _by_publication(connection: Connection, statement: Select[Any], limit: int) -> list[OpenItem]:
    statement = statement.order_by(ProcessDate.published.desc(), ProcessDate.id.desc()).limit(limit)
    return [_item(row) for row in connection.execute(statement)]


def seen_since(
    connection: Connection, chosen: OpenFilter, since: dt.datetime | None, now: dt.datetime, limit: int
) -> list[OpenItem]:
    """What is open at ``now`` and whose newest notice reached us after ``since`` (None: all of it), soonest first."""
    statement = _listed(_narrowed(connection, _joined(), chosen), now)
    if since is not None:
        statement = statement.where(Process.seen_at > since)
    statement = statement.order_by(ProcessDate.listed_at, ProcessDate.id).limit(limit)
    return [_item(row) for row in connection.execute(statement)]


def process_items(connection: Connection, key: str) -> list[OpenItem]:
    """Every believable date of the process with that key, by date, for its own calendar and feed."""
    number = select(Process.id).where(Process.key == key).scalar_subquery()
    statement = _joined().where(ProcessDate.process_id == number, ProcessDate.suspect.is_(None))
    return [_item(row) for row in connection.execute(statement.order_by(ProcessDate.closes_at, ProcessDate.id))]


def _cursor(item: OpenItem) -> str:
    return f"{item.date.closes_at.astimezone(dt.UTC):%Y%m%dT%H%M%S}.{item.date_id}"


def _read_cursor(text: str) -> tuple[dt.datetime, int]:
    moment, _, last = text.partition(".")
    if not last.isdigit() or len(last) > 19:
        raise ValueError(f"{text!r} is not a cursor of this list")
    return dt.datetime.strptime(moment, "%Y%m%dT%H%M%S").replace(tzinfo=dt.UTC), int(last)
