"""Fold the notices of one process into what stands now, by the merge that is held against the standard's own."""

from collections.abc import Iterable, Mapping
from typing import Any

from parsers.ocds.merge import Merge

__all__ = ["fold"]


def fold(releases: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """One object out of many, handed in oldest first."""
    merged = Merge()
    for release in releases:
        merged.add(release)
    return merged.as_dict()
