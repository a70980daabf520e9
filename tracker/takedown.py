"""Takes things down at once and everywhere, and shows them again: one table of tombstones, and no way around it.

What people wrote here (comments, procurements, bids) is kept, and its pages ask the tombstones. What was read from
files is taken out of the tables (``tracker.taking_out``), and loads ask the tombstones. Public copies that still
hold it are no longer handed out (``tracker.snapshots.withdrawn``).
"""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Connection, select, update

from tracker import audit
from tracker.bulk import upsert
from tracker.models.discussion import Suppression
from tracker.policy import Action, Person, Thing, require
from tracker.taking_out import read_again, take_out
from tracker.tombstones import is_suppressed, suppressed, suppressed_since

__all__ = ["KINDS", "TakedownError", "hide", "is_suppressed", "lift", "suppress", "suppressed", "suppressed_since"]

# What can be taken down, and what its key is.
KINDS = {
    "comment": "id of the comment",
    "procurement": "id of the procurement",
    "bid": "id of the procurement, a stroke, the letter",
    "payment": "what stands behind /payments/ in its address",
    "supplier": "the 13 signs behind /suppliers/ in its address",
    "process": "what stands behind /purchases/ in its address",
    "grant": "what stands behind /grants/ in its address",
    "announcement": "what stands behind /grants/announcements/ in its address",
    "software": "what stands behind /software/ in its address",
}


class TakedownError(ValueError):
    """It cannot be taken down like this; the text is a sentence for the page."""


def suppress(connection: Connection, person: Person, *, kind: str, key: str, reason: str, now: dt.datetime) -> None:
    """Take something down at once. The public log says that, when and why; never what it said."""
    require(person, Action.SUPPRESS, Thing())
    if kind not in KINDS:
        raise TakedownError("This kind of thing cannot be taken down.")
    if not reason.strip():
        raise TakedownError("Say why it is taken down.")
    try:
        files = take_out(connection, kind, key)
    except LookupError as error:
        raise TakedownError(f"That is no key of this kind: give {KINDS[kind]}.") from error
    hide(connection, kind=kind, key=key, reason=reason.strip(), now=now, files=files)
    audit.record(
        connection, now=now, actor=person.account, action="takedown", kind=kind, key=key,
        sentence=f"A {kind} was taken down: {reason.strip()}",
    )  # fmt: skip


def hide(
    connection: Connection, *, kind: str, key: str, reason: str, now: dt.datetime, files: Sequence[str] = ()
) -> None:
    """Note the suppression; for steps that log by themselves."""
    row = {
        "kind": kind,
        "key": key,
        "reason": reason,
        "since": now,
        "lifted_at": None,
        "files": " ".join(files) or None,
    }
    upsert(connection, Suppression, [row])


def lift(connection: Connection, person: Person, *, kind: str, key: str, reason: str, now: dt.datetime) -> None:
    """Show it again; an administrator decides, and the public log says so.

    What was read from files is there again once they are loaded again, by the next gathering or ``daylight ingest``.
    """
    require(person, Action.LIFT_SUPPRESSION, Thing())
    standing = (Suppression.kind == kind, Suppression.key == key, Suppression.lifted_at.is_(None))
    files = connection.execute(select(Suppression.files).where(*standing)).scalar()
    lifted = connection.execute(update(Suppression).where(*standing).values(lifted_at=now)).rowcount
    if not lifted or not reason.strip():
        raise TakedownError("That is not taken down, or no reason was given.")
    read_again(connection, files.split() if files else [])
    audit.record(
        connection, now=now, actor=person.account, action="takedown.lift", kind=kind, key=key,
        sentence=f"A {kind} is shown again: {reason.strip()}",
    )  # fmt: skip
