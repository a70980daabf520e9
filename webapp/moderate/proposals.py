"""The moderators' desk for proposals of readers: what could be reused, fixes, who is who, and flags to hide."""

from typing import Any

from flask import Blueprint, Response, abort, redirect, request

from tracker.flags.ledger import hide_flag, show_flag
from tracker.identity import decide, queue
from tracker.policy import Action
from tracker.quality.league import decide_correction, waiting_corrections
from tracker.recipes import decide_suggestion, waiting_suggestions
from tracker.row_ids import read_id
from webapp.access import access
from webapp.account.visitor import on_site, private
from webapp.site import now, reading, writing

blueprint = Blueprint("proposals", __name__, template_folder="templates")

_BY = "a moderator"
_AT_ONCE = 25


@blueprint.get("/moderate/proposals")
@access(on_site(Action.MODERATE))
def desk() -> Response:
    """What waits of each kind."""
    return _desk()


def _desk(error: str = "") -> Response:
    with reading() as connection:
        suggestions = waiting_suggestions(connection, _AT_ONCE)
        fixes = waiting_corrections(connection, _AT_ONCE)
        pairs = queue(connection, limit=_AT_ONCE)
    return private(
        "moderate/proposals.html", 400 if error else 200, suggestions=suggestions, fixes=fixes, pairs=pairs, error=error
    )


@blueprint.post("/moderate/proposals/suggestion/<int:number>")
@access(on_site(Action.MODERATE))
def suggestion(number: int) -> Any:
    """Show a suggestion, or do not."""
    return _decided(lambda connection: decide_suggestion(connection, number, shown=_yes()))


@blueprint.post("/moderate/proposals/fix/<int:number>")
@access(on_site(Action.MODERATE))
def fix(number: int) -> Any:
    """Accept a fix, or refuse it."""
    return _decided(lambda connection: decide_correction(connection, number, _yes(), _BY, _why(), now()))


@blueprint.post("/moderate/proposals/pair/<first>/<second>")
@access(on_site(Action.MODERATE))
def pair(first: str, second: str) -> Any:
    """Show two suppliers together, or keep them apart."""
    one, other = read_id(first), read_id(second)
    if one is None or other is None:
        abort(404)
    return _decided(lambda connection: decide(connection, one, other, _yes(), _BY, _why(), now()))


@blueprint.post("/moderate/flags")
@access(on_site(Action.MODERATE))
def flag() -> Any:
    """Hide a flag or show it again, with a public reason."""
    number = read_id(request.form.get("flag", "").strip().rstrip("/").rsplit("/", 1)[-1])
    if number is None:
        return _desk("Give the address of the flag's page.")
    act = show_flag if _yes() else hide_flag
    return _decided(lambda connection: act(connection, number, _why(), _BY, now()))


def _yes() -> bool:
    return request.form.get("choice") == "yes"


def _why() -> str:
    return request.form.get("why", "")[:1_000]


def _decided(step: Any) -> Response:
    try:
        with writing() as connection:
            step(connection)
    except LookupError:
        abort(404)
    except ValueError as error:
        return _desk(str(error))
    answer: Any = redirect("/moderate/proposals", 303)
    return answer
