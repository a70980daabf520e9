"""OCDS release and record packages (1.1.5) of every notice kept, in files that tools can hold one at a time."""

import datetime as dt
import gzip
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import Any

import orjson

from parsers.ocds.merge import MergeError, compile_releases
from tracker.snapshots.reading import rows_of

__all__ = ["as_release", "write_packages"]

_PER_PACKAGE = 1_000  # releases; most OCDS tools hold a whole package in memory
_NOTICES = """
SELECT p.id, p.key, COALESCE(p.ocid, '') AS ocid, n.release_id, COALESCE(n.tags, '') AS tags,
       COALESCE(CAST(n.published AS TEXT), '') AS published, COALESCE(n.url, '') AS url, n.facts
FROM notice n JOIN process p ON p.id = n.process_id ORDER BY p.id, n.published, n.id
"""
_PUBLISHER = {"name": "Daylight"}
_LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"


def write_packages(look: Any, folder: Path, now: dt.datetime) -> None:
    """Write ``releases-0001.json.gz`` and ``records-0001.json.gz`` and so on; nothing when there are no notices."""
    releases: list[dict[str, Any]] = []
    records: list[dict[str, Any]] = []
    number = 0
    for _, rows in groupby(_notices(look), key=lambda row: row["id"]):
        given = [as_release(row) for row in rows]
        releases += given
        records.append(_record(given))
        if len(releases) >= _PER_PACKAGE:
            number += 1
            _write(folder, number, releases, records, now)
            releases, records = [], []
    if releases:
        _write(folder, number + 1, releases, records, now)


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
    folder: Path, number: int, releases: list[dict[str, Any]], records: list[dict[str, Any]], now: dt.datetime
) -> None:
    about = {
        "version": "1.1",
        "publishedDate": now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "publisher": _PUBLISHER,
        "license": _LICENCE,
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, items in (("releases", releases), ("records", records)):
        package = {"uri": f"{name}-{number:04d}.json", **about, name: items}
        body = gzip.compress(orjson.dumps(package), 6, mtime=0)
        (folder / f"{name}-{number:04d}.json.gz").write_bytes(body)
