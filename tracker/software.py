"""Load what a parsed file says about software: one transaction a file, a page's newer file in place of the older."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson
import pyarrow.parquet as pq
from sqlalchemy import Engine

from tracker.db import writing
from tracker.notices import FileOrigin, Loaded, already_loaded, write_ledger
from tracker.reuse.index import store_entries

__all__ = ["load"]


def load(engine: Engine, folder: Path, origin: FileOrigin, report: Mapping[str, Any]) -> Loaded:
    """Load the entries of one folder of stage 2; refused ones are kept with their reasons and are never offered."""
    with writing(engine) as connection:
        if already_loaded(connection, origin, "software"):
            return Loaded()
        kept = 0
        if report.get("status") != "rejected" or int(report.get("rows_refused", 0)):
            source = _page_of(origin)
            kept = store_entries(connection, source, _entries(folder), origin.sha256, origin.fetched_at)
        read = int(report.get("rows_read", 0))
        write_ledger(connection, origin, "software", report, read)
    return Loaded(read, kept)


def _page_of(origin: FileOrigin) -> str:
    """What a newer file replaces: the page of the catalogue that it is, else everything that its publisher gave."""
    parts = urlsplit(origin.url or "")
    return f"{origin.publisher} {parts.netloc}{parts.path}?{parts.query}".rstrip(" ?")[:200]


def _entries(folder: Path) -> Iterator[dict[str, Any]]:
    reasons = _reasons(folder)
    for name, refused in (("records.jsonl", False), ("refused.jsonl", True)):
        path = folder / name
        if not path.exists():
            continue
        with path.open("rb") as lines:
            for line in lines:
                record = orjson.loads(line)
                if refused:
                    why = reasons.get(record.get("row")) or reasons.get(None) or ["It is not valid as it stands."]
                    record["problems"] = [*record.get("problems", []), *why]
                yield record


def _reasons(folder: Path) -> dict[Any, list[str]]:
    """The sentences of the issues that refuse, by row; those of a whole file (one entry) stand under its line too."""
    path = folder / "issues.parquet"
    found: dict[Any, list[str]] = {}
    if not path.exists():
        return found
    for issue in pq.read_table(path, columns=["severity", "row", "message"]).to_pylist():
        if issue["severity"] in {"refused", "rejected"}:
            found.setdefault(issue["row"], []).append(issue["message"])
            found.setdefault(None, []).append(issue["message"])
    return found
