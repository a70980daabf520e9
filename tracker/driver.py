"""Hands many rows to the database driver itself: tuples by executemany on SQLite, COPY on PostgreSQL.

Both are several times faster than letting SQLAlchemy look at each row, and a file may hold a million payments.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Table

from tracker.models.base import Base

__all__ = ["add_to_sums", "delete_keys", "table_of", "write_rows"]

Rows = Sequence[tuple[Any, ...]]


def table_of(model: type[Base]) -> Table:
    """The table of a model."""
    table = model.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{model.__name__} is not a table")
    return table


def write_rows(connection: Connection, model: type[Base], names: Sequence[str], rows: Rows) -> None:
    """Insert tuples in the order of ``names``; dates as ISO text, moments are not for this door."""
    if not rows:
        return
    table = table_of(model).name
    if connection.dialect.name == "postgresql":
        _copy(connection, table, names, rows)
        return
    connection.exec_driver_sql(
        f"INSERT INTO {table} ({_listed(names)}) VALUES ({', '.join('?' * len(names))})",  # noqa: S608
        list(rows),
    )


def add_to_sums(connection: Connection, model: type[Base], names: Sequence[str], rows: Rows) -> None:
    """Add figures to rows of a table of sums; a row that is not there is made. What is no key is added up."""
    if not rows:
        return
    table = table_of(model)
    keys = [column.name for column in table.primary_key]
    added = ", ".join(
        f'"{name}" = {table.name}."{name}" + excluded."{name}"'
        for name in names
        if name not in (*keys, "organisation_id")
    )
    upsert = f"ON CONFLICT ({_listed(keys)}) DO UPDATE SET {added}"
    head = f"INSERT INTO {table.name} ({_listed(names)})"
    if connection.dialect.name == "postgresql":
        draft = f"draft_of_{table.name}"
        connection.exec_driver_sql(f"CREATE TEMP TABLE IF NOT EXISTS {draft} (LIKE {table.name}) ON COMMIT DROP")
        connection.exec_driver_sql(f"TRUNCATE {draft}")
        _copy(connection, draft, names, rows)
        connection.exec_driver_sql(f"{head} SELECT {_listed(names)} FROM {draft} {upsert}")  # noqa: S608
        return
    marks = ", ".join("?" * len(names))
    connection.exec_driver_sql(f"{head} VALUES ({marks}) {upsert}", list(rows))


def delete_keys(connection: Connection, model: type[Base], keys: Rows, condition: str) -> None:
    """Delete the rows with these primary keys for which the SQL ``condition`` of ours holds."""
    if not keys:
        return
    table = table_of(model)
    mark = "%s" if connection.dialect.name == "postgresql" else "?"
    where = " AND ".join(f'"{column.name}" = {mark}' for column in table.primary_key)
    connection.exec_driver_sql(f"DELETE FROM {table.name} WHERE {where} AND {condition}", list(keys))  # noqa: S608


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _copy(connection: Connection, table: str, names: Sequence[str], rows: Rows) -> None:
    cursor: Any = connection.connection.cursor()
    with cursor, cursor.copy(f"COPY {table} ({_listed(names)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
