"""Reads files and says what is right and wrong with them, loading nothing: what stands behind ``daylight check``."""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from parsers.sandbox import parse_files

__all__ = ["as_line", "check_files", "files_below", "in_words"]

_KEYS = (
    "file", "sha256", "kind", "format", "encoding", "status", "reason", "code", "publisher", "header_row", "columns",
    "rows_read", "rows_accepted", "rows_refused", "set_aside", "amount_total", "currency", "date_min", "date_max",
    "issues",
)  # fmt: skip
_TELLING = frozenset({"notices", "grants", "announcements"})
_STATUS = {
    "accepted": "accepted",
    "accepted-with-issues": "accepted, with issues",
    "rejected": "REJECTED",
}
_RECORDS = {"spending": "payments", "notices": "notices", "grants": "grants", "announcements": "announcements"}


def files_below(paths: Iterable[Path]) -> list[Path]:
    """The files named, and those inside folders named, in order of their path; hidden ones are left out."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            for folder, folders, names in os.walk(path):
                folders[:] = sorted(name for name in folders if not name.startswith("."))
                found += [Path(folder) / name for name in sorted(names) if not name.startswith(".")]
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def check_files(paths: Iterable[Path], kind: str | None, *, workers: int | None = None) -> Iterator[dict[str, Any]]:
    """Parse each file in a child process with limits; reports in the order of the paths, ``file`` as it was named.

    Files that may not be read come first: what is wrong with them is known at once.
    """
    wanted = list(paths)
    readable = [path for path in wanted if os.access(path, os.R_OK)]
    yield from (_unreadable(path, kind) for path in wanted if not os.access(path, os.R_OK))
    with tempfile.TemporaryDirectory(prefix="daylight-check-") as scratch:
        reports = parse_files(readable, kind, Path(scratch), workers=workers)
        for number, (path, report) in enumerate(zip(readable, reports, strict=True)):
            shutil.rmtree(Path(scratch) / str(number), ignore_errors=True)
            yield {key: report.get(key) for key in _KEYS} | {"file": str(path)} | _facts(report)


def _unreadable(path: Path, kind: str | None) -> dict[str, Any]:
    """The report of a file that this user may not read, or of a link to nothing; the others are read all the same."""
    counts = {"rows_read": 0, "rows_accepted": 0, "rows_refused": 0, "set_aside": {}, "issues": []}
    why = "The file cannot be opened: it is not there, or the user that runs Daylight may not read it."
    return dict.fromkeys(_KEYS) | counts | {
        "file": str(path), "kind": kind, "status": "rejected", "reason": why, "code": "not-opened",
    }  # fmt: skip


def _facts(report: Mapping[str, Any]) -> dict[str, Any]:
    """What only notices, grants and announcements have to tell, under ``facts``; nothing for the other kinds."""
    if report["kind"] not in _TELLING:
        return {}
    return {"facts": {key: value for key, value in report.items() if key not in _KEYS}}


def as_line(report: Mapping[str, Any]) -> str:
    """The report as one line of JSON."""
    return orjson.dumps(report).decode()


def in_words(report: Mapping[str, Any]) -> list[str]:
    """The report as lines for a person: what the file is, what was counted, and each kind of issue with its words."""
    lines = [f"{report['file']}: {_STATUS[report['status']]}"]
    if report["status"] == "rejected":
        return [*lines, f"  {_sentence(report['reason'])}"]
    records = _RECORDS.get(report["kind"], "records" if report["rows_read"] != 1 else "record")
    lines.append(f"  {_what(report)}")
    read, accepted, refused = (report[f"rows_{name}"] for name in ("read", "accepted", "refused"))
    aside = _aside(report["set_aside"] or {})
    lines.append(f"  {read:,} {records} read: {accepted:,} accepted, {refused:,} refused{aside}")
    if report["amount_total"] is not None:
        lines.append(f"  total {_money(report)}" + _dates(report))
    columns = report["columns"]
    if isinstance(columns, Mapping) and columns:
        lines.append("  columns: " + ", ".join(f"{role} = “{heading}”" for role, heading in columns.items()))
    lines += [f"  {_issue(issue)}" for issue in report["issues"] or ()]
    return lines


def _what(report: Mapping[str, Any]) -> str:
    parts = [f"read as {report['kind']}", report["format"] or "unknown format"]
    if report["encoding"]:
        parts.append(str(report["encoding"]))
    if report["header_row"]:
        parts.append(f"headings on row {report['header_row']}")
    return ", ".join(parts)


def _aside(counts: Mapping[str, int]) -> str:
    said = ", ".join(f"{count:,} {name.replace('-', ' ')}" for name, count in counts.items() if count)
    return f"; set aside: {said}" if said else ""


def _money(report: Mapping[str, Any]) -> str:
    whole, _, pence = str(report["amount_total"]).lstrip("-").partition(".")
    sign = "-" if str(report["amount_total"]).startswith("-") else ""
    unit = "£" if report["currency"] in (None, "GBP") else f"{report['currency']} "
    return f"{sign}{unit}{int(whole or 0):,}.{pence or '00'}"


def _dates(report: Mapping[str, Any]) -> str:
    if not report["date_min"]:
        return ""
    return f", dated {report['date_min']} to {report['date_max']}"


def _issue(issue: Mapping[str, Any]) -> str:
    times = "once" if issue["count"] == 1 else f"{issue['count']:,} times"
    return f"{issue.get('severity', 'issue')} {issue['code']} ({times}): {_sentence(issue['message'])}"


def _sentence(text: object) -> str:
    """A message on one line: cells quoted in it may hold line breaks of their own."""
    return " ".join(str(text).split())
