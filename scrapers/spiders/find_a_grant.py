"""Find a grant: open calls of government departments, before any money is paid."""

import re
from collections.abc import Iterator

import orjson
from scrapy import Request
from scrapy.http import HtmlResponse, Response

from scrapers.base.source_spider import SourceSpider
from scrapers.downloads import Download
from scrapers.links import Link
from tracker.sources import Source

__all__ = ["FindAGrant"]

_LABEL = re.compile(r"^/grants/([A-Za-z0-9][A-Za-z0-9-]*)$")
_MOST_PAGES = 200


class FindAGrant(SourceSpider):
    """Walk the list and fetch each grant. Closed calls vanish from the list, so every page ever seen is asked again."""

    name = "find_a_grant"
    least_delay = 5.0

    def begin(self, source: Source) -> Iterator[Request]:
        """The first page of the list."""
        yield self.page(source, f"{source.url}?page=1&limit=100", self.read_list, number=1)

    def read_list(self, response: Response, source: Source, number: int) -> Iterator[Request | Download]:
        """The grants that one page lists, by the data inside it or, failing that, its links; then the next page."""
        if not isinstance(response, HtmlResponse):
            self.incomplete(source)
            yield self.broken(response, source, "the list is not a page")
            return
        labels, total = _labels(response)
        links = [self._link(response, label, title) for label, title in labels.items()]
        if not links and number == 1 and self.run.history.addresses.get(source.id):
            self.incomplete(source)
            yield self.broken(response, source, "the list is empty where it had grants before")
            return
        said = {"page": number, "count": len(links)}
        yield from self.files(source, links, self.keep_page(response, source, role="listing", **said))
        if links and number * 100 < total and number < _MOST_PAGES:
            yield self.page(source, f"{source.url}?page={number + 1}&limit=100", self.read_list, number=number + 1)
        else:
            self.listed(source)

    def keep_file(self, response: Response, source: Source, link: Link, earlier):
        """A grant that is gone redirects to a page that says so, with status 200."""
        if "page-not-found" in response.url:
            fetch = self._fetch(source, response, "withdrawn", url=link.url, **self._about(source, link))
            yield Download(fetch)
            yield from self._group_ended(response.request)
        else:
            yield from super().keep_file(response, source, link, earlier)

    @staticmethod
    def _link(response: Response, label: str, title: str) -> Link:
        return Link(response.urljoin(f"/grants/{label}"), title, "", "html", "", f"find-a-grant/{label}")


def _labels(response: HtmlResponse) -> tuple[dict[str, str], int]:
    """Label and name of each grant listed, and how many there are in all."""
    embedded = response.css("script#__NEXT_DATA__::text").get()
    try:
        properties = orjson.loads(embedded or "")["props"]["pageProps"]
        rows = {str(row["label"]): str(row.get("grantName") or "") for row in properties["searchResult"]}
        return rows, int(properties.get("totalGrants") or len(rows))
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        rows = {}
        for anchor in response.css("ul.grants_list a, main a"):
            label = _LABEL.match(anchor.attrib.get("href", ""))
            if label:
                rows[label[1]] = " ".join(anchor.css("::text").getall()).strip()
        return rows, len(rows)
