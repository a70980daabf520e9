"""Tells whether the id of an organisation names a register that exists, and whether its numbers have the right shape.

The codes of registers are those of org-id.guide for Great Britain; the shapes of numbers are those of the registers.
"""

import re
from functools import lru_cache
from typing import Literal

__all__ = ["is_charity_number", "is_company_number", "register_of"]

_REGISTERS = frozenset(
    {
        "GB-CHC", "GB-COH", "GB-SC", "GB-NIC", "GB-MPR", "GB-NHS", "GB-UKPRN", "GB-PPON", "GB-LAE", "GB-LAS",
        "GB-LANI", "GB-PLA", "GB-GOV", "GB-GOVUK", "GB-GOR", "GB-EDU", "GB-CASC", "GB-IRN", "GB-COE", "GB-REV",
        "GB-SHPE", "GB-SRS", "GB-CCSCUST", "GB-PPG", "GB-HESA", "GB-ONS", "GG-RCE", "JE-FSC", "JE-OAC",
        "IM-CR", "IM-GR", "XM-DAC", "XI-PID", "XI-GRID", "XI-ROR", "XI-LEI", "XI-IATI", "XM-OCHA",
    }
)  # fmt: skip
_FOREIGN = re.compile(r"(?!GB-)[A-Z]{2}-[A-Z0-9_]{2,12}-\S")
_CHARITY = re.compile(r"\d{6,7}(?:-\d{1,3})?|SC0?\d{5}|(?:NIC|XN|XR)?\d{5,6}|NIC ?\d{6}")
_COMPANY = re.compile(r"\d{6,8}|[A-Z]{2}\d{6}|IP\d{5}R|[A-Z]{2}\d{5}[A-Z]")


@lru_cache(maxsize=100_000)
def register_of(organisation: str) -> Literal["known", "self-made", "unknown"]:
    """Whether an id such as ``GB-CHC-1126147`` names a known register, is the publisher's own, or is neither."""
    if organisation.startswith("360G-"):
        return "self-made"
    parts = organisation.split("-", 2)
    if len(parts) == 3 and parts[2] and f"{parts[0]}-{parts[1]}" in _REGISTERS:
        return "known"
    return "known" if _FOREIGN.match(organisation) else "unknown"


@lru_cache(maxsize=100_000)
def is_charity_number(text: str) -> bool:
    """Whether the text has the shape of a number of a charity register of the United Kingdom."""
    return _CHARITY.fullmatch(text.strip().upper()) is not None


@lru_cache(maxsize=100_000)
def is_company_number(text: str) -> bool:
    """Whether the text has the shape of a company number; leading zeros lost in a spreadsheet are allowed."""
    return _COMPANY.fullmatch(text.strip().upper()) is not None
