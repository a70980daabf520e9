"""Remembers what cells of a column were read as: the same few thousand dates and names come back on every page."""

from collections.abc import Callable
from datetime import date
from typing import Generic, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from parsers.people import personal_by_name
from parsers.values import day, fraction_of_penny, pence, redaction

__all__ = ["Cache", "Cells", "epoch_day", "withheld_and_personal"]

_T = TypeVar("_T")
_MOST = 50_000  # cells a cache keeps, so that memory does not grow with the file
_COMMON_AMOUNT = r"^-?(?:[0-9]{1,12}|[0-9]{1,3}(?:,[0-9]{3}){1,3})\.[0-9]{2}$"
_EPOCH = date(1970, 1, 1).toordinal()


class Cache(dict[str, _T], Generic[_T]):
    """A dictionary that reads a cell when it is first asked for."""

    def __init__(self, read: Callable[[str], _T]) -> None:
        """Read cells with ``read``."""
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> _T:
        """Read one cell that is not known yet."""
        if len(self) >= _MOST:
            self.clear()
        value = self[text] = self._read(text)
        return value


class Cells:
    """Reads the amounts and dates of one layout, and gathers what the dates say of the order of day and month."""

    def __init__(self, *, month_first: bool, decimal_comma: bool = False, shift: int = 0) -> None:
        """Read dates month first, or amounts with decimal commas or of another unit (``shift``), where so told."""
        self._month_first, self._decimal_comma, self._shift = month_first, decimal_comma, shift
        self.money = Cache(self._pence)
        self.days = Cache(self._day)
        self.fractions: set[str] = set()
        self.only_this_order = self.only_other_order = 0

    def amounts(self, texts: pa.Array) -> pa.Array:
        """Pence, or null, of each cell; amounts in the commonest form are read all at once."""
        if self._decimal_comma or self._shift:
            return pa.array(map(self.money.__getitem__, texts.to_pylist()), pa.int64())
        trimmed = pc.utf8_trim_whitespace(texts)
        common = pc.match_substring_regex(trimmed, _COMMON_AMOUNT)
        digits = pc.replace_substring(pc.replace_substring(trimmed, ".", ""), ",", "")
        found = pc.cast(pc.if_else(common, digits, pa.scalar(None, pa.string())), pa.int64())
        if not found.null_count:
            return found
        odd = [self.money[text] for text in texts.filter(found.is_null()).to_pylist()]
        return pc.replace_with_mask(found, found.is_null(), pa.array(odd, pa.int64()))

    def dates(self, texts: pa.Array) -> pa.Array:
        """Days since 1970, or null, of each cell."""
        words = texts.dictionary_encode()
        known = [self.days[text] for text in words.dictionary.to_pylist()]
        return pa.array(known, pa.int32()).take(words.indices)

    def _pence(self, text: str) -> int | None:
        amount = pence(text, decimal_comma=self._decimal_comma, shift=self._shift)
        if (
            amount is not None
            and not self._shift
            and "." in text
            and fraction_of_penny(text)
            and len(self.fractions) < _MOST
        ):
            self.fractions.add(text)
        return amount

    def _day(self, text: str) -> int | None:
        """Days since 1970."""
        here, other = day(text, month_first=self._month_first), day(text, month_first=not self._month_first)
        if here is None and other is not None:
            self.only_other_order += 1
        if here is not None and other is None:
            self.only_this_order += 1
        return None if here is None else here.toordinal() - _EPOCH


def withheld_and_personal(supplier: str) -> tuple[str | None, bool | None]:
    """Why a name is withheld, and whether it is a person's by itself (None: it depends on what was paid for)."""
    reason = redaction(supplier)
    return reason, False if reason else personal_by_name(supplier)


def epoch_day(days: int | None) -> str | None:
    """A day since 1970 as an ISO date."""
    return None if days is None else date.fromordinal(days + _EPOCH).isoformat()
