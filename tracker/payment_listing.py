"""Payments for the API: all of them by their stable id, or one body's newest first under the filters of its pages."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select, tuple_

from tracker.listing import Field, Listed, ListingError, read_place, write_place
from tracker.models.organisations import Organisation
from tracker.models.spending import Payment
from tracker.months import read_month, read_year
from tracker.row_ids import read_id, shown_id
from tracker.spending_pages.payments import (
    CursorError,
    PaymentFilter,
    PaymentRow,
    files_behind,
    payment_list,
)

__all__ = ["FIELDS", "FILTERS", "one_payment", "payment_item", "payments"]

FIELDS = (
    Field("id", "text", "Stable id: it survives a re-import.", None),
    Field("organisation", "text", "Who paid.", None),
    Field("date", "date", "Day of the payment.", None),
    Field("supplier_id", "text", "The supplier; empty for withheld names.", None),
    Field("supplier", "text", "Name as published; empty where the payee probably is a private person.", None),
    Field("amount_pence", "integer", "Pence; negative for credit notes.", None),
    Field("currency", "text", "Currency.", None),
    Field("category", "text", "Category as published.", None),
    Field("purpose", "text", "What it was for.", None),
    Field("department", "text", "Department that spent it.", None),
    Field("reference", "text", "The publisher's number of the transaction.", None),
    Field("card", "boolean", "Paid by procurement card.", None),
    Field("name_withheld", "boolean", "True where Daylight withholds the name of a probable person.", None),
    Field("source_url", "text", "Where the file was found.", None),
    Field("source_row", "integer", "Line of the file.", None),
    Field("source_part", "text", "Sheet, page or table of the file.", None),
    Field("fetched_at", "moment", "When the file was fetched.", None),
    Field("sha256", "text", "SHA-256 of the file.", None),
)
FILTERS = {
    "organisation": "Whose payments, newest first; the other filters need it.",
    "month": "A month as 2026-04, or none for payments without a date.",
    "year": "A calendar year as 2026; a month goes before it.",
    "supplier": "A supplier's id.",
    "category": "A category's id, or none.",
    "words": "Words that the purpose holds.",
}
_KEY = (Payment.pid, Payment.id)
_ROW = [getattr(Payment, name) for name in PaymentRow.__dataclass_fields__]


def payments(connection: Connection, asked: Mapping[str, str], after: str | None, limit: int) -> Listed:
    """A page of payments; ListingError says which filter or cursor means nothing."""
    if not asked.get("organisation"):
        if any(asked.values()):
            raise ListingError(
                "month, year, supplier, category and words narrow one body's payments: give organisation too."
            )
        return _all(connection, after, limit)
    body = _body(connection, asked["organisation"])
    try:
        found = payment_list(connection, body, _filter(asked), after, limit)
    except CursorError as error:
        raise ListingError("The cursor was not made by this list.") from error
    files = files_behind(connection, found.rows)
    items = [payment_item(row, asked["organisation"], files) for row in found.rows]
    return Listed(items, found.next_cursor)


def _all(connection: Connection, after: str | None, limit: int) -> Listed:
    statement = select(*_ROW, Organisation.slug).join(Organisation, Organisation.id == Payment.organisation_id)
    if after:
        place = read_place(after, _KEY)
        # The first condition alone lets an index begin in the right place on both databases.
        statement = statement.where(Payment.pid >= place[0], tuple_(*_KEY) > tuple_(*place))
    found = connection.execute(statement.order_by(*_KEY).limit(limit + 1)).all()
    rows = [PaymentRow(*each[:-1]) for each in found[:limit]]
    files = files_behind(connection, rows)
    items = [payment_item(row, each[-1], files) for row, each in zip(rows, found, strict=False)]
    return Listed(items, write_place((rows[-1].pid, rows[-1].id)) if len(found) > limit else None)


def one_payment(connection: Connection, identifier: str) -> dict[str, Any] | None:
    """The payment of that id, or None."""
    number = read_id(identifier)
    if number is None:
        return None
    statement = select(*_ROW, Organisation.slug).join(Organisation, Organisation.id == Payment.organisation_id)
    found = connection.execute(statement.where(Payment.pid == number).order_by(Payment.id).limit(1)).first()
    if found is None:
        return None
    row = PaymentRow(*found[:-1])
    return payment_item(row, found[-1], files_behind(connection, [row]))


def _body(connection: Connection, slug: str) -> int:
    found = None
    if "\x00" not in slug:
        found = connection.execute(select(Organisation.id).where(Organisation.slug == slug)).scalar()
    if found is None:
        raise ListingError(f"There is no organisation {slug[:60]!r}; /api/v1/organisations lists them.")
    return int(found)


def _filter(asked: Mapping[str, str]) -> PaymentFilter:
    if "\x00" in asked.get("words", ""):
        raise ListingError("A filter cannot hold a NUL character.")
    return PaymentFilter(
        month=_number(asked, "month", read_month),
        supplier=_number(asked, "supplier", read_id, none=False),
        category=_number(asked, "category", read_id),
        words=asked.get("words", "")[:200],
        year=_number(asked, "year", read_year, none=False),
    )


def _number(asked: Mapping[str, str], name: str, reader: Any, *, none: bool = True) -> int | None:
    text = asked.get(name, "")
    if not text:
        return None
    if none and text == "none":
        return 0
    found: int | None = reader(text)
    if found is None:
        raise ListingError(f"{text[:40]!r} is no {name}.")
    return found


def payment_item(row: PaymentRow, organisation: str, files: Mapping[int, Any]) -> dict[str, Any]:
    """A payment as the API gives it, with its place in its file."""
    file = files[row.resource_id]
    return {
        "id": shown_id(row.pid),
        "organisation": organisation,
        "date": row.date,
        "supplier_id": shown_id(row.supplier_id) if row.supplier_id is not None else None,
        "supplier": row.supplier,
        "amount_pence": row.amount_pence,
        "currency": row.currency,
        "category": row.category,
        "purpose": row.purpose,
        "department": row.department,
        "reference": row.reference,
        "card": row.card,
        "name_withheld": row.personal,
        "source_url": file.url,
        "source_row": row.row,
        "source_part": row.part,
        "fetched_at": file.fetched_at,
        "sha256": file.sha256,
    }
