"""Organisations, suppliers, files, payments with their earlier versions, and the sums that pages show."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tracker.searching import create_indexes, drop_indexes

revision = "0001_spending"
down_revision = None
branch_labels = None
depends_on = None

BIG, INT, TEXT, BOOL, DATE = sa.BigInteger(), sa.Integer(), sa.Text(), sa.Boolean(), sa.Date()
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)

INTS = ["first_month", "last_month", "months"]
TABLES = [
    "organisation",
    "organisation_link",
    "organisation_name",
    "supplier",
    "supplier_company",
    "category",
    "resource",
    "endpoint",
    "resource_issue",
    "restatement",
    "overlap",
    "name_decision",
    "private_detail",
    "payment",
    "payment_past",
    "month_sum",
    "resource_month_sum",
    "organisation_sum",
    "supplier_sum",
    "supplier_month_sum",
    "organisation_supplier_sum",
    "organisation_supplier_year_sum",
    "category_sum",
    "category_month_sum",
    "wording",
]


def upgrade() -> None:
    """Make the tables and the word indexes."""
    _organisations()
    _files()
    _payments()
    _sums()
    create_indexes(op.get_bind())


def downgrade() -> None:
    """Drop the tables, and all they hold."""
    drop_indexes(op.get_bind())
    for table in reversed(TABLES):
        op.drop_table(table)


def _key(name: str, kind: Any) -> sa.Column:
    return sa.Column(name, kind, autoincrement=False, nullable=False)


def _organisation() -> None:
    op.create_table(
        "organisation",
        _key("id", BIG_ID),
        sa.Column("slug", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("short_name", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("type", TEXT, nullable=False),
        sa.Column("type_code", TEXT),
        sa.Column("nation", TEXT),
        sa.Column("region", TEXT),
        sa.Column("gss_code", TEXT),
        sa.Column("code", TEXT),
        sa.Column("population", INT),
        sa.Column("population_year", INT),
        sa.Column("area_km2", sa.Float()),
        sa.Column("similarity", TEXT),
        sa.Column("homepage", TEXT),
        sa.Column("listing_url", TEXT),
        sa.Column("start_date", DATE),
        sa.Column("end_date", DATE),
        sa.Column("fictional", BOOL, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("former_gss_codes", TEXT),
        sa.UniqueConstraint("slug", name=op.f("uq_organisation_slug")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_index("ix_organisation_code", "organisation", ["code"])
    op.create_index("ix_organisation_gss_code", "organisation", ["gss_code"])


def _organisation_link() -> None:
    op.create_table(
        "organisation_link",
        _key("organisation_id", BIG_ID),
        _key("relation", TEXT),
        _key("other_id", BIG_ID),
        sa.Column("since", DATE),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_link_organisation_id")
        ),
        sa.ForeignKeyConstraint(["other_id"], ["organisation.id"], name=op.f("fk_organisation_link_other_id")),
        sa.PrimaryKeyConstraint("organisation_id", "relation", "other_id", name=op.f("pk_organisation_link")),
    )


def _organisation_name() -> None:
    op.create_table(
        "organisation_name",
        _key("key", TEXT),
        sa.Column("organisation_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_name_organisation_id")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_organisation_name")),
    )
    op.create_index("ix_organisation_name_organisation_id", "organisation_name", ["organisation_id"])


def _supplier() -> None:
    op.create_table(
        "supplier",
        _key("id", BIG_ID),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("rank", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier")),
    )


def _supplier_company() -> None:
    op.create_table(
        "supplier_company",
        _key("supplier_id", BIG),
        _key("company_number", TEXT),
        sa.PrimaryKeyConstraint("supplier_id", "company_number", name=op.f("pk_supplier_company")),
    )
    op.create_index("ix_supplier_company_company_number", "supplier_company", ["company_number"])


def _category() -> None:
    op.create_table(
        "category",
        _key("id", BIG_ID),
        sa.Column("label", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category")),
    )


def _organisations() -> None:
    _organisation()
    _organisation_link()
    _organisation_name()
    _supplier()
    _supplier_company()
    _category()


def _resource() -> None:
    op.create_table(
        "resource",
        _key("id", BIG_ID),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("lineage", TEXT, nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.Column("format", TEXT),
        sa.Column("encoding", TEXT),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("reason", TEXT),
        sa.Column("code", TEXT),
        sa.Column("header_row", INT),
        sa.Column("columns", JSON),
        sa.Column("rows_read", BIG, nullable=False),
        sa.Column("rows_accepted", BIG, nullable=False),
        sa.Column("rows_refused", BIG, nullable=False),
        sa.Column("set_aside", JSON),
        sa.Column("amount_pence", BIG),
        sa.Column("currency", TEXT),
        sa.Column("date_min", DATE),
        sa.Column("date_max", DATE),
        sa.Column("month_from", INT),
        sa.Column("month_to", INT),
        sa.Column("issues", JSON),
        sa.Column("report", JSON),
        sa.Column("parser_version", TEXT, nullable=False),
        sa.Column("sketch", sa.LargeBinary()),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("series", BIG, nullable=False),
        sa.Column("sealed", BOOL, nullable=False),
        sa.Column("fetched_at", MOMENT, nullable=False),
        sa.Column("loaded_at", MOMENT, nullable=False),
        sa.UniqueConstraint("organisation_id", "kind", "sha256", name=op.f("uq_resource_organisation_id_kind_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource")),
    )
    op.create_index("ix_resource_fetched_at", "resource", ["fetched_at"])
    op.create_index("ix_resource_series", "resource", ["series"])
    op.create_index("ix_resource_sha256", "resource", ["sha256"])


def _endpoint() -> None:
    op.create_table(
        "endpoint",
        _key("resource_id", BIG),
        _key("url", TEXT),
        sa.Column("lineage", TEXT, nullable=False),
        sa.Column("licence", TEXT),
        sa.Column("fetched_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("resource_id", "url", name=op.f("pk_endpoint")),
    )


def _resource_issue() -> None:
    op.create_table(
        "resource_issue",
        sa.Column("id", BIG_ID, primary_key=True),
        sa.Column("resource_id", BIG, nullable=False),
        sa.Column("number", INT, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("severity", TEXT, nullable=False),
        sa.Column("row", BIG),
        sa.Column("part", TEXT),
        sa.Column("column", TEXT),
        sa.Column("value", TEXT),
        sa.Column("message", TEXT, nullable=False),
        sa.Column("raw", TEXT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_issue")),
    )
    op.create_index("ix_resource_issue_resource_id", "resource_issue", ["resource_id", "number"])


def _restatement() -> None:
    op.create_table(
        "restatement",
        _key("old_id", BIG),
        _key("new_id", BIG),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("rows_before", BIG, nullable=False),
        sa.Column("rows_after", BIG, nullable=False),
        sa.Column("rows_added", BIG, nullable=False),
        sa.Column("rows_removed", BIG, nullable=False),
        sa.Column("pence_before", BIG, nullable=False),
        sa.Column("pence_after", BIG, nullable=False),
        sa.Column("pence_added", BIG, nullable=False),
        sa.Column("pence_removed", BIG, nullable=False),
        sa.Column("names_redacted", BIG, nullable=False),
        sa.PrimaryKeyConstraint("old_id", "new_id", name=op.f("pk_restatement")),
    )
    op.create_index("ix_restatement_organisation_id", "restatement", ["organisation_id"])


def _overlap() -> None:
    op.create_table(
        "overlap",
        _key("resource_id", BIG),
        _key("counted_in_id", BIG),
        sa.Column("payments", BIG, nullable=False),
        sa.Column("pence", BIG, nullable=False),
        sa.PrimaryKeyConstraint("resource_id", "counted_in_id", name=op.f("pk_overlap")),
    )
    op.create_index("ix_overlap_counted_in_id", "overlap", ["counted_in_id"])


def _name_decision() -> None:
    op.create_table(
        "name_decision",
        sa.Column("id", BIG_ID, primary_key=True),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("name_id", BIG, nullable=False),
        sa.Column("decision", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("decided_by", TEXT, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.UniqueConstraint("organisation_id", "name_id", name=op.f("uq_name_decision_organisation_id_name_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_decision")),
    )


def _private_detail() -> None:
    op.create_table(
        "private_detail",
        _key("resource_id", BIG),
        _key("number", BIG),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("name_id", BIG, nullable=False),
        sa.Column("row", BIG, nullable=False),
        sa.Column("part", TEXT),
        sa.Column("supplier", TEXT, nullable=False),
        sa.Column("supplier_ref", TEXT),
        sa.Column("company_number", TEXT),
        sa.Column("purpose", TEXT),
        sa.Column("reference", TEXT),
        sa.Column("extra", TEXT),
        sa.PrimaryKeyConstraint("resource_id", "number", name=op.f("pk_private_detail")),
    )
    op.create_index("ix_private_detail_organisation_id_name_id", "private_detail", ["organisation_id", "name_id"])


def _files() -> None:
    _resource()
    _endpoint()
    _resource_issue()
    _restatement()
    _overlap()
    _name_decision()
    _private_detail()


def _payment_columns() -> list[sa.Column]:
    return [
        sa.Column("id", BIG_ID, primary_key=True),
        sa.Column("pid", BIG, nullable=False),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("resource_id", BIG, nullable=False),
        sa.Column("row", BIG, nullable=False),
        sa.Column("part", TEXT),
        sa.Column("body", TEXT),
        sa.Column("date", DATE),
        sa.Column("supplier_id", BIG),
        sa.Column("supplier", TEXT),
        sa.Column("supplier_ref", TEXT),
        sa.Column("company_number", TEXT),
        sa.Column("amount_pence", BIG, nullable=False),
        sa.Column("amount_kind", TEXT, nullable=False),
        sa.Column("vat_pence", BIG),
        sa.Column("currency", TEXT, nullable=False),
        sa.Column("department", TEXT),
        sa.Column("category", TEXT),
        sa.Column("purpose", TEXT),
        sa.Column("reference", TEXT),
        sa.Column("card", BOOL, nullable=False),
        sa.Column("redaction", TEXT),
        sa.Column("personal", BOOL, nullable=False),
        sa.Column("extra", TEXT),
    ]


def _payments() -> None:
    for table in ("payment", "payment_past"):
        op.create_table(table, *_payment_columns(), sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")))
    op.create_index("ix_payment_organisation_id_date", "payment", ["organisation_id", "date"])
    op.create_index("ix_payment_pid", "payment", ["pid"])
    op.create_index("ix_payment_resource_id", "payment", ["resource_id"])
    op.create_index(
        "ix_payment_supplier_id_organisation_id_date", "payment", ["supplier_id", "organisation_id", "date"]
    )
    op.create_index("ix_payment_past_pid", "payment_past", ["pid"])
    op.create_index("ix_payment_past_resource_id", "payment_past", ["resource_id"])
    op.create_index("ix_payment_past_supplier_id", "payment_past", ["supplier_id"])


SUMS = {
    "month_sum": ["organisation_id", "month", "currency"],
    "resource_month_sum": ["resource_id", "month"],
    "supplier_month_sum": ["supplier_id", "month"],
    "organisation_supplier_sum": ["supplier_id", "organisation_id"],
    "organisation_supplier_year_sum": ["supplier_id", "organisation_id", "year"],
    "category_sum": ["organisation_id", "category_id"],
    "category_month_sum": ["organisation_id", "category_id", "month"],
}

WATCHED = [
    "redacted_payments",
    "redacted_pence",
    "uncategorised_payments",
    "uncategorised_pence",
    "personal_payments",
    "personal_pence",
    "card_payments",
    "card_pence",
    "refused_rows",
]

EXTRAS = {
    "month_sum": WATCHED,
    "resource_month_sum": ["organisation_id"],
    "organisation_sum": [*INTS, "undated_payments", *WATCHED, "other_currency_payments"],
}


def _sum_table(name: str, *keys: sa.Column, **options: Any) -> None:
    figures = [sa.Column(each, BIG, nullable=False) for each in ("payments", "pence")]
    extras = [sa.Column(each, INT if each in INTS else BIG, nullable=False) for each in EXTRAS.get(name, ())]
    key = sa.PrimaryKeyConstraint(*(column.name for column in keys), name=op.f(f"pk_{name}"))
    op.create_table(name, *keys, *extras, *figures, key, **options)


def _sums() -> None:
    for name, keys in SUMS.items():
        columns = [_key(key, {"month": INT, "year": INT, "currency": TEXT}.get(key, BIG)) for key in keys]
        _sum_table(name, *columns, sqlite_with_rowid=False)
    _sum_table("organisation_sum", _key("organisation_id", BIG_ID))
    _sum_table("supplier_sum", _key("supplier_id", BIG_ID))
    _wording()
    op.create_index("ix_resource_month_sum_organisation_id_month", "resource_month_sum", ["organisation_id", "month"])
    op.create_index("ix_supplier_sum_pence", "supplier_sum", ["pence", "supplier_id"])
    op.create_index(
        "ix_organisation_supplier_sum_top", "organisation_supplier_sum", ["organisation_id", "pence", "supplier_id"]
    )
    op.create_index(
        "ix_organisation_supplier_year_sum_top",
        "organisation_supplier_year_sum",
        ["organisation_id", "year", "pence", "supplier_id"],
    )
    op.create_index("ix_category_sum_top", "category_sum", ["organisation_id", "pence", "category_id"])
    op.create_index("ix_category_month_sum_month", "category_month_sum", ["organisation_id", "month"])


def _wording() -> None:
    op.create_table(
        "wording",
        _key("id", BIG_ID),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("resource_id", BIG, nullable=False),
        sa.Column("words", TEXT, nullable=False),
        sa.Column("pid", BIG, nullable=False),
        sa.Column("payments", BIG, nullable=False),
        sa.Column("pence", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wording")),
    )
    op.create_index("ix_wording_resource_id", "wording", ["resource_id"])
