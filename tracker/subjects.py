"""What a purchase is about: the divisions of the Common Procurement Vocabulary, in short words of our own."""

import csv
from functools import cache
from importlib import resources

__all__ = ["SOFTWARE_DIVISIONS", "division_of", "divisions", "subject_words"]

SOFTWARE_DIVISIONS = frozenset(("48", "72"))  # software packages, and IT services


@cache
def divisions() -> dict[str, str]:
    """The label of each two-digit division, in order of their numbers."""
    text = resources.files("tracker").joinpath("data/cpv_divisions.csv").read_text(encoding="utf-8")
    return {row["division"]: row["label"] for row in csv.DictReader(text.splitlines())}


def division_of(cpv: str | None) -> str | None:
    """The division of a CPV code such as "48000000" or "48000000-8"; None when it is not one."""
    code = (cpv or "").strip()
    digits = code.split("-")[0]
    if len(digits) == 8 and digits.isdigit() and digits[:2] in divisions():
        return digits[:2]
    return None


def subject_words(division: str | None) -> str | None:
    """The label of a division; None for none."""
    return divisions().get(division or "")
