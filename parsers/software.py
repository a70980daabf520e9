"""Reads a description of software, or a list of them, into records: publiccode.yml and the public catalogues.

One record for each thing listed, in ``records.jsonl``; what cannot be used as it stands goes to ``refused.jsonl`` with
its issues, so that an invalid entry can be shown with its reason. Contacts of persons are never written.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from parsers.catalogues import KNOWN, Entry, read_catalogue, recognise
from parsers.catalogues.entries import LONGEST_TEXT
from parsers.catalogues.software_lists import from_publiccode
from parsers.issues import Issue, Severity, software
from parsers.publiccode import read_publiccode
from parsers.publiccode.nodes import NotYamlError, read_yaml

PARSER_VERSION = "software-1"
MOST_BYTES = 120 * 2**20  # the largest public list (code.gouv.fr, 24,000 repositories) has 30 MB
MOST_BYTES_OF_YAML = 2 * 2**20

_STOPS = {Severity.REFUSED, Severity.REJECTED}


@dataclass(slots=True)
class Reading:
    """What a file holds: the entries used, those refused, every issue, and which format it is."""

    format: str
    entries: list[Entry] = field(default_factory=list)
    refused: list[Entry] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    size: int = 0
    sha256: str = ""


def parse(path: Path, out: Path, options: Mapping[str, str]) -> dict[str, Any]:
    """Read ``path``, write records.jsonl, refused.jsonl and issues.parquet into ``out``; return the report."""
    from parsers.stage import write_issues, write_report  # pyarrow: needed only where something is written

    reading = read_software(path)
    for name, entries in (("records.jsonl", reading.entries), ("refused.jsonl", reading.refused)):
        with (out / name).open("wb") as file:
            file.writelines(orjson.dumps(entry.record()) + b"\n" for entry in entries)
    write_issues(reading.issues, out)
    report = report_of(path, reading, options)
    write_report(report, out)
    return report


def read_software(path: Path) -> Reading:
    """Read a file of any of the known formats; never raises for what it holds."""
    content = path.read_bytes()
    size, sha256 = len(content), hashlib.sha256(content).hexdigest()
    is_json = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}
    limit = MOST_BYTES if is_json else MOST_BYTES_OF_YAML
    if size > limit:
        reading = Reading("json" if is_json else "yaml", issues=[software.TOO_LARGE.at(size=size, limit=limit)])
    else:
        reading = _json(content) if is_json else _yaml(content)
    reading.size, reading.sha256 = size, sha256
    return reading


def report_of(path: Path, reading: Reading, options: Mapping[str, str]) -> dict[str, Any]:
    """The report of a reading, with every key that reports have."""
    used, refused = len(reading.entries), len(reading.refused)
    stopping = [issue for issue in reading.issues if issue.kind.severity in _STOPS]
    rejected = any(issue.kind.severity is Severity.REJECTED for issue in stopping) or (refused and not used)
    status = "rejected" if rejected else ("accepted-with-issues" if reading.issues else "accepted")
    kinds: dict[str, int] = {}
    for entry in reading.entries:
        kinds[entry.kind] = kinds.get(entry.kind, 0) + 1
    return {
        "file": path.name,
        "sha256": reading.sha256,
        "kind": "software",
        "format": reading.format,
        "encoding": "utf-8",
        "status": status,
        "reason": stopping[0].message if rejected and stopping else None,
        "code": stopping[0].code if rejected and stopping else None,
        "publisher": options.get("publisher"),
        "header_row": None,
        "columns": {},
        "rows_read": used + refused,
        "rows_accepted": used,
        "rows_refused": refused,
        "set_aside": {},
        "amount_total": None,
        "currency": None,
        "date_min": None,
        "date_max": None,
        "issues": summed_issues(reading.issues),
        "parser_version": PARSER_VERSION,
        "parts": [],
        "entries_by_kind": kinds,
    }


def summed_issues(issues: list[Issue]) -> list[dict[str, Any]]:
    """One line a code: how many, where first, and the sentence of the first."""
    lines: dict[str, dict[str, Any]] = {}
    for issue in issues:
        line = lines.setdefault(
            issue.code,
            {
                "code": issue.code,
                "severity": str(issue.kind.severity),
                "count": 0,
                "first_row": issue.row,
                "message": issue.message,
            },
        )
        line["count"] += 1
    return list(lines.values())


def _json(content: bytes) -> Reading:
    try:
        data = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        return Reading("json", issues=[software.NOT_JSON.at(row=error.lineno, problem=error.msg)])
    name = recognise(data)
    if name is None and isinstance(data, dict) and "publiccodeYmlVersion" in data:
        return _publiccode(content)
    return _catalogue(name, data, "json")


def _yaml(content: bytes) -> Reading:
    try:
        document = read_yaml(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, NotYamlError):
        return _publiccode(content)
    groups = document.value if isinstance(document.value, dict) else {}
    if len(groups) > 1 and all(isinstance(entry.value, list) for entry in groups.values()):
        lists = {key: [item.value for item in entry.value or []] for key, entry in groups.items()}  # type: ignore[union-attr]
        name = recognise(lists)
        if name:
            return _catalogue(name, lists, "yaml")
    if not groups or not {"publiccodeYmlVersion", "name", "url", "legal", "softwareType"} & set(groups):
        return Reading("yaml", issues=[software.UNKNOWN_DOCUMENT.at(known=_known())])
    return _publiccode(content)


def _publiccode(content: bytes) -> Reading:
    read = read_publiccode(content)
    reading = Reading("publiccode.yml", issues=read.issues)
    if read.values is not None:
        entry = from_publiccode(read.values)
        (reading.entries if read.valid else reading.refused).append(entry)
    return reading


def _catalogue(name: str | None, data: Any, form: str) -> Reading:
    if name is None:
        return Reading(form, issues=[software.UNKNOWN_DOCUMENT.at(known=_known())])
    reading = Reading(name)
    for entry in read_catalogue(name, data):
        problems = list(_problems(entry))
        reading.issues += problems
        stopped = any(issue.kind.severity in _STOPS for issue in problems)
        (reading.refused if stopped else reading.entries).append(entry)
    return reading


def _problems(entry: Entry) -> list[Issue]:
    found = []
    if not entry.name:
        found.append(software.ENTRY_WITHOUT_NAME.at(row=entry.row, column="name"))
    elif entry.kind == "software" and not (entry.url or entry.landing_url):
        found.append(software.ENTRY_WITHOUT_NAME.at(row=entry.row, column="address"))
    if entry.licence_published and entry.licence != entry.licence_published:
        outcome = f"read as {entry.licence}" if entry.licence else "so the licence counts as unknown"
        found.append(software.LICENCE_NOT_SPDX.at(row=entry.row, value=entry.licence_published, outcome=outcome))
    found += [software.TEXT_CUT.at(row=entry.row, column=key, limit=LONGEST_TEXT) for key in entry.cut]
    for problem in entry.extra.get("problems", []):
        found.append(software.INVALID_ENTRY.at(row=entry.row, value=entry.name, problem=problem))
    return found


def _known() -> str:
    return "publiccode.yml, " + ", ".join(KNOWN)
