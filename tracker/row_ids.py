"""Ids made of the fewest stable raw fields: the same fields give the same 63-bit number on every machine."""

import hashlib
import re
import unicodedata

__all__ = ["name_key", "read_id", "row_id", "shown_id", "slug"]

# Forms of a firm that publishers add, drop and abbreviate at will.
_FORMS = re.compile(r"\b(limited|ltd|plc|llp|lp|inc|cic|cio|co|company|the|t a|trading as)\b")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def row_id(*parts: object) -> int:
    """A positive 63-bit number from the parts, in order; None and the empty text are different parts."""
    joined = "\x1f".join("\x00" if part is None else str(part) for part in parts)
    digest = hashlib.blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _NOT_WORD.sub(" ", folded.replace("&", " and ").replace("'", "")).strip()


def slug(text: str) -> str:
    """The text as it stands in an address: "harrogate-town-council"; "unnamed" when nothing is left of it."""
    return _plain(text).replace(" ", "-")[:120].strip("-") or "unnamed"


def name_key(text: str) -> str:
    """A name folded for matching: case, punctuation, "and", and the legal form make no difference."""
    plain = _plain(text)
    return " ".join(_FORMS.sub(" ", plain).split()) or plain


# Crockford's alphabet: no I, L, O or U, so an id can be read out, and no two look alike.
_SHOWN = "0123456789abcdefghjkmnpqrstvwxyz"


def shown_id(number: int) -> str:
    """A 63-bit id as it stands in addresses and twins: 13 letters and digits, exact where JSON numbers are not."""
    return "".join(_SHOWN[(number >> shift) & 31] for shift in range(60, -1, -5))


def read_id(text: str) -> int | None:
    """The number of a shown id; None for any other text."""
    if len(text) != 13 or any(letter not in _SHOWN for letter in text):
        return None
    number = 0
    for letter in text:
        number = number << 5 | _SHOWN.index(letter)
    return number if number < 1 << 63 else None
