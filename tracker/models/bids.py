"""Procurements with sealed bids: what the public may read lies in tables of its own, apart from everything encrypted.

Public: procurement, procurement_version, question, public_bid, commitment, reveal. Never public: key_share, invitation,
bid, bid_file. Nothing here says in clear which account bids: marks are hashes keyed for each procurement.
"""

import datetime as dt

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, UtcDateTime


class Procurement(Base):
    """One procurement that takes sealed bids, from draft to award; ``state`` is one of ``tracker.bids.states``."""

    __tablename__ = "procurement"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    body_key: Mapped[str] = mapped_column(Text)
    body_name: Mapped[str] = mapped_column(Text)
    process_key: Mapped[str | None] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    nation: Mapped[str] = mapped_column(Text)
    languages: Mapped[str] = mapped_column(Text)  # codes with spaces between, the first is the main one
    state: Mapped[str] = mapped_column(Text)
    closes_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    speak_until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    publication_plan: Mapped[str] = mapped_column(Text)
    open_call: Mapped[bool] = mapped_column(Boolean)
    weak_anonymity_accepted: Mapped[bool] = mapped_column(Boolean)
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    working_key_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    awarded_letter: Mapped[str | None] = mapped_column(Text)
    award_reason: Mapped[str | None] = mapped_column(Text)
    scores: Mapped[str | None] = mapped_column(Text)  # JSON: letter to points of 100, public from the award on
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    published_on: Mapped[dt.date | None] = mapped_column(Date)
    closed_on: Mapped[dt.date | None] = mapped_column(Date)

    __table_args__ = (
        Index("ix_procurement_body", "body_key", "state"),
        Index("ix_procurement_state", "state", "closes_at", "id"),
        Index("ix_procurement_process", "process_key"),
    )


class ProcurementVersion(Base):
    """The text of a procurement as it stood: paragraphs with anchors that survive edits, and why it was changed."""

    __tablename__ = "procurement_version"

    procurement_id: Mapped[str] = mapped_column(Text, ForeignKey("procurement.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    paragraphs: Mapped[str] = mapped_column(Text)  # JSON: [[anchor, text], ...]
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class Question(Base):
    """One question that every bid answers, with its limit of words."""

    __tablename__ = "question"

    procurement_id: Mapped[str] = mapped_column(Text, ForeignKey("procurement.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    word_limit: Mapped[int] = mapped_column(Integer)
    weight: Mapped[int | None] = mapped_column(Integer)  # of 100


class KeyShare(Base):
    """Who holds which of the three shares. The share itself waits encrypted until its holder has written it down."""

    __tablename__ = "key_share"

    procurement_id: Mapped[str] = mapped_column(Text, ForeignKey("procurement.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    account_id: Mapped[str] = mapped_column(Text, ForeignKey("account.id"))
    waiting_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    claim_hash: Mapped[str | None] = mapped_column(Text)
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    offered_box: Mapped[bytes | None] = mapped_column(LargeBinary)  # while an unsealing waits for the second person
    offered_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (UniqueConstraint("procurement_id", "account_id"),)


class Invitation(Base):
    """That an address was invited to bid, as a hash keyed for the procurement."""

    __tablename__ = "invitation"

    procurement_id: Mapped[str] = mapped_column(Text, ForeignKey("procurement.id"), primary_key=True)
    mark: Mapped[str] = mapped_column(Text, primary_key=True)


class Bid(Base):
    """One bid. ``working_box`` is what the bidder edits and the reviewer reads; ``envelope`` opens with two shares."""

    __tablename__ = "bid"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    procurement_id: Mapped[str] = mapped_column(Text, ForeignKey("procurement.id"))
    holder_mark: Mapped[str] = mapped_column(Text, unique=True)
    state: Mapped[str] = mapped_column(Text)
    working_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    envelope: Mapped[bytes | None] = mapped_column(LargeBinary)
    envelope_commitment: Mapped[str | None] = mapped_column(Text)
    receipt_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    review_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    reviewed_by: Mapped[str | None] = mapped_column(Text)
    second_reviewer: Mapped[str | None] = mapped_column(Text)
    signed_off_hash: Mapped[str | None] = mapped_column(Text)
    letter: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("ix_bid_procurement", "procurement_id", "state"),)


class BidFile(Base):
    """One upload of a bidder: the original in an envelope, the text taken from it in a working box."""

    __tablename__ = "bid_file"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    bid_id: Mapped[str] = mapped_column(Text, ForeignKey("bid.id"))
    envelope: Mapped[bytes] = mapped_column(LargeBinary)
    working_box: Mapped[bytes | None] = mapped_column(LargeBinary)  # name, kind, size, hash, text, finds
    __table_args__ = (Index("ix_bid_file_bid", "bid_id"),)


class PublicBid(Base):
    """One anonymised bid as everybody reads it: the canonical document that the commitment is about."""

    __tablename__ = "public_bid"

    procurement_id: Mapped[str] = mapped_column(Text, ForeignKey("procurement.id"), primary_key=True)
    letter: Mapped[str] = mapped_column(Text, primary_key=True)
    document: Mapped[str] = mapped_column(Text)
    salt_box: Mapped[bytes] = mapped_column(LargeBinary)


class Commitment(Base):
    """The hashes published for a bid: of its sealed envelope at closing, of its anonymised text at publication."""

    __tablename__ = "commitment"

    procurement_id: Mapped[str] = mapped_column(Text, ForeignKey("procurement.id"), primary_key=True)
    letter: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)  # identity or bid
    sha256: Mapped[str] = mapped_column(Text)


class Reveal(Base):
    """What was opened at the award: the salts of all bids, and the winner's name with its salt."""

    __tablename__ = "reveal"

    procurement_id: Mapped[str] = mapped_column(Text, ForeignKey("procurement.id"), primary_key=True)
    letter: Mapped[str] = mapped_column(Text)
    identity: Mapped[str] = mapped_column(Text)
    identity_salt: Mapped[str] = mapped_column(Text)
    bid_salts: Mapped[str] = mapped_column(Text)
    revealed_on: Mapped[dt.date] = mapped_column(Date)
