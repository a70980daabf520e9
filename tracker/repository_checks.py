"""Dated looks at the repositories of promises, out of the files that were fetched: licence, declaration, and absence.

Nothing is cloned. The spider asks for the few files that tell; what came back, and what did not, is the evidence.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

import yaml
from sqlalchemy import Connection, select

from parsers.licences import identify
from parsers.licences.expressions import known_expression
from parsers.publiccode import read_publiccode
from tracker.archive import Archive
from tracker.fetches import Fetch
from tracker.models.promises import Promise, PromiseCheck
from tracker.promises import record_check

__all__ = ["check_promises", "evidence_of"]

# Only this much of a licence file is read: the longest on the SPDX list has 190 kB, a hostile one has no end.
_MOST_OF_A_LICENCE = 400_000
_LINEAGE = re.compile(r"repository/(?P<address>.+)/(?P<file>[^/]+)")


def check_promises(connection: Connection, archive: Archive) -> int:
    """Add a check for every promise whose repository was fetched since its last one; returns how many were added."""
    fetched = _newest_by_repository(archive.fetches())
    added = 0
    for row in connection.execute(select(Promise.slug, Promise.id, Promise.repository).order_by(Promise.slug)).all():
        files = fetched.get((row.repository or "").rstrip("/"))
        if not files:
            continue
        newest = max(fetch.time for fetch in files.values())
        last = connection.execute(
            select(PromiseCheck.checked_at)
            .where(PromiseCheck.promise_id == row.id)
            .order_by(PromiseCheck.checked_at.desc())
        ).scalar()
        if last is not None and newest <= last:
            continue
        record_check(connection, row.slug, evidence_of(row.repository, files, archive), newest)
        added += 1
    return added


def evidence_of(repository: str, files: Mapping[str, Fetch], archive: Archive) -> dict[str, Any]:
    """The columns of a check from the newest fetch of each file asked for in a repository."""
    found: dict[str, Any] = {"state": _state(files), "url": repository}
    licence = next((fetch for name, fetch in files.items() if _is_licence(name) and fetch.sha256), None)
    if licence is not None and licence.sha256:
        with archive.open(licence.sha256) as body:
            text = body.read(_MOST_OF_A_LICENCE).decode("utf-8", "replace")
        judged = identify(text)
        found |= {
            "url": licence.url,
            "file_sha256": licence.sha256,
            "licence_found": judged.spdx,
            "licence_match": judged.match,
            "osi_approved": judged.osi_approved,
            "note": judged.sentence,
        }
    described = files.get("publiccode.yml")
    if described is not None and described.sha256:
        with archive.open(described.sha256) as body:
            found["licence_declared"] = _declared(body.read(_MOST_OF_A_LICENCE))
    return found


def _is_licence(name: str) -> bool:
    return name.upper().startswith(("LICEN", "COPYING"))


def _state(files: Mapping[str, Fetch]) -> str:
    """What the answers say of the repository. A file that is missing is no missing repository: its own page decides."""
    home = files.get("home")
    if home is not None and home.status == 200 and home.final_url and not _same_place(home.url, home.final_url):
        return "moved"
    if any(fetch.sha256 for fetch in files.values()):
        return "repository"
    statuses = {home.status} if home is not None else {fetch.status for fetch in files.values()}
    if statuses & {401, 403}:
        return "private"
    return "gone" if statuses <= {404, 410} else "unreachable"


def _same_place(asked: str, reached: str) -> bool:
    first, second = urlsplit(asked), urlsplit(reached)
    return (first.hostname, first.path.rstrip("/").lower()) == (second.hostname, second.path.rstrip("/").lower())


def _declared(body: bytes) -> str | None:
    read = read_publiccode(body)
    legal = (read.values or {}).get("legal") if read.values else _legal(body)
    licence = legal.get("license") if isinstance(legal, Mapping) else None
    return known_expression(str(licence)) or str(licence) if licence else None


def _legal(body: bytes) -> Any:
    try:
        data = yaml.safe_load(body)
    except yaml.YAMLError:
        return None
    return data.get("legal") if isinstance(data, Mapping) else None


def _newest_by_repository(fetches: Iterable[Fetch]) -> dict[str, dict[str, Fetch]]:
    found: dict[str, dict[str, Fetch]] = {}
    for fetch in fetches:
        place = _LINEAGE.fullmatch(fetch.lineage or "")
        if place is None:
            continue
        files = found.setdefault(place["address"].rstrip("/"), {})
        kept = files.get(place["file"])
        if kept is None or kept.time <= fetch.time:
            files[place["file"]] = fetch
    return found
