"""The officers' desk: drafts, duties, the key, opening, invitations, changes, closing, the award, and answers."""

import datetime as dt
from typing import Any

from flask import Blueprint, Response, redirect, request

from tracker.bids import award, closing, handing_in, key_ceremony, procurements, publishing
from tracker.bids.procurements import Draft, ProcurementError, QuestionDraft
from tracker.bids.states import State
from tracker.calendars import LONDON, Nation
from tracker.discussion import answers
from tracker.discussion.comments import shown_comment
from tracker.discussion.states import Outcome
from tracker.policy import Action, Role, Thing, may
from webapp.access import Access, access
from webapp.account.visitor import ask_for_factor, in_procurement, keys, person, private, said, visitor
from webapp.site import now, reading, site

blueprint = Blueprint("officer", __name__, template_folder="templates")


@blueprint.app_template_filter("local_field")
def local_field(moment: dt.datetime | None) -> str:
    """A moment as a field for London time holds it; empty for none."""
    return "" if moment is None else f"{moment.astimezone(LONDON):%Y-%m-%dT%H:%M}"


_QUESTIONS = 20
_OUTCOMES = (
    (Outcome.ANSWERED.value, "An answer"),
    (Outcome.CHANGED.value, "It changed something"),
    (Outcome.NOT_CHANGED.value, "It changed nothing, and why"),
)
_DUTIES = (("anonymiser", "makes the bids anonymous"), ("evaluator", "evaluates the bids"))


def _bodies() -> list[str]:
    return sorted(grant.scope for grant in person().grants if grant.role is Role.OFFICER)


def _is_officer(**_: Any) -> bool:
    ask_for_factor()
    found = visitor()
    return found is not None and found.person.strong and bool(_bodies())


OFFICER = Access("officer of any body", _is_officer, hidden=True)


@blueprint.get("/officer")
@access(OFFICER)
def desk() -> Response:
    """The procurements of the officer's bodies, and the comments that wait for an answer."""
    with reading() as connection:
        rows = [row for body in _bodies() for row in procurements.procurements_of(connection, person(), body)]
        waiting = [each for body in _bodies() for each in answers.to_answer(connection, person(), body)]
    return private("bids/desk.html", rows=rows, waiting=waiting, bodies=_bodies())


@blueprint.route("/officer/new", methods=["GET", "POST"])
@access(OFFICER)
def new() -> Any:
    """Begin a procurement, from a notice or by hand."""
    if request.method == "GET":
        return private("bids/draft.html", row=None, given=request.args, bodies=_bodies(), error="", count=_QUESTIONS)
    given = request.form
    made, error = said(
        lambda connection: procurements.draft_procurement(
            connection, person(), body_key=given.get("body", ""), body_name=given.get("body_name", "").strip(),
            draft=_draft(), now=now(),
        )
    )  # fmt: skip
    if error:
        return private("bids/draft.html", 400, row=None, given=given, bodies=_bodies(), error=error, count=_QUESTIONS)
    return redirect(f"/officer/{made}")


def _draft() -> Draft:
    given = request.form
    questions = tuple(
        QuestionDraft(
            given[f"question_{number}"],
            int(_digits(f"limit_{number}") or 500),
            int(_digits(f"weight_{number}") or 0) or None,
        )
        for number in range(1, _QUESTIONS + 1)
        if given.get(f"question_{number}", "").strip()
    )
    nation = given.get("nation", "")
    return Draft(
        title=given.get("title", ""),
        text=given.get("text", ""),
        questions=questions,
        nation=Nation(nation) if nation in set(Nation) else Nation.ENGLAND,
        languages=tuple(given.get("languages", "en").split()) or ("en",),
        closes_at=_moment("closes_at"),
        speak_until=_moment("speak_until"),
        publication_plan=given.get("publication_plan", ""),
        open_call=given.get("open_call") == "yes",
        process_key=given.get("process_key") or None,
    )


def _digits(name: str) -> str:
    typed = request.form.get(name, "").strip()
    return typed if typed.isdigit() and len(typed) < 6 else ""


def _moment(name: str) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(request.form.get(name, "").strip())
    except ValueError:
        return None
    return found.replace(tzinfo=LONDON) if found.tzinfo is None else found


def shown(procurement: str, error: str = "", told: str = "") -> Response:
    """The officer's page of one procurement: what can be done now, and nothing of a bid."""
    with reading() as connection:
        row = procurements.procurement_row(connection, procurement)
        thing = procurements.thing_of(row)
        context = {
            "questions": procurements.questions_of(connection, procurement),
            "text": "\n\n".join(words for _, words in procurements.versions_of(connection, procurement)[-1][1]),
            "holders": key_ceremony.holders_of(connection, procurement),
            "missing": publishing.what_is_missing(connection, keys(), row, now()) if row.state == State.CLOSED else [],
            "letters": [bid.letter for bid in closing.lettered_bids(connection, procurement)],
        }
    can = {action.name.lower() for action in Action if may(person(), action, thing)}
    return private(
        "bids/officer.html", 400 if error else 200, row=row, can=can, error=error, told=told, duties=_DUTIES,
        count=_QUESTIONS, due=row.closes_at is not None and now() >= row.closes_at, **context,
    )  # fmt: skip


@blueprint.get("/officer/<procurement>")
@access(in_procurement(Action.READ_DRAFT))
def one(procurement: str) -> Response:
    """One procurement."""
    return shown(procurement)


@blueprint.post("/officer/<procurement>/edit")
@access(in_procurement(Action.EDIT_PROCUREMENT))
def edit(procurement: str) -> Any:
    """Replace the draft."""
    return _then(
        procurement,
        lambda connection: procurements.edit_procurement(connection, person(), procurement, _draft(), now()),
    )


def _then(procurement: str, step: Any, told: str = "") -> Any:
    _, error = said(step)
    if error or told:
        return shown(procurement, error, told)
    return redirect(f"/officer/{procurement}")


@blueprint.post("/officer/<procurement>/duty")
@access(in_procurement(Action.ASSIGN_DUTY))
def duty(procurement: str) -> Any:
    """Give an officer a duty."""
    wanted = request.form.get("role", "")
    role = Role(wanted) if wanted in {each for each, _ in _DUTIES} else Role.CITIZEN
    return _then(
        procurement,
        lambda connection: procurements.assign_duty(
            connection, keys(), person(), procurement, address=request.form.get("email", ""), role=role, now=now()
        ),
    )


@blueprint.post("/officer/<procurement>/keys")
@access(in_procurement(Action.MAKE_KEYS))
def make_keys(procurement: str) -> Any:
    """Make the key, and write to its three holders."""
    holders = [request.form.get(f"holder_{number}", "") for number in (1, 2, 3)]
    return _then(
        procurement,
        lambda connection: key_ceremony.make_keys(
            connection, keys(), site().settings, person(), procurement, holders, now()
        ),
    )


@blueprint.post("/officer/<procurement>/open")
@access(in_procurement(Action.OPEN_PROCUREMENT))
def open_(procurement: str) -> Any:
    """Open for bids."""
    return _then(
        procurement, lambda connection: procurements.open_procurement(connection, person(), procurement, now())
    )


@blueprint.post("/officer/<procurement>/invite")
@access(in_procurement(Action.INVITE))
def invite(procurement: str) -> Any:
    """Invite firms to bid."""
    addresses = request.form.get("emails", "").split()

    def step(connection: Any) -> None:
        for address in addresses:
            handing_in.invite(connection, keys(), site().settings, person(), procurement, address, now())

    return _then(procurement, step, told=f"{len(addresses)} invited.")


@blueprint.post("/officer/<procurement>/amend")
@access(in_procurement(Action.AMEND_PROCUREMENT))
def amend(procurement: str) -> Any:
    """Change the text in public."""
    given = request.form
    return _then(
        procurement,
        lambda connection: procurements.amend_procurement(
            connection,
            person(),
            procurement,
            text=given.get("text", ""),
            reason=given.get("change_reason", ""),
            now=now(),
        ),
    )


@blueprint.post("/officer/<procurement>/close")
@access(in_procurement(Action.CLOSE_PROCUREMENT))
def close(procurement: str) -> Any:
    """Close, once the time has come."""
    return _then(procurement, lambda connection: closing.close_procurement(connection, person(), procurement, now()))


@blueprint.post("/officer/<procurement>/cancel")
@access(in_procurement(Action.CANCEL_PROCUREMENT))
def cancel(procurement: str) -> Any:
    """Cancel, and destroy what is sealed."""
    reason = request.form.get("cancel_reason", "")
    return _then(
        procurement,
        lambda connection: procurements.cancel_procurement(connection, person(), procurement, reason=reason, now=now()),
    )


@blueprint.post("/officer/<procurement>/scores")
@access(in_procurement(Action.LOCK_SCORES))
def scores(procurement: str) -> Any:
    """Lock the points of every bid."""
    given = {name.removeprefix("points_"): _digits(name) for name in request.form if name.startswith("points_")}

    def step(connection: Any) -> None:
        if not all(given.values()):
            raise ProcurementError("Give each bid between 0 and 100 points, and leave none out.")
        points = {letter: int(typed) for letter, typed in given.items()}
        award.lock_scores(connection, person(), procurement, points, now())

    return _then(procurement, step)


@blueprint.post("/officer/<procurement>/winner")
@access(in_procurement(Action.CHOOSE_WINNER))
def winner(procurement: str) -> Any:
    """Choose the winning bid, by its letter."""
    given = request.form
    return _then(
        procurement,
        lambda connection: award.choose_winner(
            connection, person(), procurement, given.get("letter", ""), given.get("award_reason", ""), now()
        ),
    )


@blueprint.post("/officer/<procurement>/destroy")
@access(in_procurement(Action.DESTROY_ENVELOPES))
def destroy(procurement: str) -> Any:
    """Destroy the other envelopes, or say in public why they are kept."""
    keep = request.form.get("keep_reason", "") if request.form.get("choice") == "keep" else ""
    return _then(
        procurement,
        lambda connection: award.destroy_envelopes(connection, person(), procurement, now(), keep_reason=keep),
    )


def _may_answer(comment: str, **_: Any) -> bool:
    with reading() as connection:
        body = answers.body_of(connection, comment)
    return body is not None and may(person(), Action.ANSWER_COMMENT, Thing(body=body))


@blueprint.route("/comments/<comment>/answer", methods=["GET", "POST"])
@access(Access("answer-comment", _may_answer, hidden=True))
def answer(comment: str) -> Any:
    """Answer a comment in public."""
    with reading() as connection:
        found = shown_comment(connection, comment)
    given = request.form
    if request.method == "GET":
        return private("bids/answer.html", found=found, outcomes=_OUTCOMES, given=given, error="")
    outcome = given.get("outcome", "")
    _, error = said(
        lambda connection: answers.answer_comment(
            connection, keys(), site().settings, person(), comment,
            outcome=Outcome(outcome) if outcome in set(Outcome) else Outcome.ANSWERED,
            text=given.get("text", ""), change=given.get("change", ""), now=now(),
        )
    )  # fmt: skip
    if error:
        return private("bids/answer.html", 400, found=found, outcomes=_OUTCOMES, given=given, error=error)
    return redirect("/officer")
