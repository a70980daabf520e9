"""Moves files in and out of what counts as versions come and go, and says what changed from each to the next."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, case, delete, func, insert, literal, select, union_all

from tracker.bulk import upsert
from tracker.driver import table_of
from tracker.loading_sums import CountedFile, add_file, stored_cube, take_off_file
from tracker.models.spending import Payment, PaymentPast, Restatement
from tracker.privacy import REDACTED_LATER
from tracker.wordings import drop_wordings, stored_purposes, write_wordings

__all__ = ["demote", "move_rows", "promote", "recounted", "remove", "restate"]

_AT_ONCE = 10_000  # ids in one statement; databases allow some tens of thousands


def demote(connection: Connection, file: CountedFile) -> None:
    """A current file becomes an earlier version: its payments stay as a record and count no more."""
    take_off_file(connection, file, stored_cube(connection, file.resource_id))
    drop_wordings(connection, file.resource_id)
    _move(connection, Payment, PaymentPast, Payment.resource_id == file.resource_id)


def promote(connection: Connection, file: CountedFile) -> None:
    """An earlier version becomes the one that counts, as when a publisher takes a correction back."""
    _move(connection, PaymentPast, Payment, PaymentPast.resource_id == file.resource_id)
    add_file(connection, file, stored_cube(connection, file.resource_id))
    write_wordings(connection, file, stored_purposes(connection, file.resource_id))


def remove(connection: Connection, file: CountedFile, *, counted: bool) -> None:
    """Take a file's payments out, to be loaded anew as a newer parser reads them."""
    if counted:
        take_off_file(connection, file, stored_cube(connection, file.resource_id))
        drop_wordings(connection, file.resource_id)
    for model in (Payment, PaymentPast):
        connection.execute(delete(model).where(model.resource_id == file.resource_id))


@contextmanager
def recounted(connection: Connection, file: CountedFile) -> Iterator[None]:
    """Take a current file out of the sums, let the caller move some of its payments, and add up what counts now."""
    take_off_file(connection, file, stored_cube(connection, file.resource_id))
    drop_wordings(connection, file.resource_id)
    yield
    add_file(connection, file, stored_cube(connection, file.resource_id))
    write_wordings(connection, file, stored_purposes(connection, file.resource_id))


def move_rows(connection: Connection, source: Any, target: Any, ids: Sequence[int]) -> None:
    """Move payments between those that count and those that are kept as a record; ``ids`` are of the source's rows."""
    for start in range(0, len(ids), _AT_ONCE):
        _move(connection, source, target, source.id.in_(ids[start : start + _AT_ONCE]))


def _move(connection: Connection, source: Any, target: Any, which: Any) -> None:
    names = [column.name for column in table_of(source).columns if column.name != "id"]
    chosen = select(*(getattr(source, name) for name in names)).where(which)
    connection.execute(insert(target).from_select(names, chosen.order_by(source.id)))
    connection.execute(delete(source).where(which))


def restate(connection: Connection, organisation_id: int, versions: Sequence[int]) -> None:
    """Write what changed between each version of a publication and the next; ``versions`` are ids, oldest first."""
    touched = Restatement.old_id.in_(versions) | Restatement.new_id.in_(versions)
    connection.execute(delete(Restatement).where(touched))
    rows = [
        {"old_id": old, "new_id": new, "organisation_id": organisation_id} | _changes(connection, old, new)
        for old, new in pairwise(versions)
    ]
    upsert(connection, Restatement, rows)


def _changes(connection: Connection, old: int, new: int) -> dict[str, int]:
    """Payments are the same when day, amount and supplier are: a new layout or a better wording is no restatement.

    A file's payments are looked for in both tables: some of a current one may count in another publication.
    """
    both = union_all(
        *(
            select(table.date, table.amount_pence, table.supplier_id, literal(count).label("count")).where(
                table.resource_id == number
            )
            for table in (Payment, PaymentPast)
            for number, count in ((old, -1), (new, 1))
        )
    ).subquery()
    change = func.sum(both.c.count)
    changed = (
        select(both.c.amount_pence, change.label("change"))
        .group_by(both.c.date, both.c.amount_pence, both.c.supplier_id)
        .having(change != 0)
        .subquery()
    )
    more, less = changed.c.change > 0, changed.c.change < 0
    sums = [
        func.coalesce(func.sum(case((which, sign * changed.c.change * worth), else_=0)), 0)
        for worth in (1, changed.c.amount_pence)
        for which, sign in ((more, 1), (less, -1))
    ]
    added, removed, pence_added, pence_removed = connection.execute(select(*sums)).one()
    before, after = _totals(connection, old), _totals(connection, new)
    names = select(func.count()).where(PaymentPast.resource_id == old, PaymentPast.redaction == REDACTED_LATER)
    return {
        "rows_before": before[0],
        "rows_after": after[0],
        "rows_added": int(added),
        "rows_removed": int(removed),
        "pence_before": before[1],
        "pence_after": after[1],
        "pence_added": int(pence_added),
        "pence_removed": int(pence_removed),
        "names_redacted": connection.execute(names).scalar_one(),
    }


def _totals(connection: Connection, resource_id: int) -> tuple[int, int]:
    rows = pence = 0
    for table in (Payment, PaymentPast):
        sums = select(func.count(), func.coalesce(func.sum(table.amount_pence), 0))
        found = connection.execute(sums.where(table.resource_id == resource_id)).one()
        rows, pence = rows + found[0], pence + int(found[1])
    return rows, pence
