"""E-mail addresses: read, folded to one form, and turned into the mark that they are found by."""

import re

from tracker.keys import Keys
from tracker.plain_errors import PlainError

__all__ = ["AddressError", "address_mark", "read_address"]

_ADDRESS = re.compile(r"[^@\s<>\"',;:\\()\[\]]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,8}")


class AddressError(PlainError, ValueError):
    """What was typed is no e-mail address; the text is a sentence for the page."""


def read_address(typed: str) -> str:
    """The address without surrounding blanks and in small letters; AddressError when it cannot be one."""
    address = typed.strip()
    if len(address) > 254 or not address.isprintable() or not _ADDRESS.fullmatch(address):
        raise AddressError("That does not look like an e-mail address.")
    return address.lower()


def address_mark(keys: Keys, address: str) -> str:
    """The keyed hash that an account is found by; the address cannot be told from it without the key."""
    return keys.mark("address", address)
