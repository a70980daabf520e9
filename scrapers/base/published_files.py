"""Files that a publisher puts on a page or a data portal; which of the two is found out, not configured.

1. Fetch the source's own address. A file: keep it. A page that links to data files: that is the way of this host.
2. Otherwise ask the host, in order, the question that each kind of portal answers; remember the verdict for the host.
3. A page: fetch its files, follow one level of year pages and the pager. A portal: list, fetch, turn the page.
"""

from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.http import HtmlResponse, Response, TextResponse

from scrapers.base.json_answers import read_json
from scrapers.base.portals import PORTALS, Portal, root_of
from scrapers.base.source_spider import SourceSpider
from scrapers.downloads import Download
from scrapers.links import Link, best_formats, file_links, format_of, make_link, next_page, page_links
from scrapers.periods import starts_before
from tracker.sources import Source

__all__ = ["PublishedFiles"]

_BY_NAME = {portal.name: portal for portal in PORTALS}
_PORTAL_SIGNS = (b"ckan", b"datapress", b"hub.arcgis.com", b"opendata.arcgis.com", b"opendatasoft", b"socrata")
_PAGE = "page"


class PublishedFiles(SourceSpider):
    """Base of spiders for files on listing pages and portals."""

    most_pages: ClassVar[int] = 120  # of one source: a calendar that never ends must end somewhere
    most_depth: ClassVar[int] = 2

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._pages: dict[str, set[str]] = {}

    def begin(self, source: Source) -> Iterator[Request]:
        """Go straight to a portal recognised before; else look at the source's own address."""
        known = self.run.history.portals.get(urlsplit(source.url).netloc)
        for address in source.options.get("files", ()):
            yield from self._files(source, [make_link(urljoin(source.url, address), "")])
        if known in _BY_NAME:
            yield self._portal_page(source, _BY_NAME[known], _BY_NAME[known].first(source.url))
        elif "files" not in source.options:
            self._pages[source.id] = {source.url}
            yield self.page(source, source.url, self.read_first, depth=0)

    def read_first(self, response: Response, source: Source, depth: int) -> Iterator[Request | Download]:
        """The source's own address: a file, a page of files, or the door of a portal."""
        if not isinstance(response, HtmlResponse) or _sniffs_as_file(response):
            yield from self._read_direct(response, source)
            return
        host = urlsplit(source.url).netloc
        known = self.run.history.portals.get(host)
        plain = file_links(response) and not any(sign in response.body[:200_000].lower() for sign in _PORTAL_SIGNS)
        if known == _PAGE or plain:
            yield from self.read_page(response, source, depth, portal=_PAGE, host=host)
        else:
            yield self._probe(source, 0, response)

    def _read_direct(self, response: Response, source: Source) -> Iterator[Request | Download]:
        """The address is no page: a catalogue in JSON, or simply the file."""
        if isinstance(response, TextResponse) and PORTALS[-1].recognise(read_json(response.body)):
            yield from self.read_portal(response, source, portal=PORTALS[-1])
            return
        self.run.found(source.id)
        yield from self.keep_file(response, source, make_link(source.url, source.name), None)

    # -- recognising ---------------------------------------------------------------------------------------------

    def _probe(self, source: Source, number: int, page: Response) -> Request:
        portal = PORTALS[number]
        request = self.page(
            source, root_of(source.url) + portal.probe, self.judge, role="probe", number=number, page=page
        )
        request.meta["handle_httpstatus_list"] = [400, 401, 403, 404, 405, 406, 410, 500, 501]
        return request.replace(errback=self.probe_failed)

    def judge(self, response: Response, source: Source, number: int, page: Response) -> Iterator[Request | Download]:
        """Is it the portal that this probe is for? If not, ask the next question; if none fits, it is a page."""
        host, portal = urlsplit(source.url).netloc, PORTALS[number]
        if response.status == 200 and portal.recognise(read_json(response.body)):
            yield self.keep_page(response, source, role="probe", portal=portal.name, host=host)
            yield self._portal_page(source, portal, portal.first(source.url))
        else:
            yield from self._ask_on(source, number, page)

    def probe_failed(self, failure) -> Iterator[Request | Download]:
        """A probe that gets no answer says no."""
        asked = failure.request.cb_kwargs
        yield from self._ask_on(asked["source"], asked["number"], asked["page"])

    def _ask_on(self, source: Source, number: int, page: Response) -> Iterator[Request | Download]:
        if number + 1 < len(PORTALS):
            yield self._probe(source, number + 1, page)
        else:
            host = urlsplit(source.url).netloc
            yield from self.read_page(page, source, 0, portal=_PAGE, host=host)

    # -- reading -------------------------------------------------------------------------------------------------

    def read_page(self, response: Response, source: Source, depth: int, **verdict: str) -> Iterator[Request | Download]:
        """A listing page: its files, the pages of other years, the next page."""
        if not isinstance(response, HtmlResponse):
            yield from self._read_direct(response, source)
            return
        links = file_links(response)
        yield self.keep_page(response, source, role="listing", files=len(links), **verdict)
        if depth == 0 and not links and not page_links(response):
            self.incomplete(source)
        self.listed(source)
        yield from self._files(source, links)
        following = next_page(response)
        pages = page_links(response) if depth < self.most_depth else []
        # Below the first level only the pager and dated pages lead on: anything else is the site's other business.
        for url in ([following] if following else []) + pages:
            seen = self._pages.setdefault(source.id, set())
            if url in seen or len(seen) >= self.most_pages or not _near(url, source.url, depth):
                continue
            seen.add(url)
            yield self.page(source, url, self.read_page, depth=depth if url == following else depth + 1)

    def _portal_page(self, source: Source, portal: Portal, url: str) -> Request:
        return self.page(source, url, self.read_portal, role="listing", portal=portal)

    def read_portal(self, response: Response, source: Source, portal: Portal) -> Iterator[Request | Download]:
        """One answer of a portal: its files and its next page."""
        answer = read_json(response.body)
        if answer is None:
            self.incomplete(source)
            yield self.broken(response, source, "the portal's answer is not JSON")
            return
        links, following = portal.read(answer, response.url, source.url)
        yield self.keep_page(response, source, role="listing", files=len(links))
        yield from self._files(source, _distinct(links))
        if following:
            yield self._portal_page(source, portal, following)
        else:
            self.listed(source)

    def _files(self, source: Source, links: list[Link]) -> Iterator[Request]:
        since = self.run.since.strftime("%Y-%m") if self.run.since else ""
        for link in links:
            if since and link.period and starts_before(link.period, since):
                continue
            request = self.file(source, link)
            if request is not None:
                yield request


def _sniffs_as_file(response: Response) -> bool:
    return bool(format_of(response.url)) and response.body.lstrip()[:1] != b"<"


def _near(url: str, start: str, depth: int) -> bool:
    """Whether a page belongs to the source's corner of the site."""
    here, there = urlsplit(start), urlsplit(url)
    if here.hostname != there.hostname:
        return False
    return depth == 0 or there.path.startswith(here.path.rsplit("/", 1)[0])


def _distinct(links: list[Link]) -> list[Link]:
    return best_formats({link.url: link for link in links}.values())
