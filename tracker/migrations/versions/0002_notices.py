"""Contracting processes with their notices and dates, grants, announced money, and saved searches."""

import sqlalchemy as sa
from alembic import op

from tracker.open_words import create_word_index, drop_word_index
from tracker.searching import create_grant_index, drop_grant_index

revision = "0002_notices"
down_revision = "0001_spending"
branch_labels = depends_on = None

BIG, INT, TEXT, BOOL, DATE = sa.BigInteger(), sa.Integer(), sa.Text(), sa.Boolean(), sa.Date()
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

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


def _key(name: str, kind: sa.types.TypeEngine) -> sa.Column:
    return sa.Column(name, kind, autoincrement=False, nullable=False)


def _process() -> None:
    op.create_table(
        "process",
        _key("id", BIG_ID),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("ocid", TEXT),
        sa.Column("portal", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("title_key", BIG, nullable=False),
        sa.Column("description", TEXT),
        sa.Column("buyer_name", TEXT),
        sa.Column("buyer_ref", TEXT),
        sa.Column("buyer_key", TEXT),
        sa.Column("nation", TEXT),
        sa.Column("region", TEXT),
        sa.Column("cpv", TEXT),
        sa.Column("division", TEXT),
        sa.Column("category", TEXT),
        sa.Column("stage", TEXT, nullable=False),
        sa.Column("notice_type", TEXT),
        sa.Column("status", TEXT),
        sa.Column("cancelled", BOOL, nullable=False),
        sa.Column("value_pence", BIG),
        sa.Column("value_gross_pence", BIG),
        sa.Column("value_currency", TEXT),
        sa.Column("value_mark", TEXT),
        sa.Column("first_published", MOMENT),
        sa.Column("last_published", MOMENT),
        sa.Column("notices", INT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("marks", TEXT),
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
        _key("id", BIG_ID),
        sa.Column("process_id", BIG_ID, nullable=False),
        sa.Column("release_id", TEXT, nullable=False),
        sa.Column("published", MOMENT),
        sa.Column("notice_type", TEXT),
        sa.Column("tags", TEXT),
        sa.Column("url", TEXT),
        sa.Column("publisher", TEXT),
        sa.Column("fetched_at", MOMENT, nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("part", TEXT),
        sa.Column("row", BIG),
        sa.Column("marks", TEXT),
        sa.Column("facts", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index("ix_notice_process", "notice", ["process_id", "published"])
    op.create_index("ix_notice_published", "notice", ["published", "id"])
    op.create_index("ix_notice_sha256", "notice", ["sha256"])


def _process_date() -> None:
    op.create_table(
        "process_date",
        _key("id", BIG_ID),
        sa.Column("process_id", BIG_ID, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("day", DATE, nullable=False),
        sa.Column("closes_at", MOMENT, nullable=False),
        sa.Column("hour_known", BOOL, nullable=False),
        sa.Column("basis", TEXT, nullable=False),
        sa.Column("certainty", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("suspect", TEXT),
        sa.Column("listed_at", MOMENT),
        sa.Column("listed_after", MOMENT),
        sa.Column("called_off", MOMENT),
        sa.Column("published", MOMENT),
        sa.Column("buyer_key", TEXT),
        sa.Column("region", TEXT),
        sa.Column("division", TEXT),
        sa.Column("category", TEXT),
        sa.Column("value_pence", BIG),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_date")),
    )
    op.create_index("ix_process_date_buyer", "process_date", ["buyer_key", "listed_at", "id"])
    op.create_index("ix_process_date_called_off", "process_date", ["called_off", "id"])
    op.create_index("ix_process_date_division", "process_date", ["division", "listed_at", "id"])
    op.create_index("ix_process_date_kind", "process_date", ["kind", "listed_at", "id"])
    op.create_index("ix_process_date_listed", "process_date", ["listed_at", "id"])
    op.create_index("ix_process_date_process", "process_date", ["process_id"])
    op.create_index("ix_process_date_published", "process_date", ["published", "id"])
    op.create_index("ix_process_date_region", "process_date", ["region", "listed_at", "id"])


def _award() -> None:
    op.create_table(
        "award",
        _key("id", BIG_ID),
        sa.Column("process_id", BIG_ID, nullable=False),
        sa.Column("award_id", TEXT, nullable=False),
        sa.Column("title", TEXT),
        sa.Column("status", TEXT),
        sa.Column("date", DATE),
        sa.Column("value_pence", BIG),
        sa.Column("currency", TEXT),
        sa.Column("value_mark", TEXT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award")),
    )
    op.create_index("ix_award_date", "award", ["date"])
    op.create_index("ix_award_process", "award", ["process_id"])


def _award_supplier() -> None:
    op.create_table(
        "award_supplier",
        _key("id", BIG_ID),
        sa.Column("award_row", BIG_ID, nullable=False),
        sa.Column("process_id", BIG_ID, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("supplier_key", TEXT, nullable=False),
        sa.Column("ref", TEXT),
        sa.Column("company_number", TEXT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_supplier")),
    )
    op.create_index("ix_award_supplier_award", "award_supplier", ["award_row"])
    op.create_index("ix_award_supplier_key", "award_supplier", ["supplier_key"])
    op.create_index("ix_award_supplier_process", "award_supplier", ["process_id"])


def _contract() -> None:
    op.create_table(
        "contract",
        _key("id", BIG_ID),
        sa.Column("process_id", BIG_ID, nullable=False),
        sa.Column("contract_id", TEXT, nullable=False),
        sa.Column("award_id", TEXT),
        sa.Column("title", TEXT),
        sa.Column("status", TEXT),
        sa.Column("signed", DATE),
        sa.Column("starts", DATE),
        sa.Column("ends", DATE),
        sa.Column("value_pence", BIG),
        sa.Column("currency", TEXT),
        sa.Column("value_mark", TEXT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
    )
    op.create_index("ix_contract_ends", "contract", ["ends"])
    op.create_index("ix_contract_process", "contract", ["process_id"])


def _process_link() -> None:
    op.create_table(
        "process_link",
        _key("id", BIG_ID),
        sa.Column("left_id", BIG_ID, nullable=False),
        sa.Column("right_id", BIG_ID, nullable=False),
        sa.Column("relation", TEXT, nullable=False),
        sa.Column("confidence", INT, nullable=False),
        sa.Column("evidence", TEXT, nullable=False),
        sa.UniqueConstraint("left_id", "right_id", "relation", name=op.f("uq_process_link_left_id_right_id_relation")),
        sa.ForeignKeyConstraint(["left_id"], ["process.id"], name=op.f("fk_process_link_left_id")),
        sa.ForeignKeyConstraint(["right_id"], ["process.id"], name=op.f("fk_process_link_right_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_link")),
    )
    op.create_index("ix_process_link_right", "process_link", ["right_id"])


def _notice_file() -> None:
    op.create_table(
        "notice_file",
        _key("sha256", TEXT),
        _key("kind", TEXT),
        _key("parser_version", TEXT),
        sa.Column("publisher", TEXT, nullable=False),
        sa.Column("url", TEXT),
        sa.Column("licence", TEXT),
        sa.Column("fetched_at", MOMENT, nullable=False),
        sa.Column("rows_read", INT, nullable=False),
        *(sa.Column(name, INT, nullable=False) for name in ("rows_accepted", "rows_refused")),
        sa.PrimaryKeyConstraint("sha256", "kind", "parser_version", name=op.f("pk_notice_file")),
    )


def _programme() -> None:
    op.create_table(
        "programme",
        _key("slug", TEXT),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("funder", TEXT),
        sa.Column("seeded", BOOL, nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_programme")),
    )


def _grant_award() -> None:
    op.create_table(
        "grant_award",
        _key("id", BIG_ID),
        sa.Column("grant_id", TEXT, nullable=False),
        sa.Column("funder_name", TEXT),
        sa.Column("funder_ref", TEXT),
        sa.Column("funder_key", TEXT),
        sa.Column("recipient_name", TEXT),
        sa.Column("recipient_ref", TEXT),
        sa.Column("recipient_key", TEXT),
        sa.Column("company_number", TEXT),
        sa.Column("charity_number", TEXT),
        sa.Column("individual", BOOL, nullable=False),
        sa.Column("title", TEXT),
        sa.Column("description", TEXT),
        sa.Column("amount_pence", BIG),
        sa.Column("currency", TEXT, nullable=False),
        sa.Column("counted", BOOL, nullable=False),
        sa.Column("mark", TEXT),
        sa.Column("year", INT),
        sa.Column("awarded", DATE),
        sa.Column("starts", DATE),
        sa.Column("ends", DATE),
        sa.Column("programme", TEXT),
        sa.Column("programme_key", TEXT),
        sa.Column("region", TEXT),
        sa.Column("place", TEXT),
        sa.Column("geocode", TEXT),
        sa.Column("latitude", sa.Float()),
        sa.Column("longitude", sa.Float()),
        sa.Column("modified", TEXT),
        sa.Column("fetched_at", MOMENT, nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("part", TEXT),
        sa.Column("row", BIG),
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
        _key("dimension", TEXT),
        _key("key", TEXT),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("grants", INT, nullable=False),
        sa.Column("counted", INT, nullable=False),
        sa.Column("pence", BIG, nullable=False),
        sa.PrimaryKeyConstraint("dimension", "key", name=op.f("pk_grant_sum")),
    )
    op.create_index("ix_grant_sum_pence", "grant_sum", ["dimension", "pence", "key"])


def _grant_version() -> None:
    op.create_table(
        "grant_version",
        _key("grant_row", BIG_ID),
        _key("sha256", TEXT),
        sa.Column("amount_pence", BIG),
        sa.Column("currency", TEXT, nullable=False),
        sa.Column("modified", TEXT),
        sa.Column("fetched_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("grant_row", "sha256", name=op.f("pk_grant_version")),
    )


def _announcement() -> None:
    op.create_table(
        "announcement",
        _key("id", BIG_ID),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("programme", TEXT),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("announced", DATE),
        sa.Column("funder", TEXT),
        sa.Column("total_pence", BIG),
        sa.Column("total_words", TEXT),
        sa.Column("recipients", INT),
        sa.Column("summary", TEXT),
        sa.Column("closes_at", MOMENT),
        sa.Column("withdrawn", BOOL, nullable=False),
        sa.Column("source_url", TEXT),
        sa.Column("rank", INT, nullable=False),
        sa.Column("updated", TEXT),
        sa.Column("fetched_at", MOMENT),
        sa.Column("sha256", TEXT),
        sa.Column("detail", TEXT),
        sa.UniqueConstraint("key", name=op.f("uq_announcement_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
    )
    op.create_index("ix_announcement_announced", "announcement", ["announced", "id"])
    op.create_index("ix_announcement_programme", "announcement", ["programme", "announced"])


def _announcement_share() -> None:
    op.create_table(
        "announcement_share",
        _key("id", BIG_ID),
        sa.Column("announcement_id", BIG_ID, nullable=False),
        sa.Column("position", INT, nullable=False),
        sa.Column("recipient", TEXT, nullable=False),
        sa.Column("recipient_key", TEXT, nullable=False),
        sa.Column("joint_with", TEXT),
        sa.Column("purpose", TEXT),
        sa.Column("amount_pence", BIG),
        sa.Column("note", TEXT),
        sa.Column("source_url", TEXT),
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
        _key("announcement_id", BIG_ID),
        _key("sha256", TEXT),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("total_pence", BIG),
        sa.Column("updated", TEXT),
        sa.Column("body_hash", TEXT),
        sa.Column("fetched_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("announcement_id", "sha256", name=op.f("pk_announcement_version")),
    )


def _subscription() -> None:
    op.create_table(
        "subscription",
        _key("id", BIG_ID),
        sa.Column("email", TEXT, nullable=False),
        sa.Column("search", TEXT, nullable=False),
        sa.Column("frequency", TEXT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT),
        sa.Column("last_sent_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
    )
    op.create_index("ix_subscription_due", "subscription", ["frequency", "last_sent_at"])
