"""Writes the folder of stage 2 for records that nest: records.jsonl line by line, then the issues and the report."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import orjson

from parsers.findings import Findings
from parsers.issues import Severity

__all__ = ["Lines", "finish", "rejection"]


class Lines:
    """A file of JSON Lines that grows record by record; opened with the first one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self._file: BinaryIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def write(self, record: Mapping[str, Any]) -> None:
        """Add one record."""
        self.write_bytes(orjson.dumps(record))

    def write_bytes(self, line: bytes) -> None:
        """Add one record that is JSON already."""
        if self._file is None:
            self._file = self.path.open("wb", buffering=2**20)
        self._file.write(line)
        self._file.write(b"\n")
        self.count += 1


def rejection(findings: Findings) -> tuple[str, str] | None:
    """(code, message) of the first issue that rejects the whole file; None when there is none."""
    for issue in findings.issues:
        if issue.kind.severity is Severity.REJECTED:
            return issue.code, issue.message
    return None


def finish(path: Path, out: Path, findings: Findings, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Write the issues and report.json, and give the report back; a rejected file leaves no records behind."""
    from parsers.stage import write_issues, write_report  # needed only where something is written

    report = report_of(path, findings, facts)
    if report["status"] == "rejected":
        for leftover in out.glob("*.jsonl"):
            leftover.unlink()
    write_issues(findings.issues, out)
    write_report(report, out)
    return report


def report_of(path: Path, findings: Findings, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The report with every key that reports have; ``facts`` fills in and adds what the kind of document knows."""
    rejected = rejection(findings)
    status = "rejected" if rejected else "accepted-with-issues" if findings.issues else "accepted"
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    report: dict[str, Any] = {
        "file": str(path),
        "sha256": sha256,
        "kind": None,
        "format": None,
        "encoding": None,
        "status": status,
        "reason": rejected[1] if rejected else None,
        "code": rejected[0] if rejected else None,
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
        "parts": [],
    }
    report |= facts
    if rejected:
        # Nothing of a rejected file is used, so nothing of it may be counted.
        report |= {"rows_read": 0, "rows_accepted": 0, "rows_refused": 0, "amount_total": "0.00"}
    report["issues"] = findings.summary()
    return report
