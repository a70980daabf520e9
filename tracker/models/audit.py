"""The audit log: entries chained by their hashes, which the database itself refuses to change or take away."""

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, Boolean, Connection, Index, Text, event, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, UtcDateTime

__all__ = ["AuditEntry", "guard_audit_log", "unguard_audit_log"]


class AuditEntry(Base):
    """One thing that somebody did. ``detail`` is canonical JSON and never holds text that was taken off a page."""

    __tablename__ = "audit_entry"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(Text)  # an account's id, or "system"
    action: Mapped[str] = mapped_column(Text)
    object_kind: Mapped[str] = mapped_column(Text)
    object_id: Mapped[str] = mapped_column(Text)
    public: Mapped[bool] = mapped_column(Boolean)
    sentence: Mapped[str] = mapped_column(Text)  # what the public log says, for the public ones
    detail: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(Text, unique=True)

    __table_args__ = (
        Index("ix_audit_entry_object", "object_kind", "object_id", "number"),
        Index("ix_audit_entry_public", "public", "number"),
    )


_REFUSAL = "the audit log is only ever added to"
_SQLITE = tuple(
    f"CREATE TRIGGER audit_entry_no_{verb} BEFORE {verb.upper()} ON audit_entry "
    f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    for verb in ("update", "delete")
)
_POSTGRESQL = (
    "CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$",
    "CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE ON audit_entry "
    "FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse()",
    "CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()",
)


def guard_audit_log(connection: Connection) -> None:
    """Make the triggers that refuse every change of an entry; the table must be there."""
    for statement in _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL:
        connection.execute(text(statement))


def unguard_audit_log(connection: Connection) -> None:
    """Drop what ``guard_audit_log`` made; the triggers themselves go with the table."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("DROP FUNCTION IF EXISTS audit_entry_refuse() CASCADE"))


@event.listens_for(Base.metadata, "after_create")
def _after_create(_metadata: object, connection: Connection, *, tables: Any, **_options: Any) -> None:
    if AuditEntry.__tablename__ in {table.name for table in tables}:
        guard_audit_log(connection)
