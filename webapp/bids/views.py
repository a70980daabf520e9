"""What everybody reads of sealed bids: the list, one procurement, one bid, all side by side, feeds, OCDS, the proof."""

import datetime as dt
from typing import Any

from flask import Blueprint, Response, abort

from tracker.bids.ocds import ocds_package
from tracker.bids.public_pages import NotPublicError, proof_document
from tracker.day_words import day_in_words
from webapp.access import PUBLIC, access
from webapp.bids import pages
from webapp.pages import Page, json_text, page
from webapp.site import reading, site

blueprint = Blueprint("bids", __name__, template_folder="templates")


@blueprint.app_template_filter("fact")
def fact(value: Any) -> str:
    """A fact of a bid in words: a day as in a letter, a list with commas; empty for none."""
    if not isinstance(value, str):
        return ", ".join(value or ())
    try:
        found = dt.date.fromisoformat(value)
    except ValueError:
        return value
    return day_in_words(found)


def _made(make: Any, *args: str) -> Page:
    with reading() as connection:
        try:
            found: Page = make(connection, *args)
        except NotPublicError:
            abort(404)
    return found


@page(blueprint, "/bids", access=PUBLIC)
def index() -> Page:
    """Procurements with sealed bids: what can be bid for, and what can be commented on."""
    return _made(pages.listing)


@page(blueprint, "/bids/<procurement>", access=PUBLIC)
def procurement(procurement: str) -> Page:
    """One procurement."""
    return _made(pages.procurement, procurement)


@page(blueprint, "/bids/<procurement>/compare", access=PUBLIC)
def compare(procurement: str) -> Page:
    """All bids of a procurement side by side."""
    return _made(pages.compare, procurement)


@page(blueprint, "/bids/<procurement>/<letter>", access=PUBLIC)
def bid(procurement: str, letter: str) -> Page:
    """One bid."""
    return _made(pages.bid, procurement, letter)


@blueprint.get("/bids.atom")
@access(PUBLIC)
def feed() -> Response:
    """The feed of all procurements: what happened last."""
    with reading() as connection:
        return pages.feed(connection)


@blueprint.get("/bids/<procurement>.atom")
@access(PUBLIC)
def procurement_feed(procurement: str) -> Response:
    """The feed of one procurement, with the comments on it and on its bids."""
    with reading() as connection:
        try:
            return pages.procurement_feed(connection, procurement)
        except NotPublicError:
            abort(404)


@blueprint.get("/bids/<procurement>/ocds.json")
@access(PUBLIC)
def ocds(procurement: str) -> Response:
    """The procurement with its bids as an OCDS release package."""
    with reading() as connection:
        try:
            package = ocds_package(connection, procurement, site().settings.base_url)
        except NotPublicError:
            abort(404)
    return Response(json_text(package), mimetype="application/json")


@blueprint.get("/bids/<procurement>/proof.json")
@access(PUBLIC)
def proof(procurement: str) -> Response:
    """The proof of an award, to be checked with daylight verify or docs/verify_procurement.py."""
    with reading() as connection:
        try:
            document = proof_document(connection, procurement)
        except NotPublicError:
            abort(404)
    headers = {"Content-Disposition": f'attachment; filename="proof-{procurement}.json"'}
    return Response(json_text(document), mimetype="application/json", headers=headers)
