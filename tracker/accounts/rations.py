"""Rations: how often something may be tried, counted by keyed hashes of who tries, in the database that all share."""

import datetime as dt

from sqlalchemy import Connection, delete, func, insert, select

from tracker.keys import Keys, new_id
from tracker.models.accounts import Attempt

__all__ = ["RATIONS", "TooOftenError", "forget_attempts", "spend"]

_MINUTE, _HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
# (how many, within): the figures of SecureDrop and GlobaLeaks for signing in and for reports.
RATIONS: dict[str, tuple[int, dt.timedelta]] = {
    "sign-in letter": (5, _HOUR),
    "second factor": (5, _MINUTE),
    "comment by address": (20, _HOUR),
    "comment by place": (10, _HOUR),
    "reply by address": (5, _HOUR),
    "reply by place": (5, _HOUR),
    "report by place": (5, _HOUR),
    "complaint by place": (5, _HOUR),
    "post without proof": (3, _HOUR),
    "share": (5, _MINUTE),
}


class TooOftenError(RuntimeError):
    """The ration is spent; the text is a sentence for the page."""


def spend(connection: Connection, keys: Keys, kind: str, who: str, now: dt.datetime) -> None:
    """Count one try of ``kind`` by ``who`` (an address, an account, a network place); TooOftenError when spent.

    A refused try is not counted itself, so whoever waits is let in again.
    """
    limit, within = RATIONS[kind]
    mark = keys.mark(f"ration/{kind}", who)
    tries = connection.execute(
        select(func.count()).where(Attempt.kind == kind, Attempt.mark == mark, Attempt.at > now - within)
    ).scalar_one()
    if tries >= limit:
        wait = "a minute" if within <= _MINUTE else "an hour"
        raise TooOftenError(f"That was tried too often. Wait {wait} and try again.")
    connection.execute(insert(Attempt).values(id=new_id(), kind=kind, mark=mark, at=now))


def forget_attempts(connection: Connection, now: dt.datetime) -> int:
    """Erase the counts that no ration looks at any more; how many."""
    longest = max(within for _, within in RATIONS.values())
    return connection.execute(delete(Attempt).where(Attempt.at < now - longest)).rowcount
