"""Letters about a saved search: ask for them, confirm, end with one click. Tokens in links are all the proof needed."""

from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from flask.blueprints import BlueprintSetupState

from tracker.alerts import AlertError, confirm, subscribe, subscription_of, unsubscribe
from tracker.open_filters import FilterError, OpenFilter
from webapp.access import PUBLIC, access
from webapp.limits import limiter
from webapp.site import now, reading, site

blueprint = Blueprint("alerts", __name__, template_folder="templates")

_FREQUENCIES = (("daily", "Every day on which there is something"), ("weekly", "Once a week"))


@blueprint.record_once
def _let_mail_programs_in(state: BlueprintSetupState) -> None:
    # RFC 8058: the mail program posts from its own servers, without our form. The token in the address is the proof.
    state.app.extensions["csrf"].exempt(f"{__name__}.{end.__name__}")


@blueprint.get("/alerts")
@access(PUBLIC)
def start() -> Any:
    """The way in for those who guess the address."""
    return redirect("/alerts/new")


@blueprint.route("/alerts/new", methods=["GET", "POST"])
@limiter.limit("20 per hour", methods=["POST"])
@access(PUBLIC)
def new() -> Response:
    """The form that asks for letters about a filter, and what becomes of it."""
    given = request.form if request.method == "POST" else request.args
    try:
        search = OpenFilter.read(given)
    except FilterError as wrong:
        abort(400, str(wrong))
    error = ""
    if request.method == "POST":
        try:
            subscribe(
                site().engine, site().settings, site().secret,
                email=given.get("email", ""), search=search, frequency=given.get("frequency", ""), now=now(),
            )  # fmt: skip
            return _kept_by_nobody(render_template("alerts/asked.html", search=search))
        except AlertError as wrong:
            error = str(wrong)
    return _kept_by_nobody(
        render_template(
            "alerts/new.html", search=search, fields=search.pairs(), given=given, error=error,
            frequencies=_FREQUENCIES,
        ),
        400 if error else 200,
    )  # fmt: skip


@blueprint.route("/alerts/confirm/<token>", methods=["GET", "POST"])
@access(PUBLIC)
def begin(token: str) -> Response:
    """Looking shows what would begin; only the button begins it, because mail scanners follow links too."""
    found = _wish(token, "confirm")
    if found is None:
        return _kept_by_nobody(render_template("alerts/unknown.html"), 404)
    done = request.method == "POST" and confirm(site().engine, site().secret, token, now())
    return _kept_by_nobody(
        render_template("alerts/confirm.html", search=found[1], frequency=found[0].frequency, done=done)
    )


@blueprint.route("/alerts/end/<token>", methods=["GET", "POST"])
@access(PUBLIC)
def end(token: str) -> Response:
    """Looking shows a button; posting ends the letters, from the button or from the mail program's own."""
    if request.method == "POST":
        if not unsubscribe(site().engine, site().secret, token):
            return _kept_by_nobody(render_template("alerts/unknown.html"), 404)
        return _kept_by_nobody(render_template("alerts/end.html", search=None, done=True))
    found = _wish(token, "end")
    if found is None:
        return _kept_by_nobody(render_template("alerts/unknown.html"), 404)
    return _kept_by_nobody(render_template("alerts/end.html", search=found[1], done=False))


def _wish(token: str, purpose: str) -> tuple[Any, OpenFilter] | None:
    with reading() as connection:
        found = subscription_of(connection, site().secret, token, purpose)
    return (found, OpenFilter.from_query(found.search)) if found else None


def _kept_by_nobody(page: str, status: int = 200) -> Response:
    """An answer that no cache keeps and whose address, which may hold a token, is told to no other site."""
    response = make_response(page, status)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
