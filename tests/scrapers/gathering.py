"""What the tests of spiders share: a folder of pages, a source, one gathering against a replay server."""

from datetime import UTC, datetime
from pathlib import Path

from scrapers.gathering import gather
from scrapers.replay import Replay
from scrapers.run import SourceResult
from tracker.archive import Archive, Fetch
from tracker.sources import Source

__all__ = ["NOW", "bodies", "gathered", "page", "put", "source"]

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def source(url: str = "http://www.council.example/spending", **more) -> Source:
    """A source of spending files unless ``more`` says otherwise."""
    given = {
        "id": "test",
        "publisher": "test-council",
        "kind": "spending",
        "spider": "council_spending",
        "url": url,
        "licence": "OGL-UK-3.0",
        "cadence": "monthly",
    }
    return Source(**given | more)


def put(folder: Path, url: str, body: bytes | str) -> None:
    """Publish bytes at an address of the replayed web."""
    target = folder / url.split("://", 1)[1]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(body.encode() if isinstance(body, str) else body)


def page(*links: str, title: str = "Payments over £500") -> str:
    """A listing page: each link is "address|text"."""
    items = "".join('<li><a href="{}">{}</a></li>'.format(*link.split("|")) for link in links)
    return f"<!doctype html><html><body><h1>{title}</h1><ul>{items}</ul></body></html>"


def gathered(folder: Path, replay: Replay, *sources: Source, **options) -> tuple[SourceResult, list[Fetch]]:
    """Gather once; the first source's result, and the fetches this run added to the log, pages and probes included."""
    with Archive(folder) as archive:
        before = len(list(archive.fetches()))
        options.setdefault("clock", lambda: NOW)
        results = gather(list(sources), archive=archive, replay=replay.address, **options)
        return results[0], list(archive.fetches())[before:]


def bodies(folder: Path) -> dict[str, bytes]:
    """What stands in the archive: lineage to the bytes of the current version."""
    archive = Archive(folder)
    return {resource.lineage: archive.open(resource.current.sha256).read() for resource in archive.resources()}
