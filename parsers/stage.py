"""Writes stage 2: records, issues and the report of one parsed file, as Parquet, JSON Lines and JSON."""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from parsers.issues import Issue

__all__ = [
    "ISSUES",
    "PAYMENTS",
    "ColumnWriter",
    "JsonLinesWriter",
    "base_report",
    "issue_row",
    "rejected",
    "write_issues",
    "write_report",
]

_BATCH = 2048

PAYMENTS = pa.schema(
    [
        ("row", pa.int64()), ("part", pa.string()), ("body", pa.string()), ("date", pa.date32()),
        ("supplier", pa.string()), ("supplier_ref", pa.string()), ("company_number", pa.string()),
        ("amount_pence", pa.int64()), ("amount_kind", pa.string()), ("vat_pence", pa.int64()),
        ("currency", pa.string()), ("department", pa.string()), ("category", pa.string()), ("purpose", pa.string()),
        ("reference", pa.string()), ("card", pa.bool_()), ("redaction", pa.string()), ("personal", pa.bool_()),
        ("fingerprint", pa.int64()), ("extra", pa.string()),
    ]
)  # fmt: skip
ISSUES = pa.schema(
    [
        ("code", pa.string()), ("severity", pa.string()), ("row", pa.int64()), ("part", pa.string()),
        ("column", pa.string()), ("value", pa.string()), ("message", pa.string()), ("raw", pa.string()),
    ]
)  # fmt: skip


class ColumnWriter:
    """Writes rows or columns in the order of a schema to a Parquet file, a block at a time: memory stays flat."""

    def __init__(self, path: Path, schema: pa.Schema, block: int = 65_536) -> None:
        """Write to ``path``; the file is whole only after the writer is closed."""
        self._schema, self._block = schema, block
        # A dictionary helps columns of text that repeat, and only costs time where every value is another.
        words = [field.name for field in schema if pa.types.is_string(field.type)]
        self._writer = pq.ParquetWriter(path, schema, compression="zstd", use_dictionary=words, write_statistics=False)
        self._rows: list[tuple[object, ...]] = []
        self._batches: list[pa.RecordBatch] = []
        self._held = 0

    def add(self, row: tuple[object, ...]) -> None:
        """Add one record as a tuple in the order of the schema."""
        self._rows.append(row)
        if len(self._rows) >= _BATCH:
            self._gather()

    def add_columns(self, columns: Sequence[pa.Array]) -> None:
        """Add many records at once, as one array a column."""
        self._batches.append(pa.RecordBatch.from_arrays(list(columns), schema=self._schema))
        self._held += len(columns[0])
        if self._held >= self._block:
            self._flush()

    def _gather(self) -> None:
        if self._rows:
            columns = zip(zip(*self._rows, strict=True), self._schema, strict=True)
            self._rows = []
            self.add_columns([pa.array(column, field.type) for column, field in columns])

    def _flush(self) -> None:
        if self._batches:
            self._writer.write_table(pa.Table.from_batches(self._batches), row_group_size=self._block)
            self._batches, self._held = [], 0

    def __enter__(self) -> "ColumnWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._gather()
        self._flush()
        self._writer.close()


class JsonLinesWriter:
    """Writes records that nest, one JSON object a line, to ``records.jsonl``."""

    def __init__(self, out: Path) -> None:
        """Write into the folder ``out``."""
        self._file = (out / "records.jsonl").open("wb")

    def add(self, record: Mapping[str, object]) -> None:
        """Add one record."""
        self._file.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))

    def __enter__(self) -> "JsonLinesWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()


def base_report(path: Path, kind: str) -> dict[str, Any]:
    """A report with every key that all kinds share, before anything is known of the file but its bytes."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "file": str(path),
        "sha256": digest,
        "kind": kind,
        "format": None,
        "encoding": None,
        "status": "rejected",
        "reason": None,
        "code": None,
        "publisher": None,
        "header_row": None,
        "columns": {},
        "rows_read": 0,
        "rows_accepted": 0,
        "rows_refused": 0,
        "set_aside": {},
        "amount_total": "0.00",
        "currency": "GBP",
        "date_min": None,
        "date_max": None,
        "issues": [],
        "parts": [],
    }


def rejected(report: dict[str, Any], issue: Issue, out: Path) -> dict[str, Any]:
    """The report of a file that cannot be used, with the issue that says why; no record of it stays in ``out``."""
    entry = {
        "code": issue.code,
        "severity": issue.kind.severity.value,
        "count": 1,
        "first_row": issue.row,
        "message": issue.message,
    }
    report.update(
        status="rejected",
        reason=issue.message,
        code=issue.code,
        rows_read=0,
        rows_accepted=0,
        rows_refused=0,
        amount_total="0.00",
        issues=[entry],
    )
    (out / "records.parquet").unlink(missing_ok=True)
    write_issues([issue], out)
    return report


def issue_row(issue: Issue, raw: list[str] | None = None) -> tuple[object, ...]:
    """An issue as a row of ``issues.parquet``; ``raw`` keeps the cells of a refused row."""
    text = None if raw is None else json.dumps([cell[:2000] for cell in raw], ensure_ascii=False)
    return issue.code, issue.kind.severity.value, issue.row, issue.part, issue.column, issue.value, issue.message, text


def write_issues(issues: Iterable[Issue], out: Path) -> None:
    """Write ``issues.parquet`` into the folder ``out``."""
    with ColumnWriter(out / "issues.parquet", ISSUES) as writer:
        for issue in issues:
            writer.add(issue_row(issue))


def write_report(report: Mapping[str, object], out: Path) -> None:
    """Write ``report.json`` into the folder ``out``, last and at once: a folder with a report is a finished parse."""
    draft = out / "report.json.part"
    draft.write_bytes(orjson.dumps(report, option=orjson.OPT_INDENT_2))
    os.replace(draft, out / "report.json")
