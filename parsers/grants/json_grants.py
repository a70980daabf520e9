"""Reads grants published as JSON: packages of 360Giving, bare arrays, JSON Lines, answers of its datastore.

Two documents about grants are recognised as well: the registry's list of files, and a CSVW description of a table.
"""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from parsers.findings import Findings
from parsers.grants.checks import is_grant
from parsers.grants.record_line import Reading
from parsers.issues.grants import GRANT_REFUSED, GRANTS_DESCRIBED, GRANTS_LISTED
from parsers.issues.json_documents import INVALID_JSON_LINE, NO_RECORDS, UNKNOWN_SHAPE
from parsers.json_items import Item, open_items
from parsers.nested_stage import Lines, rejection
from parsers.notices_json import document_problem, note_mends

__all__ = ["read_json_grants"]

_WANTED = ("grants", "results")


class Rows:
    """How many items were read, refused, and what the file is when it holds no grants."""

    def __init__(self) -> None:
        self.read = self.refused = 0
        self.listed: list[Mapping[str, Any]] = []
        self.facts: dict[str, Any] = {}


def read_json_grants(path: Path, out: Path, findings: Findings) -> dict[str, Any]:
    """Write a line for each grant of a JSON file and give back the facts for its report."""
    rows = Rows()
    with open_items(path, _WANTED) as items, Lines(out / "records.jsonl") as lines:
        reading = Reading(findings, lines)
        with document_problem(items, findings):
            for item in items:
                _read_item(item, reading, rows)
        envelope, shape = items.envelope, items.array_key or items.shape
        encoding, kind = items.encoding, "json lines" if items.shape == "lines" else "json"
    if rejection(findings) is None:
        reading.tally.conclude(findings)
    facts = {"format": kind, "encoding": encoding, "shape": shape, **reading.tally.report()}
    facts |= {"rows_read": rows.read, "rows_accepted": rows.read - rows.refused, "rows_refused": rows.refused}
    facts |= {"grants_version": envelope.get("version"), "licence": envelope.get("license"), **rows.facts}
    facts["publisher"] = _publisher(envelope)
    if rows.listed:
        facts |= _listing(rows.listed, findings)
    elif rows.read == 0 and not findings.issues:
        findings.add(NO_RECORDS)
    return facts


def _read_item(item: Item, reading: Reading, rows: Rows) -> None:
    findings = reading.findings
    rows.read += 1
    findings.at(item.line or rows.read, item.pointer or None)
    if item.error is not None:
        rows.refused += 1
        findings.add(INVALID_JSON_LINE, reason=item.error)
        return
    note_mends(item, findings)
    value = item.value
    if isinstance(value, dict) and isinstance(value.get("data"), dict) and is_grant(value["data"]):
        value = value["data"]  # the datastore wraps each grant in what it adds of its own
    if is_grant(value) or (isinstance(value, dict) and "/grants/" in item.pointer):
        place = {"row": findings.row, "part": findings.part, "pointer": item.pointer, "span": [item.start, item.end]}
        reading.add(value, place, form="json")
    elif isinstance(value, dict) and isinstance(value.get("distribution"), list):
        rows.listed.append(value)
    elif isinstance(value, dict) and "tableSchema" in value:
        rows.read -= 1
        rows.facts |= {"shape": "table description", "describes": value.get("url")}
        findings.at(None, None)
        findings.add(GRANTS_DESCRIBED, None, value.get("url") or "a table")
    elif item.pointer:
        rows.refused += 1
        findings.add(GRANT_REFUSED)
    else:
        rows.refused += 1
        findings.at(None, None)
        findings.add(UNKNOWN_SHAPE, wanted="grants")


def _publisher(envelope: Mapping[str, Any]) -> str | None:
    publisher = envelope.get("publisher")
    name = publisher.get("name") if isinstance(publisher, Mapping) else publisher
    return name if isinstance(name, str) else None


def _listing(listed: list[Mapping[str, Any]], findings: Findings) -> dict[str, Any]:
    """What a registry lists: files, publishers, licences."""
    findings.at(None, None)
    findings.add(GRANTS_LISTED, count=len(listed))
    files = [each for dataset in listed for each in dataset["distribution"] if isinstance(each, Mapping)]
    publishers = [dataset.get("publisher") for dataset in listed]
    names = {str(each.get("name")) for each in publishers if isinstance(each, Mapping) and each.get("name")}
    licences = Counter(str(dataset["license"]) for dataset in listed if dataset.get("license"))
    return {
        "shape": "registry",
        "publisher": None,
        "datasets": len(listed),
        "publishers": sorted(names),
        "distribution_items": len(files),
        "licences": dict(licences.most_common()),
        "spreadsheets": sum(
            str(each.get("downloadURL") or "").partition("?")[0].lower().endswith(".xlsx") for each in files
        ),
    }
