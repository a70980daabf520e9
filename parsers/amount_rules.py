"""How the cells of a list become pence: what its headings and its other columns say of unit, sign and currency.

A heading may say that amounts are thousands or pence; a column of credits is taken off one of debits; a column may mark
each amount as debit or credit; and an amount in another currency is no amount in pounds.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from parsers.columns import words_of
from parsers.tables import Row
from parsers.values import comma_is_decimal, names_other_currency, pence

__all__ = ["AmountRules", "amounts_of", "in_other_currency", "rules_of", "shift_of"]

Read = Callable[[pa.Array], pa.Array]

_THOUSANDS = re.compile(r"£\s*[’'`]?\s*000(?:[’']?s)?(?![\d,])|\bthousands\b|£\s*k\b|(?<!\d)[’']000s?\b", re.I)
_MILLIONS = re.compile(r"£\s*(?:m|mn|millions?)\b|\bmillions of pounds\b|\(millions\)", re.I)
_ALL_THOUSANDS = re.compile(
    r"(?:figures|amounts|values|sums|all)\b.{0,30}\b(?:in|as)\s+(?:£\s*[’']?000|thousands|£k\b)|\(?£\s*[’']?000(?:[’']?s)?\)?",
    re.I,
)
_PENCE = re.compile(r"\bpence\b", re.I)
_POUNDS = re.compile(r"£|\bpounds\b|\bgbp\b|\bsterling\b", re.I)
_EUROS = re.compile(r"€|\beuros?\b|\beur\b|\bdollars?\b|\busd\b", re.I)
_SIGN_WORDS = (
    {"dr", "cr"}, {"d", "c"}, {"debit", "credit"}, {"debits", "credits"}, {"sign"}, {"+"}, {"s", "h"},
)  # fmt: skip
_BESIDE = {"indicator", "ind", "flag", "type", "or", "mark"}
_MARKS = {"DR": "CR", "D": "C", "DEBIT": "CREDIT", "+": "-", "S": "H", "P": "N"}
_CURRENCY_HEADINGS = {"currency", "currency code", "curr", "ccy", "cur", "payment currency", "arian", "arian cyfred"}
_IN_POUNDS = {
    "",
    "GBP",
    "£",
    "STG",
    "UKP",
    "STERLING",
    "POUNDS",
    "POUND",
    "GB POUNDS",
    "POUND STERLING",
    "POUNDS STERLING",
}


@dataclass(frozen=True, slots=True)
class AmountRules:
    """The rules of one table; columns by number, None where there is no such column.

    ``shift`` moves the point (3: thousands, -2: pence); ``credit`` is taken off the amount; amounts whose cell in
    ``sign`` is ``minus`` are negative; ``dollars`` says that the list writes pounds with the sign of dollars, as a
    workbook of the wrong country does; with ``euros`` no amount at all is in pounds.
    """

    decimal_comma: bool = False
    shift: int = 0
    credit: int | None = None
    sign: int | None = None
    minus: str = ""
    currency: int | None = None
    dollars: bool = False
    euros: bool = False

    @property
    def columns(self) -> tuple[int | None, ...]:
        """The columns that the rules look at beside the amount."""
        return self.credit, self.sign, self.currency


def rules_of(
    headings: Row, sample: Sequence[Row], amount: int, above: Sequence[Row], credit: int | None
) -> AmountRules:
    """The rules of a table from its headings, a sample of its rows and the rows above its headings."""
    cells = [cell for row in sample if (cell := _cell(row, amount).strip())]
    name = headings[amount]
    sign, minus = _sign(headings, sample, amount)
    return AmountRules(
        decimal_comma=comma_is_decimal(cells),
        shift=shift_of(name, above),
        credit=credit,
        sign=sign,
        minus=minus,
        currency=_currency(headings, sample, name),
        dollars=sum("$" in cell for cell in cells) > len(cells) / 2,
        euros=bool(_EUROS.search(name)) and not _POUNDS.search(name),
    )


def amounts_of(rules: AmountRules, amount: int, columns: Sequence[pa.Array], read: Read, blank: Read) -> pa.Array:
    """The pence of each row, null where they cannot be told; ``read`` reads cells, ``blank`` says which are blank."""
    amounts = read(columns[amount])
    if rules.credit is not None:
        credits = read(columns[rules.credit])
        no_debit, no_credit = blank(columns[amount]), blank(columns[rules.credit])
        both = pc.subtract(pc.if_else(no_debit, 0, amounts), pc.if_else(no_credit, 0, credits))
        amounts = pc.if_else(pc.and_(no_debit, no_credit), pa.scalar(None, pa.int64()), both)
    if rules.sign is not None:
        minus = pc.equal(pc.utf8_upper(pc.utf8_trim_whitespace(columns[rules.sign])), rules.minus)
        amounts = pc.if_else(minus, pc.negate(amounts), amounts)
    if rules.currency is None and not rules.euros and not _speaks(columns[amount]):
        return amounts
    texts = columns[amount].to_pylist()
    money = texts if rules.currency is None else columns[rules.currency].to_pylist()
    pairs = zip(texts, money, strict=True)
    other = [_is_other(rules, text, None if rules.currency is None else named) for text, named in pairs]
    return pc.if_else(pa.array(other, pa.bool_()), pa.scalar(None, pa.int64()), amounts)


def in_other_currency(rules: AmountRules, amount: int, row: Row) -> bool:
    """Whether a row has an amount in another currency than pounds."""
    return _is_other(rules, row[amount], None if rules.currency is None else _cell(row, rules.currency))


def _is_other(rules: AmountRules, text: str, named: str | None) -> bool:
    if rules.euros or (named is not None and _names_other(named)):
        return True
    return names_other_currency(text.replace("$", "") if rules.dollars else text)


def _names_other(cell: str) -> bool:
    bare = cell.strip().upper()
    return bare not in _IN_POUNDS and (bool(re.fullmatch(r"[A-Z]{3}", bare)) or names_other_currency(bare))


def _speaks(texts: pa.Array) -> bool:
    return bool(pc.any(pc.match_substring_regex(texts, r"(?i)[€$]|eur|usd")).as_py())


def shift_of(name: str, above: Sequence[Row] = ()) -> int:
    """By how many places the point of the amounts under a heading is moved: 6, 3, 0 or -2.

    ``above`` are the rows above the headings, where a list can say so of all its amounts.
    """
    plain = name.replace("\ufffd", "£").replace("_", " ")
    if _PENCE.search(plain) and not _POUNDS.search(plain):
        return -2
    if _MILLIONS.search(plain):
        return 6
    cells = [cell for row in above for cell in row]
    said = any(_ALL_THOUSANDS.fullmatch(cell.strip(" .*()")) or _ALL_THOUSANDS.match(cell) for cell in cells)
    return 3 if said or _THOUSANDS.search(plain) else 0


def _sign(headings: Row, sample: Sequence[Row], amount: int) -> tuple[int | None, str]:
    """The column that marks debits and credits, and the mark of what came back: the one that fewer rows have.

    Where a row so marked has a minus of its own, the amounts carry their signs already.
    """
    for at, heading in enumerate(headings):
        words = set(words_of(heading)) - _BESIDE
        if at == amount or words not in _SIGN_WORDS:
            continue
        found = [(_cell(row, at).strip().upper(), pence(_cell(row, amount))) for row in sample]
        marks = Counter(mark for mark, value in found if mark and value is not None)
        pair = next((pair for pair in _MARKS.items() if marks and marks.keys() <= set(pair)), None)
        if pair is None:
            continue
        minus = min(reversed(pair), key=lambda mark: marks[mark])
        if not any(value < 0 for mark, value in found if mark == minus and value is not None):
            return at, minus
    return None, ""


def _currency(headings: Row, sample: Sequence[Row], name: str) -> int | None:
    """The column that names the currency of the amounts; None where it is that of another column."""
    plain = [" ".join(words_of(heading)) for heading in headings]
    if _POUNDS.search(name) or any(
        word in text.split() for text in plain for word in ("original", "foreign", "source")
    ):
        return None
    at = next((at for at, text in enumerate(plain) if text in _CURRENCY_HEADINGS), None)
    if at is None or any("local" in text.split() for text in plain):
        return None
    cells = [cell for row in sample if (cell := _cell(row, at).strip().upper())]
    return at if cells and all(cell in _IN_POUNDS or _names_other(cell) for cell in cells) else None


def _cell(row: Row, column: int) -> str:
    return row[column] if column < len(row) else ""
