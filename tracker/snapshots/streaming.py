"""A whole table of a snapshot as one CSV, streamed, so that memory stays flat at any size."""

from collections.abc import Iterator
from typing import Any

import duckdb

from tracker.snapshots.copying import copied
from tracker.snapshots.folders import Snapshot
from tracker.snapshots.public_tables import PublicTable
from tracker.snapshots.writing import csv_query

__all__ = ["csv_chunks"]

_CONFIG: dict[str, Any] = {
    "memory_limit": "256MB",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


def csv_chunks(snapshot: Snapshot, table: PublicTable) -> Iterator[bytes]:
    """The table as CSV in pieces, rows in the order in which the snapshot keeps them; no cell is a formula."""
    query = csv_query(table, f'SELECT * FROM "{table.name}"')  # noqa: S608  names are of our own list
    with duckdb.connect(str(snapshot.database), read_only=True, config=_CONFIG) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        yield from copied(connection, query, "FORMAT csv, HEADER")
