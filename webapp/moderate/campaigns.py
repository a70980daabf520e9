"""The moderators' desk for campaigns: open one, record the reply, add what happened, end the signing."""

from typing import Any

from flask import Blueprint, Response, abort, redirect, request

from tracker.campaign_desk import begin_campaign, campaign_choices, note_reply, tell_what_happened
from tracker.campaigns import campaign, campaigns
from tracker.policy import Action
from webapp.access import access
from webapp.account.visitor import kept, on_site, person, private
from webapp.site import now, reading

blueprint = Blueprint("moderate_campaigns", __name__, template_folder="templates")


@blueprint.route("/moderate/campaigns", methods=["GET", "POST"])
@access(on_site(Action.RUN_CAMPAIGN))
def desk() -> Any:
    """Every campaign, and the form to open one."""
    given = request.form
    if request.method == "GET":
        return _desk({})
    address, wrong = kept(lambda connection: begin_campaign(connection, person(), given, now()), "title")
    return _desk(wrong) if wrong else redirect(f"/campaigns/{address}", 303)


def _desk(wrong: dict[str, str]) -> Response:
    with reading() as connection:
        found, promises = campaigns(connection), campaign_choices(connection)
    return private(
        "moderate/campaigns.html", 400 if wrong else 200, found=found, promises=promises, given=request.form,
        wrong=wrong,
    )  # fmt: skip


@blueprint.get("/moderate/campaigns/<campaign_slug>")
@access(on_site(Action.RUN_CAMPAIGN))
def one(campaign_slug: str) -> Response:
    """One campaign, with the forms for its reply and for what happened."""
    return _one(campaign_slug, {})


def _one(address: str, wrong: dict[str, str]) -> Response:
    with reading() as connection:
        found = campaign(connection, address) or abort(404)
    return private("moderate/campaign.html", 400 if wrong else 200, found=found, given=request.form, wrong=wrong)


@blueprint.post("/moderate/campaigns/<campaign_slug>/reply")
@access(on_site(Action.RUN_CAMPAIGN))
def reply(campaign_slug: str) -> Any:
    """Record what those whom it asks replied."""
    _known(campaign_slug)
    _, wrong = kept(
        lambda connection: note_reply(connection, person(), campaign_slug, request.form, now()), "words"
    )  # fmt: skip
    return _one(campaign_slug, wrong) if wrong else redirect(f"/moderate/campaigns/{campaign_slug}", 303)


@blueprint.post("/moderate/campaigns/<campaign_slug>/outcome")
@access(on_site(Action.RUN_CAMPAIGN))
def outcome(campaign_slug: str) -> Any:
    """Add what happened, and end the signing if that is ticked."""
    _known(campaign_slug)
    given = request.form
    _, wrong = kept(
        lambda connection: tell_what_happened(
            connection, person(), campaign_slug, given.get("happened", ""), now(), close=given.get("close") == "yes"
        ),
        "happened",
    )
    return _one(campaign_slug, wrong) if wrong else redirect(f"/moderate/campaigns/{campaign_slug}", 303)


def _known(address: str) -> None:
    with reading() as connection:
        if campaign(connection, address) is None:
            abort(404)
