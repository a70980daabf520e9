"""What everybody reads of sealed bids: the list, one procurement, one bid, all side by side, and the proof."""

from typing import Any

from flask import Blueprint, Response, abort

from tracker.bids.public_pages import NotPublicError, proof_document
from webapp.access import PUBLIC, access
from webapp.bids import pages
from webapp.pages import Page, json_text, page
from webapp.site import reading

blueprint = Blueprint("bids", __name__, template_folder="templates")


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
