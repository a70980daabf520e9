"""Accounts for every row of a list of payments: accepted, refused with an issue, or set aside by kind.

A row with an amount, a date and a supplier is a payment, and such rows are taken a block at a time. Every other row is
looked at on its own.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from parsers.amount_rules import amounts_of
from parsers.cached_cells import Cells
from parsers.columns import is_heading_line, is_register
from parsers.issues import Issue
from parsers.issues import spending as wrong
from parsers.layout import Layout, find_heading, fitted, layout_by_content, layout_of
from parsers.month_columns import MonthColumns, find_months, headings_by_month, rows_by_month
from parsers.payment_columns import PaymentColumns, trimmed
from parsers.printed_totals import Sums, Verdict, judge_total, speaks_of_total
from parsers.refusals import why_refused
from parsers.row_blocks import Block, as_seen, blank, incomplete, length, rows_ahead, rows_of, same_width
from parsers.second_look import Known, Parts, TotalsAbove
from parsers.shifted_rows import may_be_shifted, mended_rows
from parsers.stage import ColumnWriter, issue_row
from parsers.tables import Part, Row
from parsers.tables.even_blocks import EvenBlock

__all__ = ["Reading", "pounds"]

_BLOCK = 2048
_REPEATED = 0.6  # of a row's cells that are headings, for it to be a repeated heading


class Reading:
    """One pass over a file: what was accepted, refused and set aside so far, and the writers of both."""

    def __init__(self, records: ColumnWriter, issues: ColumnWriter, known: Known, *, delimited: bool) -> None:
        """Write records and issues; ``known`` is from an earlier pass, ``delimited`` text can have shifted rows."""
        self._records, self._issues, self._known = PaymentColumns(records), issues, known
        self._delimited, self._hidden = delimited, False
        self._month_first = known.month_first
        self.above = TotalsAbove(known.above)
        self.parts = Parts()
        self.left_out: list[dict[str, Any]] = []
        self.accepted = self.refused = 0
        self.sums = Sums()
        self.set_aside: Counter[str] = Counter()
        self.counts: dict[str, tuple[Issue, int]] = {}
        self.first_day: int | None = None
        self.last_day: int | None = None
        self.layout: Layout | None = None
        self.heading_row: int | None = None
        self.seen: list[str] = []
        self.register = False
        self.cells = Cells(month_first=known.month_first)
        self.only_this_order = self.only_other_order = 0

    def report_issue(self, issue: Issue, raw: Row | None = None) -> None:
        """Write an issue and count it by code; ``raw`` keeps the cells of a refused row, unless its sheet is hidden."""
        self._issues.add(issue_row(issue, None if self._hidden else raw))
        first, count = self.counts.get(issue.code, (issue, 0))
        self.counts[issue.code] = first, count + 1

    def part(self, part: Part) -> dict[str, Any]:
        """Read one part and say what it held: part, heading_row, rows, rows_accepted, rows_refused."""
        before, sums, self._hidden = (self.accepted, self.refused), self.sums, part.hidden
        self.parts.begin(hidden=part.hidden)
        if part.hidden:
            self.sums = Sums()
        self.sums.begin_part()
        blocks = part.blocks or iter(lambda: list(islice(part.rows, _BLOCK)), [])
        ahead = rows_ahead(blocks)
        months = find_months(ahead)
        found = self._begin(ahead, part.name) if months is None else True
        if months is not None:
            count = self._by_month(months, chain(ahead, *map(rows_of, blocks)), part.name)
        elif self.layout is None:
            self.seen.extend(as_seen(ahead))
            count = len(ahead) + sum(map(length, blocks))
            self.set_aside["part-without-headings"] += count
        else:
            start = self._above_heading(ahead, part.name) if found else 0
            self._block(start + 1, ahead[start:], part.name)
            count = len(ahead)
            for block in blocks:
                if isinstance(block, list) or not self._even(count + 1, block, part.name):
                    self._block(count + 1, rows_of(block), part.name)
                count += length(block)
        self.sums, self._hidden = sums, False
        heading = self.layout.row if self.layout and found else None
        accepted, refused = self.accepted - before[0], self.refused - before[1]
        found_here = {"rows": count, "rows_accepted": accepted, "rows_refused": refused}
        return {"part": part.name, "heading_row": heading, **found_here}

    def _by_month(self, months: MonthColumns, rows: Iterable[Row], name: str | None) -> int:
        """Read a table with a column of amounts a month; how many rows came of it, one for each amount."""
        each = list(rows_by_month(months, rows))
        headings, payments = (
            headings_by_month(months),
            [row for _, found in each if isinstance(found, list) for row in found],
        )
        layout = layout_of([headings, *payments[:400]], 0)
        if layout is None:
            self.set_aside["part-without-headings"] += len(each)
            return len(each)
        self._use(replace(layout, row=months.row + 1))
        self.report_issue(wrong.MONTHS_IN_COLUMNS.at(row=months.row + 1, part=name, count=len(months.months)))
        for number, found in each:
            if isinstance(found, str):
                self.set_aside[found] += 1
            else:
                for row in found:
                    self._block(number, [row], name)
        return len(payments) + sum(isinstance(found, str) for _, found in each)

    def leave_out(self, part: Part) -> None:
        """Set aside a part whose payments are those of other parts."""
        count = sum(map(length, part.blocks or [list(part.rows)]))
        self.set_aside["repeated-part"] += count
        self.report_issue(wrong.REPEATED_PART.at(part=part.name))
        nothing = {"rows": count, "rows_accepted": 0, "rows_refused": 0}
        self.left_out.append({"part": part.name, "heading_row": None, **nothing})

    @property
    def learnt(self) -> Known:
        """What the next pass must know; the same as nothing where this pass has read the list as it is."""
        above = self.above.judged(self.sums.whole.rows, self.sums.whole.pence)
        return Known(self.order_is_wrong, above, self.parts.repeats())

    def _begin(self, ahead: Sequence[Row], name: str | None) -> bool:
        """Find the layout of a part; whether it has headings of its own."""
        place = find_heading(ahead)
        found = layout_of(ahead, place[0], lines=place[1], month_first=self._month_first) if place else None
        if found and is_register(found.headings):
            self.register, self.layout = True, None
            return False
        if found:
            self._use(found)
            return True
        if self.layout:
            self._use(fitted(self.layout, ahead))
        elif not place and not self.register and (inferred := layout_by_content(ahead)):
            self._use(inferred)
            columns = ", ".join(f"{field} from {column}" for field, column in inferred.names().items())
            self.report_issue(wrong.HEADINGS_MISSING.at(part=name, columns=columns))
        return False

    def _use(self, layout: Layout) -> None:
        self.layout = layout
        self.heading_row = self.heading_row or layout.row
        self._note_order()
        rules = layout.rules
        self.cells = Cells(month_first=layout.month_first, decimal_comma=rules.decimal_comma, shift=rules.shift)
        for issue in wrong.said_of_amounts(
            layout.heading(layout.amount), rules.shift, layout.heading(rules.sign), rules.minus
        ):
            if issue.code not in self.counts:
                self.report_issue(issue)

    def _note_order(self) -> None:
        self.only_this_order += self.cells.only_this_order
        self.only_other_order += self.cells.only_other_order
        self.cells.only_this_order = self.cells.only_other_order = 0

    @property
    def order_is_wrong(self) -> bool:
        """Whether the dates read so far fit only the other order of day and month."""
        self._note_order()
        return self.only_other_order >= 2 and not self.only_this_order and not self._month_first

    def _above_heading(self, ahead: Sequence[Row], name: str | None) -> int:
        """Deal with the rows above the heading and the heading itself; how many rows those are."""
        layout = self.layout
        assert layout is not None
        assert layout.row is not None
        for number, row in enumerate(ahead[: layout.row - 1], 1):
            # Some publishers sort a sheet after writing its heading, which then stands among the payments.
            fits = (
                layout.date is not None and layout.width <= len(row) and self.cells.days[row[layout.date]] is not None
            )
            if fits and self.cells.money[row[layout.amount]] is not None:
                self._block(number, [row], name)
            else:
                self.set_aside["preamble" if any(map(str.strip, row)) else "blank"] += 1
        self.set_aside["heading"] += layout.lines
        return layout.row - 1 + layout.lines

    def _block(self, first: int, rows: list[Row], name: str | None) -> None:
        while rows:
            used = self._stretch(first, rows, name)
            first, rows = first + used, rows[used:]

    def _even(self, first: int, even: EvenBlock, name: str | None) -> bool:
        """Take a block of columns at once, if each of its rows has an amount, a date and a supplier."""
        layout, columns = self.layout, even.columns
        assert layout is not None
        if (
            layout.date is None
            or layout.supplier is None
            or len(columns) < layout.width
            or (self._delimited and may_be_shifted(columns, layout))
        ):
            return False
        amounts, days = self._amounts(layout, columns), self.cells.dates(columns[layout.date])
        return self._complete(first, name, columns, amounts, days, trimmed(columns[layout.supplier]))

    def _amounts(self, layout: Layout, columns: list[pa.Array]) -> pa.Array:
        return amounts_of(layout.rules, layout.amount, columns, self.cells.amounts, blank)

    def _complete(
        self,
        first: int,
        part: str | None,
        columns: list[pa.Array],
        amounts: pa.Array,
        days: pa.Array,
        suppliers: pa.Array,
    ) -> bool:
        """Accept rows at once, unless one of them lacks something."""
        assert self.layout is not None
        if amounts.null_count or days.null_count or suppliers.null_count:
            return False
        self.sums.add(len(amounts), pc.sum(amounts).as_py())
        self._write(self.layout, part, range(first, first + len(amounts)), columns, amounts, days)
        return True

    def _stretch(self, first: int, rows: list[Row], name: str | None) -> int:
        """Take rows up to the next heading that differs, and say how many that were, the heading included."""
        layout = self.layout
        assert layout is not None
        shifted: frozenset[int] = frozenset()
        if self._delimited:
            rows, joined, shifted = mended_rows(rows, layout)
            for at in joined:
                self.report_issue(wrong.ROW_MENDED.at(row=first + at, part=name))
        rows = same_width(rows, layout.width)
        columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
        amounts = self._amounts(layout, columns)
        if shifted:
            lost = pa.array([at in shifted for at in range(len(rows))])
            amounts = pc.if_else(lost, pa.scalar(None, pa.int64()), amounts)
        blank = pa.nulls(len(rows), pa.string())
        days = pa.nulls(len(rows), pa.int32()) if layout.date is None else self.cells.dates(columns[layout.date])
        names = blank if layout.supplier is None else trimmed(columns[layout.supplier])
        if self._complete(first, name, columns, amounts, days, names):
            return len(rows)
        block = Block(first, name, rows, amounts.to_pylist(), days.to_pylist(), names.to_pylist(), shifted)
        taken: list[range] = []
        done, used = 0, len(rows)
        for at in incomplete(block):
            self._take(block, range(done, at), taken)
            done = at + 1
            if block.amounts[at] is not None:
                if self._is_payment(block, at):
                    self._take(block, range(at, done), taken)
            elif lines := self._without_amount(block, at):
                used = done = at + lines
                break
        self._take(block, range(done, used), taken)
        places = [at for some in taken for at in some]
        if places:
            chosen = pa.array(places)
            columns = [column.take(chosen) for column in columns]
            numbers = [first + at for at in places]
            self._write(layout, name, numbers, columns, amounts.take(chosen), days.take(chosen))
        return used

    def _take(self, block: Block, places: range, taken: list[range]) -> None:
        if places:
            amounts = [amount for amount in block.amounts[places.start : places.stop] if amount is not None]
            self.sums.add(len(amounts), sum(amounts))
            taken.append(places)

    def _write(
        self,
        layout: Layout,
        part: str | None,
        numbers: Sequence[int],
        columns: list[pa.Array],
        amounts: pa.Array,
        days: pa.Array,
    ) -> None:
        self.parts.add(amounts, days)
        if self._hidden:
            self.refused += len(numbers)
            for number in numbers:
                self.report_issue(wrong.HIDDEN_PAYMENT.at(row=number, part=part))
            return
        self._records.add(layout, part, numbers, columns, amounts, days)
        self.accepted += len(numbers)
        first, last = pc.min_max(days).as_py().values()
        if first is not None:
            self.first_day = first if self.first_day is None else min(first, self.first_day)
            self.last_day = last if self.last_day is None else max(last, self.last_day)
        if self.cells.fractions:
            for number, text in zip(numbers, columns[layout.amount].to_pylist(), strict=True):
                if text in self.cells.fractions:
                    column = layout.heading(layout.amount)
                    self.report_issue(wrong.AMOUNT_ROUNDED.at(row=number, part=part, column=column, value=text.strip()))

    def _is_payment(self, block: Block, at: int) -> bool:
        """Judge a row with an amount but without a date or a supplier; say what a payment lacks."""
        layout, row, amount = self.layout, block.rows[at], block.amounts[at]
        assert layout is not None
        assert amount is not None
        number, supplier = block.first + at, block.suppliers[at] or ""
        date_text = row[layout.date].strip() if layout.date is not None else ""
        if not (supplier and date_text):
            filled = [cell.strip() for cell in row if cell.strip()]
            dated = bool(date_text) and not speaks_of_total(date_text)
            known = {"named": bool(supplier), "dated": dated, "lacks_date": layout.date is not None and not dated}
            verdict = judge_total(filled, amount, self.sums, self.cells.money.__getitem__, **known)
            if verdict is not Verdict.PAYMENT:
                self._not_a_payment(verdict, number, block.part, row, amount, filled)
                return False
        if not date_text and layout.date is not None:
            if (block.part, number) in self.above.known:
                self.set_aside["total"] += 1
                if wrong.TOTALS_ABOVE.code not in self.counts:
                    self.report_issue(wrong.TOTALS_ABOVE.at(row=number, part=block.part))
                return False
            self.above.begin(block.part, number, amount, self.sums.whole.rows, self.sums.whole.pence)
        if block.days[at] is None and layout.date is not None:
            kind = wrong.DATE_UNREADABLE if date_text else wrong.DATE_MISSING
            column = layout.heading(layout.date)
            self.report_issue(kind.at(row=number, part=block.part, column=column, value=date_text or None))
        if not supplier and layout.supplier is not None:
            self.report_issue(wrong.SUPPLIER_MISSING.at(row=number, part=block.part))
        return True

    def _not_a_payment(
        self, verdict: Verdict, number: int, part: str | None, row: Row, amount: int, filled: list[str]
    ) -> None:
        if verdict is Verdict.ALONE:
            self.refused += 1
            self.report_issue(wrong.AMOUNT_ALONE.at(row=number, part=part, value=filled[0]), row)
            return
        if verdict is Verdict.TOTAL_DIFFERS:
            found = pounds(self.sums.nearest(amount))
            self.report_issue(wrong.TOTAL_DIFFERS.at(row=number, part=part, printed=pounds(amount), found=found))
        self.set_aside["total"] += 1
        self.sums.begin_section()

    def _without_amount(self, block: Block, at: int) -> int:
        """Judge a row without a readable amount; the number of its lines if it is a heading that changes the layout."""
        layout, row = self.layout, block.rows[at]
        assert layout is not None
        filled = [cell.strip() for cell in row if cell.strip()]
        if not filled:
            self.set_aside["blank"] += 1
            return 0
        if at in block.shifted:
            self.refused += 1
            self.report_issue(wrong.ROW_SHIFTED.at(row=block.first + at, part=block.part), row)
            return 0
        if len(filled) > 1 and (lines := self._heading_again(block, at, filled)) is not None:
            return lines
        kind = why_refused(layout, block, at, filled)
        if kind is None:
            self.set_aside["note"] += 1
        else:
            self.refused += 1
            text, column = row[layout.amount].strip() or None, layout.heading(layout.amount)
            self.report_issue(kind.at(row=block.first + at, part=block.part, column=column, value=text), row)
        return 0

    def _heading_again(self, block: Block, at: int, filled: list[str]) -> int | None:
        """0 for a repeated heading, its lines for one that changes the layout, None for no heading."""
        layout, row = self.layout, block.rows[at]
        assert layout is not None
        names = [name.strip().casefold() for name in layout.headings]
        known = sum(cell.casefold() in names for cell in filled if cell)
        in_place = sum(bool(name) and name == cell.strip().casefold() for name, cell in zip(names, row, strict=False))
        if in_place < _REPEATED * len(filled) and is_heading_line(row):
            changed = layout_of(block.rows, at, month_first=self._month_first)
            if changed and not is_register(changed.headings):
                self._use(changed)
                self.set_aside["repeated-heading"] += changed.lines
                return changed.lines
        if known >= _REPEATED * len(filled):
            self.set_aside["repeated-heading"] += 1
            return 0
        return None


def pounds(pence: int) -> str:
    """Pence as pounds with two decimals."""
    return f"{'-' if pence < 0 else ''}{abs(pence) // 100}.{abs(pence) % 100:02d}"
