"""What makes figures worth trusting: who is who, marks of quality, corrections, and what is worth checking.

Proposals, decisions and replies are only ever added to or decided once; a decision can be followed by another.
"""

import datetime as dt

from sqlalchemy import BigInteger, Date, Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, BigId, Json, UtcDateTime

__all__ = [
    "Correction",
    "Flag",
    "FlagReply",
    "FlagRun",
    "FlagWord",
    "IdentityProposal",
    "QualityMark",
    "RegisterEntry",
    "SentReply",
    "SupplierJoin",
]


class RegisterEntry(Base):
    """One firm or charity of a public register, under its current or a former name; optional sources."""

    __tablename__ = "register_entry"

    scheme: Mapped[str] = mapped_column(String(20), primary_key=True)  # GB-COH, GB-CHC: org-id.guide's codes
    number: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)  # the name folded for matching
    name: Mapped[str] = mapped_column(Text)
    current: Mapped[bool] = mapped_column()
    status: Mapped[str | None] = mapped_column(Text)
    since: Mapped[dt.date | None] = mapped_column(Date)
    until: Mapped[dt.date | None] = mapped_column(Date)

    __table_args__ = (Index("ix_register_entry_key", "key"),)


class IdentityProposal(Base):
    """That two suppliers are probably one, with evidence; nothing is joined before a person decides.

    ``first_id`` is the lower id. ``state``: waiting, joined, apart. ``confidence`` is of 100.
    """

    __tablename__ = "identity_proposal"

    first_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    second_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    evidence: Mapped[str] = mapped_column(String(40))
    confidence: Mapped[int] = mapped_column(Integer)
    proposed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    proposed_by: Mapped[str] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20))
    decided_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(Text)
    decided_why: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("ix_identity_proposal_state", "state", "confidence", "first_id", "second_id"),)


class SupplierJoin(Base):
    """That a supplier is shown with another (its leader); taken away again when the decision is undone."""

    __tablename__ = "supplier_join"

    supplier_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    leader_id: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (Index("ix_supplier_join_leader_id", "leader_id"),)


class Flag(Base):
    """One thing worth checking: which rule, whose, about what, how much, how strong, and the payments it rests on."""

    __tablename__ = "flag"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    rule: Mapped[str] = mapped_column(String(40))
    organisation_id: Mapped[int | None] = mapped_column(BigInteger)
    body: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    supplier_id: Mapped[int | None] = mapped_column(BigInteger)
    process_key: Mapped[str | None] = mapped_column(Text)
    pence: Mapped[int] = mapped_column(BigInteger)
    strength: Mapped[int] = mapped_column(Integer)  # of 100
    sentence: Mapped[str] = mapped_column(Text)
    evidence: Mapped[list] = mapped_column(Json)
    on: Mapped[dt.date | None] = mapped_column(Date)
    found_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index("ix_flag_rule", "rule", "strength", "id"),
        Index("ix_flag_organisation_id", "organisation_id", "strength", "id"),
        Index("ix_flag_supplier_id", "supplier_id"),
        Index("ix_flag_strength", "strength", "id"),
    )


class FlagRun(Base):
    """How often a rule fired when it was last run, and a warning when that is too often to mean anything."""

    __tablename__ = "flag_run"

    rule: Mapped[str] = mapped_column(String(40), primary_key=True)
    ran_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    looked_at: Mapped[int] = mapped_column(BigInteger)
    fired: Mapped[int] = mapped_column(BigInteger)
    warning: Mapped[str | None] = mapped_column(Text)


class FlagWord(Base):
    """The public log of what was said about hiding or showing a flag: only ever added to, the newest word holds."""

    __tablename__ = "flag_word"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    flag_id: Mapped[int] = mapped_column(BigInteger, index=True)
    shown: Mapped[bool] = mapped_column()
    why: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(Text)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class FlagReply(Base):
    """What a body or supplier answers to a flag; shown beside it as it came."""

    __tablename__ = "flag_reply"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    flag_id: Mapped[int] = mapped_column(BigInteger, index=True)
    who: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class QualityMark(Base):
    """One mark of a publisher: a share of 1,000, what it was made of, and the sentence that says so."""

    __tablename__ = "quality_mark"

    organisation_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    mark: Mapped[str] = mapped_column(String(40), primary_key=True)
    share: Mapped[int | None] = mapped_column(Integer)
    part: Mapped[int] = mapped_column(BigInteger)
    whole: Mapped[int] = mapped_column(BigInteger)
    sentence: Mapped[str] = mapped_column(Text)
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_quality_mark_mark", "mark", "share", "organisation_id"),)


class Correction(Base):
    """A proposed fix: what a refused row should say, or where a missing file is; a person accepts or refuses it.

    ``kind``: row or missing-file. ``state``: waiting, accepted, refused. The row itself is never rewritten.
    """

    __tablename__ = "correction"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(20))
    resource_id: Mapped[int | None] = mapped_column(BigInteger)
    row: Mapped[int | None] = mapped_column(BigInteger)
    month: Mapped[int | None] = mapped_column(Integer)
    proposed: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    link: Mapped[str | None] = mapped_column(Text)
    made_by: Mapped[str | None] = mapped_column(String(120))
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(20))
    decided_by: Mapped[str | None] = mapped_column(Text)
    decided_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    decided_why: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        Index("ix_correction_state", "state", "made_at", "id"),
        Index("ix_correction_organisation_id", "organisation_id", "state"),
        UniqueConstraint("resource_id", "row", "proposed", name="uq_correction_resource_id_row_proposed"),
    )


class SentReply(Base):
    """An answer sent in for somebody whom a page is about, before and after a moderator decided.

    ``state``: unconfirmed, waiting, accepted, refused. The address is encrypted and goes with the decision.
    """

    __tablename__ = "sent_reply"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    target_kind: Mapped[str] = mapped_column(String(20))  # promise, flag
    target_key: Mapped[str] = mapped_column(Text)  # as in the address of its page
    who: Mapped[str] = mapped_column(Text)  # for whom the sender says to speak: a name that stands on the page
    words: Mapped[str | None] = mapped_column(Text)  # gone a year after a refusal
    author_mark: Mapped[str] = mapped_column(Text)  # keyed hash of the address
    email_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    confirm_hash: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20))
    sent_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(Text)  # the moderator's account
    decided_why: Mapped[str | None] = mapped_column(Text)  # told to the sender

    __table_args__ = (
        Index("ix_sent_reply_state", "state", "confirmed_at", "id"),
        Index("ix_sent_reply_confirm_hash", "confirm_hash"),
        Index("ix_sent_reply_target", "target_kind", "target_key"),
    )
