"""Keeps the words of purposes, once for each current file that uses them, and the index that finds them."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, delete, func, select, text

from tracker.driver import write_rows
from tracker.loading_sums import CountedFile
from tracker.models.spending import Payment
from tracker.models.sums import Category, Wording
from tracker.row_ids import row_id

__all__ = ["Purposes", "add_categories", "drop_wordings", "stored_purposes", "write_wordings"]

_Figures = tuple[int, int, int]  # payments, pence, the least payment id, as an example


class Purposes:
    """Counts the payments in pounds behind each purpose of one file."""

    def __init__(self) -> None:
        self._found: dict[str, _Figures] = {}

    def add(self, table: pa.Table) -> None:
        """Add a batch with the columns purpose, currency, amount_pence and pid."""
        told = table.filter(pc.and_(pc.is_valid(table["purpose"]), pc.equal(table["currency"], "GBP")))
        if not told.num_rows:
            return
        grouped = told.group_by("purpose").aggregate([([], "count_all"), ("amount_pence", "sum"), ("pid", "min")])
        columns = (grouped[name].to_pylist() for name in ("purpose", "count_all", "amount_pence_sum", "pid_min"))
        for purpose, payments, pence, pid in zip(*columns, strict=True):
            self.count(purpose, (payments, pence, pid))

    def count(self, purpose: str, figures: _Figures) -> None:
        """Add the figures of one purpose."""
        words = " ".join(purpose.split())
        before = self._found.get(words)
        if before is not None:
            figures = (before[0] + figures[0], before[1] + figures[1], min(before[2], figures[2]))
        self._found[words] = figures

    def items(self) -> list[tuple[str, _Figures]]:
        """The words with their figures, in order of the words."""
        return sorted((words, figures) for words, figures in self._found.items() if words)


def stored_purposes(connection: Connection, resource_id: int) -> Purposes:
    """The purposes of a current file as the database holds them."""
    statement = (
        select(Payment.purpose, func.count(), func.sum(Payment.amount_pence), func.min(Payment.pid))
        .where(Payment.resource_id == resource_id, Payment.currency == "GBP", Payment.purpose.is_not(None))
        .group_by(Payment.purpose)
    )
    found = Purposes()
    for purpose, payments, pence, pid in connection.execute(statement):
        found.count(str(purpose), (payments, int(pence), pid))
    return found


def write_wordings(connection: Connection, file: CountedFile, purposes: Purposes) -> None:
    """Write the words of a file that is now current."""
    rows = [
        (
            row_id("wording", file.resource_id, words),
            file.organisation_id,
            file.resource_id,
            words,
            pid,
            payments,
            pence,
        )
        for words, (payments, pence, pid) in purposes.items()
    ]
    names = ("id", "organisation_id", "resource_id", "words", "pid", "payments", "pence")
    write_rows(connection, Wording, names, rows)
    if connection.dialect.name == "sqlite":
        statement = "INSERT INTO search_words (rowid, words) SELECT id, words FROM wording WHERE resource_id = :id"
        connection.execute(text(statement), {"id": file.resource_id})


def drop_wordings(connection: Connection, resource_id: int) -> None:
    """Take the words of a file out of the search."""
    if connection.dialect.name == "sqlite":
        statement = (
            "INSERT INTO search_words (search_words, rowid, words) "
            "SELECT 'delete', id, words FROM wording WHERE resource_id = :id"
        )
        connection.execute(text(statement), {"id": resource_id})
    connection.execute(delete(Wording).where(Wording.resource_id == resource_id))


def add_categories(connection: Connection, labels: dict[int, str]) -> None:
    """Name the categories met; of several spellings the least is shown, whatever the order of loading."""
    least = "LEAST" if connection.dialect.name == "postgresql" else "min"
    statement = text(
        f"INSERT INTO {Category.__tablename__} (id, label) VALUES (:id, :label) "  # noqa: S608
        f"ON CONFLICT (id) DO UPDATE SET label = {least}(category.label, excluded.label)"
    )
    rows: list[dict[str, Any]] = [{"id": number, "label": label} for number, label in sorted(labels.items()) if number]
    if rows:
        connection.execute(statement, rows)
