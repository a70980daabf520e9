"""Read the public tables out of the database in one consistent look, straight into a DuckDB file.

Rows travel as Arrow, which the drivers make without a Python object for each cell; that is what keeps a snapshot of
ten million payments within a few minutes and a few hundred megabytes.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Boolean, Integer, String, make_url

from tracker.models import Base
from tracker.plain_errors import PlainError
from tracker.snapshots.public_tables import PublicTable

__all__ = ["ReadingError", "copy_table", "count_rows", "one_look", "open_target", "rows_of", "single_number"]

_BATCH = 20_000
# ``row_ids.shown_id`` in DuckDB: 13 letters of five bits each, two at a time, which takes half the time of one by one.
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = str([left + right for left in _LETTERS for right in _LETTERS])
_SHOWN_ID = "CREATE OR REPLACE TEMP MACRO shown_id(number) AS " + " || ".join(
    [f"{_PAIRS}[((number >> {shift}) & 1023) + 1]" for shift in range(55, 0, -10)]
    + [f"substr('{_LETTERS}', (number & 31)::INTEGER + 1, 1)"]
)


class ReadingError(PlainError):
    """The database cannot be read for a snapshot; the message says why."""


@contextmanager
def one_look(database: str) -> Iterator[Any]:
    """A connection (of ADBC) in which every query sees the database as it was at the first one."""
    address = make_url(database)
    if address.get_backend_name() == "sqlite":
        if address.database in {None, "", ":memory:"}:
            raise ReadingError("A database in memory cannot be published: another connection would find it empty.")
        from adbc_driver_sqlite import dbapi

        connection = dbapi.connect(f"file:{Path(str(address.database)).absolute()}?mode=ro")
        first = "SELECT 1 FROM organisation LIMIT 1"  # the look begins with the first thing read
    else:
        from adbc_driver_postgresql import dbapi  # type: ignore[no-redef]

        connection = dbapi.connect(address.set(drivername="postgresql").render_as_string(hide_password=False))
        first = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
    try:
        with connection.cursor() as cursor:
            cursor.execute(first)
            if address.get_backend_name() != "sqlite":
                cursor.execute("SET LOCAL TIME ZONE 'UTC'")
        yield connection
    finally:
        connection.rollback()
        connection.close()


def open_target(path: Path | None, *, memory: str = "512MB") -> duckdb.DuckDBPyConnection:
    """A DuckDB file for the public tables (in memory when None), which never reaches for the network."""
    connection = duckdb.connect(str(path) if path else ":memory:")
    connection.execute("SET autoinstall_known_extensions = false")
    connection.execute("SET autoload_known_extensions = false")
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(f"SET memory_limit = '{memory}'")
    connection.execute(_SHOWN_ID)
    connection.execute("CREATE TEMP TABLE withheld (what VARCHAR, id VARCHAR, reason VARCHAR)")
    # The stream of rows must be the side that flows past: held instead, it would not fit.
    connection.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
    return connection


def count_rows(connection: Any, table: PublicTable) -> int:
    """How many rows the database has for that table."""
    where = f" WHERE {table.where}" if table.where else ""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table.source}" r{where}')  # noqa: S608  names are of our own list
        return int(cursor.fetchone()[0])


def copy_table(connection: Any, target: duckdb.DuckDBPyConnection, table: PublicTable, keep: str = "") -> int:
    """Read one public table into the DuckDB file and return how many rows arrived there.

    ``keep`` is a condition of DuckDB over the rows read, ``r``; those it is not true for stay behind.
    """
    with rows_of(connection, _statement(table)) as rows:
        target.register("rows_read", pa.RecordBatchReader.from_batches(rows.schema, _with_nulls(rows)))
        columns = ", ".join(f'{column.expression} AS "{column.name}"' for column in table.columns)
        source = f"rows_read r {table.join}"
        source += f" WHERE {keep}" if keep else ""
        # Two threads that take batches from one stream may put them down in the wrong order.
        target.execute("SET threads = 1")
        target.execute(f'CREATE TABLE "{table.name}" AS SELECT {columns} FROM {source}')  # noqa: S608
        target.execute("RESET threads")
        target.unregister("rows_read")
    return single_number(target, f'SELECT count(*) FROM "{table.name}"')  # noqa: S608


def single_number(target: duckdb.DuckDBPyConnection, query: str) -> int:
    """The one number that a query gives; nothing counts as 0."""
    found = target.execute(query).fetchall()
    return int(found[0][0] or 0) if found else 0


@contextmanager
def rows_of(connection: Any, statement: str) -> Iterator[pa.RecordBatchReader]:
    """The rows of a statement as a stream of Arrow batches."""
    with connection.cursor() as cursor:
        if "sqlite" in connection.adbc_get_info().get("vendor_name", "").lower():
            cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": str(_BATCH)})
        cursor.execute(statement)
        yield cursor.fetch_record_batch()


def _statement(table: PublicTable) -> str:
    kinds = _kinds(table)
    columns = [_read(name, kinds[name], masked=masked) for name, masked in table.reads]
    where = f" WHERE {table.where}" if table.where else ""
    order = f" ORDER BY {table.read_order}" if table.read_order else ""
    return f'SELECT {", ".join(columns)} FROM "{table.source}" r{where}{order}'  # noqa: S608


def _kinds(table: PublicTable) -> Mapping[str, Any]:
    return {column.name: column.type for column in Base.metadata.tables[table.source].columns}


def _with_nulls(batches: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    """The batches as they arrive, empty text as no value again: a bit for each cell is made, and no text is copied."""
    for batch in _ahead(batches):
        columns = [_without_empty(column) if pa.types.is_string(column.type) else column for column in batch.columns]
        yield pa.RecordBatch.from_arrays(columns, schema=batch.schema)


def _ahead(batches: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    """The batches in order, the next one read by a thread of its own while DuckDB takes this one in."""
    with ThreadPoolExecutor(1) as beside:
        coming = beside.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = beside.submit(next, batches, None)
            yield batch


def _without_empty(texts: pa.StringArray) -> pa.StringArray:
    _, places, letters = texts.buffers()
    filled = pc.greater(pc.binary_length(texts), 0).buffers()[1]
    return pa.StringArray.from_buffers(len(texts), places.slice(4 * texts.offset), letters, filled)


def _read(name: str, kind: Any, *, masked: bool) -> str:
    """One column as text or whole number: SQLite's driver guesses a type from the first rows, which may be empty."""
    value = f'r."{name}"'
    if masked:
        value = f"CASE WHEN r.personal THEN NULL ELSE {value} END"
    if isinstance(kind, Boolean):
        return f'CAST({value} AS INTEGER) AS "{name}"'
    if isinstance(kind, Integer):
        return f'{value} AS "{name}"'
    if not isinstance(kind, String):
        value = f"CAST({value} AS TEXT)"
    return f"COALESCE({value}, '') AS \"{name}\""
