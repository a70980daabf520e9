"""Spending: files as loaded (resources), payments, earlier versions, and what people decided about names.

Payments and sums carry no foreign keys: a file of a million rows is loaded through the driver, and the
loading transaction checks what a key would check, once for the file.
"""

import datetime as dt

from sqlalchemy import BigInteger, Boolean, Date, Index, Integer, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, BigId, Json, UtcDateTime

__all__ = [
    "Endpoint",
    "NameDecision",
    "Overlap",
    "Payment",
    "PaymentPast",
    "PrivateDetail",
    "Resource",
    "ResourceIssue",
    "Restatement",
]


class Resource(Base):
    """The ledger: one row for each file of a publisher and kind, written last in the file's transaction.

    ``state``: current (its payments count, here or where ``Overlap`` says), superseded (a later version counts),
    rejected (never counted).
    ``series`` is shared by the versions of one publication, which stand in the order of ``fetched_at``, the last
    time these bytes appeared. ``month_from`` and ``month_to`` bound the months that most of its rows are about.
    """

    __tablename__ = "resource"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    organisation_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    lineage: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(BigInteger)
    format: Mapped[str | None] = mapped_column(Text)
    encoding: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    code: Mapped[str | None] = mapped_column(Text)
    header_row: Mapped[int | None] = mapped_column(Integer)
    columns: Mapped[dict | None] = mapped_column(Json)
    rows_read: Mapped[int] = mapped_column(BigInteger)
    rows_accepted: Mapped[int] = mapped_column(BigInteger)
    rows_refused: Mapped[int] = mapped_column(BigInteger)
    set_aside: Mapped[dict | None] = mapped_column(Json)
    amount_pence: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str | None] = mapped_column(Text)
    date_min: Mapped[dt.date | None] = mapped_column(Date)
    date_max: Mapped[dt.date | None] = mapped_column(Date)
    month_from: Mapped[int | None] = mapped_column(Integer)
    month_to: Mapped[int | None] = mapped_column(Integer)
    issues: Mapped[list | None] = mapped_column(Json)
    report: Mapped[dict | None] = mapped_column(Json)
    parser_version: Mapped[str] = mapped_column(Text)
    sketch: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(Text)
    series: Mapped[int] = mapped_column(BigInteger)
    sealed: Mapped[bool] = mapped_column(Boolean, default=False)
    fetched_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    loaded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("organisation_id", "kind", "sha256"),
        Index("ix_resource_sha256", "sha256"),
        Index("ix_resource_series", "series"),
        Index("ix_resource_fetched_at", "fetched_at"),
    )


class Endpoint(Base):
    """An address (URL, or path below the folder given) where a resource was found; the same bytes may have several."""

    __tablename__ = "endpoint"

    resource_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    url: Mapped[str] = mapped_column(Text, primary_key=True)
    lineage: Mapped[str] = mapped_column(Text)
    licence: Mapped[str | None] = mapped_column(Text)  # as the source or its portal says; None: nobody says
    fetched_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class ResourceIssue(Base):
    """One issue of a file at its place; all refused rows are kept, of notes and warnings the first of each code."""

    __tablename__ = "resource_issue"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    resource_id: Mapped[int] = mapped_column(BigInteger)
    number: Mapped[int] = mapped_column(Integer)
    code: Mapped[str] = mapped_column(Text)
    severity: Mapped[str] = mapped_column(Text)
    row: Mapped[int | None] = mapped_column(BigInteger)
    part: Mapped[str | None] = mapped_column(Text)
    column: Mapped[str | None] = mapped_column(Text)
    value: Mapped[str | None] = mapped_column(Text)
    message: Mapped[str] = mapped_column(Text)
    raw: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("ix_resource_issue_resource_id", "resource_id", "number"),)


class _PaymentColumns:
    """The columns of a payment, the same for current payments and for those of earlier versions."""

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    pid: Mapped[int] = mapped_column(BigInteger)
    organisation_id: Mapped[int] = mapped_column(BigInteger)
    resource_id: Mapped[int] = mapped_column(BigInteger)
    row: Mapped[int] = mapped_column(BigInteger)
    part: Mapped[str | None] = mapped_column(Text)
    body: Mapped[str | None] = mapped_column(Text)
    date: Mapped[dt.date | None] = mapped_column(Date)
    supplier_id: Mapped[int | None] = mapped_column(BigInteger)
    supplier: Mapped[str | None] = mapped_column(Text)
    supplier_ref: Mapped[str | None] = mapped_column(Text)
    company_number: Mapped[str | None] = mapped_column(Text)
    amount_pence: Mapped[int] = mapped_column(BigInteger)
    amount_kind: Mapped[str] = mapped_column(Text)
    vat_pence: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(Text)
    department: Mapped[str | None] = mapped_column(Text)
    category: Mapped[str | None] = mapped_column(Text)
    purpose: Mapped[str | None] = mapped_column(Text)
    reference: Mapped[str | None] = mapped_column(Text)
    card: Mapped[bool] = mapped_column(Boolean)
    redaction: Mapped[str | None] = mapped_column(Text)
    personal: Mapped[bool] = mapped_column(Boolean)
    extra: Mapped[str | None] = mapped_column(Text)


class Payment(_PaymentColumns, Base):
    """A payment of a current file; ``pid`` comes from publisher, row content and occurrence, so that links survive."""

    __tablename__ = "payment"
    __table_args__ = (
        Index("ix_payment_pid", "pid"),
        Index("ix_payment_resource_id", "resource_id"),
        Index("ix_payment_organisation_id_date", "organisation_id", "date"),
        Index("ix_payment_supplier_id_organisation_id_date", "supplier_id", "organisation_id", "date"),
    )


class PaymentPast(_PaymentColumns, Base):
    """A payment kept as a record, in no sum: of an earlier version of a file, or counted in another publication."""

    __tablename__ = "payment_past"
    __table_args__ = (
        Index("ix_payment_past_pid", "pid"),
        Index("ix_payment_past_resource_id", "resource_id"),
        Index("ix_payment_past_supplier_id", "supplier_id"),
    )


class Restatement(Base):
    """What changed between one version of a publication and the next."""

    __tablename__ = "restatement"

    old_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    new_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(BigInteger, index=True)
    rows_before: Mapped[int] = mapped_column(BigInteger)
    rows_after: Mapped[int] = mapped_column(BigInteger)
    rows_added: Mapped[int] = mapped_column(BigInteger)
    rows_removed: Mapped[int] = mapped_column(BigInteger)
    pence_before: Mapped[int] = mapped_column(BigInteger)
    pence_after: Mapped[int] = mapped_column(BigInteger)
    pence_added: Mapped[int] = mapped_column(BigInteger)
    pence_removed: Mapped[int] = mapped_column(BigInteger)
    names_redacted: Mapped[int] = mapped_column(BigInteger)


class Overlap(Base):
    """How many payments of a current file are also in another publication of the body, and count there."""

    __tablename__ = "overlap"

    resource_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    counted_in_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, index=True)
    payments: Mapped[int] = mapped_column(BigInteger)
    pence: Mapped[int] = mapped_column(BigInteger)


class NameDecision(Base):
    """What someone decided about a name in one council's files: show it, or take it down, also from later crawls.

    ``name_id`` is the supplier id that the name makes; the name itself is not kept here.
    """

    __tablename__ = "name_decision"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(BigInteger)
    name_id: Mapped[int] = mapped_column(BigInteger)
    decision: Mapped[str] = mapped_column(Text)  # show | take-down
    reason: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    __table_args__ = (UniqueConstraint("organisation_id", "name_id"),)


class PrivateDetail(Base):
    """What a file says of a payment that probably names a private person, kept apart and in no public copy.

    ``payment`` and ``payment_past`` hold such a row without these words until somebody decides to show the name.
    """

    __tablename__ = "private_detail"

    resource_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    organisation_id: Mapped[int] = mapped_column(BigInteger)
    name_id: Mapped[int] = mapped_column(BigInteger)
    row: Mapped[int] = mapped_column(BigInteger)
    part: Mapped[str | None] = mapped_column(Text)
    supplier: Mapped[str] = mapped_column(Text)
    supplier_ref: Mapped[str | None] = mapped_column(Text)
    company_number: Mapped[str | None] = mapped_column(Text)
    purpose: Mapped[str | None] = mapped_column(Text)
    reference: Mapped[str | None] = mapped_column(Text)
    extra: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("ix_private_detail_organisation_id_name_id", "organisation_id", "name_id"),)
