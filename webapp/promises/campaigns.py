"""Campaigns: a demand, its confirmed signatures, the reply, and what came of it."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from tracker.campaigns import ask_to_sign, campaign, campaigns, confirm
from webapp.access import PUBLIC, access
from webapp.limits import limiter
from webapp.pages import Page, Table, page
from webapp.site import now, reading, site, writing

blueprint = Blueprint("campaigns", __name__, template_folder="templates")


@page(blueprint, "/campaigns", access=PUBLIC)
def index() -> Page:
    """Every campaign, open ones first."""
    with reading() as connection:
        found = campaigns(connection)
    rows = [
        (each["title"], each["addressed_to"], each["open"], each["signatures"], each["replied_on"]) for each in found
    ]
    table = Table(("campaign", "addressed_to", "open", "confirmed_signatures", "replied_on"), rows)
    return Page("promises/campaigns.html", {"campaigns": found}, table=table)


@page(blueprint, "/campaigns/<address>", access=PUBLIC)
def one(address: str) -> Page:
    """One campaign."""
    return _shown(address, {}, {})


@blueprint.post("/campaigns/<address>/sign")
@access(PUBLIC)
@limiter.limit("20 per hour")
def sign(address: str) -> Any:
    """Take a signature; it counts once its letter is answered. The answer is the same for every address."""
    if request.form.get("website"):  # a field that people do not see
        return redirect(f"/campaigns/{address}/thanks", 303)
    try:
        ask_to_sign(
            site().engine, site().settings, site().secret.decode(), address, request.form.get("email", ""),
            request.form.get("name") if request.form.get("public") == "yes" else None, now(),
        )  # fmt: skip
    except LookupError:
        abort(404)
    except ValueError as error:
        found = _shown(address, {"email": str(error)}, request.form)
        return render_template(found.template, page=found, data=found.data, **found.context), 400
    return redirect(f"/campaigns/{address}/thanks", 303)


@blueprint.get("/campaigns/<address>/thanks")
@access(PUBLIC)
def thanks(address: str) -> str:
    """What happens next."""
    with reading() as connection:
        found = campaign(connection, address) or abort(404)
    return render_template("promises/thanks.html", campaign=found)


@blueprint.get("/campaigns/confirm/<token>")
@access(PUBLIC)
def ask(token: str) -> str:
    """Ask once more: a mail program that follows links must not sign for anybody."""
    return render_template("promises/confirm.html", token=token)


@blueprint.post("/campaigns/confirm/<token>")
@access(PUBLIC)
def confirmed(token: str) -> Response:
    """Count the signature."""
    with writing() as connection:
        address = confirm(connection, site().secret.decode(), token, now())
    if address is None:
        abort(404, "This link is not known, or it is older than 14 days. You can sign again.")
    return redirect(f"/campaigns/{address}", 303)


def _shown(address: str, errors: dict[str, str], given: Any) -> Page:
    with reading() as connection:
        found = campaign(connection, address) or abort(404)
    return Page(
        "promises/campaign.html",
        found,
        table=Table(("public_signature",), [(name,) for name in found["names"]]),
        context={"campaign": found, "errors": errors, "given": given},
    )
