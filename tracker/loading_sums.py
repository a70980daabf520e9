"""Adds payments up in one pass and keeps every table of sums in step with them, in the caller's transaction.

Payments are first counted by all the keys together (a cube); each table of sums is a roll-up of that cube. A file
that leaves is taken off with the same figures, read back from the database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, case, delete, extract, func, select

from tracker.bulk import upsert
from tracker.driver import add_to_sums, delete_keys, table_of
from tracker.models.base import Base
from tracker.models.spending import Payment
from tracker.models.sums import (
    CategoryMonthSum,
    CategorySum,
    MonthSum,
    OrganisationSum,
    OrganisationSupplierSum,
    OrganisationSupplierYearSum,
    ResourceMonthSum,
    SupplierMonthSum,
    SupplierSum,
)
from tracker.row_ids import row_id

__all__ = ["CUBE", "CountedFile", "Tally", "add_file", "category_id", "stored_cube", "take_off_file"]

_KEYS = ("currency", "month", "supplier_id", "category_id", "redacted", "personal", "card")
CUBE = pa.schema(
    [
        ("currency", pa.string()),
        ("month", pa.int32()),
        ("supplier_id", pa.int64()),
        ("category_id", pa.int64()),
        ("redacted", pa.bool_()),
        ("personal", pa.bool_()),
        ("card", pa.bool_()),
        ("payments", pa.int64()),
        ("pence", pa.int64()),
    ]
)
_WATCHED = ("redacted", "uncategorised", "personal", "card")
_FOLD_AT = 500_000  # rows of the cube in hand before it is folded again, so that memory stays flat

# Table of sums: its keys as columns of the rolled-up cube.
_ROLL_UPS: tuple[tuple[type[Base], tuple[str, ...]], ...] = (
    (SupplierSum, ("supplier_id",)),
    (SupplierMonthSum, ("supplier_id", "month")),
    (OrganisationSupplierSum, ("supplier_id", "organisation_id")),
    (OrganisationSupplierYearSum, ("supplier_id", "organisation_id", "year")),
    (CategorySum, ("organisation_id", "category_id")),
    (CategoryMonthSum, ("organisation_id", "category_id", "month")),
)


@dataclass(frozen=True, slots=True)
class CountedFile:
    """A file whose payments are counted; ``refused`` counts its refused rows by month (0: not known)."""

    organisation_id: int
    resource_id: int
    refused: Mapping[int, int] = field(default_factory=dict)


def category_id(label: str | None) -> int:
    """The id of a category as published; 0 for none. Case and spacing make no difference."""
    folded = " ".join(label.casefold().split()) if label else ""
    return row_id("category", folded) if folded else 0


class Tally:
    """Gathers payments, batch by batch, into one cube."""

    def __init__(self) -> None:
        self._parts: list[pa.Table] = []
        self._rows = 0

    def add(self, batch: pa.Table) -> None:
        """Add a table in the columns of ``CUBE``."""
        self._parts.append(batch)
        self._rows += batch.num_rows
        if self._rows > _FOLD_AT:
            self._parts = [self.cube()]
            self._rows = self._parts[0].num_rows

    def cube(self) -> pa.Table:
        """The cube of all that was added."""
        return _folded(pa.concat_tables(self._parts)) if self._parts else CUBE.empty_table()


def _folded(table: pa.Table) -> pa.Table:
    return _rolled(table, _KEYS).select(CUBE.names).cast(CUBE)


def _rolled(table: pa.Table, keys: Sequence[str], figures: Sequence[str] = ("payments", "pence")) -> pa.Table:
    summed = table.group_by(list(keys)).aggregate([(name, "sum") for name in figures])
    return summed.select([*keys, *(f"{name}_sum" for name in figures)]).rename_columns([*keys, *figures])


def stored_cube(connection: Connection, resource_id: int, model: Any = Payment) -> pa.Table:
    """The cube of a file's payments as the database holds them (``model``: current or past)."""
    month = case((model.date.is_(None), 0), else_=extract("year", model.date) * 100 + extract("month", model.date))
    keys = (
        model.currency,
        month,
        model.supplier_id,
        model.category,
        model.redaction.is_not(None),
        model.personal,
        model.card,
    )
    statement = (
        select(*keys, func.count(), func.sum(model.amount_pence))
        .where(model.resource_id == resource_id)
        .group_by(*keys)
    )
    rows = [
        (
            row[0],
            int(row[1]),
            row[2],
            category_id(row[3]),
            bool(row[4]),
            bool(row[5]),
            bool(row[6]),
            row[7],
            int(row[8]),
        )
        for row in connection.execute(statement)
    ]
    records = [dict(zip(CUBE.names, row, strict=True)) for row in rows]
    return pa.Table.from_pylist(records, schema=CUBE)


def add_file(connection: Connection, file: CountedFile, cube: pa.Table) -> None:
    """Add a file that is now current."""
    _change(connection, file, cube, sign=1)
    by_month = _rolled(_in_pounds(cube), ("month",)).sort_by("month")
    keys = (file.resource_id, file.organisation_id)
    rows = [(keys[0], month, keys[1], count, pence) for month, count, pence in _tuples(by_month)]
    names = ("resource_id", "month", "organisation_id", "payments", "pence")
    add_to_sums(connection, ResourceMonthSum, names, rows)


def take_off_file(connection: Connection, file: CountedFile, cube: pa.Table) -> None:
    """Take a file off that is no longer current."""
    _change(connection, file, cube, sign=-1)
    connection.execute(delete(ResourceMonthSum).where(ResourceMonthSum.resource_id == file.resource_id))


def _change(connection: Connection, file: CountedFile, cube: pa.Table, *, sign: int) -> None:
    organisation_id = file.organisation_id
    _months(connection, file, cube, sign)
    pounds = _in_pounds(cube)
    organisation = pa.repeat(pa.scalar(organisation_id, pa.int64()), pounds.num_rows)
    year = pc.cast(pc.divide(pounds["month"], pa.scalar(100, pa.int32())), pa.int32())
    pounds = pounds.append_column("organisation_id", organisation).append_column("year", year)
    named = pounds.filter(pc.is_valid(pounds["supplier_id"]))
    for model, keys in _ROLL_UPS:
        rolled = _rolled(named if "supplier_id" in keys else pounds, keys).sort_by([(key, "ascending") for key in keys])
        rows = [(*row[:-2], sign * row[-2], sign * row[-1]) for row in _tuples(rolled)]
        add_to_sums(connection, model, (*keys, "payments", "pence"), rows)
        if sign < 0:
            order = [keys.index(column.name) for column in table_of(model).primary_key]
            delete_keys(connection, model, [tuple(row[at] for at in order) for row in rows], "payments = 0")
    _organisation(connection, organisation_id)


def _in_pounds(cube: pa.Table) -> pa.Table:
    return cube.filter(pc.equal(cube["currency"], "GBP"))


def _months(connection: Connection, file: CountedFile, cube: pa.Table, sign: int) -> None:
    organisation_id, refused = file.organisation_id, file.refused
    table = cube.append_column("uncategorised", pc.equal(cube["category_id"], 0))
    figures = ["payments", "pence"]
    for name in _WATCHED:
        marked = pc.cast(table[name], pa.int64())
        for figure in ("payments", "pence"):
            table = table.append_column(f"{name}_{figure}", pc.multiply(marked, table[figure]))
            figures.append(f"{name}_{figure}")
    rolled = _rolled(table, ("currency", "month"), figures)
    found = {(row[0], row[1]): list(row[2:]) for row in _tuples(rolled)}
    for month in refused:
        found.setdefault(("GBP", month), [0] * len(figures))
    rows = [
        (
            organisation_id, month, currency, *(sign * value for value in values),
            sign * (refused.get(month, 0) if currency == "GBP" else 0),
        )
        for (currency, month), values in sorted(found.items())
    ]  # fmt: skip
    add_to_sums(connection, MonthSum, ("organisation_id", "month", "currency", *figures, "refused_rows"), rows)
    if sign < 0:
        delete_keys(connection, MonthSum, [row[:3] for row in rows], "payments = 0 AND refused_rows = 0")


def _organisation(connection: Connection, organisation_id: int) -> None:
    """A council's own row is small enough to be added up anew from its months."""
    months = connection.execute(
        select(MonthSum).where(MonthSum.organisation_id == organisation_id).order_by(MonthSum.currency, MonthSum.month)
    ).all()
    connection.execute(delete(OrganisationSum).where(OrganisationSum.organisation_id == organisation_id))
    if not months:
        return
    pounds = [row for row in months if row.currency == "GBP"]
    dated = [row.month for row in pounds if row.month and row.payments]
    watched = [f"{name}_{figure}" for name in _WATCHED for figure in ("payments", "pence")]
    row: dict[str, Any] = {
        "organisation_id": organisation_id,
        "first_month": min(dated, default=0),
        "last_month": max(dated, default=0),
        "months": len(dated),
        "undated_payments": sum(row.payments for row in pounds if not row.month),
        "other_currency_payments": sum(row.payments for row in months if row.currency != "GBP"),
    }
    row |= {
        name: sum(getattr(month, name) for month in pounds) for name in ("payments", "pence", "refused_rows", *watched)
    }
    upsert(connection, OrganisationSum, [row])


def _tuples(table: pa.Table) -> list[tuple[Any, ...]]:
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))
