"""Runs any parser in a short-lived child process with limits; its death is an ordinary result, with a reason.

A fork server that has the parsers loaded is kept warm, so that a child costs a fork and not an interpreter's start.
"""

import hashlib
import json
import multiprocessing
import os
import resource
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from parsers.issues import Issue
from parsers.issues.tables import PARSER_KILLED
from parsers.kinds import parser_of
from parsers.stage import write_issues, write_report

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["parsers.spending", "parsers.tables.reading"])


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may use: seconds of clock and processor, bytes of memory and of output."""

    seconds: int = 120
    processor_seconds: int = 90
    memory: int = 3 << 30
    output: int = 4 << 30


DEFAULT = Limits()


def parse_file(path: Path, kind: str | None, out: Path, *, options: Mapping[str, str] | None = None, limits: Limits = DEFAULT) -> dict:  # fmt: skip
    """Parse ``path`` into the folder ``out`` and return the report; never raises for what the file holds."""
    out.mkdir(parents=True, exist_ok=True)
    child = _CONTEXT.Process(target=_child, args=(str(path), kind, str(out), dict(options or {}), limits), daemon=True)
    child.start()
    child.join(limits.seconds)
    if child.is_alive():
        child.kill()
        child.join()
        return _quarantined(path, kind, out, f"more than {limits.seconds} seconds")
    report = out / "report.json"
    if child.exitcode == 0 and report.exists():
        return json.loads(report.read_bytes())
    why = f"ended by signal {-child.exitcode}" if (child.exitcode or 0) < 0 else "memory or processor limit"
    return _quarantined(path, kind, out, why)


def parse_files(paths: Iterable[Path], kind: str | None, scratch: Path, *, workers: int | None = None) -> Iterator[dict]:
    """Parse many files at once, each in its own child, and yield the reports in the order of the paths."""
    with ThreadPoolExecutor(workers or os.cpu_count() or 2) as pool:
        jobs = [pool.submit(parse_file, path, kind, scratch / str(number)) for number, path in enumerate(paths)]
        for job in jobs:
            yield job.result()


def base_report(path: Path, kind: str) -> dict:
    """A report with every key that all kinds share, before anything is known of the file but its bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return {
        "file": str(path), "sha256": digest.hexdigest(), "kind": kind, "format": None, "encoding": None, "status": "rejected",
        "reason": None, "code": None, "publisher": None, "header_row": None, "columns": {}, "rows_read": 0, "rows_accepted": 0,
        "rows_refused": 0, "set_aside": {}, "amount_total": "0.00", "currency": "GBP", "date_min": None, "date_max": None,
        "issues": [], "parts": [],
    }  # fmt: skip


def rejected(report: dict, issue: Issue, out: Path) -> dict:
    """The report of a file that cannot be used, with the issue that says why."""
    report.update(
        status="rejected", reason=issue.message, code=issue.code, rows_read=0, rows_accepted=0, rows_refused=0, amount_total="0.00",
        issues=[{"code": issue.code, "severity": issue.kind.severity.value, "count": 1, "first_row": issue.row, "message": issue.message}],
    )  # fmt: skip
    write_issues([issue], out)
    return report


def _quarantined(path: Path, kind: str | None, out: Path, why: str) -> dict:
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    report = rejected(base_report(path, kind or "unknown"), PARSER_KILLED.at(why=why), out)
    write_report(report, out)
    return report


def _child(path: str, kind: str | None, out: str, options: dict[str, str], limits: Limits) -> None:
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.processor_seconds, limits.processor_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.output, limits.output))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        if kind is None:
            kind = recognised_kind(Path(path))
        report = parser_of(kind)(Path(path), Path(out), options)
        write_report(report, Path(out))
    except MemoryError:
        sys.exit(3)


def recognised_kind(path: Path) -> str:
    """What a file is by its content: JSON by its keys, a repository's publiccode.yml by its first key, else spending."""
    with path.open("rb") as file:
        start = file.read(200_000)
    bare = start.lstrip(b"\xef\xbb\xbf \r\n\t")
    if b"publiccodeYmlVersion" in start:
        return "software"
    if bare[:1] in b"{[" and bare:
        if b'"ocid"' in start or b'"releases"' in start or b'"records"' in start or b'"noticeIdentifier"' in start:
            return "notices"
        if b'"grants"' in start or b'"fundingOrganization"' in start:
            return "grants"
        if b'"base_path"' in start or b'"content_id"' in start:
            return "announcements"
    return "spending"
