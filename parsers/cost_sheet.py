"""Makes the cost sheets of bids comparable: eight kinds of cost over five years, in pence, a year and a user.

What a sheet does not say is marked as missing and never filled: a blank is not nought, a missing line is not free.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from parsers.issues import Issue
from parsers.issues.bids import (
    COST_LINE_MISSING,
    COST_LINE_UNKNOWN,
    COST_TOTAL_DIFFERS,
    COST_UNREADABLE,
    COST_VAT_UNKNOWN,
    COST_YEAR_MISSING,
)
from parsers.values import pence

__all__ = ["KINDS", "YEARS", "CostLine", "CostSheet", "net_and_gross", "per_user", "read_cost_sheet"]

YEARS = 5
KINDS = ("licence", "build", "migration", "hosting", "support", "change", "exit", "data export")
_WORDS = (
    ("data export", r"data (?:export|extract|hand-?over|return)|export of data|extract of data|allforio"),
    ("exit", r"\bexit|decommission|termination|off-?boarding|transfer out|hand-?over"),
    ("migration", r"migrat|data (?:load|transfer|import)|conversion|mudo"),
    ("licence", r"licen[cs]|subscription|per seat|trwydded"),
    ("hosting", r"host|cloud|infrastructure|server|platform fee|storage|lletya"),
    ("support", r"support|maintenance|help ?desk|service desk|cymorth|warranty"),
    ("change", r"\bchange|enhancement|day rate|further development|call-off days|additional work|newid"),
    (
        "build",
        r"build|set-?up|implement|configur|develop|discovery|design|install|integration|training|"
        r"project|alpha|beta|launch|adeiladu",
    ),
)
_YEAR = re.compile(r"\b(?:year|yr|y|blwyddyn)[\s.]*([1-9]|one|two|three|four|five)\b", re.I)
_YEAR_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_CALENDAR = re.compile(r"\b20\d\d(?:\s?[-/]\s?(?:20)?\d\d)?\b")
_TOTAL = re.compile(r"\b(?:sub-?)?totals?\b|\bcyfanswm\b|\bsum\b|whole[- ]life", re.I)
_BLANK = re.compile(r"|[-–—]+|n/?a|t\.?b\.?[ac]\.?|not (?:applicable|priced|known)|nil return|\?+", re.I)
_USERS = re.compile(r"\b(?:number of |named |concurrent )?users?\b|\bseats\b|\bdefnyddwyr\b", re.I)
_INCLUDED = re.compile(r"\b(?:inc(?:l|luding|lusive|ludes)?\.?(?: of)?|with) vat\b|vat (?:is )?included|gyda taw", re.I)
_EXCLUDED = re.compile(
    r"\b(?:exc?(?:l|luding|lusive|ludes)?\.?(?: of)?|without|plus|\+) ?vat\b|vat (?:is )?excluded|net of vat|heb taw",
    re.I,
)
_INDEX = re.compile(
    r"\b(?:index(?:ation|ed|-linked)?|CPIH?|RPI|uplift|price (?:increase|review)s?|fixed "
    r"price|prices? (?:are )?(?:held|fixed))\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class CostLine:
    """One line: its kind (or None for one of its own), its words, the pence of each year (None: not given), its row."""

    kind: str | None
    label: str
    years: tuple[int | None, ...]
    given_total: int | None
    row: int

    @property
    def total(self) -> int | None:
        """The sum of five years when all are given, else the total that the sheet gives, else None."""
        known = [year for year in self.years if year is not None]
        return sum(known) if len(known) == YEARS else self.given_total


@dataclass(slots=True)
class CostSheet:
    """The lines of a bid and the terms they are on; ``missing`` names the kinds that have no line."""

    lines: list[CostLine] = field(default_factory=list)
    vat: str | None = None  # "included", "excluded" or None when the sheet does not say
    indexation: str | None = None
    users: int | None = None
    issues: list[Issue] = field(default_factory=list)

    @property
    def missing(self) -> tuple[str, ...]:
        """The kinds of cost that no line is for."""
        return tuple(kind for kind in KINDS if all(line.kind != kind for line in self.lines))

    def year_total(self, year: int) -> int | None:
        """The pence of one year (0 to 4) over all lines; None when any line has no amount for it."""
        amounts = [line.years[year] for line in self.lines]
        known = [amount for amount in amounts if amount is not None]
        return sum(known) if amounts and len(known) == len(amounts) else None

    @property
    def total(self) -> int | None:
        """The pence of all lines; None when one of them cannot be added up."""
        totals = [line.total for line in self.lines]
        known = [total for total in totals if total is not None]
        return sum(known) if totals and len(known) == len(totals) else None

    @property
    def total_text(self) -> str:
        """The total as pounds with two decimals, 0.00 when it is not known."""
        return f"{Decimal(self.total or 0) / 100:.2f}"

    def as_json(self) -> dict[str, Any]:
        """Lines, terms and what is missing, amounts in pence."""
        return {
            "lines": [
                {"kind": line.kind, "label": line.label, "years": line.years, "total": line.total, "row": line.row}
                for line in self.lines
            ],
            "vat": self.vat,
            "indexation": self.indexation,
            "users": self.users,
            "missing": self.missing,
            "total": self.total,
            "years": [self.year_total(year) for year in range(YEARS)],
        }


def net_and_gross(amount: int, vat: str, rate: Decimal = Decimal(20)) -> tuple[int, int]:
    """Pence without and with VAT of ``amount``, which includes or excludes it; ``rate`` in per cent."""
    factor = 1 + rate / 100
    if vat == "included":
        return int((Decimal(amount) / factor).quantize(Decimal(1), ROUND_HALF_UP)), amount
    if vat == "excluded":
        return amount, int((Decimal(amount) * factor).quantize(Decimal(1), ROUND_HALF_UP))
    raise ValueError(f"VAT is included or excluded, not {vat!r}")


def per_user(amount: int | None, users: int | None) -> int | None:
    """Pence for each user, half a penny up; None when either is not known."""
    if amount is None or not users:
        return None
    return int((Decimal(amount) / users).quantize(Decimal(1), ROUND_HALF_UP))


def read_cost_sheet(sheets: Iterable[tuple[str, Sequence[Sequence[str]]]]) -> CostSheet | None:
    """The first sheets that have a heading with years or an amount; None where there is none."""
    costs = CostSheet()
    found = False
    for _, rows in sheets:
        _read_terms(rows, costs)
        header = next(((at, columns) for at, row in enumerate(rows) if (columns := _columns(row))), None)
        if header:
            found = True
            _read_lines(rows, header[0], header[1], costs)
    if not found or not costs.lines:
        return None
    costs.issues += [COST_LINE_MISSING.at(column=kind) for kind in costs.missing]
    if costs.vat is None:
        costs.issues.append(COST_VAT_UNKNOWN.at())
    return costs


def _columns(row: Sequence[str]) -> dict[int, int] | None:
    """Which column holds which year (0 to 4), 5 for the total; None where the row is no heading."""
    columns: dict[int, int] = {}
    calendar = [at for at, cell in enumerate(row) if _CALENDAR.search(cell) and len(cell) < 24]
    for at, cell in enumerate(row):
        found = _YEAR.search(cell)
        if found and at:
            number = _YEAR_WORDS.get(found[1].lower()) or int(found[1])
            if number <= YEARS:
                columns.setdefault(at, number - 1)
        elif at and (
            _TOTAL.search(cell)
            or re.fullmatch(
                r"\W*(?:(?:estimated|total|proposed|annual|your|net) )?(?:cost|price|amount|sum|pris)"
                r"s?\W*(?:\(?£\)?)?\W*",
                cell,
                re.I,
            )
        ):
            columns[at] = YEARS
    if not any(year < YEARS for year in columns.values()) and len(calendar) >= 2 and 0 not in calendar:
        columns.update({at: year for year, at in enumerate(calendar[:YEARS])})
    if len([cell for cell in row if cell]) < 2:
        return None
    if len(columns) < 2 and YEARS not in columns.values():
        return None
    if any(
        pence(row[at]) is not None
        for at in columns
        if row[at] and not _CALENDAR.search(row[at]) and not _YEAR.search(row[at])
    ):
        return None
    return columns


def _read_terms(rows: Sequence[Sequence[str]], costs: CostSheet) -> None:
    for row in rows:
        words = " ".join(cell for cell in row if cell)
        if costs.vat is None and _EXCLUDED.search(words):
            costs.vat = "excluded"
        elif costs.vat is None and _INCLUDED.search(words):
            costs.vat = "included"
        if costs.indexation is None and _INDEX.search(words) and len(words) < 400:
            costs.indexation = words
        if costs.users is None and row and _USERS.search(row[0]):
            numbers = [
                int(cell.replace(",", "")) for cell in row[1:] if re.fullmatch(r"\d{1,3}(?:,?\d{3})*", cell.strip())
            ]
            costs.users = numbers[0] if len(set(numbers)) == 1 else None


def _read_lines(rows: Sequence[Sequence[str]], header: int, columns: dict[int, int], costs: CostSheet) -> None:
    first = len(costs.lines)
    for number, row in enumerate(rows[header + 1 :], header + 2):
        label = next((cell.strip() for at, cell in enumerate(row) if cell.strip() and at not in columns), "")
        cells = {year: row[at].strip() if at < len(row) else "" for at, year in columns.items()}
        if not label or (_USERS.search(label) and not re.search(r"licen", label, re.I)):
            continue
        if not any(cells.values()) and kind_of_cost(label) is None:
            continue
        amounts = {year: _amount(text, number, label, costs) for year, text in cells.items()}
        if _TOTAL.match(label):
            _check_total(amounts, number, costs, first)
            continue
        years = tuple(amounts.get(year) for year in range(YEARS))
        line = CostLine(kind_of_cost(label), label, years, amounts.get(YEARS), number)
        costs.lines.append(line)
        _note_gaps(line, columns, costs)


def kind_of_cost(label: str) -> str | None:
    """Which of the eight kinds a line's words name; None for none of them."""
    return next((kind for kind, pattern in _WORDS if re.search(pattern, label, re.I)), None)


def _amount(text: str, row: int, label: str, costs: CostSheet) -> int | None:
    if _BLANK.fullmatch(text):
        return None
    amount = pence(text)
    if amount is None:
        costs.issues.append(COST_UNREADABLE.at(row=row, column=label, value=text))
    return amount


def _note_gaps(line: CostLine, columns: dict[int, int], costs: CostSheet) -> None:
    if line.kind is None:
        costs.issues.append(COST_LINE_UNKNOWN.at(row=line.row, value=line.label))
    for year in range(YEARS):
        if line.years[year] is None and line.total is None:
            costs.issues.append(COST_YEAR_MISSING.at(row=line.row, column=line.label, part=f"year {year + 1}"))


def _check_total(amounts: dict[int, int | None], row: int, costs: CostSheet, first: int) -> None:
    lines = costs.lines[first:]
    for year, given in amounts.items():
        parts = [line.total if year == YEARS else line.years[year] for line in lines]
        known = [part for part in parts if part is not None]
        if given is not None and len(known) == len(parts) and sum(known) != given:
            costs.issues.append(
                COST_TOTAL_DIFFERS.at(
                    row=row, value=f"£{Decimal(given) / 100:,.2f}", sum=f"£{Decimal(sum(known)) / 100:,.2f}"
                )
            )
