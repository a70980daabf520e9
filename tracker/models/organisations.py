"""Organisations (councils and other public bodies that publish) and suppliers (whom they pay)."""

import datetime as dt

from sqlalchemy import BigInteger, Boolean, Date, Float, ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, BigId

__all__ = ["Organisation", "OrganisationLink", "OrganisationName", "Supplier", "SupplierCompany"]


class Organisation(Base):
    """A public body; ``id`` is computed from its slug, so it is the same in every database."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    slug: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    short_name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)  # council | combined-authority | other-body
    type: Mapped[str] = mapped_column(Text)  # "London borough", "County council", "Other body", ...
    type_code: Mapped[str | None] = mapped_column(Text)
    nation: Mapped[str | None] = mapped_column(Text)
    region: Mapped[str | None] = mapped_column(Text)
    gss_code: Mapped[str | None] = mapped_column(Text)
    code: Mapped[str | None] = mapped_column(Text)  # the register's three-letter code
    population: Mapped[int | None] = mapped_column(Integer)
    population_year: Mapped[int | None] = mapped_column(Integer)
    area_km2: Mapped[float | None] = mapped_column(Float)
    similarity: Mapped[str | None] = mapped_column(Text)  # mySociety's composite label
    homepage: Mapped[str | None] = mapped_column(Text)
    listing_url: Mapped[str | None] = mapped_column(Text)  # its own page of spending files
    start_date: Mapped[dt.date | None] = mapped_column(Date)
    end_date: Mapped[dt.date | None] = mapped_column(Date)
    fictional: Mapped[bool] = mapped_column(Boolean, default=False)
    source: Mapped[str] = mapped_column(Text)
    former_gss_codes: Mapped[str | None] = mapped_column(Text)  # parted by semicolons

    __table_args__ = (Index("ix_organisation_gss_code", "gss_code"), Index("ix_organisation_code", "code"))


class OrganisationLink(Base):
    """One body came before another, or lies inside it, from a date."""

    __tablename__ = "organisation_link"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    relation: Mapped[str] = mapped_column(Text, primary_key=True)  # replaced-by | county | combined-authority
    other_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    since: Mapped[dt.date | None] = mapped_column(Date)


class OrganisationName(Base):
    """A name, code or slug by which a body may be asked for, in the form that ``organisations.name_key`` makes."""

    __tablename__ = "organisation_name"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)


class Supplier(Base):
    """Whom money goes to: one row for each normalised name. ``id`` is computed from ``key``.

    ``rank`` orders the spellings met, so that the least one is shown whatever the order of loading.
    """

    __tablename__ = "supplier"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    rank: Mapped[str] = mapped_column(Text)


class SupplierCompany(Base):
    """A company number that a publisher gave for a supplier; several mean that several companies use the name."""

    __tablename__ = "supplier_company"

    supplier_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    company_number: Mapped[str] = mapped_column(Text, primary_key=True, index=True)
