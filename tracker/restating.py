"""Moves files in and out of what counts as versions come and go, and says what changed from each to the next."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, case, delete, func, insert, literal, select, union_all

from tracker.bulk import upsert
from tracker.driver import table_of
from tracker.loading_sums import CountedFile, add_file, stored_cube, take_off_file
from tracker.models.spending import Payment, PaymentPast, Restatement
from tracker.privacy import REDACTED_LATER
from tracker.wordings import drop_wordings, stored_purposes, write_wordings

__all__ = ["demote", "promote", "remove", "restate"]


def demote(connection: Connection, file: CountedFile) -> None:
    """A current file becomes an earlier version: its payments stay as a record and count no more."""
    take_off_file(connection, file, stored_cube(connection, file.resource_id))
    drop_wordings(connection, file.resource_id)
    _move(connection, file.resource_id, Payment, PaymentPast)


def promote(connection: Connection, file: CountedFile) -> None:
    """An earlier version becomes the one that counts, as when a publisher takes a correction back."""
    _move(connection, file.resource_id, PaymentPast, Payment)
    add_file(connection, file, stored_cube(connection, file.resource_id))
    write_wordings(connection, file, stored_purposes(connection, file.resource_id))


def remove(connection: Connection, file: CountedFile, *, counted: bool) -> None:
    """Take a file's payments out, to be loaded anew as a newer parser reads them."""
    if counted:
        take_off_file(connection, file, stored_cube(connection, file.resource_id))
        drop_wordings(connection, file.resource_id)
    for model in (Payment, PaymentPast):
        connection.execute(delete(model).where(model.resource_id == file.resource_id))


def _move(connection: Connection, resource_id: int, source: Any, target: Any) -> None:
    names = [column.name for column in table_of(source).columns if column.name != "id"]
    chosen = select(*(getattr(source, name) for name in names)).where(source.resource_id == resource_id)
    connection.execute(insert(target).from_select(names, chosen.order_by(source.id)))
    connection.execute(delete(source).where(source.resource_id == resource_id))


def restate(connection: Connection, organisation_id: int, versions: Sequence[int]) -> None:
    """Write what changed between each version of a publication and the next; ``versions`` are ids, oldest first."""
    touched = Restatement.old_id.in_(versions) | Restatement.new_id.in_(versions)
    connection.execute(delete(Restatement).where(touched))
    rows = [
        {"old_id": old, "new_id": new, "organisation_id": organisation_id}
        | _changes(connection, _table(connection, old), old, _table(connection, new), new)
        for old, new in pairwise(versions)
    ]
    upsert(connection, Restatement, rows)


def _table(connection: Connection, resource_id: int) -> Any:
    past = select(literal(1)).where(PaymentPast.resource_id == resource_id).limit(1)
    return PaymentPast if connection.execute(past).first() else Payment


def _changes(connection: Connection, old_table: Any, old: int, new_table: Any, new: int) -> dict[str, int]:
    """Payments are the same when day, amount and supplier are: a new layout or a better wording is no restatement."""
    both = union_all(
        *(
            select(table.date, table.amount_pence, table.supplier_id, literal(count).label("count")).where(
                table.resource_id == number
            )
            for table, number, count in ((old_table, old, -1), (new_table, new, 1))
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
    before, after = _totals(connection, old_table, old), _totals(connection, new_table, new)
    names = select(func.count()).where(old_table.resource_id == old, old_table.redaction == REDACTED_LATER)
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


def _totals(connection: Connection, table: Any, resource_id: int) -> tuple[int, int]:
    sums = select(func.count(), func.coalesce(func.sum(table.amount_pence), 0)).where(table.resource_id == resource_id)
    rows, pence = connection.execute(sums).one()
    return rows, int(pence)
