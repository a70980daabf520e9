"""The answer of the one search box."""

from flask import request

from tracker.row_ids import shown_id
from tracker.search import search
from webapp.access import PUBLIC
from webapp.addresses import payment_address, supplier_address
from webapp.pages import Page, Table, page
from webapp.site import reading
from webapp.spending.rooms import blueprint
from webapp.wording import pounds_text

__all__ = ["searched"]


@page(blueprint, "/search", access=PUBLIC)
def searched() -> Page:
    """What is found for the words asked for; never kept by search engines, since anybody can write the question."""
    asked = request.args.get("q", "").strip()[:200]
    with reading() as connection:
        found = search(connection, asked)
    data = {
        "asked": asked,
        "bodies": [{"slug": each.slug, "name": each.name, "type": each.type, "payments": each.payments,
                    "pence": each.pence, "address": f"/councils/{each.slug}"} for each in found.bodies],
        "suppliers": [{"id": shown_id(each.id), "name": each.name, "payments": each.payments, "pence": each.pence,
                       "address": supplier_address(each.id, each.name)} for each in found.suppliers],
        "words": [{"words": each.words, "council": each.body_slug, "payments": each.payments, "pence": each.pence,
                   "example": payment_address(each.pid)} for each in found.words],
    }  # fmt: skip
    rows = [
        *(("body", each.name, each.payments, pounds_text(each.pence)) for each in found.bodies),
        *(("supplier", each.name, each.payments, pounds_text(each.pence)) for each in found.suppliers),
        *(("words", each.words, each.payments, pounds_text(each.pence)) for each in found.words),
    ]
    table = Table(("what", "name", "payments", "pounds"), rows)
    return Page("spending/search.html", data, table, {"found": found, "asked": asked}, index=False)
