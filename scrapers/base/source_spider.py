"""What every spider shares: asking, keeping what came, and saying how it ended when nothing did.

1. ``start`` asks ``begin(source)`` of each source for its first requests.
2. ``page`` makes a request whose answer leads on (a listing, a window of a feed); ``file`` one for a published file,
   conditional on what we hold.
3. Whatever comes back, or fails to, becomes one ``Download`` and so one line in the fetch log.
"""

import hashlib
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.exceptions import (
    CannotResolveHostError,
    DontCloseSpider,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    StopDownload,
)
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError

from scrapers.downloads import Download, ends_whole, facts, headers_of, is_page
from scrapers.links import Link
from scrapers.network import RefusedAddress
from scrapers.politeness import HostClosed
from scrapers.run import Run
from scrapers.settings import FILE_LIMIT, FILE_SECONDS, PAGE_LIMIT
from tracker.archive import Fetch
from tracker.sources import Source

__all__ = ["SourceSpider"]

_GONE = frozenset({404, 410})


class SourceSpider(Spider):
    """Base of all spiders; ``sources`` are those to fetch in this run."""

    #: Least seconds between two requests to this family's host; 0 keeps the run's own delay.
    least_delay: ClassVar[float] = 0.0
    #: Statuses beside 429 and 503 by which this family's publisher says "wait", and the least wait in seconds.
    throttle: ClassVar[tuple[int, ...]] = ()
    least_pause: ClassVar[float] = 0.0
    page_limit: ClassVar[int] = PAGE_LIMIT

    def __init__(self, run: Run, sources: Sequence[Source], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.run, self.sources = run, list(sources)
        self._asked: dict[str, set[str]] = {}
        self._complete: dict[str, bool] = {}
        self._looked_back = False
        self._open: dict[int, int] = {}

    @classmethod
    def from_crawler(cls, crawler, *args: Any, **kwargs: Any):
        """Scrapy's way to build a spider; looks back for files taken down once all else is done."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._look_back, signal=signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """The first requests of every source."""
        for source in self.sources:
            self.run.result(source.id)
            if self.run.replay is None and self.least_delay:
                self.run.hosts.slow_down(urlsplit(source.url).hostname or "", self.least_delay)
            for request in self.begin(source):
                yield request

    def begin(self, source: Source) -> Iterator[Request]:
        """The first requests of one source; each family has its own."""
        raise NotImplementedError

    # -- asking --------------------------------------------------------------------------------------------------

    def page(self, source: Source, url: str, callback: Callable, *, role: str = "listing", **more: Any) -> Request:
        """A request whose answer leads on; ``more`` reaches the callback beside ``source``."""
        meta = self._manners(source, role) | {"download_maxsize": self.page_limit, "about": more}
        headers = {"Accept": "application/json"} if role != "listing" else None
        arguments = {"source": source, **more}
        return Request(
            url,
            callback,
            headers=headers,
            errback=self.ended_badly,
            cb_kwargs=arguments,
            meta=meta,
            dont_filter=True,
        )

    def files(self, source: Source, links: Iterable[Link], listing: Download) -> Iterator[Request | Download]:
        """Requests for the files that a page lists, and the page's own record once the last of them has ended.

        So the log never says that a page is done while one of its files could still be lost to a kill.
        """
        requests = [request for link in links if (request := self.file(source, link)) is not None]
        for request in requests:
            request.meta["group"] = listing
        if requests:
            self._open[id(listing)] = len(requests)
            yield from requests
        else:
            yield listing

    def _group_ended(self, request: Request) -> Iterator[Download]:
        listing = request.meta.get("group")
        if listing is None:
            return
        self._open[id(listing)] -= 1
        if not self._open[id(listing)]:
            yield listing

    def _manners(self, source: Source, role: str) -> dict[str, Any]:
        pause = self.least_pause if self.run.replay is None else 0.0
        return {"source": source, "role": role, "throttle": self.throttle, "least_pause": pause}

    def file(self, source: Source, link: Link) -> Request | None:
        """A request for a published file, unless this run has asked for it; conditional on what the archive holds."""
        asked = self._asked.setdefault(source.id, set())
        if link.url in asked:
            return None
        asked.add(link.url)
        self.run.found(source.id)
        return self._file_request(source, link)

    def _file_request(self, source: Source, link: Link, *, earlier: tuple[str, int] | None = None) -> Request:
        headers: dict[str, str] = {}
        held = self.run.archive.latest(link.url)
        if held is not None and earlier is None:
            if "etag" in held.headers:
                headers["If-None-Match"] = held.headers["etag"]
            if "last-modified" in held.headers:
                headers["If-Modified-Since"] = held.headers["last-modified"]
        meta = self._manners(source, "data") | {
            "link": link,
            "handle_httpstatus_list": [304],
            "download_maxsize": FILE_LIMIT,
            "download_timeout": FILE_SECONDS,
        }
        return Request(
            link.url,
            self.keep_file,
            headers=headers,
            errback=self.ended_badly,
            cb_kwargs={"source": source, "link": link, "earlier": earlier},
            meta=meta,
            dont_filter=True,
        )

    # -- keeping -------------------------------------------------------------------------------------------------

    def keep_page(self, response: Response, source: Source, *, role: str, **said: Any) -> Download:
        """What to yield to archive a page; ``said`` become the fetch's facts, or its title, period and lineage."""
        own = {key: said.pop(key) for key in ("title", "period", "lineage", "licence", "kind") if key in said}
        return Download(self._fetch(source, response, "new", role=role, facts=facts(**said), **own), response.body)

    def broken(self, response: Response, source: Source, reason: str) -> Download:
        """What to yield for a page that is not what it should be: kept as evidence, counted as failed."""
        kept = self.keep_page(response, source, role="listing")
        kept.fetch = replace(kept.fetch, outcome="not-data", reason=reason)
        return kept

    def left(self, source: Source, link: Link, reason: str) -> Download:
        """What to yield for a file that is listed and not fetched."""
        about = self._about(source, link)
        refused = {"outcome": "refused", "reason": reason, "source": source.id, "kind": source.kind}
        return Download(Fetch(url=link.url, time=self.run.clock(), **about | refused))

    def keep_file(self, response: Response, source: Source, link: Link, earlier: tuple[str, int] | None):
        """Archive a file: whole, unchanged, suspect, or a page in its place."""
        about = self._about(source, link)
        if response.status == 304:
            held = self.run.archive.latest(link.url)
            about |= {"sha256": held.sha256, "size": held.size} if held else {}
            headers = (held.headers if held else {}) | headers_of(response)
            yield Download(self._fetch(source, response, "unchanged", **about | {"headers": headers}))
        elif "partial" in response.flags and not self._confirmed(response.body, earlier):
            yield from self._doubt(response, source, link, earlier, about)
            if earlier is None:
                return  # asked once more: its group is still open
        elif not response.body:
            yield Download(self._fetch(source, response, "failed", reason="the answer was empty", **about))
        elif is_page(response.body) and link.format != "html":
            why = "an HTML page came where a file was promised"
            yield Download(self._fetch(source, response, "not-data", reason=why, **about), response.body)
        else:
            yield Download(self._fetch(source, response, "new", **about), response.body)
        yield from self._group_ended(response.request)

    def _confirmed(self, body: bytes, earlier: tuple[str, int] | None) -> bool:
        """A body without an announced length is whole when it came twice the same and ends as its format must."""
        return earlier == (_digest(body), len(body)) and ends_whole(body) is not False

    def _doubt(self, response: Response, source: Source, link: Link, earlier, about: dict[str, Any]):
        if earlier is None:
            again = self._file_request(source, link, earlier=(_digest(response.body), len(response.body)))
            group = response.request.meta.get("group")
            yield again.replace(meta=again.meta | {"group": group}) if group else again
            return
        why = "the connection closed before the end, and a second try did not confirm what came"
        yield Download(self._fetch(source, response, "suspect", reason=why, **about))

    # -- nothing came --------------------------------------------------------------------------------------------

    def ended_badly(self, failure):
        """Say in the log how a request ended that brought nothing; a lost listing makes its source incomplete."""
        request = failure.request
        source, role = request.meta["source"], request.meta["role"]
        link: Link | None = request.meta.get("link")
        about = self._about(source, link) if link else {}
        outcome, reason, status = _why(failure)
        if role == "data" and status in _GONE and link and self.run.archive.latest(link.url):
            outcome, reason = "withdrawn", f"the publisher has taken the file down (HTTP {status})"
        if role != "data" or link is None:
            self.incomplete(source)
        url = link.url if link else (request.meta.get("redirect_urls") or [request.url])[0]
        said = request.meta.get("about", {})
        noted = {"facts": facts(window=said.get("window"))} if "window" in said else {}
        said_of_it = {"publisher": source.publisher, "kind": source.kind, "status": status, "reason": reason}
        fetch = Fetch(
            url=url,
            time=self.run.clock(),
            outcome=outcome,
            source=source.id,
            role=role,
            **said_of_it | about | noted,
        )
        yield Download(fetch)
        yield from self._group_ended(request)

    def incomplete(self, source: Source) -> None:
        """Part of the source could not be read, so what is missing from it proves nothing."""
        self._complete[source.id] = False

    def listed(self, source: Source) -> None:
        """The source's listing was read; files that it no longer names are looked for at the end."""
        self._complete.setdefault(source.id, True)

    def _look_back(self) -> None:
        """Ask once for each file known from before that a whole listing no longer names: is it taken down?"""
        if self._looked_back:
            return
        self._looked_back = True
        asked = False
        for source in self.sources:
            if not self._complete.get(source.id):
                continue
            for url, fetch in self.run.history.addresses.get(source.id, {}).items():
                if url in self._asked.get(source.id, ()) or fetch.outcome == "withdrawn":
                    continue
                form = fetch.facts.get("format", "")
                link = Link(url, fetch.title, fetch.period, form, lineage=fetch.lineage, publisher=fetch.publisher)
                self._asked.setdefault(source.id, set()).add(url)
                self.crawler.engine.crawl(self._file_request(source, link))
                asked = True
        if asked:
            raise DontCloseSpider

    # -- inside --------------------------------------------------------------------------------------------------

    def _about(self, source: Source, link: Link) -> dict[str, Any]:
        return {
            "publisher": link.publisher or source.publisher,
            "title": link.title,
            "period": link.period,
            "lineage": link.lineage_for(source.publisher, source.kind),
            "licence": link.licence or source.licence,
            "facts": facts(format=link.format if link.format == "html" else ""),
        }

    def _fetch(self, source: Source, response: Response, outcome: str, *, role: str = "data", **more: Any) -> Fetch:
        asked = (response.request.meta.get("redirect_urls") or [response.url])[0]
        return Fetch(
            **{
                "url": asked,
                "time": self.run.clock(),
                "outcome": outcome,
                "source": source.id,
                "publisher": source.publisher,
                "kind": source.kind,
                "role": role,
                "status": response.status,
                "final_url": response.url if response.url != asked else "",
                "headers": headers_of(response),
                **more,
            }
        )


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _why(failure) -> tuple[str, str, int | None]:
    """Outcome, sentence and HTTP status of a failure."""
    error = failure.value
    if isinstance(error, HttpError):
        status = error.response.status
        if status in (301, 302, 303, 307, 308):
            return "refused", "the publisher redirects to where we do not follow", status
        return "failed", f"the publisher answered HTTP {status}", status
    if isinstance(error, RefusedAddress):
        return "refused", f"not asked: {error}", None
    if isinstance(error, HostClosed):
        return "failed", str(error), None
    if isinstance(error, IgnoreRequest):
        if "DOWNLOAD_MAXSIZE" in str(error):  # so Scrapy says when an answer unpacks to too much
            return "failed", "the answer is larger than the limit", None
        known = {
            "Forbidden by robots.txt": "robots.txt does not allow it",
            "max redirections reached": "redirects too often",
        }
        return "refused", known.get(str(error), str(error)[:200] or "not asked"), None
    for kind, sentence in _SENTENCES:
        if isinstance(error, kind):
            return "failed", sentence, None
    return "failed", f"Daylight itself failed: {type(error).__name__}: {error}"[:300], None


_SENTENCES: tuple[tuple[type[Exception], str], ...] = (
    (DownloadTimeoutError, "no whole answer came in time"),
    (ResponseDataLossError, "the answer was cut short"),
    (DownloadCancelledError, "the answer is larger than the limit"),
    (StopDownload, "the answer came too slowly"),
    (CannotResolveHostError, "the host has no public address"),
    (DownloadConnectionRefusedError, "the host refused the connection"),
    (DownloadFailedError, "the connection failed"),
)
