"""What the parts of one run share: archive, manners, clock, history and the count for each source."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Protocol

from scrapers.politeness import Hosts
from tracker.archive import Archive, Fetch

__all__ = ["History", "Progress", "Run", "SourceResult", "Window"]


@dataclass(slots=True)
class SourceResult:
    """What came of one source: files found, and how each ended; ``why`` counts the reasons of those that failed."""

    source: str
    found: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    failed: int = 0
    why: Counter[str] = field(default_factory=Counter)

    @property
    def in_vain(self) -> bool:
        """Whether nothing but failures came of it."""
        return bool(self.failed) and not self.new + self.changed + self.unchanged

    def count(self, fetch: Fetch) -> None:
        """Take one fetch into the count; pages that only lead on count when they fail."""
        if fetch.outcome in ("new", "changed", "unchanged"):
            if fetch.role == "data":
                setattr(self, fetch.outcome, getattr(self, fetch.outcome) + 1)
        elif fetch.outcome == "withdrawn":
            self.withdrawn += 1
        elif fetch.role != "probe":
            self.failed += 1
            self.why[fetch.reason or fetch.outcome] += 1


class Progress(Protocol):
    """Who watches a run: told of each file found and of each fetch that ended."""

    def found(self, source: str, count: int) -> None:
        """So many more files are to be fetched from this source."""

    def fetched(self, fetch: Fetch) -> None:
        """One fetch ended."""


class Unwatched:
    """Nobody watches."""

    def found(self, source: str, count: int) -> None:
        """Nothing to show."""

    def fetched(self, fetch: Fetch) -> None:
        """Nothing to show."""


@dataclass(slots=True)
class Window:
    """How far one window of a feed has come: its last page kept, and where to go on; ``done`` when that was the end.

    ``split`` says that it held more than the feed would tell and is walked in halves; ``count`` is how many records
    its last whole walk brought, ``so_far`` how many this one has.
    """

    done: bool = False
    split: bool = False
    next_url: str = ""
    pages: int = 0
    count: int = 0
    so_far: int = 0
    time: datetime | None = None


class History:
    """What earlier runs left in the fetch log, read once: windows, portals recognised, addresses of each source."""

    def __init__(self, archive: Archive) -> None:
        self._windows: dict[tuple[str, str], Window] = {}
        self.portals: dict[str, str] = {}
        self.addresses: dict[str, dict[str, Fetch]] = {}
        for fetch in archive.fetches():
            self.take(fetch)

    def take(self, fetch: Fetch) -> None:
        """Learn from one fetch."""
        if "portal" in fetch.facts:
            self.portals[fetch.facts["host"]] = fetch.facts["portal"]
        if fetch.role == "data" and (fetch.brought_bytes or fetch.outcome == "withdrawn"):
            self.addresses.setdefault(fetch.source, {})[fetch.url] = fetch
        if "window" in fetch.facts and fetch.brought_bytes:
            window = self.window(fetch.source, fetch.facts["window"])
            window.done = bool(fetch.facts.get("last"))
            window.split = bool(fetch.facts.get("split"))
            window.next_url = fetch.facts.get("next", "")
            window.pages = fetch.facts.get("page", 1)
            window.so_far = fetch.facts.get("count", 0) + (window.so_far if window.pages > 1 else 0)
            window.count = window.so_far if window.done else window.count
            window.time = fetch.time

    def window(self, source: str, key: str) -> Window:
        """The state of one window; a window never asked for is not done."""
        return self._windows.setdefault((source, key), Window())


@dataclass(slots=True)
class Run:
    """One run of gathering. ``replay`` is the address and port of a local replay server that answers for every host.

    ``stop`` ends it early; ``trouble`` is why it had to end.
    """

    archive: Archive
    hosts: Hosts
    since: date | None = None
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    replay: tuple[str, int] | None = None
    progress: Progress = field(default_factory=Unwatched)
    results: dict[str, SourceResult] = field(default_factory=dict)
    stop: Callable[[], None] | None = None
    trouble: OSError | None = None
    history: History = field(init=False)

    def __post_init__(self) -> None:
        self.history = History(self.archive)

    def __deepcopy__(self, _memo: dict[int, Any]) -> "Run":
        return self  # shared by every spider of the run; Scrapy copies what it is handed

    def cannot_go_on(self, error: OSError) -> None:
        """What was fetched cannot be kept: the run stops asking, and tells why once it has ended."""
        if self.trouble is None:
            self.trouble = error
            if self.stop is not None:
                self.stop()

    def result(self, source: str) -> SourceResult:
        """The count of one source."""
        return self.results.setdefault(source, SourceResult(source))

    def found(self, source: str, count: int = 1) -> None:
        """So many more files are to be fetched from this source."""
        self.result(source).found += count
        self.progress.found(source, count)

    def ended(self, fetch: Fetch) -> None:
        """One fetch ended and is in the log."""
        self.history.take(fetch)
        self.result(fetch.source).count(fetch)
        self.progress.fetched(fetch)
