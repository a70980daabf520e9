"""The public copy in the field's own shapes, for tools that are not ours: OCDS, 360Giving and FollowTheMoney."""

import datetime as dt
from pathlib import Path
from typing import Any

import duckdb

from tracker.exports.follow_the_money import write_entities
from tracker.exports.ocds import shared_licence, withheld_processes, write_packages
from tracker.exports.threesixty import write_grants

__all__ = ["write_standards"]


def write_standards(
    look: Any, target: duckdb.DuckDBPyConnection, folder: Path, now: dt.datetime, address: str = ""
) -> None:
    """Write every standard shape into the folder; ``look`` sees the database, ``target`` the public tables.

    ``address`` is where readers will find the folder.
    """
    write_packages(
        look,
        folder / "ocds",
        now,
        licence=shared_licence(target),
        left_out=withheld_processes(target),
        address=f"{address}/ocds/" if address else "",
    )
    write_grants(target, folder / "360giving", now)
    write_entities(target, folder / "followthemoney")
