"""The award: scores are locked, a winner is chosen, and two holders together open the one envelope that is revealed.

That an envelope was opened, when and by how many is public. The other envelopes stay closed, and are destroyed once the
time to go to court is over.
"""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select, update

from tracker import audit
from tracker.accounts.rations import spend
from tracker.bids.procurements import ProcurementError, destroy_bids, move_on, procurement_row, thing_of
from tracker.bids.states import Move
from tracker.calendars import in_london
from tracker.day_words import day_in_words
from tracker.keys import Keys
from tracker.models.bids import Bid, Commitment, KeyShare, Procurement, PublicBid, Reveal
from tracker.policy import Action, Person, require
from tracker.sealing import ShareError, canonical, commitment, join_shares, open_envelope, share_number

__all__ = ["CHALLENGE_DAYS", "OFFER_LIFE", "choose_winner", "destroy_envelopes", "lock_scores", "offer_share"]

OFFER_LIFE = dt.timedelta(minutes=30)
# Procurement Act 2023, section 106: a claim must be brought within 30 days of when the claimant should have known.
CHALLENGE_DAYS = 30


def lock_scores(
    connection: Connection, person: Person, procurement_id: str, scores: Mapping[str, int], now: dt.datetime
) -> None:
    """An evaluator locks the points (0 to 100) of every bid; they are public from the award on."""
    row = procurement_row(connection, procurement_id)
    require(person, Action.LOCK_SCORES, thing_of(row))
    letters = set(
        connection.execute(select(PublicBid.letter).where(PublicBid.procurement_id == procurement_id)).scalars()
    )
    if set(scores) != letters or any(not 0 <= points <= 100 for points in scores.values()):
        raise ProcurementError("Give each bid between 0 and 100 points, and leave none out.")
    if row.speak_until is not None and now < row.speak_until:
        raise ProcurementError("The public can still comment: scores are locked after that.")
    move_on(
        connection, row, Move.LOCK_SCORES, actor=person.account, now=now, scores=json.dumps(scores, sort_keys=True),
        sentence=f"The scores of the bids for “{row.title}” were locked, before any name was opened.",
    )  # fmt: skip


def choose_winner(
    connection: Connection, person: Person, procurement_id: str, letter: str, reason: str, now: dt.datetime
) -> None:
    """An officer chooses the winning letter and says why; it takes effect when two holders open its envelope."""
    row = procurement_row(connection, procurement_id)
    require(person, Action.CHOOSE_WINNER, thing_of(row))
    if letter not in json.loads(row.scores):
        raise ProcurementError("There is no such bid.")
    if not reason.strip():
        raise ProcurementError("Say why this bid wins: the reason is published with the award.")
    connection.execute(
        update(Procurement)
        .where(Procurement.id == procurement_id)
        .values(awarded_letter=letter, award_reason=reason.strip())
    )
    connection.execute(
        update(KeyShare).where(KeyShare.procurement_id == procurement_id).values(offered_box=None, offered_at=None)
    )
    audit.record(
        connection, now=now, actor=person.account, action="award.choose", kind="procurement", key=procurement_id,
        detail={"bid": letter},
    )  # fmt: skip


def offer_share(
    connection: Connection, keys: Keys, person: Person, procurement_id: str, written: str, now: dt.datetime
) -> str:
    """A holder types their share: "waiting" for the second one, or "revealed" once two have.

    The first offer is kept encrypted for half an hour. Raises ShareError for a share that cannot be read or is another
    holder's; returns a sentence when the two do not fit together, after which both must be typed again.
    """
    row = procurement_row(connection, procurement_id)
    require(person, Action.OFFER_SHARE, thing_of(row))
    if row.awarded_letter is None:
        raise ProcurementError("Choose the winning bid first.")
    spend(connection, keys, "share", person.account, now)
    mine = connection.execute(
        select(KeyShare).where(KeyShare.procurement_id == procurement_id, KeyShare.account_id == person.account)
    ).first()
    if mine is None or share_number(written) != mine.number:
        raise ShareError("This is not your part of the key.")
    _keep_offer(connection, keys, procurement_id, mine.number, written, now)
    offers = _offers(connection, keys, procurement_id, now)
    if len(offers) < 2:
        audit.record(
            connection, now=now, actor=person.account, action="award.offer", kind="procurement", key=procurement_id
        )
        return "waiting"
    try:
        private = join_shares(offers[:2], row.public_key)
    except ShareError as error:
        _forget_offers(connection, procurement_id)
        return f"{error} Both holders must type theirs again."
    _reveal(connection, keys, row, private, person, now)
    return "revealed"


def _keep_offer(
    connection: Connection, keys: Keys, procurement_id: str, number: int, written: str, now: dt.datetime
) -> None:
    box = keys.seal(f"offer:{procurement_id}:{number}", written.encode())
    connection.execute(
        update(KeyShare)
        .where(KeyShare.procurement_id == procurement_id, KeyShare.number == number)
        .values(offered_box=box, offered_at=now)
    )


def _offers(connection: Connection, keys: Keys, procurement_id: str, now: dt.datetime) -> list[str]:
    rows = connection.execute(
        select(KeyShare)
        .where(KeyShare.procurement_id == procurement_id, KeyShare.offered_at > now - OFFER_LIFE)
        .order_by(KeyShare.number)
    )
    return [keys.open(f"offer:{procurement_id}:{row.number}", row.offered_box).decode() for row in rows]


def _forget_offers(connection: Connection, procurement_id: str) -> None:
    connection.execute(
        update(KeyShare).where(KeyShare.procurement_id == procurement_id).values(offered_box=None, offered_at=None)
    )


def _reveal(connection: Connection, keys: Keys, row: Any, private: bytes, person: Person, now: dt.datetime) -> None:
    letter = row.awarded_letter
    envelope = connection.execute(
        select(Bid.envelope).where(Bid.procurement_id == row.id, Bid.letter == letter)
    ).scalar_one()
    if envelope is None:
        raise ProcurementError("The envelope of this bid is gone.")
    content = json.loads(open_envelope(private, envelope).decode("utf-8", "surrogatepass"))
    committed = connection.execute(
        select(Commitment.sha256).where(
            Commitment.procurement_id == row.id, Commitment.letter == letter, Commitment.kind == "identity"
        )
    ).scalar_one()
    if commitment(content["salt"], canonical(content["identity"])) != committed:
        raise ProcurementError("The envelope does not hold the name that was committed to at closing. Stop here.")
    salts = {
        each.letter: keys.open(f"salt:{row.id}:{each.letter}", each.salt_box).decode()
        for each in connection.execute(
            select(PublicBid).where(PublicBid.procurement_id == row.id).order_by(PublicBid.letter)
        )
    }
    connection.execute(
        insert(Reveal).values(
            procurement_id=row.id,
            letter=letter,
            identity=canonical(content["identity"]),
            identity_salt=content["salt"],
            bid_salts=canonical(salts),
            revealed_on=in_london(now).date(),
        )
    )
    _forget_offers(connection, row.id)
    move_on(
        connection, row, Move.AWARD, actor=person.account, now=now,
        sentence=f"Two holders of the key opened the envelope of bidder {letter}: {row.body_name} awards “{row.title}” "
        f"to {content['identity']['legal_name']}.",
    )  # fmt: skip


def destroy_envelopes(
    connection: Connection, person: Person, procurement_id: str, now: dt.datetime, *, keep_reason: str = ""
) -> None:
    """Destroy the other bidders' envelopes and every working copy, once the time to go to court is over.

    With ``keep_reason`` (a claim, a request under the law) nothing is destroyed and the reason is logged in public.
    """
    row = procurement_row(connection, procurement_id)
    require(person, Action.DESTROY_ENVELOPES, thing_of(row))
    if keep_reason.strip():
        audit.record(
            connection, now=now, actor=person.account, action="envelopes.keep", kind="procurement", key=row.id,
            sentence=f"The sealed envelopes of “{row.title}” are kept for now: {keep_reason.strip()}",
        )  # fmt: skip
        return
    revealed = connection.execute(select(Reveal.revealed_on).where(Reveal.procurement_id == row.id)).scalar_one()
    until = revealed + dt.timedelta(days=CHALLENGE_DAYS)
    if in_london(now).date() <= until:
        raise ProcurementError(
            f"The award can be challenged until {day_in_words(until)}: the envelopes are kept until then."
        )
    destroy_bids(connection, row.id)
    move_on(
        connection, row, Move.FINISH, actor=person.account, now=now, working_key_box=None,
        sentence=f"The sealed envelopes and working copies of “{row.title}” were destroyed.",
    )  # fmt: skip
