"""OCDS release and record packages (1.1.5) of every notice kept, in files that tools can hold one at a time."""

import datetime as dt
import gzip
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb
import orjson

from parsers.ocds.merge import MergeError, compile_releases
from tracker.data_licences import licence_of_words
from tracker.snapshots.reading import rows_of

__all__ = ["as_release", "write_packages"]

_PER_PACKAGE = 1_000  # releases; most OCDS tools hold a whole package in memory
_NOTICES = """
SELECT p.id, p.key, COALESCE(p.ocid, '') AS ocid, n.release_id, COALESCE(n.tags, '') AS tags,
       COALESCE(CAST(n.published AS TEXT), '') AS published, COALESCE(n.url, '') AS url, n.facts
FROM notice n JOIN process p ON p.id = n.process_id ORDER BY p.id, n.published, n.id
"""
_PUBLISHER = {"name": "Daylight"}
_OGL = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"


def shared_licence(target: duckdb.DuckDBPyConnection) -> str:
    """The address of the Open Government Licence where all notices of the copy stand under it; else empty."""
    found = target.execute(
        "SELECT DISTINCT licence FROM notice_file WHERE kind = 'notices' AND withheld IS NULL"
    ).fetchall()
    return _OGL if found and all(licence_of_words(each).name == "OGL-UK-3.0" for (each,) in found) else ""


def withheld_processes(target: duckdb.DuckDBPyConnection) -> frozenset[int]:
    """The numbers of purchases that the copy leaves out."""
    found = target.execute("SELECT DISTINCT id::BIGINT FROM withheld WHERE what = 'process'").fetchall()
    return frozenset(number for (number,) in found)


def write_packages(
    look: Any,
    folder: Path,
    now: dt.datetime,
    *,
    licence: str = "",
    left_out: Collection[int] = frozenset(),
    address: str = "",
) -> None:
    """Write ``releases-0001.json.gz`` and ``records-0001.json.gz`` and so on; nothing when there are no notices.

    ``licence`` is the address of the one licence of all releases, if there is one; ``left_out`` names purchases by id;
    ``address`` is where readers find the folder, for OCDS wants each package to say where it is.
    """
    releases: list[dict[str, Any]] = []
    records: list[dict[str, Any]] = []
    number = 0
    about = {
        "uri": address,
        "version": "1.1",
        "publishedDate": now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "publisher": _PUBLISHER,
        **({"license": licence} if licence else {}),
    }
    for process, rows in groupby(_notices(look), key=lambda row: row["id"]):
        if process in left_out:
            continue
        given = [as_release(row) for row in rows]
        releases += given
        records.append(_record(given))
        if len(releases) >= _PER_PACKAGE:
            number += 1
            _write(folder, number, releases, records, about)
            releases, records = [], []
    if releases:
        _write(folder, number + 1, releases, records, about)


def _notices(look: Any) -> Iterator[Mapping[str, Any]]:
    with rows_of(look, _NOTICES) as batches:
        for batch in batches:
            yield from batch.to_pylist()


def as_release(row: Mapping[str, Any]) -> dict[str, Any]:
    """One notice as a release: its facts as published, and what OCDS requires where a source left it out."""
    facts: dict[str, Any] = orjson.loads(row["facts"])
    return {
        **facts,
        "ocid": facts.get("ocid") or row["ocid"] or row["key"],
        "id": str(facts.get("id") or row["release_id"]),
        "date": facts.get("date") or row["published"].replace(" ", "T")[:19] + "Z",
        "tag": facts.get("tag") or [tag for tag in row["tags"].split(",") if tag] or ["planning"],
        "initiationType": facts.get("initiationType") or "tender",
    }


def _record(releases: list[dict[str, Any]]) -> dict[str, Any]:
    record = {"ocid": releases[-1]["ocid"], "releases": releases}
    with suppress(MergeError):  # a record may stand without it: its releases contradict each other in kind
        record["compiledRelease"] = compile_releases(releases)
    return record


def _write(
    folder: Path,
    number: int,
    releases: list[dict[str, Any]],
    records: list[dict[str, Any]],
    about: Mapping[str, Any],
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, items in (("releases", releases), ("records", records)):
        package = {**about, "uri": f"{about['uri']}{name}-{number:04d}.json.gz", name: items}
        body = gzip.compress(orjson.dumps(package), 6, mtime=0)
        (folder / f"{name}-{number:04d}.json.gz").write_bytes(body)
