"""Recognises printed totals, labelled or not, by their words and by the sums of the rows above them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

__all__ = ["Sums", "Verdict", "is_total_label", "judge_total", "speaks_of_total"]

_TOTAL = re.compile(
    r"(?:(?:grand|sub|overall|net|final|report|sheet|page|month\w*|period|year|cyfanswm)[ -]?)*"
    r"(?:totals?|cyfanswm|is-gyfanswm)"
    r"(?:\s+(?:for|total|amount|spend|expenditure|payments?|value|of|net|gross|paid|this|number|to|terfynol|"
    r"excl\w*|incl\w*|\(?£|\((?:all|net|gross|ex|inc)).*)?\s*[:=-]*|"
    r"overall (?:spend|spending|expenditure|payments)|"
    r"(?:overall )?sum of (?:all )?(?:payments?|amounts?|spend\w*|values?|expenditure|invoices)\b.*|"
    r"(?:(?:balance|total|page total)s?\s+)?(?:brought|carried)\s+forward\s*:?|[bc]/f(?:wd)?|"
    r"sum(?:\s+total)?\s*[:=-]*",
    re.I,
)
_GROUP_TOTAL = re.compile(r".{2,}\s(?:sub[- ]?)?totals?\s*:?|(?:sub[- ]?total|total\s*[:–-])\s*\S.*", re.I)
_TOTAL_OF_GROUP = re.compile(r"(?:sub[- ]?)?total\s+\S.*", re.I)
# What a list can say of itself below its payments, and which is no payment: figures about the rows, not of them.
_STATISTIC = re.compile(
    r"(?:average|mean|median|maximum|minimum|max|min|largest|smallest|highest|lowest)"
    r"(?: (?:payment|value|amount|invoice)s?)?|"
    r"(?:count|(?:number|no\.?|total number) of .+)|check|difference|variance|control total|year to date|ytd|vat|taw|"
    r"(?:less|plus|add|deduct)[: ]+\S.*|cyfartaledd|nifer (?:o|y) .+",
    re.I,
)
_MOST_CELLS = 6


class Verdict(Enum):
    """What a row with an amount and without all marks of a payment is."""

    PAYMENT = "payment"
    TOTAL = "total"
    TOTAL_DIFFERS = "total that is no sum of the rows above"
    ALONE = "an amount that nothing explains"


@dataclass(slots=True)
class _Sum:
    rows: int = 0
    pence: int = 0


@dataclass(slots=True)
class Sums:
    """What a printed total can stand for: the rows since the last total, of the part, and of the whole file."""

    section: _Sum = field(default_factory=_Sum)
    part: _Sum = field(default_factory=_Sum)
    whole: _Sum = field(default_factory=_Sum)

    def add(self, rows: int, pence: int) -> None:
        """Count accepted rows and their pence."""
        for one in self._all():
            one.rows += rows
            one.pence += pence

    def begin_section(self) -> None:
        """A total was printed: the next one may start from here."""
        self.section = _Sum()

    def begin_part(self) -> None:
        """A new sheet, page or member."""
        self.part = _Sum()

    def rows_behind(self, pence: int) -> int:
        """How many rows add up to an amount, 0 where none of the sums does."""
        return max((one.rows for one in self._all() if one.rows and one.pence == pence), default=0)

    def nearest(self, pence: int) -> int:
        """The sum that is nearest to an amount, in pence."""
        return min((one.pence for one in self._all()), key=lambda found: abs(found - pence))

    def _all(self) -> tuple[_Sum, _Sum, _Sum]:
        return self.section, self.part, self.whole


def is_total_label(cell: str) -> bool:
    """Whether a cell says that its row is a total."""
    return bool(_TOTAL.fullmatch(cell.strip()))


def speaks_of_total(cell: str) -> bool:
    """Whether a cell, which cannot be a supplier, says that its row is a total of all or of some rows."""
    bare = cell.strip()
    return any(pattern.fullmatch(bare) for pattern in (_TOTAL, _GROUP_TOTAL, _TOTAL_OF_GROUP))


def judge_total(
    filled: list[str],
    pence: int,
    sums: Sums,
    money: Callable[[str], int | None],
    *,
    named: bool,
    dated: bool,
    lacks_date: bool,
) -> Verdict:
    """Whether a row with an amount, but without a supplier (``named``) or a date (``dated``), is a payment or a total.

    ``filled`` are its cells that are not blank. An unlabelled amount is a total only if two rows or more add up to it.
    Total Care is a supplier, but not where other rows have a date, this one ``lacks_date``, and the sum fits.
    """
    labelled = any(map(is_total_label, filled))
    if (
        lacks_date
        and any(_STATISTIC.fullmatch(cell.rstrip(" :=")) for cell in filled)
        and len(filled) - 1 == sum(money(cell) is not None for cell in filled)
    ):
        return Verdict.TOTAL
    names = sum(1 for cell in filled if money(cell) is None and not is_total_label(cell))
    behind = sums.rows_behind(pence)
    if labelled and (names == 0 or (behind >= 2 and not dated)) and len(filled) - names <= _MOST_CELLS:
        return Verdict.TOTAL if behind or not sums.whole.rows else Verdict.TOTAL_DIFFERS
    of_group = any(_GROUP_TOTAL.fullmatch(cell) or (lacks_date and _TOTAL_OF_GROUP.fullmatch(cell)) for cell in filled)
    if not dated and behind and of_group and names == 1:
        return Verdict.TOTAL
    if named or dated or names > 1 or len(filled) > _MOST_CELLS:
        return Verdict.PAYMENT
    if behind >= 2:
        return Verdict.TOTAL
    return Verdict.ALONE if names == 0 and len(filled) == 1 else Verdict.PAYMENT
