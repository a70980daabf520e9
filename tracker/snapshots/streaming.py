"""A whole table of a snapshot as one CSV, streamed: DuckDB writes it into a pipe, so memory stays flat at any size."""

import os
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from tracker.snapshots.folders import Snapshot
from tracker.snapshots.public_tables import PublicTable
from tracker.snapshots.writing import csv_query, literal

__all__ = ["csv_chunks"]

_CHUNK = 1 << 18
_CONFIG: dict[str, Any] = {
    "memory_limit": "256MB",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


def csv_chunks(snapshot: Snapshot, table: PublicTable) -> Iterator[bytes]:
    """The table as CSV in pieces, rows in the order in which the snapshot keeps them; no cell is a formula."""
    query = csv_query(table, f'SELECT * FROM "{table.name}"')  # noqa: S608  names are of our own list
    with tempfile.TemporaryDirectory(prefix="daylight-csv-") as folder:
        pipe = Path(folder) / "table.csv"
        os.mkfifo(pipe, 0o600)
        failed: list[duckdb.Error] = []
        writer = threading.Thread(target=_write, args=(snapshot.database, query, pipe, failed), daemon=True)
        writer.start()
        try:
            with pipe.open("rb", buffering=0) as stream:
                while chunk := stream.read(_CHUNK):
                    yield chunk
        finally:
            # A reader who left has closed the pipe, and the writer ends at its next write.
            writer.join()
        if failed:
            raise failed[0]


def _write(database: Path, query: str, pipe: Path, failed: list[duckdb.Error]) -> None:
    try:
        with duckdb.connect(str(database), read_only=True, config=_CONFIG) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            connection.execute(f"COPY ({query}) TO {literal(str(pipe))} (FORMAT csv, HEADER, USE_TMP_FILE false)")
    except duckdb.Error as error:
        failed.append(error)
        with pipe.open("ab"):
            pass  # lets the reader come to its end when the pipe was never opened
