"""Finds the releases in whatever holds them: release and record packages, bare arrays, JSON Lines, one release."""

from collections.abc import Iterator, Mapping
from typing import Any

from parsers.findings import Findings
from parsers.issues.notices import OCDS_VERSION_UNKNOWN
from parsers.json_items import Item

__all__ = ["WANTED", "check_version", "is_release", "releases_in"]

WANTED = ("releases", "records")
_VERSIONS = {"1.0", "1.1", "1.2"}
_SECTIONS = {"tender", "awards", "contracts", "planning", "bids", "buyer", "parties", "initiationType"}


def is_release(value: Any) -> bool:
    """Whether an object looks like a release: it has an ocid, or at least two sections of one."""
    return (
        isinstance(value, dict) and ("ocid" in value or len(_SECTIONS & value.keys()) >= 2) and "records" not in value
    )


def releases_in(item: Item) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(pointer, how it was held, release) for each release that an item holds.

    "release" is a release as published; "compiled" is the compiled release of a record; "embedded" are the full
    releases that stand in a record beside its compiled release. A record's links to releases are not releases.
    """
    value = item.value
    if not isinstance(value, dict):
        return
    if "compiledRelease" in value or (isinstance(value.get("releases"), list) and "tag" not in value):
        compiled = value.get("compiledRelease")
        if isinstance(compiled, dict):
            yield f"{item.pointer}/compiledRelease", "compiled", compiled
        held = "embedded" if isinstance(compiled, dict) else "release"
        for index, release in enumerate(value.get("releases") or ()):
            if isinstance(release, dict) and is_release(release) and "url" not in release:
                yield f"{item.pointer}/releases/{index}", held, release
        return
    yield item.pointer, "release", value


def check_version(envelope: Mapping[str, Any], findings: Findings) -> str:
    """The OCDS version of a package ("1.0" when it names none, as 1.0 did), noting one that is not known."""
    version = envelope.get("version")
    if version is None:
        return "1.0"
    if str(version) not in _VERSIONS:
        findings.at(None, None)
        findings.add(OCDS_VERSION_UNKNOWN, "version", version)
    return str(version)
