"""Open now: what closes soonest, with filters, pages, twins, a calendar and a feed for every filter."""

from urllib.parse import urlencode

from flask import Blueprint, Response, abort, request

from tracker.calendar_files import calendar_file
from tracker.open_filters import FilterError, OpenFilter, choices
from tracker.open_now import PAGE, calendar_items, count_limit, newest, open_count
from tracker.open_now import page as open_page
from webapp.access import PUBLIC, access
from webapp.open.answers import calendar, open_feed
from webapp.open.shapes import item_shape, items_table
from webapp.open.words import teach
from webapp.pages import Page, page
from webapp.site import now, reading, site

blueprint = Blueprint("open", __name__, template_folder="templates")
blueprint.record_once(teach)

_TABLE = 5_000  # rows of the CSV twin: more than has ever been open at once under one filter of a nation


@page(blueprint, "/open", access=PUBLIC)
def index() -> Page:
    """One page of what is open, soonest first."""
    try:
        chosen, error = OpenFilter.read(request.args), None
    except FilterError as wrong:
        chosen, error = OpenFilter(), str(wrong)
    moment = now()
    whole = request.path.endswith(".csv")
    try:
        with reading() as connection:
            found = open_page(
                connection, chosen, moment, after=request.args.get("after"), limit=_TABLE if whole else PAGE
            )
            count = open_count(connection, chosen, moment)
    except ValueError:
        abort(400, "The address names a page of the list that does not exist. Start again from the first page.")
    query = chosen.query()
    following = _address("/open", query, after=found.next_cursor) if found.next_cursor else None
    data = {
        "filter": chosen.words(),
        "as_of": moment,
        "count": count,
        "count_is_at_least": count >= count_limit(chosen),
        "items": [item_shape(item, moment) for item in found.items],
        "next": following and following.replace("/open?", "/open.json?"),
    }
    return Page(
        "open/index.html",
        data,
        table=items_table(found.items, moment),
        feeds=feeds_of("/open", query),
        status=400 if error else 200,
        context={
            "items": found.items, "chosen": chosen, "choices": choices(), "count": count, "limit": count_limit(chosen),
            "now": moment, "cursor": found.next_cursor, "error": error, "query": query, "given": request.args,
        },
    )  # fmt: skip


@blueprint.get("/open.ics")
@access(PUBLIC)
def dates() -> Response:
    """The calendar of a filter."""
    chosen = _filter_or_400()
    with reading() as connection:
        items = calendar_items(connection, chosen, now())
    base = site().settings.base_url
    return calendar(
        calendar_file(items, base_url=base, name=_name(chosen), address=base + _address("/open", chosen.query()))
    )


@blueprint.get("/open.atom")
@access(PUBLIC)
def feed() -> Response:
    """The feed of a filter: what is open, the newest notice first."""
    chosen = _filter_or_400()
    with reading() as connection:
        items = newest(connection, chosen, now())
    return open_feed(items, title=_name(chosen), address=_address("/open", chosen.query()))


def _filter_or_400() -> OpenFilter:
    try:
        return OpenFilter.read(request.args)
    except FilterError as wrong:
        abort(400, str(wrong))


def _name(chosen: OpenFilter) -> str:
    return "Open now" if chosen == OpenFilter() else f"Open now: {chosen.words()}"


def feeds_of(stem: str, query: str = "") -> list[tuple[str, str, str]]:
    """The calendar and the feed that belong to a page."""
    return [
        ("calendar file", "text/calendar", _address(f"{stem}.ics", query)),
        ("Atom feed", "application/atom+xml", _address(f"{stem}.atom", query)),
    ]


def _address(stem: str, query: str, **more: str | None) -> str:
    added = urlencode({name: value for name, value in more.items() if value is not None})
    return stem + ("?" if query or added else "") + "&".join(part for part in (query, added) if part)
