"""All councils, and one council: what it spent, on whom, on what, and how much of that can be seen."""

from flask import Response, abort, redirect, request

from tracker.buyers import buyer_named
from tracker.likeness import councils_like
from tracker.open_filters import OpenFilter
from tracker.open_now import page as open_page
from tracker.quality.league import publisher
from tracker.real_terms import base_year
from tracker.spending_pages.bodies import Body, body_by_slug
from tracker.spending_pages.council import FileLine, council_page, files_of
from tracker.spending_pages.councils import SORTS, council_list
from tracker.spending_pages.news import newest_files
from webapp.access import PUBLIC, access
from webapp.addresses import file_address, payments_address
from webapp.charts import Point, columns
from webapp.feeds import ATOM, Entry, atom
from webapp.pages import Page, Table, page
from webapp.site import now, reading
from webapp.spending.rooms import blueprint
from webapp.spending.shapes import (
    council_shape,
    councils_table,
    file_line_shape,
    line_shape,
    months_table,
)
from webapp.wording import exact, month, month_text, number, pounds_text, short_money

__all__ = ["asked_body", "council", "council_feed", "council_files", "month_points", "spending", "spending_feed"]

_CHARTED = 84  # seven years of months: more bars than that are hairlines on a phone


@page(blueprint, "/spending", access=PUBLIC)
def spending() -> Page:
    """All councils with what each published."""
    asked = {key: request.args.get(key, "")[:100] for key in ("nation", "region", "type")}
    sort = request.args.get("sort", "name")
    if sort not in SORTS:
        abort(400, f"The list can be ordered by {', '.join(SORTS)}.")
    with reading() as connection:
        found = council_list(connection, nation=asked["nation"], region=asked["region"], kind=asked["type"], sort=sort)
    data = {
        "filters": asked, "sort": sort, "pence": found.pence, "payments": found.payments,
        "councils": [line_shape(line) for line in found.published],
        "nothing_loaded": [{"slug": line.slug, "name": line.name} for line in found.silent],
    }  # fmt: skip
    return Page(
        "spending/councils.html", data, councils_table(found.published), {"found": found, "asked": asked, "sort": sort},
        feeds=[("New files of payments", ATOM, "/spending.atom")],
    )  # fmt: skip


@blueprint.get("/spending.atom")
@access(PUBLIC)
def spending_feed() -> Response:
    """The newest files of all councils."""
    with reading() as connection:
        found = newest_files(connection)
    entries = [_entry(line, f"{name}: ") for name, line in found]
    return atom("Daylight: new files of payments", "Files of payments, as councils publish them", "/spending", entries)


@page(blueprint, "/councils/<slug>", access=PUBLIC)
def council(slug: str) -> Page | Response:
    """A council."""
    with reading() as connection:
        body = asked_body(connection, slug)
        if body.slug != slug:
            return redirect(request.path.replace(f"/councils/{slug}", f"/councils/{body.slug}", 1), 301)
        found = council_page(connection, body, now())
        alike = councils_like(connection, body, 4)
        plans = open_page(connection, OpenFilter(buyer=buyer_named(body.name).key), now(), limit=5)
        marked = publisher(connection, body.slug) is not None
    points = month_points(body.slug, found.months[-_CHARTED:])
    context = {
        "found": found, "body": body, "alike": alike, "chart": columns(points), "base_year": base_year(),
        "plans": plans, "marked": marked, "now": now(),
    }  # fmt: skip
    feeds = [(f"New files of {body.name}", ATOM, f"/councils/{body.slug}.atom")]
    return Page(
        "spending/council.html", council_shape(found), months_table(found), context, feeds, updated=found.changed
    )


@blueprint.get("/councils/<slug>.atom")
@access(PUBLIC)
def council_feed(slug: str) -> Response:
    """What a council published, newest first."""
    with reading() as connection:
        body = asked_body(connection, slug)
        files = sorted(files_of(connection, body.id, 200), key=lambda line: line.fetched_at, reverse=True)[:30]
    title = f"Daylight: new files of {body.name}"
    return atom(title, f"Files of payments of {body.name}", f"/councils/{body.slug}", [_entry(line) for line in files])


@page(blueprint, "/councils/<slug>/files", access=PUBLIC)
def council_files(slug: str) -> Page:
    """Every file of a council."""
    with reading() as connection:
        body = asked_body(connection, slug)
        files = files_of(connection, body.id)
    keys = ("id", "name", "state", "rows_accepted", "rows_refused", "pounds", "month_from", "month_to", "reason")
    rows = []
    for line in files:
        shape = file_line_shape(line) | {"pounds": pounds_text(line.pence)}
        rows.append([shape[key] for key in keys])
    data = {"council": body.slug, "files": [file_line_shape(line) for line in files]}
    return Page("spending/files.html", data, Table(keys, rows), {"body": body, "files": files})


def asked_body(connection: object, slug: str) -> Body:
    """The body at an address; 404 with a way on when there is none."""
    found = body_by_slug(connection, slug[:200])
    if found is None:
        abort(404, "No council or other public body is known by that name. Search for it with the box above.")
    return found


def month_points(slug: str, months: object) -> list[Point]:
    """The columns of a council's months, each leading to its payments; a month without a file is a gap."""
    points = []
    for line in months:
        name = month(line.month)
        if line.pence is None:
            points.append(Point(name, None, note="no file covers this month"))
            continue
        refused = f"{number(line.refused_rows)} rows could not be read" if line.refused_rows else ""
        link = payments_address(slug, month=line.month)
        points.append(Point(name, line.pence, exact(line.pence), link, refused))
    return points


def _entry(line: FileLine, before: str = "") -> Entry:
    months = " to ".join(dict.fromkeys(filter(None, (month_text(line.month_from), month_text(line.month_to)))))
    told = f"{number(line.rows_accepted)} payments, {short_money(line.pence)}; {number(line.rows_refused)} rows refused"
    summary = line.reason or "Refused." if line.state == "rejected" else f"{told}."
    title = f"{before}{line.name}" + (f" ({months})" if months else "")
    address = file_address(line.id)
    return Entry(title, address, address.lstrip("/"), line.fetched_at, summary)
