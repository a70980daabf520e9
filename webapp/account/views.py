"""The pages of one's own account: the way in by letter, the second factor, and everything kept about oneself."""

from typing import Any

from flask import Blueprint, Response, redirect, request

from tracker.accounts import rights, second_factor, sessions, sign_in
from webapp.access import PUBLIC, access
from webapp.account.visitor import (
    SIGNED_IN,
    came_for,
    forget_visitor,
    keys,
    person,
    private,
    remember,
    said,
    visitor,
)
from webapp.limits import limiter
from webapp.pages import json_text
from webapp.site import now, reading, site, writing

blueprint = Blueprint("account", __name__, template_folder="templates")


@blueprint.route("/account", methods=["GET", "POST"])
@limiter.limit("20 per minute", methods=["POST"])
@access(PUBLIC)
def start() -> Any:
    """Ask for a letter with a link; whoever is signed in sees their account instead."""
    if visitor() is not None:
        return _own()
    if request.method == "GET":
        return private("account/start.html", error="")
    typed = request.form.get("email", "")
    _, error = said(lambda connection: sign_in.ask_for_link(connection, keys(), site().settings, typed, now()))
    if error:
        return private("account/start.html", 400, error=error, email=typed)
    return private("account/asked.html", minutes=int(sign_in.LINK_LIFE.total_seconds() // 60))


def _own() -> Response:
    who = person()
    with reading() as connection:
        codes, passkeys = second_factor.factors_of(connection, who.account)
        kept = rights.export_account(connection, keys(), who.account)
    return private("account/own.html", who=who, codes=codes, passkeys=passkeys, kept=kept)


@blueprint.route("/account/link/<token>", methods=["GET", "POST"])
@limiter.limit("20 per minute", methods=["POST"])
@access(PUBLIC)
def use_link(token: str) -> Any:
    """Looking shows a button; only pressing it signs in, because mail scanners follow links too."""
    if request.method == "GET":
        return private("account/link.html", error="")
    cookie, error = said(lambda connection: sign_in.use_link(connection, keys(), token, now()))
    if error:
        return private("account/link.html", 400, error=error)
    remember(cookie)
    found = visitor()
    return redirect("/account/factor" if found is not None and found.needs_factor else came_for())


@blueprint.post("/account/end")
@access(SIGNED_IN)
def end() -> Any:
    """Sign out here."""
    found = visitor()
    with writing() as connection:
        if found is not None:
            sessions.end_by_hash(connection, found.token_hash, now())
    forget_visitor()
    return redirect("/account")


@blueprint.post("/account/end-everywhere")
@access(SIGNED_IN)
def end_everywhere() -> Any:
    """Sign out in every browser."""
    with writing() as connection:
        sessions.end_all_sessions(connection, person().account, now())
    forget_visitor()
    return redirect("/account")


@blueprint.get("/account/copy.json")
@access(SIGNED_IN)
def copy() -> Response:
    """Everything kept about the person, to take away."""
    with reading() as connection:
        kept = rights.export_account(connection, keys(), person().account)
    headers = {"Content-Disposition": 'attachment; filename="daylight-account.json"'}
    return Response(json_text(kept), mimetype="application/json", headers=headers)


@blueprint.route("/account/erase", methods=["GET", "POST"])
@access(SIGNED_IN)
def erase() -> Any:
    """Erase the account, after a look at what that means."""
    if request.method == "GET":
        return private("account/erase.html")
    with writing() as connection:
        rights.erase_account(connection, keys(), person().account, now())
    forget_visitor()
    return redirect("/account")
