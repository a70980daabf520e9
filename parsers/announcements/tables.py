"""Reads files of announced shares: each announcement in them becomes one record, with its shares in their order."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from parsers.announcements.known import known_and_unknown, pounds
from parsers.announcements.shares import ShareList, read_shares
from parsers.findings import Findings
from parsers.issues.announcements import NOT_ANNOUNCEMENT, SHARES_ALSO, SHARES_DIFFER, SHARES_UNKNOWN
from parsers.nested_stage import Lines
from parsers.tables import Unreadable
from parsers.tables.reading import open_table

__all__ = ["read_share_tables"]


def read_share_tables(path: Path, out: Path, findings: Findings) -> dict[str, Any]:
    """Write a line for each announcement of a table and give back the facts for the report."""
    lists: list[ShareList] = []
    names: list[str] = []
    try:
        table = open_table(path)
        for part in table.parts:
            names += [part.name] if part.name else []
            found = read_shares(part, list(part.rows), findings)
            if found is not None and found.read:
                lists.append(found)
    except Unreadable as error:
        findings.issues.append(error.issue)
        return {"format": None}
    findings.issues.extend(table.issues)
    facts = {"format": table.format, "encoding": table.encoding, "shape": "shares"}
    hidden = [issue.part for issue in table.issues if issue.code == "hidden-part" and issue.part]
    if not lists:
        findings.at(None, None)
        findings.add(NOT_ANNOUNCEMENT)
        return facts
    # Several lists of one file tell the same money by coarser areas: the finest counts, the others are kept beside it.
    main = max(lists, key=lambda each: len(each.rows))
    with Lines(out / "records.jsonl") as lines:
        announcements = [record for each in lists for record in _records(each, each is main, findings)]
        for record in announcements:
            lines.write(record)
    return facts | _facts(main, lists, announcements) | {"all_parts": [*names, *hidden]}


def _records(shares: ShareList, counted: bool, findings: Findings) -> list[dict[str, Any]]:
    groups: dict[str | None, list[dict[str, Any]]] = {}
    for row in shares.rows:
        groups.setdefault(row["announcement"], []).append(row)
    if not counted:
        findings.at(shares.header_row, shares.part)
        findings.add(SHARES_ALSO)
    return [_record(title, rows, shares, counted, findings) for title, rows in groups.items()]


def _record(
    title: str | None, rows: list[dict[str, Any]], shares: ShareList, counted: bool, findings: Findings
) -> dict[str, Any]:
    findings.at(rows[0]["row"], shares.part)
    total = next((row["total"] for row in rows if row["total"] is not None), None)
    if total is None and title is None and shares.share:
        total = shares.stated.get(shares.share)
    given = [_share(row, shares.share) for row in rows]
    named = [share for share in given if share["recipient"]]
    count = next((row["count"] for row in rows if row["count"] is not None), None)
    known, unknown = known_and_unknown(total, count if count is not None else len(rows), given)
    stated = [share["pence"] for share in given if share["pence"] is not None]
    name = title or shares.part or "The list"
    recipients = count if count is not None else len(rows)
    if total is not None and len(stated) < recipients:
        findings.add(SHARES_UNKNOWN, announcement=name, count=recipients - len(stated), total=recipients)
    elif total is not None and sum(stated) != total:
        findings.add(SHARES_DIFFER, announcement=name, found=pounds(sum(stated)), stated=pounds(total))
    return {
        "place": {"row": rows[0]["row"], "part": shares.part, "pointer": None},
        "form": "shares",
        "counted": counted,
        "id": None,
        "path": None,
        "url": next((row["source"] for row in rows if row["source"]), None),
        "title": title,
        "programme": title.partition(",")[0].strip() if title else None,
        "published": next((row["announced_on"] for row in rows if row["announced_on"]), None),
        "sum": {"pence": total, "words": None},
        "recipients": {"count": recipients, "words": None},
        "shares": given,
        "named": len(named),
        "known": known,
        "unknown": unknown,
        "issues": findings.marks,
    }


def _share(row: Mapping[str, Any], column: str | None) -> dict[str, Any]:
    amounts = row["amounts"]
    kept = ("row", "recipient", "with", "purpose", "status", "source", "kind", "code", "issues")
    parts = {name: value for name, value in amounts.items() if name != column and value is not None}
    return {**{key: row[key] for key in kept}, "pence": amounts.get(column) if column else None, "parts": parts}


def _facts(main: ShareList, lists: list[ShareList], announcements: list[dict[str, Any]]) -> dict[str, Any]:
    days = sorted(record["published"] for record in announcements if record["published"])
    counted = [record for record in announcements if record["counted"]]
    total = sum(share["pence"] or 0 for record in counted for share in record["shares"])
    return {
        "header_row": main.header_row,
        "columns": main.columns,
        "rows_read": main.read,
        "rows_accepted": main.read - main.refused,
        "rows_refused": main.refused,
        "set_aside": main.set_aside,
        "parts": [each.part for each in lists if each.part],
        "amount_total": f"{total // 100}.{total % 100:02d}",
        "currency": "GBP",
        "date_min": days[0] if days else None,
        "date_max": days[-1] if days else None,
        "announcements": len(announcements),
        "kinds": dict(sorted(Counter(row["kind"] for row in main.rows if row["kind"]).items())),
        "lists": [
            {"part": each.part, "rows": each.read, "share": each.share, "sums": each.sums(), "stated": each.stated}
            for each in lists
        ],
    }
