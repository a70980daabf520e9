"""Software to reuse: the catalogue by function, one piece of software, the reuse check, who could buy together."""

import datetime as dt
from dataclasses import asdict
from typing import Any

from flask import Blueprint, abort, request

from tracker.discussion.comments import shown_comments
from tracker.reuse.contracts import radar
from tracker.reuse.panel import check_text
from tracker.software_pages import FunctionPage, Listed, catalogue, function_page, software_page
from webapp.access import PUBLIC
from webapp.gone import missing
from webapp.pages import Page, Table, page
from webapp.site import now, reading
from webapp.wording import pounds_text

blueprint = Blueprint("software", __name__, template_folder="templates")

_LONGEST_QUESTION = 6_000  # what fits into an address, so that an answer can be sent to somebody else
_GROUPS = {
    "bi-analytics": "Figures and reports", "childrens": "Children and education", "comms": "Websites and messages",
    "compute": "Computers and networks", "crm": "Residents and requests", "democratic": "Democracy",
    "doc-records": "Documents and records", "end-user-devices": "Desks and devices", "financial": "Finance",
    "geo": "Maps", "hr": "Staff", "unified-comms": "Telephones and meetings",
}  # fmt: skip
_LISTED = ("name", "licence", "functions", "summary", "maintainer", "source", "address", "last_activity", "problem")


@page(blueprint, "/software", access=PUBLIC)
def index() -> Page:
    """Every function, and software by name or words."""
    words = request.args.get("q", "")[:200]
    with reading() as connection:
        lines, found = catalogue(connection, words)
    data = {"functions": lines, "words": words, "found": found}
    rows = (
        Table(_LISTED, map(_row, found))
        if words.strip()
        else Table(
            ("id", "function", "group", "open_source", "purchases"),
            [(line.id, line.label, line.parent, line.open_source, line.bought) for line in lines],
        )
    )
    return Page("software/index.html", data, table=rows, context={"words": words, "group_names": _GROUPS})


@page(blueprint, "/software/functions/<function>", access=PUBLIC)
def one_function(function: str) -> Page:
    """What could be reused for one function, what others bought, and what it cost them."""
    with reading() as connection:
        found = function_page(connection, function) or abort(404)
    return Page(
        "software/function.html", _function_shape(found), table=Table(_LISTED, map(_row, found.listed)),
        context={"found": found},
    )  # fmt: skip


@page(blueprint, "/software/<address>", access=PUBLIC)
def one(address: str) -> Page:
    """One piece of software: every list that names it, who runs it, and what is promised of it."""
    with reading() as connection:
        found = software_page(connection, address) or missing(connection, "software", address)
        comments = shown_comments(connection, "software", address)
    return Page(
        "software/one.html", {**asdict(found), "comments": comments}, table=Table(_LISTED, map(_row, found.entries)),
        context={"found": found, "comments": comments, "address": address},
    )  # fmt: skip


@page(blueprint, "/reuse", access=PUBLIC)
def reuse() -> Page:
    """The reuse check: what could be reused before something is bought, with evidence; and questions to print."""
    text = request.args.get("text", "")
    too_long = len(text) > _LONGEST_QUESTION
    text = text[:_LONGEST_QUESTION]
    answer: dict[str, Any] | None = None
    if text.strip():
        with reading() as connection:
            answer = check_text(connection, text)
    table = Table(
        ("kind", "name", "confidence", "evidence", "licence", "address"),
        [
            (each["kind"], each["name"], each["confidence"], each["evidence"], each.get("licence"), each.get("url"))
            for each in (answer["candidates"] if answer else ())
        ],
    )
    data = {"text": text, "cut": too_long, "answer": answer}
    return Page("software/reuse.html", data, table=table, context={"longest": _LONGEST_QUESTION})


@page(blueprint, "/reuse/radar", access=PUBLIC)
def joint_buying() -> Page:
    """Who could buy together: bodies that buy the same, or whose contracts for it end, within the same window."""
    months = request.args.get("months", default=12, type=int)
    months = min(max(months or 12, 3), 36)
    today = now().date()
    with reading() as connection:
        lines = radar(connection, today, months)
    table = Table(
        ("function", "body", "why", "date", "supplier", "value", "title"),
        [
            (line["label"], body["name"], body["why"], body["date"], body["supplier"], pounds_text(body["value_pence"]),
             body["title"])
            for line in lines for body in line["bodies"]
        ],
    )  # fmt: skip
    data = {"from": today, "until": today + dt.timedelta(days=round(months * 30.44)), "functions": lines}
    return Page("software/radar.html", data, table=table, context={"months": months})


def _row(each: Listed) -> tuple[object, ...]:
    labels = "; ".join(label for _, label in each.functions)
    return (
        each.name, each.licence, labels, each.summary, each.maintainer, each.source, each.url, each.last_activity,
        each.problem,
    )  # fmt: skip


def _function_shape(found: FunctionPage) -> dict[str, Any]:
    return {
        "function": found.line,
        "open_source": found.listed,
        "bought": [_purchase(row) for row in found.bought],
        "about_to_buy": [_purchase(row) for row in found.upcoming],
        "prices": found.prices and {
            "contracts": found.prices["contracts"],
            **{name: pounds_text(found.prices[name]) for name in ("low", "middle", "high")},
        },
        "products": [{"name": name, "supplier": supplier} for name, supplier in found.products],
    }  # fmt: skip


def _purchase(row: Any) -> dict[str, Any]:
    return {
        "purchase": row.key,
        "title": row.title,
        "buyer": row.buyer_name,
        "supplier": row.supplier,
        "value": pounds_text(row.value_pence) or None,
        "currency": row.currency,
        "ends": row.ends,
        "certainty_percent": row.certainty,
    }
