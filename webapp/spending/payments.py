"""A council's payments, by month or year, supplier, category or words, a page at a time."""

from flask import abort, request

from tracker.months import read_month, read_year
from tracker.row_ids import read_id, shown_id
from tracker.spending_pages.council import month_lines
from tracker.spending_pages.payments import PAGE as ROWS
from tracker.spending_pages.payments import (
    CursorError,
    PaymentFilter,
    files_behind,
    filter_names,
    payment_list,
)
from webapp.access import PUBLIC
from webapp.pages import Page, page
from webapp.site import reading
from webapp.spending.councils import asked_body
from webapp.spending.rooms import blueprint
from webapp.spending.shapes import payment_shape, payments_table, why_unnamed
from webapp.wording import month_text

__all__ = ["council_payments"]

_SPREADSHEET = 1000


@page(blueprint, "/councils/<slug>/payments", access=PUBLIC)
def council_payments(slug: str) -> Page:
    """A page of payments; the CSV twin holds twenty times as many."""
    asked = _asked()
    after = request.args.get("after")
    rows = _SPREADSHEET if request.path.endswith(".csv") else ROWS
    try:
        with reading() as connection:
            body = asked_body(connection, slug)
            found = payment_list(connection, body.id, asked, after, rows)
            supplier, category = filter_names(connection, asked)
            files = files_behind(connection, found.rows)
            months = month_lines(connection, body.id)
    except CursorError as error:
        abort(400, f"{error}. Start again from the first page.")
    data = {
        "council": body.slug,
        "filters": {
            "month": month_text(asked.month), "year": asked.year, "category": category, "words": asked.words,
            "supplier": asked.supplier and shown_id(asked.supplier),
        },
        "payments": [payment_shape(row, files) for row in found.rows],
        "next": found.next_cursor,
        "looked_to": month_text(found.looked_to),
    }  # fmt: skip
    context = {
        "body": body, "found": found, "asked": asked, "supplier": supplier, "category": category, "files": files,
        "years": sorted({line.month // 100 for line in months if line.month and line.pence is not None}, reverse=True),
        "months": [line.month for line in reversed(months) if line.pence is not None], "after": after,
        "why_unnamed": why_unnamed, "given": request.args,
    }  # fmt: skip
    return Page("spending/payments.html", data, payments_table(found.rows, files), context)


def _asked() -> PaymentFilter:
    """The filters in the address; 400 for one that cannot be read, so that nobody sees other payments instead."""
    return PaymentFilter(
        year=_read("year", read_year, "a year as in 2024"),
        month=_read("month", lambda text: 0 if text == "none" else read_month(text), "a month as in 2024-04"),
        supplier=_read("supplier", read_id, "a supplier's id of 13 letters and digits"),
        category=_read("category", lambda text: 0 if text == "none" else read_id(text), "a category's id"),
        words=request.args.get("words", "").strip()[:200],
    )


def _read(key: str, reader: object, what: str) -> int | None:
    text = request.args.get(key, "").strip()
    if not text:
        return None
    value = reader(text)
    if value is None:
        abort(400, f"“{text[:40]}” is not {what}.")
    return value
