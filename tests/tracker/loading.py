"""Load releases, grants and announcements in tests by the real way: a file, its parser, the loader."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from parsers.kinds import KINDS
from tracker.notices import FileOrigin, Loaded

OGL = "http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
FETCHED = dt.datetime(2026, 6, 1, 6, tzinfo=dt.UTC)


def load_file(
    engine: Engine,
    path: Path,
    work: Path,
    *,
    kind: str = "notices",
    publisher: str = "a-publisher",
    fetched: dt.datetime = FETCHED,
) -> Loaded:
    """Parse a file of a kind and load it; the parsed folder is made below ``work``."""
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    out = work / f"{kind}-{sha256[:16]}"
    out.mkdir(parents=True, exist_ok=True)
    report = _named(KINDS[kind])(path, out, {})
    origin = FileOrigin(sha256, publisher, fetched, report["parser_version"])
    return _named(f"tracker.{kind}:load")(engine, out, origin, report)


def _named(place: str) -> Callable[..., Any]:
    module, function = place.split(":")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found


def load_releases(engine: Engine, work: Path, releases: Iterable[Mapping[str, Any]], **words: Any) -> Loaded:
    """Load OCDS releases as one package of a fictional publisher."""
    package = {"version": "1.1", "license": OGL, "publisher": {"name": "Example Portal"}, "releases": list(releases)}
    text = json.dumps(package)
    path = work / f"{hashlib.sha256(text.encode()).hexdigest()[:16]}.json"
    path.write_text(text, encoding="utf-8")
    return load_file(engine, path, work, **words)


def release(
    number: int = 1,
    *,
    notice: str = "UK4",
    process: str = "ocds-h6vhtk-0abcde",
    date: str = "2026-05-01T10:00:00+01:00",
    **tender: Any,
) -> dict[str, Any]:
    """A fictional release of Exampleton Borough Council; ``tender`` adds to its tender."""
    notice_id = f"{number:06d}-2026"
    section = "planning" if notice in {"UK1", "UK2", "UK3"} else "tender"
    document = {
        "id": notice_id,
        "documentType": f"{section}Notice",
        "noticeType": notice,
        "url": f"https://portal.example/Notice/{notice_id}",
    }
    found: dict[str, Any] = {
        "ocid": process,
        "id": notice_id,
        "date": date,
        "tag": [section],
        "initiationType": "tender",
        "parties": [
            {
                "id": "GB-EX-1",
                "name": "Exampleton Borough Council",
                "address": {"region": "UKE21"},
                "contactPoint": {"name": "Fictional Person", "email": "tenders@exampleton.example"},
                "roles": ["buyer"],
            }
        ],
        "buyer": {"id": "GB-EX-1", "name": "Exampleton Borough Council"},
        "tender": {
            "id": "T1",
            "title": "A case system for housing",
            "description": "Software with which officers keep the cases of tenants.",
            "status": {"planning": "planning"}.get(section, "active"),
            "classification": {"scheme": "CPV", "id": "48000000", "description": "Software"},
            "mainProcurementCategory": "services",
            "value": {"amount": 100000, "amountGross": 120000, "currency": "GBP"},
            **tender,
        },
    }
    found.setdefault(section, {})["documents"] = [document]
    return found
