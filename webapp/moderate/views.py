"""The moderators' desk: what waits, reports and appeals, complaints with their clock, and taking things down."""

import datetime as dt
from typing import Any

from flask import Blueprint, Response, redirect, request

from tracker.discussion import complaints, moderation
from tracker.discussion.comments import CommentError
from tracker.discussion.states import Reason
from tracker.discussion.targets import TargetError, find_target
from tracker.policy import Action
from tracker.right_of_reply import count_waiting
from tracker.takedown import KINDS, suppress
from webapp.access import access
from webapp.account.visitor import keys, on_site, person, private, said
from webapp.site import now, reading, site

blueprint = Blueprint("moderate", __name__, template_folder="templates")

_REASONS = tuple((reason.value, reason.words[0].upper() + reason.words[1:]) for reason in Reason)
_AT_ONCE = 50


@blueprint.get("/moderate")
@access(on_site(Action.MODERATE))
def queue() -> Response:
    """What waits, oldest first, with the reports and complaints that are open."""
    return _desk()


def _desk(error: str = "", told: str = "") -> Response:
    after = _after(request.args.get("after", ""))
    with reading() as connection:
        waiting = moderation.queue(connection, person(), after=after, limit=_AT_ONCE + 1)
        titles = {row.id: _title(connection, row) for row in waiting}
        reports = moderation.open_reports(connection, person())
        open_ = complaints.open_complaints(connection, keys(), person())
        replies = count_waiting(connection)
    more = waiting[_AT_ONCE - 1] if len(waiting) > _AT_ONCE else None
    return private(
        "moderate/queue.html", 400 if error else 200, waiting=waiting[:_AT_ONCE], titles=titles, reports=reports,
        complaints=open_, reasons=_REASONS, error=error, told=told, replies=replies,
        next=f"{more.confirmed_at.isoformat()}~{more.id}" if more else "",
    )  # fmt: skip


def _after(text: str) -> tuple[dt.datetime, str] | None:
    moment, _, comment_id = text.partition("~")
    try:
        return dt.datetime.fromisoformat(moment), comment_id
    except ValueError:
        return None


def _title(connection: Any, row: Any) -> tuple[str, str]:
    try:
        target = find_target(connection, row.target_kind, row.target_key)
    except TargetError:
        return "a page that is gone", ""
    return target.title, target.path


@blueprint.post("/moderate/<comment>")
@access(on_site(Action.MODERATE))
def decide(comment: str) -> Any:
    """Show a comment, refuse it with a reason, or take a shown one down."""
    choice, chosen = request.form.get("choice"), request.form.get("reason", "")

    def step(connection: Any) -> bool:
        if choice == "show":
            return moderation.show_comment(connection, keys(), site().settings, person(), comment, now())
        if chosen not in {each.value for each in Reason}:
            raise CommentError("Choose a reason: the author is told which.")
        act = moderation.remove_comment if choice == "remove" else moderation.refuse_comment
        act(connection, keys(), site().settings, person(), comment, Reason(chosen), now())
        return True

    done, error = said(step)
    if error:
        return _desk(error)
    if not done:
        return _desk(told="Another moderator must agree before this comment is shown.")
    return redirect("/moderate")


@blueprint.post("/moderate/reports/<report>")
@access(on_site(Action.MODERATE))
def decide_report(report: str) -> Any:
    """Agree with a report or an appeal, or not."""
    agree = request.form.get("choice") == "agree"
    _, error = said(
        lambda connection: moderation.decide_report(
            connection, keys(), site().settings, person(), report, agree=agree, now=now()
        )
    )
    return _desk(error) if error else redirect("/moderate")


@blueprint.post("/moderate/complaints/<complaint>")
@access(on_site(Action.DECIDE_COMPLAINT))
def decide_complaint(complaint: str) -> Any:
    """Send a complaint to the author of the comment, take the comment down, or let it stand."""
    choice = request.form.get("choice", "")

    def step(connection: Any) -> Any:
        if choice == "send":
            return complaints.send_to_poster(connection, keys(), site().settings, person(), complaint, now())
        return complaints.decide_complaint(
            connection, keys(), site().settings, person(), complaint, remove=choice != "stands", now=now()
        )

    _, error = said(step)
    return _desk(error) if error else redirect("/moderate")


@blueprint.route("/moderate/takedown", methods=["GET", "POST"])
@access(on_site(Action.SUPPRESS))
def takedown() -> Any:
    """Take anything down at once: a comment, a bid, a payment, a supplier, a purchase, a grant, software."""
    kinds = tuple((kind, f"{kind}: {what}") for kind, what in KINDS.items())
    if request.method == "GET":
        return private("moderate/takedown.html", kinds=kinds, given=request.args, error="")
    given = request.form
    _, error = said(
        lambda connection: suppress(
            connection, person(), kind=given.get("kind", ""), key=given.get("key", ""),
            reason=given.get("reason", ""), now=now(),
        )
    )  # fmt: skip
    if error:
        return private("moderate/takedown.html", 400, kinds=kinds, given=given, error=error)
    return redirect("/moderation")
