"""Closing: at its time a procurement takes no more bids; letters are drawn by lot, the sealed names committed to.

Drafts that were never handed in are erased. From now on the number of bids is public; until now nobody could tell it.
"""

import datetime as dt
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from tracker import audit
from tracker.bids.procurements import ProcurementError, move_on, procurement_row, thing_of
from tracker.bids.states import Move, State
from tracker.calendars import in_london
from tracker.models.bids import Bid, BidFile, Commitment, Procurement
from tracker.policy import Action, Person, require
from tracker.sealing import pseudonyms

__all__ = ["FEW_BIDS", "accept_weak_anonymity", "close_due", "close_procurement", "due_to_close", "lettered_bids"]

# With fewer bids than this a reader who knows the market can often tell who wrote which.
FEW_BIDS = 3


def due_to_close(connection: Connection, now: dt.datetime) -> list[str]:
    """The procurements whose closing time has passed and that are still marked open, soonest first."""
    statement = (
        select(Procurement.id)
        .where(Procurement.state == State.OPEN, Procurement.closes_at <= now)
        .order_by(Procurement.closes_at, Procurement.id)
    )
    return list(connection.execute(statement).scalars())


def close_due(connection: Connection, now: dt.datetime) -> int:
    """Close whatever is due; how many."""
    due = due_to_close(connection, now)
    for procurement_id in due:
        _close(connection, procurement_row(connection, procurement_id), "system", now)
    return len(due)


def close_procurement(connection: Connection, person: Person, procurement_id: str, now: dt.datetime) -> None:
    """An officer closes a procurement whose time has come; nobody can close one earlier."""
    row = procurement_row(connection, procurement_id)
    require(person, Action.CLOSE_PROCUREMENT, thing_of(row))
    if row.closes_at is None or now < row.closes_at:
        raise ProcurementError("Bids can be handed in until the closing time: it cannot be closed before.")
    _close(connection, row, person.account, now)


def _close(connection: Connection, row: Any, actor: str, now: dt.datetime) -> None:
    drafts = select(Bid.id).where(Bid.procurement_id == row.id, Bid.state == "draft")
    connection.execute(delete(BidFile).where(BidFile.bid_id.in_(drafts)))
    connection.execute(delete(Bid).where(Bid.procurement_id == row.id, Bid.state == "draft"))
    bids = connection.execute(
        select(Bid.id, Bid.envelope_commitment).where(Bid.procurement_id == row.id).order_by(Bid.id)
    ).all()
    for letter, bid in zip(pseudonyms(len(bids)), bids, strict=True):
        connection.execute(update(Bid).where(Bid.id == bid.id).values(letter=letter))
        connection.execute(
            insert(Commitment).values(
                procurement_id=row.id, letter=letter, kind="identity", sha256=bid.envelope_commitment
            )
        )
    count = f"{len(bids)} {'bid' if len(bids) == 1 else 'bids'}"
    move_on(
        connection, row, Move.CLOSE, actor=actor, now=now, closed_on=in_london(now).date(),
        sentence=f"“{row.title}” of {row.body_name} closed with {count}. The sealed names were committed to.",
    )  # fmt: skip


def lettered_bids(connection: Connection, procurement_id: str) -> list[Any]:
    """The bids of a closed procurement by letter; for officers with a duty, never for a page."""
    statement = select(Bid).where(Bid.procurement_id == procurement_id, Bid.letter.is_not(None))
    return sorted(connection.execute(statement), key=lambda bid: (len(bid.letter), bid.letter))


def accept_weak_anonymity(connection: Connection, person: Person, procurement_id: str, now: dt.datetime) -> None:
    """An officer decides to go on although there are so few bids that names may be guessed; it is logged in public."""
    row = procurement_row(connection, procurement_id)
    require(person, Action.PUBLISH_BIDS, thing_of(row))
    connection.execute(update(Procurement).where(Procurement.id == row.id).values(weak_anonymity_accepted=True))
    audit.record(
        connection, now=now, actor=person.account, action="procurement.few-bids", kind="procurement", key=row.id,
        sentence=f"{row.body_name} goes on with “{row.title}” although there are fewer than {FEW_BIDS} bids.",
    )  # fmt: skip
