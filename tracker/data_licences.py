"""Whether a stated licence of data lets anybody pass copies on, and so whether rows may stand in the public copy.

Licences are known by the words of ``data/data_licences.csv``. Whoever publishes may state one as an SPDX name, as an
address, as a portal's short id or in a sentence; what is not known to be open is not taken to be.
"""

import csv
import re
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple, cast

__all__ = [
    "CODE_BASIS",
    "HANDED_IN",
    "HOST_BASIS",
    "KINDS_UNDER_CODE",
    "NOT_STATED",
    "UNDER_CODE",
    "Licence",
    "Unstated",
    "licence_of_words",
    "why_not_in_bulk",
]

#: What a host decides about files without a stated licence: copy what the Transparency Code asks for, with or without
#: what was handed in with ``daylight ingest``; none; or all.
Unstated = Literal["handed-in", "code", "never", "always"]
#: How the address of a file begins that whoever runs the site handed in, and did not have gathered.
HANDED_IN = "file:"

#: Which bodies the Code is for, as SQL over ``organisation o``, and which kinds of files it asks them to publish.
UNDER_CODE = "o.nation = 'England' AND o.kind IN ('council', 'combined-authority')"
KINDS_UNDER_CODE = ("spending", "grants", "notices")

NOT_STATED = "no licence is stated"
_REFUSED = "the licence stated does not let anybody pass copies on"
_UNKNOWN = "the licence stated is not one that Daylight knows to be open"
CODE_BASIS = (
    "no licence is stated with the file; the Local Government Transparency Code asks English authorities to publish "
    "this under an open licence, the Open Government Licence unless they say otherwise"
)
HOST_BASIS = "no licence is stated with the file; whoever runs this site answers for copying it"

_TABLE = Path(__file__).parent / "data" / "data_licences.csv"
_TAGS = re.compile(r"<[^>]*>")
_SEPARATORS = re.compile(r"[\W_]+")
# Said of nearly every page of a public body, and takes nothing away from the data itself.
_RESERVATIONS = (" except where otherwise stated ", " unless otherwise stated ", " unless stated otherwise ")
_UNSTATED = frozenset(("", "none", "null", "unknown", "notspecified", "not specified", "licence not specified",
                       "license not specified", "no licence", "no license", "not set", "n a"))  # fmt: skip
_SAYS_ELSEWHERE = (" not stated ", " stated with each ")
_TURNS = (" not ", " except ", " excluding ", " other than ")


Standing = Literal["open", "closed", "unstated", "unknown"]


class Licence(NamedTuple):
    """A stated licence read: ``standing`` is open, closed, unstated or unknown; ``name`` its short name when open."""

    standing: Standing
    name: str = ""


@lru_cache(maxsize=4096)
def licence_of_words(stated: str | None) -> Licence:
    """Read a licence as stated: an SPDX name, an address, a portal's id, or a sentence."""
    plain = _SEPARATORS.sub(" ", _TAGS.sub(" ", stated or "")[:4000].casefold()).strip()
    words = f" {plain} "
    if plain in _UNSTATED or any(each in words for each in _SAYS_ELSEWHERE):
        return Licence("unstated")
    for reservation in _RESERVATIONS:
        words = words.replace(reservation, " ")
    for known, licence in _known():
        if known in words:
            turned = licence.standing == "open" and any(turn in words for turn in _TURNS)
            return Licence("unknown") if turned else licence
    return Licence("unknown")


@lru_cache(maxsize=1)
def _known() -> tuple[tuple[str, Licence], ...]:
    with _TABLE.open(encoding="utf-8", newline="") as lines:
        return tuple((f" {row['words']} ", _of(row)) for row in csv.DictReader(lines))


def _of(row: dict[str, str]) -> Licence:
    standing = cast(Standing, row["standing"])  # the table is ours and holds nothing else
    return Licence(standing, row["licence"])


def why_not_in_bulk(stated: str | None, *, under_code: bool, handed_in: bool, unstated: Unstated) -> str | None:
    """Why a file's rows are left out of the public copy, as part of a sentence; None when they may be copied.

    ``under_code`` says that the file is one that an English authority publishes under the Transparency Code,
    ``handed_in`` that whoever runs the site put it there by hand.
    """
    standing = licence_of_words(stated).standing
    if standing == "open":
        return None
    if standing == "unstated":
        asked = under_code and unstated in {"code", "handed-in"}
        return None if asked or unstated == "always" or (handed_in and unstated == "handed-in") else NOT_STATED
    return _REFUSED if standing == "closed" else _UNKNOWN
