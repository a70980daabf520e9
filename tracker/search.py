"""The one search box: bodies by name, suppliers by the words of their names, and words in what payments were for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select, text

from tracker.models.organisations import Organisation, OrganisationName, Supplier
from tracker.models.sums import OrganisationSum, SupplierSum, Wording
from tracker.row_ids import slug

__all__ = ["Found", "FoundBody", "FoundSupplier", "FoundWords", "search", "search_words"]

_MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class FoundBody:
    """A public body; ``payments`` is 0 where nothing of it was loaded."""

    slug: str
    name: str
    type: str
    region: str | None
    payments: int
    pence: int


@dataclass(frozen=True, slots=True)
class FoundSupplier:
    """A supplier with its sum over all councils."""

    id: int
    name: str
    payments: int
    pence: int


@dataclass(frozen=True, slots=True)
class FoundWords:
    """Words of a purpose in one file, with one payment that has them, and how many more have."""

    words: str
    pid: int
    payments: int
    pence: int
    body_slug: str
    body_name: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, each list best first."""

    bodies: tuple[FoundBody, ...]
    suppliers: tuple[FoundSupplier, ...]
    words: tuple[FoundWords, ...]

    def __bool__(self) -> bool:
        """Whether anything was found."""
        return bool(self.bodies or self.suppliers or self.words)


def search_words(asked: str) -> tuple[str, ...]:
    """The words of a question: letters and digits only, in lower case, each once."""
    words = re.findall(r"[^\W_]+", asked.replace("'", "").replace("’", "").lower())
    return tuple(dict.fromkeys(words))[:_MOST_WORDS]


def search(connection: Connection, asked: str, limit: int = 12) -> Found:
    """Look in all three for a question; nothing is found for one without a letter or digit."""
    words = search_words(asked)
    if not words:
        return Found((), (), ())
    return Found(
        _bodies(connection, asked, words, limit),
        _suppliers(connection, words, limit),
        _purposes(connection, words, limit),
    )


def _bodies(connection: Connection, asked: str, words: tuple[str, ...], limit: int) -> tuple[FoundBody, ...]:
    """Bodies whose name, code or slug holds each word; a body of exactly that name comes first."""
    keys = select(OrganisationName.organisation_id).where(
        *(OrganisationName.key.contains(slug(word), autoescape=True) for word in words)
    )
    exact = select(OrganisationName.organisation_id).where(OrganisationName.key == slug(asked))
    statement = (
        select(
            Organisation.slug, Organisation.name, Organisation.type, Organisation.region,
            func.coalesce(OrganisationSum.payments, 0), func.coalesce(OrganisationSum.pence, 0),
        )
        .outerjoin(OrganisationSum, OrganisationSum.organisation_id == Organisation.id)
        .where(Organisation.id.in_(keys))
        .order_by(
            Organisation.id.in_(exact).desc(), Organisation.end_date.is_not(None),
            func.coalesce(OrganisationSum.payments, 0).desc(), Organisation.name,
        )
        .limit(limit)
    )  # fmt: skip
    rows: Iterable[Any] = connection.execute(statement)
    return tuple(FoundBody(*row) for row in rows)


def _suppliers(connection: Connection, words: tuple[str, ...], limit: int) -> tuple[FoundSupplier, ...]:
    """Suppliers whose name has a word beginning with each of the words, best match first."""
    if connection.dialect.name == "postgresql":
        matching = text(
            "SELECT id FROM supplier WHERE to_tsvector('simple', name) @@ to_tsquery('simple', :words) LIMIT 300"
        ).bindparams(words=" & ".join(f"{word}:*" for word in words))
    else:
        matching = text(
            "SELECT rowid FROM search_supplier WHERE search_supplier MATCH :words ORDER BY rank LIMIT 300"
        ).bindparams(words=" ".join(f'"{word}"*' for word in words))
    ids = [row[0] for row in connection.execute(matching)]
    statement = (
        select(Supplier.id, Supplier.name, SupplierSum.payments, SupplierSum.pence)
        .join(SupplierSum, SupplierSum.supplier_id == Supplier.id)
        .where(Supplier.id.in_(ids))
        .order_by(SupplierSum.pence.desc(), Supplier.name)
        .limit(limit)
    )
    rows: Iterable[Any] = connection.execute(statement)
    return tuple(FoundSupplier(*row) for row in rows)


def _purposes(connection: Connection, words: tuple[str, ...], limit: int) -> tuple[FoundWords, ...]:
    """Purposes that hold all the words; the newest written down first."""
    if connection.dialect.name == "postgresql":
        matching = text(
            "SELECT id FROM wording WHERE to_tsvector('simple', words) @@ to_tsquery('simple', :words) LIMIT :most"
        ).bindparams(words=" & ".join(words), most=limit)
    else:
        matching = text(
            "SELECT rowid FROM search_words WHERE search_words MATCH :words ORDER BY rowid DESC LIMIT :most"
        ).bindparams(words=" ".join(f'"{word}"' for word in words), most=limit)
    ids = [row[0] for row in connection.execute(matching)]
    statement = (
        select(Wording.words, Wording.pid, Wording.payments, Wording.pence, Organisation.slug, Organisation.name)
        .join(Organisation, Organisation.id == Wording.organisation_id)
        .where(Wording.id.in_(ids))
        .order_by(Wording.pence.desc(), Wording.id)
    )
    rows: Iterable[Any] = connection.execute(statement)
    return tuple(FoundWords(*row) for row in rows)
