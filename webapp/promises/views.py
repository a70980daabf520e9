"""The ledger of promises: by programme, funder and body; one promise with its evidence; a badge; a feed of changes."""

from typing import Any

from flask import Blueprint, Response, abort, render_template, request

from tracker.promises import changes, ledger, promise_page, summary
from tracker.verdicts import STATES, VERDICTS
from webapp.access import PUBLIC, access
from webapp.feeds import Entry, atom
from webapp.pages import Page, Table, page
from webapp.site import reading, site

blueprint = Blueprint("promises", __name__, template_folder="templates")

_COLUMNS = (
    "promise", "kind", "who", "funder", "programme", "software", "quote", "source", "made_on", "due", "verdict", "rule",
    "sentence", "since",
)  # fmt: skip
_FEED = (("Changes of verdicts, and answers", "application/atom+xml", "/promises.atom"),)
# What begins the lasting id of an entry of the feed.
_MARKS = {"verdict": "promise", "reply": "reply"}
TONES = {"kept": "good", "partly": "sun", "late": "sun", "broken": "bad", "open": ""}


@page(blueprint, "/promises", access=PUBLIC)
def index() -> Page:
    """All promises, or those of one programme, funder or body."""
    chosen = {name: request.args.get(name) or None for name in ("programme", "funder", "who")}
    with reading() as connection:
        lines = ledger(connection, **chosen)
        everything = lines if not any(chosen.values()) else ledger(connection)
    data = {
        "chosen": chosen,
        "counts": [{"verdict": code, "words": words, "promises": count} for code, words, count in summary(lines)],
        "promises": lines,
    }
    choices = {name: _choices(everything, name) for name in chosen}
    return Page(
        "promises/index.html", data, table=Table(_COLUMNS, map(_row, lines)), feeds=_FEED,
        context={"choices": choices, "tones": TONES},
    )  # fmt: skip


@page(blueprint, "/promises/<address>", access=PUBLIC)
def one(address: str) -> Page:
    """One promise: its words, the verdict and its rule, every check, every reply, and what is not known."""
    with reading() as connection:
        found = promise_page(connection, address) or abort(404)
    table = Table(
        ("checked_at", "state", "address", "commit", "file_sha256", "licence_found", "match", "osi_approved",
         "licence_declared", "licence_in_headers", "note"),
        [
            (each["checked_at"], each["state"], each["url"], each["commit"], each["file_sha256"], each["licence_found"],
             each["licence_match"], each["osi_approved"], each["licence_declared"], each["licence_in_headers"],
             each["note"])
            for each in found["checks"]
        ],
    )  # fmt: skip
    return Page(
        "promises/one.html", found, table=table, feeds=_FEED,
        context={
            "promise": found, "tones": TONES, "states": STATES, "verdicts": VERDICTS,
            "badge_address": f"{site().settings.base_url}/promises/{address}/badge.svg",
        },
    )  # fmt: skip


@blueprint.get("/promises/<address>/badge.svg")
@access(PUBLIC)
def badge(address: str) -> Response:
    """The verdict as a small picture for another site; its words are in it, so that colour is not all."""
    with reading() as connection:
        found = promise_page(connection, address) or abort(404)
    words = found["verdict_words"]
    picture = render_template("promises/badge.svg", words=words, code=found["verdict"], width=16 + 7 * len(words))
    response = Response(picture, mimetype="image/svg+xml")
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.add_etag()
    return response.make_conditional(request)


@blueprint.get("/promises.atom")
@access(PUBLIC)
def feed() -> Response:
    """Verdicts as they were given, and what the bodies answered, newest first."""
    with reading() as connection:
        found = changes(connection)
    entries = [
        Entry(
            each["title"],
            f"/promises/{each['slug']}",
            f"{_MARKS[each['kind']]}/{each['slug']}/{each['at']:%Y%m%dT%H%M%S}",
            each["at"],
            each["words"],
        )
        for each in found
    ]
    return atom("Promises to release software", "Verdicts as they are given, and answers", "/promises", entries)


def _choices(lines: list[dict[str, Any]], name: str) -> list[tuple[str, str]]:
    """Values of a filter with their labels: a programme's label is its address in words."""
    values = sorted({line[name] for line in lines if line[name]})
    return [(value, value.replace("-", " ").capitalize() if name == "programme" else value) for value in values]


def _row(line: dict[str, Any]) -> tuple[object, ...]:
    keys = ("title", *_COLUMNS[1:7], "source_url", *_COLUMNS[8:])
    return tuple(line[key] for key in keys)
