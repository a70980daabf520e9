"""The key of a procurement: made and split in one moment, its three parts handed to three people, each shown once.

A part waits encrypted under the token in its holder's letter, which the database does not hold, until the holder has
written it down and typed its end back; then it is erased here. From then on no part of the private key exists on this
machine.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, insert, select, update

from tracker import audit
from tracker.accounts.addresses import read_address
from tracker.accounts.roles import accounts_with, grant_within
from tracker.accounts.sign_in import account_for
from tracker.bids.procurements import ProcurementError, move_on, procurement_row, questions_of, thing_of
from tracker.bids.states import Move
from tracker.keys import Keys, new_token, open_box, seal_box, token_hash
from tracker.letter_queue import queue_letter
from tracker.models.bids import KeyShare
from tracker.policy import Action, Person, Role, require
from tracker.sealing import make_key_pair
from tracker.settings import Settings

__all__ = ["confirm_share", "holders_of", "make_keys", "working_key", "your_share"]

# How much of a share its holder types back, to show that it was written down.
_END = 6


def make_keys(
    connection: Connection,
    keys: Keys,
    settings: Settings,
    person: Person,
    procurement_id: str,
    holders: Sequence[str],
    now: dt.datetime,
) -> None:
    """Make the key pair and write to its three holders: two officers of the body and one independent keeper."""
    row = procurement_row(connection, procurement_id)
    require(person, Action.MAKE_KEYS, thing_of(row))
    _ready(connection, row, now)
    addresses = [read_address(each) for each in holders]
    accounts = [account_for(connection, keys, address, now) for address in addresses]
    _check_holders(connection, row.body_key, accounts)
    pair = make_key_pair()
    box = keys.seal(f"working:{procurement_id}", secrets.token_bytes(32))
    parties = zip(pair.shares, addresses, accounts, strict=True)
    for number, (share, address, account_id) in enumerate(parties, start=1):
        token = new_token()
        connection.execute(
            insert(KeyShare).values(
                procurement_id=procurement_id,
                number=number,
                account_id=account_id,
                waiting_box=seal_box(_share_key(token), share.encode(), f"share:{procurement_id}:{number}"),
                claim_hash=token_hash(token),
            )
        )
        grant_within(connection, account_id, Role.HOLDER, procurement_id, by=person.account, now=now)
        queue_letter(
            connection, keys, settings, to=address, now=now,
            subject="Your part of the key to sealed bids",
            text=_letter(settings, row.body_name, row.title, procurement_id, token),
        )  # fmt: skip
    move_on(
        connection, row, Move.MAKE_KEYS, actor=person.account, sentence="", now=now,
        public_key=pair.public, working_key_box=box,
    )  # fmt: skip


def _ready(connection: Connection, row: Any, now: dt.datetime) -> None:
    if not questions_of(connection, row.id):
        raise ProcurementError("Ask at least one question: bids are answers to questions.")
    if row.closes_at is None or row.closes_at <= now:
        raise ProcurementError("Set a closing time that lies in the future.")
    if row.speak_until is None or row.speak_until <= row.closes_at:
        raise ProcurementError("Set until when the public can comment on the bids, later than the closing time.")
    if not row.publication_plan:
        raise ProcurementError("Say what will be published and when: bidders agree to it before they bid.")


def _check_holders(connection: Connection, body_key: str, accounts: Sequence[str]) -> None:
    if len(accounts) != 3 or len(set(accounts)) != 3:
        raise ProcurementError("Name three different people: two officers and one independent keeper.")
    officers = set(accounts_with(connection, Role.OFFICER, body_key))
    keepers = set(accounts_with(connection, Role.KEEPER, ""))
    independent = [each for each in accounts if each in keepers and each not in officers]
    if len(independent) != 1 or len([each for each in accounts if each in officers]) != 2:
        raise ProcurementError("Two of the holders must be officers of this body, and one a keeper who is not.")


def _share_key(token: str) -> bytes:
    return hashlib.sha256(f"daylight share key {token}".encode()).digest()


def _letter(settings: Settings, body: str, title: str, procurement_id: str, token: str) -> str:
    return (
        f"{body} named you as a holder of the key to the sealed bids of “{title}”. Three people each get a part; any "
        "two parts together open the bids, and one alone does not.\n\n"
        "Sign in with your second factor, open this link, and write your part down. It is shown until you have "
        "confirmed it, and then exists nowhere but with you:\n\n"
        f"{settings.base_url}/bids/{procurement_id}/share/{token}\n\n"
        "Keep it apart from your computer. Never send it to anybody.\n"
    )


def _waiting(connection: Connection, person: Person, procurement_id: str, token: str) -> Any:
    row = procurement_row(connection, procurement_id)
    require(person, Action.TAKE_SHARE, thing_of(row))
    share = connection.execute(
        select(KeyShare).where(
            KeyShare.procurement_id == procurement_id,
            KeyShare.account_id == person.account,
            KeyShare.claim_hash == token_hash(token),
        )
    ).first()
    if share is None or share.waiting_box is None:
        raise ProcurementError("This part of the key was confirmed already, or the link belongs to somebody else.")
    return share


def your_share(connection: Connection, person: Person, procurement_id: str, token: str) -> str:
    """The holder's part of the key, to be written down."""
    share = _waiting(connection, person, procurement_id, token)
    return open_box(_share_key(token), share.waiting_box, f"share:{procurement_id}:{share.number}").decode()


def confirm_share(
    connection: Connection, person: Person, procurement_id: str, token: str, typed_end: str, now: dt.datetime
) -> None:
    """Erase the part here, once its holder has typed back its last six letters."""
    share = _waiting(connection, person, procurement_id, token)
    letters = your_share(connection, person, procurement_id, token).replace("-", "")
    if "".join(typed_end.split()).replace("-", "").upper() != letters[-_END:]:
        raise ProcurementError("That is not how your part of the key ends. Write it down again.")
    connection.execute(
        update(KeyShare)
        .where(KeyShare.procurement_id == procurement_id, KeyShare.number == share.number)
        .values(waiting_box=None, claim_hash=None, confirmed_at=now)
    )
    audit.record(
        connection, now=now, actor=person.account, action="share.confirm", kind="procurement", key=procurement_id,
        detail={"share": share.number},
    )  # fmt: skip


def holders_of(connection: Connection, procurement_id: str) -> list[tuple[int, str, bool]]:
    """(number, account, whether it was written down) of the three shares."""
    rows = connection.execute(
        select(KeyShare).where(KeyShare.procurement_id == procurement_id).order_by(KeyShare.number)
    )
    return [(row.number, row.account_id, row.confirmed_at is not None) for row in rows]


def working_key(keys: Keys, row: Any) -> bytes:
    """The key under which drafts and reviews of a procurement are kept; ProcurementError once it was destroyed."""
    if row.working_key_box is None:
        raise ProcurementError("The working copies of this procurement were destroyed.")
    return keys.open(f"working:{row.id}", row.working_key_box)
