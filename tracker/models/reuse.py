"""Software that was gathered, what bodies buy for which function, suggestions of readers, and adoption recipes."""

import datetime as dt

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, BigId, Json, UtcDateTime


class SoftwareEntry(Base):
    """One entry of a catalogue of software; ``problem`` says why it is not offered (invalid, stale, gone)."""

    __tablename__ = "software_entry"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(String(200))
    place: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(Text)
    slug: Mapped[str] = mapped_column(String(160))
    url: Mapped[str | None] = mapped_column(Text)
    landing_url: Mapped[str | None] = mapped_column(Text)
    summary: Mapped[str | None] = mapped_column(Text)
    licence: Mapped[str | None] = mapped_column(Text)
    osi_approved: Mapped[bool | None] = mapped_column(Boolean)
    maintainer: Mapped[str | None] = mapped_column(Text)
    functions: Mapped[str] = mapped_column(Text)  # ids with a bar on either side: |planning|forms|
    facts: Mapped[str] = mapped_column(Text)
    problem: Mapped[str | None] = mapped_column(Text)
    last_activity: Mapped[dt.date | None] = mapped_column(Date)
    sha256: Mapped[str] = mapped_column(String(64))
    seen_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index("ix_software_entry_name", "name", "id"),
        Index("ix_software_entry_slug", "slug", "id"),
        Index("ix_software_entry_source", "source", "place"),
    )


class SoftwareFunction(Base):
    """That an entry serves a function; the first function of an entry has rank 0."""

    __tablename__ = "software_function"

    entry_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    function: Mapped[str] = mapped_column(String(40), primary_key=True)
    rank: Mapped[int] = mapped_column(Integer)

    __table_args__ = (Index("ix_software_function_function", "function", "rank", "entry_id"),)


class Bought(Base):
    """That a process buys software for a function: what the reuse check shows of other bodies, in one row.

    ``certainty`` is of 100. ``upcoming`` is true until there is an award. Made from notices alone, never by hand.
    """

    __tablename__ = "reuse_bought"

    process_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    function: Mapped[str] = mapped_column(String(40), primary_key=True)
    certainty: Mapped[int] = mapped_column(Integer)
    upcoming: Mapped[bool] = mapped_column(Boolean)
    title: Mapped[str] = mapped_column(Text)
    buyer_name: Mapped[str | None] = mapped_column(Text)
    buyer_key: Mapped[str | None] = mapped_column(String(200))
    supplier: Mapped[str | None] = mapped_column(Text)
    value_pence: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str | None] = mapped_column(String(3))
    ends: Mapped[dt.date | None] = mapped_column(Date)
    moves: Mapped[dt.date | None] = mapped_column(Date)  # when the buyer buys again: the notice's day, or the end

    __table_args__ = (
        Index("ix_reuse_bought_function", "function", "upcoming", "certainty", "moves"),
        Index("ix_reuse_bought_moves", "function", "moves", "process_id"),
    )


class ReuseWaiting(Base):
    """A process whose notices have changed since the index of what bodies buy has read it; a loader adds it."""

    __tablename__ = "reuse_waiting"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    process_id: Mapped[int] = mapped_column(BigInteger)


class ReuseMark(Base):
    """By which rules an index of the reuse check was made: a number that changes with the words and with the code."""

    __tablename__ = "reuse_mark"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    rules: Mapped[int] = mapped_column(BigInteger)


class ReuseSuggestion(Base):
    """A reader's "this could be reused", with a link and a reason, and the officer's answer to it.

    ``state`` is waiting until a moderator has looked, then shown or refused; only what is shown is public.
    """

    __tablename__ = "reuse_suggestion"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    process_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    name: Mapped[str] = mapped_column(String(200))
    link: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str | None] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(20), default="waiting", index=True)
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by: Mapped[str | None] = mapped_column(String(200))
    answered_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class Recipe(Base):
    """How one body came to run a thing, as it says now; ``contact`` is an office, never a person.

    ``body_key`` is the scope of the officers who write it; ``corrected_at`` is when it last changed.
    """

    __tablename__ = "recipe"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    slug: Mapped[str] = mapped_column(String(160), unique=True)
    organisation: Mapped[str] = mapped_column(Text)
    body_key: Mapped[str] = mapped_column(Text)
    software: Mapped[str] = mapped_column(String(200), index=True)
    need: Mapped[str] = mapped_column(Text)
    steps: Mapped[str] = mapped_column(Text)
    cost_pence: Mapped[int | None] = mapped_column(BigInteger)
    cost_basis: Mapped[str | None] = mapped_column(Text)
    contract: Mapped[str | None] = mapped_column(Text)
    pitfalls: Mapped[str | None] = mapped_column(Text)
    contact: Mapped[str | None] = mapped_column(Text)
    written_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    corrected_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class RecipePast(Base):
    """What a recipe said before a correction, why it was corrected and when; never changed."""

    __tablename__ = "recipe_past"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    recipe_id: Mapped[int] = mapped_column(ForeignKey("recipe.id"), index=True)
    said: Mapped[dict] = mapped_column(Json)  # the columns that were typed, by name
    why: Mapped[str] = mapped_column(Text)
    replaced_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class RecipeCopy(Base):
    """Another body's "we copied this", with what it found; one for each body and recipe."""

    __tablename__ = "recipe_copy"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    recipe_id: Mapped[int] = mapped_column(ForeignKey("recipe.id"))
    body_key: Mapped[str] = mapped_column(Text)
    organisation: Mapped[str] = mapped_column(String(300))
    worked: Mapped[bool] = mapped_column(Boolean)
    note: Mapped[str | None] = mapped_column(Text)
    confirmed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    __table_args__ = (UniqueConstraint("recipe_id", "body_key"),)
