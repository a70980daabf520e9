"""Accounts, sealed bids, comments with their answers, and the audit log."""

import sqlalchemy as sa
from alembic import op

from tracker.models.audit import guard_audit_log, unguard_audit_log

revision = "0003_bids"
down_revision = "0002_notices"
branch_labels = None
depends_on = None

BIG, INT, TEXT, BOOL, DATE = sa.BigInteger(), sa.Integer(), sa.Text(), sa.Boolean(), sa.Date()
BYTES, MOMENT = sa.LargeBinary(), sa.DateTime(timezone=True)

TABLES = (
    "account",
    "attempt",
    "audit_entry",
    "comment",
    "procurement",
    "queued_letter",
    "sign_in_link",
    "spent_proof",
    "suppression",
    "bid",
    "comment_answer",
    "comment_report",
    "commitment",
    "complaint",
    "invitation",
    "key_share",
    "passkey",
    "procurement_version",
    "public_bid",
    "question",
    "reveal",
    "role_grant",
    "session",
    "bid_file",
)


def upgrade() -> None:
    """Make the tables, and the guard over the audit log."""
    _account()
    _attempt()
    _audit_entry()
    _comment()
    _procurement()
    _queued_letter()
    _sign_in_link()
    _spent_proof()
    _suppression()
    _bid()
    _comment_answer()
    _comment_report()
    _commitment()
    _complaint()
    _invitation()
    _key_share()
    _passkey()
    _procurement_version()
    _public_bid()
    _question()
    _reveal()
    _role_grant()
    _session()
    _bid_file()
    guard_audit_log(op.get_bind())


def downgrade() -> None:
    """Drop the tables, and all they hold."""
    unguard_audit_log(op.get_bind())
    for table in reversed(TABLES):
        op.drop_table(table)


def _key(name: str, kind: sa.types.TypeEngine) -> sa.Column:
    return sa.Column(name, kind, autoincrement=False, nullable=False)


def _account() -> None:
    op.create_table(
        "account",
        _key("id", TEXT),
        sa.Column("email_mark", TEXT),
        sa.Column("email_box", BYTES),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("totp_box", BYTES),
        sa.Column("totp_confirmed_at", MOMENT),
        sa.Column("totp_step", INT, nullable=False),
        sa.Column("erased_at", MOMENT),
        sa.UniqueConstraint("email_mark", name=op.f("uq_account_email_mark")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
    )


def _attempt() -> None:
    op.create_table(
        "attempt",
        _key("id", TEXT),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("mark", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    op.create_index("ix_attempt_kind", "attempt", ["kind", "mark", "at"])


def _audit_entry() -> None:
    op.create_table(
        "audit_entry",
        _key("number", BIG),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("action", TEXT, nullable=False),
        sa.Column("object_kind", TEXT, nullable=False),
        sa.Column("object_id", TEXT, nullable=False),
        sa.Column("public", BOOL, nullable=False),
        sa.Column("sentence", TEXT, nullable=False),
        sa.Column("detail", TEXT, nullable=False),
        sa.Column("previous", TEXT, nullable=False),
        sa.Column("hash", TEXT, nullable=False),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_entry_hash")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_entry")),
    )
    op.create_index("ix_audit_entry_object", "audit_entry", ["object_kind", "object_id", "number"])
    op.create_index("ix_audit_entry_public", "audit_entry", ["public", "number"])


def _comment() -> None:
    op.create_table(
        "comment",
        _key("id", TEXT),
        sa.Column("target_kind", TEXT, nullable=False),
        sa.Column("target_key", TEXT, nullable=False),
        sa.Column("anchor", TEXT, nullable=False),
        sa.Column("body_key", TEXT),
        sa.Column("text", TEXT),
        sa.Column("shown_as", TEXT, nullable=False),
        sa.Column("author_mark", TEXT, nullable=False),
        sa.Column("email_box", BYTES),
        sa.Column("on_paper", BOOL, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("held", BOOL, nullable=False),
        sa.Column("hold_note", TEXT),
        sa.Column("confirm_hash", TEXT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT),
        sa.Column("decided_at", MOMENT),
        sa.Column("sent_at", MOMENT),
        sa.Column("answered_at", MOMENT),
        sa.Column("reason", TEXT),
        sa.Column("first_approval", TEXT),
        sa.Column("removed_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    op.create_index("ix_comment_author", "comment", ["author_mark"])
    op.create_index("ix_comment_body", "comment", ["body_key", "state", "sent_at"])
    op.create_index("ix_comment_confirm", "comment", ["confirm_hash"])
    op.create_index("ix_comment_queue", "comment", ["state", "confirmed_at", "id"])
    op.create_index("ix_comment_target", "comment", ["target_kind", "target_key", "state", "confirmed_at"])


def _procurement() -> None:
    op.create_table(
        "procurement",
        _key("id", TEXT),
        sa.Column("body_key", TEXT, nullable=False),
        sa.Column("body_name", TEXT, nullable=False),
        sa.Column("process_key", TEXT),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("nation", TEXT, nullable=False),
        sa.Column("languages", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("closes_at", MOMENT),
        sa.Column("speak_until", MOMENT),
        sa.Column("publication_plan", TEXT, nullable=False),
        sa.Column("open_call", BOOL, nullable=False),
        sa.Column("weak_anonymity_accepted", BOOL, nullable=False),
        sa.Column("round_totals", BOOL, nullable=False),
        sa.Column("public_key", BYTES),
        sa.Column("working_key_box", BYTES),
        sa.Column("awarded_letter", TEXT),
        sa.Column("award_reason", TEXT),
        sa.Column("scores", TEXT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("published_on", DATE),
        sa.Column("closed_on", DATE),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procurement")),
    )
    op.create_index("ix_procurement_body", "procurement", ["body_key", "state"])
    op.create_index("ix_procurement_process", "procurement", ["process_key"])
    op.create_index("ix_procurement_state", "procurement", ["state", "closes_at", "id"])


def _queued_letter() -> None:
    op.create_table(
        "queued_letter",
        _key("id", TEXT),
        sa.Column("box", BYTES, nullable=False),
        sa.Column("queued_at", MOMENT, nullable=False),
        sa.Column("tries", INT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queued_letter")),
    )
    op.create_index("ix_queued_letter_queued", "queued_letter", ["queued_at", "id"])


def _sign_in_link() -> None:
    op.create_table(
        "sign_in_link",
        _key("token_hash", TEXT),
        sa.Column("email_mark", TEXT, nullable=False),
        sa.Column("email_box", BYTES, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in_link")),
    )
    op.create_index("ix_sign_in_link_email", "sign_in_link", ["email_mark", "made_at"])


def _spent_proof() -> None:
    op.create_table(
        "spent_proof",
        _key("mark", TEXT),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_spent_proof")),
    )
    op.create_index("ix_spent_proof_at", "spent_proof", ["at"])


def _suppression() -> None:
    op.create_table(
        "suppression",
        _key("kind", TEXT),
        _key("key", TEXT),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("lifted_at", MOMENT),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_suppression")),
    )
    op.create_index("ix_suppression_since", "suppression", ["since"])


def _bid() -> None:
    op.create_table(
        "bid",
        _key("id", TEXT),
        sa.Column("procurement_id", TEXT, nullable=False),
        sa.Column("holder_mark", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("working_box", BYTES),
        sa.Column("envelope", BYTES),
        sa.Column("envelope_commitment", TEXT),
        sa.Column("receipt", TEXT),
        sa.Column("review_box", BYTES),
        sa.Column("reviewed_by", TEXT),
        sa.Column("second_reviewer", TEXT),
        sa.Column("signed_off_hash", TEXT),
        sa.Column("letter", TEXT),
        sa.UniqueConstraint("holder_mark", name=op.f("uq_bid_holder_mark")),
        sa.ForeignKeyConstraint(["procurement_id"], ["procurement.id"], name=op.f("fk_bid_procurement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid")),
    )
    op.create_index("ix_bid_procurement", "bid", ["procurement_id", "state"])


def _comment_answer() -> None:
    op.create_table(
        "comment_answer",
        _key("id", TEXT),
        sa.Column("comment_id", TEXT, nullable=False),
        sa.Column("body_key", TEXT, nullable=False),
        sa.Column("outcome", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("change", TEXT),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_comment_answer_comment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_answer")),
    )
    op.create_index("ix_comment_answer_comment", "comment_answer", ["comment_id", "at"])


def _comment_report() -> None:
    op.create_table(
        "comment_report",
        _key("id", TEXT),
        sa.Column("comment_id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("words", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("outcome", TEXT),
        sa.Column("decided_at", MOMENT),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_comment_report_comment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_report")),
    )
    op.create_index("ix_comment_report_open", "comment_report", ["decided_at", "at"])


def _commitment() -> None:
    op.create_table(
        "commitment",
        _key("procurement_id", TEXT),
        _key("letter", TEXT),
        _key("kind", TEXT),
        sa.Column("sha256", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["procurement_id"], ["procurement.id"], name=op.f("fk_commitment_procurement_id")),
        sa.PrimaryKeyConstraint("procurement_id", "letter", "kind", name=op.f("pk_commitment")),
    )


def _complaint() -> None:
    op.create_table(
        "complaint",
        _key("id", TEXT),
        sa.Column("comment_id", TEXT, nullable=False),
        sa.Column("box", BYTES),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("valid", BOOL, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("act_by", MOMENT, nullable=False),
        sa.Column("reply_hash", TEXT),
        sa.Column("decided_at", MOMENT),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_complaint_comment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
    )
    op.create_index("ix_complaint_comment", "complaint", ["comment_id"])
    op.create_index("ix_complaint_due", "complaint", ["state", "act_by"])


def _invitation() -> None:
    op.create_table(
        "invitation",
        _key("procurement_id", TEXT),
        _key("mark", TEXT),
        sa.ForeignKeyConstraint(["procurement_id"], ["procurement.id"], name=op.f("fk_invitation_procurement_id")),
        sa.PrimaryKeyConstraint("procurement_id", "mark", name=op.f("pk_invitation")),
    )


def _key_share() -> None:
    op.create_table(
        "key_share",
        _key("procurement_id", TEXT),
        _key("number", INT),
        sa.Column("account_id", TEXT, nullable=False),
        sa.Column("waiting_box", BYTES),
        sa.Column("claim_hash", TEXT),
        sa.Column("confirmed_at", MOMENT),
        sa.Column("offered_box", BYTES),
        sa.Column("offered_at", MOMENT),
        sa.UniqueConstraint("procurement_id", "account_id", name=op.f("uq_key_share_procurement_id_account_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_key_share_account_id")),
        sa.ForeignKeyConstraint(["procurement_id"], ["procurement.id"], name=op.f("fk_key_share_procurement_id")),
        sa.PrimaryKeyConstraint("procurement_id", "number", name=op.f("pk_key_share")),
    )


def _passkey() -> None:
    op.create_table(
        "passkey",
        _key("credential_id", TEXT),
        sa.Column("account_id", TEXT, nullable=False),
        sa.Column("public_key", BYTES, nullable=False),
        sa.Column("sign_count", INT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_passkey_account_id")),
        sa.PrimaryKeyConstraint("credential_id", name=op.f("pk_passkey")),
    )
    op.create_index("ix_passkey_account", "passkey", ["account_id"])


def _procurement_version() -> None:
    op.create_table(
        "procurement_version",
        _key("procurement_id", TEXT),
        _key("number", INT),
        sa.Column("paragraphs", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["procurement_id"], ["procurement.id"], name=op.f("fk_procurement_version_procurement_id")
        ),
        sa.PrimaryKeyConstraint("procurement_id", "number", name=op.f("pk_procurement_version")),
    )


def _public_bid() -> None:
    op.create_table(
        "public_bid",
        _key("procurement_id", TEXT),
        _key("letter", TEXT),
        sa.Column("document", TEXT, nullable=False),
        sa.Column("salt_box", BYTES, nullable=False),
        sa.ForeignKeyConstraint(["procurement_id"], ["procurement.id"], name=op.f("fk_public_bid_procurement_id")),
        sa.PrimaryKeyConstraint("procurement_id", "letter", name=op.f("pk_public_bid")),
    )


def _question() -> None:
    op.create_table(
        "question",
        _key("procurement_id", TEXT),
        _key("number", INT),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("word_limit", INT, nullable=False),
        sa.Column("weight", INT),
        sa.ForeignKeyConstraint(["procurement_id"], ["procurement.id"], name=op.f("fk_question_procurement_id")),
        sa.PrimaryKeyConstraint("procurement_id", "number", name=op.f("pk_question")),
    )


def _reveal() -> None:
    op.create_table(
        "reveal",
        _key("procurement_id", TEXT),
        sa.Column("letter", TEXT, nullable=False),
        sa.Column("identity", TEXT, nullable=False),
        sa.Column("identity_salt", TEXT, nullable=False),
        sa.Column("bid_salts", TEXT, nullable=False),
        sa.Column("revealed_on", DATE, nullable=False),
        sa.ForeignKeyConstraint(["procurement_id"], ["procurement.id"], name=op.f("fk_reveal_procurement_id")),
        sa.PrimaryKeyConstraint("procurement_id", name=op.f("pk_reveal")),
    )


def _role_grant() -> None:
    op.create_table(
        "role_grant",
        _key("id", TEXT),
        sa.Column("account_id", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("scope", TEXT, nullable=False),
        sa.Column("granted_by", TEXT, nullable=False),
        sa.Column("granted_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_role_grant_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    op.create_index("ix_role_grant_account", "role_grant", ["account_id", "revoked_at"])
    op.create_index("ix_role_grant_scope", "role_grant", ["role", "scope", "revoked_at"])


def _session() -> None:
    op.create_table(
        "session",
        _key("token_hash", TEXT),
        sa.Column("account_id", TEXT, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("strong", BOOL, nullable=False),
        sa.Column("challenge", BYTES),
        sa.Column("revoked_at", MOMENT),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_session_account_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_session")),
    )
    op.create_index("ix_session_account", "session", ["account_id", "revoked_at"])


def _bid_file() -> None:
    op.create_table(
        "bid_file",
        _key("id", TEXT),
        sa.Column("bid_id", TEXT, nullable=False),
        sa.Column("envelope", BYTES, nullable=False),
        sa.Column("working_box", BYTES),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_bid_file_bid_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid_file")),
    )
    op.create_index("ix_bid_file_bid", "bid_file", ["bid_id"])
