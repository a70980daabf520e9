"""How a thing that was found is addressed, worded and handed on in twins and feeds."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from flask.blueprints import BlueprintSetupState

from tracker.row_ids import read_id
from tracker.search import Hit, Section
from webapp.addresses import supplier_address
from webapp.feeds import Entry
from webapp.pages import Table
from webapp.wording import day, exact, number, pounds_text

__all__ = ["feed_entry", "hit_address", "hit_shape", "hits_table", "section_shape", "teach"]

_STEMS = {
    "bodies": "/councils/", "purchases": "/purchases/", "payments": "/payments/", "grants": "/grants/",
    "software": "/software/", "bids": "/bids/", "files": "/files/",
}  # fmt: skip
_PARTED = {
    "programme": "/grants/programmes/", "announcement": "/grants/announcements/", "promise": "/promises/",
    "campaign": "/campaigns/",
}  # fmt: skip
_NAMED = {"purchases": "Planned purchase", "payments": "Payments", "grants": "Grant", "programmes": "Announcement",
          "files": "File of payments"}  # fmt: skip
_NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def hit_address(hit: Hit) -> str:
    """The page of what was found."""
    if hit.kind == "suppliers":
        return supplier_address(read_id(hit.key) or 0, hit.title)
    if hit.kind in _STEMS:
        return _STEMS[hit.kind] + quote(hit.key)
    sort, _, key = hit.key.partition("/")
    return _PARTED[sort] + quote(key)


def hit_shape(hit: Hit) -> dict[str, Any]:
    """One thing as the JSON twin has it."""
    return {
        "kind": hit.kind, "title": hit.title, "address": hit_address(hit), "about": hit.about or None,
        "body": hit.body_name, "body_slug": hit.body_slug, "date": hit.day, "payments": hit.payments,
        "pence": hit.pence, "currency": hit.currency if hit.pence is not None else None,
    }  # fmt: skip


def section_shape(section: Section, query: Mapping[str, str]) -> dict[str, Any]:
    """One kind as the JSON twin has it, with the address of its whole list."""
    return {
        "kind": section.kind,
        "label": section.label,
        "count": section.count,
        "count_is_at_least": section.more_than_counted,
        "all": f"/search.json?{urlencode({**query, 'kind': section.kind})}",
        "items": [hit_shape(hit) for hit in section.hits],
    }


def hits_table(hits: Any) -> Table:
    """The CSV twin: one row for each thing found."""
    columns = ("kind", "title", "about", "body", "date", "payments", "pounds", "currency", "address")
    listed: Iterable[Hit] = hits
    rows = [
        (hit.kind, hit.title, hit.about, hit.body_name, hit.day, hit.payments, pounds_text(hit.pence),
         hit.currency if hit.pence is not None else "", hit_address(hit))
        for hit in listed
    ]  # fmt: skip
    return Table(columns, rows)


def feed_entry(hit: Hit) -> Entry:
    """One thing as an entry of a feed, the same each time it is asked for."""
    figure = exact(hit.pence, hit.currency) if hit.pence is not None else ""
    told = (hit.body_name, hit.about, day(hit.day) if hit.day else "", figure)
    address = hit_address(hit)
    title = f"{_NAMED[hit.kind]}: {hit.title}"
    return Entry(
        title, address, f"search{address}", hit.updated or _NEVER, ". ".join(str(each) for each in told if each)
    )


def _count(section: Section) -> str:
    """A count in words: "50 or more" where it was not counted further."""
    return f"more than {number(section.count)}" if section.more_than_counted else number(section.count)


def teach(state: BlueprintSetupState) -> None:
    """Teach templates to address what was found and to word its count."""
    state.app.jinja_env.filters.update(hit_address=hit_address, count_words=_count)
