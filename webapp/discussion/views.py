"""The forms of a comment: write and look it over, confirm it, follow it, report it, complain about it."""

from typing import Any

from flask import Blueprint, Response, abort, redirect, request

from tracker.discussion import comments, complaints, moderation, spam
from tracker.discussion.comments import CommentDraft
from tracker.discussion.states import CommentState, Reason
from tracker.discussion.targets import Target, TargetError, find_target
from webapp.access import PUBLIC, access
from webapp.account.visitor import keys, private, said
from webapp.limits import limiter, reader
from webapp.pages import Page, Table, json_text, page
from webapp.site import now, reading, site

blueprint = Blueprint("discussion", __name__, template_folder="templates")

_REASONS = tuple((reason.value, reason.words[0].upper() + reason.words[1:]) for reason in Reason)


def _draft() -> CommentDraft:
    given = request.values
    return CommentDraft(
        given.get("kind", ""), given.get("key", ""), given.get("text", ""), given.get("email", ""),
        given.get("shown_as", ""), given.get("anchor", ""),
    )  # fmt: skip


def _target(draft: CommentDraft) -> Target:
    with reading() as connection:
        try:
            return find_target(connection, draft.kind, draft.key, draft.anchor)
        except TargetError as error:
            abort(404, str(error))


@page(blueprint, "/comments", access=PUBLIC)
def listed() -> Page:
    """The comments on one thing, which its own page shows too; with their twins for programs."""
    draft = _draft()
    target = _target(draft)
    with reading() as connection:
        shown = comments.shown_comments(connection, draft.kind, draft.key)
    rows = [
        (each.id, each.anchor, each.on.isoformat(), each.shown_as, each.state.value, each.text,
         " / ".join(answer.text for answer in each.answers))
        for each in shown
    ]  # fmt: skip
    columns = ("id", "about", "day", "name", "state", "comment", "answers")
    data = {"about": {"kind": target.kind, "key": target.key, "page": target.path}, "comments": shown}
    return Page("discussion/listed.html", data, Table(columns, rows), {"target": target, "shown": shown})


@blueprint.route("/comments/new", methods=["GET", "POST"])
@limiter.limit("60 per hour", methods=["POST"])
@access(PUBLIC)
def new() -> Response:
    """Write a comment; the first press shows what will be public and what happens next, the second hands it in."""
    draft = _draft()
    target = _target(draft)
    stamp = request.form.get("stamp") or spam.form_stamp(keys(), now())
    if request.method == "GET":
        return private("discussion/new.html", target=target, draft=draft, stamp=stamp, error="", preview=None)
    with reading() as connection:
        try:
            _, clean = comments.preview(connection, draft, now())
        except (ValueError, LookupError) as error:
            sentence = str(error)
            return private("discussion/new.html", 400, target=target, draft=draft, stamp=stamp, error=sentence)
    if request.form.get("step") != "send":
        return private("discussion/new.html", target=target, draft=clean, stamp=stamp, error="", preview=clean)

    def step(connection: Any) -> str:
        spam.check_post(
            connection, keys(), stamp=stamp, honeypot=request.form.get("website", ""),
            proof=request.form.get("altcha", ""), place=reader(), now=now(),
        )  # fmt: skip
        return comments.add_comment(connection, keys(), site().settings, clean, place=reader(), now=now())

    _, error = said(step)
    if error:
        return private("discussion/new.html", 400, target=target, draft=clean, stamp=stamp, error=error, preview=clean)
    return private("discussion/written.html", target=target)


@blueprint.route("/comments/confirm/<token>", methods=["GET", "POST"])
@access(PUBLIC)
def confirm(token: str) -> Any:
    """Looking shows a button; pressing it hands the comment in to the moderators."""
    if request.method == "GET":
        return private("discussion/confirm.html", error="")
    comment_id, error = said(lambda connection: comments.confirm_comment(connection, keys(), token, now()))
    if error:
        return private("discussion/confirm.html", 400, error=error)
    return redirect(f"/comments/{comment_id}/{comments.status_mark(keys(), comment_id)}")


@blueprint.route("/comments/<comment>/<mark>", methods=["GET", "POST"])
@limiter.limit("20 per hour", methods=["POST"])
@access(PUBLIC)
def status(comment: str, mark: str) -> Response:
    """Where one's own comment stands, what was answered, and the way to ask for a second look."""
    error, done = "", False
    if request.method == "POST":
        words = request.form.get("words", "")
        _, error = said(lambda connection: moderation.appeal(connection, keys(), comment, mark, words, now()))
        done = not error
    with reading() as connection:
        try:
            row, answers = comments.status_of(connection, keys(), comment, mark)
        except comments.CommentError:
            abort(404)
    return private(
        "discussion/status.html", 400 if error else 200, row=row, state=CommentState(row.state), answers=answers,
        why=comments.reason_words(row), error=error, done=done,
    )  # fmt: skip


@blueprint.route("/comments/<comment>/report", methods=["GET", "POST"])
@limiter.limit("20 per hour", methods=["POST"])
@access(PUBLIC)
def report(comment: str) -> Response:
    """Say that a comment should not stand."""
    found = _shown(comment)
    error, done = "", False
    if request.method == "POST":
        chosen = request.form.get("reason", "")
        if chosen not in {each.value for each in Reason}:
            error = "Choose what is wrong with it."
        else:
            words = request.form.get("words", "")
            _, error = said(
                lambda connection: moderation.report_comment(
                    connection, keys(), comment, reason=Reason(chosen), words=words, place=reader(), now=now()
                )
            )
        done = not error
    return private(
        "discussion/report.html", 400 if error else 200, found=found, reasons=_REASONS, error=error, done=done
    )


def _shown(comment: str) -> comments.ShownComment:
    with reading() as connection:
        found = comments.shown_comment(connection, comment)
    return found or abort(404)


@blueprint.route("/comments/<comment>/complaint", methods=["GET", "POST"])
@limiter.limit("20 per hour", methods=["POST"])
@access(PUBLIC)
def complain(comment: str) -> Response:
    """A notice of complaint that a comment is defamatory, with the fields that the law asks for."""
    found = _shown(comment)
    if request.method == "GET":
        return private("discussion/complain.html", found=found, given={}, error="", act_by=None)
    given = request.form
    form = complaints.ComplaintForm(
        **{name: given.get(name, "")[:5000] for name in ("name", "email", "words", "meaning", "untrue")},
        poster_unknown=given.get("poster_unknown") == "yes",
        may_pass_name=given.get("may_pass_name") == "yes",
    )
    act_by, error = said(
        lambda connection: complaints.complain(connection, keys(), comment, form, place=reader(), now=now())
    )
    return private(
        "discussion/complain.html", 400 if error else 200, found=found, given=given, error=error, act_by=act_by
    )


@blueprint.route("/complaints/reply/<token>", methods=["GET", "POST"])
@access(PUBLIC)
def reply(token: str) -> Response:
    """The author of a comment complained about lets it go, or stands by it."""
    if request.method == "GET":
        return private("discussion/reply.html", error="", state=None)
    take_down = request.form.get("choice") == "take-down"
    state, error = said(
        lambda connection: complaints.reply_of_poster(
            connection, keys(), site().settings, token, take_down=take_down, now=now()
        )
    )
    return private("discussion/reply.html", 400 if error else 200, error=error, state=state)


@blueprint.get("/comments/challenge.json")
@access(PUBLIC)
def challenge() -> Response:
    """A proof of work for the browser to do while the comment is written."""
    response = Response(json_text(spam.challenge(keys(), now())), mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
