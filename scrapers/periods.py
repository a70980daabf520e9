"""Read from a link's words which period a file is about: "April 2024", "Q1 2024/25", "2024-04", "2023/24"."""

import re

__all__ = ["period_of", "starts_before", "without_period"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_FROM, _TO, _ONE = _MONTH.format("first"), _MONTH.format("last"), _MONTH.format("month")
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_PAIR = r"(?P<from>20\d\d)\s*[-/_–]\s*(?P<to>(?:20)?\d\d)(?!\d)"
_GAP = r"[\s\-_.,]*"

_QUARTER_PAIR = re.compile(rf"(?:\bq|quarter{_GAP})(?P<quarter>[1-4]){_GAP}(?:\(?[a-z\s\-–]*\)?)?{_GAP}{_PAIR}", re.I)
_PAIR_QUARTER = re.compile(rf"{_PAIR}{_GAP}(?:q|quarter{_GAP})(?P<quarter>[1-4])(?!\d)", re.I)
_QUARTER_YEAR = re.compile(rf"(?:\bq|quarter{_GAP})(?P<quarter>[1-4]){_GAP}{_YEAR}", re.I)
_SPAN = re.compile(
    rf"{_FROM}{_GAP}(?P<start>20\d\d)?\s*(?:to|-|–|—|until)\s*{_TO}{_GAP}(?P<year>(?:20)?\d\d)(?!\d)", re.I
)
_MONTH_YEAR = re.compile(rf"(?<![a-z]){_ONE}{_GAP}'?(?P<year>(?:20)?\d\d)(?!\d)", re.I)
_YEAR_MONTH_NAME = re.compile(rf"{_YEAR}{_GAP}{_ONE}(?![a-z])", re.I)
_PAIR_ONLY = re.compile(rf"(?<!\d){_PAIR}")
_ISO = re.compile(r"(?<!\d)(?P<year>20\d\d)[-_./]?(?P<number>0[1-9]|1[0-2])(?!\d)")
_ISO_BACK = re.compile(r"(?<!\d)(?P<number>0[1-9]|1[0-2])[-_./](?P<year>20\d\d)(?!\d)")
_YEAR_ONLY = re.compile(rf"(?<!\d){_YEAR}(?!\d)")
_MONTH_ONLY = re.compile(rf"(?<![a-z]){_ONE}(?![a-z])", re.I)

_ORDER = (
    _QUARTER_PAIR,
    _PAIR_QUARTER,
    _SPAN,
    _MONTH_YEAR,
    _YEAR_MONTH_NAME,
    _QUARTER_YEAR,
    _PAIR_ONLY,
    _ISO,
    _ISO_BACK,
    _YEAR_ONLY,
)


def period_of(text: str, context: str = "") -> str:
    """The period as "2024-04", "2024-04..2024-06" (financial quarters and years too), "2024-Q1" or "2024"; "" if none.

    ``context`` (a heading, a page's title) supplies the year of a bare month: "April" under "2024/25".
    """
    own = _read(text)
    month = _MONTH_ONLY.search(text)
    if month and not own:
        return _month_within(_number(month["month"]), _read(context))
    return own


def without_period(text: str) -> str:
    """The words left when the period is taken out: what tells two files of one month apart."""
    for pattern in _ORDER:
        if _usable(pattern, text):
            text = pattern.sub(" ", text, count=1)
            break
    return _MONTH_ONLY.sub(" ", text, count=1)


def starts_before(period: str, month: str) -> bool:
    """Whether a period ends before a month ("2024-04"); periods not understood count as recent."""
    last = period.split("..")[-1]
    if not last or "Q" in last:
        return bool(last) and last[:4] < month[:4]
    return last < month[: len(last)]


def _read(text: str) -> str:
    for pattern in _ORDER:
        found = _usable(pattern, text)
        if found:
            return _spell(found)
    return ""


def _usable(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The pattern's first match that makes sense: a pair of years must be neighbours, or it is something else."""
    for found in pattern.finditer(text):
        groups = found.groupdict()
        if "from" not in groups or (int(groups["from"]) + 1) % 100 == int(groups["to"]) % 100:
            return found
    return None


def _spell(found: re.Match[str]) -> str:
    groups = found.groupdict()
    if "quarter" in groups:
        quarter = int(groups["quarter"])
        if "from" not in groups:
            return f"{groups['year']}-Q{quarter}"  # calendar or financial? it does not say
        start = int(groups["from"])
        year, month = (start, 3 * quarter + 1) if quarter < 4 else (start + 1, 1)
        return f"{year}-{month:02}..{year}-{month + 2:02}"
    if "from" in groups:
        start = int(groups["from"])
        return f"{start}-04..{start + 1}-03"
    if "last" in groups:
        end, first, last = _full(groups["year"]), _number(groups["first"]), _number(groups["last"])
        start = int(groups["start"]) if groups["start"] else end - (first > last)
        return f"{start}-{first:02}..{end}-{last:02}"
    if "month" in groups:
        return f"{_full(groups['year'])}-{_number(groups['month']):02}"
    if "number" in groups:
        return f"{groups['year']}-{groups['number']}"
    return groups["year"]


def _month_within(month: int, period: str) -> str:
    if re.fullmatch(r"\d{4}", period):
        return f"{period}-{month:02}"
    if ".." in period:
        first, last = period.split("..")
        for year in dict.fromkeys((first[:4], last[:4])):
            if first <= f"{year}-{month:02}" <= last:
                return f"{year}-{month:02}"
    return ""


def _number(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1


def _full(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)
