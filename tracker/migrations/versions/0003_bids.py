"""Accounts, sealed bids, comments with their answers, and the audit log."""

import sqlalchemy as sa
from alembic import op

from tracker.migrations.columns import BIG, BOOL, BYTES, DATE, INT, MOMENT, TEXT, keys, may, must
from tracker.models.audit import guard_audit_log, unguard_audit_log

revision = "0003_bids"
down_revision = "0002_notices"
branch_labels = None
depends_on = None


TABLES = (
    "account", "attempt", "audit_entry", "comment", "procurement", "queued_letter", "sign_in_link",
    "spent_proof", "suppression", "bid", "comment_answer", "comment_report", "commitment", "complaint",
    "invitation", "key_share", "passkey", "procurement_version", "public_bid", "question", "reveal",
    "role_grant", "session", "bid_file",
)  # fmt: skip


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


def _account() -> None:
    op.create_table(
        "account",
        *keys(TEXT, "id"),
        *may(TEXT, "email_mark"),
        *may(BYTES, "email_box", "totp_box"),
        *must(MOMENT, "created_at"),
        *may(MOMENT, "totp_confirmed_at", "erased_at"),
        *must(INT, "totp_step"),
        sa.UniqueConstraint("email_mark", name=op.f("uq_account_email_mark")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
    )


def _attempt() -> None:
    op.create_table(
        "attempt",
        *keys(TEXT, "id"),
        *must(TEXT, "kind", "mark"),
        *must(MOMENT, "at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    op.create_index("ix_attempt_kind", "attempt", ["kind", "mark", "at"])


def _audit_entry() -> None:
    op.create_table(
        "audit_entry",
        *keys(BIG, "number"),
        *must(MOMENT, "at"),
        *must(TEXT, "actor", "action", "object_kind", "object_id", "sentence", "detail", "previous", "hash"),
        *must(BOOL, "public"),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_entry_hash")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_entry")),
    )
    op.create_index("ix_audit_entry_object", "audit_entry", ["object_kind", "object_id", "number"])
    op.create_index("ix_audit_entry_public", "audit_entry", ["public", "number"])


def _comment() -> None:
    op.create_table(
        "comment",
        *keys(TEXT, "id"),
        *must(TEXT, "target_kind", "target_key", "anchor", "shown_as", "author_mark", "state"),
        *may(TEXT, "body_key", "text", "hold_note", "confirm_hash", "reason", "first_approval"),
        *may(BYTES, "email_box"),
        *must(BOOL, "on_paper", "held"),
        *must(MOMENT, "created_at"),
        *may(MOMENT, "confirmed_at", "decided_at", "sent_at", "answered_at", "removed_at"),
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
        *keys(TEXT, "id"),
        *must(TEXT, "body_key", "body_name", "title", "nation", "languages", "state", "publication_plan"),
        *may(TEXT, "process_key", "awarded_letter", "award_reason", "scores"),
        *may(MOMENT, "closes_at", "speak_until"),
        *must(BOOL, "open_call", "weak_anonymity_accepted"),
        *may(BYTES, "public_key", "working_key_box"),
        *must(MOMENT, "created_at"),
        *may(DATE, "published_on", "closed_on"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procurement")),
    )
    op.create_index("ix_procurement_body", "procurement", ["body_key", "state"])
    op.create_index("ix_procurement_process", "procurement", ["process_key"])
    op.create_index("ix_procurement_state", "procurement", ["state", "closes_at", "id"])


def _queued_letter() -> None:
    op.create_table(
        "queued_letter",
        *keys(TEXT, "id"),
        *must(BYTES, "box"),
        *must(MOMENT, "queued_at"),
        *must(INT, "tries"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queued_letter")),
    )
    op.create_index("ix_queued_letter_queued", "queued_letter", ["queued_at", "id"])


def _sign_in_link() -> None:
    op.create_table(
        "sign_in_link",
        *keys(TEXT, "token_hash"),
        *must(TEXT, "email_mark"),
        *must(BYTES, "email_box"),
        *must(MOMENT, "made_at", "expires_at"),
        *may(MOMENT, "used_at"),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in_link")),
    )
    op.create_index("ix_sign_in_link_email", "sign_in_link", ["email_mark", "made_at"])


def _spent_proof() -> None:
    op.create_table(
        "spent_proof",
        *keys(TEXT, "mark"),
        *must(MOMENT, "at"),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_spent_proof")),
    )
    op.create_index("ix_spent_proof_at", "spent_proof", ["at"])


def _suppression() -> None:
    op.create_table(
        "suppression",
        *keys(TEXT, "kind", "key"),
        *must(TEXT, "reason"),
        *must(MOMENT, "since"),
        *may(MOMENT, "lifted_at"),
        *may(TEXT, "files"),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_suppression")),
    )
    op.create_index("ix_suppression_since", "suppression", ["since"])


def _bid() -> None:
    op.create_table(
        "bid",
        *keys(TEXT, "id"),
        *must(TEXT, "procurement_id", "holder_mark", "state"),
        *may(BYTES, "working_box", "envelope", "receipt_box", "review_box"),
        *may(TEXT, "envelope_commitment", "reviewed_by", "second_reviewer", "signed_off_hash", "letter"),
        sa.UniqueConstraint("holder_mark", name=op.f("uq_bid_holder_mark")),
        sa.ForeignKeyConstraint(["procurement_id"], ["procurement.id"], name=op.f("fk_bid_procurement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid")),
    )
    op.create_index("ix_bid_procurement", "bid", ["procurement_id", "state"])


def _comment_answer() -> None:
    op.create_table(
        "comment_answer",
        *keys(TEXT, "id"),
        *must(TEXT, "comment_id", "body_key", "outcome", "text"),
        *may(TEXT, "change"),
        *must(MOMENT, "at"),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_comment_answer_comment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_answer")),
    )
    op.create_index("ix_comment_answer_comment", "comment_answer", ["comment_id", "at"])


def _comment_report() -> None:
    op.create_table(
        "comment_report",
        *keys(TEXT, "id"),
        *must(TEXT, "comment_id", "kind", "reason", "words"),
        *must(MOMENT, "at"),
        *may(TEXT, "outcome"),
        *may(MOMENT, "decided_at"),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_comment_report_comment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_report")),
    )
    op.create_index("ix_comment_report_open", "comment_report", ["decided_at", "at"])


def _commitment() -> None:
    op.create_table(
        "commitment",
        *keys(TEXT, "procurement_id", "letter", "kind"),
        *must(TEXT, "sha256"),
        sa.ForeignKeyConstraint(["procurement_id"], ["procurement.id"], name=op.f("fk_commitment_procurement_id")),
        sa.PrimaryKeyConstraint("procurement_id", "letter", "kind", name=op.f("pk_commitment")),
    )


def _complaint() -> None:
    op.create_table(
        "complaint",
        *keys(TEXT, "id"),
        *must(TEXT, "comment_id", "state"),
        *may(BYTES, "box"),
        *must(BOOL, "valid"),
        *must(MOMENT, "received_at", "act_by"),
        *may(TEXT, "reply_hash"),
        *may(MOMENT, "decided_at"),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_complaint_comment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
    )
    op.create_index("ix_complaint_comment", "complaint", ["comment_id"])
    op.create_index("ix_complaint_due", "complaint", ["state", "act_by"])


def _invitation() -> None:
    op.create_table(
        "invitation",
        *keys(TEXT, "procurement_id", "mark"),
        sa.ForeignKeyConstraint(["procurement_id"], ["procurement.id"], name=op.f("fk_invitation_procurement_id")),
        sa.PrimaryKeyConstraint("procurement_id", "mark", name=op.f("pk_invitation")),
    )


def _key_share() -> None:
    op.create_table(
        "key_share",
        *keys(TEXT, "procurement_id"),
        *keys(INT, "number"),
        *must(TEXT, "account_id"),
        *may(BYTES, "waiting_box", "offered_box"),
        *may(TEXT, "claim_hash"),
        *may(MOMENT, "confirmed_at", "offered_at"),
        sa.UniqueConstraint("procurement_id", "account_id", name=op.f("uq_key_share_procurement_id_account_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_key_share_account_id")),
        sa.ForeignKeyConstraint(["procurement_id"], ["procurement.id"], name=op.f("fk_key_share_procurement_id")),
        sa.PrimaryKeyConstraint("procurement_id", "number", name=op.f("pk_key_share")),
    )


def _passkey() -> None:
    op.create_table(
        "passkey",
        *keys(TEXT, "credential_id"),
        *must(TEXT, "account_id", "name"),
        *must(BYTES, "public_key"),
        *must(INT, "sign_count"),
        *must(MOMENT, "created_at"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_passkey_account_id")),
        sa.PrimaryKeyConstraint("credential_id", name=op.f("pk_passkey")),
    )
    op.create_index("ix_passkey_account", "passkey", ["account_id"])


def _procurement_version() -> None:
    op.create_table(
        "procurement_version",
        *keys(TEXT, "procurement_id"),
        *keys(INT, "number"),
        *must(TEXT, "paragraphs", "reason"),
        *must(MOMENT, "at"),
        sa.ForeignKeyConstraint(
            ["procurement_id"], ["procurement.id"], name=op.f("fk_procurement_version_procurement_id")
        ),
        sa.PrimaryKeyConstraint("procurement_id", "number", name=op.f("pk_procurement_version")),
    )


def _public_bid() -> None:
    op.create_table(
        "public_bid",
        *keys(TEXT, "procurement_id", "letter"),
        *must(TEXT, "document"),
        *must(BYTES, "salt_box"),
        sa.ForeignKeyConstraint(["procurement_id"], ["procurement.id"], name=op.f("fk_public_bid_procurement_id")),
        sa.PrimaryKeyConstraint("procurement_id", "letter", name=op.f("pk_public_bid")),
    )


def _question() -> None:
    op.create_table(
        "question",
        *keys(TEXT, "procurement_id"),
        *keys(INT, "number"),
        *must(TEXT, "text"),
        *must(INT, "word_limit"),
        *may(INT, "weight"),
        sa.ForeignKeyConstraint(["procurement_id"], ["procurement.id"], name=op.f("fk_question_procurement_id")),
        sa.PrimaryKeyConstraint("procurement_id", "number", name=op.f("pk_question")),
    )


def _reveal() -> None:
    op.create_table(
        "reveal",
        *keys(TEXT, "procurement_id"),
        *must(TEXT, "letter", "identity", "identity_salt", "bid_salts"),
        *must(DATE, "revealed_on"),
        sa.ForeignKeyConstraint(["procurement_id"], ["procurement.id"], name=op.f("fk_reveal_procurement_id")),
        sa.PrimaryKeyConstraint("procurement_id", name=op.f("pk_reveal")),
    )


def _role_grant() -> None:
    op.create_table(
        "role_grant",
        *keys(TEXT, "id"),
        *must(TEXT, "account_id", "role", "scope", "granted_by"),
        *must(MOMENT, "granted_at"),
        *may(MOMENT, "revoked_at"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_role_grant_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    op.create_index("ix_role_grant_account", "role_grant", ["account_id", "revoked_at"])
    op.create_index("ix_role_grant_scope", "role_grant", ["role", "scope", "revoked_at"])


def _session() -> None:
    op.create_table(
        "session",
        *keys(TEXT, "token_hash"),
        *must(TEXT, "account_id"),
        *must(MOMENT, "started_at", "seen_at", "expires_at"),
        *must(BOOL, "strong"),
        *may(BYTES, "challenge"),
        *may(MOMENT, "revoked_at"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_session_account_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_session")),
    )
    op.create_index("ix_session_account", "session", ["account_id", "revoked_at"])


def _bid_file() -> None:
    op.create_table(
        "bid_file",
        *keys(TEXT, "id"),
        *must(TEXT, "bid_id"),
        *must(BYTES, "envelope"),
        *may(BYTES, "working_box"),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_bid_file_bid_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid_file")),
    )
    op.create_index("ix_bid_file_bid", "bid_file", ["bid_id"])
