"""Contracting processes with their notices and dates, grants, announced money, and saved searches."""

import sqlalchemy as sa
from alembic import op

from tracker.migrations.columns import BIG, BIG_ID, BOOL, DATE, INT, MOMENT, TEXT, keys, may, must
from tracker.open_words import create_word_index, drop_word_index
from tracker.searching import create_grant_index, drop_grant_index

revision = "0002_notices"
down_revision = "0001_spending"
branch_labels = depends_on = None


TABLES = (
    "process", "notice", "process_date", "award", "award_supplier", "contract", "process_link", "notice_file",
    "programme", "grant_award", "grant_sum", "grant_version", "announcement", "announcement_share",
    "announcement_version", "subscription",
)  # fmt: skip


def upgrade() -> None:
    """Make the tables."""
    for step in (
        _process, _notice, _process_date, _award, _award_supplier, _contract, _process_link, _notice_file, _programme,
        _grant_award, _grant_sum, _grant_version, _announcement, _announcement_share, _announcement_version,
        _subscription,
    ):  # fmt: skip
        step()
    create_word_index(op.get_bind())
    create_grant_index(op.get_bind())


def downgrade() -> None:
    """Drop the tables, and all they hold."""
    drop_grant_index(op.get_bind())
    drop_word_index(op.get_bind())
    for table in reversed(TABLES):
        op.drop_table(table)


def _process() -> None:
    op.create_table(
        "process",
        *keys(BIG_ID, "id"),
        *must(TEXT, "key"),
        *may(TEXT, "ocid"),
        *must(TEXT, "portal", "title"),
        *must(BIG, "title_key"),
        *may(TEXT, "description", "buyer_name", "buyer_ref", "buyer_key", "nation", "region", "cpv"),
        *may(TEXT, "division", "category"),
        *must(TEXT, "stage"),
        *may(TEXT, "notice_type", "status"),
        *must(BOOL, "cancelled"),
        *may(BIG, "value_pence", "value_gross_pence"),
        *may(TEXT, "value_currency", "value_mark"),
        *may(MOMENT, "first_published", "last_published"),
        *must(INT, "notices"),
        *must(MOMENT, "seen_at"),
        *may(TEXT, "marks"),
        sa.UniqueConstraint("key", name=op.f("uq_process_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process")),
    )
    op.create_index("ix_process_buyer", "process", ["buyer_key", "division", "last_published"])
    op.create_index("ix_process_buyer_value", "process", ["buyer_key", "value_pence"])
    op.create_index("ix_process_cpv", "process", ["cpv", "last_published"])
    op.create_index("ix_process_first_published", "process", ["first_published", "id"])
    op.create_index("ix_process_last_published", "process", ["last_published", "id"])
    op.create_index("ix_process_ocid", "process", ["ocid"])
    op.create_index("ix_process_title_key", "process", ["title_key"])


def _notice() -> None:
    op.create_table(
        "notice",
        *keys(BIG_ID, "id"),
        *must(BIG_ID, "process_id"),
        *must(TEXT, "release_id"),
        *may(MOMENT, "published"),
        *may(TEXT, "notice_type", "tags", "url", "publisher"),
        *must(MOMENT, "fetched_at"),
        *must(TEXT, "sha256"),
        *may(TEXT, "part"),
        *may(BIG, "row"),
        *may(TEXT, "marks"),
        *must(TEXT, "facts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index("ix_notice_process", "notice", ["process_id", "published"])
    op.create_index("ix_notice_published", "notice", ["published", "id"])
    op.create_index("ix_notice_sha256", "notice", ["sha256"])


def _process_date() -> None:
    op.create_table(
        "process_date",
        *keys(BIG_ID, "id"),
        *must(BIG_ID, "process_id"),
        *must(TEXT, "kind"),
        *must(DATE, "day"),
        *must(MOMENT, "closes_at"),
        *must(BOOL, "hour_known"),
        *must(TEXT, "basis", "certainty", "source"),
        *may(TEXT, "suspect"),
        *may(MOMENT, "listed_at", "listed_after", "called_off", "published"),
        *may(TEXT, "buyer_key", "region", "division", "category"),
        *may(BIG, "value_pence"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_date")),
    )
    op.create_index("ix_process_date_buyer", "process_date", ["buyer_key", "listed_at", "id", "listed_after"])
    op.create_index("ix_process_date_called_off", "process_date", ["called_off", "id"])
    op.create_index("ix_process_date_division", "process_date", ["division", "listed_at", "id", "listed_after"])
    op.create_index("ix_process_date_kind", "process_date", ["kind", "listed_at", "id", "listed_after"])
    op.create_index(
        "ix_process_date_listed", "process_date", ["listed_at", "id", "listed_after", "process_id", "value_pence"]
    )
    op.create_index("ix_process_date_process", "process_date", ["process_id", "listed_at", "listed_after"])
    op.create_index(
        "ix_process_date_published", "process_date", ["published", "id", "listed_at", "listed_after", "process_id"]
    )
    op.create_index("ix_process_date_region", "process_date", ["region", "listed_at", "id", "listed_after"])


def _award() -> None:
    op.create_table(
        "award",
        *keys(BIG_ID, "id"),
        *must(BIG_ID, "process_id"),
        *must(TEXT, "award_id"),
        *may(TEXT, "title", "status"),
        *may(DATE, "date"),
        *may(BIG, "value_pence"),
        *may(TEXT, "currency", "value_mark"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award")),
    )
    op.create_index("ix_award_date", "award", ["date"])
    op.create_index("ix_award_process", "award", ["process_id"])


def _award_supplier() -> None:
    op.create_table(
        "award_supplier",
        *keys(BIG_ID, "id"),
        *must(BIG_ID, "award_row", "process_id"),
        *must(TEXT, "name", "supplier_key"),
        *may(TEXT, "ref", "company_number"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_supplier")),
    )
    op.create_index("ix_award_supplier_award", "award_supplier", ["award_row"])
    op.create_index("ix_award_supplier_key", "award_supplier", ["supplier_key"])
    op.create_index("ix_award_supplier_process", "award_supplier", ["process_id"])


def _contract() -> None:
    op.create_table(
        "contract",
        *keys(BIG_ID, "id"),
        *must(BIG_ID, "process_id"),
        *must(TEXT, "contract_id"),
        *may(TEXT, "award_id", "title", "status"),
        *may(DATE, "signed", "starts", "ends"),
        *may(BIG, "value_pence"),
        *may(TEXT, "currency", "value_mark"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
    )
    op.create_index("ix_contract_ends", "contract", ["ends"])
    op.create_index("ix_contract_process", "contract", ["process_id"])


def _process_link() -> None:
    op.create_table(
        "process_link",
        *keys(BIG_ID, "id"),
        *must(BIG_ID, "left_id", "right_id"),
        *must(TEXT, "relation"),
        *must(INT, "confidence"),
        *must(TEXT, "evidence"),
        sa.UniqueConstraint("left_id", "right_id", "relation", name=op.f("uq_process_link_left_id_right_id_relation")),
        sa.ForeignKeyConstraint(["left_id"], ["process.id"], name=op.f("fk_process_link_left_id")),
        sa.ForeignKeyConstraint(["right_id"], ["process.id"], name=op.f("fk_process_link_right_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_link")),
    )
    op.create_index("ix_process_link_right", "process_link", ["right_id"])


def _notice_file() -> None:
    op.create_table(
        "notice_file",
        *keys(TEXT, "sha256", "kind", "parser_version"),
        *must(TEXT, "publisher"),
        *may(TEXT, "url", "licence"),
        *must(MOMENT, "fetched_at"),
        *must(INT, "rows_read"),
        *(sa.Column(name, INT, nullable=False) for name in ("rows_accepted", "rows_refused")),
        sa.PrimaryKeyConstraint("sha256", "kind", "parser_version", name=op.f("pk_notice_file")),
    )


def _programme() -> None:
    op.create_table(
        "programme",
        *keys(TEXT, "slug"),
        *must(TEXT, "name"),
        *may(TEXT, "funder"),
        *must(BOOL, "seeded"),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_programme")),
    )


def _grant_award() -> None:
    op.create_table(
        "grant_award",
        *keys(BIG_ID, "id"),
        *must(TEXT, "grant_id"),
        *may(TEXT, "funder_name", "funder_ref", "funder_key", "recipient_name", "recipient_ref"),
        *may(TEXT, "recipient_key", "company_number", "charity_number"),
        *must(BOOL, "individual"),
        *may(TEXT, "title", "description"),
        *may(BIG, "amount_pence"),
        *must(TEXT, "currency"),
        *must(BOOL, "counted"),
        *may(TEXT, "mark"),
        *may(INT, "year"),
        *may(DATE, "awarded", "starts", "ends"),
        *may(TEXT, "programme", "programme_key", "region", "place", "geocode"),
        sa.Column("latitude", sa.Float()),
        sa.Column("longitude", sa.Float()),
        *may(TEXT, "modified"),
        *must(MOMENT, "fetched_at"),
        *must(TEXT, "sha256"),
        *may(TEXT, "part"),
        *may(BIG, "row"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant_award")),
    )
    op.create_index("ix_grant_award_awarded", "grant_award", ["awarded", "id"])
    op.create_index("ix_grant_award_funder", "grant_award", ["funder_key", "awarded"])
    op.create_index("ix_grant_award_grant_id", "grant_award", ["grant_id"])
    op.create_index("ix_grant_award_programme", "grant_award", ["programme_key", "awarded"])
    op.create_index("ix_grant_award_recipient", "grant_award", ["recipient_key", "awarded"])
    op.create_index("ix_grant_award_region", "grant_award", ["region", "awarded"])
    op.create_index("ix_grant_award_sha256", "grant_award", ["sha256", "id"])
    op.create_index("ix_grant_award_year", "grant_award", ["year", "awarded"])


def _grant_sum() -> None:
    op.create_table(
        "grant_sum",
        *keys(TEXT, "dimension", "key"),
        *must(TEXT, "name"),
        *must(INT, "grants", "counted"),
        *must(BIG, "pence"),
        sa.PrimaryKeyConstraint("dimension", "key", name=op.f("pk_grant_sum")),
    )
    op.create_index("ix_grant_sum_pence", "grant_sum", ["dimension", "pence", "key"])


def _grant_version() -> None:
    op.create_table(
        "grant_version",
        *keys(BIG_ID, "grant_row"),
        *keys(TEXT, "sha256"),
        *may(BIG, "amount_pence"),
        *must(TEXT, "currency"),
        *may(TEXT, "modified"),
        *must(MOMENT, "fetched_at"),
        sa.PrimaryKeyConstraint("grant_row", "sha256", name=op.f("pk_grant_version")),
    )


def _announcement() -> None:
    op.create_table(
        "announcement",
        *keys(BIG_ID, "id"),
        *must(TEXT, "key"),
        *may(TEXT, "programme"),
        *must(TEXT, "title"),
        *may(DATE, "announced"),
        *may(TEXT, "funder"),
        *may(BIG, "total_pence"),
        *may(TEXT, "total_words"),
        *may(INT, "recipients"),
        *may(TEXT, "summary"),
        *may(MOMENT, "closes_at"),
        *must(BOOL, "withdrawn"),
        *may(TEXT, "source_url"),
        *must(INT, "rank"),
        *may(TEXT, "updated"),
        *may(MOMENT, "fetched_at"),
        *may(TEXT, "sha256", "detail"),
        sa.UniqueConstraint("key", name=op.f("uq_announcement_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
    )
    op.create_index("ix_announcement_announced", "announcement", ["announced", "id"])
    op.create_index("ix_announcement_programme", "announcement", ["programme", "announced"])


def _announcement_share() -> None:
    op.create_table(
        "announcement_share",
        *keys(BIG_ID, "id"),
        *must(BIG_ID, "announcement_id"),
        *must(INT, "position"),
        *must(TEXT, "recipient", "recipient_key"),
        *may(TEXT, "joint_with", "purpose"),
        *may(BIG, "amount_pence"),
        *may(TEXT, "note", "source_url"),
        sa.ForeignKeyConstraint(
            ["announcement_id"], ["announcement.id"], name=op.f("fk_announcement_share_announcement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement_share")),
    )
    op.create_index("ix_announcement_share_announcement", "announcement_share", ["announcement_id", "position"])
    op.create_index("ix_announcement_share_recipient", "announcement_share", ["recipient_key"])


def _announcement_version() -> None:
    op.create_table(
        "announcement_version",
        *keys(BIG_ID, "announcement_id"),
        *keys(TEXT, "sha256"),
        *must(TEXT, "title"),
        *may(BIG, "total_pence"),
        *may(TEXT, "updated", "body_hash"),
        *must(MOMENT, "fetched_at"),
        sa.PrimaryKeyConstraint("announcement_id", "sha256", name=op.f("pk_announcement_version")),
    )


def _subscription() -> None:
    op.create_table(
        "subscription",
        *keys(BIG_ID, "id"),
        *must(TEXT, "email", "search", "frequency"),
        *must(MOMENT, "created_at"),
        *may(MOMENT, "confirmed_at", "last_sent_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
    )
    op.create_index("ix_subscription_due", "subscription", ["frequency", "last_sent_at"])
