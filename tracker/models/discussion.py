"""What people say and what became of it: comments, answers, reports, complaints, and what was taken down."""

import datetime as dt

from sqlalchemy import Boolean, ForeignKey, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, UtcDateTime


class Comment(Base):
    """One comment, plain text. It is public only in a shown state and while nothing suppresses it."""

    __tablename__ = "comment"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    target_kind: Mapped[str] = mapped_column(Text)
    target_key: Mapped[str] = mapped_column(Text)
    anchor: Mapped[str] = mapped_column(Text)  # empty for the whole target
    body_key: Mapped[str | None] = mapped_column(Text)  # who is asked
    text: Mapped[str | None] = mapped_column(Text)  # gone when erased
    shown_as: Mapped[str] = mapped_column(Text)
    author_mark: Mapped[str] = mapped_column(Text)
    email_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    on_paper: Mapped[bool] = mapped_column(Boolean)  # typed in by staff from paper
    state: Mapped[str] = mapped_column(Text)
    held: Mapped[bool] = mapped_column(Boolean)  # a second person must agree before it is shown
    hold_note: Mapped[str | None] = mapped_column(Text)
    confirm_hash: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str | None] = mapped_column(Text)  # of a refusal or removal, from the list
    first_approval: Mapped[str | None] = mapped_column(Text)  # the moderator who would show a held one
    removed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index("ix_comment_target", "target_kind", "target_key", "state", "confirmed_at"),
        Index("ix_comment_queue", "state", "confirmed_at", "id"),
        Index("ix_comment_body", "body_key", "state", "sent_at"),
        Index("ix_comment_confirm", "confirm_hash"),
        Index("ix_comment_author", "author_mark"),
    )


class CommentAnswer(Base):
    """A body's public answer to a comment, and what it changed."""

    __tablename__ = "comment_answer"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    comment_id: Mapped[str] = mapped_column(Text, ForeignKey("comment.id"))
    body_key: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    change: Mapped[str | None] = mapped_column(Text)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_comment_answer_comment", "comment_id", "at"),)


class CommentReport(Base):
    """Somebody says that a shown comment should not stand, or an author that a refused one should."""

    __tablename__ = "comment_report"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    comment_id: Mapped[str] = mapped_column(Text, ForeignKey("comment.id"))
    kind: Mapped[str] = mapped_column(Text)  # report or appeal
    reason: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(Text)
    decided_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_comment_report_open", "decided_at", "at"),)


class Complaint(Base):
    """A notice of complaint under the Defamation Act 2013, section 5; what the complainant wrote is encrypted."""

    __tablename__ = "complaint"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    comment_id: Mapped[str] = mapped_column(Text, ForeignKey("comment.id"))
    box: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(Text)
    valid: Mapped[bool] = mapped_column(Boolean)
    received_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    act_by: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    reply_hash: Mapped[str | None] = mapped_column(Text)
    decided_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_complaint_due", "state", "act_by"), Index("ix_complaint_comment", "comment_id"))


class Suppression(Base):
    """A thing that no reader is shown, from one moment on; every read side asks this table."""

    __tablename__ = "suppression"

    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    since: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    lifted_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    files: Mapped[str | None] = mapped_column(Text)  # SHA-256 of those that it was taken out of, with blanks between

    __table_args__ = (Index("ix_suppression_since", "since"),)
