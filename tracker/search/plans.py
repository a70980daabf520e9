"""Money that is planned or promised: planned purchases, grants, programmes and announcements."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select, true

from tracker.buyers import buyer_named
from tracker.models.grants import Announcement, Grant, Programme
from tracker.models.notices import Process
from tracker.notice_names import stage_name
from tracker.open_words import rare_titles
from tracker.row_ids import read_id, shown_id, slug
from tracker.search.hits import Hit, after_place, day_of, every_word, lost_place, year_days
from tracker.search.names import bodies
from tracker.search.question import Question
from tracker.search.word_index import matching_ids
from tracker.tombstones import suppressed

__all__ = ["grants", "programmes", "purchases"]

_MOST_BUYERS = 20
_MOST_PROGRAMMES = 500
_NOON = dt.time(12, tzinfo=dt.UTC)


def purchases(connection: Connection, question: Question, after: str | None, limit: int) -> list[Hit]:
    """Planned purchases whose title holds the words, or whose buyer is so named; the newest notice first."""
    found = rare_titles(connection, " ".join(question.words))
    found_bodies = bodies(connection, question, None, _MOST_BUYERS)
    buyers = [key for hit in found_bodies for key in _keys(hit.key, hit.title)]
    titles = and_(*every_word(question.words, Process.title))
    bought = or_(titles if found is None else Process.id.in_(found), Process.buyer_key.in_([*buyers, _own(question)]))
    if found is not None:
        bought = and_(bought, or_(titles, Process.buyer_key.in_([*buyers, _own(question)])))
    statement: Any = select(Process).where(
        bought, Process.last_published.is_not(None), *_narrowed_purchases(question),
        Process.key.not_in(suppressed(connection, "process")),
    )  # fmt: skip
    if after is not None:
        moment, number = _purchase_place(connection, after)
        earlier = and_(Process.last_published == moment, Process.id < number)
        statement = statement.where(Process.last_published <= moment, or_(Process.last_published < moment, earlier))
    rows = connection.execute(
        _newest(statement, Process.last_published, Process.id, few=found is not None).limit(limit)
    )
    return [
        Hit(
            kind="purchases", key=row.key, title=row.title, place=shown_id(row.id), body_name=row.buyer_name,
            about="cancelled" if row.cancelled else stage_name(row.stage), day=day_of(row.last_published),
            updated=row.last_published, pence=row.value_pence if row.value_mark is None else None,
            currency=row.value_currency,
        )
        for row in rows
    ]  # fmt: skip


def _keys(body: str, name: str) -> set[str]:
    """A body's keys as a buyer: its own, and the one made of its name when notices cannot tell which body it is."""
    return {body, buyer_named(name).key}


def _own(question: Question) -> str:
    """The key of a buyer that is no known body and has exactly this name."""
    return slug(question.asked)


def _newest(statement: Any, moment: Any, number: Any, *, few: bool) -> Any:
    """Newest first; the few rows that an index of words found are put in order without reading another index."""
    order = (func.coalesce(moment, moment), number) if few else (moment, number)
    return statement.order_by(*(column.desc() for column in order))


def _narrowed_purchases(question: Question) -> list[Any]:
    conditions: list[Any] = (
        [Process.buyer_key.in_(_keys(question.body.slug, question.body.name))] if question.body else []
    )
    if question.year:
        first, after = (dt.datetime.combine(day, dt.time(), dt.UTC) for day in year_days(question.year))
        conditions += [Process.last_published >= first, Process.last_published < after]
    return conditions


def _purchase_place(connection: Connection, after: str) -> tuple[dt.datetime, int]:
    number = read_id(after)
    moment = connection.execute(select(Process.last_published).where(Process.id == number)).scalar()
    if number is None or moment is None:
        raise lost_place()
    return moment, number


def grants(connection: Connection, question: Question, after: str | None, limit: int) -> list[Hit]:
    """Grants whose title, recipient or funder has the words, the last as a beginning; newest first, undated ones last.

    A grant to a person is stored without a name, so that it can be found by its title and funder only.
    """
    found = matching_ids(connection, "search_grant", question.words)
    if found == [] and after is None:
        return []
    texts = func.coalesce(Grant.title, "") + " " + func.coalesce(Grant.recipient_name, "") + " "
    texts = texts + func.coalesce(Grant.funder_name, "")
    held = [Grant.id.in_(found)] if found is not None else every_word(question.words, texts)
    hidden = _hidden(connection, "grant")
    statement: Any = select(Grant).where(*held, *_narrowed_grants(question), Grant.id.not_in(hidden))
    if after is not None:
        statement = statement.where(_after_grant(connection, after))
    dated = Grant.awarded.is_not(None)
    order: tuple[Any, ...] = (dated.desc(), func.coalesce(Grant.awarded, Grant.awarded).desc(), Grant.id.desc())
    if found is None:
        statement, order = statement.where(dated), (Grant.awarded.desc(), Grant.id.desc())
    return [_grant_hit(row) for row in connection.execute(statement.order_by(*order).limit(limit))]


def _grant_hit(row: Any) -> Hit:
    recipient = "a person, not named" if row.individual else row.recipient_name
    moment = dt.datetime.combine(row.awarded, _NOON) if row.awarded else row.fetched_at
    return Hit(
        kind="grants", key=shown_id(row.id), title=row.title or "A grant without a title", place=shown_id(row.id),
        about=f"to {recipient}" if recipient else "", body_name=row.funder_name, day=row.awarded, updated=moment,
        pence=row.amount_pence, currency=row.currency,
    )  # fmt: skip


def _narrowed_grants(question: Question) -> list[Any]:
    conditions: list[Any] = [Grant.year == question.year] if question.year else []
    if question.body:
        key, name = question.body.slug, question.body.name
        given = or_(Grant.funder_key == key, Grant.recipient_key.in_([key, slug(name)]))
        conditions.append(given)
    return conditions


def _after_grant(connection: Connection, after: str) -> Any:
    number = read_id(after)
    row = connection.execute(select(Grant.awarded).where(Grant.id == number)).first()
    if number is None or row is None:
        raise lost_place()
    if row.awarded is None:
        return and_(Grant.awarded.is_(None), Grant.id < number)
    same = and_(Grant.awarded == row.awarded, Grant.id < number)
    return or_(Grant.awarded < row.awarded, same, Grant.awarded.is_(None))


def programmes(connection: Connection, question: Question, after: str | None, limit: int) -> list[Hit]:
    """Announcements of money, newest first, after the programmes of that name; a year leaves only what has one."""
    hits = [] if question.year else _programmes(connection, question)
    return after_place([*hits, *announcements(connection, question, None, _MOST_PROGRAMMES)], after, limit)


def _programmes(connection: Connection, question: Question) -> list[Hit]:
    named = Programme.name + " " + func.coalesce(Programme.funder, "")
    statement = (
        select(Programme)
        .where(*every_word(question.words, named))
        .order_by(Programme.seeded.desc(), Programme.name, Programme.slug)
        .limit(_MOST_PROGRAMMES)
    )
    return [
        Hit(kind="programmes", key=f"programme/{row.slug}", title=row.name, place=f"programme/{row.slug}",
            about="programme", body_name=row.funder)
        for row in connection.execute(statement)
    ]  # fmt: skip


def announcements(connection: Connection, question: Question, _after: str | None, limit: int) -> Sequence[Hit]:
    """Announcements whose title, funder or summary holds the words, newest first."""
    told = Announcement.title + " " + func.coalesce(Announcement.funder, "") + " "
    told = told + func.coalesce(Announcement.summary, "")
    first, end = year_days(question.year) if question.year else (None, None)
    within = and_(Announcement.announced >= first, Announcement.announced < end) if first else true()
    statement = (
        select(Announcement)
        .where(*every_word(question.words, told), within, Announcement.id.not_in(_hidden(connection, "announcement")))
        .order_by(Announcement.announced.is_(None), Announcement.announced.desc(), Announcement.id.desc())
        .limit(limit)
    )
    return [_announcement_hit(row) for row in connection.execute(statement)]


def _hidden(connection: Connection, kind: str) -> list[int]:
    return [number for key in suppressed(connection, kind) if (number := read_id(key)) is not None]


def _announcement_hit(row: Any) -> Hit:
    key = f"announcement/{shown_id(row.id)}"
    return Hit(
        kind="programmes", key=key, title=row.title, place=key, about="withdrawn" if row.withdrawn else "announcement",
        body_name=row.funder, day=row.announced, pence=row.total_pence,
        updated=dt.datetime.combine(row.announced, _NOON) if row.announced else row.fetched_at,
    )  # fmt: skip
