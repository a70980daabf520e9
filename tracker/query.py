"""SQL for strangers: any SELECT over a snapshot, answered by a process of its own that is killed when it is too slow.

The file that is asked holds only what is public and is opened read-only, so there is nothing to protect in it; the
limits protect the machine. See ``tracker.query_child`` for what is shut, and hostile-inputs C7 for what was tried.
"""

import datetime as dt
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tracker.csv_text import csv_text
from tracker.plain_errors import PlainError
from tracker.snapshots.folders import Snapshot

__all__ = ["DOWNLOAD", "PAGE", "Answer", "Limits", "QueryBusyError", "QueryRefusedError", "ask"]

_CHILD = Path(__file__).with_name("query_child.py")
_LONGEST = 20_000  # characters of a question
_AT_ONCE = threading.BoundedSemaphore(2)
_WAIT = 10.0


class QueryRefusedError(PlainError):
    """The question is not answered; the message says why and what would be."""


class QueryBusyError(QueryRefusedError):
    """Too many questions are being answered; later it will be answered."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one question may take: rows and bytes of its answer, seconds by the clock."""

    rows: int
    bytes: int = 20 << 20
    seconds: int = 5


PAGE = Limits(rows=1_000, bytes=5 << 20)
DOWNLOAD = Limits(rows=100_000)


@dataclass(frozen=True, slots=True)
class Answer:
    """Columns as (name, type of DuckDB) and rows; decimals and dates are texts as they were given by DuckDB.

    ``more`` says that the answer was cut at the limit of rows.
    """

    snapshot: str
    sql: str
    columns: Sequence[tuple[str, str]]
    rows: Sequence[Sequence[Any]]
    more: bool

    @property
    def names(self) -> list[str]:
        """The headings."""
        return [name for name, _ in self.columns]

    @property
    def digest(self) -> str:
        """SHA-256 of columns and rows in an order of their own, so that equal answers have equal digests.

        Floats count to nine digits: how they are added up differs with the number of processors.
        """
        lines = sorted(json.dumps([_steady(value) for value in row], ensure_ascii=True) for row in self.rows)
        whole = "\n".join([json.dumps(self.names), *lines])
        return hashlib.sha256(whole.encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """The answer as an object: what was asked, of which snapshot, columns and rows."""
        return {
            "snapshot": self.snapshot,
            "query": self.sql,
            "columns": [{"name": name, "type": kind} for name, kind in self.columns],
            "rows": [dict(zip(self.names, row, strict=True)) for row in self.rows],
            "more": self.more,
        }

    def as_csv(self) -> str:
        """The answer as CSV that opens safely in a spreadsheet."""
        numbers = [kind.startswith("DECIMAL") or kind == "HUGEINT" for _, kind in self.columns]
        rows = (
            [
                Decimal(value) if number and isinstance(value, str) else value
                for value, number in zip(row, numbers, strict=True)
            ]
            for row in self.rows
        )
        return csv_text(self.names, rows)

    def as_parquet(self) -> bytes:
        """The answer as Parquet, with the types it had."""
        arrays = [
            pa.array([_typed(row[place], kind) for row in self.rows], _arrow(kind))
            for place, (_, kind) in enumerate(self.columns)
        ]
        out = pa.BufferOutputStream()
        # Two columns may have one name in SQL; Parquet's readers want them apart.
        names = [
            name if self.names.index(name) == place else f"{name}_{place + 1}" for place, name in enumerate(self.names)
        ]
        note = {"snapshot": self.snapshot, "query": self.sql}
        pq.write_table(pa.table(arrays, names=names).replace_schema_metadata(note), out, compression="zstd")
        return out.getvalue().to_pybytes()


def ask(snapshot: Snapshot, sql: str, limits: Limits = PAGE) -> Answer:
    """The answer to one SELECT over a snapshot. QueryRefusedError says in a sentence why there is none."""
    if len(sql) > _LONGEST:
        raise QueryRefusedError(f"The question is longer than {_LONGEST:,} characters.")
    if not snapshot.database.is_file():
        raise QueryRefusedError(f"The snapshot {snapshot.id} has lost the file that questions are put to.")
    if not _AT_ONCE.acquire(timeout=_WAIT):
        raise QueryBusyError("Other questions are being answered just now: try again in a few seconds.")
    try:
        found = _run(snapshot.folder, sql, limits)
    finally:
        _AT_ONCE.release()
    if "refused" in found:
        raise QueryRefusedError(str(found["refused"]))
    columns = [(str(name), str(kind)) for name, kind in found["columns"]]
    return Answer(snapshot.id, sql, columns, found["rows"], bool(found["more"]))


def _run(folder: Path, sql: str, limits: Limits) -> dict[str, Any]:
    order = {"sql": sql, "rows": limits.rows, "bytes": limits.bytes, "seconds": limits.seconds}
    most = 4 * limits.bytes  # JSON may write one character as six; a well-behaved child stays far below
    child = subprocess.Popen(  # noqa: S603  our own file, by our own interpreter
        [sys.executable, "-I", "-B", str(_CHILD)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={},
        start_new_session=True,
    )
    late = threading.Event()

    def stop() -> None:
        late.set()
        _kill(child)

    timer = threading.Timer(limits.seconds, stop)
    timer.start()
    try:
        assert child.stdin is not None and child.stdout is not None  # noqa: PT018  both are pipes
        with suppress(BrokenPipeError), child.stdin as out:
            out.write(json.dumps(order).encode())
        with child.stdout as answers:
            body = answers.read(most + 1)
    finally:
        timer.cancel()
        _kill(child)
        child.wait()
    if late.is_set():
        raise QueryRefusedError(
            f"It took longer than {limits.seconds} seconds and was stopped: ask for less, or take the tables home."
        )
    try:
        found: dict[str, Any] = json.loads(body)
    except ValueError as error:
        raise QueryRefusedError("It needed more memory or time than a question may use, and was stopped.") from error
    return found


def _kill(child: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)


def _steady(value: Any) -> Any:
    return f"{value:.9g}" if isinstance(value, float) else value


_WHOLE = re.compile(r"U?(TINY|SMALL|BIG)?INT(EGER)?")
_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")


def _arrow(kind: str) -> pa.DataType:
    if found := _DECIMAL.fullmatch(kind):
        return pa.decimal128(int(found[1]), int(found[2]))
    if kind == "HUGEINT":
        return pa.decimal128(38, 0)
    if _WHOLE.fullmatch(kind) and kind != "UBIGINT":
        return pa.int64()
    plain = {"DOUBLE": pa.float64(), "FLOAT": pa.float64(), "BOOLEAN": pa.bool_(), "DATE": pa.date32()}
    return plain.get(kind, pa.string())


def _typed(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind.startswith("DECIMAL") or kind == "HUGEINT":
        return Decimal(value)
    if kind in {"DOUBLE", "FLOAT"}:
        return float(value)
    if kind == "DATE":
        return dt.date.fromisoformat(value)
    return value if _arrow(kind) != pa.string() or isinstance(value, str) else str(value)
