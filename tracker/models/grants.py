"""Grants, the programmes they come from, and announcements of money with the shares that were stated."""

import datetime as dt

from sqlalchemy import BigInteger, Boolean, Date, Float, ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, BigId, UtcDateTime


class Programme(Base):
    """A programme of grants, or of announced money: seeded by hand with sources, or named in grant data."""

    __tablename__ = "programme"

    slug: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    funder: Mapped[str | None] = mapped_column(Text)
    seeded: Mapped[bool] = mapped_column(Boolean)


class Grant(Base):
    """One grant as last published; the recipient of a grant to an individual is never stored by name."""

    __tablename__ = "grant_award"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    grant_id: Mapped[str] = mapped_column(Text)
    funder_name: Mapped[str | None] = mapped_column(Text)
    funder_ref: Mapped[str | None] = mapped_column(Text)
    funder_key: Mapped[str | None] = mapped_column(Text)
    recipient_name: Mapped[str | None] = mapped_column(Text)
    recipient_ref: Mapped[str | None] = mapped_column(Text)
    recipient_key: Mapped[str | None] = mapped_column(Text)
    company_number: Mapped[str | None] = mapped_column(Text)
    charity_number: Mapped[str | None] = mapped_column(Text)
    individual: Mapped[bool] = mapped_column(Boolean)
    title: Mapped[str | None] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)
    amount_pence: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(Text)
    counted: Mapped[bool] = mapped_column(Boolean)  # False: shown with its mark, out of totals
    mark: Mapped[str | None] = mapped_column(Text)
    year: Mapped[int | None] = mapped_column(Integer)
    awarded: Mapped[dt.date | None] = mapped_column(Date)
    starts: Mapped[dt.date | None] = mapped_column(Date)
    ends: Mapped[dt.date | None] = mapped_column(Date)
    programme: Mapped[str | None] = mapped_column(Text)
    programme_key: Mapped[str | None] = mapped_column(Text)
    region: Mapped[str | None] = mapped_column(Text)
    place: Mapped[str | None] = mapped_column(Text)
    geocode: Mapped[str | None] = mapped_column(Text)
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    modified: Mapped[str | None] = mapped_column(Text)
    fetched_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    sha256: Mapped[str] = mapped_column(Text)
    part: Mapped[str | None] = mapped_column(Text)
    row: Mapped[int | None] = mapped_column(BigInteger)

    __table_args__ = (
        Index("ix_grant_award_grant_id", "grant_id"),
        Index("ix_grant_award_awarded", "awarded", "id"),
        Index("ix_grant_award_recipient", "recipient_key", "awarded"),
        Index("ix_grant_award_funder", "funder_key", "awarded"),
        Index("ix_grant_award_programme", "programme_key", "awarded"),
        Index("ix_grant_award_region", "region", "awarded"),
        Index("ix_grant_award_year", "year", "awarded"),
        Index("ix_grant_award_sha256", "sha256", "id"),
    )


class GrantSum(Base):
    """Grants added up by one property: ``dimension`` is recipient, funder, programme, region or year.

    ``grants`` counts all of them, ``pence`` adds up the pounds of those that are counted in totals.
    """

    __tablename__ = "grant_sum"

    dimension: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    grants: Mapped[int] = mapped_column(Integer)
    counted: Mapped[int] = mapped_column(Integer)
    pence: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (Index("ix_grant_sum_pence", "dimension", "pence", "key"),)


class GrantVersion(Base):
    """The amount of a grant as one file stated it: amounts are often edited, and each version stays."""

    __tablename__ = "grant_version"

    grant_row: Mapped[int] = mapped_column(BigId, primary_key=True)
    sha256: Mapped[str] = mapped_column(Text, primary_key=True)
    amount_pence: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(Text)
    modified: Mapped[str | None] = mapped_column(Text)
    fetched_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class Announcement(Base):
    """Money announced: the sum when a source states one, never a sum found by adding up text."""

    __tablename__ = "announcement"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(Text, unique=True)
    programme: Mapped[str | None] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    announced: Mapped[dt.date | None] = mapped_column(Date)
    funder: Mapped[str | None] = mapped_column(Text)
    total_pence: Mapped[int | None] = mapped_column(BigInteger)
    total_words: Mapped[str | None] = mapped_column(Text)
    recipients: Mapped[int | None] = mapped_column(Integer)
    summary: Mapped[str | None] = mapped_column(Text)
    closes_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    withdrawn: Mapped[bool] = mapped_column(Boolean)
    source_url: Mapped[str | None] = mapped_column(Text)
    rank: Mapped[int] = mapped_column(Integer)  # seeded facts come before a page, a page before a line in a list
    updated: Mapped[str | None] = mapped_column(Text)
    fetched_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    sha256: Mapped[str | None] = mapped_column(Text)
    detail: Mapped[str | None] = mapped_column(Text)  # JSON: dates, conditions, what is known and unknown

    __table_args__ = (
        Index("ix_announcement_announced", "announced", "id"),
        Index("ix_announcement_programme", "programme", "announced"),
    )


class AnnouncementShare(Base):
    """What one recipient gets of an announced sum; ``amount_pence`` is null when no source states it."""

    __tablename__ = "announcement_share"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    announcement_id: Mapped[int] = mapped_column(BigId, ForeignKey("announcement.id"))
    position: Mapped[int] = mapped_column(Integer)
    recipient: Mapped[str] = mapped_column(Text)
    recipient_key: Mapped[str] = mapped_column(Text)
    joint_with: Mapped[str | None] = mapped_column(Text)
    purpose: Mapped[str | None] = mapped_column(Text)
    amount_pence: Mapped[int | None] = mapped_column(BigInteger)
    note: Mapped[str | None] = mapped_column(Text)
    source_url: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        Index("ix_announcement_share_announcement", "announcement_id", "position"),
        Index("ix_announcement_share_recipient", "recipient_key"),
    )


class AnnouncementVersion(Base):
    """What one file said of an announcement: pages are edited in silence, and each version stays."""

    __tablename__ = "announcement_version"

    announcement_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    sha256: Mapped[str] = mapped_column(Text, primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    total_pence: Mapped[int | None] = mapped_column(BigInteger)
    updated: Mapped[str | None] = mapped_column(Text)
    body_hash: Mapped[str | None] = mapped_column(Text)
    fetched_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
