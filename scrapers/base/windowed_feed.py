"""Feeds asked window by window: a span of time, or a month and a type, each with its pages.

1. ``steps`` names the windows of a source; those that are done and closed are left out, those begun go on where the
   log says they stopped.
2. Each page is archived with its window, its number and the next address. Only a page without a next address, read
   and understood, makes its window done.
3. A page that is full and yet has no next address hides something: the window is walked again in halves.
4. An answer without records where an earlier walk found some is a failure of the feed, not an empty day.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response

from scrapers.base.json_answers import read_json
from scrapers.base.source_spider import SourceSpider
from scrapers.downloads import Download
from tracker.sources import Source

__all__ = ["Page", "Span", "WindowedFeed", "spans"]


@dataclass(frozen=True, slots=True)
class Span:
    """One window: its key in the log, its first address, and when it is closed (nothing new can appear in it)."""

    key: str
    url: str
    closed: datetime
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says: how many records it holds, and the address of the next page (None on the last)."""

    count: int
    following: str | None


class WindowedFeed(SourceSpider):
    """Base of spiders that walk a feed window by window."""

    page_limit: ClassVar[int] = 64 * 1024 * 1024
    full_page: ClassVar[int] = 0  # records on a full page of a feed known to lose its next link; 0: never split
    least_width: ClassVar[timedelta] = timedelta(minutes=5)

    def steps(self, source: Source) -> Iterator[Span]:
        """The windows of a source, newest first."""
        raise NotImplementedError

    def halves(self, source: Source, span: Span) -> list[Span]:
        """A window in two; empty when it cannot be made smaller."""
        return []

    def read(self, answer: Any, response: Response) -> Page | None:
        """What a page says, or None when it is not a page of this feed."""
        raise NotImplementedError

    def begin(self, source: Source) -> Iterator[Request]:
        """The first or next page of each window that is not done."""
        for span in self.steps(source):
            yield from self._resume(source, span)

    def _resume(self, source: Source, span: Span) -> Iterator[Request]:
        window = self.run.history.window(source.id, span.key)
        closed = window.time is not None and window.time >= span.closed
        if window.split and closed:
            for half in self.halves(source, span):
                yield from self._resume(source, half)
        elif not (window.done and closed):
            # An open window that moved on since is walked from its beginning: its pages have shifted.
            resumable = bool(window.next_url) and closed
            url, number = (window.next_url, window.pages + 1) if resumable else (span.url, 1)
            yield self._ask(source, span, url, number)

    def _ask(self, source: Source, span: Span, url: str, number: int) -> Request:
        self.run.found(source.id)
        return self.page(source, url, self.read_page, role="data", span=span, number=number, window=span.key)

    def read_page(self, response: Response, source: Source, span: Span, number: int, window: str):
        """Archive one page and go on: to the next, to smaller windows, or nowhere because the window is done."""
        page = self.read(read_json(response.body), response)
        before = self.run.history.window(source.id, window)
        if page is None:
            yield self._refused(response, source, window, "the answer is not a page of this feed")
            return
        if number == 1 and page.count == 0 and before.count > 0:
            why = f"the feed answered with nothing where it had {before.count} records before"
            yield self._refused(response, source, window, why)
            return
        split = []
        if self.full_page and page.count >= self.full_page and page.following is None:
            split = self.halves(source, span)
        said = {"window": window, "page": number, "count": page.count, "next": page.following}
        said |= {"split": bool(split), "last": page.following is None and not split}
        yield self.keep_page(response, source, role="data", **said)
        if page.following:
            yield self._ask(source, span, page.following, number + 1)
        for half in split:
            yield from self._resume(source, half)

    def _refused(self, response: Response, source: Source, window: str, reason: str) -> Download:
        self.incomplete(source)
        kept = self.keep_page(response, source, role="data", window=window)
        kept.fetch = replace(kept.fetch, outcome="not-data", reason=reason)
        return kept


def spans(since: datetime, until: datetime, width: timedelta) -> Iterator[tuple[datetime, datetime]]:
    """Neighbouring spans of the given width that cover since..until, newest first, on whole multiples of the width."""
    origin = datetime(2000, 1, 1, tzinfo=UTC)
    start = origin + (until - origin) // width * width
    while start + width > since:
        yield start, start + width
        start -= width
