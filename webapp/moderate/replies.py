"""The moderators' desk for answers sent in for those whom a promise or a flag is about."""

from typing import Any

from flask import Blueprint, Response, redirect, request

from tracker.policy import Action
from tracker.right_of_reply import decide_reply, waiting_replies
from webapp.access import access
from webapp.account.visitor import kept, keys, on_site, person, private
from webapp.site import now, reading, site

blueprint = Blueprint("moderate_replies", __name__, template_folder="templates")


@blueprint.get("/moderate/replies")
@access(on_site(Action.MODERATE))
def desk() -> Response:
    """What waits, oldest first, with the address that was confirmed."""
    return _desk({})


def _desk(wrong: dict[str, str]) -> Response:
    with reading() as connection:
        waiting = waiting_replies(connection, keys(), person())
    return private(
        "moderate/replies.html", 400 if wrong else 200, waiting=waiting, wrong=wrong, why=request.form.get("why", "")
    )


@blueprint.post("/moderate/replies/<reply>")
@access(on_site(Action.MODERATE))
def decide(reply: str) -> Any:
    """Publish an answer, or refuse it and say why to whoever sent it."""
    given = request.form
    _, wrong = kept(
        lambda connection: decide_reply(
            connection, keys(), site().settings, person(), reply,
            accept=given.get("choice") == "accept", why=given.get("why", ""), now=now(),
        ),
        "main",
    )  # fmt: skip
    return _desk(wrong) if wrong else redirect("/moderate/replies", 303)
