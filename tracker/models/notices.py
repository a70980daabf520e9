"""Contracting processes and what was published about them: notices, dates, awards, contracts, and links between.

Ids are hashes of the fewest stable raw fields (see ``tracker.row_ids``), so that loading again, in any order,
changes nothing.
Long nested facts are JSON text, written and read by orjson. The tables that a load fills carry no foreign keys, because
the loading transaction writes a process and all that hangs on it together.
"""

import datetime as dt

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, BigId, UtcDateTime


class Process(Base):
    """One planned purchase as it stands now: the fold of every notice about it, oldest first."""

    __tablename__ = "process"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(Text, unique=True)
    ocid: Mapped[str | None] = mapped_column(Text)
    portal: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    title_key: Mapped[int] = mapped_column(BigInteger)  # buyer and folded title, for finding the same process elsewhere
    description: Mapped[str | None] = mapped_column(Text)
    buyer_name: Mapped[str | None] = mapped_column(Text)
    buyer_ref: Mapped[str | None] = mapped_column(Text)
    buyer_key: Mapped[str | None] = mapped_column(Text)
    nation: Mapped[str | None] = mapped_column(Text)
    region: Mapped[str | None] = mapped_column(Text)
    cpv: Mapped[str | None] = mapped_column(Text)
    division: Mapped[str | None] = mapped_column(Text)
    category: Mapped[str | None] = mapped_column(Text)
    stage: Mapped[str] = mapped_column(Text)
    notice_type: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str | None] = mapped_column(Text)
    cancelled: Mapped[bool] = mapped_column(Boolean)
    value_pence: Mapped[int | None] = mapped_column(BigInteger)
    value_gross_pence: Mapped[int | None] = mapped_column(BigInteger)
    value_currency: Mapped[str | None] = mapped_column(Text)
    value_mark: Mapped[str | None] = mapped_column(Text)
    first_published: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    last_published: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    notices: Mapped[int] = mapped_column(Integer)
    seen_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)  # when the newest of its notices reached us
    marks: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        Index("ix_process_first_published", "first_published", "id"),
        Index("ix_process_last_published", "last_published", "id"),
        Index("ix_process_buyer", "buyer_key", "division", "last_published"),
        Index("ix_process_cpv", "cpv", "last_published"),
        Index("ix_process_ocid", "ocid"),
        Index("ix_process_title_key", "title_key"),
        Index("ix_process_buyer_value", "buyer_key", "value_pence"),
    )


class Notice(Base):
    """One publication about a process, with the facts that it carried and its place in its source."""

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    process_id: Mapped[int] = mapped_column(BigId)
    release_id: Mapped[str] = mapped_column(Text)
    published: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    notice_type: Mapped[str | None] = mapped_column(Text)
    tags: Mapped[str | None] = mapped_column(Text)
    url: Mapped[str | None] = mapped_column(Text)
    publisher: Mapped[str | None] = mapped_column(Text)
    fetched_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    sha256: Mapped[str] = mapped_column(Text)
    part: Mapped[str | None] = mapped_column(Text)
    row: Mapped[int | None] = mapped_column(BigInteger)
    marks: Mapped[str | None] = mapped_column(Text)
    facts: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        Index("ix_notice_process", "process_id", "published"),
        Index("ix_notice_published", "published", "id"),
        Index("ix_notice_sha256", "sha256"),
    )


class ProcessDate(Base):
    """One date of a process. ``listed_at`` is set when the public can still act by it and nothing speaks against it.

    ``listed_after`` is the listed date before it: a process is shown once, at the one date whose turn it is, and no
    row has to be rewritten as time goes by. The last columns repeat the process, so that every filter has an index.
    """

    __tablename__ = "process_date"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    process_id: Mapped[int] = mapped_column(BigId)
    kind: Mapped[str] = mapped_column(Text)
    day: Mapped[dt.date] = mapped_column(Date)
    closes_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    hour_known: Mapped[bool] = mapped_column(Boolean)
    basis: Mapped[str] = mapped_column(Text)
    certainty: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    suspect: Mapped[str | None] = mapped_column(Text)
    listed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    listed_after: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    # closes_at again, when it will not come about: the purchase was cancelled, or its next step was taken before
    called_off: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    published: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)  # the newest notice of the process
    buyer_key: Mapped[str | None] = mapped_column(Text)
    region: Mapped[str | None] = mapped_column(Text)
    division: Mapped[str | None] = mapped_column(Text)
    category: Mapped[str | None] = mapped_column(Text)
    value_pence: Mapped[int | None] = mapped_column(BigInteger)

    __table_args__ = (
        # Each holds what tells whether a date is listed, so that a count reads the index alone.
        Index("ix_process_date_process", "process_id", "listed_at", "listed_after"),
        Index("ix_process_date_listed", "listed_at", "id", "listed_after", "process_id", "value_pence"),
        Index("ix_process_date_called_off", "called_off", "id"),
        Index("ix_process_date_published", "published", "id", "listed_at", "listed_after", "process_id"),
        Index("ix_process_date_buyer", "buyer_key", "listed_at", "id", "listed_after"),
        Index("ix_process_date_region", "region", "listed_at", "id", "listed_after"),
        Index("ix_process_date_division", "division", "listed_at", "id", "listed_after"),
        Index("ix_process_date_kind", "kind", "listed_at", "id", "listed_after"),
    )


class Award(Base):
    """One award of a process to one or more suppliers; amounts in pence of ``currency``."""

    __tablename__ = "award"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    process_id: Mapped[int] = mapped_column(BigId)
    award_id: Mapped[str] = mapped_column(Text)
    title: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str | None] = mapped_column(Text)
    date: Mapped[dt.date | None] = mapped_column(Date)
    value_pence: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str | None] = mapped_column(Text)
    value_mark: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("ix_award_process", "process_id"), Index("ix_award_date", "date"))


class AwardSupplier(Base):
    """One supplier of an award, as published; ``supplier_key`` is its name folded for matching."""

    __tablename__ = "award_supplier"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    award_row: Mapped[int] = mapped_column(BigId)
    process_id: Mapped[int] = mapped_column(BigId)
    name: Mapped[str] = mapped_column(Text)
    supplier_key: Mapped[str] = mapped_column(Text)
    ref: Mapped[str | None] = mapped_column(Text)
    company_number: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        Index("ix_award_supplier_award", "award_row"),
        Index("ix_award_supplier_process", "process_id"),
        Index("ix_award_supplier_key", "supplier_key"),
    )


class Contract(Base):
    """One contract of a process."""

    __tablename__ = "contract"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    process_id: Mapped[int] = mapped_column(BigId)
    contract_id: Mapped[str] = mapped_column(Text)
    award_id: Mapped[str | None] = mapped_column(Text)
    title: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str | None] = mapped_column(Text)
    signed: Mapped[dt.date | None] = mapped_column(Date)
    starts: Mapped[dt.date | None] = mapped_column(Date)
    ends: Mapped[dt.date | None] = mapped_column(Date)
    value_pence: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str | None] = mapped_column(Text)
    value_mark: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("ix_contract_process", "process_id"), Index("ix_contract_ends", "ends"))


class ProcessLink(Base):
    """A stated likeness of two processes (``left_id`` < ``right_id``); a link never merges them."""

    __tablename__ = "process_link"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    left_id: Mapped[int] = mapped_column(BigId, ForeignKey("process.id"))
    right_id: Mapped[int] = mapped_column(BigId, ForeignKey("process.id"))
    relation: Mapped[str] = mapped_column(Text)
    confidence: Mapped[int] = mapped_column(Integer)  # of 100
    evidence: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        UniqueConstraint("left_id", "right_id", "relation"),
        Index("ix_process_link_right", "right_id"),
    )


class NoticeFile(Base):
    """The ledger of loaded files of notices, grants and announcements, written last: a file is in whole or not."""

    __tablename__ = "notice_file"

    sha256: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    parser_version: Mapped[str] = mapped_column(Text, primary_key=True)
    publisher: Mapped[str] = mapped_column(Text)
    url: Mapped[str | None] = mapped_column(Text)
    licence: Mapped[str | None] = mapped_column(Text)  # as the file itself, its source or its portal says
    fetched_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    rows_read: Mapped[int] = mapped_column(Integer)
    rows_accepted: Mapped[int] = mapped_column(Integer)
    rows_refused: Mapped[int] = mapped_column(Integer)
