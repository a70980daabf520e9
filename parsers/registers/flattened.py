"""Rows of the daily CSV of Contracts Finder: releases flattened into columns named by path (``releases/0/ocid``)."""

import re
from collections.abc import Sequence
from typing import Any

__all__ = ["is_flattened", "release_of_flat_row"]

_PREFIX = re.compile(r"releases/0/")
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?\Z")
_AMOUNT = re.compile(r"/amount(Gross)?\Z")


def is_flattened(names: Sequence[str]) -> bool:
    """Whether the header names paths of releases."""
    return any(name.strip() in ("releases/0/ocid", "ocid") for name in names) and any("/" in name for name in names)


def release_of_flat_row(names: Sequence[str], cells: Sequence[str]) -> dict[str, Any]:
    """The release of one row: numbers in a path are places in a list, empty cells are left out."""
    release: dict[str, Any] = {}
    for name, cell in zip(names, cells, strict=False):
        if (
            not cell.strip()
            or name.startswith("packageInfo")
            or (name.startswith("releases/") and not _PREFIX.match(name))
        ):
            continue
        path = _PREFIX.sub("", name, count=1).split("/")
        value: Any = cell
        if _AMOUNT.search("/" + name) and _NUMBER.match(cell):
            value = float(cell) if "." in cell else int(cell)
        _place(release, path, value)
    if isinstance(release.get("tag"), str):
        release["tag"] = [tag for tag in re.split(r"[;,\s]+", release["tag"]) if tag]
    return release


def _place(target: Any, path: Sequence[str], value: Any) -> None:
    for index, step in enumerate(path):
        last = index == len(path) - 1
        fresh: Any = value if last else [] if path[index + 1].isdigit() else {}
        if isinstance(target, list):
            at = int(step) if step.isdigit() else 0
            if at > 1000:
                return
            while len(target) <= at:
                target.append({} if not last else None)
            if last:
                target[at] = value
            target = target[at]
        elif isinstance(target, dict):
            if last:
                target.setdefault(step, value)
            target = target.setdefault(step, fresh)
        else:
            return
