"""Reads lists of payments (spending over a threshold, procurement cards) into records, losing no line."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from parsers.accounting import Reading, pounds
from parsers.blocks_beside import blocks_apart
from parsers.cached_cells import epoch_day
from parsers.issues import Issue, Severity
from parsers.issues import spending as wrong
from parsers.issues.tables import HIDDEN_PART, MEMBER_NOT_READ, NESTED_ARCHIVE
from parsers.layout import find_heading, layout_of
from parsers.second_look import Known
from parsers.stage import ISSUES, PAYMENTS, ColumnWriter, base_report, rejected
from parsers.tables import Part, Row, Table, Unreadable
from parsers.tables.even_blocks import EvenBlock
from parsers.tables.reading import format_of, open_table
from parsers.values import pence

__all__ = ["PARSER_VERSION", "parse"]

PARSER_VERSION = "spending-3"
_WORKBOOKS = {"xlsx", "xls", "ods"}
_DELIMITED = {"csv", "zip"}
_DATES_TOLD = {wrong.DATE_MISSING.code, wrong.DATE_UNREADABLE.code}
_EXPLAINS_NOTHING_READ = (NESTED_ARCHIVE, MEMBER_NOT_READ, HIDDEN_PART)


def parse(path: Path, out: Path, options: Mapping[str, str]) -> dict[str, Any]:
    """Parse a list of payments into ``records.parquet`` and ``issues.parquet`` in ``out``, and return its report.

    Never raises for what the file holds: a file that cannot be used has status ``rejected`` and a reason.
    """
    report = {**base_report(path, "spending"), "parser_version": PARSER_VERSION, "publisher": options.get("publisher")}
    try:
        report["format"] = format_of(path)
        reading, table, parts = _read(path, out, Known())
        if (known := reading.learnt) != Known():
            reading, table, parts = _read(path, out, known)
    except Unreadable as error:
        return rejected(report, error.issue, out)
    report.update(format=table.format, encoding=table.encoding)
    if (issue := _why_nothing(reading, table)) is not None:
        return rejected(report, issue, out)
    return report | _summary(reading, parts)


def _read(path: Path, out: Path, known: Known) -> tuple[Reading, Table, list[dict[str, Any]]]:
    table = open_table(path)
    with (
        ColumnWriter(out / "records.parquet", PAYMENTS) as records,
        ColumnWriter(out / "issues.parquet", ISSUES) as issues,
    ):
        reading = Reading(records, issues, known, delimited=table.format in _DELIMITED)
        each = _once(chain.from_iterable(map(blocks_apart, table.parts)), reading, known)
        parts = _workbook(each, reading) if table.format in _WORKBOOKS else list(map(reading.part, each))
        parts += reading.left_out
        if reading.layout and reading.layout.month_first:
            reading.report_issue(wrong.DATE_MONTH_FIRST.at(column=reading.layout.heading(reading.layout.date)))
        if reading.accepted and reading.first_day is None and not _DATES_TOLD.intersection(reading.counts):
            reading.report_issue(wrong.NO_DATES.at())
        for issue in table.issues:
            reading.report_issue(issue)
    rows = sum(part["rows"] for part in parts)
    told = reading.accepted + reading.refused + sum(reading.set_aside.values())
    if rows != told:
        raise RuntimeError(f"{rows} rows were read, but {told} are accounted for")
    return reading, table, parts


def _once(parts: Iterable[Part], reading: Reading, known: Known) -> Iterator[Part]:
    """The parts without those that only repeat others, which are set aside."""
    for at, part in enumerate(parts):
        if at in known.repeats:
            reading.leave_out(part)
        else:
            yield part


def _workbook(parts: Iterable[Part], reading: Reading) -> list[dict[str, Any]]:
    """Read the sheets of a workbook; a sheet without dates that only sums up the others is set aside."""
    found, undated = [], []
    for part in parts:
        blocks = list(part.blocks or [list(part.rows)])
        ahead = [row for block in blocks[:2] for row in _rows(block)][:400]
        place = find_heading(ahead)
        layout = layout_of(ahead, place[0], lines=place[1]) if place else None
        kept = Part(part.name, part.rows, iter(blocks), part.hidden)
        if layout is not None and layout.date is None:
            rows = [row for block in blocks for row in _rows(block)]
            undated.append((kept, [pence(row[layout.amount]) for row in rows if layout.amount < len(row)], len(rows)))
        else:
            found.append(reading.part(kept))
    for kept, amounts, count in undated:
        total = reading.sums.whole.pence
        sums_up = reading.accepted and (total in amounts or sum(filter(None, amounts)) == total)
        if sums_up:
            reading.set_aside["summary"] += count
            reading.report_issue(wrong.SUMMARY_PART.at(part=kept.name, total=pounds(total)))
            found.append({"part": kept.name, "heading_row": None, "rows": count, "rows_accepted": 0, "rows_refused": 0})
        else:
            found.append(reading.part(kept))
    return found


def _rows(block: EvenBlock | list[Row]) -> list[Row]:
    return block if isinstance(block, list) else block.rows()


def _why_nothing(reading: Reading, table: Table) -> Issue | None:
    if reading.accepted:
        return None
    for issue in table.issues:
        unseen = issue.kind is HIDDEN_PART and wrong.HIDDEN_PAYMENT.code in reading.counts
        if issue.kind in _EXPLAINS_NOTHING_READ and (unseen or reading.layout is None):
            return issue
    if reading.layout is None:
        return wrong.NOT_PAYMENTS.at(seen="; ".join(reading.seen[:4])[:300] or "nothing with text")
    return wrong.NO_ROWS.at(row=reading.heading_row)


def _summary(reading: Reading, parts: list[dict[str, Any]]) -> dict[str, Any]:
    assert reading.layout is not None
    issues = [
        {
            "code": code,
            "severity": first.kind.severity.value,
            "count": count,
            "first_row": first.row,
            "message": first.message,
        }
        for code, (first, count) in sorted(reading.counts.items())
    ]
    noted = any(issue["severity"] != Severity.NOTE for issue in issues) or reading.refused
    return {
        "status": "accepted-with-issues" if issues or noted else "accepted",
        "header_row": reading.heading_row,
        "columns": reading.layout.names(),
        "rows_read": reading.accepted + reading.refused,
        "rows_accepted": reading.accepted,
        "rows_refused": reading.refused,
        "set_aside": dict(sorted(reading.set_aside.items())),
        "amount_total": pounds(reading.sums.whole.pence),
        "date_min": epoch_day(reading.first_day),
        "date_max": epoch_day(reading.last_day),
        "issues": issues,
        "parts": parts,
    }
