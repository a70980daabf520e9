"""Sessions: rows on the server that can be ended from here; a cookie holds a token, the row only its hash.

A session is renewed under a new token whenever what it may do grows, and every session of an account ends when its
roles or factors change, so an old cookie is worth nothing.
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from tracker.keys import new_token, token_hash
from tracker.models.accounts import RoleGrant, Session
from tracker.policy import STRONG_ROLES, Grant, Person, Role

__all__ = [
    "IDLE",
    "IDLE_STRONG",
    "LIFE",
    "SignedIn",
    "end_all_sessions",
    "end_by_hash",
    "forget_sessions",
    "signed_in",
    "start_session",
    "strengthen",
    "touch",
]

LIFE = dt.timedelta(days=14)
IDLE = dt.timedelta(days=7)
# Whoever can see unpublished bids or decide over others' words is signed out after half an hour without a request.
IDLE_STRONG = dt.timedelta(minutes=30)
_TOUCH_EVERY = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live session: the person, when it was last used, and whether a second factor is still to be shown."""

    person: Person
    token_hash: str
    seen_at: dt.datetime
    needs_factor: bool


def start_session(connection: Connection, account_id: str, now: dt.datetime, *, strong: bool = False) -> str:
    """Begin a session under a new token, and return the token."""
    token = new_token()
    connection.execute(
        insert(Session).values(
            token_hash=token_hash(token),
            account_id=account_id,
            started_at=now,
            seen_at=now,
            expires_at=now + LIFE,
            strong=strong,
        )
    )
    return token


def signed_in(connection: Connection, token: str, now: dt.datetime) -> SignedIn | None:
    """Who a cookie's token speaks for, with the roles as they are at this moment; None when it speaks for nobody."""
    row = connection.execute(select(Session).where(Session.token_hash == token_hash(token))).first()
    if row is None or row.revoked_at is not None or row.expires_at <= now:
        return None
    grants = _grants(connection, row.account_id)
    powerful = any(grant.role in STRONG_ROLES for grant in grants)
    if now - row.seen_at > (IDLE_STRONG if powerful else IDLE):
        return None
    return SignedIn(
        Person(row.account_id, grants, row.strong), row.token_hash, row.seen_at, powerful and not row.strong
    )


def _grants(connection: Connection, account_id: str) -> frozenset[Grant]:
    rows = connection.execute(
        select(RoleGrant.role, RoleGrant.scope).where(
            RoleGrant.account_id == account_id, RoleGrant.revoked_at.is_(None)
        )
    )
    return frozenset(Grant(Role(role), scope) for role, scope in rows)


def touch(connection: Connection, session: SignedIn, now: dt.datetime) -> None:
    """Note that the session is in use, at most once a minute."""
    if now - session.seen_at >= _TOUCH_EVERY:
        connection.execute(update(Session).where(Session.token_hash == session.token_hash).values(seen_at=now))


def strengthen(connection: Connection, session: SignedIn, now: dt.datetime) -> str:
    """End the session and begin a strong one, after a second factor was shown: the new token."""
    _end(connection, now, Session.token_hash == session.token_hash)
    return start_session(connection, session.person.account, now, strong=True)


def end_by_hash(connection: Connection, hashed: str, now: dt.datetime) -> None:
    """Sign out: end the one session that a ``SignedIn`` names."""
    _end(connection, now, Session.token_hash == hashed)


def end_all_sessions(connection: Connection, account_id: str, now: dt.datetime) -> int:
    """End every session of an account: by its owner, or because roles or factors changed. How many ended."""
    return _end(connection, now, Session.account_id == account_id)


def _end(connection: Connection, now: dt.datetime, condition: object) -> int:
    return connection.execute(
        update(Session).where(condition, Session.revoked_at.is_(None)).values(revoked_at=now, challenge=None)  # type: ignore[arg-type]
    ).rowcount


def forget_sessions(connection: Connection, now: dt.datetime) -> int:
    """Erase the sessions that ended or ran out; how many."""
    return connection.execute(
        delete(Session).where((Session.expires_at < now) | Session.revoked_at.is_not(None))
    ).rowcount
