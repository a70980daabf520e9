"""Which council a buyer or funder named in a notice is; other bodies keep a key made of their own name."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from tracker.organisations import council_facts
from tracker.places import region_of
from tracker.row_ids import slug

__all__ = ["Buyer", "buyer_named", "council_name", "council_slugs"]

# What councils' names carry or leave out: "Luton Council" and "Luton Borough Council" are one.
_FORM = re.compile(
    r"(?:^|-)(?:metropolitan|district|borough|county|city|london|royal|unitary|council|of|the|and)(?=-|$)"
)
_COUNCIL = re.compile(r"council|borough|county|corporation")


@dataclass(frozen=True, slots=True)
class Buyer:
    """A buyer's key as it stands in addresses, whether it is a known council, and that council's region."""

    key: str
    council: bool
    region: str | None


@cache
def _councils() -> tuple[dict[str, Buyer], dict[str, Buyer]]:
    exact: dict[str, Buyer] = {}
    bare: dict[str, list[Buyer]] = {}
    for row in council_facts():  # current councils come first, so a name goes to the body that bears it today
        found = Buyer(row["slug"], True, region_of(row["region"]))
        for name in (row["name"], row["short_name"], row["slug"]):
            exact.setdefault(slug(name), found)
        bare.setdefault(_bare(slug(row["name"])), []).append(found)
    # A bare name that two councils share (Bedford, Durham in their past forms) tells nothing.
    return exact, {name: found[0] for name, found in bare.items() if name and len(found) == 1}


def council_slugs() -> frozenset[str]:
    """The keys of all known councils."""
    return frozenset(found.key for found in _councils()[0].values())


@cache
def _council_names() -> dict[str, str]:
    return {row["slug"]: row["name"] for row in council_facts()}


def council_name(key: str) -> str | None:
    """The name of the council with that key; None when the key is no council's."""
    return _council_names().get(key)


def _bare(name: str) -> str:
    return _FORM.sub("", name).strip("-")


@lru_cache(maxsize=50_000)
def buyer_named(name: str) -> Buyer:
    """The buyer with that name as published; a department after a dash or comma is the council's own."""
    exact, bare = _councils()
    for words in (name, re.split(r"\s[-–—:]\s|,", name)[0]):
        full = slug(words)
        if full in exact:
            return exact[full]
        if _COUNCIL.search(full) and _bare(full) in bare:
            return bare[_bare(full)]
    return Buyer(slug(name), False, None)
