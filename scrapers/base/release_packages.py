"""OCDS release packages with ``links.next``: spans of time, an overlap between them, a cursor from page to page."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

from scrapy.http import Response

from scrapers.base.windowed_feed import Page, Span, WindowedFeed, spans
from tracker.sources import Source

__all__ = ["ReleasePackages"]

_MINUTE = "%Y-%m-%dT%H:%M"


class ReleasePackages(WindowedFeed):
    """Base for Find a Tender and Contracts Finder; a subclass says its width and the names of its parameters."""

    width: ClassVar[timedelta]
    overlap: ClassVar[timedelta] = timedelta(0)
    settles_after: ClassVar[timedelta] = timedelta(0)  # a window is asked again until it has been closed this long
    lookback: ClassVar[timedelta] = timedelta(days=14)
    parameters: ClassVar[tuple[str, str]]
    time_format: ClassVar[str] = "%Y-%m-%dT%H:%M:%S"

    def steps(self, source: Source) -> Iterator[Span]:
        """Spans from the run's ``since`` (or the lookback) until now."""
        now = self.run.clock()
        since = now - self.lookback
        if self.run.since:
            since = datetime.combine(self.run.since, time(), UTC)
        for start, end in spans(since, now, self.width):
            yield self._span(source, start, end)

    def halves(self, source: Source, span: Span) -> list[Span]:
        """Two spans of half the width, or none below the least."""
        middle = span.start + (span.end - span.start) / 2
        if middle - span.start < self.least_width:
            return []
        return [self._span(source, middle, span.end), self._span(source, span.start, middle)]

    def _span(self, source: Source, start: datetime, end: datetime) -> Span:
        first, last = self.parameters
        query = {
            first: (start - self.overlap).strftime(self.time_format),
            last: end.strftime(self.time_format),
            "limit": 100,
        }
        key = f"{start.strftime(_MINUTE)}/{end.strftime(_MINUTE)}"
        return Span(key, f"{source.url}?{urlencode(query, safe=':')}", end + self.settles_after, start, end)

    def read(self, answer: Any, response: Response) -> Page | None:
        """A package's number of releases and next link; before October 2022 packages came in a list of results."""
        if not isinstance(answer, dict):
            return None
        releases = answer.get("releases", answer.get("results"))
        if not isinstance(releases, list):
            return None
        links = answer.get("links")
        following = links.get("next") if isinstance(links, dict) else None
        return Page(len(releases), response.urljoin(following) if following else None)
