"""What no reader may be shown any more: one table that every read side asks, so that a takedown holds at once.

Pages, feeds and the API ask at each request. Public copies ask when they are made, and ``suppressed_since`` tells which
finished copies must be made again.
"""

import datetime as dt

from sqlalchemy import Connection, select, update

from tracker import audit
from tracker.bulk import upsert
from tracker.models.discussion import Suppression
from tracker.policy import Action, Person, Thing, require

__all__ = ["KINDS", "TakedownError", "is_suppressed", "lift", "suppress", "suppressed", "suppressed_since"]

# What can be taken down, and what its key is.
KINDS = {
    "comment": "id of the comment",
    "procurement": "id of the procurement",
    "bid": "id of the procurement, a stroke, the letter",
    "payment": "pid of the payment",
    "supplier": "key of the supplier",
    "process": "key of the process",
    "grant": "id of the grant",
    "software": "slug of the entry",
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
    hide(connection, kind=kind, key=key, reason=reason.strip(), now=now)
    audit.record(
        connection, now=now, actor=person.account, action="takedown", kind=kind, key=key,
        sentence=f"A {kind} was taken down: {reason.strip()}",
    )  # fmt: skip


def hide(connection: Connection, *, kind: str, key: str, reason: str, now: dt.datetime) -> None:
    """Note the suppression; for steps that log by themselves."""
    upsert(connection, Suppression, [{"kind": kind, "key": key, "reason": reason, "since": now, "lifted_at": None}])


def lift(connection: Connection, person: Person, *, kind: str, key: str, reason: str, now: dt.datetime) -> None:
    """Show it again; an administrator decides, and the public log says so."""
    require(person, Action.LIFT_SUPPRESSION, Thing())
    lifted = connection.execute(
        update(Suppression)
        .where(Suppression.kind == kind, Suppression.key == key, Suppression.lifted_at.is_(None))
        .values(lifted_at=now)
    ).rowcount
    if not lifted or not reason.strip():
        raise TakedownError("That is not taken down, or no reason was given.")
    audit.record(
        connection, now=now, actor=person.account, action="takedown.lift", kind=kind, key=key,
        sentence=f"A {kind} is shown again: {reason.strip()}",
    )  # fmt: skip


def suppressed(connection: Connection, kind: str) -> frozenset[str]:
    """The keys of everything of this kind that must not be shown."""
    statement = select(Suppression.key).where(Suppression.kind == kind, Suppression.lifted_at.is_(None))
    return frozenset(connection.execute(statement).scalars())


def is_suppressed(connection: Connection, kind: str, key: str) -> bool:
    """Whether this one must not be shown."""
    statement = select(Suppression.key).where(
        Suppression.kind == kind, Suppression.key == key, Suppression.lifted_at.is_(None)
    )
    return connection.execute(statement).first() is not None


def suppressed_since(connection: Connection, moment: dt.datetime) -> list[tuple[str, str]]:
    """What was taken down after a public copy was made, as (kind, key): that copy must not be handed out as it is."""
    statement = (
        select(Suppression.kind, Suppression.key)
        .where(Suppression.since > moment, Suppression.lifted_at.is_(None))
        .order_by(Suppression.since, Suppression.kind, Suppression.key)
    )
    return [(row.kind, row.key) for row in connection.execute(statement)]
