"""Reads lists of payments (spending over a threshold, procurement cards) into records, losing no line."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b
from itertools import islice
from pathlib import Path

import orjson

from parsers.columns import is_register
from parsers.issues import Issue, IssueKind
from parsers.issues import spending as wrong
from parsers.layout import Layout, find_heading, find_split_heading, layout_of
from parsers.people import names_a_person
from parsers.stage import ISSUES, PAYMENTS, ColumnWriter, issue_row
from parsers.tables import Row, Unreadable
from parsers.tables.reading import format_of, open_table
from parsers.values import day, pence, redaction

PARSER_VERSION = "spending-1"
_AHEAD = 1500
_TOTAL = re.compile(
    r"(?:(?:grand|sub|overall|net|report|sheet|page|month\w*|period|year|cyfanswm)[ -]?)*(?:totals?|cyfanswm)"
    r"(?:\s+(?:for|amount|spend|expenditure|payments?|value|of|net|gross|paid|this|excl\w*|incl\w*|\(?£).*)?\s*[:=-]*",
    re.I,
)
_money = lru_cache(100_000)(pence)
_withheld = lru_cache(50_000)(redaction)
_person = lru_cache(50_000)(names_a_person)


@lru_cache(50_000)
def _day(text: str, month_first: bool) -> object:
    return day(text, month_first=month_first)


class _Reading:
    """One pass over a file: what was accepted, refused and set aside so far, and the writers of both."""

    def __init__(self, records: ColumnWriter, issues: ColumnWriter) -> None:
        self.records, self.issues = records, issues
        self.accepted = self.refused = 0
        self.total = self.section = self.section_rows = 0
        self.set_aside: Counter[str] = Counter()
        self.counts: dict[str, list] = {}
        self.dates: list = [None, None]
        self.layout: Layout | None = None
        self.heading_row: int | None = None
        self.seen: list[str] = []
        self.register = False

    def report_issue(self, issue: Issue, raw: Row | None = None) -> None:
        """Write an issue and count it by code."""
        self.issues.add(issue_row(issue, raw))
        entry = self.counts.setdefault(issue.code, [issue, 0])
        entry[1] += 1

    def part(self, name: str | None, rows: Iterator[Row]) -> dict:
        """Read one part and say what it held."""
        before = self.accepted, self.refused
        ahead = list(islice(rows, _AHEAD))
        at = find_heading(ahead)
        lines = 1
        if at is None and (at := find_split_heading(ahead)) is not None:
            lines = 2
        found = layout_of(ahead, at, lines=lines) if at is not None else None
        if found and is_register(found.headings):
            self.register, found = True, None
            self.layout = None
        if found is None and self.layout is None:
            self.seen.extend(" | ".join(cell for cell in row if cell.strip())[:80] for row in ahead[:40] if any(c.strip() for c in row))
            count = len(ahead) + sum(1 for _ in rows)
            self.set_aside["part-without-headings"] += count
            return {"part": name, "rows_accepted": 0, "rows_refused": 0, "heading_row": None}
        layout = self.layout = found or self.layout
        assert layout is not None
        if self.heading_row is None:
            self.heading_row = layout.row
        start = at if found and at is not None else 0
        for number, row in enumerate(ahead, 1):
            if found and number <= start:
                self._before_heading(number, name, row, layout)
            elif found and number <= start + layout.lines:
                self.set_aside["heading"] += 1
            else:
                self.row(number, name, row, layout)
        for number, row in enumerate(rows, len(ahead) + 1):
            self.row(number, name, row, layout)
        return {
            "part": name, "rows_accepted": self.accepted - before[0], "rows_refused": self.refused - before[1],
            "heading_row": layout.row if found else None,
        }  # fmt: skip

    def _before_heading(self, number: int, name: str | None, row: Row, layout: Layout) -> None:
        # Some publishers sort a sheet after writing its heading, which then stands among the payments.
        fits = layout.date is not None and layout.date < len(row) and _day(row[layout.date].strip(), layout.month_first)
        if fits and layout.amount < len(row) and _money(row[layout.amount]) is not None:
            self.row(number, name, row, layout)
        else:
            self.set_aside["preamble" if any(map(str.strip, row)) else "blank"] += 1

    def row(self, number: int, part: str | None, row: Row, layout: Layout) -> None:
        """Accept, refuse or set aside one physical row."""
        text = row[layout.amount].strip() if layout.amount < len(row) else ""
        amount = _money(text) if text else None
        supplier = row[layout.supplier].strip() if layout.supplier is not None and layout.supplier < len(row) else ""
        date_text = row[layout.date].strip() if layout.date is not None and layout.date < len(row) else ""
        if amount is None:
            self._without_amount(number, part, row, layout, text, supplier, date_text)
            return
        if not (supplier and date_text) and self._is_total(number, part, row, amount, supplier, date_text):
            return
        self._accept(number, part, row, layout, amount, supplier, date_text)

    def _without_amount(self, number: int, part: str | None, row: Row, layout: Layout, text: str, supplier: str, date_text: str) -> None:  # fmt: skip
        filled = [cell for cell in row if cell.strip()]
        if not filled:
            self.set_aside["blank"] += 1
            return
        headings = {heading.strip().casefold() for heading in layout.headings if heading.strip()}
        if len(filled) > 1 and sum(cell.strip().casefold() in headings for cell in filled) >= 0.6 * len(filled):
            self.set_aside["repeated-heading"] += 1
            return
        dated = bool(date_text) and _day(date_text, layout.month_first) is not None
        payment = len(filled) >= 3 and (dated or (bool(supplier) and not any(_TOTAL.fullmatch(c.strip()) for c in filled)))
        kind: IssueKind | None = None
        if text and _withheld(text) and payment:
            kind = wrong.AMOUNT_REDACTED
        elif text and payment:
            kind = wrong.AMOUNT_UNREADABLE
        elif payment and (dated or layout.date is None):
            kind = wrong.AMOUNT_MISSING
        if kind is None:
            self.set_aside["note"] += 1
            return
        self.refused += 1
        self.report_issue(kind.at(row=number, part=part, column=layout.headings[layout.amount].strip(), value=text or None), row)

    def _is_total(self, number: int, part: str | None, row: Row, amount: int, supplier: str, date_text: str) -> bool:
        filled = [cell.strip() for cell in row if cell.strip()]
        labelled = any(_TOTAL.fullmatch(cell) for cell in filled)
        sums = {self.total, self.section} if self.accepted else set()
        names = sum(1 for cell in filled if _money(cell) is None and not _TOTAL.fullmatch(cell))
        matches = amount in sums and self.section_rows + (amount == self.total) * self.accepted >= 2
        if labelled and (names == 0 or (matches and not date_text)) and len(filled) - names <= 6:
            if sums and not matches:
                found = self.section if abs(self.section - amount) < abs(self.total - amount) else self.total
                self.report_issue(wrong.TOTAL_DIFFERS.at(row=number, part=part, printed=_pounds(amount), found=_pounds(found)))
        elif supplier or date_text or names > 1 or len(filled) > 6:
            return False
        elif not (matches and names <= 1):
            if names == 0 and len(filled) == 1 and (self.accepted or self.layout):
                self.refused += 1
                self.report_issue(wrong.AMOUNT_ALONE.at(row=number, part=part, value=filled[0]), row)
                return True
            return False
        self.set_aside["total"] += 1
        self.section = self.section_rows = 0
        return True

    def _accept(self, number: int, part: str | None, row: Row, layout: Layout, amount: int, supplier: str, date_text: str) -> None:  # fmt: skip
        when = _day(date_text, layout.month_first) if date_text else None
        if when is None:
            if date_text:
                column = layout.headings[layout.date].strip() if layout.date is not None else None
                self.report_issue(wrong.DATE_UNREADABLE.at(row=number, part=part, column=column, value=date_text))
            elif layout.date is not None:
                self.report_issue(wrong.DATE_MISSING.at(row=number, part=part))
        else:
            self.dates = [min(self.dates[0] or when, when), max(self.dates[1] or when, when)]
        if not supplier and layout.supplier is not None:
            self.report_issue(wrong.SUPPLIER_MISSING.at(row=number, part=part))
        at = {name: (row[column].strip() or None) if column < len(row) else None for name, column in layout.fields.items()}
        extra = {
            (layout.headings[column].strip() or f"column {column + 1}") if column < len(layout.headings) else f"column {column + 1}": cell
            for column, cell in enumerate(row)
            if column not in layout.known and cell.strip()
        }
        vat = _money(at["vat"]) if at.get("vat") else None
        self.records.add(
            (
                number, part, at.get("body"), when, supplier or None, at.get("supplier_ref"), at.get("company_number"), amount,
                layout.amount_kind, vat, "GBP", at.get("department"), at.get("category"), at.get("purpose"), at.get("reference"),
                layout.card, _withheld(supplier) if supplier else None, _person(supplier, at.get("category"), at.get("purpose")),
                int.from_bytes(blake2b("\x1f".join(row).encode("utf-8", "replace"), digest_size=8).digest(), "big", signed=True),
                orjson.dumps(extra).decode() if extra else None,
            )
        )  # fmt: skip
        self.accepted += 1
        self.total += amount
        self.section += amount
        self.section_rows += 1


def parse(path: Path, out: Path, options: Mapping[str, str]) -> dict:
    """Parse a list of payments into ``records.parquet`` and ``issues.parquet`` and return its report."""
    from parsers.sandbox import base_report, rejected

    report = {**base_report(path, "spending"), "parser_version": PARSER_VERSION, "publisher": options.get("publisher")}
    data = path.read_bytes()
    report["format"] = format_of(data)
    try:
        table = open_table(data)
        report.update(format=table.format, encoding=table.encoding)
        with ColumnWriter(out / "records.parquet", PAYMENTS) as records, ColumnWriter(out / "issues.parquet", ISSUES) as issues:
            reading = _Reading(records, issues)
            parts = [reading.part(part.name, part.rows) for part in table.parts]
            for issue in table.issues:
                reading.report_issue(issue)
    except Unreadable as error:
        return _without_records(rejected(report, error.issue, out), out)
    report["encoding"] = table.encoding
    if reading.layout is None or (reading.register and not reading.accepted):
        seen = "; ".join(reading.seen[:4])[:300] or "nothing with text"
        return _without_records(rejected(report, wrong.NOT_PAYMENTS.at(seen=seen), out), out)
    if not reading.accepted:
        return _without_records(rejected(report, wrong.NO_ROWS.at(row=reading.heading_row), out), out)
    issues_found = [
        {"code": code, "severity": first.kind.severity.value, "count": count, "first_row": first.row, "message": first.message}
        for code, (first, count) in sorted(reading.counts.items())
    ]
    report.update(
        status="accepted-with-issues" if issues_found else "accepted", header_row=reading.heading_row, columns=reading.layout.names(),
        rows_read=reading.accepted + reading.refused, rows_accepted=reading.accepted, rows_refused=reading.refused,
        set_aside=dict(reading.set_aside), amount_total=_pounds(reading.total), date_min=_iso(reading.dates[0]),
        date_max=_iso(reading.dates[1]), issues=issues_found, parts=parts,
    )  # fmt: skip
    return report


def _without_records(report: dict, out: Path) -> dict:
    (out / "records.parquet").unlink(missing_ok=True)
    return report


def _iso(value: object) -> str | None:
    return None if value is None else str(value)


def _pounds(amount: int) -> str:
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02d}"
