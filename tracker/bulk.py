"""Write many rows at once, by primary key, the same on SQLite and PostgreSQL.

The statement is built once and handed to the driver with tuples: that is twice as fast as letting SQLAlchemy look at
every row, and a file of notices or grants has a hundred thousand of them.
"""

import datetime as dt
import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Date, Table, bindparam
from sqlalchemy.dialects import postgresql, sqlite

from tracker.models.base import Base, UtcDateTime

__all__ = ["insert_new", "uncollected", "upsert"]

Rows = Sequence[Mapping[str, Any]]


@contextmanager
def uncollected() -> Iterator[None]:
    """Load without the collector of cycles: rows and JSON have none, and thousands of live objects would be walked.

    What is no longer needed is freed all the same, by counting references.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def upsert(connection: Connection, model: type[Base], rows: Rows) -> None:
    """Insert the rows; one whose primary key is there replaces it whole. All rows must have the same keys."""
    _write(connection, model, rows, replace=True)


def insert_new(connection: Connection, model: type[Base], rows: Rows) -> None:
    """Insert the rows; one whose primary key is there is left as it is. All rows must have the same keys."""
    _write(connection, model, rows, replace=False)


def _write(connection: Connection, model: type[Base], rows: Rows, *, replace: bool) -> None:
    if not rows:
        return
    table = model.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{model.__name__} is not a table")
    names = list(rows[0])
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).values({name: bindparam(name) for name in names})
    keys = [column.name for column in table.primary_key]
    others = [name for name in names if name not in keys]
    if replace and others:
        statement = statement.on_conflict_do_update(
            index_elements=keys, set_={name: statement.excluded[name] for name in others}
        )
    else:
        statement = statement.on_conflict_do_nothing(index_elements=keys)
    compiled = statement.compile(dialect=connection.dialect, column_keys=names)
    if compiled.positiontup is None:
        connection.exec_driver_sql(str(compiled), [dict(row) for row in rows])
        return
    columns = (_column(rows, name, _as_kept(table, name)) for name in compiled.positiontup)
    connection.exec_driver_sql(str(compiled), list(zip(*columns, strict=True)))


def _column(rows: Rows, name: str, turn: Callable[[Any], Any] | None) -> Iterable[Any]:
    values = [row[name] for row in rows]
    return map(turn, values) if turn else values


def _as_kept(table: Table, name: str) -> Callable[[Any], Any] | None:
    """How SQLite keeps a value of that column; None when the driver's own way is right."""
    kind = table.c[name].type
    if isinstance(kind, UtcDateTime):
        return _moment
    return _day if isinstance(kind, Date) else None


@lru_cache(maxsize=1_000)
def _moment(value: dt.datetime | None) -> str | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be stored")
    return value.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _day(value: dt.date | None) -> str | None:
    return None if value is None else value.isoformat()
