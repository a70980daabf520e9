"""One planned purchase: what, how much, who decides, by when you can speak, and how; its calendar and its feed."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response

from tracker.calendar_files import calendar_file
from tracker.discussion.comments import shown_comments
from tracker.notice_names import stage_name
from tracker.open_now import process_items
from tracker.process_page import ProcessPage, process_page
from tracker.reuse.panel import Panel, panel
from tracker.subjects import SOFTWARE_DIVISIONS, subject_words
from webapp.access import PUBLIC, access
from webapp.gone import missing
from webapp.open.answers import calendar, history_feed
from webapp.open.shapes import date_shape, utc
from webapp.open.views import feeds_of
from webapp.pages import Page, Table, page
from webapp.site import now, reading, site
from webapp.wording import pounds_text

blueprint = Blueprint("purchases", __name__, template_folder="templates")


@page(blueprint, "/purchases/<key>", access=PUBLIC)
def purchase(key: str) -> Page:
    """The page of one planned purchase."""
    moment = now()
    with reading() as connection:
        found = process_page(connection, key) or missing(connection, "process", key)
        reuse = panel(connection, found.process, found.facts)
        comments = shown_comments(connection, "process", key)
    return Page(
        "open/purchase.html",
        _shape(found) | {"reuse": reuse.answer if _is_software(found, reuse) else None, "comments": comments},
        table=Table(
            ("label", "day", "closes_at", "certainty", "basis", "source", "not_believed_because"),
            [
                (date.label, date.day, utc(date.closes_at), date.certainty.value, date.basis, date.source, date.suspect)
                for date in found.dates
            ],
        ),
        feeds=feeds_of(f"/purchases/{key}"),
        updated=found.process.last_published,
        context={
            "found": found, "process": found.process, "now": moment, "open_dates": found.open_dates(moment),
            "reuse": reuse if _is_software(found, reuse) else None, "comments": comments,
            "subject": subject_words(found.process.division),
        },
    )  # fmt: skip


@blueprint.get("/purchases/<key>.ics")
@access(PUBLIC)
def purchase_dates(key: str) -> Response:
    """The calendar of one purchase; empty when it has no date that can be believed."""
    with reading() as connection:
        found = process_page(connection, key) or missing(connection, "process", key)
        items = process_items(connection, key)
    base = site().settings.base_url
    return calendar(calendar_file(items, base_url=base, name=found.process.title, address=f"{base}/purchases/{key}"))


@blueprint.get("/purchases/<key>.atom")
@access(PUBLIC)
def purchase_feed(key: str) -> Response:
    """The feed of one purchase: an entry for each notice, with what it changed."""
    with reading() as connection:
        found = process_page(connection, key) or missing(connection, "process", key)
    return history_feed(found)


def _shape(found: ProcessPage) -> dict[str, Any]:
    process = found.process
    return {
        "key": process.key,
        "ocid": process.ocid,
        "title": process.title,
        "buyer": process.buyer_name,
        "stage": stage_name(process.stage),
        "cancelled": process.cancelled,
        "value": pounds_text(process.value_pence) or None,
        "value_with_vat": pounds_text(process.value_gross_pence) or None,
        "currency": process.value_currency,
        "value_not_believed_because": process.value_mark,
        "marks": found.marks,
        "summary": [{"text": clause.text, "field": clause.field} for clause in found.summary],
        "dates": [date_shape(date) for date in found.dates],
        "timeline": [{"stage": each.name, "reached": utc(each.reached), "now": each.now} for each in found.timeline],
        "ways_to_speak": [{"text": way.text, "address": way.url} for way in found.ways],
        "documents": [_fields(each) for each in found.documents],
        "lots": found.lots,
        "history": [_entry(each, found.sources) for each in found.history],
        "awards": [
            {"title": each.title, "status": each.status, "date": each.date, "suppliers": each.suppliers,
             "value": pounds_text(each.value_pence) or None, "currency": each.currency}
            for each in found.awards
        ],
        "paid_so_far": [_fields(each) for each in found.paid],
        "probably_the_same": [_fields(each) for each in found.links],
        "same_buyer_same_subject": [_fields(each) for each in found.same_buyer],
        "same_thing_other_buyers": [_fields(each) for each in found.same_thing],
        "related_spending": [_fields(each) for each in found.related],
    }  # fmt: skip


def _is_software(found: ProcessPage, reuse: Panel) -> bool:
    """Whether it makes sense to ask what could be reused: for software, and wherever somebody suggested something."""
    return bool(reuse.answer["functions"] or reuse.suggestions or found.process.division in SOFTWARE_DIVISIONS)


def _fields(thing: Any) -> dict[str, Any]:
    """The public fields of a small record; pence are given as pounds under the same name without its ending."""
    shape: dict[str, Any] = {}
    for name in thing.__dataclass_fields__:
        value = getattr(thing, name)
        if name == "pence" or name.endswith("_pence"):
            shape[name.replace("pence", "pounds")] = pounds_text(value) or None
        elif name.endswith("_id"):
            continue  # internal numbers say nothing outside
        else:
            shape[name] = value
    return shape


def _entry(entry: Any, sources: Mapping[int, Any]) -> dict[str, Any]:
    source = sources[entry.notice.id]
    return {
        "notice": entry.name,
        "number": entry.notice.release_id,
        "published": utc(entry.moment),
        "changes": [{"label": each.label, "before": each.before, "after": each.after} for each in entry.changes],
        "source": {"url": source.url, "sha256": source.sha256, "part": source.part, "row": source.row,
                   "fetched_at": utc(source.fetched_at)},
    }  # fmt: skip
