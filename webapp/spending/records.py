"""A supplier, a payment, a file: each with the way back to what was published."""

import datetime as dt

from flask import Response, abort, redirect, request, send_file

from tracker.archive import Archive, ArchiveError
from tracker.discussion.comments import shown_comments
from tracker.months import read_year
from tracker.real_terms import base_year
from tracker.row_ids import read_id, shown_id
from tracker.spending_pages.file import file_page, licence_of, why_withheld
from tracker.spending_pages.payment import payment_page
from tracker.spending_pages.supplier import SupplierPage, supplier_page
from webapp.access import PUBLIC, access
from webapp.addresses import file_address, supplier_address
from webapp.charts import Columns, Point, columns
from webapp.feeds import ATOM, Entry, atom
from webapp.gone import missing, refuse_taken_down
from webapp.pages import Page, Table, page
from webapp.site import reading, site
from webapp.spending.rooms import blueprint
from webapp.spending.shapes import (
    body_shape,
    file_shape,
    fixes_table,
    payers_table,
    supplier_shape,
    why_unnamed,
)
from webapp.wording import exact, month, number, pounds_text, short_money

__all__ = ["file", "file_bytes", "payment", "supplier", "supplier_feed"]

_NO_SUPPLIER = "No supplier with this number is named in the payments that count today."
_SPREADSHEET = 100_000


@page(blueprint, "/suppliers/<key>", access=PUBLIC)
def supplier(key: str) -> Page | Response:
    """A supplier."""
    found = _asked_supplier(key, _asked_year())
    address = supplier_address(found.id, found.name)
    if f"/suppliers/{key}" != address:
        return redirect(request.full_path.replace(f"/suppliers/{key}", address, 1).removesuffix("?"), 301)
    context = {"found": found, "chart": _years(found), "base_year": base_year()}
    feeds = [(f"Payments to {found.name}", ATOM, f"{address}.atom")]
    return Page(
        "spending/supplier.html", supplier_shape(found), payers_table(found), context, feeds, index=not found.person
    )


@blueprint.get("/suppliers/<key>.atom")
@access(PUBLIC)
def supplier_feed(key: str) -> Response:
    """The months in which a supplier was paid, newest first."""
    found = _asked_supplier(key)
    address = supplier_address(found.id, found.name)
    entries = [
        Entry(
            f"{found.name}, {month(line.month)}: {short_money(line.pence)}",
            address,
            f"suppliers/{shown_id(found.id)}/{line.month}/{line.pence}",
            dt.datetime(line.month // 100, line.month % 100, 1, tzinfo=dt.UTC),
            f"{number(line.payments)} payments, {exact(line.pence)}, as published so far.",
        )
        for line in reversed(found.months[-24:])
        if line.month
    ]
    response = atom(f"Daylight: payments to {found.name}", "By month, over all councils", address, entries)
    if found.person:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _asked_year() -> int | None:
    text = request.args.get("year", "").strip()
    year = read_year(text)
    if text and year is None:
        abort(400, f"“{text[:40]}” is not a year as in 2024.")
    return year


def _asked_supplier(key: str, year: int | None = None) -> SupplierPage:
    number = read_id(key.partition("-")[0])
    with reading() as connection:
        found = supplier_page(connection, number, year) if number is not None else None
        return found or missing(connection, "supplier", key.partition("-")[0], _NO_SUPPLIER)


def _years(found: SupplierPage) -> Columns:
    points = [Point(str(line.year), line.pence, exact(line.pence)) for line in found.years]
    return columns(points)


@page(blueprint, "/payments/<key>", access=PUBLIC)
def payment(key: str) -> Page:
    """A payment."""
    pid = read_id(key)
    with reading() as connection:
        refuse_taken_down(connection, "payment", key)
        found = payment_page(connection, pid) if pid is not None else None
        comments = shown_comments(connection, "payment", key)
    if found is None:
        abort(404, "No payment has this number: it may be mistyped, or its file was withdrawn.")
    row, origin = found.payment, found.file
    shape = {
        "id": key, "current": found.current, "council": body_shape(found.body), "date": row.date,
        "supplier": row.supplier, "supplier_id": row.supplier_id and shown_id(row.supplier_id),
        "name_withheld": why_unnamed(row) or None, "company_number": row.company_number, "pence": row.amount_pence,
        "pounds": pounds_text(row.amount_pence), "currency": row.currency, "amount_is": row.amount_kind,
        "vat_not_recovered_pence": row.vat_pence, "category": row.category, "purpose": row.purpose,
        "department": row.department, "reference": row.reference, "card": row.card, "body": row.body,
        "other_columns": dict(found.extra),
        "source": {
            "file": origin.name, "address": file_address(origin.id), "row": row.row, "part": row.part,
            "sha256": origin.sha256, "fetched_at": origin.fetched_at,
            "found_at": [each.url for each in found.origins],
        },
        "in_earlier_versions": [file_address(at) for at in found.past], "comments": comments,
    }  # fmt: skip
    flat = {name: value for name, value in shape.items() if not isinstance(value, dict | list)}
    flat |= {f"source_{name}": value for name, value in shape["source"].items() if not isinstance(value, list)}
    return Page(
        "spending/payment.html", shape, Table(list(flat), [list(flat.values())]),
        {"found": found, "row": row, "file": origin, "body": found.body, "unnamed": why_unnamed(row),
         "comments": comments, "key": key},
        index=row.supplier is None or not shape["supplier_id"] or _is_firm(row.supplier_id, row.supplier),
    )  # fmt: skip


def _is_firm(supplier_id: int, name: str) -> bool:
    # An address without the name in it is how a person's name is treated everywhere.
    return supplier_address(supplier_id, name) != supplier_address(supplier_id)


@page(blueprint, "/files/<key>", access=PUBLIC)
def file(key: str) -> Page:
    """A file."""
    number = read_id(key)
    after = request.args.get("after", "0")
    if not after.isascii() or not after.isdigit() or len(after) > 12:
        abort(400, "That is no place in the fix-list. Start again from the first page.")
    rows = {"limit": _SPREADSHEET} if request.path.endswith(".csv") else {}
    with reading() as connection:
        found = file_page(connection, number, int(after), **rows) if number is not None else None
        if found is None:
            abort(404, "No file has this number.")
        withheld = why_withheld(connection, found.file, licence_of(connection, number))
    context = {"found": found, "file": found.file, "body": found.body, "after": int(after), "withheld": withheld}
    return Page(
        "spending/file.html", file_shape(found), fixes_table(found.fixes), context, updated=found.file.loaded_at
    )


@blueprint.get("/files/<key>/original")
@access(PUBLIC)
def file_bytes(key: str) -> Response:
    """The bytes as they were fetched, where the licence allows and no name in them is masked."""
    number = read_id(key)
    with reading() as connection:
        found = file_page(connection, number) if number is not None else None
        if found is None:
            abort(404, "No file has this number.")
        withheld = why_withheld(connection, found.file, licence_of(connection, number))
    if withheld:
        abort(403, withheld)
    try:
        with Archive(site().settings.archive) as archive:
            stream = archive.open(found.file.sha256)
    except (ArchiveError, FileNotFoundError):
        abort(404, "The bytes of this file are not in this installation's archive; its hash and its address are.")
    # Never shown inside the site: what strangers wrote is downloaded, whatever it says it is.
    name = found.file.name.rsplit("/", 1)[-1]
    return send_file(stream, mimetype="application/octet-stream", as_attachment=True, download_name=name)
