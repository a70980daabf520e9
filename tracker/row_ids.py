"""Ids made of the fewest stable raw fields: the same fields give the same 63-bit number on every machine."""

import hashlib
import re
import unicodedata

__all__ = ["name_key", "row_id", "slug"]

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
