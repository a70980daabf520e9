"""Recognises the heading row of a list of payments, and which column holds what."""

import re
from collections.abc import Sequence

_MARKS = re.compile(r"\(t\)|[^\w£%#+ ]+", re.I)
_SMALL = re.compile(r"([a-z])([A-Z])")

# A role's words with their weight; the column with the most weight has the role. Spellings are as met in published files.
_AMOUNT = {"amount": 20, "amt": 20, "net": 12, "value": 14, "total": 9, "spend": 10, "£": 6, "gbp": 6, "cost": 7, "gross": 4, "expenditure": 4,
           "payment": 5, "paid": 5, "sum": 8, "billing": 4, "debit": 5, "invoice": 1, "line": 1, "transaction": 2, "excl": 4, "exc": 4, "ex": 4, "excluding": 4,
           "swm": 20, "gwerth": 14, "pounds": 4, "sterling": 4, "price": 5, "distribution": 1, "ammount": 20, "amout": 20, "amoount": 20, "aoumnt": 20}  # fmt: skip
_SUPPLIER = {"supplier": 20, "payee": 20, "vendor": 20, "beneficiary": 20, "benificiary": 20, "creditor": 18, "merchant": 16, "recipient": 16, "contractor": 12,
             "company": 8, "name": 5, "paid to": 20, "payable to": 20, "provider": 10, "cyflenwr": 20, "supplers": 18, "suppler": 18, "payees": 18, "trader": 10, "organisation paid": 20}  # fmt: skip
_DATE = {"date": 16, "paid": 6, "payment": 6, "pay": 6, "clearing": 5, "transaction": 3, "trans": 3, "updated": 8, "dyddiad": 16, "posting": 1, "gl": 1, "effective": 2,
         "invoice": 1, "inv": 1, "journal": 1, "period": 1, "month": 3, "day": 2}  # fmt: skip
_NOT_AMOUNT = {"date", "code", "id", "number", "no", "type", "band", "budget", "annual", "original", "foreign", "ref", "reference", "name", "currency", "rate", "category",
               "description", "desc", "supplier", "payee", "vendor", "to", "method", "terms", "start", "end", "count", "percentage", "%", "unit", "quantity", "estimated", "area", "purpose"}  # fmt: skip
_NOT_SUPPLIER = {"id", "number", "no", "code", "type", "category", "postcode", "address", "ref", "reference", "date", "amount", "vat", "registration", "site", "charge", "status", "group", "account", "reg", "city", "invoice", "contract"}  # fmt: skip
_NOT_DATE = {"update", "start", "end", "review", "expiry", "due", "amount", "code", "value"}
_VAT = {"vat", "tax", "taw"}
_WITHOUT_VAT = {"excl", "exc", "ex", "excluding", "exclusive", "net", "less", "minus", "before", "without", "incl", "inc", "including", "gross"}

# Other columns that a payment list has: heading words that put the column in a field of the record.
_FIELDS = (
    ("supplier_ref", ("supplier id", "supplier no", "supplier number", "vendor id", "vendor number", "creditor no", "supplier ref", "supplier code", "creditor id")),
    ("company_number", ("company number", "company no", "company registration", "companies house")),
    ("vat", ("irrecoverable vat", "vat amount", "non recoverable vat", "unrecoverable vat", "vat not recovered", "vat cannot be recovered", "vat")),
    ("body", ("body name", "name of body", "organisation name", "organistion name", "organisation label", "bodyname", "entity", "body", "organisation", "client")),
    ("reference", ("transaction number", "transaction no", "trans no", "transaction ref", "transaction reference", "trans ref", "transno", "document no", "invoice number", "journal reference", "reference", "ref", "voucher", "number", "id")),
    ("purpose", ("purpose", "summary of purpose", "description", "narrative", "details", "expenditure purpose", "line description", "item")),
    ("category", ("merchant category", "expense type", "expenses type", "expenditure category", "procurement category", "category", "account description", "subjective", "detailed expenditure type", "proclass", "cipfa", "type of expenditure", "classification", "account")),
    ("department", ("department", "directorate", "service area", "service label", "service", "expense area", "expenses area", "cost centre", "organisational unit", "responsible unit", "division", "spend area", "establishment", "local authority department", "adran")),
)  # fmt: skip


def words_of(heading: str) -> list[str]:
    """The heading as lower-case words; ``NetAmount`` and ``NET_AMOUNT`` are two words each."""
    spaced = _SMALL.sub(r"\1 \2", heading).replace("_", " ").replace("\ufffd", " £ ").replace("œ", " £ ").replace("£", " £ ")
    return _MARKS.sub(" ", spaced).lower().split()


def amount_weight(heading: str) -> float:
    """How much a heading says that its column holds the amount paid; 0 where it does not."""
    words = words_of(heading)
    weight = sum(_AMOUNT.get(word, 0) for word in dict.fromkeys(words))
    if weight < 6 or len(words) > 10:
        return 0
    refusals = len(_NOT_AMOUNT.intersection(words))
    if _VAT.intersection(words) and not _WITHOUT_VAT.intersection(words):
        return 0
    if {"irrecoverable", "unrecoverable", "recoverable"}.intersection(words) and "net" not in words:
        return 0
    weight -= 12 * refusals
    return weight if weight >= 6 else 0


def supplier_weight(heading: str) -> float:
    """How much a heading says that its column names who was paid; 0 where it does not."""
    words = words_of(heading)
    phrase = " ".join(words)
    weight = sum(value for word, value in _SUPPLIER.items() if word in words or (" " in word and word in phrase))
    return max(weight - 15 * len(_NOT_SUPPLIER.intersection(words)), 0) if weight >= 8 else 0


def date_weight(heading: str) -> float:
    """How much a heading says that its column holds the date of the payment; 0 where it does not."""
    words = words_of(heading)
    weight = sum(_DATE.get(word, 0) for word in dict.fromkeys(words))
    return max(weight - 10 * len(_NOT_DATE.intersection(words)), 0) if weight >= 8 and "amount" not in words else 0


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


def heading_score(cells: Sequence[str]) -> float:
    """How much a row looks like the heading of a list of payments: 0 where it does not, from 2 where it does."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if len(filled) < 2 or any(len(cell) > 160 for cell in filled):
        return 0
    amount = any(amount_weight(cell) for cell in filled)
    others = any(supplier_weight(cell) for cell in filled) + any(date_weight(cell) for cell in filled)
    known = sum(1 for cell in filled if field_of(cell) or amount_weight(cell) or supplier_weight(cell) or date_weight(cell))
    figures = sum(1 for cell in filled if re.fullmatch(r"[£$(-]*\d[\d,]*\.?\d*\)?|\d{1,4}[/-]\d{1,2}[/-]\d{2,4}.*", cell))
    if not amount or not others or figures > len(filled) / 4:
        return 0
    return others + known / len(filled) + 1 if known >= max(2, len(filled) / 3) else 0


def is_heading_line(cells: Sequence[str]) -> bool:
    """Whether a row is the heading of a list of payments."""
    return heading_score(cells) >= 2


_REGISTER = re.compile(r"(?:contract |agreement )?(?:start|end|expiry|review|renewal|extension|commencement)\b|title of agreement|contract title|tender|annual (?:value|cost|spend)|salary|grade|postcode|uprn", re.I)  # fmt: skip


def is_register(headings: Sequence[str]) -> bool:
    """Whether headings are those of a contracts register, a salary list or an asset list, and not of payments."""
    signs = {found[0].lower() for heading in headings if (found := _REGISTER.search(heading))}
    return len(signs) >= 2 or any(re.search(r"annual (?:value|cost)|salary", heading, re.I) for heading in headings)
