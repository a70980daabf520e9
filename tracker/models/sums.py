"""Sums kept beside the payments, in the same transaction, so that a page costs the same at any size.

Only current payments in pounds are added up here, except in ``month_sum``, which has a row for each currency.
``month`` is year * 100 + month, and 0 where the publisher gave no date; ``year`` is the calendar year, or 0.
A sum whose payments all went away has no row.
"""

from sqlalchemy import BigInteger, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, BigId

__all__ = [
    "Category", "CategoryMonthSum", "CategorySum", "MonthSum", "OrganisationSum", "OrganisationSupplierSum",
    "OrganisationSupplierYearSum", "ResourceMonthSum", "SupplierMonthSum", "SupplierSum", "Wording",
]  # fmt: skip

_KEPT_BY_KEY = {"sqlite_with_rowid": False}


class _Sum:
    payments: Mapped[int] = mapped_column(BigInteger)
    pence: Mapped[int] = mapped_column(BigInteger)


class _Watched:
    """What a council's page says of its payments beside their sum."""

    redacted_payments: Mapped[int] = mapped_column(BigInteger)
    redacted_pence: Mapped[int] = mapped_column(BigInteger)
    uncategorised_payments: Mapped[int] = mapped_column(BigInteger)
    uncategorised_pence: Mapped[int] = mapped_column(BigInteger)
    personal_payments: Mapped[int] = mapped_column(BigInteger)
    personal_pence: Mapped[int] = mapped_column(BigInteger)
    card_payments: Mapped[int] = mapped_column(BigInteger)
    card_pence: Mapped[int] = mapped_column(BigInteger)
    refused_rows: Mapped[int] = mapped_column(BigInteger)


class MonthSum(_Watched, _Sum, Base):
    """Council by month by currency, with what is known about the coverage of that month."""

    __tablename__ = "month_sum"

    organisation_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    month: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    currency: Mapped[str] = mapped_column(Text, primary_key=True)
    __table_args__ = _KEPT_BY_KEY


class ResourceMonthSum(_Sum, Base):
    """File by month: which files feed a month, and which months a file covers."""

    __tablename__ = "resource_month_sum"

    resource_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    month: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    organisation_id: Mapped[int] = mapped_column(BigInteger)
    __table_args__ = (Index("ix_resource_month_sum_organisation_id_month", "organisation_id", "month"), _KEPT_BY_KEY)


class OrganisationSum(_Watched, _Sum, Base):
    """Council, all time."""

    __tablename__ = "organisation_sum"

    organisation_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    first_month: Mapped[int] = mapped_column(Integer)
    last_month: Mapped[int] = mapped_column(Integer)
    months: Mapped[int] = mapped_column(Integer)
    undated_payments: Mapped[int] = mapped_column(BigInteger)
    other_currency_payments: Mapped[int] = mapped_column(BigInteger)


class SupplierSum(_Sum, Base):
    """Supplier, all councils, all time."""

    __tablename__ = "supplier_sum"

    supplier_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    __table_args__ = (Index("ix_supplier_sum_pence", "pence", "supplier_id"),)


class SupplierMonthSum(_Sum, Base):
    """Supplier by month, all councils."""

    __tablename__ = "supplier_month_sum"

    supplier_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    month: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    __table_args__ = _KEPT_BY_KEY


class OrganisationSupplierSum(_Sum, Base):
    """Council by supplier, all time."""

    __tablename__ = "organisation_supplier_sum"

    supplier_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    organisation_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    __table_args__ = (
        Index("ix_organisation_supplier_sum_top", "organisation_id", "pence", "supplier_id"),
        _KEPT_BY_KEY,
    )


class OrganisationSupplierYearSum(_Sum, Base):
    """Council by supplier by calendar year."""

    __tablename__ = "organisation_supplier_year_sum"

    supplier_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    organisation_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    __table_args__ = (
        Index("ix_organisation_supplier_year_sum_top", "organisation_id", "year", "pence", "supplier_id"),
        _KEPT_BY_KEY,
    )


class Category(Base):
    """A merchant category or expense type as published; spellings that differ only in case and spacing are one."""

    __tablename__ = "category"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    label: Mapped[str] = mapped_column(Text)


class CategorySum(_Sum, Base):
    """Council by category, all time; category 0 is "not given"."""

    __tablename__ = "category_sum"

    organisation_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    category_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    __table_args__ = (Index("ix_category_sum_top", "organisation_id", "pence", "category_id"), _KEPT_BY_KEY)


class CategoryMonthSum(_Sum, Base):
    """Council by category by month."""

    __tablename__ = "category_month_sum"

    organisation_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    category_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    month: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    __table_args__ = (Index("ix_category_month_sum_month", "organisation_id", "month"), _KEPT_BY_KEY)


class Wording(_Sum, Base):
    """The words of a purpose, once for each file that uses them: what the search for words looks through."""

    __tablename__ = "wording"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    organisation_id: Mapped[int] = mapped_column(BigInteger)
    resource_id: Mapped[int] = mapped_column(BigInteger, index=True)
    words: Mapped[str] = mapped_column(Text)
    pid: Mapped[int] = mapped_column(BigInteger)
