"""Software gathered and bought, recipes, suggestions, the ledger of promises, and campaigns."""

import sqlalchemy as sa
from alembic import op

from tracker.migrations.columns import BIG, BIG_ID, BOOL, DATE, INT, JSON, MOMENT, TEXT, must

revision = "0004_reuse"
down_revision = "0003_bids"
branch_labels = None
depends_on = None


TABLES = (
    "campaign",
    "promise",
    "promise_check",
    "promise_reply",
    "promise_verdict",
    "recipe",
    "reuse_bought",
    "reuse_mark",
    "reuse_suggestion",
    "reuse_waiting",
    "software_entry",
    "software_function",
    "recipe_copy",
    "recipe_past",
    "signature",
)


def upgrade() -> None:
    """Make the tables."""
    _campaign()
    _promise()
    _promise_check()
    _promise_reply()
    _promise_verdict()
    _recipe()
    _reuse_bought()
    _reuse_mark()
    _reuse_suggestion()
    _reuse_waiting()
    _software_entry()
    _software_function()
    _recipe_copy()
    _recipe_past()
    _signature()


def downgrade() -> None:
    """Drop the tables, and all they hold."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _campaign() -> None:
    op.create_table(
        "campaign",
        *must(BIG_ID, "id"),
        sa.Column("slug", sa.String(length=160), nullable=False),
        *must(TEXT, "title", "text", "addressed_to"),
        sa.Column("promise_slug", sa.String(length=160), nullable=True),
        sa.Column("programme", sa.String(length=160), nullable=True),
        sa.Column("opened", DATE, nullable=True),
        sa.Column("closed", DATE, nullable=True),
        *must(BOOL, "open"),
        sa.Column("source_url", TEXT, nullable=True),
        sa.Column("reply", TEXT, nullable=True),
        sa.Column("reply_url", TEXT, nullable=True),
        sa.Column("replied_on", DATE, nullable=True),
        sa.Column("outcome", TEXT, nullable=True),
        sa.Column("signatures_elsewhere", INT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_campaign"),
        sa.UniqueConstraint("slug", name="uq_campaign_slug"),
    )


def _promise() -> None:
    op.create_table(
        "promise",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("slug", sa.String(length=160), nullable=False),
        *must(TEXT, "title"),
        sa.Column("kind", sa.String(length=20), nullable=False),
        *must(TEXT, "who"),
        sa.Column("who_kind", sa.String(length=20), nullable=False),
        sa.Column("programme", sa.String(length=160), nullable=True),
        sa.Column("funder", TEXT, nullable=True),
        sa.Column("software", TEXT, nullable=True),
        sa.Column("repository", TEXT, nullable=True),
        sa.Column("quote", TEXT, nullable=True),
        *must(TEXT, "source_url"),
        sa.Column("made_on", DATE, nullable=True),
        sa.Column("due", DATE, nullable=True),
        sa.Column("amount_pence", BIG, nullable=True),
        sa.Column("note", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_promise"),
        sa.UniqueConstraint("slug", name="uq_promise_slug"),
    )
    op.create_index("ix_promise_funder", "promise", ["funder", "slug"], unique=False)
    op.create_index("ix_promise_programme", "promise", ["programme", "slug"], unique=False)
    op.create_index("ix_promise_who", "promise", ["who", "slug"], unique=False)


def _promise_check() -> None:
    op.create_table(
        "promise_check",
        *must(BIG_ID, "id"),
        *must(BIG, "promise_id"),
        *must(MOMENT, "checked_at"),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("url", TEXT, nullable=True),
        sa.Column("commit", sa.String(length=64), nullable=True),
        sa.Column("file_sha256", sa.String(length=64), nullable=True),
        sa.Column("licence_found", TEXT, nullable=True),
        sa.Column("licence_match", sa.String(length=20), nullable=True),
        sa.Column("licence_declared", TEXT, nullable=True),
        sa.Column("licence_in_headers", TEXT, nullable=True),
        sa.Column("osi_approved", BOOL, nullable=True),
        sa.Column("note", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_promise_check"),
    )
    op.create_index("ix_promise_check_promise", "promise_check", ["promise_id", "checked_at", "id"], unique=False)


def _promise_reply() -> None:
    op.create_table(
        "promise_reply",
        *must(BIG_ID, "id"),
        *must(BIG, "promise_id"),
        *must(TEXT, "who", "words"),
        sa.Column("source_url", TEXT, nullable=True),
        *must(MOMENT, "replied_at"),
        sa.PrimaryKeyConstraint("id", name="pk_promise_reply"),
    )
    op.create_index("ix_promise_reply_promise_id", "promise_reply", ["promise_id"], unique=False)


def _promise_verdict() -> None:
    op.create_table(
        "promise_verdict",
        *must(BIG_ID, "id"),
        *must(BIG, "promise_id"),
        *must(MOMENT, "given_at"),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        *must(TEXT, "sentence"),
        sa.Column("check_id", BIG, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_promise_verdict"),
    )
    op.create_index("ix_promise_verdict_given", "promise_verdict", ["given_at", "id"], unique=False)
    op.create_index("ix_promise_verdict_promise", "promise_verdict", ["promise_id", "given_at", "id"], unique=False)


def _recipe() -> None:
    op.create_table(
        "recipe",
        *must(BIG_ID, "id"),
        sa.Column("slug", sa.String(length=160), nullable=False),
        *must(TEXT, "organisation", "body_key"),
        sa.Column("software", sa.String(length=200), nullable=False),
        *must(TEXT, "need", "steps"),
        sa.Column("cost_pence", BIG, nullable=True),
        sa.Column("cost_basis", TEXT, nullable=True),
        sa.Column("contract", TEXT, nullable=True),
        sa.Column("pitfalls", TEXT, nullable=True),
        sa.Column("contact", TEXT, nullable=True),
        *must(MOMENT, "written_at"),
        sa.Column("corrected_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_recipe"),
        sa.UniqueConstraint("slug", name="uq_recipe_slug"),
    )
    op.create_index("ix_recipe_software", "recipe", ["software"], unique=False)


def _reuse_bought() -> None:
    op.create_table(
        "reuse_bought",
        sa.Column("process_id", BIG, autoincrement=False, nullable=False),
        sa.Column("function", sa.String(length=40), nullable=False),
        *must(INT, "certainty"),
        *must(BOOL, "upcoming"),
        *must(TEXT, "title"),
        sa.Column("buyer_name", TEXT, nullable=True),
        sa.Column("buyer_key", sa.String(length=200), nullable=True),
        sa.Column("supplier", TEXT, nullable=True),
        sa.Column("value_pence", BIG, nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("ends", DATE, nullable=True),
        sa.Column("moves", DATE, nullable=True),
        sa.PrimaryKeyConstraint("process_id", "function", name="pk_reuse_bought"),
    )
    op.create_index(
        "ix_reuse_bought_function", "reuse_bought", ["function", "upcoming", "certainty", "moves"], unique=False
    )
    op.create_index("ix_reuse_bought_moves", "reuse_bought", ["function", "moves", "process_id"], unique=False)


def _reuse_mark() -> None:
    op.create_table(
        "reuse_mark",
        sa.Column("name", sa.String(length=40), nullable=False),
        *must(BIG, "rules"),
        sa.PrimaryKeyConstraint("name", name="pk_reuse_mark"),
    )


def _reuse_waiting() -> None:
    op.create_table(
        "reuse_waiting",
        *must(BIG_ID, "id"),
        *must(BIG, "process_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reuse_waiting"),
    )


def _reuse_suggestion() -> None:
    op.create_table(
        "reuse_suggestion",
        *must(BIG_ID, "id"),
        sa.Column("process_id", BIG, nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        *must(TEXT, "link", "reason"),
        *must(MOMENT, "made_at"),
        sa.Column("made_by", sa.String(length=120), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("answer", TEXT, nullable=True),
        sa.Column("answered_by", sa.String(length=200), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_reuse_suggestion"),
    )
    op.create_index("ix_reuse_suggestion_process_id", "reuse_suggestion", ["process_id"], unique=False)
    op.create_index("ix_reuse_suggestion_state", "reuse_suggestion", ["state"], unique=False)


def _software_entry() -> None:
    op.create_table(
        "software_entry",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        *must(INT, "place"),
        *must(TEXT, "name"),
        sa.Column("slug", sa.String(length=160), nullable=False),
        sa.Column("url", TEXT, nullable=True),
        sa.Column("landing_url", TEXT, nullable=True),
        sa.Column("summary", TEXT, nullable=True),
        sa.Column("licence", TEXT, nullable=True),
        sa.Column("osi_approved", BOOL, nullable=True),
        sa.Column("maintainer", TEXT, nullable=True),
        *must(TEXT, "functions", "facts"),
        sa.Column("problem", TEXT, nullable=True),
        sa.Column("last_activity", DATE, nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        *must(MOMENT, "seen_at"),
        sa.PrimaryKeyConstraint("id", name="pk_software_entry"),
    )
    op.create_index("ix_software_entry_name", "software_entry", ["name", "id"], unique=False)
    op.create_index("ix_software_entry_slug", "software_entry", ["slug", "id"], unique=False)
    op.create_index("ix_software_entry_source", "software_entry", ["source", "place"], unique=False)


def _software_function() -> None:
    op.create_table(
        "software_function",
        sa.Column("entry_id", BIG, autoincrement=False, nullable=False),
        sa.Column("function", sa.String(length=40), nullable=False),
        *must(INT, "rank"),
        sa.PrimaryKeyConstraint("entry_id", "function", name="pk_software_function"),
    )
    op.create_index(
        "ix_software_function_function", "software_function", ["function", "rank", "entry_id"], unique=False
    )


def _recipe_copy() -> None:
    op.create_table(
        "recipe_copy",
        *must(BIG_ID, "id", "recipe_id"),
        *must(TEXT, "body_key"),
        sa.Column("organisation", sa.String(length=300), nullable=False),
        *must(BOOL, "worked"),
        sa.Column("note", TEXT, nullable=True),
        *must(MOMENT, "confirmed_at"),
        sa.ForeignKeyConstraint(["recipe_id"], ["recipe.id"], name="fk_recipe_copy_recipe_id"),
        sa.PrimaryKeyConstraint("id", name="pk_recipe_copy"),
        sa.UniqueConstraint("recipe_id", "body_key", name="uq_recipe_copy_recipe_id_body_key"),
    )


def _recipe_past() -> None:
    op.create_table(
        "recipe_past",
        *must(BIG_ID, "id", "recipe_id"),
        *must(JSON, "said"),
        *must(TEXT, "why"),
        *must(MOMENT, "replaced_at"),
        sa.ForeignKeyConstraint(["recipe_id"], ["recipe.id"], name="fk_recipe_past_recipe_id"),
        sa.PrimaryKeyConstraint("id", name="pk_recipe_past"),
    )
    op.create_index("ix_recipe_past_recipe_id", "recipe_past", ["recipe_id"], unique=False)


def _signature() -> None:
    op.create_table(
        "signature",
        *must(BIG_ID, "id", "campaign_id"),
        sa.Column("email_hash", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=True),
        *must(MOMENT, "signed_at"),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_signature_campaign_id"),
        sa.PrimaryKeyConstraint("id", name="pk_signature"),
        sa.UniqueConstraint("campaign_id", "email_hash", name="uq_signature_campaign_id_email_hash"),
    )
    op.create_index("ix_signature_token_hash", "signature", ["token_hash"], unique=False)
