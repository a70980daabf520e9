"""Reads one bid document: text and tables to typeset again, and whatever else the file holds, listed for the officer.

Beside the report: ``document.json`` (text, sheets, hidden finds) and ``issues.parquet``. No original is kept here.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from parsers.bid_documents import Document, Refused
from parsers.bid_documents.reading import read_document
from parsers.cost_sheet import CostSheet, read_cost_sheet
from parsers.issues import Issue, Severity
from parsers.issues.bids import HIDDEN_CONTENT

__all__ = ["PARSER_VERSION", "parse"]

PARSER_VERSION = "bid-1"


def parse(path: Path, out: Path, options: Mapping[str, str]) -> dict:
    """Read the document at ``path`` into the folder ``out`` and return its report; never raises for what it holds."""
    from parsers.sandbox import base_report, rejected
    from parsers.stage import write_issues

    report = base_report(path, "bid")
    report["parser_version"] = PARSER_VERSION
    try:
        document = read_document(path.read_bytes(), options.get("name", path.name))
    except Refused as refused:
        return rejected(report, refused.issue, out)
    costs = read_cost_sheet([(sheet.name, sheet.rows) for sheet in document.sheets])
    issues = [*document.issues, *hidden_issues(document), *(costs.issues if costs else ())]
    (out / "document.json").write_text(json.dumps(_as_json(document, costs), ensure_ascii=False), encoding="utf-8")
    write_issues(issues, out)
    refused_cells = sum(issue.kind.severity is Severity.REFUSED for issue in issues)
    amounts = sum(year is not None for line in costs.lines for year in line.years) if costs else 0
    report.update(
        format=document.format,
        encoding="utf-8" if document.format in ("text", "markdown", "csv", "ocds") else None,
        status="accepted-with-issues" if issues else "accepted",
        rows_read=amounts + refused_cells,
        rows_accepted=amounts,
        rows_refused=refused_cells,
        amount_total=costs.total_text if costs else "0.00",
        issues=_counted(issues),
        words=len(document.text.split()),
        hidden=[asdict(find) for find in document.hidden],
    )
    return report


def hidden_issues(document: Document) -> list[Issue]:
    """One issue for each channel that held something; a file name alone is no issue, since every file has one."""
    counts = Counter(find.channel for find in document.hidden if find.channel != "a file name")
    first = {find.channel: find.place for find in reversed(document.hidden)}
    return [
        HIDDEN_CONTENT.at(part=first[channel], channel=channel, count=n, place=first[channel])
        for channel, n in counts.items()
    ]


def _as_json(document: Document, costs: CostSheet | None) -> dict:
    return {
        "format": document.format,
        "text": document.text,
        "hidden": [asdict(find) for find in document.hidden],
        "sheets": [{"name": sheet.name, "rows": sheet.rows} for sheet in document.sheets],
        "costs": costs.as_json() if costs else None,
    }


def _counted(issues: list[Issue]) -> list[dict]:
    out: dict[str, dict] = {}
    for issue in issues:
        entry = out.setdefault(
            issue.code,
            {
                "code": issue.code,
                "severity": issue.kind.severity.value,
                "count": 0,
                "first_row": issue.row,
                "message": issue.message,
            },
        )
        entry["count"] += 1
    return list(out.values())
