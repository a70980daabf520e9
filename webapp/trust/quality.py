"""How well each publisher publishes: the league, one publisher with its fix-list and feed, and proposed fixes."""

import datetime as dt
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request

from tracker.months import read_month
from tracker.quality.league import (
    LEAST_MONTHS,
    Publisher,
    accepted_corrections,
    fix_list,
    league,
    propose_missing_file,
    propose_row,
    publisher,
)
from tracker.quality.marks import MARKS
from tracker.row_ids import read_id, shown_id
from webapp.access import PUBLIC, access
from webapp.feeds import Entry, atom
from webapp.limits import limiter
from webapp.pages import Page, Table, page
from webapp.site import now, reading, writing

blueprint = Blueprint("quality", __name__, template_folder="templates")

_UNKNOWN = "How well a body of that name publishes has not been worked out here. See the list at /quality."


@page(blueprint, "/quality", access=PUBLIC)
def index() -> Page:
    """The league, with how each mark is made."""
    nation, kind = request.args.get("nation") or None, request.args.get("type") or None
    with reading() as connection:
        found = league(connection, nation=nation, type_=kind)
        everyone = league(connection) if nation or kind else found
    data = {
        "how": {name: {"title": mark.title, "how": mark.how} for name, mark in MARKS.items()},
        "least_months": LEAST_MONTHS,
        "publishers": [_shape(each) for each in found],
    }
    context = {
        "found": found, "marks": MARKS, "least_months": LEAST_MONTHS, "nation": nation, "type": kind,
        "nations": [(name, name) for name in sorted({each.nation for each in everyone if each.nation})],
        "types": [(name, name) for name in sorted({each.type for each in everyone})],
        "marks_heads": tuple((mark.short, "num") for mark in MARKS.values()),
    }  # fmt: skip
    rows = [(each.name, each.type, each.nation, _percent(each.overall), *_shares(each)) for each in found]
    return Page(
        "trust/league.html", data, table=Table(("body", "type", "nation", "overall", *MARKS), rows), context=context
    )


@page(blueprint, "/quality/<slug>", access=PUBLIC)
def one(slug: str) -> Page:
    """One publisher: its marks, its fix-list in its own words, and the fixes that were accepted."""
    with reading() as connection:
        found = publisher(connection, slug) or abort(404, _UNKNOWN)
        fixes = fix_list(connection, found.id)
        accepted = accepted_corrections(connection, found.id)
    table = Table(
        ("file", "row", "part", "column", "value", "code", "severity", "what_to_do", "sha256"),
        [
            (each["name"], each["row"], each["part"], each["column"], each["value"], each["code"], each["severity"],
             each["message"], each["sha256"])
            for each in fixes
        ],
    )  # fmt: skip
    shown = [each | {"id": shown_id(each["id"])} for each in fixes]
    data = _shape(found) | {"made_at": found.made_at, "fixes": shown, "accepted": accepted}
    feeds = (("Files that need a fix", "application/atom+xml", f"/quality/{slug}.atom"),)
    context = {"publisher": found, "marks": MARKS, "fixes": fixes, "accepted": accepted}
    return Page("trust/publisher.html", data, table=table, feeds=feeds, context=context)


@blueprint.get("/quality/<slug>.atom")
@access(PUBLIC)
def feed(slug: str) -> Any:
    """One entry for each file with something to mend, so that an officer hears of it."""
    with reading() as connection:
        found = publisher(connection, slug) or abort(404, _UNKNOWN)
        fixes = fix_list(connection, found.id)
    files: dict[int, list[dict[str, Any]]] = {}
    for each in fixes:
        files.setdefault(each["id"], []).append(each)
    entries = [
        Entry(
            f"{some[0]['name']}: {len(some)} to mend", f"/files/{shown_id(number)}", f"fixes/{shown_id(number)}",
            found.made_at, " ".join(each["message"] for each in some[:10]),
        )
        for number, some in files.items()
    ]  # fmt: skip
    return atom(f"What {found.name} can mend", "Rows and columns that could not be used", f"/quality/{slug}", entries)


@blueprint.get("/quality/<slug>/propose")
@access(PUBLIC)
def form(slug: str) -> Any:
    """The form for a fix: of a refused row (file and row given), or of a missing month."""
    return _form(slug, {}, request.args)


@blueprint.post("/quality/<slug>/propose")
@access(PUBLIC)
@limiter.limit("30 per hour")
def propose(slug: str) -> Any:
    """Keep a proposal for a person to decide; nothing changes before."""
    given = request.form
    if given.get("website"):  # a field that people do not see
        return redirect(f"/quality/{slug}?thanks=1", 303)
    try:
        _keep(slug, given, now())
    except ValueError as error:
        return _form(slug, {"proposed": str(error)}, given), 400
    return redirect(f"/quality/{slug}?thanks=1", 303)


def _keep(slug: str, given: Any, moment: dt.datetime) -> None:
    file, row = read_id(given.get("file", "")), given.get("row", "")
    with writing() as connection:
        found = publisher(connection, slug) or abort(404, _UNKNOWN)
        if file is not None and row.isascii() and row.isdigit():
            propose_row(
                connection, file, int(row), given.get("proposed", ""), given.get("reason", ""),
                by=given.get("by"), link=given.get("link") or None, now=moment,
            )  # fmt: skip
            return
        month = read_month(given.get("month", ""))
        if month is None:
            raise ValueError("Say which month is missing, as 2026-04.")
        propose_missing_file(
            connection, found.id, month, given.get("proposed", ""), given.get("reason", ""),
            by=given.get("by"), now=moment,
        )  # fmt: skip


def _form(slug: str, errors: dict[str, str], given: Any) -> str:
    with reading() as connection:
        found = publisher(connection, slug) or abort(404, _UNKNOWN)
    return render_template("trust/propose.html", publisher=found, errors=errors, given=given)


def _shape(each: Publisher) -> dict[str, Any]:
    return {
        "body": each.name,
        "address": f"/quality/{each.slug}",
        "type": each.type,
        "nation": each.nation,
        "overall_percent": _percent(each.overall),
        "marks": {
            name: {"percent": _percent(share), "part": part, "whole": whole, "sentence": sentence}
            for name, (share, part, whole, sentence) in each.marks.items()
        },
    }


def _shares(each: Publisher) -> list[float | None]:
    return [_percent(each.marks[name][0]) if name in each.marks else None for name in MARKS]


def _percent(share: int | None) -> float | None:
    return None if share is None else share / 10
