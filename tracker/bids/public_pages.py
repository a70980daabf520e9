"""What the public reads of procurements and bids, from public tables only; hidden and absent get the same answer."""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, func, select

from tracker.anchors import Paragraph
from tracker.audit import public_entries
from tracker.bids.comparison import CostRow, cost_rows
from tracker.bids.procurements import questions_of, thing_of, versions_of
from tracker.bids.states import State
from tracker.calendars import in_london
from tracker.models.bids import Commitment, Procurement, PublicBid, Question, Reveal
from tracker.models.discussion import Suppression
from tracker.policy import Action, Person, Thing, may
from tracker.sealing import PROOF_FORMAT, canonical
from tracker.takedown import suppressed

__all__ = [
    "BidPage",
    "NotPublicError",
    "ProcurementPage",
    "bid_page",
    "happenings",
    "listed",
    "procurement_page",
    "proof_document",
]


class NotPublicError(LookupError):
    """There is nothing here for the public: never was, not yet, or no more; nobody can tell which."""

    def __init__(self) -> None:
        super().__init__("There is no such page.")


@dataclass(frozen=True, slots=True)
class ProcurementPage:
    """All that the page of a procurement shows. ``letters`` is empty, and ``bids`` None, until closing.

    ``taken_down`` says of each published bid whose text had to go since when ("on") and why ("reason").
    """

    row: Any
    state: State
    paragraphs: list[Paragraph]
    versions: list[tuple[int, list[Paragraph], str, dt.date]]
    questions: list[Any]
    bids: int | None
    letters: list[str]
    documents: dict[str, dict[str, Any]]
    taken_down: dict[str, dict[str, str]]
    costs: list[CostRow]
    commitments: dict[str, dict[str, str]]
    commitments_sha256: str | None
    reveal: dict[str, Any] | None
    scores: dict[str, int] | None


@dataclass(frozen=True, slots=True)
class BidPage:
    """One bid beside its questions."""

    row: Any
    letter: str
    document: dict[str, Any]
    questions: list[Question]
    commitments: dict[str, str]


def _public_row(connection: Connection, procurement_id: str) -> Any:
    row = connection.execute(select(Procurement).where(Procurement.id == procurement_id)).first()
    if row is None or not may(Person(), Action.READ_PROCUREMENT, thing_of(row)):
        raise NotPublicError
    if procurement_id in suppressed(connection, "procurement"):
        raise NotPublicError
    return row


def listed(connection: Connection, *, body_key: str | None = None, limit: int = 200) -> list[Any]:
    """The procurements that the public may see: open ones first, by closing time, then the others, newest first."""
    hidden = suppressed(connection, "procurement")
    public = [state for state in State if may(Person(), Action.READ_PROCUREMENT, Thing(state=state))]
    statement = (
        select(Procurement)
        .where(Procurement.state.in_(public))
        .order_by((Procurement.state != State.OPEN), Procurement.closes_at.desc(), Procurement.id)
        .limit(limit)
    )
    if body_key is not None:
        statement = statement.where(Procurement.body_key == body_key)
    return [row for row in connection.execute(statement) if row.id not in hidden]


def happenings(connection: Connection, procurement_id: str | None = None, limit: int = 100) -> list[Any]:
    """What the public log says of a procurement, or of all that are not taken down, newest first."""
    entries = public_entries(connection, kind="procurement", key=procurement_id, limit=limit)
    hidden = suppressed(connection, "procurement")
    return [each for each in entries if each.object_id not in hidden]


def procurement_page(connection: Connection, procurement_id: str) -> ProcurementPage:
    """The page of one procurement; NotPublicError when there is none for the public."""
    row = _public_row(connection, procurement_id)
    state = State(row.state)
    versions = versions_of(connection, procurement_id)
    documents = _documents(connection, row)
    commitments = _commitments(connection, procurement_id)
    return ProcurementPage(
        row=row,
        state=state,
        paragraphs=versions[-1][1],
        versions=versions,
        questions=questions_of(connection, procurement_id),
        bids=len(commitments) if row.closed_on is not None else None,
        letters=list(documents),
        documents=documents,
        taken_down=_taken_down(connection, procurement_id) if documents or row.published_on else {},
        costs=cost_rows(documents),
        commitments=commitments,
        commitments_sha256=_list_hash(commitments) if documents or row.published_on else None,
        reveal=_reveal(connection, row),
        scores=json.loads(row.scores) if may(Person(), Action.READ_REVEAL, thing_of(row)) else None,
    )


def _documents(connection: Connection, row: Any, letter: str | None = None) -> dict[str, dict[str, Any]]:
    # A cancelled procurement keeps what was published of it.
    if not may(Person(), Action.READ_BIDS, thing_of(row)) and row.published_on is None:
        return {}
    hidden = _taken_down(connection, row.id)
    statement = (
        select(PublicBid)
        .where(PublicBid.procurement_id == row.id)
        .order_by(func.length(PublicBid.letter), PublicBid.letter)
    )
    if letter is not None:
        statement = statement.where(PublicBid.letter == letter)
    return {
        each.letter: orjson.loads(each.document) for each in connection.execute(statement) if each.letter not in hidden
    }


def _taken_down(connection: Connection, procurement_id: str) -> dict[str, dict[str, str]]:
    statement = (
        select(Suppression)
        .where(
            Suppression.kind == "bid",
            Suppression.key.startswith(f"{procurement_id}/", autoescape=True),
            Suppression.lifted_at.is_(None),
        )
        .order_by(Suppression.key)
    )
    return {
        each.key.rpartition("/")[2]: {"on": in_london(each.since).date().isoformat(), "reason": each.reason}
        for each in connection.execute(statement)
    }


def _commitments(connection: Connection, procurement_id: str) -> dict[str, dict[str, str]]:
    statement = (
        select(Commitment)
        .where(Commitment.procurement_id == procurement_id)
        .order_by(func.length(Commitment.letter), Commitment.letter, Commitment.kind)
    )
    found: dict[str, dict[str, str]] = {}
    for each in connection.execute(statement):
        found.setdefault(each.letter, {})[each.kind] = each.sha256
    return found


def _list_hash(commitments: dict[str, dict[str, str]]) -> str:
    return hashlib.sha256(canonical(commitments).encode()).hexdigest()


def _reveal(connection: Connection, row: Any) -> dict[str, Any] | None:
    if not may(Person(), Action.READ_REVEAL, thing_of(row)):
        return None
    found = connection.execute(select(Reveal).where(Reveal.procurement_id == row.id)).one()
    return {
        "letter": found.letter,
        "identity": json.loads(found.identity),
        "salt": found.identity_salt,
        "salts": json.loads(found.bid_salts),
        "on": found.revealed_on,
        "reason": row.award_reason,
    }


def bid_page(connection: Connection, procurement_id: str, letter: str) -> BidPage:
    """One published bid; NotPublicError when there is none for the public."""
    row = _public_row(connection, procurement_id)
    documents = _documents(connection, row, letter)
    if letter not in documents:
        raise NotPublicError
    return BidPage(
        row,
        letter,
        documents[letter],
        questions_of(connection, procurement_id),
        _commitments(connection, procurement_id)[letter],
    )


def proof_document(connection: Connection, procurement_id: str) -> dict[str, Any]:
    """The proof of an award, as ``daylight verify`` and docs/verify_procurement.py read it; NotPublicError before.

    A bid that was taken down keeps its commitment. Its salt goes with its text: with it a guess could be confirmed.
    """
    page = procurement_page(connection, procurement_id)
    if page.reveal is None:
        raise NotPublicError
    return {
        "format": PROOF_FORMAT,
        "procurement": {"id": page.row.id, "title": page.row.title, "buyer": page.row.body_name},
        "commitments": page.commitments,
        "list_sha256": page.commitments_sha256,
        "bids": page.documents,
        "salts": {letter: salt for letter, salt in page.reveal["salts"].items() if letter in page.documents},
        "taken_down": {letter: each for letter, each in page.taken_down.items() if letter in page.commitments},
        "reveal": {key: page.reveal[key] for key in ("letter", "identity", "salt")},
    }
