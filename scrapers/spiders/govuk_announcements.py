"""GOV.UK: announcements of money, found by search and fetched as content items."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from urllib.parse import urlencode

from scrapy import Request
from scrapy.http import Response

from scrapers.base.json_answers import read_json
from scrapers.base.source_spider import SourceSpider
from scrapers.base.windowed_feed import spans
from scrapers.links import Link
from tracker.sources import Source

__all__ = ["GovukAnnouncements"]

_MINUTE = "%Y-%m-%dT%H:%M"


class GovukAnnouncements(SourceSpider):
    """Three-day windows of the search API by its public timestamp, each hit fetched from the content API.

    The timestamp moves with major updates only, so a window is asked again for a fortnight and its items with it: a
    silent edit is a new version of the item. ``options`` of a source: ``query`` (words) and ``filters`` (of the API).
    """

    name = "govuk_announcements"
    width = timedelta(days=3)
    lookback = timedelta(days=14)
    settles_after = timedelta(days=14)
    per_page = 100
    least_delay = 0.5  # ten requests a second are allowed; nobody needs them

    def begin(self, source: Source) -> Iterator[Request]:
        """The first page of each window that is not done."""
        now = self.run.clock()
        since = datetime.combine(self.run.since, time(), UTC) if self.run.since else now - self.lookback
        for start, end in spans(since, now, self.width):
            key = f"{start.strftime(_MINUTE)}/{end.strftime(_MINUTE)}"
            window = self.run.history.window(source.id, key)
            if not (window.done and window.time and window.time >= end + self.settles_after):
                yield self._search(source, key, start, end, 0)

    def _search(self, source: Source, window: str, start: datetime, end: datetime, first: int) -> Request:
        last = (end - timedelta(minutes=1)).strftime(_MINUTE)
        query = {
            "q": source.options.get("query", ""),
            "filter_public_timestamp": f"from:{start.strftime(_MINUTE)},to:{last}",
            "order": "-public_timestamp",
            "count": self.per_page,
            "start": first,
            **source.options.get("filters", {}),
        }
        url = f"{source.url}?{urlencode(query, doseq=True)}"
        return self.page(source, url, self.read_search, window=window, start=start, end=end, first=first)

    def read_search(self, response: Response, source: Source, window: str, start: datetime, end: datetime, first: int):
        """The content items of one page of results, then the page's record; then the next page."""
        answer = read_json(response.body)
        if not isinstance(answer, dict) or not isinstance(answer.get("results"), list):
            self.incomplete(source)
            yield self.broken(response, source, "the search answered with something else than results")
            return
        links = list(filter(None, (_item(response, hit) for hit in answer["results"])))
        further = first + self.per_page < int(answer.get("total") or 0)
        said = {"window": window, "page": first // self.per_page + 1, "count": len(links), "last": not further}
        yield from self.files(source, links, self.keep_page(response, source, role="listing", **said))
        if further:
            yield self._search(source, window, start, end, first + self.per_page)


def _item(response: Response, hit: dict) -> Link | None:
    path = str(hit.get("link") or "")
    if not path.startswith("/"):
        return None  # an outside page has no content item
    owners = [o.get("slug") for o in hit.get("organisations") or [] if isinstance(o, dict) and o.get("slug")]
    url = response.urljoin(f"/api/content{path}")
    return Link(url, str(hit.get("title") or ""), "", "json", "", f"govuk{path}", "", owners[0] if owners else "")
