"""Write many rows at once, by id, the same on SQLite and PostgreSQL."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from tracker.models.base import Base

__all__ = ["insert_new", "upsert"]

Rows = Sequence[Mapping[str, Any]]


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
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table)
    keys = [column.name for column in table.primary_key]
    columns = [name for name in rows[0] if name not in keys]
    if replace and columns:
        statement = statement.on_conflict_do_update(
            index_elements=keys, set_={name: statement.excluded[name] for name in columns}
        )
    else:
        statement = statement.on_conflict_do_nothing(index_elements=keys)
    connection.execute(statement, list(rows))
