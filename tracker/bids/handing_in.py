"""How a bid comes in: begun by an invited or any signed-in person, saved as often as they like, sealed when handed in.

Until closing nobody but the bidder can tell that there is a bid: rows carry a hash keyed for the procurement in place
of an account, and everything the bidder wrote is encrypted.
"""

import datetime as dt
import hashlib
import hmac
import json
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from tracker.accounts.addresses import read_address
from tracker.accounts.rights import address_of
from tracker.bids.form import BidForm, plain, public_identity, words_in
from tracker.bids.key_ceremony import working_key
from tracker.bids.procurements import ProcurementError, procurement_row, questions_of, thing_of
from tracker.bids.uploads import MAX_FILES, Upload, UploadError
from tracker.keys import Keys, new_id, open_box, seal_box
from tracker.letter_queue import queue_letter
from tracker.models.bids import Bid, BidFile, Invitation
from tracker.policy import Action, Grant, Person, Role, require
from tracker.sealing import canonical, commitment, new_salt, put_in_envelope
from tracker.settings import Settings

__all__ = [
    "BidError",
    "add_file",
    "as_bidder",
    "drop_file",
    "files_of",
    "hand_in",
    "holder_mark",
    "invite",
    "kept_receipt",
    "own_bid",
    "read_form",
    "receipt_facts",
    "receipt_holds",
    "save_bid",
    "withdraw_bid",
]


class BidError(ValueError):
    """The bid cannot be taken like this; ``sentences`` say everything that is wrong with it."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


def invite(
    connection: Connection, keys: Keys, settings: Settings, person: Person, procurement_id: str, typed: str,
    now: dt.datetime,
) -> None:  # fmt: skip
    """Invite an address to bid: it is kept only as a hash, and gets a letter."""
    row = procurement_row(connection, procurement_id)
    require(person, Action.INVITE, thing_of(row))
    address = read_address(typed)
    mark = _invitation_mark(keys, procurement_id, address)
    if connection.execute(
        select(Invitation.mark).where(Invitation.procurement_id == procurement_id, Invitation.mark == mark)
    ).first():
        return
    connection.execute(insert(Invitation).values(procurement_id=procurement_id, mark=mark))
    text = (
        f"{row.body_name} invites you to bid for “{row.title}”. Bids are sealed, and published without names for "
        "comment before the decision. Read the terms and bid here, signed in with this address:\n\n"
        f"{settings.base_url}/bids/{procurement_id}\n"
    )
    queue_letter(connection, keys, settings, to=address, subject="An invitation to bid", text=text, now=now)


def _invitation_mark(keys: Keys, procurement_id: str, address: str) -> str:
    return keys.mark("invitation", procurement_id, address)


def holder_mark(keys: Keys, procurement_id: str, account_id: str) -> str:
    """What stands in a bid's row for its bidder; it differs in every procurement."""
    return keys.mark("bidder", procurement_id, account_id)


def as_bidder(connection: Connection, keys: Keys, person: Person, procurement_id: str) -> Person:
    """The person with the role of a bidder in this procurement, when they may have it."""
    if not person.account:
        return person
    row = procurement_row(connection, procurement_id)
    allowed = row.open_call
    if not allowed:
        address = address_of(connection, keys, person.account) or ""
        mark = _invitation_mark(keys, procurement_id, address)
        statement = select(Invitation.mark).where(Invitation.procurement_id == procurement_id, Invitation.mark == mark)
        allowed = connection.execute(statement).first() is not None
    return person.with_grants(Grant(Role.BIDDER, procurement_id)) if allowed else person


def _bidders_row(
    connection: Connection, keys: Keys, person: Person, procurement_id: str, action: Action
) -> tuple[Any, Any]:
    row = procurement_row(connection, procurement_id)
    require(as_bidder(connection, keys, person, procurement_id), action, thing_of(row))
    mark = holder_mark(keys, procurement_id, person.account)
    return row, connection.execute(select(Bid).where(Bid.holder_mark == mark)).first()


def _still_open(row: Any, now: dt.datetime) -> None:
    # The state changes only when somebody, or the clock, closes the procurement; the time itself decides.
    if row.closes_at is None or now >= row.closes_at:
        raise BidError("The closing time has passed: no bid can be handed in or changed any more.")


def _box_name(bid_id: str) -> str:
    return f"bid:{bid_id}:working"


def read_form(keys: Keys, row: Any, bid: Any) -> BidForm:
    """The bid as its bidder last saved it."""
    return BidForm.model_validate_json(open_box(working_key(keys, row), bid.working_box, _box_name(bid.id)))


def own_bid(connection: Connection, keys: Keys, person: Person, procurement_id: str) -> tuple[Any, BidForm] | None:
    """The person's own bid in this procurement, and what is written in it; None when they have none."""
    row, bid = _bidders_row(connection, keys, person, procurement_id, Action.READ_OWN_BID)
    return None if bid is None else (bid, read_form(keys, row, bid))


def save_bid(
    connection: Connection, keys: Keys, person: Person, procurement_id: str, form: BidForm, now: dt.datetime
) -> str:
    """Keep the bid as it is written now, complete or not; a bid that was handed in becomes a draft again. Its id."""
    row, bid = _bidders_row(connection, keys, person, procurement_id, Action.WRITE_BID)
    _still_open(row, now)
    bid_id = new_id() if bid is None else bid.id
    box = seal_box(working_key(keys, row), form.model_dump_json().encode(), _box_name(bid_id))
    values = {"working_box": box, "state": "draft", "envelope": None, "envelope_commitment": None, "receipt_box": None}
    if bid is None:
        mark = holder_mark(keys, procurement_id, person.account)
        connection.execute(insert(Bid).values(id=bid_id, procurement_id=procurement_id, holder_mark=mark, **values))
    else:
        connection.execute(update(Bid).where(Bid.id == bid_id).values(**values))
    return bid_id


def add_file(
    connection: Connection,
    keys: Keys,
    person: Person,
    procurement_id: str,
    upload: Upload,
    now: dt.datetime,
) -> str:
    """Take a file as evidence for the officers: sealed at once, never published. Its id; UploadError when refused."""
    row, bid = _bidders_row(connection, keys, person, procurement_id, Action.WRITE_BID)
    _still_open(row, now)
    if bid is None:
        raise BidError("Save your bid before you add files to it.")
    count = connection.execute(select(func.count()).where(BidFile.bid_id == bid.id)).scalar_one()
    if count >= MAX_FILES:
        raise UploadError(f"A bid can have {MAX_FILES} files.")
    file_id = new_id()
    about = {
        "name": upload.name,
        "kind": upload.kind,
        "bytes": len(upload.content),
        "sha256": hashlib.sha256(upload.content).hexdigest(),
        "text": upload.text,
        "hidden": upload.hidden,
    }
    connection.execute(
        insert(BidFile).values(
            id=file_id,
            bid_id=bid.id,
            envelope=put_in_envelope(row.public_key, upload.content),
            working_box=seal_box(working_key(keys, row), json.dumps(about).encode(), f"file:{file_id}"),
        )
    )
    return file_id


def drop_file(
    connection: Connection, keys: Keys, person: Person, procurement_id: str, file_id: str, now: dt.datetime
) -> None:
    """Take a file out of the bid again."""
    row, bid = _bidders_row(connection, keys, person, procurement_id, Action.WRITE_BID)
    _still_open(row, now)
    if bid is not None:
        connection.execute(delete(BidFile).where(BidFile.id == file_id, BidFile.bid_id == bid.id))


def files_of(connection: Connection, keys: Keys, row: Any, bid_id: str) -> list[dict[str, Any]]:
    """What is known of the files of a bid: id, name, kind, bytes, sha256, text, hidden; in order of their hashes."""
    rows = connection.execute(select(BidFile).where(BidFile.bid_id == bid_id)).all()
    key = working_key(keys, row)
    files = [{"id": each.id, **json.loads(open_box(key, each.working_box, f"file:{each.id}"))} for each in rows]
    return sorted(files, key=lambda each: (each["sha256"], each["id"]))


def hand_in(
    connection: Connection, keys: Keys, settings: Settings, person: Person, procurement_id: str, now: dt.datetime
) -> str:
    """Seal the bid as it was saved, and return its receipt, which is sent by letter too. BidError says what is amiss.

    The envelope holds the form and the identity with its salt; who opens it needs two of the three shares.
    """
    row, bid = _bidders_row(connection, keys, person, procurement_id, Action.WRITE_BID)
    _still_open(row, now)
    if bid is None:
        raise BidError("Save your bid before you hand it in.")
    form = read_form(keys, row, bid)
    faults = _faults(form, questions_of(connection, procurement_id))
    if faults:
        raise BidError(*faults)
    salt = new_salt()
    identity = public_identity(form.identity)
    content = canonical({"identity": identity, "salt": salt, "form": plain(form)})
    files = files_of(connection, keys, row, bid.id)
    receipt = _receipt(keys, procurement_id, form, files, now)
    connection.execute(
        update(Bid)
        .where(Bid.id == bid.id)
        .values(
            state="handed in",
            envelope=put_in_envelope(row.public_key, content.encode("utf-8", "surrogatepass")),
            envelope_commitment=commitment(salt, canonical(identity)),
            receipt_box=seal_box(working_key(keys, row), receipt.encode(), f"bid:{bid.id}:receipt"),
        )
    )
    # No entry in the audit log: its numbers are public, and would tell when a bid came and how many there are.
    address = address_of(connection, keys, person.account)
    if address is not None:
        text = (
            f"Your bid for “{row.title}” was received and sealed.\n\nReceipt:\n{receipt}\n\n"
            "The receipt names the moment and the SHA-256 of what was received: of the form as you saved it, and of "
            f"each file. You can change or withdraw your bid until the closing time.\n\n{settings.base_url}"
            f"/bids/{procurement_id}/bid\n"
        )
        queue_letter(connection, keys, settings, to=address, subject="Receipt for your bid", text=text, now=now)
    return receipt


def _faults(form: BidForm, questions: list[Any]) -> list[str]:
    faults = []
    if not form.identity.legal_name:
        faults.append("Give the legal name of the bidder.")
    for question in questions:
        count = words_in(form.answers.get(question.number, ""))
        if not count:
            faults.append(f"Question {question.number} has no answer.")
        elif count > question.word_limit:
            faults.append(
                f"The answer to question {question.number} has {count} words; {question.word_limit} are allowed."
            )
    unknown = sorted(set(form.answers) - {question.number for question in questions})
    if unknown:
        faults.append(f"There is no question {unknown[0]}.")
    if not form.costs.lines:
        faults.append("Fill at least one line of the cost sheet.")
    if len({line.kind for line in form.costs.lines}) != len(form.costs.lines):
        faults.append("A line of the cost sheet is there twice.")
    for part in form.sensitive:
        if part.passage and part.passage not in form.answers.get(part.question, ""):
            faults.append(f"The sensitive passage is not in the answer to question {part.question}, word for word.")
    if not form.declares_all:
        faults.append("Confirm that the lists of names, products, people and clients are complete.")
    if not form.agrees:
        faults.append("Agree to the publication of your bid without names.")
    return faults


def _receipt(keys: Keys, procurement_id: str, form: BidForm, files: list[dict[str, Any]], now: dt.datetime) -> str:
    received = {
        "procurement": procurement_id,
        "received": now.astimezone(dt.UTC).replace(second=0, microsecond=0).isoformat(),
        "form_sha256": hashlib.sha256(canonical(plain(form)).encode()).hexdigest(),
        "files_sha256": [each["sha256"] for each in files],
    }
    text = canonical(received)
    return f"{text}#{keys.mark('receipt', text)}"


def kept_receipt(keys: Keys, row: Any, bid: Any) -> str:
    """The receipt of a bid that was handed in, sealed because hashes of files would link bids; empty for a draft."""
    if bid.receipt_box is None:
        return ""
    return open_box(working_key(keys, row), bid.receipt_box, f"bid:{bid.id}:receipt").decode()


def receipt_facts(receipt: str) -> list[tuple[str, str]]:
    """What a receipt says, in pairs of words and values, for whoever keeps it."""
    said = json.loads(receipt.rpartition("#")[0])
    received = dt.datetime.fromisoformat(said["received"])
    facts = [
        ("Received", f"{received.day} {received:%B %Y, %H:%M} UTC"),
        ("SHA-256 of the form", said["form_sha256"]),
    ]
    return [*facts, *((f"SHA-256 of file {at}", each) for at, each in enumerate(said["files_sha256"], start=1))]


def receipt_holds(keys: Keys, receipt: str) -> bool:
    """Whether a receipt was given by this installation and not changed since."""
    text, _, mark = receipt.strip().rpartition("#")
    return hmac.compare_digest(mark.encode(), keys.mark("receipt", text).encode())


def withdraw_bid(connection: Connection, keys: Keys, person: Person, procurement_id: str, now: dt.datetime) -> None:
    """Erase the bid with its files; nothing of it is kept."""
    row, bid = _bidders_row(connection, keys, person, procurement_id, Action.WRITE_BID)
    _still_open(row, now)
    if bid is None:
        raise ProcurementError("You have no bid here.")
    connection.execute(delete(BidFile).where(BidFile.bid_id == bid.id))
    connection.execute(delete(Bid).where(Bid.id == bid.id))
