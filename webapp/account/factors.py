"""The second factor: shown in each session of those who can do harm, enrolled by whoever wants one."""

from typing import Any

from flask import Blueprint, Response, redirect, request

from tracker.accounts import second_factor
from tracker.accounts.sessions import SignedIn
from webapp.access import access
from webapp.account.visitor import SIGNED_IN, came_for, keys, private, remember, said, visitor
from webapp.limits import limiter
from webapp.site import now, reading, site

blueprint = Blueprint("factors", __name__, template_folder="templates")

_MISSED = "This code does not fit. It changes every half minute: type the one that is shown now."


def _session() -> SignedIn:
    found = visitor()
    if found is None:
        raise RuntimeError("the rule of the page lets only people in who are signed in")
    return found


def _shown(error: str = "", status: int = 200) -> Response:
    with reading() as connection:
        codes, passkeys = second_factor.factors_of(connection, _session().person.account)
    template = "account/show_factor.html" if codes or passkeys else "account/first_factor.html"
    return private(template, status, error=error, codes=codes, passkeys=passkeys)


@blueprint.route("/account/factor", methods=["GET", "POST"])
@limiter.limit("20 per minute", methods=["POST"])
@access(SIGNED_IN)
def factor() -> Any:
    """Show a code of the authenticator app, or begin to enrol one."""
    if request.method == "GET":
        return _shown()
    code = request.form.get("code", "")
    token, error = said(lambda connection: second_factor.show_code(connection, keys(), _session(), code, now()))
    if not token:
        return _shown(error or _MISSED, 400)
    remember(token)
    return redirect(came_for())


@blueprint.post("/account/factor/codes")
@access(SIGNED_IN)
def codes() -> Response:
    """Make the secret for an authenticator app, which is shown this once."""
    made, error = said(lambda connection: second_factor.begin_codes(connection, keys(), _session()))
    if error:
        return _shown(error, 400)
    return private("account/codes.html", secret=made[0], address=made[1], error="")


@blueprint.post("/account/factor/codes/confirm")
@limiter.limit("20 per minute", methods=["POST"])
@access(SIGNED_IN)
def confirm_codes() -> Any:
    """Enrol the app, once its code fits."""
    code = request.form.get("code", "")
    token, error = said(lambda connection: second_factor.confirm_codes(connection, keys(), _session(), code, now()))
    if not token:
        return private("account/codes.html", 400, secret="", address="", error=error or _MISSED)
    remember(token)
    return redirect(came_for())


@blueprint.post("/account/passkey/new")
@access(SIGNED_IN)
def passkey_options() -> Response:
    """What the browser needs to make a passkey."""
    options, error = said(lambda connection: second_factor.passkey_enrolment(connection, site().settings, _session()))
    return Response(options or error, 200 if options else 400, mimetype="application/json" if options else "text/plain")


@blueprint.post("/account/passkey/keep")
@access(SIGNED_IN)
def keep_passkey() -> Response:
    """Keep the passkey that the browser made."""
    answer, name = request.form.get("answer", ""), request.form.get("name", "")
    token, error = said(
        lambda connection: second_factor.enrol_passkey(connection, site().settings, _session(), answer, name, now())
    )
    if not token:
        return Response(error, 400, mimetype="text/plain")
    remember(token)
    return Response(came_for(), mimetype="text/plain")


@blueprint.post("/account/passkey/ask")
@access(SIGNED_IN)
def ask_passkey() -> Response:
    """What the browser needs to use a passkey."""
    options, _ = said(lambda connection: second_factor.passkey_request(connection, site().settings, _session()))
    return Response(options, mimetype="application/json")


@blueprint.post("/account/passkey/show")
@limiter.limit("20 per minute", methods=["POST"])
@access(SIGNED_IN)
def show_passkey() -> Response:
    """Take a passkey's answer as the second factor."""
    answer = request.form.get("answer", "")
    token, error = said(
        lambda connection: second_factor.show_passkey(connection, keys(), site().settings, _session(), answer, now())
    )
    if not token:
        return Response(error or "This passkey does not fit.", 400, mimetype="text/plain")
    remember(token)
    return Response(came_for(), mimetype="text/plain")
