"""The SPDX licence list: which ids exist, their names, which of them the Open Source Initiative approved.

Facts of SPDX licence list 3.29 (spdx.csv beside this module; public domain, CC0-1.0 of the list's data).
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class SpdxLicence:
    """One line of the SPDX list."""

    id: str
    name: str
    osi_approved: bool | None  # None: two editions of the list differ
    fsf_free: bool
    deprecated: bool
    exception: bool


@cache
def spdx_list() -> dict[str, SpdxLicence]:
    """Every licence and exception by its id."""
    text = files("parsers.licences").joinpath("spdx.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["id"]: _licence(row) for row in rows}


@cache
def ids_in_lower_case() -> dict[str, str]:
    """The id as SPDX writes it, by its lower-case form."""
    return {spdx_id.lower(): spdx_id for spdx_id in spdx_list()}


@cache
def ids_by_name() -> dict[str, str]:
    """The id by the licence's full name in lower case; deprecated ids give way to the ones in use."""
    found: dict[str, str] = {}
    for licence in sorted(spdx_list().values(), key=lambda licence: licence.deprecated):
        if not licence.exception:
            found.setdefault(licence.name.lower(), licence.id)
    return found


def _licence(row: dict[str, str]) -> SpdxLicence:
    approved = {"yes": True, "no": False}.get(row["osi_approved"])
    flags = (row[key] == "yes" for key in ("fsf_free", "deprecated", "exception"))
    return SpdxLicence(row["id"], row["name"], approved, *flags)
