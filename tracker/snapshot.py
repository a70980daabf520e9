"""Publish the public copy: read the database in one look, write every shape, count again, and only then point to it.

A snapshot is built beside the others and renamed when it is whole; the pointer to the newest is written last. Whatever
fails on the way, the last good snapshot stays what readers see, and none that was published ever changes.
"""

import datetime as dt
import json
import secrets
import shutil
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
import fsspec
import pyarrow as pa

from tracker.archive import Archive
from tracker.exports import write_standards
from tracker.settings import Settings
from tracker.snapshots.folders import DATABASE, Snapshot, open_snapshot, point_to, snapshot_id
from tracker.snapshots.metadata import write_checksums, write_metadata
from tracker.snapshots.public_tables import public_tables
from tracker.snapshots.reading import copy_table, count_rows, one_look, open_target, single_number
from tracker.snapshots.writing import write_csv, write_parquet, write_sqlite

__all__ = ["PublishError", "known_licences", "publish", "send"]

_SUM = 'SELECT sum("{}") FROM "{}"'
_SUMS = {"payment": "amount_pence", "grant_award": "amount_pence", "coverage": "pence"}


class PublishError(RuntimeError):
    """Nothing was published, and the last good snapshot stands; the message says why."""


def publish(settings: Settings, now: dt.datetime, *, licences: Mapping[str, str] | None = None) -> Snapshot:
    """Make a snapshot of the database as it is now, and make it the newest. PublishError when the counts disagree.

    ``licences`` gives the licence for the SHA-256 of a file; when left out they are read from the archive's log.
    """
    root = settings.snapshot_dir
    final = root / snapshot_id(now)
    if final.exists():
        raise PublishError(f"There is a snapshot {final.name} already; a published one never changes.")
    root.mkdir(parents=True, exist_ok=True)
    part = root / f".{final.name}.{secrets.token_hex(4)}.part"
    try:
        part.mkdir()
        _build(part, settings.database, now, known_licences(settings) if licences is None else licences)
        part.rename(final)
    except Exception:
        shutil.rmtree(part, ignore_errors=True)
        raise
    made = open_snapshot(final)
    point_to(root, made)
    return made


def known_licences(settings: Settings) -> dict[str, str]:
    """The licence stated with each file that was fetched, by its SHA-256."""
    with Archive(settings.archive) as archive:
        return {fetch.sha256: fetch.licence for fetch in archive.fetches() if fetch.sha256 and fetch.licence}


def _build(folder: Path, database: str, now: dt.datetime, licences: Mapping[str, str]) -> None:
    target = open_target(folder / DATABASE)
    try:
        target.execute(f"SET temp_directory = '{folder / 'spill'}'")
        _keep_licences(target, licences)
        with one_look(database) as look:
            rows = {table.name: _copied(look, target, table) for table in public_tables()}
            write_standards(look, target, folder / "standards", now)
        facts = _facts(target, now, rows)
        notes = {"snapshot": facts["id"], "about": "Daylight, public copy; licences in ATTRIBUTION.txt"}
        for table in public_tables():
            written = write_parquet(target, table, folder / "parquet", notes)
            if written != rows[table.name]:
                raise PublishError(
                    f"The Parquet files of {table.name} hold {written:,} rows and the database {rows[table.name]:,}."
                )
            write_csv(target, table, folder / "csv")
        write_sqlite(target, public_tables(), folder / "daylight.sqlite")
        given = _licences_given(target)
    finally:
        target.close()
        shutil.rmtree(folder / "spill", ignore_errors=True)
    (folder / "snapshot.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    write_metadata(folder, public_tables(), facts, given)
    write_checksums(folder)


def _keep_licences(target: duckdb.DuckDBPyConnection, licences: Mapping[str, str]) -> None:
    columns = {"sha256": pa.array(licences.keys(), pa.string()), "licence": pa.array(licences.values(), pa.string())}
    target.register("licences_given", pa.table(columns))
    target.execute("CREATE TEMP TABLE licences AS SELECT * FROM licences_given")
    target.unregister("licences_given")


def _copied(look: Any, target: duckdb.DuckDBPyConnection, table: Any) -> int:
    expected, found = count_rows(look, table), copy_table(look, target, table)
    if expected != found:
        raise PublishError(
            f"The database has {expected:,} rows for {table.name} and {found:,} came through; nothing was published."
        )
    return found


def _facts(target: duckdb.DuckDBPyConnection, now: dt.datetime, rows: Mapping[str, int]) -> dict[str, Any]:
    sums = {name: single_number(target, _SUM.format(column, name)) for name, column in _SUMS.items()}
    return {
        "id": snapshot_id(now),
        "made_at": now.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "made_by": f"Daylight {version('daylight')}",
        "rows": dict(rows),
        "pence": sums,
    }


def _licences_given(target: duckdb.DuckDBPyConnection) -> list[tuple[str, str, int]]:
    return target.execute(
        "SELECT licence, publisher, count(*) FROM ("
        " SELECT r.licence, o.name AS publisher FROM resource r JOIN organisation o USING (organisation)"
        " UNION ALL SELECT licence, publisher FROM notice_file"
        ") GROUP BY ALL ORDER BY ALL"
    ).fetchall()


def send(snapshot: Snapshot, url: str) -> int:
    """Copy a snapshot to any fsspec address, file by file, the pointer last; returns how many files were sent."""
    filesystem, root = fsspec.core.url_to_fs(url)
    files = sorted(path for path in snapshot.folder.rglob("*") if path.is_file())
    for path in files:
        target = f"{root}/{snapshot.id}/{path.relative_to(snapshot.folder).as_posix()}"
        filesystem.makedirs(target.rsplit("/", 1)[0], exist_ok=True)
        filesystem.put_file(str(path), target)
    pointer = {"id": snapshot.id, "made_at": snapshot.facts["made_at"]}
    filesystem.pipe_file(f"{root}/latest.json", json.dumps(pointer).encode() + b"\n")
    return len(files)
