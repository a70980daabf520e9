"""Words in what payments were for, and the files that payments came in."""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Connection, and_, or_, select, tuple_

from tracker.models.organisations import Organisation
from tracker.models.spending import Resource
from tracker.models.sums import Wording
from tracker.row_ids import read_id, shown_id
from tracker.search.hits import Hit, day_of, every_word, lost_place
from tracker.search.question import Question, search_words
from tracker.search.word_index import matching_wordings
from tracker.tombstones import suppressed

__all__ = ["files", "wordings"]

_FILES_AT_FIRST = 4
_FILES_READ = 400  # newest files read for a common word; if they do not fill a page, the index is asked after all
_MOST_IN_ORDER = 20_000
_SHORTEST_BEGINNING = 3

_Place = tuple[dt.datetime, int, int]  # when the file was fetched, the file, the wording


def wordings(connection: Connection, question: Question, after: str | None, limit: int) -> list[Hit]:
    """Purposes that hold all the words, the last as a beginning: those of the newest files first."""
    place = _read_place(connection, after)
    found = matching_wordings(connection, question.words)
    if found is None:
        hits = _of_newest_files(connection, question, place, limit)
        if len(hits) == limit:
            return hits
        most = _MOST_IN_ORDER
        found = matching_wordings(connection, question.words, most=most) or _first(connection, question)
    rows = [row for some in _some(found) for row in _rows(connection, question, Wording.id.in_(some), place)]
    return _hits(connection, sorted(rows, key=_order), limit)


def _first(connection: Connection, question: Question) -> list[int]:
    """Some of those that hold words so common that they cannot all be put in order: those of the newest files."""
    newest = _statement(question).order_by(Resource.fetched_at.desc(), Resource.id.desc()).limit(_MOST_IN_ORDER)
    held = every_word(question.words, Wording.words)
    return [row.id for row in connection.execute(newest.where(*held))]


def _of_newest_files(connection: Connection, question: Question, place: _Place | None, limit: int) -> list[Hit]:
    rows: list[Any] = []
    for some in _newest_files(connection, question, place):
        held = every_word(question.words, Wording.words)
        read = _rows(connection, question, and_(Wording.resource_id.in_(some), *held), place)
        rows += sorted((row for row in read if _holds(row.words, question.words)), key=_order)
        if len(rows) >= limit:
            break
    return _hits(connection, rows, limit)


def _newest_files(connection: Connection, question: Question, place: _Place | None) -> Iterator[list[int]]:
    statement = select(Resource.id).where(Resource.state == "current", *_narrowed(question))
    if place is not None:
        statement = statement.where(tuple_(Resource.fetched_at, Resource.id) <= tuple_(*place[:2]))
    newest = statement.order_by(Resource.fetched_at.desc(), Resource.id.desc()).limit(_FILES_READ)
    ids = list(connection.execute(newest).scalars())
    start, size = 0, _FILES_AT_FIRST
    while start < len(ids):
        yield ids[start : start + size]
        start, size = start + size, 2 * size


def _holds(text: str, words: tuple[str, ...]) -> bool:
    """Whether a text has the words as words: the database only said that it has their letters."""
    held = search_words(text)
    *whole, last = words
    begins = len(last) >= _SHORTEST_BEGINNING and any(word.startswith(last) for word in held)
    return all(word in held for word in whole) and (begins or last in held)


def _narrowed(question: Question) -> list[Any]:
    conditions: list[Any] = []
    if question.body:
        conditions.append(Resource.organisation_id == question.body.id)
    if question.year:
        first, last = question.year * 100 + 1, question.year * 100 + 12
        conditions += [Resource.month_from <= last, Resource.month_to >= first]
    return conditions


def _statement(question: Question) -> Any:
    columns: Any = select(
        Wording.id, Wording.words, Wording.pid, Wording.payments, Wording.pence, Resource.id.label("resource_id"),
        Resource.fetched_at, Resource.date_max, Organisation.slug, Organisation.name,
    )  # fmt: skip
    return (
        columns.join(Resource, Resource.id == Wording.resource_id)
        .join(Organisation, Organisation.id == Wording.organisation_id)
        .where(*_narrowed(question))
    )


def _rows(connection: Connection, question: Question, wanted: Any, place: _Place | None) -> list[Any]:
    rows = connection.execute(_statement(question).where(wanted))
    return [row for row in rows if place is None or _order(row) > _order_of(*place)]


def _order(row: Any) -> tuple[float, int, int]:
    return _order_of(row.fetched_at, row.resource_id, row.id)


def _order_of(fetched: dt.datetime, resource_id: int, wording_id: int) -> tuple[float, int, int]:
    return -fetched.timestamp(), -resource_id, wording_id


def _some(ids: list[int]) -> Iterable[list[int]]:
    return (ids[start : start + 5_000] for start in range(0, len(ids), 5_000))


def _hits(connection: Connection, rows: list[Any], limit: int) -> list[Hit]:
    hidden = {read_id(key) for key in suppressed(connection, "payment")}
    shown = (row for row in rows if row.pid not in hidden)
    return [
        Hit(
            kind="payments", key=shown_id(row.pid), title=row.words, body_slug=row.slug, body_name=row.name,
            day=row.date_max, updated=row.fetched_at, pence=row.pence, payments=row.payments,
            place=shown_id(row.resource_id) + shown_id(row.id),
        )
        for row in islice(shown, limit)
    ]  # fmt: skip


def _read_place(connection: Connection, after: str | None) -> _Place | None:
    if after is None:
        return None
    resource_id, wording_id = read_id(after[:13]), read_id(after[13:])
    fetched = connection.execute(select(Resource.fetched_at).where(Resource.id == resource_id)).scalar()
    if resource_id is None or wording_id is None or fetched is None:
        raise lost_place()
    return fetched, resource_id, wording_id


def files(connection: Connection, question: Question, after: str | None, limit: int) -> list[Hit]:
    """Files whose name, or the name of whose publisher, holds each of the words; the newest first."""
    newest = select(Resource.id).where(*_named(connection, question), *_narrowed(question))
    if after is not None:
        number = read_id(after)
        fetched = connection.execute(select(Resource.fetched_at).where(Resource.id == number)).scalar()
        if number is None or fetched is None:
            raise lost_place()
        newest = newest.where(tuple_(Resource.fetched_at, Resource.id) < tuple_(fetched, number))
    ids = connection.execute(newest.order_by(Resource.fetched_at.desc(), Resource.id.desc()).limit(limit)).scalars()
    statement: Any = (
        select(
            Resource.id, Resource.name.label("file"), Resource.rows_accepted, Resource.state, Resource.fetched_at,
            Organisation.slug, Organisation.name,
        )
        .join(Organisation, Organisation.id == Resource.organisation_id)
        .where(Resource.id.in_(ids.all()))
        .order_by(Resource.fetched_at.desc(), Resource.id.desc())
    )  # fmt: skip
    return [_file_hit(row) for row in connection.execute(statement)]


def _named(connection: Connection, question: Question) -> list[Any]:
    publishers = {row.id: row.name.lower() for row in connection.execute(select(Organisation.id, Organisation.name))}
    conditions = []
    for word in question.words:
        of = [number for number, name in publishers.items() if word in name]
        conditions.append(or_(Resource.name.icontains(word, autoescape=True), Resource.organisation_id.in_(of)))
    return conditions


def _file_hit(row: Any) -> Hit:
    states = {"superseded": "an earlier version", "rejected": "could not be read"}
    return Hit(
        kind="files", key=shown_id(row.id), title=row.file, place=shown_id(row.id), about=states.get(row.state, ""),
        body_slug=row.slug, body_name=row.name, day=day_of(row.fetched_at), updated=row.fetched_at,
        payments=row.rows_accepted,
    )  # fmt: skip
