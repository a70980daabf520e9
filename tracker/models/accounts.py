"""Accounts: who may sign in and how; addresses and secrets are encrypted or hashed, so that a copy tells nothing."""

import datetime as dt

from sqlalchemy import Boolean, ForeignKey, Index, Integer, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, UtcDateTime


class Account(Base):
    """One person. ``email_mark`` is a keyed hash to find the account by; ``email_box`` the encrypted address."""

    __tablename__ = "account"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    email_mark: Mapped[str | None] = mapped_column(Text, unique=True)
    email_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    totp_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_confirmed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    totp_step: Mapped[int] = mapped_column(Integer)  # the last time step used: a code counts once
    erased_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class RoleGrant(Base):
    """One role of an account within a scope: a body's key, a procurement's id, or nothing for the whole site."""

    __tablename__ = "role_grant"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    account_id: Mapped[str] = mapped_column(Text, ForeignKey("account.id"))
    role: Mapped[str] = mapped_column(Text)
    scope: Mapped[str] = mapped_column(Text)
    granted_by: Mapped[str] = mapped_column(Text)
    granted_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index("ix_role_grant_account", "account_id", "revoked_at"),
        Index("ix_role_grant_scope", "role", "scope", "revoked_at"),
    )


class SignInLink(Base):
    """One letter with a link to sign in: kept as a hash, good once and for minutes."""

    __tablename__ = "sign_in_link"

    token_hash: Mapped[str] = mapped_column(Text, primary_key=True)
    email_mark: Mapped[str] = mapped_column(Text)
    email_box: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_sign_in_link_email", "email_mark", "made_at"),)


class Session(Base):
    """One signed-in browser: its cookie holds the token, the row the hash. ``strong``: a second factor was shown."""

    __tablename__ = "session"

    token_hash: Mapped[str] = mapped_column(Text, primary_key=True)
    account_id: Mapped[str] = mapped_column(Text, ForeignKey("account.id"))
    started_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    strong: Mapped[bool] = mapped_column(Boolean)
    challenge: Mapped[bytes | None] = mapped_column(LargeBinary)  # of a passkey ceremony under way
    revoked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_session_account", "account_id", "revoked_at"),)


class Passkey(Base):
    """One passkey of an account: its public key and how often it was used."""

    __tablename__ = "passkey"

    credential_id: Mapped[str] = mapped_column(Text, primary_key=True)
    account_id: Mapped[str] = mapped_column(Text, ForeignKey("account.id"))
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_passkey_account", "account_id"),)


class Attempt(Base):
    """One try of something that is rationed (signing in, posting), by a keyed hash of who tried."""

    __tablename__ = "attempt"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    mark: Mapped[str] = mapped_column(Text)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_attempt_kind", "kind", "mark", "at"),)


class QueuedLetter(Base):
    """One letter waiting for the post, encrypted: it is written with what it tells of, in the same transaction."""

    __tablename__ = "queued_letter"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    box: Mapped[bytes] = mapped_column(LargeBinary)
    queued_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(Integer)

    __table_args__ = (Index("ix_queued_letter_queued", "queued_at", "id"),)


class SpentProof(Base):
    """A proof of work that was used: it counts once."""

    __tablename__ = "spent_proof"

    mark: Mapped[str] = mapped_column(Text, primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_spent_proof_at", "at"),)
