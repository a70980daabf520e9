"""Organisations, suppliers, files, payments with their earlier versions, and the sums that pages show."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from tracker.migrations.columns import BIG, BIG_ID, BOOL, DATE, INT, JSON, MOMENT, TEXT, keys, may, must
from tracker.searching import create_indexes, drop_indexes

revision = "0001_spending"
down_revision = None
branch_labels = None
depends_on = None


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


def _organisation() -> None:
    op.create_table(
        "organisation",
        *keys(BIG_ID, "id"),
        *must(TEXT, "slug", "name", "short_name", "kind", "type"),
        *may(TEXT, "type_code", "nation", "region", "gss_code", "code"),
        *may(INT, "population", "population_year"),
        sa.Column("area_km2", sa.Float()),
        *may(TEXT, "similarity", "homepage", "listing_url"),
        *may(DATE, "start_date", "end_date"),
        *must(BOOL, "fictional"),
        *must(TEXT, "source"),
        *may(TEXT, "former_gss_codes"),
        sa.UniqueConstraint("slug", name=op.f("uq_organisation_slug")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_index("ix_organisation_code", "organisation", ["code"])
    op.create_index("ix_organisation_gss_code", "organisation", ["gss_code"])


def _organisation_link() -> None:
    op.create_table(
        "organisation_link",
        *keys(BIG_ID, "organisation_id"),
        *keys(TEXT, "relation"),
        *keys(BIG_ID, "other_id"),
        *may(DATE, "since"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_link_organisation_id")
        ),
        sa.ForeignKeyConstraint(["other_id"], ["organisation.id"], name=op.f("fk_organisation_link_other_id")),
        sa.PrimaryKeyConstraint("organisation_id", "relation", "other_id", name=op.f("pk_organisation_link")),
    )


def _organisation_name() -> None:
    op.create_table(
        "organisation_name",
        *keys(TEXT, "key"),
        *must(BIG_ID, "organisation_id"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_name_organisation_id")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_organisation_name")),
    )
    op.create_index("ix_organisation_name_organisation_id", "organisation_name", ["organisation_id"])


def _supplier() -> None:
    op.create_table(
        "supplier",
        *keys(BIG_ID, "id"),
        *must(TEXT, "key", "name", "rank"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier")),
    )


def _supplier_company() -> None:
    op.create_table(
        "supplier_company",
        *keys(BIG, "supplier_id"),
        *keys(TEXT, "company_number"),
        sa.PrimaryKeyConstraint("supplier_id", "company_number", name=op.f("pk_supplier_company")),
    )
    op.create_index("ix_supplier_company_company_number", "supplier_company", ["company_number"])


def _category() -> None:
    op.create_table(
        "category",
        *keys(BIG_ID, "id"),
        *must(TEXT, "label"),
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
        *keys(BIG_ID, "id"),
        *must(BIG, "organisation_id"),
        *must(TEXT, "kind", "sha256", "name", "lineage"),
        *must(BIG, "size"),
        *may(TEXT, "format", "encoding"),
        *must(TEXT, "status"),
        *may(TEXT, "reason", "code"),
        *may(INT, "header_row"),
        *may(JSON, "columns"),
        *must(BIG, "rows_read", "rows_accepted", "rows_refused"),
        *may(JSON, "set_aside"),
        *may(BIG, "amount_pence"),
        *may(TEXT, "currency"),
        *may(DATE, "date_min", "date_max"),
        *may(INT, "month_from", "month_to"),
        *may(JSON, "issues", "report"),
        *must(TEXT, "parser_version"),
        sa.Column("sketch", sa.LargeBinary()),
        *must(TEXT, "state"),
        *must(BIG, "series"),
        *must(BOOL, "sealed"),
        *must(MOMENT, "fetched_at", "loaded_at"),
        sa.UniqueConstraint("organisation_id", "kind", "sha256", name=op.f("uq_resource_organisation_id_kind_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource")),
    )
    op.create_index("ix_resource_fetched_at", "resource", ["fetched_at"])
    op.create_index("ix_resource_series", "resource", ["series"])
    op.create_index("ix_resource_sha256", "resource", ["sha256"])


def _endpoint() -> None:
    op.create_table(
        "endpoint",
        *keys(BIG, "resource_id"),
        *keys(TEXT, "url"),
        *must(TEXT, "lineage"),
        *may(TEXT, "licence"),
        *must(MOMENT, "fetched_at"),
        sa.PrimaryKeyConstraint("resource_id", "url", name=op.f("pk_endpoint")),
    )


def _resource_issue() -> None:
    op.create_table(
        "resource_issue",
        sa.Column("id", BIG_ID, primary_key=True),
        *must(BIG, "resource_id"),
        *must(INT, "number"),
        *must(TEXT, "code", "severity"),
        *may(BIG, "row"),
        *may(TEXT, "part", "column", "value"),
        *must(TEXT, "message"),
        *may(TEXT, "raw"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_issue")),
    )
    op.create_index("ix_resource_issue_resource_id", "resource_issue", ["resource_id", "number"])


def _restatement() -> None:
    op.create_table(
        "restatement",
        *keys(BIG, "old_id", "new_id"),
        *must(BIG, "organisation_id", "rows_before", "rows_after", "rows_added", "rows_removed"),
        *must(BIG, "pence_before", "pence_after", "pence_added", "pence_removed", "names_redacted"),
        sa.PrimaryKeyConstraint("old_id", "new_id", name=op.f("pk_restatement")),
    )
    op.create_index("ix_restatement_organisation_id", "restatement", ["organisation_id"])


def _overlap() -> None:
    op.create_table(
        "overlap",
        *keys(BIG, "resource_id", "counted_in_id"),
        *must(BIG, "payments", "pence"),
        sa.PrimaryKeyConstraint("resource_id", "counted_in_id", name=op.f("pk_overlap")),
    )
    op.create_index("ix_overlap_counted_in_id", "overlap", ["counted_in_id"])


def _name_decision() -> None:
    op.create_table(
        "name_decision",
        sa.Column("id", BIG_ID, primary_key=True),
        *must(BIG, "organisation_id", "name_id"),
        *must(TEXT, "decision", "reason", "decided_by"),
        *must(MOMENT, "decided_at"),
        sa.UniqueConstraint("organisation_id", "name_id", name=op.f("uq_name_decision_organisation_id_name_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_decision")),
    )


def _private_detail() -> None:
    op.create_table(
        "private_detail",
        *keys(BIG, "resource_id", "number"),
        *must(BIG, "organisation_id", "name_id", "row"),
        *may(TEXT, "part"),
        *must(TEXT, "supplier"),
        *may(TEXT, "supplier_ref", "company_number", "purpose", "reference", "extra"),
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
        *must(BIG, "pid", "organisation_id", "resource_id", "row"),
        *may(TEXT, "part", "body"),
        *may(DATE, "date"),
        *may(BIG, "supplier_id"),
        *may(TEXT, "supplier", "supplier_ref", "company_number"),
        *must(BIG, "amount_pence"),
        *must(TEXT, "amount_kind"),
        *may(BIG, "vat_pence"),
        *must(TEXT, "currency"),
        *may(TEXT, "department", "category", "purpose", "reference"),
        *must(BOOL, "card"),
        *may(TEXT, "redaction"),
        *must(BOOL, "personal"),
        *may(TEXT, "extra"),
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


def _sum_table(name: str, *key: sa.Column, **options: Any) -> None:
    extras = [column for each in EXTRAS.get(name, ()) for column in must(INT if each in INTS else BIG, each)]
    constraint = sa.PrimaryKeyConstraint(*(column.name for column in key), name=op.f(f"pk_{name}"))
    op.create_table(name, *key, *extras, *must(BIG, "payments", "pence"), constraint, **options)


def _sums() -> None:
    for name, names in SUMS.items():
        kinds: dict[str, Any] = {"month": INT, "year": INT, "currency": TEXT}
        _sum_table(
            name, *(column for key in names for column in keys(kinds.get(key, BIG), key)), sqlite_with_rowid=False
        )
    _sum_table("organisation_sum", *keys(BIG_ID, "organisation_id"))
    _sum_table("supplier_sum", *keys(BIG_ID, "supplier_id"))
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
        *keys(BIG_ID, "id"),
        *must(BIG, "organisation_id", "resource_id"),
        *must(TEXT, "words"),
        *must(BIG, "pid", "payments", "pence"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wording")),
    )
    op.create_index("ix_wording_resource_id", "wording", ["resource_id"])
