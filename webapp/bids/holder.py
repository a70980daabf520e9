"""The pages of those who hold a part of the key: written down once, and typed in at the award."""

from typing import Any

from flask import Blueprint, Response, redirect, request

from tracker.bids import award, key_ceremony
from tracker.bids.procurements import procurement_row
from tracker.policy import Action
from webapp.access import access
from webapp.account.visitor import in_procurement, keys, person, private, said
from webapp.limits import limiter
from webapp.site import now, reading

blueprint = Blueprint("holder", __name__, template_folder="templates")


@blueprint.route("/bids/<procurement>/share/<token>", methods=["GET", "POST"])
@limiter.limit("20 per minute")
@access(in_procurement(Action.TAKE_SHARE))
def take(procurement: str, token: str) -> Any:
    """Show the part of the key; once its end is typed back, it exists nowhere but with its holder."""
    if request.method == "POST":
        typed = request.form.get("end", "")
        _, error = said(
            lambda connection: key_ceremony.confirm_share(connection, person(), procurement, token, typed, now())
        )
        if not error:
            return private("bids/share_taken.html")
        return _share(procurement, token, error)
    return _share(procurement, token)


def _share(procurement: str, token: str, error: str = "") -> Response:
    share, gone = said(lambda connection: key_ceremony.your_share(connection, person(), procurement, token))
    return private("bids/share.html", 400 if error or gone else 200, share=share, error=error or gone)


@blueprint.route("/bids/<procurement>/unseal", methods=["GET", "POST"])
@limiter.limit("20 per minute")
@access(in_procurement(Action.OFFER_SHARE))
def unseal(procurement: str) -> Any:
    """Type one's part of the key; when two holders have, the winner's envelope opens."""
    error, outcome = "", ""
    if request.method == "POST":
        written = request.form.get("share", "")
        outcome, error = said(
            lambda connection: award.offer_share(connection, keys(), person(), procurement, written, now())
        )
        if outcome == "revealed":
            return redirect(f"/bids/{procurement}")
        if outcome and outcome != "waiting":
            error = outcome
    with reading() as connection:
        row = procurement_row(connection, procurement)
    return private("bids/unseal.html", 400 if error else 200, row=row, error=error, waiting=outcome == "waiting")
