"""Fold the notices of one process into what stands now, and say in words what each of them changed.

A later notice may carry only what changed. The rules are those of the OCDS merge: a field that is given replaces the
one before, a field that is absent leaves it, null removes it, and lists of things with ids are merged thing by thing.
"""

from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["fold", "merge_into"]


def fold(releases: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """One object out of many, handed in oldest first."""
    merged: dict[str, Any] = {}
    for release in releases:
        merge_into(merged, release)
    return merged


def merge_into(target: dict[str, Any], release: Mapping[str, Any]) -> None:
    """Lay one release over what is known, changing ``target``."""
    for key, value in release.items():
        if value is None:
            target.pop(key, None)
        elif type(value) is dict:
            kept = target.get(key)
            merged = dict(kept) if isinstance(kept, dict) else {}
            merge_into(merged, value)
            target[key] = merged
        elif type(value) is list and _has_ids(value):
            target[key] = _merge_list(target.get(key), value)
        else:
            target[key] = value


def _has_ids(items: list[Any]) -> bool:
    for item in items:
        if type(item) is not dict or item.get("id") is None:
            return False
    return bool(items)


def _merge_list(kept: Any, given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    merged: dict[str, dict[str, Any]] = {}
    if isinstance(kept, list) and _has_ids(kept):
        merged = {str(item["id"]): dict(item) for item in kept}
    for item in given:
        merge_into(merged.setdefault(str(item["id"]), {}), item)
    return list(merged.values())
