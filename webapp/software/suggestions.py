"""Readers' "this could be reused" that is for no purchase in particular, and the answers of buyers and moderators."""

from typing import Any

from flask import Blueprint, Response, abort, redirect, request

from tracker.policy import Action, Thing, may
from tracker.recipes import answer_for_buyer, suggestion, suggestions
from webapp.access import PUBLIC, Access, access
from webapp.account.visitor import ask_for_factor, ask_to_sign_in, kept, person, private
from webapp.limits import limiter
from webapp.pages import Page, Table, page
from webapp.site import now, reading

blueprint = Blueprint("suggestions", __name__, template_folder="templates")

_COLUMNS = ("name", "link", "reason", "made_by", "made_at", "answer", "answered_by", "answered_at")


@page(blueprint, "/reuse/suggestions", access=PUBLIC)
def index() -> Page:
    """What readers suggested for no purchase in particular; those for one stand on its page."""
    with reading() as connection:
        found = suggestions(connection, None)
    shown = [{name: each[name] for name in ("id", *_COLUMNS)} for each in found]
    table = Table(_COLUMNS, [tuple(each[name] for name in _COLUMNS) for each in shown])
    return Page("software/suggestions.html", {"suggestions": shown}, table=table)


def _may_answer(suggested: int, **_: Any) -> bool:
    ask_to_sign_in()
    ask_for_factor()
    found = _found(suggested)
    if found["process_id"] is None:
        return may(person(), Action.MODERATE, Thing())
    return may(person(), Action.ANSWER_SUGGESTION, Thing(body=found["buyer_key"] or ""))


@blueprint.route("/reuse/suggestions/<int:suggested>/answer", methods=["GET", "POST"])
@limiter.limit("30 per hour", methods=["POST"])
@access(Access("answer-suggestion", _may_answer))
def answer(suggested: int) -> Any:
    """Answer for the buyer, once and in public; a moderator answers what is for no purchase."""
    found = _found(suggested)
    if request.method == "GET":
        return _form(found, {})
    given = request.form.get("words", "")
    _, wrong = kept(lambda connection: answer_for_buyer(connection, person(), suggested, given, now()), "words")
    return _form(found, wrong) if wrong else redirect(_page(found), 303)


def _form(found: dict[str, Any], wrong: dict[str, str]) -> Response:
    return private(
        "software/answer_suggestion.html", 400 if wrong else 200, found=found, wrong=wrong, given=request.form,
        back=_page(found),
    )  # fmt: skip


def _page(found: dict[str, Any]) -> str:
    return f"/purchases/{found['purchase']}#reuse" if found["purchase"] else "/reuse/suggestions"


def _found(number: int) -> dict[str, Any]:
    with reading() as connection:
        return suggestion(connection, number) or abort(404)
