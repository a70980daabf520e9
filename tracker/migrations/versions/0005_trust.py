"""Who is who, what is worth checking, marks of quality, and corrections that anybody may propose."""

import sqlalchemy as sa
from alembic import op

from tracker.migrations.columns import BIG, BIG_ID, BOOL, DATE, INT, JSON, MOMENT, TEXT, must

revision = "0005_trust"
down_revision = "0004_reuse"
branch_labels = None
depends_on = None


TABLES = (
    "register_entry",
    "identity_proposal",
    "supplier_join",
    "flag",
    "flag_run",
    "flag_word",
    "flag_reply",
    "sent_reply",
    "quality_mark",
    "correction",
    "saved_query",
)


def upgrade() -> None:
    """Make the tables."""
    _register_entry()
    _identity_proposal()
    _supplier_join()
    _flag()
    _flag_run()
    _flag_word()
    _flag_reply()
    _sent_reply()
    _quality_mark()
    _correction()
    _saved_query()


def downgrade() -> None:
    """Drop the tables, and all they hold."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _register_entry() -> None:
    op.create_table(
        "register_entry",
        sa.Column("scheme", sa.String(20), nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        *must(TEXT, "key", "name"),
        *must(BOOL, "current"),
        sa.Column("status", TEXT, nullable=True),
        sa.Column("since", DATE, nullable=True),
        sa.Column("until", DATE, nullable=True),
        sa.PrimaryKeyConstraint("scheme", "number", "key", name="pk_register_entry"),
    )
    op.create_index("ix_register_entry_key", "register_entry", ["key"])


def _identity_proposal() -> None:
    op.create_table(
        "identity_proposal",
        sa.Column("first_id", BIG, autoincrement=False, nullable=False),
        sa.Column("second_id", BIG, autoincrement=False, nullable=False),
        sa.Column("evidence", sa.String(40), nullable=False),
        *must(INT, "confidence"),
        *must(MOMENT, "proposed_at"),
        *must(TEXT, "proposed_by"),
        sa.Column("reason", TEXT, nullable=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by", TEXT, nullable=True),
        sa.Column("decided_why", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("first_id", "second_id", name="pk_identity_proposal"),
    )
    op.create_index("ix_identity_proposal_state", "identity_proposal", ["state", "confidence", "first_id", "second_id"])


def _supplier_join() -> None:
    op.create_table(
        "supplier_join",
        sa.Column("supplier_id", BIG, autoincrement=False, nullable=False),
        *must(BIG, "leader_id"),
        sa.PrimaryKeyConstraint("supplier_id", name="pk_supplier_join"),
    )
    op.create_index("ix_supplier_join_leader_id", "supplier_join", ["leader_id"])


def _flag() -> None:
    op.create_table(
        "flag",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("rule", sa.String(40), nullable=False),
        sa.Column("organisation_id", BIG, nullable=True),
        *must(TEXT, "body", "subject"),
        sa.Column("supplier_id", BIG, nullable=True),
        sa.Column("process_key", TEXT, nullable=True),
        *must(BIG, "pence"),
        *must(INT, "strength"),
        *must(TEXT, "sentence"),
        *must(JSON, "evidence"),
        sa.Column("on", DATE, nullable=True),
        *must(MOMENT, "found_at"),
        sa.PrimaryKeyConstraint("id", name="pk_flag"),
    )
    op.create_index("ix_flag_organisation_id", "flag", ["organisation_id", "strength", "id"])
    op.create_index("ix_flag_rule", "flag", ["rule", "strength", "id"])
    op.create_index("ix_flag_strength", "flag", ["strength", "id"])
    op.create_index("ix_flag_supplier_id", "flag", ["supplier_id"])


def _flag_run() -> None:
    op.create_table(
        "flag_run",
        sa.Column("rule", sa.String(40), nullable=False),
        *must(MOMENT, "ran_at"),
        *must(BIG, "looked_at", "fired"),
        sa.Column("warning", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("rule", name="pk_flag_run"),
    )


def _flag_word() -> None:
    op.create_table(
        "flag_word",
        *must(BIG_ID, "id"),
        *must(BIG, "flag_id"),
        *must(BOOL, "shown"),
        *must(TEXT, "why", "by"),
        *must(MOMENT, "at"),
        sa.PrimaryKeyConstraint("id", name="pk_flag_word"),
    )
    op.create_index("ix_flag_word_flag_id", "flag_word", ["flag_id"])


def _flag_reply() -> None:
    op.create_table(
        "flag_reply",
        *must(BIG_ID, "id"),
        *must(BIG, "flag_id"),
        *must(TEXT, "who", "words"),
        *must(MOMENT, "at"),
        sa.PrimaryKeyConstraint("id", name="pk_flag_reply"),
    )
    op.create_index("ix_flag_reply_flag_id", "flag_reply", ["flag_id"])


def _sent_reply() -> None:
    op.create_table(
        "sent_reply",
        *must(TEXT, "id"),
        sa.Column("target_kind", sa.String(20), nullable=False),
        *must(TEXT, "target_key", "who"),
        sa.Column("words", TEXT, nullable=True),
        *must(TEXT, "author_mark"),
        sa.Column("email_box", sa.LargeBinary(), nullable=True),
        *must(TEXT, "confirm_hash"),
        sa.Column("state", sa.String(20), nullable=False),
        *must(MOMENT, "sent_at"),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by", TEXT, nullable=True),
        sa.Column("decided_why", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_sent_reply"),
    )
    op.create_index("ix_sent_reply_confirm_hash", "sent_reply", ["confirm_hash"])
    op.create_index("ix_sent_reply_state", "sent_reply", ["state", "confirmed_at", "id"])
    op.create_index("ix_sent_reply_target", "sent_reply", ["target_kind", "target_key"])


def _quality_mark() -> None:
    op.create_table(
        "quality_mark",
        sa.Column("organisation_id", BIG, autoincrement=False, nullable=False),
        sa.Column("mark", sa.String(40), nullable=False),
        sa.Column("share", INT, nullable=True),
        *must(BIG, "part", "whole"),
        *must(TEXT, "sentence"),
        *must(MOMENT, "made_at"),
        sa.PrimaryKeyConstraint("organisation_id", "mark", name="pk_quality_mark"),
    )
    op.create_index("ix_quality_mark_mark", "quality_mark", ["mark", "share", "organisation_id"])


def _correction() -> None:
    op.create_table(
        "correction",
        *must(BIG_ID, "id"),
        *must(BIG, "organisation_id"),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("resource_id", BIG, nullable=True),
        sa.Column("row", BIG, nullable=True),
        sa.Column("month", INT, nullable=True),
        *must(TEXT, "proposed", "reason"),
        sa.Column("link", TEXT, nullable=True),
        sa.Column("made_by", sa.String(120), nullable=True),
        *must(MOMENT, "made_at"),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("decided_by", TEXT, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_why", TEXT, nullable=True),
        sa.UniqueConstraint("resource_id", "row", "proposed", name="uq_correction_resource_id_row_proposed"),
        sa.PrimaryKeyConstraint("id", name="pk_correction"),
    )
    op.create_index("ix_correction_organisation_id", "correction", ["organisation_id", "state"])
    op.create_index("ix_correction_state", "correction", ["state", "made_at", "id"])


def _saved_query() -> None:
    op.create_table(
        "saved_query",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        *must(TEXT, "sql"),
        sa.Column("snapshot", TEXT, nullable=True),
        *must(MOMENT, "saved_at"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_query"),
    )
