"""Questions to the public copy that somebody kept to share; nothing about who kept or asked them."""

import datetime as dt

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, BigId, UtcDateTime


class SavedQuery(Base):
    """One question; ``id`` is made of its content, so saving it twice changes nothing.

    ``snapshot`` names the public copy it is put to; null means the newest at the time of reading.
    """

    __tablename__ = "saved_query"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    sql: Mapped[str] = mapped_column(Text)
    snapshot: Mapped[str | None] = mapped_column(Text)
    saved_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
