"""What a person can ask of us about themselves: a copy of everything kept (UK GDPR, article 15), and erasure (17)."""

import datetime as dt
from typing import Any

from sqlalchemy import Connection, delete, select, update

from tracker import audit
from tracker.keys import Keys
from tracker.models.accounts import Account, Passkey, RoleGrant, Session
from tracker.models.discussion import Comment
from tracker.models.trust import SentReply

__all__ = ["address_of", "author_mark", "erase_account", "export_account"]


def author_mark(keys: Keys, address: str) -> str:
    """The keyed hash that an author's comments are found by; another one than the account's, so that tables differ."""
    return keys.mark("author", address)


def address_of(connection: Connection, keys: Keys, account_id: str) -> str | None:
    """The address of an account; None when it was erased."""
    box = connection.execute(select(Account.email_box).where(Account.id == account_id)).scalar()
    return None if box is None else keys.open(f"account:{account_id}", box).decode()


def export_account(connection: Connection, keys: Keys, account_id: str) -> dict[str, Any]:
    """Everything kept about the account, ready for JSON: address, roles, sessions, passkeys, comments and answers."""
    account = connection.execute(select(Account).where(Account.id == account_id)).one()
    address = address_of(connection, keys, account_id)
    comments = (
        []
        if address is None
        else connection.execute(
            select(Comment).where(Comment.author_mark == author_mark(keys, address)).order_by(Comment.created_at)
        ).all()
    )
    replies = [] if address is None else _replies(connection, author_mark(keys, address))
    roles = connection.execute(
        select(RoleGrant).where(RoleGrant.account_id == account_id).order_by(RoleGrant.granted_at)
    )
    sessions = connection.execute(select(Session).where(Session.account_id == account_id).order_by(Session.started_at))
    passkeys = connection.execute(select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.created_at))
    return {
        "email": address,
        "created": account.created_at.isoformat(),
        "roles": [{"role": row.role, "scope": row.scope, "since": row.granted_at.isoformat()} for row in roles],
        "sessions": [{"started": row.started_at.isoformat(), "last": row.seen_at.isoformat()} for row in sessions],
        "passkeys": [{"name": row.name, "since": row.created_at.isoformat()} for row in passkeys],
        "comments": [
            {"about": f"{row.target_kind} {row.target_key}", "text": row.text, "state": row.state,
             "written": row.created_at.isoformat()}
            for row in comments
        ],
        "answers sent in": [
            {"about": f"{row.target_kind} {row.target_key}", "for": row.who, "text": row.words, "state": row.state,
             "written": row.sent_at.isoformat()}
            for row in replies
        ],
    }  # fmt: skip


def _replies(connection: Connection, mark: str) -> list[Any]:
    statement = select(SentReply).where(SentReply.author_mark == mark).order_by(SentReply.sent_at, SentReply.id)
    return list(connection.execute(statement))


def erase_account(connection: Connection, keys: Keys, account_id: str, now: dt.datetime) -> None:
    """Erase the address and every way to sign in. Comments stay as they are shown, without any tie to the person.

    Answers that were sent in and are not decided yet go with it, because nobody could be told what became of them.
    """
    address = address_of(connection, keys, account_id)
    if address is not None:
        connection.execute(
            update(Comment)
            .where(Comment.author_mark == author_mark(keys, address))
            .values(email_box=None, author_mark="erased")
        )
        mine = SentReply.author_mark == author_mark(keys, address)
        connection.execute(delete(SentReply).where(mine, SentReply.decided_at.is_(None)))
        connection.execute(update(SentReply).where(mine).values(author_mark="erased"))
    connection.execute(delete(Session).where(Session.account_id == account_id))
    connection.execute(delete(Passkey).where(Passkey.account_id == account_id))
    connection.execute(
        update(RoleGrant)
        .where(RoleGrant.account_id == account_id, RoleGrant.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    connection.execute(
        update(Account)
        .where(Account.id == account_id)
        .values(email_mark=None, email_box=None, totp_box=None, totp_confirmed_at=None, erased_at=now)
    )
    audit.record(connection, now=now, actor=account_id, action="account.erase", kind="account", key=account_id)
