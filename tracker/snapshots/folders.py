"""The snapshots of an installation: one folder each, named after its moment, and a pointer to the newest."""

import datetime as dt
import json
import os
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracker.plain_errors import PlainError

__all__ = [
    "CHECKSUMS",
    "DATABASE",
    "Snapshot",
    "SnapshotError",
    "find_snapshot",
    "open_snapshot",
    "point_to",
    "snapshot_id",
    "snapshots",
]

POINTER = "latest.json"
CHECKSUMS = "checksums.txt"
DATABASE = "daylight.duckdb"
_ID = re.compile(r"\d{4}-\d{2}-\d{2}T\d{6}Z")


class SnapshotError(PlainError, LookupError):
    """There is no such snapshot; the message says what there is."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One public copy: its folder and what ``snapshot.json`` says of it."""

    folder: Path
    facts: Mapping[str, Any]

    @property
    def id(self) -> str:
        """Its name, as 2026-11-24T133000Z."""
        return str(self.facts["id"])

    @property
    def made_at(self) -> dt.datetime:
        """The moment it was made, in UTC."""
        return dt.datetime.fromisoformat(self.facts["made_at"])

    @property
    def database(self) -> Path:
        """The file that questions are put to."""
        return self.folder / DATABASE

    @property
    def rows(self) -> Mapping[str, int]:
        """How many rows each table has."""
        found: Mapping[str, int] = self.facts["rows"]
        return found

    @property
    def left_out(self) -> Mapping[str, int]:
        """How many rows of all tables are left out for their licence, by reason; copies of before know of none."""
        found: Counter[str] = Counter()
        for reasons in self.facts.get("withheld", {}).values():
            found.update(reasons)
        return found


def snapshot_id(moment: dt.datetime) -> str:
    """The name of a snapshot made at that moment."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H%M%SZ")


def open_snapshot(folder: Path) -> Snapshot:
    """The snapshot in that folder; SnapshotError when it is none."""
    try:
        facts = json.loads((folder / "snapshot.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SnapshotError(
            f"{folder.name} is not the folder of a snapshot: it has no readable snapshot.json."
        ) from error
    return Snapshot(folder, facts)


def snapshots(folder: Path) -> list[Snapshot]:
    """Every snapshot in the folder, newest first."""
    names = sorted((path.name for path in folder.glob("*Z") if _ID.fullmatch(path.name)), reverse=True)
    return [open_snapshot(folder / name) for name in names]


def find_snapshot(folder: Path, name: str | None = None) -> Snapshot:
    """The named snapshot, or the one the pointer names; SnapshotError says what is wrong with the name."""
    if name is None:
        try:
            name = str(json.loads((folder / POINTER).read_text(encoding="utf-8"))["id"])
        except (OSError, ValueError, KeyError) as error:
            raise SnapshotError("No public copy has been made yet; daylight publish makes one.") from error
    if not _ID.fullmatch(name):
        raise SnapshotError(f"{name!r} is not the name of a snapshot; those look like 2026-11-24T133000Z.")
    if not (folder / name / "snapshot.json").is_file():
        raise SnapshotError(f"There is no snapshot {name} here.")
    return open_snapshot(folder / name)


def point_to(folder: Path, snapshot: Snapshot) -> None:
    """Make it the newest: the last step of publishing, and the only one that readers notice."""
    part = folder / f".{POINTER}.part"
    part.write_text(json.dumps({"id": snapshot.id, "made_at": snapshot.facts["made_at"]}) + "\n", encoding="utf-8")
    os.replace(part, folder / POINTER)
