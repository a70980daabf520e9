"""Recognises the heading row of a list of payments, and which column holds what."""

import re
from collections.abc import Sequence
from functools import lru_cache

__all__ = ["amount_weight", "belong_together", "date_weight", "field_of",
    "goes_on", "heading_score", "is_heading_line", "is_register", "is_short_word", "known_headings",
           "supplier_weight", "words_of"]  # fmt: skip

_MARKS = re.compile(r"\(t\)|[^\w£%#+ ]+", re.I)
_SMALL = re.compile(r"([a-z])([A-Z])")

# A role's words with their weight; the column with the most weight has the role. Spellings are as met in published
# files, the Welsh ones as the Welsh councils write them.
_AMOUNT = {
    "amount": 20,
    "amt": 20,
    "ammount": 20,
    "amout": 20,
    "amoount": 20,
    "aoumnt": 20,
    "swm": 20,
    "value": 14,
    "gwerth": 14,
    "net": 12,
    "nett": 12,
    "spend": 10,
    "gwariant": 10,
    "total": 9,
    "sum": 8,
    "cost": 7,
    "£": 6,
    "gbp": 6,
    "payment": 5,
    "paid": 5,
    "debit": 5,
    "debits": 5,
    "price": 5,
    "gross": 4,
    "expenditure": 4,
    "billing": 4,
    "excl": 4,
    "exc": 4,
    "ex": 4,
    "excluding": 4,
    "pounds": 4,
    "sterling": 4,
    "transaction": 2,
    "goods": 3,
    "line": 3,
    "distribution": 3,
    "invoice": 1,
    "cyfanswm": 9,
    "taliad": 5,
    "dalwyd": 5,
}
_SUPPLIER = {
    "supplier": 20,
    "payee": 20,
    "payees": 18,
    "vendor": 20,
    "beneficiary": 20,
    "benificiary": 20,
    "creditor": 18,
    "supplers": 18,
    "suppler": 18,
    "merchant": 16,
    "recipient": 16,
    "contractor": 12,
    "provider": 10,
    "trader": 10,
    "company": 8,
    "name": 5,
    "paid to": 20,
    "payable to": 20,
    "to whom": 20,
    "organisation paid": 20,
    "cyflenwr": 20,
    "cyflenwyr": 20,
    "talwyd i": 20,
    "buddiolwr": 20,
    "derbynnydd": 16,
    "masnachwr": 16,
    "enw": 5,
}
_DATE = {
    "date": 16,
    "dyddiad": 16,
    "updated": 8,
    "paid": 6,
    "payment": 6,
    "pay": 6,
    "clearing": 5,
    "transaction": 3,
    "trans": 3,
    "month": 3,
    "effective": 2,
    "day": 2,
    "posting": 1,
    "gl": 1,
    "invoice": 1,
    "inv": 1,
    "journal": 1,
    "period": 1,
    "taliad": 6,
    "talu": 6,
}
_NOT_AMOUNT = {
    "date",
    "code",
    "id",
    "number",
    "no",
    "type",
    "band",
    "budget",
    "annual",
    "original",
    "foreign",
    "ref",
    "reference",
    "name",
    "currency",
    "rate",
    "category",
    "description",
    "desc",
    "supplier",
    "payee",
    "vendor",
    "to",
    "method",
    "terms",
    "start",
    "end",
    "count",
    "percentage",
    "%",
    "unit",
    "quantity",
    "estimated",
    "area",
    "purpose",
    "dyddiad",
    "rhif",
    "cyfeirnod",
    "cyflenwr",
    "disgrifiad",
    "math",
}
_NOT_SUPPLIER = {
    "id",
    "number",
    "no",
    "code",
    "type",
    "category",
    "postcode",
    "address",
    "ref",
    "reference",
    "date",
    "amount",
    "vat",
    "registration",
    "site",
    "charge",
    "status",
    "group",
    "account",
    "reg",
    "city",
    "invoice",
    "contract",
    "rhif",
    "cod",
    "cyfeirnod",
    "dyddiad",
    "swm",
}
_NOT_DATE = {"update", "start", "end", "review", "expiry", "due", "amount", "code", "value", "swm"}
_VAT = {"vat", "tax", "taw"}
_AMOUNT_ALONE = {"paid", "payment", "payments", "debit", "debits", "gross", "sterling", "pounds", "expenditure"}
_OTHER_CURRENCY = {"original", "foreign"}
_WITH_VAT = {"gross", "incl", "inc", "including", "inclusive"}
_NO_VAT = re.compile(r"\bno (?:vat|tax)\b")
_WITHOUT_VAT = {
    "excl",
    "exc",
    "ex",
    "excluding",
    "exclusive",
    "net",
    "nett",
    "less",
    "minus",
    "before",
    "without",
    "incl",
    "inc",
    "including",
    "gross",
    "heb",
    "gan",
    "gynnwys",
    "eithrio",
}

# Other columns that a payment list has: the field of the record, and heading words that put a column in it.
_FIELDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("supplier_ref", (
        "supplier id", "supplier no", "supplier number", "vendor id", "vendor number", "creditor no", "supplier ref",
        "supplier code", "creditor id", "rhif cyflenwr", "rhif y cyflenwr",
    )),
    ("company_number", (
        "company number", "company no", "company registration", "companies house", "rhif cwmni", "rhif y cwmni",
    )),
    ("vat", (
        "irrecoverable vat", "vat amount", "non recoverable vat", "unrecoverable vat", "vat not recovered",
        "vat cannot be recovered", "vat", "taw",
    )),
    ("body", (
        "body name", "name of body", "organisation name", "organistion name", "organisation label", "bodyname",
        "entity", "body", "organisation", "client", "corff", "sefydliad",
    )),
    ("reference", (
        "transaction number", "transaction no", "trans no", "transaction ref", "transaction reference", "trans ref",
        "transno", "document no", "doc no", "invoice number", "invoice no", "cheque no", "payment ref", "payment no",
        "journal reference", "reference", "ref", "voucher", "number", "id",
        "cyfeirnod", "rhif trafodyn",
    )),
    ("purpose", (
        "purpose", "summary of purpose", "description", "narrative", "details", "expenditure purpose",
        "line description", "item", "diben", "disgrifiad", "pwrpas",
    )),
    ("category", (
        "merchant category", "expense type", "expenses type", "expenditure category", "procurement category",
        "category", "account description", "subjective", "detailed expenditure type", "proclass", "cipfa",
        "type of expenditure", "classification", "account", "categori", "math o wariant",
    )),
    ("department", (
        "department", "directorate", "service area", "service label", "service", "expense area", "expenses area",
        "cost centre", "organisational unit", "responsible unit", "division", "spend area", "establishment",
        "local authority department", "adran", "cyfarwyddiaeth", "gwasanaeth",
    )),
)  # fmt: skip


def words_of(heading: str) -> list[str]:
    """The heading as lower-case words; ``NetAmount`` and ``NET_AMOUNT`` are two words each."""
    spaced = (
        _SMALL.sub(r"\1 \2", heading).replace("_", " ").replace("\ufffd", " £ ").replace("œ", " £ ").replace("£", " £ ")
    )
    return _MARKS.sub(" ", spaced).lower().split()


@lru_cache(4096)
def amount_weight(heading: str) -> float:
    """How much a heading says that its column holds the amount paid; 0 where it does not."""
    words = _NO_VAT.sub("excl vat", " ".join(words_of(heading))).split()
    if len(words) == 1 and words[0] in _AMOUNT_ALONE:
        return 6
    if _VAT.intersection(words) and _WITHOUT_VAT.issuperset({*words} - _VAT) and len(words) == 2:
        return 6 if _WITH_VAT.intersection(words) else 7  # ex VAT, inc VAT
    weight = sum(_AMOUNT.get(word, 0) for word in dict.fromkeys(words))
    # A sentence is prose, unless it begins as a heading does: amount of the payment in pounds, excluding VAT where ...
    if weight < 6 or (len(words) > 10 and words[0] not in _AMOUNT):
        return 0
    refusals = len(_NOT_AMOUNT.intersection(words))
    if _VAT.intersection(words) and not _WITHOUT_VAT.intersection(words):
        return 0
    if {"irrecoverable", "unrecoverable", "recoverable"}.intersection(words) and not _WITHOUT_VAT.intersection(words):
        return 0
    weight -= 12 * refusals
    if weight < 6:
        return 0
    # An amount with VAT, or in another currency, is taken only where there is no better one.
    if _OTHER_CURRENCY.intersection(words):
        return 6
    return 6 + weight / 100 if _WITH_VAT.intersection(words) and "net" not in words else weight


@lru_cache(4096)
def supplier_weight(heading: str) -> float:
    """How much a heading says that its column names who was paid; 0 where it does not."""
    words = words_of(heading)
    phrase = " ".join(words)
    weight = sum(value for word, value in _SUPPLIER.items() if word in words or (" " in word and word in phrase))
    if words[-1:] == ["to"] and {"paid", "payment", "payments"}.intersection(words):
        weight = 20
    return max(weight - 15 * len(_NOT_SUPPLIER.intersection(words)), 0) if weight >= 8 else 0


@lru_cache(4096)
def date_weight(heading: str) -> float:
    """How much a heading says that its column holds the date of the payment; 0 where it does not."""
    words = words_of(heading)
    weight = sum(_DATE.get(word, 0) for word in dict.fromkeys(words))
    return max(weight - 10 * len(_NOT_DATE.intersection(words)), 0) if weight >= 8 and "amount" not in words else 0


@lru_cache(4096)
def field_of(heading: str) -> str | None:
    """The field of a payment that a heading stands for, beside amount, supplier and date; None where unknown."""
    phrase = " ".join(words_of(heading))
    if not phrase:
        return None
    for exact in (True, False):
        for name, phrases in _FIELDS:
            for known in phrases:
                if phrase == known or (not exact and len(known) > 3 and re.search(rf"\b{known}\b", phrase)):
                    return name
    return None


_ROLES = (field_of, amount_weight, supplier_weight, date_weight)
_SHORT_WORD = re.compile(r"[A-Za-z£()/ .]{1,20}")
_FIGURE = re.compile(r"[£$(-]*\d[\d,]*\.?\d*\)?|\d{1,4}[/-]\d{1,2}[/-]\d{2,4}.*|\d{1,2}[-/ ][A-Za-z]{3,9}[-/ ]\d{2,4}")


def goes_on(above: str, below: str) -> bool:
    """Whether a word goes on with a heading: it is one itself, or makes a better one of it (Supplier / Name)."""
    if amount_weight(below):
        return True
    better = any(weigh(f"{above} {below}") > weigh(above) for weigh in (supplier_weight, date_weight, amount_weight))
    return is_short_word(below) and (better or field_of(below) is not None)


def belong_together(left: str, right: str) -> bool:
    """Whether two words side by side are one heading rather than two: together they say more than either alone."""
    both = f"{left} {right}"
    if right.strip(".").lower() in {"no", "number", "ref"} and left.isalpha():
        return True
    weights = (supplier_weight, date_weight, amount_weight)
    if any(weigh(both) > max(weigh(left), weigh(right)) for weigh in weights):
        return True
    return field_of(both) is not None and field_of(left) is None and not any(weigh(right) for weigh in weights)


def is_short_word(cell: str) -> bool:
    """Whether a cell is short enough, and of such letters, to be the second line of a heading."""
    return bool(_SHORT_WORD.fullmatch(cell))


def known_headings(cells: Sequence[str]) -> int:
    """How many cells are headings that a list of payments has."""
    return sum(1 for cell in cells if any(read(cell) for read in _ROLES))


def heading_score(cells: Sequence[str]) -> float:
    """How much a row looks like the heading of a list of payments: 0 where it does not, from 2 where it does."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if len(filled) < 2 or any(len(cell) > 160 for cell in filled):
        return 0
    amount = any(amount_weight(cell) for cell in filled)
    others = any(supplier_weight(cell) for cell in filled) + any(date_weight(cell) for cell in filled)
    known = known_headings(filled)
    figures = sum(1 for cell in filled if _FIGURE.fullmatch(cell))
    if not amount or not others or figures > len(filled) / 4:
        return 0
    return others + known / len(filled) + 1 if known >= max(2, len(filled) / 3) else 0


def is_heading_line(cells: Sequence[str]) -> bool:
    """Whether a row is the heading of a list of payments."""
    return heading_score(cells) >= 2


# Words of other lists: one of the first is enough; of the second there must be two, or three beside words of payments.
_OTHER_LIST = re.compile(
    r"annual (?:value|cost)|salary|(?:original|revised|annual|approved) budget|budget (?:19|20)\d\d|outturn|\bforecast|"
    r"(?:insurance|insured|book|rateable) value|\bratepayer|\bdebtor\b(?! *[/&])|maturity|interest rate|\bpcn\b|"
    r"contravention|\b(?:gross|net) pay\b",
    re.I,
)
_REGISTER = re.compile(
    r"(?:contract |agreement )?(?:start|end|expiry|review|renewal|extension|commencement)\b|title of agreement|"
    r"contract title|tender|annual spend|award|grade|^post ?code|uprn|^asset\b|acquired|account holder|outstanding|"
    r"overdue|^property$|property address|variance|^budget$|allowance|purchase (?:price|cost)|\bmileage\b",
    re.I,
)
_OF_PAYMENTS = re.compile(
    r"invoice|payment (?:date|ref|no|number|amount)|\bpaid\b|pay date|transaction|clearing|voucher|cheque|"
    r"expenses? (?:type|area)|merchant",
    re.I,
)


def is_register(headings: Sequence[str]) -> bool:
    """Whether headings are those of a list of contracts, salaries, assets, budgets or debts, and not of payments."""
    if any(map(_OTHER_LIST.search, headings)):
        return True
    signs = {found[0].lower() for heading in headings if (found := _REGISTER.search(heading))}
    return len(signs) >= (3 if any(map(_OF_PAYMENTS.search, headings)) else 2)
