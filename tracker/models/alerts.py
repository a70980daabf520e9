"""Saved searches by e-mail: the address, the search, and the proofs of consent; nothing about what was read."""

import datetime as dt

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, BigId, UtcDateTime


class Subscription(Base):
    """One saved search. Without ``confirmed_at`` nothing is sent but the one message that asks for it."""

    __tablename__ = "subscription"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    email: Mapped[str] = mapped_column(Text)
    search: Mapped[str] = mapped_column(Text)  # the query string of the page, canonical
    frequency: Mapped[str] = mapped_column(Text)  # daily or weekly
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    last_sent_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_subscription_due", "frequency", "last_sent_at"),)
