"""Public catalogues of software and the hosts behind them, page by page; each page is a file for the parsers."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from scrapy import Request
from scrapy.http import Response

from scrapers.base.json_answers import read_json
from scrapers.base.source_spider import SourceSpider
from scrapers.downloads import Download
from tracker.sources import Source

__all__ = ["SoftwareCatalogues"]

_MOST_PAGES = 500
_NEXT = re.compile(r'<([^>]+)>\s*;[^,]*rel="?next"?')


class SoftwareCatalogues(SourceSpider):
    """Developers Italia, code.json, the DPG registry, openCode and other GitLab, code.gouv.fr, GitHub, Forgejo.

    How a catalogue turns its pages is seen from its answer: a Link header (GitHub, GitLab, Forgejo), a query in
    ``links.next`` (Developers Italia), or a whole list at once (code.json, code.gouv.fr, DPG).
    """

    name = "software_catalogues"
    page_limit = 120 * 1024 * 1024  # code.gouv.fr lists 24,000 repositories in one file of 30 MB
    throttle = (403,)  # GitHub's way to say that the hour's requests are spent
    least_pause = 60.0

    def begin(self, source: Source) -> Iterator[Request]:
        """The first page."""
        yield self._ask(source, source.url, 1)

    def _ask(self, source: Source, url: str, number: int) -> Request:
        self.run.found(source.id)
        return self.page(source, url, self.read_page, role="data", number=number)

    def read_page(self, response: Response, source: Source, number: int) -> Iterator[Request | Download]:
        """Archive one page and turn it."""
        answer = read_json(response.body)
        yaml = source.url.endswith((".yml", ".yaml"))
        if answer is None and not yaml:
            self.incomplete(source)
            yield self.broken(response, source, "the catalogue's answer is not JSON")
            return
        yield self.keep_page(response, source, role="data", page=number, lineage=f"{source.id}/page-{number}")
        following = next((url for way in _WAYS if (url := way(answer, response))), None)
        if following and number < _MOST_PAGES:
            yield self._ask(source, following, number + 1)


def _by_header(_answer: Any, response: Response) -> str | None:
    found = _NEXT.search((response.headers.get("Link") or b"").decode("latin-1"))
    return response.urljoin(found[1]) if found else None


def _by_links(answer: Any, response: Response) -> str | None:
    """``links.next`` is an address, or only the query to add to this one."""
    links = answer.get("links") if isinstance(answer, dict) else None
    following = links.get("next") if isinstance(links, dict) else None
    if not isinstance(following, str) or not following:
        return None
    if not following.startswith("?"):
        return response.urljoin(following)
    parts = urlsplit(response.url)
    query = dict(parse_qsl(parts.query)) | dict(parse_qsl(following[1:]))
    return parts._replace(query=urlencode(query)).geturl()


_WAYS: tuple[Callable[[Any, Response], str | None], ...] = (_by_header, _by_links)
