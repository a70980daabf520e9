"""Who is who among suppliers: the same normalised name is the same supplier, the same everywhere and in any order.

A redacted name has no identity and never merges. A name that probably is a private person's has none either, until
somebody decides to show it (``tracker.privacy``).
"""

from tracker.row_ids import name_key, row_id

__all__ = ["clean_company_number", "name_id", "spelling_rank", "supplier_key"]


def supplier_key(name: str) -> str:
    """The name folded for matching; a name without any Latin letter or digit is only folded for case and spaces."""
    key = name_key(name)
    return key or " ".join(name.casefold().split())


def name_id(name: str) -> int:
    """The id that a published name makes: 63 bits, from the folded name alone."""
    return row_id("supplier", supplier_key(name))


def spelling_rank(name: str) -> str:
    """Sorts spellings, best first: mixed case, then the fuller one, then the alphabet; ends in the spelling itself."""
    shouted = "0" if any(letter.islower() for letter in name) and any(letter.isupper() for letter in name) else "1"
    return f"{shouted}{max(0, 999 - len(name)):03d}{name}"


def clean_company_number(number: str | None) -> str | None:
    """A Companies House number in its eight characters; spreadsheets strip leading zeros. None when it is none."""
    plain = "".join((number or "").split()).upper()
    if plain.isdigit() and 5 <= len(plain) <= 8:
        return plain.zfill(8)
    if len(plain) == 8 and plain[:2].isalpha() and plain[2:].isdigit():
        return plain
    return None
