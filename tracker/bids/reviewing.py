"""The steps of a review: an officer decides, a second one confirms, the bidder reads the page and signs it off."""

import datetime as dt
import hashlib
import hmac
import re
from typing import Any

from sqlalchemy import Connection, select, update

from tracker import audit
from tracker.bids.closing import lettered_bids
from tracker.bids.form import BidForm
from tracker.bids.handing_in import own_bid, read_form
from tracker.bids.key_ceremony import working_key
from tracker.bids.procurements import ProcurementError, procurement_row, questions_of, thing_of
from tracker.bids.public_document import public_document
from tracker.bids.review import Choice, Review, ReviewError, decisions, proposed, review_from_json
from tracker.calendars import Nation, nth_working_day
from tracker.keys import Keys, open_box, seal_box
from tracker.models.bids import Bid
from tracker.policy import Action, Person, require
from tracker.sealing import canonical

__all__ = [
    "SIGN_OFF_DAYS",
    "complete_review",
    "confirm_review",
    "decide_place",
    "document_hash",
    "document_of",
    "forms_of",
    "mark_words",
    "open_review",
    "own_preview",
    "prepare_reviews",
    "read_review",
    "sign_off",
    "sign_off_ends",
]

SIGN_OFF_DAYS = 5  # working days that a bidder has to read the page to come


def forms_of(connection: Connection, keys: Keys, row: Any) -> dict[str, BidForm]:
    """The bids of a closed procurement as written, by letter: the dictionary of names, and the reviewers' source."""
    return {bid.letter: read_form(keys, row, bid) for bid in lettered_bids(connection, row.id)}


def prepare_reviews(connection: Connection, keys: Keys, person: Person, procurement_id: str) -> int:
    """Let the program propose what to take out of each bid that has no review yet; how many bids that were."""
    row = procurement_row(connection, procurement_id)
    require(person, Action.REVIEW_BIDS, thing_of(row))
    forms = forms_of(connection, keys, row)
    waiting = [bid for bid in lettered_bids(connection, procurement_id) if bid.review_box is None]
    for bid in waiting:
        others = [form for letter, form in forms.items() if letter != bid.letter]
        review = proposed(forms[bid.letter], others, buyer=row.body_name, procurement=row.title)
        _keep(connection, keys, row, bid.id, review)
    return len(waiting)


def _keep(connection: Connection, keys: Keys, row: Any, bid_id: str, review: Review) -> None:
    box = seal_box(working_key(keys, row), review.to_json(), f"bid:{bid_id}:review")
    connection.execute(
        update(Bid)
        .where(Bid.id == bid_id)
        .values(review_box=box, reviewed_by=None, second_reviewer=None, signed_off_hash=None)
    )


def _bid(connection: Connection, procurement_id: str, letter: str) -> Any:
    bid = connection.execute(select(Bid).where(Bid.procurement_id == procurement_id, Bid.letter == letter)).first()
    if bid is None:
        raise ProcurementError("There is no such bid.")
    if bid.review_box is None:
        raise ReviewError("This bid has not been read by the program yet.")
    return bid


def open_review(keys: Keys, row: Any, bid: Any) -> Review:
    """The review that is kept beside a bid."""
    return review_from_json(open_box(working_key(keys, row), bid.review_box, f"bid:{bid.id}:review"))


def _reviewers(
    connection: Connection, keys: Keys, person: Person, procurement_id: str, letter: str
) -> tuple[Any, Any, Review]:
    row = procurement_row(connection, procurement_id)
    require(person, Action.REVIEW_BIDS, thing_of(row))
    bid = _bid(connection, procurement_id, letter)
    return row, bid, open_review(keys, row, bid)


def read_review(
    connection: Connection, keys: Keys, person: Person, procurement_id: str, letter: str
) -> tuple[Any, Review]:
    """The bid's row (who reviewed and signed it off) and its review, for the side-by-side page."""
    _, bid, review = _reviewers(connection, keys, person, procurement_id, letter)
    return bid, review


def decide_place(
    connection: Connection,
    keys: Keys,
    person: Person,
    procurement_id: str,
    letter: str,
    *,
    field: str,
    place: int,
    choice: Choice,
    replacement: str | None = None,
) -> None:
    """Replace a place, with the proposed or other words, or keep what the bidder wrote."""
    row, bid, review = _reviewers(connection, keys, person, procurement_id, letter)
    _keep(connection, keys, row, bid.id, review.decided(field, place, choice, replacement))


def mark_words(
    connection: Connection,
    keys: Keys,
    person: Person,
    procurement_id: str,
    letter: str,
    *,
    field: str,
    words: str,
    replacement: str,
) -> None:
    """Take out words that the program did not find, everywhere in the field; ReviewError when they are not there."""
    row, bid, review = _reviewers(connection, keys, person, procurement_id, letter)
    text = review.field(field).text
    starts = [found.start() for found in re.finditer(re.escape(words), text)] if words.strip() else []
    if not starts:
        raise ReviewError("These words are not in the field: type them as they stand there.")
    for start in starts:
        review = review.marked(field, start, start + len(words), replacement)
    _keep(connection, keys, row, bid.id, review)


def complete_review(
    connection: Connection, keys: Keys, person: Person, procurement_id: str, letter: str, now: dt.datetime
) -> None:
    """Say that every place of a bid is decided; ReviewError while one is not."""
    row, bid, review = _reviewers(connection, keys, person, procurement_id, letter)
    if review.undecided:
        raise ReviewError(f"{review.undecided} places are not decided yet.")
    connection.execute(
        update(Bid)
        .where(Bid.id == bid.id)
        .values(reviewed_by=person.account, second_reviewer=None, signed_off_hash=None)
    )
    audit.record(
        connection, now=now, actor=person.account, action="review.complete", kind="procurement", key=row.id,
        detail={"bid": letter, "places": decisions(review)},
    )  # fmt: skip


def confirm_review(
    connection: Connection, keys: Keys, person: Person, procurement_id: str, letter: str, now: dt.datetime
) -> None:
    """A second reviewer agrees with the first."""
    row, bid, _ = _reviewers(connection, keys, person, procurement_id, letter)
    if bid.reviewed_by is None:
        raise ReviewError("The first review of this bid is not complete.")
    if bid.reviewed_by == person.account:
        raise ReviewError("The second look must be another person's.")
    connection.execute(update(Bid).where(Bid.id == bid.id).values(second_reviewer=person.account))
    audit.record(
        connection, now=now, actor=person.account, action="review.confirm", kind="procurement", key=row.id,
        detail={"bid": letter},
    )  # fmt: skip


def document_of(connection: Connection, keys: Keys, row: Any, bid: Any) -> dict[str, Any]:
    """The bid as everybody will read it, from its form and its review."""
    return public_document(read_form(keys, row, bid), open_review(keys, row, bid), questions_of(connection, row.id))


def document_hash(document: dict[str, Any]) -> str:
    """What a bidder signs: the SHA-256 of the canonical text."""
    return hashlib.sha256(canonical(document).encode("utf-8", "surrogatepass")).hexdigest()


def own_preview(
    connection: Connection, keys: Keys, person: Person, procurement_id: str
) -> tuple[dict[str, Any], str] | None:
    """The bidder's own bid as it will be published, with the hash to sign; None until its review is complete."""
    row = procurement_row(connection, procurement_id)
    found = own_bid(connection, keys, person, procurement_id)
    if found is None or found[0].review_box is None or found[0].reviewed_by is None:
        return None
    document = document_of(connection, keys, row, found[0])
    return document, document_hash(document)


def sign_off(
    connection: Connection, keys: Keys, person: Person, procurement_id: str, typed_hash: str, now: dt.datetime
) -> None:
    """The bidder agrees with the page to come, as it was shown; ReviewError when it changed in between."""
    found = own_bid(connection, keys, person, procurement_id)
    preview = own_preview(connection, keys, person, procurement_id)
    if found is None or preview is None:
        raise ReviewError("There is nothing to sign off yet.")
    if not hmac.compare_digest(preview[1].encode(), typed_hash.encode()):
        raise ReviewError("The page has changed since you read it. Read it again before you agree.")
    connection.execute(update(Bid).where(Bid.id == found[0].id).values(signed_off_hash=preview[1]))
    audit.record(
        connection, now=now, actor="bidder", action="review.sign-off", kind="procurement", key=procurement_id,
        detail={"bid": found[0].letter},
    )  # fmt: skip


def sign_off_ends(row: Any) -> dt.date:
    """The last day on which a bidder can ask for changes before publication goes on without them."""
    return nth_working_day(row.closed_on + dt.timedelta(days=1), SIGN_OFF_DAYS, Nation(row.nation))
