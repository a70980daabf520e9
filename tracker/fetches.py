"""What the fetch log says: one fetch, one version of a resource, one resource over time."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

__all__ = ["OUTCOMES", "Fetch", "Resource", "Version", "fold_resources"]

#: How a fetch can end, with what it means for the resource.
OUTCOMES: dict[str, str] = {
    "new": "first bytes seen at this address",
    "changed": "other bytes than last time at this address: a new version",
    "unchanged": "the publisher said, or the hash shows, that nothing changed",
    "suspect": "the body may be cut short, twice with different results: not stored",
    "not-data": "a page came where a file was promised: stored as evidence, the last good version stands",
    "withdrawn": "the publisher has taken the file down; what was kept stays and is shown as withdrawn",
    "refused": "not asked, or not allowed: robots.txt, an address that is not public, a scheme we do not speak",
    "failed": "the publisher's server failed, or the body broke a limit",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """One fetch. ``time`` is UTC with its zone; ``status`` is HTTP's, None when no answer came.

    ``role`` is "data" for what parsers read, "listing" for pages that only lead to it, "probe" for questions about a
    portal. ``lineage`` names what was published (publisher, kind, period) apart from where; ``facts`` holds what a
    spider needs to go on: its window, cursor and whether this was the last page.
    """

    url: str
    time: datetime
    outcome: str
    source: str = ""
    publisher: str = ""
    kind: str = ""
    role: str = "data"
    status: int | None = None
    final_url: str = ""
    sha256: str = ""
    size: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    title: str = ""
    period: str = ""
    lineage: str = ""
    licence: str = ""
    reason: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.outcome not in OUTCOMES:
            raise ValueError(f"{self.outcome!r} is no outcome of a fetch; those are {', '.join(OUTCOMES)}")
        if self.time.tzinfo is None:
            raise ValueError("the time of a fetch needs its zone")

    @property
    def brought_bytes(self) -> bool:
        """Whether bytes stand behind this fetch: newly stored, or confirmed to be those stored before."""
        return self.outcome in ("new", "changed", "unchanged") and bool(self.sha256)

    def as_record(self) -> dict[str, Any]:
        """The line of the log: every field that says something, the time as ISO 8601."""
        said = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in said.items() if value not in (None, "", 0, {})}

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> "Fetch":
        """Read a line of the log; keys of later versions of Daylight are left aside. ValueError when it is no fetch."""
        known = {name: value for name, value in record.items() if name in cls.__slots__}
        return cls(**known | {"time": datetime.fromisoformat(record["time"])})


@dataclass(frozen=True, slots=True)
class Version:
    """One set of bytes that stood for a resource: where and when it was first fetched, and by which source."""

    lineage: str
    publisher: str
    kind: str
    period: str
    source: str
    url: str
    sha256: str
    size: int
    fetched: datetime
    title: str
    licence: str
    headers: dict[str, str]


@dataclass(slots=True)
class Resource:
    """One thing published over time, its versions oldest first; ``withdrawn`` is when the publisher took it down."""

    lineage: str
    publisher: str
    kind: str
    period: str
    versions: list[Version] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    withdrawn: datetime | None = None

    @property
    def current(self) -> Version:
        """The version that stands."""
        return self.versions[-1]


def fold_resources(fetches: Iterable[Fetch]) -> list[Resource]:
    """Resources out of fetches of data, in order of lineage; fetches without bytes only date and mark them."""
    found: dict[str, Resource] = {}
    withdrawn: dict[str, datetime] = {}
    lineage_of: dict[str, str] = {}
    for fetch in sorted(fetches, key=lambda f: f.time):
        lineage = fetch.lineage or lineage_of.get(fetch.url) or fetch.url
        if fetch.outcome == "withdrawn":
            withdrawn[fetch.url] = fetch.time
            continue
        if not fetch.brought_bytes:
            continue
        lineage_of[fetch.url] = lineage
        withdrawn.pop(fetch.url, None)
        _add(found, lineage, fetch)
    for resource in found.values():
        gone = [withdrawn[url] for url in resource.urls if url in withdrawn]
        resource.withdrawn = max(gone) if len(gone) == len(resource.urls) else None
    return [found[lineage] for lineage in sorted(found)]


def _add(found: dict[str, Resource], lineage: str, fetch: Fetch) -> None:
    resource = found.setdefault(lineage, Resource(lineage, fetch.publisher, fetch.kind, fetch.period))
    if fetch.url not in resource.urls:
        resource.urls.append(fetch.url)
    # Confirming one address while another has moved on makes no new version: only new bytes at an address do.
    if fetch.outcome == "unchanged" and resource.versions:
        if fetch.licence and fetch.sha256 == resource.current.sha256:
            # A licence may be stated, or corrected, after the bytes were first seen.
            resource.versions[-1] = replace(resource.current, licence=fetch.licence)
        return
    if resource.versions and resource.current.sha256 == fetch.sha256:
        return
    resource.versions.append(
        Version(
            lineage=lineage,
            publisher=fetch.publisher,
            kind=fetch.kind,
            period=fetch.period,
            source=fetch.source,
            url=fetch.url,
            sha256=fetch.sha256,
            size=fetch.size,
            fetched=fetch.time,
            title=fetch.title,
            licence=fetch.licence,
            headers=fetch.headers,
        )
    )
