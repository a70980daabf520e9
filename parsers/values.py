"""Turns one cell of text into one value: pence, a date, a redaction. Pure, and never a guess."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

__all__ = [
    "comma_is_decimal",
    "currency_named",
    "day",
    "fraction_of_penny",
    "month_comes_first",
    "names_other_currency",
    "pence",
    "redaction",
]

_SIMPLE = re.compile(r"-?\d{1,12}\.\d\d", re.ASCII)
_SPACES = re.compile(r"[\s\u00a0\u2007\u202f\ufffd]+")
_PLAIN = re.compile(r"(?:\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?:,\d{2})*,\d{3})?(?:\.\d*)?(?:[eE][+-]?\d{1,2})?")
_CONTINENTAL = re.compile(r"\d{1,3}(?:\.\d{3})+,\d{1,2}|\d+,\d{1,2}")
_CONTINENTAL_WHOLE = re.compile(r"\d{1,3}(?:\.\d{3})+|\d+(?:,\d*)?")
_SPACED = re.compile(r"\d{1,3}(?:\s\d{3})+(?:\.\d+)?|\d{1,3}(?:['’]\d{3})+(?:\.\d+)?")
_THOUSANDS = re.compile(r"[\s'’]")
_CURRENCY_WORD = re.compile(r"^(-?)\s*(?:gbp|eur|usd|dr(?=[\s\d£])|(?:gb|uk)(?=£))\s*|\s*(?:gbp|\(?dr\)?)$", re.I)
_OTHER_CURRENCY = re.compile(r"[€$]|\b(?:eur|usd|euros?|dollars)\b", re.I)
_POUNDS = re.compile(r"£|\bgbp\b|\bpounds\b|\bsterling\b", re.I)
_AS_TEXT = re.compile(r"=\s*\"([^\"]*)\"|'(.*)", re.S)  # how a spreadsheet is told to keep a figure as text
_CREDIT = re.compile(r"^(?:cr\s*(?=[\d£.(])(.*)|(.*[\d)])\s*(?:cr\.?|\(cr\)))$", re.I)
_MINUS = re.compile("[−–‐‑‒﹣－]|^minus\\s+", re.I)  # every dash that stands for a minus
_POUND_ENTITY = re.compile(r"&(?:pound|#163|#xa3);", re.I)
_AFTER = re.compile(r"(?<=\d)\s*[*†‡]+$|(?<=\.\d\d)p$")  # a mark that leads to a note, or pence named twice
_SIGNS = str.maketrans({"\ufffd": None, "£": None, "$": None, "€": None, "œ": None, "\x9c": None})
# What is left of a pound sign that was saved in one code page and read in another.
_GARBLED_POUND = re.compile(r"[ÃƒÂ‚¬┬úŁ]+|(?<=^)\?(?=\d)|(?<=^[-(])\?(?=\d)")
_FRACTION = re.compile(r"\d\.\d{3,5}\D*$")
_NAMED_MONTHS = (
    ("january", "ionawr"), ("february", "chwefror"), ("march", "mawrth"), ("april", "ebrill"), ("may", "mai"),
    ("june", "mehefin"), ("july", "gorffennaf"), ("august", "awst"), ("september", "medi"), ("october", "hydref"),
    ("november", "tachwedd"), ("december", "rhagfyr"),
)  # fmt: skip
_MONTHS = {
    name[:length]: number
    for number, names in enumerate(_NAMED_MONTHS, 1)
    for name in names
    for length in range(3, len(name) + 1)
}
_NUMERIC_DATE = re.compile(r"(\d{1,2})(?: ?[/.\-_] ?| )(\d{1,2})(?: ?[/.\-_] ?| )(\d{4}|\d{2})(?:[ T]\d{1,2}:\d{2}.*)?")
_ISO_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T].*|Z|[+-]\d\d:\d\d)?")
_ISO_NAMED_DATE = re.compile(r"(\d{4})[-/ ]([A-Za-z]{3,10})[-/ ](\d{1,2})")
_NAMED_DATE = re.compile(
    r"(?:[A-Za-z]+,? )?(\d{1,2})(?:st|nd|rd|th)?(?: of )?[-/ ]?([A-Za-z]{3,10})\.?,?[-/ ]?(\d{4}|\d{2})(?:[ T]\d.*)?"
)
_MONTH_FIRST_NAME = re.compile(
    r"(?:[A-Za-z]{6,9}, )?([A-Za-z]{3,10})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?: \d{1,2}:\d\d.*)?"
)
_COMPACT = re.compile(r"((?:19|20)\d{6})(?:(?:[01]\d|2[0-3])[0-5]\d[0-5]\d)?")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_EXCEL_EPOCH = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 32874, 73050  # 1990 to 2099
_REDACTED = re.compile(
    r"redact|withheld|personal (?:data|info)|data protection|\bexempt\b|anonymi[sz]|gdpr|not disclosed|"
    r"confidential|commercially sensitive|preifat|wedi.i olygu",
    re.I,
)
_MASKED = re.compile(r"[xX*#\-]{3,}")
_FIRM = re.compile(r"\b(?:ltd|limited|plc|llp|cyf)\b", re.I)
_PERSONAL = re.compile(r"person|data protection|gdpr|dp act|individual|preifat", re.I)
_LONGEST = 80  # letters that an amount, its blanks and its signs can have
_PENNY = Decimal("0.01")
_MOST = Decimal("1e15")


def pence(text: str, *, decimal_comma: bool = False, shift: int = 0) -> int | None:
    """The amount in pence, rounded half up to the penny; None where the text is no certain amount.

    Understands pound signs, thousands by comma or space, minus before or after, brackets, CR and DR, exponents, and
    continental commas where no other reading is possible (or ``decimal_comma`` says so). A lone dash is an
    accountant's nought. Two signs on one amount, such as ``(-5.00)``, can mean either sign, and so mean none.
    The point is moved to the right by ``shift`` places: 3 where the amounts of a list are in thousands, -2 in pence.
    """
    if _SIMPLE.fullmatch(text) and not decimal_comma and not shift:
        return int(text.replace(".", ""))
    bare = _untagged(text)
    if len(bare) > _LONGEST:
        return None
    bare = _MINUS.sub("-", _GARBLED_POUND.sub("", _POUND_ENTITY.sub("£", bare)))
    bare = _AFTER.sub("", _CURRENCY_WORD.sub(r"\1", bare))
    signs, bare = _signs(bare)
    if bare == "-" and not signs:
        return 0
    number = _decimal(bare, decimal_comma)
    if number is None or signs > 1:
        return None
    whole = int((number.scaleb(shift).quantize(_PENNY, ROUND_HALF_UP) * 100).to_integral_value())
    return -whole if signs else whole


def _signs(bare: str) -> tuple[int, str]:
    """How many signs of a negative amount a text has, and the text without them; a lone dash for a nought."""
    signs = 0
    if credit := _CREDIT.match(bare):
        signs, bare = 1, credit[1] or credit[2]
    bare = _CURRENCY_WORD.sub(r"\1", bare.translate(_SIGNS).strip())
    if bare in {"-", "--"} and not signs:
        return 0, "-"
    if bare.startswith("-"):
        signs, bare = signs + 1, bare[1:].lstrip()
    elif bare.startswith("+"):
        bare = bare[1:].lstrip()
    if bare.endswith("-"):
        signs, bare = signs + 1, bare[:-1].rstrip()
    if (bare[:1], bare[-1:]) in {("(", ")"), ("<", ">")}:
        inside = bare[1:-1].strip()
        signs, bare = (2, inside[1:]) if inside.startswith("-") else (signs + 1, inside)
    return signs, bare


def currency_named(text: str) -> str | None:
    """The code of the other currency than pounds that a cell or a heading names; None where it names none."""
    if _POUNDS.search(text) or not (found := _OTHER_CURRENCY.search(text)):
        return None
    return "USD" if found[0].lower() in {"$", "usd", "dollars"} else "EUR"


def names_other_currency(text: str) -> bool:
    """Whether a cell names another currency than pounds, by its sign or its letters."""
    return bool(_OTHER_CURRENCY.search(text))


def _untagged(text: str) -> str:
    bare = text.strip()
    if bare[:1] not in "='" or not (tagged := _AS_TEXT.fullmatch(bare)):
        return bare
    return (tagged[1] or tagged[2] or "").strip()


def _decimal(bare: str, decimal_comma: bool) -> Decimal | None:
    if not bare or len(bare) > 40 or not any(character.isdigit() for character in bare):
        return None
    if _CONTINENTAL.fullmatch(bare) or (decimal_comma and _CONTINENTAL_WHOLE.fullmatch(bare)):
        bare = bare.replace(".", "").replace(",", ".")
    elif _SPACED.fullmatch(bare):
        bare = _THOUSANDS.sub("", bare)
    elif decimal_comma or not _PLAIN.fullmatch(bare):
        return None
    try:
        number = Decimal(bare.replace(",", ""))
    except InvalidOperation:
        return None
    return number if abs(number) < _MOST else None


def comma_is_decimal(cells: Iterable[str]) -> bool:
    """Whether a column of amounts can only be read with decimal commas: some end in one, none has a decimal point."""
    comma = point = 0
    for cell in cells:
        bare = cell.translate(_SIGNS).strip(" ()-+")
        comma += bool(_CONTINENTAL.fullmatch(bare))
        point += bool(re.fullmatch(r"[\d,]*\.\d{1,2}", bare) or re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?", bare))
    return comma >= 2 and not point


def fraction_of_penny(text: str) -> bool:
    """Whether an amount was written with three to five decimals, which is a unit price or has lost its comma."""
    return "." in text and bool(_FRACTION.search(text)) and not text.rstrip(")- ").endswith("00")


def day(text: str, *, month_first: bool = False) -> date | None:
    """The date, day first unless told otherwise; None where the text is no certain date of the years 1990 to 2099."""
    bare = _SPACES.sub(" ", _untagged(text)).strip()
    if not bare or not bare[0].isalnum() or len(bare) > 60:
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
    if found := _ISO_NAMED_DATE.fullmatch(bare):
        return _date(int(found[1]), _month(found[2]), int(found[3]))
    if _COMPACT.fullmatch(bare):
        return _date(int(bare[:4]), int(bare[4:6]), int(bare[6:8]))
    if _SERIAL.fullmatch(bare) and _FIRST_SERIAL <= float(bare) <= _LAST_SERIAL:
        return _EXCEL_EPOCH + timedelta(days=int(float(bare)))
    return None


def _month(name: str) -> int:
    lowered = name.lower()
    return _MONTHS.get(lowered) or (9 if lowered == "sept" else 0)


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
    if not _REDACTED.search(text) and not _MASKED.fullmatch(text.strip()):
        return None
    lowered = text.lower()
    # Confidential Shredding Ltd is a firm, and its name is not withheld.
    if _FIRM.search(text) and "redact" not in lowered and "withheld" not in lowered:
        return None
    if "commerc" in lowered or "confidential" in lowered:
        return "commercial"
    return "personal" if _PERSONAL.search(text) else "unstated"
