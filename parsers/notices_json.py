"""Reads notices published as JSON, item by item: OCDS in all its packages, and portals with a shape of their own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from parsers.findings import Findings
from parsers.issues import Severity
from parsers.issues.json_documents import (
    INVALID_JSON,
    INVALID_JSON_LINE,
    JSON_TOO_DEEP,
    NO_RECORDS,
    UNKNOWN_SHAPE,
)
from parsers.issues.notices import CONTACT_DETAILS_LEFT_OUT, MERGE_IMPOSSIBLE, RELEASE_ID_REPEATED, RELEASE_REFUSED
from parsers.issues.tables import HTML_INSTEAD
from parsers.json_items import MAX_DEPTH, Item, JsonItems, TooDeepError, WebPageError, open_items
from parsers.json_text import BadJsonError, loads
from parsers.nested_stage import Lines
from parsers.ocds.counts import Counts, main_total
from parsers.ocds.merge import MergeError, compile_releases
from parsers.ocds.packages import WANTED, check_version, is_release, releases_in
from parsers.ocds.people import RARE_PERSONAL_KEYS
from parsers.ocds.record_line import record_line
from parsers.ocds.release import read_release
from parsers.ocds.shapes import Shape, shape_of

__all__ = ["document_problem", "note_mends", "read_json_notices"]

_Span = tuple[int, int, str]


class Reading:
    """One file under way: what was counted, and which processes have several releases in it."""

    def __init__(self, items: JsonItems, findings: Findings, lines: Lines) -> None:
        self.items, self.findings, self.lines = items, findings, lines
        self.counts = Counts()
        self.read = self.refused = self.people = self.embedded = 0
        self.facts: dict[str, Any] = {}
        self.spans: dict[str, list[_Span]] = {}
        self.ids: dict[tuple[Any, Any], str] = {}

    def publisher(self) -> str | None:
        """Who says that they published the package."""
        publisher = self.items.envelope.get("publisher")
        name = publisher.get("name") if isinstance(publisher, dict) else None
        return name if isinstance(name, str) else None


def read_json_notices(path: Path, out: Path, findings: Findings, *, compiled: bool = False) -> dict[str, Any]:
    """Write the records of a JSON file and give back the facts for its report; faults go to ``findings``.

    ``compiled`` writes the merged releases of each process as well; the loader merges across files, and needs none.
    """
    with open_items(path, WANTED) as items, Lines(out / "records.jsonl") as lines:
        reading = Reading(items, findings, lines)
        with document_problem(items, findings):
            for item in items:
                _read_item(item, reading)
            if compiled:
                _write_compiled(reading, out)
        return _facts(reading)


class document_problem:  # noqa: N801  read as a word of the with statement
    """Turns what stops the walk through a JSON file into an issue that rejects the file."""

    def __init__(self, items: JsonItems, findings: Findings) -> None:
        self.items, self.findings = items, findings

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        self.findings.at(None, None)
        if isinstance(error, BadJsonError):
            line, character = self.items.place_of(error.offset)
            self.findings.add(INVALID_JSON, reason=error.reason, line=line, character=character)
        elif isinstance(error, TooDeepError | RecursionError):
            self.findings.add(JSON_TOO_DEEP, limit=MAX_DEPTH)
        elif isinstance(error, WebPageError):
            self.findings.add(HTML_INSTEAD)
        else:
            return False
        return True


def note_mends(item: Item, findings: Findings) -> None:
    """Report what had to be mended in the text of an item, at its place."""
    for mend in item.mends:
        findings.add(mend.kind, mend.value, mend.value)


def _read_item(item: Item, reading: Reading) -> None:
    findings = reading.findings
    if item.error is not None:
        reading.read += 1
        reading.refused += 1
        findings.at(item.line, None)
        findings.add(INVALID_JSON_LINE, reason=item.error)
        return
    shape = shape_of(item.value, in_package=reading.items.array_key is not None)
    if shape is None:
        _refuse_or_reject(item, reading)
        return
    for row, (pointer, held, release) in enumerate(_releases_of(item, shape, reading), reading.read + 1):
        reading.read = row
        findings.at(row, pointer or None)
        note_mends(item, findings)
        _write_release(item, pointer, held, release, reading)


def _releases_of(item: Item, shape: Shape, reading: Reading) -> Iterator[tuple[str, str, dict[str, Any]]]:
    if shape.adapt is None:
        return releases_in(item)
    reading.facts |= shape.facts(item.value) if shape.facts else {}
    reading.facts["shape"] = shape.name
    return ((f"{item.pointer}{pointer}", shape.name, release) for pointer, release in shape.adapt(item.value))


def _refuse_or_reject(item: Item, reading: Reading) -> None:
    reading.read += 1
    reading.refused += 1
    if item.pointer:
        reading.findings.at(reading.read, item.pointer)
        reading.findings.add(RELEASE_REFUSED)
    else:
        reading.findings.at(None, None)
        reading.findings.add(UNKNOWN_SHAPE, wanted="notices")


def _write_release(item: Item, pointer: str, held: str, release: dict[str, Any], reading: Reading) -> None:
    findings = reading.findings
    record = read_release(release, findings)
    _check_repeated(item, release, record, findings, reading)
    if held != "embedded":
        reading.counts.add(release, record)
        if record["ocid"] and held == "release":
            reading.spans.setdefault(record["ocid"], []).append((item.start, item.end, pointer))
    else:
        reading.embedded += 1
    everywhere = RARE_PERSONAL_KEYS.search(reading.items.data, item.start, item.end) is not None
    place = {"pointer": pointer, "row": findings.row, "part": pointer or None, "span": [item.start, item.end]}
    line, people = record_line(record, release, place, held, reading.publisher(), findings.marks, everywhere)
    reading.people += people
    reading.lines.write_bytes(line)


def _check_repeated(
    item: Item, release: dict[str, Any], record: dict[str, Any], findings: Findings, reading: Reading
) -> None:
    if record["id"] is None:
        return
    key = (record["ocid"], record["id"])
    pointer = reading.ids.get(key)
    if pointer is None:
        reading.ids[key] = findings.part or ""
    else:
        findings.add(RELEASE_ID_REPEATED, "id", record["id"])


def _write_compiled(reading: Reading, out: Path) -> None:
    """Merge the releases of each process that has several here; only their places were kept, so they are read again."""
    with Lines(out / "compiled.jsonl") as compiled:
        for ocid, spans in reading.spans.items():
            if len(spans) < 2:
                continue
            releases = [_release_at(span, reading.items) for span in spans]
            reading.findings.at(None, spans[0][2] or None)
            try:
                merged = compile_releases(release for release in releases if release is not None)
            except MergeError as error:
                reading.findings.add(MERGE_IMPOSSIBLE, "ocid", ocid, reason=error)
                continue
            record = read_release(merged, Findings())
            place = {"pointers": [pointer for _, _, pointer in spans]}
            line, _ = record_line(record, merged, place, "merged", reading.publisher(), [], everywhere=True)
            compiled.write_bytes(line)
        reading.facts["compiled"] = compiled.count


def _release_at(span: _Span, items: JsonItems) -> dict[str, Any] | None:
    start, end, pointer = span
    value = loads(items.data[start:end], [])
    if is_release(value):
        return value
    # A record or a package on one line: the pointer's last steps lead to the release inside.
    for step in pointer.strip("/").split("/")[-2:]:
        value = value[int(step)] if isinstance(value, list) and step.isdigit() else value.get(step)
    return value if isinstance(value, dict) else None


def _facts(reading: Reading) -> dict[str, Any]:
    findings, items = reading.findings, reading.items
    version = check_version(items.envelope, findings)
    findings.at(None, None)
    if reading.read == 0 and not findings.issues:
        findings.add(NO_RECORDS)
    if reading.people:
        findings.add(CONTACT_DETAILS_LEFT_OUT, count=reading.people)
    links = items.envelope.get("links")
    refused_rows = sum(issue.kind.severity is Severity.REFUSED for issue in findings.issues)
    counts = reading.counts.report()
    return {
        "format": "json lines" if items.shape == "lines" else "json",
        "encoding": items.encoding,
        "publisher": reading.publisher(),
        "rows_read": reading.read,
        "rows_accepted": reading.read - refused_rows if reading.refused else reading.read,
        "rows_refused": refused_rows if reading.refused else 0,
        "shape": items.array_key or items.shape,
        "ocds_version": version,
        "licence": items.envelope.get("license"),
        "next_page": links.get("next") if isinstance(links, dict) else None,
        "embedded_releases": reading.embedded,
        **main_total(counts["values"]),
        **counts,
        **reading.facts,
    }
