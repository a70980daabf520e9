"""Reads grants published as tables: spreadsheets of 360Giving, and registers of councils in any common format."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

from parsers.findings import Findings
from parsers.grants.record_line import Reading
from parsers.grants.registers import find_register, grant_of_row
from parsers.grants.ruled_pages import ruled_parts
from parsers.grants.titles import NEEDED, paths_of, place_cells
from parsers.grants.titles import Path as FieldPath
from parsers.issues.grants import GRANT_REFUSED, GRANT_ROW_APART, NOT_GRANTS
from parsers.nested_stage import Lines
from parsers.registers.headings import Heading, is_total
from parsers.registers.spreadsheet_xml import is_spreadsheet_xml, read_spreadsheet_xml
from parsers.tables import Part, Row, Table, Unreadable
from parsers.tables.reading import format_of, open_table
from parsers.tables.xml_rows import read_xml_rows
from parsers.values import month_comes_first

__all__ = ["find_standard", "open_grants", "read_grant_tables"]

_AHEAD = 400  # rows looked at before the first is read: headings, and the order of day and month
_LOOK_AT = 10


class Sheets:
    """One file under way, part by part."""

    def __init__(self, findings: Findings, lines: Lines) -> None:
        self.findings = findings
        self.reading = Reading(findings, lines)
        self.set_aside: Counter[str] = Counter()
        self.read = self.refused = 0
        self.held: tuple[int, dict[str, Any]] | None = None
        self.heading: Heading | None = None
        self.form: str | None = None
        self.parts: list[str] = []
        self.all_parts: list[str] = []


def open_grants(path: Path) -> Table:
    """The file as a table: XML and ruled PDFs too, beside what every list may be. Raises Unreadable."""
    kind = format_of(path)
    if kind == "xml":
        data = path.read_bytes()
        return read_spreadsheet_xml(data) if is_spreadsheet_xml(data) else read_xml_rows(data)
    if kind == "pdf" and (parts := ruled_parts(path)):
        return Table("pdf", None, iter(parts))
    return open_table(path)


def read_grant_tables(path: Path, out: Path, findings: Findings) -> dict[str, Any]:
    """Write a line for each grant of a table and give back the facts for the report."""
    try:
        table = open_grants(path)
    except Unreadable as error:
        findings.issues.append(error.issue)
        return {"format": None}
    with Lines(out / "records.jsonl") as lines:
        sheets = Sheets(findings, lines)
        try:
            for part in table.parts:
                _read_part(part, sheets)
        except Unreadable as error:
            findings.issues.append(error.issue)
    findings.issues.extend(table.issues)
    facts = {"format": table.format, "encoding": table.encoding}
    if sheets.form is None:
        findings.at(None, None)
        findings.add(NOT_GRANTS)
        return facts
    return facts | _facts(sheets)


def find_standard(rows: Sequence[Row]) -> tuple[int, list[FieldPath | None]] | None:
    """The header row (from 1) of a 360Giving table, and the path of each column; None when there is none."""
    for number, row in enumerate(rows[:_LOOK_AT], 1):
        paths = paths_of(row)
        known = {str(path[0]) for path in paths if path is not None} & NEEDED
        filled = sum(path is not None for path in paths)
        if len(known) >= 2 and ({"amountAwarded", "awardDate"} & known or len(known) == filled):
            return number, paths
    return None


def _read_part(part: Part, sheets: Sheets) -> None:
    rows = iter(part.rows)
    ahead = list(islice(rows, _AHEAD))
    if part.name:
        sheets.all_parts.append(part.name)
    reader = _reader_for(ahead, sheets)
    if reader is None:
        sheets.set_aside["other part"] += 1
        return
    if part.name:
        sheets.parts.append(part.name)
    for number, cells in enumerate(chain(ahead, rows), 1):
        sheets.findings.at(number, part.name)
        if any(cell.strip() for cell in cells):
            reader(number, cells)
        else:
            sheets.set_aside["blank"] += 1
    _let_go(sheets)


def _reader_for(ahead: Sequence[Row], sheets: Sheets) -> Callable[[int, Row], None] | None:
    standard = find_standard(ahead)
    if standard is not None:
        row, paths = standard
        sheets.form = sheets.form or "flat"
        sheets.heading = sheets.heading or Heading(row, 1, _columns(paths), [name.strip() for name in ahead[row - 1]])
        return _standard_reader(row, paths, ahead, sheets)
    heading = find_register(ahead) or sheets.heading if sheets.form != "flat" else None
    if heading is None:
        return None
    if sheets.form and not _same_width(heading, ahead):
        return None
    row = heading.row if find_register(ahead) else 0  # a page that goes on with the table of the page before
    sheets.form = "register"
    sheets.heading = sheets.heading or heading
    return _register_reader(row, heading, ahead, sheets)


def _same_width(heading: Heading, ahead: Sequence[Row]) -> bool:
    return any(len(row) == len(heading.names) for row in ahead)


def _columns(paths: Sequence[FieldPath | None]) -> dict[str, int]:
    return {"/".join(map(str, path)): column for column, path in enumerate(paths) if path is not None}


def _standard_reader(
    header: int, paths: Sequence[FieldPath | None], ahead: Sequence[Row], sheets: Sheets
) -> Callable[[int, Row], None]:
    names = [cell.strip().lower() for cell in ahead[header - 1]]
    amount = next((at for at, path in enumerate(paths) if path == ("amountAwarded",)), None)

    def read(number: int, cells: Row) -> None:
        if _set_aside(number, header, names, cells, sheets):
            return
        grant = place_cells(paths, cells)
        if "id" not in grant and is_total(cells):
            sheets.set_aside["total"] += 1
        elif amount is not None and set(grant) <= {"id"}:
            sheets.set_aside["note"] += 1
        elif amount is not None and "amountAwarded" not in grant and _goes_on(grant, sheets):
            sheets.set_aside["continuation"] += 1
        else:
            _let_go(sheets)
            sheets.held = number, grant

    return read


def _goes_on(row: Mapping[str, Any], sheets: Sheets) -> bool:
    """Whether a row without an amount says more of a grant above, whose lists then grow by those of the row."""
    given = row.get("id")
    if given is None or sheets.held is None:
        return False
    grant = sheets.held[1]
    if grant.get("id") == given:
        for name, value in row.items():
            kept = grant.setdefault(name, value)
            if isinstance(kept, list) and isinstance(value, list):
                kept += [each for each in value if each not in kept]
        return True
    if not sheets.reading.tally.knows(given):
        return False
    sheets.findings.add(GRANT_ROW_APART, "id", given)
    return True


def _let_go(sheets: Sheets) -> None:
    """Count the grant that was held back in case the rows below go on with it."""
    if sheets.held is not None:
        (number, grant), sheets.held = sheets.held, None
        row, part = sheets.findings.row, sheets.findings.part
        sheets.findings.at(number, part)
        _add(grant, number, "flat", sheets)
        sheets.findings.at(row, part)


def _register_reader(header: int, heading: Heading, ahead: Sequence[Row], sheets: Sheets) -> Callable[[int, Row], None]:
    names = [name.lower() for name in heading.names]
    month_first = {
        field: month_comes_first([row[column] for row in ahead[header:] if column < len(row)])
        for field, column in heading.columns.items()
    }

    def read(number: int, cells: Row) -> None:
        if _set_aside(number, header, names, cells, sheets):
            return
        if is_total(cells):
            sheets.set_aside["total"] += 1
        elif sum(bool(cell.strip()) for cell in cells) == 1 and len(cells) > 2:
            sheets.set_aside["note"] += 1
        else:
            grant = grant_of_row(cells, heading, month_first, sheets.findings)
            if grant is None:
                sheets.read += 1
                sheets.refused += 1
                sheets.findings.add(GRANT_REFUSED)
            else:
                _add(grant, number, "register", sheets)

    return read


def _add(grant: dict[str, Any], number: int, form: str, sheets: Sheets) -> None:
    sheets.read += 1
    place = {"row": number, "part": sheets.findings.part, "pointer": None}
    sheets.reading.add(grant, place, form=form)


def _set_aside(number: int, header: int, names: Sequence[str], cells: Row, sheets: Sheets) -> bool:
    if number <= header:
        sheets.set_aside["header" if number == header else "preamble"] += 1
        return True
    repeated = [" ".join(cell.split()).lower() for cell in cells[: len(names)]] == list(names[: len(cells)])
    sheets.set_aside["repeated header"] += repeated
    return repeated


def _facts(sheets: Sheets) -> dict[str, Any]:
    tally = sheets.reading.tally
    tally.conclude(sheets.findings)
    heading = sheets.heading
    return {
        "shape": "360giving" if sheets.form == "flat" else "register",
        **tally.report(),
        "rows_read": sheets.read,
        "rows_accepted": sheets.read - sheets.refused,
        "rows_refused": sheets.refused,
        "header_row": heading.row if heading else None,
        "header_rows": heading.height if heading else None,
        "columns": {field: heading.names[column] for field, column in heading.columns.items()} if heading else {},
        "columns_in_file": len(heading.names) if heading else 0,
        "set_aside": {name: count for name, count in sheets.set_aside.items() if count},
        "parts": sheets.parts,
        "all_parts": sheets.all_parts,
    }
