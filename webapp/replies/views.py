"""The form by which those whom a promise or a flag is about answer it: officers at once, everybody else by a moderator.

A page that can be answered shows ``replies()`` of ``macros/replies.html``, which leads here; the kinds of things and
those whom they are about are told by ``tracker/answerable.py``.
"""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, redirect, request

from tracker.answerable import Answerable, Party, find_answerable
from tracker.discussion import spam
from tracker.policy import Action, Thing, may
from tracker.right_of_reply import MAX_SIGNS, answer_for_body, confirm_reply, send_reply
from webapp.access import PUBLIC, access
from webapp.account.visitor import ask_for_factor, ask_to_sign_in, kept, keys, person, private
from webapp.limits import limiter, reader
from webapp.site import now, reading, site, writing

blueprint = Blueprint("replies", __name__, template_folder="templates")


@blueprint.route("/replies/new", methods=["GET", "POST"])
@limiter.limit("30 per hour", methods=["POST"])
@access(PUBLIC)
def new() -> Any:
    """Answer for a body as its officer, or send in an answer for somebody whom the thing is about."""
    thing = _thing()
    if request.args.get("as") == "officer":
        ask_to_sign_in()
    ask_for_factor()
    if request.method == "GET":
        return _form(thing, {}, 200)
    _, wrong = kept(_answer(thing) if "body" in request.form else _send(thing), "words")
    if wrong:
        return _form(thing, wrong, 400)
    if "body" in request.form:
        return redirect(f"{thing.path}#replies", 303)
    return redirect("/replies/sent?" + urlencode({"kind": thing.kind, "key": thing.key}), 303)


def _answer(thing: Answerable) -> Any:
    given = request.form
    return lambda connection: answer_for_body(
        connection, person(), thing.kind, thing.key, given["body"], given.get("words", ""), now()
    )


def _send(thing: Answerable) -> Any:
    given = request.form

    def step(connection: Any) -> None:
        spam.check_post(
            connection, keys(), stamp=given.get("stamp", ""), honeypot=given.get("website", ""),
            proof=given.get("altcha", ""), place=reader(), now=now(),
        )  # fmt: skip
        send_reply(
            connection, keys(), site().settings, thing.kind, thing.key, who=given.get("who", ""),
            words=given.get("words", ""), email=given.get("email", ""), place=reader(), now=now(),
        )  # fmt: skip

    return step


def _thing() -> Answerable:
    with reading() as connection:
        found = find_answerable(connection, request.values.get("kind", ""), request.values.get("key", ""))
    return found or abort(404)


def _ours(thing: Answerable) -> list[Party]:
    return [each for each in thing.parties if may(person(), Action.REPLY, Thing(body=each.key))]


def _form(thing: Answerable, wrong: dict[str, str], status: int) -> Response:
    stamp = request.form.get("stamp") or spam.form_stamp(keys(), now())
    ours = _ours(thing)
    return private(
        "replies/new.html", status, thing=thing, ours=ours, given=request.form, wrong=wrong, stamp=stamp,
        longest=MAX_SIGNS, signed_in=bool(person().account), names=[(each.name, each.name) for each in thing.parties],
        bodies=[(each.key, each.name) for each in ours],
    )  # fmt: skip


@blueprint.get("/replies/sent")
@access(PUBLIC)
def sent() -> Response:
    """What happens next."""
    return private("replies/sent.html", thing=_thing())


@blueprint.route("/replies/confirm/<token>", methods=["GET", "POST"])
@limiter.limit("30 per hour", methods=["POST"])
@access(PUBLIC)
def confirm(token: str) -> Response:
    """Looking shows a button; pressing it hands the answer in to the moderators."""
    if request.method == "GET":
        return private("replies/confirm.html", thing=None, tried=False)
    with writing() as connection:
        thing = confirm_reply(connection, token, now())
    return private("replies/confirm.html", 200 if thing else 404, thing=thing, tried=True)
