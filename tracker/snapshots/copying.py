"""What DuckDB writes of a query, as a stream of bytes: it writes into a pipe, so memory stays flat at any size."""

import os
import threading
from collections.abc import Iterator

import duckdb

__all__ = ["copied", "literal"]

_CHUNK = 1 << 18


def literal(text: str) -> str:
    """A text as it stands in a statement of SQL."""
    return "'" + text.replace("'", "''") + "'"


def copied(connection: duckdb.DuckDBPyConnection, query: str, shape: str) -> Iterator[bytes]:
    """The rows of the query in pieces, in the shape that the options of COPY name; raises what DuckDB raises.

    DuckDB goes on in a thread of its own while a piece is used; the connection is its alone until the stream ends.
    """
    reading, writing = os.pipe()
    failed: list[duckdb.Error] = []
    writer = threading.Thread(target=_write, args=(connection, query, shape, writing, failed), daemon=True)
    writer.start()
    try:
        with open(reading, "rb", buffering=0) as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk
    finally:
        # A reader who left has closed the pipe, and the writer ends at its next write.
        writer.join()
    if failed:
        raise failed[0]


def _write(
    connection: duckdb.DuckDBPyConnection, query: str, shape: str, pipe: int, failed: list[duckdb.Error]
) -> None:
    try:
        connection.execute(f"COPY ({query}) TO '/dev/fd/{pipe}' ({shape}, USE_TMP_FILE false)")
    except duckdb.Error as error:
        failed.append(error)
    finally:
        os.close(pipe)  # the end for the reader, whether DuckDB opened the pipe or not
