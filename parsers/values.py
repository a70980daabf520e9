"""Turns one cell of text into one value: pence, a date, a redaction. Pure, and never a guess."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

_SPACES = re.compile(r"[\s\u00a0\u2007\u202f\ufffd]+")
_PLAIN = re.compile(r"(?:\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?:,\d{2})*,\d{3})?(?:\.\d*)?(?:[eE][+-]?\d{1,2})?")
_CONTINENTAL = re.compile(r"\d{1,3}(?:\.\d{3})+,\d{1,2}|\d+,\d{1,2}")
_SPACED = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:\.\d+)?")
_MONTHS = {
    name[:3]: number
    for number, name in enumerate(
        "january february march april may june july august september october november december".split(), 1
    )
}
_MONTHS_WELSH = dict(zip("ion chw maw ebr mai meh gor aws med hyd tac rha".split(), range(1, 13), strict=True))
_NUMERIC_DATE = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})(?:[ T]\d{1,2}:\d{2}.*)?")
_ISO_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T].*)?")
_NAMED_DATE = re.compile(r"(?:[A-Za-z]+,? )?(\d{1,2})(?:st|nd|rd|th)?[-/ ]?([A-Za-z]{3,9})\.?,?[-/ ]?(\d{4}|\d{2})(?:[ T]\d.*)?")
_MONTH_FIRST_NAME = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_COMPACT = re.compile(r"(?:19|20)\d{6}")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_EXCEL_EPOCH = date(1899, 12, 30)
_REDACTED = re.compile(r"redact|withheld|personal (?:data|info)|data protection|exempt|anonymi[sz]|gdpr|not disclosed|confidential|commercially sensitive|preifat|wedi.i olygu", re.I)  # fmt: skip
_PENNY = Decimal("0.01")


def pence(text: str) -> int | None:
    """The amount in pence, each rounded half up to the penny; None where the text is no certain amount.

    Understands pound signs, thousands by comma or space, minus before or after, brackets, CR and DR, exponents,
    and continental commas where no other reading is possible. A lone dash is an accountant's nought.
    """
    bare = text.strip().replace("−", "-").replace("–", "-").replace("\ufffd", "")  # noqa: RUF001
    negative = False
    if bare.startswith("(") and bare.endswith(")"):
        negative, bare = True, bare[1:-1]
    bare = re.sub(r"(?i)^(?:gbp|eur|usd)\s*|\s*(?:gbp|dr)$", "", bare.strip())
    if re.search(r"(?i)\d\s*cr$", bare):
        negative, bare = not negative, bare[:-2]
    for sign in "£$€œ\x9c":
        bare = bare.replace(sign, "")
    bare = bare.strip()
    if bare.startswith("(") and bare.endswith(")"):
        negative, bare = True, bare[1:-1].strip()
    if bare in {"-", "--"}:
        return 0
    if bare.startswith(("-", "+")):
        negative, bare = negative != (bare[0] == "-"), bare[1:].strip()
    elif bare.endswith("-"):
        negative, bare = not negative, bare[:-1].strip()
    number = _decimal(bare)
    if number is None:
        return None
    whole = int((number.quantize(_PENNY, ROUND_HALF_UP) * 100).to_integral_value())
    return -whole if negative else whole


def _decimal(bare: str) -> Decimal | None:
    if not bare or not any(character.isdigit() for character in bare) or len(bare) > 40:
        return None
    if _SPACED.fullmatch(bare):
        bare = _SPACES.sub("", bare)
    elif _CONTINENTAL.fullmatch(bare):
        bare = bare.replace(".", "").replace(",", ".")
    elif not _PLAIN.fullmatch(bare):
        return None
    try:
        number = Decimal(bare.replace(",", ""))
    except InvalidOperation:
        return None
    return number if abs(number) < Decimal("1e15") else None


def day(text: str, *, month_first: bool = False) -> date | None:
    """The date, day first unless told otherwise; None where the text is no certain date of the years 1990 to 2099."""
    bare = _SPACES.sub(" ", text).strip()
    if not bare or not bare[0].isalnum():
        return None
    if found := _NUMERIC_DATE.fullmatch(bare):
        first, second, year = (int(part) for part in found.groups())
        return _date(year, *((first, second) if month_first else (second, first)))
    if found := _ISO_DATE.fullmatch(bare):
        return _date(*(int(part) for part in found.groups()))
    if found := _NAMED_DATE.fullmatch(bare):
        return _date(int(found[3]), _month(found[2]), int(found[1]))
    if found := _MONTH_FIRST_NAME.fullmatch(bare):
        return _date(int(found[3]), _month(found[1]), int(found[2]))
    if _COMPACT.fullmatch(bare):
        return _date(int(bare[:4]), int(bare[4:6]), int(bare[6:]))
    if _SERIAL.fullmatch(bare) and 32874 <= float(bare) <= 73050:
        return _EXCEL_EPOCH + timedelta(days=int(float(bare)))
    return None


def _month(name: str) -> int:
    short = name[:3].lower()
    return _MONTHS.get(short) or _MONTHS_WELSH.get(short, 0)


def _date(year: int, month: int, day_of_month: int) -> date | None:
    if year < 100:
        year += 2000 if year < 70 else 1900
    try:
        found = date(year, month, day_of_month)
    except ValueError:
        return None
    return found if 1990 <= found.year <= 2099 else None


def month_comes_first(cells: Sequence[str]) -> bool:
    """Whether a column of dates can only be read month first: some days above 12 stand second, none stands first."""
    first = second = 0
    for cell in cells:
        if found := _NUMERIC_DATE.fullmatch(cell.strip()):
            first += int(found[1]) > 12
            second += int(found[2]) > 12
    return first == 0 and second >= 2


def redaction(text: str) -> str | None:
    """Why a name is withheld: ``personal``, ``commercial`` or ``unstated``; None where nothing is withheld."""
    if not _REDACTED.search(text) and not re.fullmatch(r"[xX*#\-]{3,}", text.strip()):
        return None
    lowered = text.lower()
    if "commerc" in lowered or "confidential" in lowered:
        return "commercial"
    return "personal" if re.search(r"person|data protection|gdpr|dp act|individual|preifat", lowered) else "unstated"
