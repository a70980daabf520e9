"""Procurements: an officer drafts one, names who does what, opens it, amends its text in public, and cancels it."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from tracker import audit
from tracker.accounts.addresses import read_address
from tracker.accounts.roles import accounts_with, grant_within
from tracker.accounts.sign_in import account_for
from tracker.anchors import Paragraph, changed, re_anchored
from tracker.bids.states import Move, State, next_state
from tracker.calendars import Nation
from tracker.keys import Keys, new_id
from tracker.models.bids import Bid, BidFile, KeyShare, Procurement, ProcurementVersion, Question
from tracker.policy import Action, Person, Role, Thing, require

__all__ = [
    "Draft",
    "ProcurementError",
    "QuestionDraft",
    "amend_procurement",
    "assign_duty",
    "cancel_procurement",
    "draft_procurement",
    "edit_procurement",
    "move_on",
    "open_procurement",
    "procurement_row",
    "procurements_of",
    "questions_of",
    "thing_of",
    "versions_of",
]


class ProcurementError(ValueError):
    """The procurement cannot be kept or moved like this; the text is a sentence for the officer."""


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """One question with its limit of words and, where it is scored, its weight of 100."""

    text: str
    word_limit: int
    weight: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What an officer writes: the text, the questions, the times, and what will be published when."""

    title: str
    text: str
    questions: tuple[QuestionDraft, ...] = ()
    nation: Nation = Nation.ENGLAND
    languages: tuple[str, ...] = ("en",)
    closes_at: dt.datetime | None = None
    speak_until: dt.datetime | None = None
    publication_plan: str = ""
    open_call: bool = True
    process_key: str | None = None


def procurement_row(connection: Connection, procurement_id: str) -> Any:
    """The row; ProcurementError when there is none."""
    row = connection.execute(select(Procurement).where(Procurement.id == procurement_id)).first()
    if row is None:
        raise ProcurementError("There is no such procurement.")
    return row


def thing_of(row: Any) -> Thing:
    """The procurement as the policy sees it."""
    return Thing(row.body_key, row.id, State(row.state))


def procurements_of(connection: Connection, person: Person, body_key: str) -> list[Any]:
    """Every procurement of a body, the newest first; for its officers."""
    require(person, Action.DRAFT_PROCUREMENT, Thing(body=body_key))
    statement = (
        select(Procurement)
        .where(Procurement.body_key == body_key)
        .order_by(Procurement.created_at.desc(), Procurement.id)
    )
    return list(connection.execute(statement))


def draft_procurement(
    connection: Connection, person: Person, *, body_key: str, body_name: str, draft: Draft, now: dt.datetime
) -> str:
    """An officer of the body begins a procurement; its id. Only the body's officers see it before it opens."""
    require(person, Action.DRAFT_PROCUREMENT, Thing(body=body_key))
    procurement_id = new_id()
    connection.execute(
        insert(Procurement).values(
            id=procurement_id,
            body_key=body_key,
            body_name=body_name,
            state=State.DRAFT,
            weak_anonymity_accepted=False,
            created_at=now,
            **_columns(draft),
        )
    )
    _write_text(connection, procurement_id, draft, now)
    audit.record(
        connection, now=now, actor=person.account, action="procurement.draft", kind="procurement", key=procurement_id
    )
    return procurement_id


def edit_procurement(
    connection: Connection, person: Person, procurement_id: str, draft: Draft, now: dt.datetime
) -> None:
    """Replace a draft whole."""
    require(person, Action.EDIT_PROCUREMENT, thing_of(procurement_row(connection, procurement_id)))
    connection.execute(update(Procurement).where(Procurement.id == procurement_id).values(**_columns(draft)))
    connection.execute(delete(ProcurementVersion).where(ProcurementVersion.procurement_id == procurement_id))
    connection.execute(delete(Question).where(Question.procurement_id == procurement_id))
    _write_text(connection, procurement_id, draft, now)


def _columns(draft: Draft) -> dict[str, Any]:
    if not draft.title.strip():
        raise ProcurementError("Give the procurement a title.")
    if any(not question.text.strip() or not 1 <= question.word_limit <= 10_000 for question in draft.questions):
        raise ProcurementError("Each question needs words, and a limit between 1 and 10,000 words.")
    return {
        "title": draft.title.strip(),
        "nation": draft.nation,
        "languages": " ".join(draft.languages),
        "closes_at": draft.closes_at,
        "speak_until": draft.speak_until,
        "publication_plan": draft.publication_plan.strip(),
        "open_call": draft.open_call,
        "process_key": draft.process_key,
    }


def _write_text(connection: Connection, procurement_id: str, draft: Draft, now: dt.datetime) -> None:
    _write_version(connection, procurement_id, 1, re_anchored([], draft.text), "First published", now)
    rows = [
        {"procurement_id": procurement_id, "number": number, "text": question.text.strip(),
         "word_limit": question.word_limit, "weight": question.weight}
        for number, question in enumerate(draft.questions, start=1)
    ]  # fmt: skip
    if rows:
        connection.execute(insert(Question), rows)


def _write_version(
    connection: Connection, procurement_id: str, number: int, paragraphs: Sequence[Paragraph], reason: str,
    now: dt.datetime,
) -> None:  # fmt: skip
    connection.execute(
        insert(ProcurementVersion).values(
            procurement_id=procurement_id,
            number=number,
            paragraphs=json.dumps(paragraphs, ensure_ascii=False),
            reason=reason,
            at=now,
        )
    )


def questions_of(connection: Connection, procurement_id: str) -> list[Any]:
    """The questions in their order."""
    statement = select(Question).where(Question.procurement_id == procurement_id).order_by(Question.number)
    return list(connection.execute(statement))


def versions_of(connection: Connection, procurement_id: str) -> list[tuple[int, list[Paragraph], str, dt.date]]:
    """Every version of the text as (number, paragraphs, why, day), oldest first."""
    statement = (
        select(ProcurementVersion)
        .where(ProcurementVersion.procurement_id == procurement_id)
        .order_by(ProcurementVersion.number)
    )
    return [
        (row.number, [(anchor, text) for anchor, text in json.loads(row.paragraphs)], row.reason, row.at.date())
        for row in connection.execute(statement)
    ]


def assign_duty(
    connection: Connection,
    keys: Keys,
    person: Person,
    procurement_id: str,
    *,
    address: str,
    role: Role,
    now: dt.datetime,
) -> None:
    """Give an officer of the body a duty. Whoever makes bids anonymous has seen names, and so may not score them."""
    row = procurement_row(connection, procurement_id)
    require(person, Action.ASSIGN_DUTY, thing_of(row))
    opposite = {Role.ANONYMISER: Role.EVALUATOR, Role.EVALUATOR: Role.ANONYMISER}.get(role)
    if opposite is None:
        raise ProcurementError("The duties are to make bids anonymous and to evaluate them.")
    account_id = account_for(connection, keys, read_address(address), now)
    if account_id not in accounts_with(connection, Role.OFFICER, row.body_key):
        raise ProcurementError("Only an officer of this body can have a duty in its procurement.")
    if account_id in accounts_with(connection, opposite, procurement_id):
        raise ProcurementError("Whoever makes the bids anonymous cannot evaluate them: name two different people.")
    grant_within(connection, account_id, role, procurement_id, by=person.account, now=now)


def move_on(
    connection: Connection,
    row: Any,
    move: Move,
    *,
    actor: str,
    sentence: str,
    now: dt.datetime,
    **values: Any,
) -> State:
    """Take a procurement to its next state and log it; IllegalMoveError when there is no such way from where it is.

    The old state is a condition of the change, so that of two moves at the same moment one is refused.
    """
    following = next_state(State(row.state), move)
    moved = connection.execute(
        update(Procurement)
        .where(Procurement.id == row.id, Procurement.state == row.state)
        .values(state=following, **values)
    ).rowcount
    if not moved:
        raise ProcurementError("Somebody else moved this procurement on at the same moment. Look at it again.")
    audit.record(
        connection, now=now, actor=actor, action=f"procurement.{following}", kind="procurement", key=row.id,
        sentence=sentence, detail={"from": row.state, "to": following},
    )  # fmt: skip
    return following


def open_procurement(connection: Connection, person: Person, procurement_id: str, now: dt.datetime) -> None:
    """Open for bids, once all three holders have written down their shares."""
    row = procurement_row(connection, procurement_id)
    require(person, Action.OPEN_PROCUREMENT, thing_of(row))
    waiting = connection.execute(
        select(KeyShare.number).where(KeyShare.procurement_id == procurement_id, KeyShare.confirmed_at.is_(None))
    ).all()
    if waiting:
        raise ProcurementError("Not every holder has written down their part of the key yet.")
    if row.closes_at is None or row.closes_at <= now:
        raise ProcurementError("The closing time has passed: discard this draft and begin again.")
    move_on(
        connection, row, Move.OPEN, actor=person.account, now=now,
        sentence=f"{row.body_name} opened “{row.title}” for sealed bids.",
    )  # fmt: skip


def amend_procurement(
    connection: Connection, person: Person, procurement_id: str, *, text: str, reason: str, now: dt.datetime
) -> list[tuple[str, str | None, str | None]]:
    """Change the text while bids are open, in public and with a reason; what changed, paragraph by paragraph."""
    row = procurement_row(connection, procurement_id)
    require(person, Action.AMEND_PROCUREMENT, thing_of(row))
    if not reason.strip():
        raise ProcurementError("Say why the text changes: bidders and the public read it.")
    versions = versions_of(connection, procurement_id)
    number, old, _, _ = versions[-1]
    new = re_anchored(old, text, ever={anchor for _, version, _, _ in versions for anchor, _ in version})
    edits = changed(old, new)
    if not edits:
        raise ProcurementError("Nothing in the text has changed.")
    _write_version(connection, procurement_id, number + 1, new, reason.strip(), now)
    audit.record(
        connection, now=now, actor=person.account, action="procurement.amend", kind="procurement", key=procurement_id,
        sentence=f"{row.body_name} changed the text of “{row.title}”.",
        detail={"version": number + 1, "paragraphs": [anchor for anchor, _, _ in edits]},
    )  # fmt: skip
    return edits


def cancel_procurement(
    connection: Connection, person: Person, procurement_id: str, *, reason: str, now: dt.datetime
) -> None:
    """Cancel, and destroy every bid that was not published; what was published stays, marked as cancelled."""
    row = procurement_row(connection, procurement_id)
    require(person, Action.CANCEL_PROCUREMENT, thing_of(row))
    if not reason.strip():
        raise ProcurementError("Say why it is cancelled.")
    known = row.state not in {State.DRAFT, State.SEALING}
    move_on(
        connection, row, Move.CANCEL, actor=person.account, now=now,
        sentence=f"{row.body_name} cancelled “{row.title}”. All sealed bids were destroyed." if known else "",
        working_key_box=None, award_reason=reason.strip(),
    )  # fmt: skip
    destroy_bids(connection, procurement_id)


def destroy_bids(connection: Connection, procurement_id: str) -> None:
    """Erase everything sealed of a procurement: envelopes, working copies, files. It cannot be undone."""
    ids = select(Bid.id).where(Bid.procurement_id == procurement_id)
    connection.execute(delete(BidFile).where(BidFile.bid_id.in_(ids)))
    connection.execute(delete(Bid).where(Bid.procurement_id == procurement_id))
    connection.execute(
        update(KeyShare)
        .where(KeyShare.procurement_id == procurement_id)
        .values(waiting_box=None, claim_hash=None, offered_box=None, offered_at=None)
    )
