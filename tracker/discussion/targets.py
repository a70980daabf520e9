"""What can be commented on, and who is asked: every target says whether it exists, and until when one can speak."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from sqlalchemy import Connection, select

from tracker.bids.form import CostKind
from tracker.bids.procurements import questions_of, versions_of
from tracker.bids.states import State
from tracker.models.bids import Procurement, PublicBid
from tracker.models.grants import Grant
from tracker.models.notices import Process
from tracker.models.reuse import SoftwareEntry
from tracker.models.spending import Payment
from tracker.row_ids import read_id
from tracker.takedown import is_suppressed

__all__ = ["KINDS", "Target", "TargetError", "find_target"]


class TargetError(LookupError):
    """There is nothing there to comment on, or it is too late; the text is a sentence for the page."""


@dataclass(frozen=True, slots=True)
class Target:
    """A thing that a comment is about. ``procurement`` is set where names of bidders must not be told."""

    kind: str
    key: str
    title: str
    path: str
    body_key: str | None = None
    closes_at: dt.datetime | None = None
    procurement: str | None = None


def _procurement(connection: Connection, key: str) -> Target | None:
    row = connection.execute(select(Procurement).where(Procurement.id == key)).first()
    if row is None or row.state in {State.DRAFT, State.SEALING, State.DISCARDED}:
        return None
    return Target("procurement", key, row.title, f"/bids/{key}", row.body_key, row.speak_until, key)


def _bid(connection: Connection, key: str) -> Target | None:
    procurement_id, _, letter = key.partition("/")
    whole = _procurement(connection, procurement_id)
    statement = select(PublicBid.letter).where(PublicBid.procurement_id == procurement_id, PublicBid.letter == letter)
    if whole is None or connection.execute(statement).first() is None:
        return None
    title = f"Bid {letter}: {whole.title}"
    path = f"/bids/{procurement_id}/{letter}"
    return Target("bid", key, title, path, whole.body_key, whole.closes_at, procurement_id)


def _process(connection: Connection, key: str) -> Target | None:
    row = connection.execute(select(Process.title, Process.buyer_key).where(Process.key == key)).first()
    return (
        None if row is None else Target("process", key, row.title, f"/purchases/{quote(key, safe='')}", row.buyer_key)
    )


def _payment(connection: Connection, key: str) -> Target | None:
    pid = read_id(key)
    if pid is None or connection.execute(select(Payment.pid).where(Payment.pid == pid).limit(1)).first() is None:
        return None
    return Target("payment", key, f"Payment {key}", f"/payments/{key}")


def _grant(connection: Connection, key: str) -> Target | None:
    number = read_id(key)
    if number is None:
        return None
    row = connection.execute(select(Grant.title, Grant.funder_key).where(Grant.id == number)).first()
    return None if row is None else Target("grant", key, row.title or key, f"/grants/{key}", row.funder_key)


def _software(connection: Connection, key: str) -> Target | None:
    row = connection.execute(select(SoftwareEntry.name).where(SoftwareEntry.slug == key).limit(1)).first()
    return None if row is None else Target("software", key, row.name, f"/software/{key}")


KINDS: dict[str, Callable[[Connection, str], Target | None]] = {
    "procurement": _procurement,
    "bid": _bid,
    "process": _process,
    "payment": _payment,
    "grant": _grant,
    "software": _software,
}


def find_target(connection: Connection, kind: str, key: str, anchor: str = "") -> Target:
    """The target, when it exists and the public may see it; TargetError otherwise, the same for hidden and absent."""
    found = KINDS[kind](connection, key) if kind in KINDS else None
    if found is None or is_suppressed(connection, kind, key):
        raise TargetError("There is no such page to comment on.")
    if anchor and not _has_anchor(connection, found, anchor):
        raise TargetError("The part you comment on is not there.")
    return found


def _has_anchor(connection: Connection, target: Target, anchor: str) -> bool:
    """Whether the anchor was ever there: a paragraph that was edited away keeps its comments."""
    kind, _, name = anchor.partition("-")
    if kind == "question" and target.procurement is not None:
        return any(str(each.number) == name for each in questions_of(connection, target.procurement))
    if kind == "paragraph" and target.kind == "procurement":
        versions = versions_of(connection, target.key)
        return any(name == each for _, paragraphs, _, _ in versions for each, _ in paragraphs)
    return kind == "cost" and target.kind == "bid" and name.replace("-", " ") in {each.value for each in CostKind}
