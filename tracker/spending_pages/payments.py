"""A council's payments, newest first, by month or year, supplier, category or words; each page is an index range.

Category and words have no index of their own. They are looked for month by month, newest first, in no more payments
than ``_READ`` for one page; when the page is not full by then, its cursor goes on with the months not looked at.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, select, tuple_

from tracker.loading_sums import category_id
from tracker.models.organisations import Supplier
from tracker.models.spending import Endpoint, Payment, Resource
from tracker.models.sums import Category, CategoryMonthSum, MonthSum
from tracker.months import first_day, following, month_of

__all__ = [
    "CursorError", "FileMark", "PaymentFilter", "PaymentList", "PaymentRow", "files_behind", "filter_names",
    "payment_list",
]  # fmt: skip

PAGE = 50
_READ = 25_000
_AT_ONCE = 3_000

_COLUMNS = (
    Payment.id, Payment.pid, Payment.date, Payment.supplier_id, Payment.supplier, Payment.amount_pence,
    Payment.currency, Payment.category, Payment.purpose, Payment.department, Payment.reference, Payment.card,
    Payment.redaction, Payment.personal, Payment.resource_id, Payment.row, Payment.part,
)  # fmt: skip


class CursorError(ValueError):
    """The cursor in the address was not made by this list."""


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One payment as lists show it; ``supplier`` is what stands there, None where we do not show it."""

    id: int
    pid: int
    date: dt.date | None
    supplier_id: int | None
    supplier: str | None
    amount_pence: int
    currency: str
    category: str | None
    purpose: str | None
    department: str | None
    reference: str | None
    card: bool
    redaction: str | None
    personal: bool
    resource_id: int
    row: int
    part: str | None


@dataclass(frozen=True, slots=True)
class FileMark:
    """What a line needs to be traced: the file's name, SHA-256, when it was fetched and where it was found."""

    name: str
    sha256: str
    fetched_at: dt.datetime
    url: str | None


@dataclass(frozen=True, slots=True)
class PaymentFilter:
    """What is asked for: ``month`` 0 is "without a date"; ``category`` 0 is "not given"; None asks for nothing.

    ``year`` is a calendar year, as the sums on the pages are; a month goes before it.
    """

    month: int | None = None
    supplier: int | None = None
    category: int | None = None
    words: str = ""
    year: int | None = None

    @property
    def sought(self) -> tuple[str, ...]:
        """The words, each of which the purpose must hold; eight are enough for anybody."""
        return tuple(self.words.split())[:8]


@dataclass(frozen=True, slots=True)
class PaymentList:
    """A page of payments and the cursor of the next; ``looked_to`` is the oldest month looked at, if not all were."""

    rows: tuple[PaymentRow, ...]
    next_cursor: str | None
    looked_to: int | None = None


def payment_list(
    connection: Connection, body_id: int, asked: PaymentFilter, after: str | None = None, limit: int = PAGE
) -> PaymentList:
    """A page of a body's payments; CursorError for a cursor that is none."""
    place = _read_cursor(after)
    if asked.month == 0:
        return _undated(connection, body_id, asked, place, limit)
    if (asked.category is None and not asked.words) or asked.supplier is not None:
        rows = _rows(connection, body_id, asked, _bounds(asked), place, limit + 1)
        return _page(rows, limit)
    return _looked_for(connection, body_id, asked, place, limit)


def filter_names(connection: Connection, asked: PaymentFilter) -> tuple[str | None, str | None]:
    """The names of the supplier and the category asked for; None for one that is unknown or not asked for."""
    supplier = category = None
    if asked.supplier is not None:
        supplier = connection.execute(select(Supplier.name).where(Supplier.id == asked.supplier)).scalar()
    if asked.category is not None:
        category = connection.execute(select(Category.label).where(Category.id == asked.category)).scalar()
    return supplier, category


def files_behind(connection: Connection, rows: Iterable[PaymentRow]) -> dict[int, FileMark]:
    """The file of each payment listed, by its id: name, hash, when fetched, and an address where it was found."""
    ids = {row.resource_id for row in rows}
    found_at = (
        select(func.min(Endpoint.url)).where(Endpoint.resource_id == Resource.id).correlate(Resource).scalar_subquery()
    )
    statement = select(Resource.id, Resource.name, Resource.sha256, Resource.fetched_at, found_at)
    found = connection.execute(statement.where(Resource.id.in_(ids)))
    return {row[0]: FileMark(*row[1:]) for row in found}


def _looked_for(
    connection: Connection, body_id: int, asked: PaymentFilter, place: tuple[dt.date, int] | None, limit: int
) -> PaymentList:
    found: list[PaymentRow] = []
    read = looked_to = 0
    for newest, oldest, payments in _windows(_months_to_look_at(connection, body_id, asked, place)):
        if read and read + payments > _READ:
            # The next page begins before the first day of the last month looked at.
            return PaymentList(tuple(found), _cursor(first_day(looked_to), 0), looked_to)
        read, looked_to = read + payments, oldest
        bounds = first_day(oldest), first_day(following(newest))
        found += _rows(connection, body_id, asked, bounds, place, limit + 1 - len(found))
        if len(found) > limit:
            return _page(found, limit)
    return _page(found, limit)


def _windows(months: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """The months, newest first, put together to (newest, oldest, payments): many small ones cost as much as one."""
    newest = oldest = total = 0
    for month, payments in months:
        if newest and total + payments > _AT_ONCE:
            yield newest, oldest, total
            newest = total = 0
        newest, oldest, total = newest or month, month, total + payments
    if newest:
        yield newest, oldest, total


def _months_to_look_at(
    connection: Connection, body_id: int, asked: PaymentFilter, place: tuple[dt.date, int] | None
) -> Sequence[tuple[int, int]]:
    """The months that may hold what is asked for, newest first, with how many payments each has to be read."""
    statement = select(MonthSum.month, MonthSum.payments).where(
        MonthSum.organisation_id == body_id, MonthSum.currency == "GBP", MonthSum.month > 0
    )
    if asked.month:
        statement = statement.where(MonthSum.month == asked.month)
    elif asked.year:
        statement = statement.where(MonthSum.month.between(asked.year * 100 + 1, asked.year * 100 + 12))
    if place:
        statement = statement.where(MonthSum.month <= month_of(place[0]))
    if asked.category is not None:
        of_category = select(CategoryMonthSum.month).where(
            CategoryMonthSum.organisation_id == body_id, CategoryMonthSum.category_id == asked.category
        )
        statement = statement.where(MonthSum.month.in_(of_category))
    return [(row[0], row[1]) for row in connection.execute(statement.order_by(MonthSum.month.desc()))]


def _rows(
    connection: Connection, body_id: int, asked: PaymentFilter, bounds: tuple[dt.date, dt.date] | None,
    before: tuple[dt.date, int] | None, limit: int,
) -> list[PaymentRow]:  # fmt: skip
    conditions = [Payment.organisation_id == body_id, Payment.date.is_not(None)]
    if bounds:
        conditions += [Payment.date >= bounds[0], Payment.date < bounds[1]]
    if before:
        # The first condition alone lets an index begin in the right place on both databases.
        conditions += [Payment.date <= before[0], tuple_(Payment.date, Payment.id) < before]
    conditions += _asked(connection, asked, conditions)
    statement = select(*_COLUMNS).where(*conditions).order_by(Payment.date.desc(), Payment.id.desc()).limit(limit)
    return [PaymentRow(*tuple(row)) for row in connection.execute(statement)]


def _asked(
    connection: Connection, asked: PaymentFilter, within: Sequence[ColumnElement[bool]]
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if asked.supplier is not None:
        conditions.append(Payment.supplier_id == asked.supplier)
    if asked.category == 0:
        conditions.append(Payment.category.is_(None))
    elif asked.category is not None:
        # Spellings that differ in case and spacing are one category; the databases fold letters differently.
        used = connection.execute(select(Payment.category).where(*within, *conditions).distinct()).scalars()
        conditions.append(Payment.category.in_([label for label in used if category_id(label) == asked.category]))
    conditions += [Payment.purpose.icontains(word, autoescape=True) for word in asked.sought]
    return conditions


def _undated(
    connection: Connection, body_id: int, asked: PaymentFilter, place: tuple[dt.date, int] | None, limit: int
) -> PaymentList:
    conditions = [Payment.organisation_id == body_id, Payment.date.is_(None)]
    if place:
        conditions.append(Payment.id < place[1])
    conditions += _asked(connection, asked, conditions)
    statement = select(*_COLUMNS).where(*conditions).order_by(Payment.id.desc()).limit(limit + 1)
    return _page([PaymentRow(*tuple(row)) for row in connection.execute(statement)], limit)


def _page(rows: list[PaymentRow], limit: int) -> PaymentList:
    last = rows[limit - 1] if len(rows) > limit else None
    return PaymentList(tuple(rows[:limit]), _cursor(last.date, last.id) if last else None)


def _bounds(asked: PaymentFilter) -> tuple[dt.date, dt.date] | None:
    """The first day asked for, and the day after the last."""
    if asked.month:
        return first_day(asked.month), first_day(following(asked.month))
    return (dt.date(asked.year, 1, 1), dt.date(asked.year + 1, 1, 1)) if asked.year else None


def _cursor(day: dt.date | None, number: int) -> str:
    return f"{(day or dt.date.min).isoformat()}.{number}"


def _read_cursor(text: str | None) -> tuple[dt.date, int] | None:
    if not text:
        return None
    day, _, number = text.partition(".")
    try:
        if not number.isascii() or not number.isdigit() or len(number) > 19:
            raise ValueError(number)
        return dt.date.fromisoformat(day), int(number)
    except ValueError:
        raise CursorError(f"{text[:40]!r} is no place in this list") from None
