"""From bytes to the database: archive files as if fetched, parse them side by side, load them one by one.

Work is one file. Parsing runs wherever the executor runs it (each file in a killable process of its own); only this
process writes to the database, one transaction a file. A run that was stopped goes on where it stopped: what is in
the archive, parsed or loaded is never done again.
"""

import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from parsers.kinds import KINDS
from parsers.sandbox import recognised_kind
from tracker.archive import Archive, Fetch
from tracker.db import loading
from tracker.fetches import Version
from tracker.ledger import not_loaded, state_licences
from tracker.notices import FileOrigin
from tracker.organisations import Publisher, publisher_for
from tracker.parsed import parse_stored, parsed_folder, parser_version, report_in
from tracker.plain_errors import PlainError
from tracker.settings import Settings
from tracker.troubles import trouble_of

__all__ = [
    "IngestError",
    "Outcome",
    "Works",
    "archive_files",
    "load_versions",
    "named_below",
    "publisher_named",
    "works",
]

_AHEAD = 4  # files handed to the executor beyond those it works on, so that it never waits


class IngestError(PlainError, ValueError):
    """What was asked for cannot be done as it was said; the message says what to do instead."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: ``result`` is loaded, unchanged, rejected or failed, ``why`` a sentence for those two.

    ``report`` is the parser's, with its counts; empty where the file was not parsed in this run.
    """

    name: str
    kind: str
    publisher: str
    result: str
    why: str = ""
    report: Mapping[str, Any] = field(default_factory=dict)


def publisher_named(engine: Engine, asked: str) -> Publisher:
    """The body meant by a slug, code or name, added when it is new; IngestError when nothing is left of the name."""
    try:
        with loading(engine) as connection:
            return publisher_for(connection, asked)
    except ValueError as error:
        raise IngestError(f"{error}.") from error


def named_below(paths: Iterable[Path]) -> list[tuple[Path, str]]:
    """Files with the name they are known by: the path below the folder given, or as much as tells them apart."""
    found: list[tuple[Path, str]] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(each for each in path.rglob("*") if each.is_file())
            shown = [each for each in inside if not any(part.startswith(".") for part in each.relative_to(path).parts)]
            found += [(each, each.relative_to(path).as_posix()) for each in shown]
        else:
            found.append((path, path.name))
    distinct = dict(found)
    taken = Counter(distinct.values())
    return [(path, name if taken[name] == 1 else _longer(path, name, distinct)) for path, name in distinct.items()]


def _longer(path: Path, name: str, others: Mapping[Path, str]) -> str:
    """As many folders before the name as it takes to tell this file from others of the same name."""
    namesakes = [each.absolute() for each, theirs in others.items() if theirs == name and each != path]
    parts = path.absolute().parts
    for length in range(name.count("/") + 2, len(parts) + 1):
        if all(each.parts[-length:] != parts[-length:] for each in namesakes):
            return "/".join(parts[-length:])
    return name


def archive_files(
    settings: Settings, files: Sequence[tuple[Path, str]], publisher: str, kind: str | None, licence: str = ""
) -> list[Version]:
    """Put files into the archive with a line in the fetch log each, as if fetched; returns them as versions.

    ``publisher`` is a slug; a ``kind`` of None is recognised from each file's content; ``licence`` is what whoever
    hands the files in states, empty when nothing: then the one stated before stands.
    """
    versions = []
    with Archive(settings.archive) as archive:
        for path, name in files:
            versions.append(_archived(archive, path, name, publisher, kind or recognised_kind(path), licence))
    return versions


def _archived(archive: Archive, path: Path, name: str, publisher: str, kind: str, licence: str) -> Version:
    url = f"file:{publisher}/{kind}/{name}"
    before = archive.latest(url)
    digest, size = archive.put_file(path), path.stat().st_size
    same = before is not None and before.sha256 == digest
    # Confirming what stands is no new appearance: its time stays, so that loading it again changes nothing.
    fetched = before.time if before is not None and same else datetime.now(UTC)
    stated = licence.strip() or (before.licence if before is not None else "")
    outcome = "unchanged" if same else "changed" if before is not None else "new"
    lineage = f"{publisher}/{kind}/file/{name}"
    fetch = Fetch(
        url=url, time=fetched, outcome=outcome, source="ingest", publisher=publisher, kind=kind, sha256=digest,
        size=size, title=name, lineage=lineage, licence=stated,
    )  # fmt: skip
    if not same or before is None or stated != before.licence:
        archive.record(fetch)
    return Version(
        lineage=lineage, publisher=publisher, kind=kind, period="", source="ingest", url=url, sha256=digest, size=size,
        fetched=fetched, title=name, licence=stated, headers={},
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Works:
    """Where parsing runs: an executor, and how many files it works on at once."""

    executor: Executor
    workers: int


@contextmanager
def works(settings: Settings, scheduler: str | None = None) -> Iterator[Works]:
    """The executor of this machine, or of the Dask cluster at ``scheduler`` (an address like tcp://host:8786).

    Threads are enough here, as each of them waits for a killable process that does the reading. IngestError when a
    scheduler is named and Dask is not installed, or no scheduler answers there.
    """
    if scheduler is None:
        workers = settings.processes or os.cpu_count() or 2
        with ThreadPoolExecutor(workers) as pool:
            yield Works(pool, workers)
        return
    try:
        from dask.distributed import Client
    except ImportError as error:
        raise IngestError("--scheduler needs Dask: install Daylight with the extra 'distributed'.") from error
    try:
        client = Client(scheduler)
    except (OSError, ValueError) as error:
        raise IngestError(f"No Dask scheduler answers at {scheduler}: give an address like tcp://host:8786.") from error
    with client:
        yield Works(client.get_executor(), max(1, sum(client.ncores().values())))


def load_versions(
    settings: Settings,
    engine: Engine,
    versions: Sequence[Version],
    at: Works,
    told: Callable[[Outcome], None] = lambda _outcome: None,
) -> list[Outcome]:
    """Parse and load archived versions; ``told`` hears of each as it is done. Outcomes in the order of the versions.

    What is in the ledger already is unchanged. A file that breaks its parser or the load stops nobody else's.
    """
    with engine.connect() as connection:
        left = {id(version) for version in not_loaded(connection, versions)}
    state_licences(engine, [version for version in versions if id(version) not in left])
    outcomes = []
    for version, job in _parsing(settings, versions, left, at):
        outcome = _unchanged(settings, version) if job is None else _loaded(settings, engine, version, job)
        told(outcome)
        outcomes.append(outcome)
    return outcomes


_Job = Future[dict[str, Any]]
_Waiting = tuple[Version, _Job | None]


def _parsing(settings: Settings, versions: Sequence[Version], left: set[int], at: Works) -> Iterator[_Waiting]:
    waiting: deque[_Waiting] = deque()
    for version in versions:
        job = None
        if id(version) in left:
            words = (settings.archive, version.sha256, version.kind, settings.parsed_dir.absolute(), version.publisher)
            job = at.executor.submit(parse_stored, *words)
        waiting.append((version, job))
        while len(waiting) > at.workers + _AHEAD:
            yield waiting.popleft()
    yield from waiting


def _loaded(settings: Settings, engine: Engine, version: Version, job: _Job) -> Outcome:
    said = (_name(version), version.kind, version.publisher)
    try:
        report = job.result()
        folder = parsed_folder(settings.parsed_dir, version.kind, version.sha256)
        _loader(version.kind)(engine, folder, _origin(version, report), report)
    except Exception as error:  # one bad file stops nobody else's; the message says which and why
        trouble = trouble_of(error)
        why = trouble.sentence if trouble else f"{type(error).__name__}: {error}"[:300]
        return Outcome(*said, "failed", why)
    result = "rejected" if report["status"] == "rejected" else "loaded"
    return Outcome(*said, result, report.get("reason") or "", report)


def _origin(version: Version, report: Mapping[str, Any]) -> FileOrigin:
    return FileOrigin(
        sha256=version.sha256,
        publisher=version.publisher,
        fetched_at=version.fetched,
        parser_version=report.get("parser_version") or parser_version(version.kind),
        url=version.url,
        lineage=version.lineage,
        name=version.title or version.url.rsplit("/", 1)[-1],
        size=version.size,
        licence=version.licence,
    )


def _loader(kind: str) -> Callable[..., Any]:
    """The loader of a kind of document, by the name that all share: ``tracker.<kind>.load``."""
    if kind not in KINDS or kind == "bid":
        raise ValueError(f"files of the kind {kind!r} are not loaded: bids come in through the site, sealed")
    found: Callable[..., Any] = import_module(f"tracker.{kind}").load
    return found


def _unchanged(settings: Settings, version: Version) -> Outcome:
    """A file that is in the ledger already; one that was rejected is rejected still, for the same reason."""
    said = (_name(version), version.kind, version.publisher)
    report = report_in(parsed_folder(settings.parsed_dir, version.kind, version.sha256)) or {}
    if report.get("status") == "rejected":
        return Outcome(*said, "rejected", report.get("reason") or "")
    return Outcome(*said, "unchanged")


def _name(version: Version) -> str:
    return version.title or version.url
