"""What must not be shown, read from one table: read sides ask it at each request, loads ask it before they write."""

import datetime as dt

from sqlalchemy import Connection, select

from tracker.models.discussion import Suppression

__all__ = ["is_suppressed", "suppressed", "suppressed_since"]


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
