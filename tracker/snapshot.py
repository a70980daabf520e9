"""Publish the public copy: read the database in one look, write every shape, count again, and only then point to it.

A snapshot is built beside the others and renamed when it is whole; the pointer to the newest is written last. Whatever
fails on the way, the last good snapshot stays what readers see, and none that was published ever changes.
"""

import datetime as dt
import json
import secrets
import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from tracker.data_licences import UNDER_CODE
from tracker.exports import write_standards
from tracker.plain_errors import PlainError
from tracker.settings import Settings
from tracker.snapshots.folders import DATABASE, Snapshot, open_snapshot, point_to, snapshot_id
from tracker.snapshots.metadata import LicenceGiven, write_checksums, write_metadata
from tracker.snapshots.own_software import add_own_software
from tracker.snapshots.public_tables import PublicTable, public_tables
from tracker.snapshots.reading import copy_table, count_rows, one_look, open_target, single_number
from tracker.snapshots.withholding import find_withheld, keep_clause, withheld_rows
from tracker.snapshots.writing import write_csv, write_parquet, write_sqlite
from tracker.stores import store_at

__all__ = ["PublishError", "publish", "send"]

_SUM = 'SELECT sum("{}") FROM "{}"'
_SUMS = {"payment": "amount_pence", "grant_award": "amount_pence", "coverage": "pence"}


class PublishError(PlainError, RuntimeError):
    """Nothing was published, and the last good snapshot stands; the message says why."""


def publish(settings: Settings, now: dt.datetime) -> Snapshot:
    """Make a snapshot of the database as it is now, and make it the newest. PublishError when the counts disagree.

    What no licence lets anybody pass on is left out, and counted by reason.
    """
    root = settings.snapshot_dir
    final = root / snapshot_id(now)
    if final.exists():
        raise PublishError(f"There is a snapshot {final.name} already; a published one never changes.")
    root.mkdir(parents=True, exist_ok=True)
    part = root / f".{final.name}.{secrets.token_hex(4)}.part"
    try:
        part.mkdir()
        _build(part, settings, now)
        part.rename(final)
    except Exception:
        shutil.rmtree(part, ignore_errors=True)
        raise
    made = open_snapshot(final)
    point_to(root, made)
    return made


def _build(folder: Path, settings: Settings, now: dt.datetime) -> None:
    target = open_target(folder / DATABASE)
    try:
        target.execute(f"SET temp_directory = '{folder / 'spill'}'")
        with one_look(settings.database) as look:
            find_withheld(look, target, settings.bulk_without_licence)
            copied = {table.name: _copied(look, target, table) for table in public_tables()}
            added = add_own_software(look, target)
            address = f"{settings.base_url}/data/snapshots/{snapshot_id(now)}/files/standards"
            write_standards(look, target, folder / "standards", now, address)
        rows = {name: found + added.get(name, 0) for name, (found, _) in copied.items()}
        withheld = {name: reasons for name, (_, reasons) in copied.items() if reasons}
        facts = {**_facts(target, now, rows), "added": added, "withheld": withheld}
        facts["without_licence"] = settings.bulk_without_licence
        with ThreadPoolExecutor(1) as beside:  # SQLite writes with one processor, whatever there is
            one_file = beside.submit(write_sqlite, target.cursor(), public_tables(), folder / "daylight.sqlite")
            _write_tables(target, folder, facts)
            one_file.result()
        given = _licences_given(target)
    finally:
        target.close()
        shutil.rmtree(folder / "spill", ignore_errors=True)
    (folder / "snapshot.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    write_metadata(folder, public_tables(), facts, given)
    write_checksums(folder)


def _write_tables(target: duckdb.DuckDBPyConnection, folder: Path, facts: Mapping[str, Any]) -> None:
    notes = {"snapshot": facts["id"], "about": "Daylight, public copy; licences in ATTRIBUTION.txt"}
    for table in public_tables():
        written, rows = write_parquet(target, table, folder / "parquet", notes), facts["rows"][table.name]
        if written != rows:
            raise PublishError(f"The Parquet files of {table.name} hold {written:,} rows and the database {rows:,}.")
        write_csv(target, table, folder / "csv")


def _copied(look: Any, target: duckdb.DuckDBPyConnection, table: PublicTable) -> tuple[int, dict[str, int]]:
    """Copy a table; how many rows it has now, and how many were left out by reason: together those of the database."""
    withheld = withheld_rows(look, target, table)
    expected, found = count_rows(look, table), copy_table(look, target, table, keep_clause(target, table))
    if expected != found + sum(withheld.values()):
        raise PublishError(
            f"The database has {expected:,} rows for {table.name}; {found:,} came through and "
            f"{sum(withheld.values()):,} are left out for their licence. That does not add up; nothing was published."
        )
    return found, withheld


def _facts(target: duckdb.DuckDBPyConnection, now: dt.datetime, rows: Mapping[str, int]) -> dict[str, Any]:
    sums = {name: single_number(target, _SUM.format(column, name)) for name, column in _SUMS.items()}
    return {
        "id": snapshot_id(now),
        "made_at": now.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "made_by": f"Daylight {version('daylight')}",
        "rows": dict(rows),
        "pence": sums,
    }


def _licences_given(target: duckdb.DuckDBPyConnection) -> list[LicenceGiven]:
    found = target.execute(
        "SELECT licence, publisher, count(*), withheld, under_code FROM ("  # noqa: S608  constants of ours
        f" SELECT r.licence, o.name AS publisher, r.withheld, {UNDER_CODE} AS under_code"
        " FROM resource r JOIN organisation o USING (organisation)"
        f" UNION ALL SELECT f.licence, f.publisher, f.withheld, coalesce({UNDER_CODE}, false) AS under_code"
        " FROM notice_file f LEFT JOIN organisation o ON o.organisation = f.publisher"
        ") GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    return [LicenceGiven(*row) for row in found]


def send(snapshot: Snapshot, url: str) -> int:
    """Copy a snapshot to any fsspec address, file by file, the pointer last; returns how many files were sent."""
    filesystem, root = store_at(url)
    files = sorted(path for path in snapshot.folder.rglob("*") if path.is_file())
    for path in files:
        target = f"{root}/{snapshot.id}/{path.relative_to(snapshot.folder).as_posix()}"
        filesystem.makedirs(target.rsplit("/", 1)[0], exist_ok=True)
        filesystem.put_file(str(path), target)
    pointer = {"id": snapshot.id, "made_at": snapshot.facts["made_at"]}
    filesystem.pipe_file(f"{root}/latest.json", json.dumps(pointer).encode() + b"\n")
    return len(files)
