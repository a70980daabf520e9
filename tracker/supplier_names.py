"""Writes suppliers as their names are met: the best spelling shown, company numbers, and the index of names."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, delete, exists, select, text

from tracker.bulk import insert_new, upsert
from tracker.models.organisations import Supplier, SupplierCompany
from tracker.models.spending import Payment, PaymentPast
from tracker.payment_rows import NameBook
from tracker.suppliers import spelling_rank, supplier_key

__all__ = ["add_suppliers", "drop_unused"]

_QUERY = 500  # ids in one question, below the limits of both databases


def add_suppliers(connection: Connection, book: NameBook) -> None:
    """Write the names shown in a file; the least of all spellings by ``spelling_rank`` is the supplier's name."""
    best: dict[int, str] = {}
    for name in book.shown:
        number = book.id_of(name)
        if number not in best or spelling_rank(name) < spelling_rank(best[number]):
            best[number] = name
    kept = _kept(connection, sorted(best))
    better: list[dict[str, Any]] = [
        {"id": number, "key": supplier_key(name), "name": name, "rank": spelling_rank(name)}
        for number, name in sorted(best.items())
        if number not in kept or spelling_rank(name) < kept[number]
    ]
    upsert(connection, Supplier, better)
    _index(connection, [number for number in sorted(best) if number not in kept])
    companies = [{"supplier_id": supplier, "company_number": number} for supplier, number in sorted(book.companies)]
    insert_new(connection, SupplierCompany, companies)


def drop_unused(connection: Connection, ids: Iterable[int]) -> None:
    """Forget those suppliers that no payment names any more, now or in an earlier version."""
    for some in _some(sorted(set(ids))):
        used = [exists().where(model.supplier_id == Supplier.id) for model in (Payment, PaymentPast)]
        statement = select(Supplier.id).where(Supplier.id.in_(some), ~used[0], ~used[1]).order_by(Supplier.id)
        unused = list(connection.execute(statement).scalars())
        _index(connection, unused, remove=True)
        connection.execute(delete(SupplierCompany).where(SupplierCompany.supplier_id.in_(unused)))
        connection.execute(delete(Supplier).where(Supplier.id.in_(unused)))


def _some(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + _QUERY] for start in range(0, len(ids), _QUERY))


def _kept(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for some in _some(ids):
        rows = connection.execute(select(Supplier.id, Supplier.rank).where(Supplier.id.in_(some)).order_by(Supplier.id))
        found |= {row.id: row.rank for row in rows}
    return found


def _index(connection: Connection, ids: Sequence[int], *, remove: bool = False) -> None:
    # PostgreSQL keeps its indexes by itself; SQLite's have to be told. They hold the key, which never changes.
    if connection.dialect.name != "sqlite" or not ids:
        return
    for index in ("search_supplier", "search_supplier_near"):
        head, mark = (f"{index}, rowid, key", "'delete', ") if remove else ("rowid, key", "")
        statement = f"INSERT INTO {index} ({head}) SELECT {mark}id, key FROM supplier WHERE id = :id"  # noqa: S608
        connection.execute(text(statement), [{"id": number} for number in ids])
