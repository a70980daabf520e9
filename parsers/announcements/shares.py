"""Reads tables that say who gets what of announced money: one row a recipient, one or more columns of amounts.

A total row is never added up but held against its column. Where several columns are amounts, the one that adds up the
others is the share, and the others its parts. A recipient without an amount stays without one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from parsers.findings import Findings
from parsers.issues.announcements import SHARE_REFUSED, SHARE_UNREADABLE
from parsers.registers.headings import find_heading, vocabulary, words_of
from parsers.tables import Part, Row
from parsers.values import day, pence

__all__ = ["ShareList", "find_shares", "read_shares"]

_VOCABULARY = vocabulary("""
announcement: announcement | announcement title | programme | funding programme | fund name | scheme name
announced_on: announced on | announced | date announced | announcement date | date
total: announced total | total announced | announced total gbp | total sum
count: announced recipients | number of recipients
recipient: recipient | local authority | authority | council | council name | area | lead authority | lead council |
    organisation | name of authority | local authority name | la name | beneficiary | name
amount: amount gbp | amount | share | allocation | grant | funding | award | total additional funding | total funding |
    total allocation | allocated
partners: lead or joint with | joint with | partners | with
status: amount status | status
purpose: note | purpose | project | description
url: source url | source | url | link
kind: class | type | type of authority | authority type | tier
code: ons code | gss code | ecode | code
""")
_NEEDED = (frozenset({"recipient"}),)
_MONEY = re.compile(
    r"\b(?:fund\w*|tranche|allocat\w+|amount|grant|award|share|payment|settlement|gbp)\b|£", re.IGNORECASE
)
_NOT_MONEY = re.compile(r"\bper\b|populat|%|percent|\brank|status|date|announced|recipient", re.IGNORECASE)
_NOBODY = re.compile(r"\(?\s*(?:not (?:identified|named|known)|unknown|unnamed|n/?a|tbc)\s*\)?", re.IGNORECASE)
_TOTAL = re.compile(r"\W*(?:grand |sub ?)?totals?\b", re.IGNORECASE)
_ENOUGH = 0.5


@dataclass(slots=True)
class ShareList:
    """One list of shares: its columns of amounts, its rows, the totals it states, and what was set aside."""

    part: str | None
    header_row: int
    columns: dict[str, str]
    amounts: list[str]  # headings of the columns of amounts; the share is in the one called ``share``
    share: str | None
    rows: list[dict[str, Any]] = field(default_factory=list)
    stated: dict[str, int] = field(default_factory=dict)
    set_aside: dict[str, int] = field(default_factory=dict)
    read: int = 0
    refused: int = 0

    def sums(self) -> dict[str, int]:
        """The sum of each column of amounts, in pence."""
        return {name: sum(row["amounts"].get(name) or 0 for row in self.rows) for name in self.amounts}


def find_shares(rows: Sequence[Row]) -> tuple[Any, list[int]] | None:
    """The heading of a list of shares and its columns of amounts; None where there is none."""
    heading = find_heading(rows, _VOCABULARY, _NEEDED)
    if heading is None:
        return None
    sample = [row for row in rows[heading.row :] if any(row)]
    for name in ("announcement", "recipient"):
        if name in heading.columns and _mostly_money(sample, heading.columns[name]):
            return None  # figures name nobody and nothing
    taken = {column for name, column in heading.columns.items() if name not in ("amount", "total")}
    taken |= {heading.columns["total"]} if "announcement" in heading.columns and "total" in heading.columns else set()
    amounts = [
        column
        for column, name in enumerate(heading.names)
        if column not in taken and _is_money(words_of(name)) and _mostly_money(sample, column)
    ]
    return (heading, amounts) if amounts else None


def _is_money(words: str) -> bool:
    return bool(_MONEY.search(words)) and not _NOT_MONEY.search(words)


def _mostly_money(sample: Sequence[Row], column: int) -> bool:
    cells = [row[column] for row in sample if column < len(row) and row[column].strip()]
    return bool(cells) and sum(pence(cell) is not None for cell in cells) >= _ENOUGH * len(cells)


def read_shares(part: Part, rows: list[Row], findings: Findings) -> ShareList | None:
    """The list of shares of one part; None when the part is none."""
    found = find_shares(rows)
    if found is None:
        return None
    heading, amounts = found
    names = [heading.names[column] for column in amounts]
    shares = ShareList(
        part.name, heading.row, {name: heading.names[at] for name, at in heading.columns.items()}, names, None
    )
    for number, cells in enumerate(rows, 1):
        findings.at(number, part.name)
        _read_row(number, cells, heading, amounts, shares, findings)
    shares.share = _share_column(shares)
    return shares


def _read_row(
    number: int, cells: Row, heading: Any, amounts: Sequence[int], shares: ShareList, findings: Findings
) -> None:
    filled = [cell for cell in cells if cell.strip()]
    given = {name: _cell(cells, column) for name, column in heading.columns.items()}
    stated = {heading.names[column]: _cell(cells, column) for column in amounts}
    kind = None
    if not filled:
        kind = "blank"
    elif number <= heading.row:
        kind = "header" if number == heading.row else "preamble"
    elif len(filled) == 1:
        kind = "note"
    elif _TOTAL.match(given.get("recipient") or ""):
        kind = "total"
        shares.stated |= {name: value for name, text in stated.items() if text and (value := pence(text)) is not None}
    if kind is not None:
        shares.set_aside[kind] = shares.set_aside.get(kind, 0) + 1
        return
    shares.read += 1
    if not given.get("recipient"):
        shares.refused += 1
        findings.add(SHARE_REFUSED, None, next((text for text in stated.values() if text), ""))
        return
    shares.rows.append(_row(number, given, stated, findings))


def _row(number: int, given: dict[str, str], stated: dict[str, str], findings: Findings) -> dict[str, Any]:
    amounts: dict[str, int | None] = {}
    for name, text in stated.items():
        amounts[name] = pence(text) if text else None
        if text and amounts[name] is None:
            findings.add(SHARE_UNREADABLE, name, text, recipient=given["recipient"])
    nobody = _NOBODY.fullmatch(given["recipient"]) is not None
    announced = day(given["announced_on"]) if given.get("announced_on") else None
    return {
        "row": number,
        "recipient": None if nobody else given["recipient"],
        "amounts": amounts,
        "announcement": given.get("announcement") or None,
        "announced_on": announced.isoformat() if announced else None,
        "total": pence(given["total"]) if given.get("total") else None,
        "count": int(given["count"]) if given.get("count", "").isdigit() else None,
        "with": [name.strip() for name in (given.get("partners") or "").split(";") if name.strip()],
        "purpose": given.get("purpose") or None,
        "status": given.get("status") or None,
        "source": given.get("url") or None,
        "kind": given.get("kind") or None,
        "code": given.get("code") or None,
        "issues": findings.marks,
    }


def _share_column(shares: ShareList) -> str | None:
    """The one column of amounts, or the one that adds up the others in nearly every row."""
    if len(shares.amounts) == 1:
        return shares.amounts[0]
    for name in shares.amounts:
        others = [other for other in shares.amounts if other != name]
        agree = sum(
            row["amounts"][name] is not None
            and abs(row["amounts"][name] - sum(row["amounts"][other] or 0 for other in others)) <= 100 * len(others)
            for row in shares.rows
        )
        if shares.rows and agree >= 0.9 * len(shares.rows):
            return name
    return None


def _cell(cells: Row, column: int) -> str:
    return " ".join(cells[column].split()) if column < len(cells) else ""
