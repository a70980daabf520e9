"""Promises to release software, the evidence gathered for them, replies, and campaigns that ask for them.

History is only ever added to: a check, a reply or a verdict is a new row, and no row is changed or taken away.
"""

import datetime as dt

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, BigId, UtcDateTime


class Promise(Base):
    """A demand for, or a promise of, a licence: words quoted, with source and date. ``due`` may be unnamed.

    ``kind`` is promise, condition (of a grant) or demand.
    """

    __tablename__ = "promise"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    slug: Mapped[str] = mapped_column(String(160), unique=True)
    title: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(20))
    who: Mapped[str] = mapped_column(Text)
    who_kind: Mapped[str] = mapped_column(String(20))
    programme: Mapped[str | None] = mapped_column(String(160))
    funder: Mapped[str | None] = mapped_column(Text)
    software: Mapped[str | None] = mapped_column(Text)
    repository: Mapped[str | None] = mapped_column(Text)
    quote: Mapped[str | None] = mapped_column(Text)
    source_url: Mapped[str] = mapped_column(Text)
    made_on: Mapped[dt.date | None] = mapped_column(Date)
    due: Mapped[dt.date | None] = mapped_column(Date)
    amount_pence: Mapped[int | None] = mapped_column(BigInteger)
    note: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        Index("ix_promise_programme", "programme", "slug"),
        Index("ix_promise_who", "who", "slug"),
        Index("ix_promise_funder", "funder", "slug"),
    )


class PromiseCheck(Base):
    """One dated look at what became of a promise: what was found, the hash of what was read, and where."""

    __tablename__ = "promise_check"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    promise_id: Mapped[int] = mapped_column(BigInteger)
    checked_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(30))
    url: Mapped[str | None] = mapped_column(Text)
    commit: Mapped[str | None] = mapped_column(String(64))
    file_sha256: Mapped[str | None] = mapped_column(String(64))
    licence_found: Mapped[str | None] = mapped_column(Text)
    licence_match: Mapped[str | None] = mapped_column(String(20))
    licence_declared: Mapped[str | None] = mapped_column(Text)
    licence_in_headers: Mapped[str | None] = mapped_column(Text)
    osi_approved: Mapped[bool | None] = mapped_column(Boolean)
    note: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("ix_promise_check_promise", "promise_id", "checked_at", "id"),)


class PromiseVerdict(Base):
    """A verdict at its time, with the rule that gave it; a new one is written only when it differs from the last."""

    __tablename__ = "promise_verdict"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    promise_id: Mapped[int] = mapped_column(BigInteger)
    given_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    verdict: Mapped[str] = mapped_column(String(20))
    rule: Mapped[str] = mapped_column(String(40))
    sentence: Mapped[str] = mapped_column(Text)
    check_id: Mapped[int | None] = mapped_column(BigInteger)

    __table_args__ = (
        Index("ix_promise_verdict_promise", "promise_id", "given_at", "id"),
        Index("ix_promise_verdict_given", "given_at", "id"),
    )


class PromiseReply(Base):
    """What the body itself says; shown beside the verdict as it came."""

    __tablename__ = "promise_reply"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    promise_id: Mapped[int] = mapped_column(BigInteger, index=True)
    who: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    source_url: Mapped[str | None] = mapped_column(Text)
    replied_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class Campaign(Base):
    """A demand that people can sign, the body's reply, and what came of it; ``promise_slug`` links it to the ledger."""

    __tablename__ = "campaign"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    slug: Mapped[str] = mapped_column(String(160), unique=True)
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    addressed_to: Mapped[str] = mapped_column(Text)
    promise_slug: Mapped[str | None] = mapped_column(String(160))
    programme: Mapped[str | None] = mapped_column(String(160))
    opened: Mapped[dt.date | None] = mapped_column(Date)
    closed: Mapped[dt.date | None] = mapped_column(Date)
    open: Mapped[bool] = mapped_column(Boolean)
    source_url: Mapped[str | None] = mapped_column(Text)
    reply: Mapped[str | None] = mapped_column(Text)
    reply_url: Mapped[str | None] = mapped_column(Text)
    replied_on: Mapped[dt.date | None] = mapped_column(Date)
    outcome: Mapped[str | None] = mapped_column(Text)
    signatures_elsewhere: Mapped[int | None] = mapped_column(Integer)


class Signature(Base):
    """One signature. The address is kept only as a keyed hash; an unconfirmed one is never counted or shown."""

    __tablename__ = "signature"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    email_hash: Mapped[str] = mapped_column(String(64))
    token_hash: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str | None] = mapped_column(String(120))
    signed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (UniqueConstraint("campaign_id", "email_hash"),)
