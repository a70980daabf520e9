"""Bodies and suppliers by name."""

from typing import Any

from sqlalchemy import Connection, func, select, tuple_

from tracker.models.organisations import Organisation, OrganisationName, Supplier
from tracker.models.sums import (
    OrganisationSum,
    OrganisationSupplierSum,
    OrganisationSupplierYearSum,
    SupplierMonthSum,
    SupplierSum,
)
from tracker.row_ids import read_id, shown_id, slug
from tracker.search.hits import Hit, after_place, lost_place
from tracker.search.question import Question
from tracker.search.word_index import matching_ids
from tracker.tombstones import suppressed

__all__ = ["bodies", "hidden_suppliers", "suppliers"]

_MOST_BODIES = 500


def bodies(connection: Connection, question: Question, after: str | None, limit: int) -> list[Hit]:
    """Bodies whose name, code or slug holds each word: one of just that name first, then those with most payments."""
    keys = select(OrganisationName.organisation_id).where(
        *(OrganisationName.key.contains(slug(word), autoescape=True) for word in question.words)
    )
    exact = select(OrganisationName.organisation_id).where(OrganisationName.key == slug(question.asked))
    payments = func.coalesce(OrganisationSum.payments, 0)
    statement: Any = (
        select(
            Organisation.slug, Organisation.name, Organisation.type, Organisation.region, Organisation.end_date,
            payments, OrganisationSum.pence,
        )
        .outerjoin(OrganisationSum, OrganisationSum.organisation_id == Organisation.id)
        .where(Organisation.id.in_(keys))
        .order_by(Organisation.id.in_(exact).desc(), Organisation.end_date.is_not(None), payments.desc(),
                  Organisation.name, Organisation.id)
        .limit(_MOST_BODIES)
    )  # fmt: skip
    hits = (
        Hit(kind="bodies", key=row[0], title=row[1], place=row[0], about=_about(row), payments=row[5], pence=row[6])
        for row in connection.execute(statement)
    )
    return after_place(hits, after, limit)


def _about(row: Any) -> str:
    ended = f"until {row.end_date.year}" if row.end_date else ""
    return ", ".join(part for part in (row.type, row.region, ended) if part)


def suppliers(connection: Connection, question: Question, after: str | None, limit: int) -> list[Hit]:
    """Suppliers whose folded name has the words, the last as a beginning; those paid most come first."""
    found = matching_ids(connection, "search_supplier", question.names, begins_from=2)
    if found == [] and after is None:
        return []
    sums, conditions = _sums(question)
    pence: Any = (
        sums.pence if found is None else sums.pence + 0
    )  # + 0: the few found are put in order, no index is read
    statement: Any = (
        select(Supplier.id, Supplier.name, sums.payments, sums.pence)
        .join(Supplier, Supplier.id == sums.supplier_id)
        .where(*conditions, Supplier.id.not_in(hidden_suppliers(connection)))
    )
    statement = statement.where(*_holds(question)) if found is None else statement.where(Supplier.id.in_(found))
    if after is not None:
        statement = statement.where(tuple_(pence, sums.supplier_id) < tuple_(*_place(connection, question, after)))
    rows = connection.execute(statement.order_by(pence.desc(), sums.supplier_id.desc()).limit(limit))
    return [
        Hit(
            kind="suppliers", key=shown_id(row.id), title=row.name, place=shown_id(row.id), payments=row.payments,
            pence=row.pence, body_slug=question.body.slug if question.body else None,
            body_name=question.body.name if question.body else None,
        )
        for row in rows
    ]  # fmt: skip


def hidden_suppliers(connection: Connection) -> list[int]:
    """The ids of suppliers that must not be shown."""
    return [number for key in suppressed(connection, "supplier") if (number := read_id(key)) is not None]


def _sums(question: Question) -> tuple[Any, list[Any]]:
    """The table of sums that answers, and what of it counts: of one body, of one year, of both, or all there is."""
    body, year = question.body, question.year
    if body and year:
        table = OrganisationSupplierYearSum
        return table, [table.organisation_id == body.id, table.year == year]
    if body:
        return OrganisationSupplierSum, [OrganisationSupplierSum.organisation_id == body.id]
    if year:
        paid = select(SupplierMonthSum.supplier_id).where(
            SupplierMonthSum.supplier_id == SupplierSum.supplier_id,
            SupplierMonthSum.month.between(year * 100 + 1, year * 100 + 12),
        )
        return SupplierSum, [paid.exists()]
    return SupplierSum, []


def _holds(question: Question) -> list[Any]:
    *whole, last = question.names
    key = " " + Supplier.key + " "
    wholes = [key.contains(f" {word} ", autoescape=True) for word in whole]
    return [*wholes, key.contains(f" {last}" if len(last) > 1 else f" {last} ", autoescape=True)]


def _place(connection: Connection, question: Question, after: str) -> tuple[int, int]:
    sums, conditions = _sums(question)
    number = read_id(after)
    pence = connection.execute(select(sums.pence).where(sums.supplier_id == number, *conditions)).scalar()
    if number is None or pence is None:
        raise lost_place()
    return pence, number
