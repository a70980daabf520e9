"""Reads notices published as tables: registers, invitations to tender, pipelines, code lists, flattened releases."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from parsers.findings import Findings
from parsers.issues.notices import CONTACT_DETAILS_LEFT_OUT, REGISTER_NOT_RECOGNISED
from parsers.nested_stage import Lines
from parsers.ocds.counts import Counts, main_total
from parsers.ocds.record_line import record_line
from parsers.ocds.release import read_release
from parsers.registers import contracts, legacy_pipeline
from parsers.registers.flattened import is_flattened, release_of_flat_row
from parsers.registers.headings import Heading, find_heading, is_total
from parsers.registers.spreadsheet_xml import is_spreadsheet_xml, read_spreadsheet_xml
from parsers.tables import Part, Row, Table, Unreadable
from parsers.tables.reading import open_table
from parsers.values import month_comes_first

__all__ = ["is_code_list", "is_notice_list", "open_list", "read_notice_tables"]

_AHEAD = 400  # rows looked at before the first is read: headings, and the order of day and month
_OF_A_PURCHASE = frozenset({"start", "end", "review", "deadline", "notice", "annual_value"})
_NOTICE_CODE = re.compile(r"\bUK\d{1,2}\b")


class Lists:
    """One file under way, part by part."""

    def __init__(self, findings: Findings, lines: Lines) -> None:
        self.findings, self.lines = findings, lines
        self.counts = Counts()
        self.set_aside: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        self.widths: Counter[int] = Counter()
        self.read = self.refused = self.people = self.with_url = 0
        self.heading: Heading | None = None
        self.parts: list[str] = []


def open_list(data: bytes) -> Table:
    """The file as a table, the XML of Excel 2003 included; raises Unreadable."""
    return read_spreadsheet_xml(data) if is_spreadsheet_xml(data) else open_table(data)


def read_notice_tables(path: Path, out: Path, findings: Findings) -> dict[str, Any]:
    """Write a record for each row of each list in the file, and give back the facts for the report."""
    data = path.read_bytes()
    try:
        table = open_list(data)
    except Unreadable as error:
        findings.issues.append(error.issue)
        return {"format": None}
    with Lines(out / "records.jsonl") as lines:
        lists = Lists(findings, lines)
        try:
            for part in table.parts:
                _read_part(part, lists)
        except Unreadable as error:
            findings.issues.append(error.issue)
    findings.issues.extend(table.issues)
    facts = {"format": table.format, "encoding": table.encoding}
    if not lists.kinds:
        return facts | _guidance(data, findings)
    return facts | _facts(lists)


def _read_part(part: Part, lists: Lists) -> None:
    rows = iter(part.rows)
    ahead = list(islice(rows, _AHEAD))
    lists.findings.at(None, part.name)
    reader = _reader_for(ahead, lists)
    if reader is None:
        lists.set_aside["other part"] += 1
        return
    if part.name:
        lists.parts.append(part.name)
    for number, cells in enumerate(_chain(ahead, rows), 1):
        lists.findings.at(number, part.name)
        if not any(cell.strip() for cell in cells):
            lists.set_aside["blank"] += 1
            continue
        reader(number, cells)


def _reader_for(ahead: Sequence[Row], lists: Lists) -> Any:
    if legacy_pipeline.is_legacy_pipeline(ahead):
        return lambda number, cells: _add(legacy_pipeline.release_of_row(cells), "pipeline", number, cells, lists)
    if ahead and is_flattened(ahead[0]):
        names = [name.strip() for name in ahead[0]]
        lists.heading = Heading(1, 1, {}, names)
        return _below(
            1, lists, lambda number, cells: _add(release_of_flat_row(names, cells), "flattened", number, cells, lists)
        )
    if is_code_list(ahead):
        lists.heading = Heading(1, 1, {}, [name.strip() for name in ahead[0]])
        lists.kinds["codes"] += 0
        return _below(1, lists, lambda number, cells: _code(lists))
    heading = find_heading(ahead, contracts.VOCABULARY, contracts.NEEDED)
    return _register_reader(heading, ahead, lists) if heading else None


def _below(header_row: int, lists: Lists, read: Callable[[int, Row], None]) -> Callable[[int, Row], None]:
    """Hands on the rows below the header row only."""

    def reader(number: int, cells: Row) -> None:
        if not _set_aside(number, header_row, lists):
            read(number, cells)

    return reader


def _register_reader(heading: Heading, ahead: Sequence[Row], lists: Lists) -> Any:
    lists.heading = lists.heading or heading
    kind = contracts.kind_of_list(heading)
    month_first = {
        field: month_comes_first([row[column] for row in ahead[heading.row :] if column < len(row)])
        for field, column in heading.columns.items()
    }
    names = [name.lower() for name in heading.names]

    def read(number: int, cells: Row) -> None:
        if _set_aside(number, heading.row, lists):
            return
        if [cell.strip().lower() for cell in cells[: len(names)]] == names[: len(cells)]:
            lists.set_aside["repeated header"] += 1
        elif is_total(cells):
            lists.set_aside["total"] += 1
        elif sum(bool(cell.strip()) for cell in cells) == 1:
            lists.set_aside["note"] += 1
        else:
            release = contracts.release_of_row(cells, heading, kind, month_first, lists.findings)
            lists.people += any(
                heading.columns.get("contact") == column and cell.strip() for column, cell in enumerate(cells)
            )
            _add(release, kind, number, cells, lists)

    return read


def _add(release: dict[str, Any] | None, kind: str, number: int, cells: Row, lists: Lists) -> None:
    lists.read += 1
    lists.kinds[kind] += 1
    lists.widths[len(cells)] += 1
    if release is None:
        lists.refused += 1
        return
    findings = lists.findings
    record = read_release(release, findings, row=True)
    lists.counts.add(release, record)
    lists.with_url += any(cell.strip().lower().startswith(("http://", "https://")) for cell in cells)
    place = {"row": number, "part": findings.part, "pointer": None}
    line, people = record_line(record, release, place, kind, None, findings.marks, everywhere=False)
    lists.people += people or any("@" in cell for cell in cells)
    lists.lines.write_bytes(line)


def _set_aside(number: int, header_row: int, lists: Lists) -> bool:
    if number > header_row:
        return False
    lists.set_aside["header" if number == header_row else "preamble"] += 1
    return True


def _code(lists: Lists) -> None:
    lists.read += 1
    lists.kinds["codes"] += 1


def is_code_list(ahead: Sequence[Row]) -> bool:
    """A code list of OCDS: Code, Title and Description among its columns."""
    return bool(ahead) and {"code", "title", "description"} <= {cell.strip().lower() for cell in ahead[0]}


def is_notice_list(ahead: Sequence[Row]) -> bool:
    """Whether rows begin a list of notices or contracts; a supplier and a sum alone may be a list of payments."""
    if legacy_pipeline.is_legacy_pipeline(ahead) or (ahead and is_flattened(ahead[0])):
        return True
    heading = find_heading(ahead, contracts.VOCABULARY, contracts.NEEDED)
    if heading is None:
        return False
    return bool(_OF_A_PURCHASE & heading.columns.keys()) or contracts.speaks_of_contracts(heading)


def _guidance(data: bytes, findings: Findings) -> dict[str, Any]:
    """A text about notices is no list of them, but it is no fault either: the codes it speaks of are told."""
    codes = dict.fromkeys(_NOTICE_CODE.findall(data[: 2**20].decode("utf-8", errors="replace")))
    if len(codes) >= 5:
        return {"shape": "reference: text", "format": "text", "codes": sorted(codes, key=lambda code: int(code[2:]))}
    findings.at(None, None)
    findings.add(REGISTER_NOT_RECOGNISED)
    return {}


def _facts(lists: Lists) -> dict[str, Any]:
    findings = lists.findings
    findings.at(None, None)
    if lists.people:
        findings.add(CONTACT_DETAILS_LEFT_OUT, count=lists.people)
    counts = lists.counts.report()
    return {
        "shape": next(iter(lists.kinds)),
        "rows_read": lists.read,
        "rows_accepted": lists.read - lists.refused,
        "rows_refused": lists.refused,
        "header_row": lists.heading.row if lists.heading else None,
        "columns": _columns(lists.heading),
        "set_aside": dict(lists.set_aside),
        "parts": lists.parts,
        "rows_by_kind": dict(lists.kinds),
        "rows_by_width": {str(width): count for width, count in sorted(lists.widths.items())},
        "rows_with_url": lists.with_url,
        **main_total(counts["values"]),
        **{key: value for key, value in counts.items() if key not in ("bid_values", "bids_statistics_values")},
    }


def _columns(heading: Heading | None) -> dict[str, str]:
    """Field to the publisher's own heading."""
    return {field: heading.names[column] for field, column in heading.columns.items()} if heading else {}


def _chain(first: Sequence[Row], rest: Iterator[Row]) -> Iterator[Row]:
    yield from first
    yield from rest
