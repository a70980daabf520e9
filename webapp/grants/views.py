"""Grants: the overview with its map, lists by filter, programmes, announced sums, recipients and single grants."""

import datetime as dt
from typing import Any

from flask import Blueprint, Response, abort, request

from tracker.calendar_files import calls_file
from tracker.discussion.comments import shown_comments
from tracker.grant_filters import GrantFilter
from tracker.grant_pages import GrantList, grant_page, grants, open_calls, overview, recipient_page
from tracker.open_filters import FilterError
from tracker.places import REGIONS
from tracker.programmes import announced, programme, programmes
from tracker.row_ids import read_id, shown_id
from webapp.access import PUBLIC, access
from webapp.feeds import ATOM, Entry, atom
from webapp.gone import missing
from webapp.grants.region_map import HIGH, WIDE, tiles
from webapp.grants.shapes import announced_shape, grant_shape, grants_table, sum_shape
from webapp.open.answers import calendar
from webapp.pages import Page, Table, page
from webapp.site import now, reading, site
from webapp.wording import exact, pounds_text

blueprint = Blueprint("grants", __name__, template_folder="templates")

_TABLE = 5_000  # rows of a CSV twin; whole tables are in the public copy


@page(blueprint, "/grants", access=PUBLIC)
def index() -> Page:
    """The overview when nothing is asked for; with a filter, the grants that fit."""
    chosen, error = _filter()
    whole = request.path.endswith(".csv")
    with reading() as connection:
        found = overview(connection, now())
        listed = _listed(connection, chosen, _TABLE if whole else 50)
    data = {
        "grants": found.grants,
        "counted_in_totals": found.counted,
        "pounds": pounds_text(found.pence),
        "regions": [sum_shape(each) for each in found.regions],
        "grants_without_region": found.without_region,
        "funders": [sum_shape(each) for each in found.funders],
        "recipients": [sum_shape(each) for each in found.recipients],
        "years": [sum_shape(each) for each in found.years],
        "items": [grant_shape(each) for each in listed.items],
        "next_cursor": listed.next_cursor,
    }
    return Page(
        "grants/index.html",
        data,
        table=grants_table(listed.items),
        feeds=[
            *_feeds(f"/grants.atom?{chosen.query()}".rstrip("?")),
            ("calendar of open calls", "text/calendar", "/grants.ics"),
        ],
        status=400 if error else 200,
        context={
            "found": found, "listed": listed.items, "cursor": listed.next_cursor, "after": request.args.get("after"),
            "chosen": chosen, "query": chosen.query(), "given": request.args, "error": error, "regions": REGIONS,
            "tiles": tiles(found.regions), "wide": WIDE, "high": HIGH,
            "funder_choices": [(each.key, each.name) for each in found.funders],
            "year_choices": [(each.key, each.name) for each in reversed(found.years)],
        },
    )  # fmt: skip


@blueprint.get("/grants.atom")
@access(PUBLIC)
def feed() -> Response:
    """The grants of a filter, the newest award first."""
    chosen, error = _filter()
    if error:
        abort(400, error)
    with reading() as connection:
        listed = grants(connection, chosen, limit=100)
    return atom("Grants", "Grants as their funders published them.", "/grants", map(_entry, listed.items))


@blueprint.get("/grants.ics")
@access(PUBLIC)
def calls() -> Response:
    """The closing dates of open calls, as a calendar."""
    with reading() as connection:
        found = open_calls(connection, now())
    return calendar(calls_file(found, base_url=site().settings.base_url))


@page(blueprint, "/grants/programmes", access=PUBLIC)
def all_programmes() -> Page:
    """Every programme: those of announced sums first, then by money in grants."""
    with reading() as connection:
        found = programmes(connection, limit=500)
    rows = [(each.slug, each.name, each.funder, each.grants, pounds_text(each.total_pence)) for each in found]
    columns = ("slug", "name", "funder", "grants", "pounds")
    data = {"programmes": [dict(zip(columns, row, strict=True)) for row in rows]}
    return Page("grants/programmes.html", data, table=Table(columns, rows), context={"found": found})


@page(blueprint, "/grants/programmes/<slug>", access=PUBLIC)
def one_programme(slug: str) -> Page:
    """One programme: what was announced, what is known of it and what is not, and the grants made under it."""
    with reading() as connection:
        found = programme(connection, slug) or abort(404)
        listed = _listed(connection, GrantFilter(programme=slug), 50)
    data = {
        "slug": found.slug,
        "name": found.name,
        "funder": found.funder,
        "announced": [announced_shape(each) for each in found.announcements],
        "grants": found.grants,
        "pounds_in_grants": pounds_text(found.total_pence),
        "items": [grant_shape(each) for each in listed.items],
    }
    shares = [
        (each.announced, each.title, share.recipient, share.joint_with, share.purpose,
         pounds_text(share.amount_pence), share.source_url)
        for each in found.announcements for share in each.shares
    ]  # fmt: skip
    return Page(
        "grants/programme.html",
        data,
        table=Table(("announced", "announcement", "recipient", "with", "for", "pounds", "source"), shares),
        feeds=_feeds(f"/grants/programmes/{found.slug}.atom"),
        context={"found": found, "listed": listed.items},
    )


@blueprint.get("/grants/programmes/<slug>.atom")
@access(PUBLIC)
def programme_feed(slug: str) -> Response:
    """What was announced under a programme, newest first, then its newest grants."""
    with reading() as connection:
        found = programme(connection, slug) or abort(404)
        listed = grants(connection, GrantFilter(programme=slug), limit=100)
    told = [
        Entry(
            each.title,
            f"/grants/announcements/{shown_id(each.id)}",
            f"announcement/{shown_id(each.id)}",
            _noon(each.announced),
            " ".join((*each.known, *each.unknown)),
        )
        for each in reversed(found.announcements)
    ]
    return atom(
        found.name, "Announcements and grants.", f"/grants/programmes/{slug}", [*told, *map(_entry, listed.items)]
    )


@page(blueprint, "/grants/announcements/<number>", access=PUBLIC)
def announcement(number: str) -> Page:
    """One announcement of money."""
    with reading() as connection:
        found = announced(connection, _number(number)) or missing(connection, "announcement", number)
    data = announced_shape(found)
    columns = ("recipient", "with", "for", "amount", "note", "source")
    table = Table(columns, [[share[name] for name in columns] for share in data["shares"]])
    return Page("grants/announcement.html", data, table=table, context={"found": found})


@page(blueprint, "/grants/recipients/<key>", access=PUBLIC)
def recipient(key: str) -> Page:
    """One recipient: its grants, and the announced shares that name it."""
    with reading() as connection:
        try:
            found = recipient_page(connection, key, after=request.args.get("after")) or abort(404)
        except ValueError:
            abort(400, "The address names a page of the list that does not exist. Start again from the first page.")
    data = {
        "name": found.name,
        "total": sum_shape(found.total) if found.total else None,
        "items": [grant_shape(each) for each in found.grants.items],
        "announced_shares": [
            {"announcement": each.title, "announced": each.announced, "amount": pounds_text(each.amount_pence) or None,
             "for": each.purpose, "source": each.source_url}
            for each in found.shares
        ],
    }  # fmt: skip
    return Page(
        "grants/recipient.html",
        data,
        table=grants_table(found.grants.items),
        feeds=_feeds(f"/grants.atom?recipient={key}"),
        context={"found": found, "after": request.args.get("after")},
    )


@page(blueprint, "/grants/<number>", access=PUBLIC)
def grant(number: str) -> Page:
    """One grant: what was promised, what was paid since, and where it was published."""
    with reading() as connection:
        found = grant_page(connection, _number(number)) or missing(connection, "grant", number)
        comments = shown_comments(connection, "grant", number)
    data = grant_shape(found.grant) | {
        "description": found.grant.description,
        "versions": [
            {"sha256": each.sha256, "amount": pounds_text(each.amount_pence) or None, "fetched_at": each.fetched_at}
            for each in found.versions
        ],
        "paid_so_far": pounds_text(found.paid.pence) if found.paid else None,
        "paid_so_far_because": found.paid.evidence if found.paid else (),
        "comments": comments,
    }
    return Page(
        "grants/grant.html",
        data,
        table=grants_table([found.grant]),
        updated=found.grant.fetched_at,
        index=not found.grant.individual,
        context={"found": found, "grant": found.grant, "comments": comments},
    )


def _filter() -> tuple[GrantFilter, str | None]:
    try:
        return GrantFilter.read(request.args), None
    except FilterError as wrong:
        return GrantFilter(), str(wrong)


def _listed(connection: Any, chosen: GrantFilter, limit: int) -> GrantList:
    try:
        return grants(connection, chosen, after=request.args.get("after"), limit=limit)
    except ValueError:
        abort(400, "The address names a page of the list that does not exist. Start again from the first page.")


def _number(text: str) -> int:
    number = read_id(text)
    return abort(404) if number is None else number


def _feeds(address: str) -> list[tuple[str, str, str]]:
    return [("Atom feed", ATOM, address)]


def _entry(grant: Any) -> Entry:
    to = "an individual" if grant.individual else grant.recipient_name or "a recipient not named"
    amount = exact(grant.amount_pence, grant.currency)
    name = shown_id(grant.id)
    title = f"{grant.funder_name or 'A funder not named'} to {to}: {amount}"
    return Entry(title, f"/grants/{name}", f"grant/{name}", grant.fetched_at, grant.title or "")


def _noon(day: dt.date | None) -> dt.datetime:
    return dt.datetime.combine(day or dt.date(1970, 1, 1), dt.time(12), dt.UTC)
