"""Feeds that answer as the documented services do, faults and all, out of records handed to them."""

import base64
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson

from scrapers.replay.server import Answer, Asked

__all__ = ["ContentApi", "GrantList", "MonthlyFeed", "ReleaseFeed", "as_json"]

_JSON = {"Content-Type": "application/json"}


def as_json(value: Any, status: int = 200) -> Answer:
    """An answer of JSON."""
    return Answer(orjson.dumps(value), status, dict(_JSON))


@dataclass(slots=True)
class ReleaseFeed:
    """Find a Tender or Contracts Finder: packages of releases by time, newest first, a cursor in ``links.next``.

    ``loses_next`` is how many full pages forget their next link although more exists; ``spoil`` changes the bytes of
    a page, to put in what is not JSON.
    """

    url: str
    releases: Sequence[Mapping[str, Any]]
    parameters: tuple[str, str] = ("updatedFrom", "updatedTo")
    date_key: str = "date"
    loses_next: int = 0
    spoil: Callable[[bytes], bytes] = field(default=lambda body: body)

    def __call__(self, asked: Asked) -> Answer | None:
        """Answer a request to this feed; None for any other."""
        if asked.url.split("?")[0] != self.url:
            return None
        first, last = self.parameters
        query = asked.query
        unknown = set(query) - {first, last, "limit", "cursor", "stages"}
        if unknown:
            return as_json({"message": f"Invalid parameter: {', '.join(sorted(unknown))}"}, 400)
        since, until, offset = query.get(first, ""), query.get(last, ""), 0
        if "cursor" in query:
            since, until, text = base64.b64decode(query["cursor"]).decode().split("|")
            offset = int(text.removeprefix("nextCursor="))
        limit = int(query.get("limit", 100))
        chosen = [r for r in self._newest() if since <= self._time(r) <= until]
        return self._package(chosen, offset, limit, since, until)

    def _package(self, chosen: list, offset: int, limit: int, since: str, until: str) -> Answer:
        page, further = chosen[offset : offset + limit], offset + limit
        links = {}
        if further < len(chosen):
            if len(page) == limit and self.loses_next > 0:
                self.loses_next -= 1
            else:
                cursor = base64.b64encode(f"{since}|{until}|nextCursor={further}".encode()).decode()
                links = {"next": f"{self.url}?{urlencode({'cursor': cursor, 'limit': limit})}"}
        package = {"version": "1.1", "publishedDate": until, "license": _OGL, "releases": page, "links": links}
        return Answer(self.spoil(orjson.dumps(package)), headers=dict(_JSON))

    def _newest(self) -> list[Mapping[str, Any]]:
        return sorted(self.releases, key=self._time, reverse=True)

    def _time(self, release: Mapping[str, Any]) -> str:
        return datetime.fromisoformat(release[self.date_key]).strftime("%Y-%m-%dT%H:%M:%S")


_OGL = "http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"


@dataclass(slots=True)
class MonthlyFeed:
    """Public Contracts Scotland or Sell2Wales: a month and a type in one answer, with a byte order mark.

    ``releases`` by (month as MM-YYYY, type); a pair without any answers without ``releases``, as the service does.
    """

    url: str
    releases: Mapping[tuple[str, int], Sequence[Mapping[str, Any]]]

    def __call__(self, asked: Asked) -> Answer | None:
        """Answer a request to this feed; None for any other."""
        if asked.url.split("?")[0] != self.url:
            return None
        found = self.releases.get((asked.query.get("dateFrom", ""), int(asked.query.get("noticeType", 0))))
        package: dict[str, Any] = {"version": "1.1", "license": _OGL}
        if found:
            package["releases"] = found
        return Answer(b"\xef\xbb\xbf" + orjson.dumps(package), headers=dict(_JSON))


@dataclass(slots=True)
class ContentApi:
    """GOV.UK: the search API with its window of public timestamps, and the content API."""

    items: Sequence[Mapping[str, Any]]
    host: str = "www.gov.uk"

    def __call__(self, asked: Asked) -> Answer | None:
        """Answer a request to either API; None for any other."""
        if asked.host != self.host:
            return None
        if asked.path == "/api/search.json":
            return self._search(asked)
        if asked.path.startswith("/api/content/"):
            wanted = asked.path.removeprefix("/api/content")
            found = next((item for item in self.items if item["base_path"] == wanted), None)
            return as_json(found) if found else as_json({"message": "not found"}, 404)
        return None

    def _search(self, asked: Asked) -> Answer:
        window = dict(part.split(":", 1) for part in asked.query["filter_public_timestamp"].split(","))
        hits = [i for i in self.items if window["from"] <= i["public_updated_at"][:16] <= window["to"]]
        hits.sort(key=lambda item: item["public_updated_at"], reverse=True)
        first, count = int(asked.query["start"]), int(asked.query["count"])
        results = [_hit(item) for item in hits[first : first + count]]
        return as_json({"results": results, "total": len(hits), "start": first})


def _hit(item: Mapping[str, Any]) -> dict[str, Any]:
    organisations: Iterable[Mapping[str, Any]] = item.get("links", {}).get("organisations", [])
    slugs = [{"slug": o["base_path"].rsplit("/", 1)[-1], "title": o["title"]} for o in organisations]
    said = {"title": item["title"], "link": item["base_path"], "public_timestamp": item["public_updated_at"]}
    return said | {"organisations": slugs, "format": item["document_type"]}


@dataclass(slots=True)
class GrantList:
    """Find a grant: a list that shows open calls only, and a page for each call as long as it is kept."""

    url: str
    grants: Mapping[str, Mapping[str, Any]]
    listed: Sequence[str]

    def __call__(self, asked: Asked) -> Answer | None:
        """Answer a request to the list or to a grant; None for any other."""
        if asked.host != urlsplit(self.url).hostname:
            return None
        if asked.path == "/grants":
            page, limit = int(asked.query.get("page", 1)), int(asked.query.get("limit", 10))
            labels = self.listed[(page - 1) * limit : page * limit]
            rows = [{"label": label, "grantName": self.grants[label]["grantName"]} for label in labels]
            return _next_page({"searchResult": rows, "totalGrants": len(self.listed), "currentPage": str(page)})
        label = asked.path.rsplit("/", 1)[-1]
        if asked.path == "/static/page-not-found":
            return Answer(b"<!doctype html><html><h1>Page not found</h1></html>", headers={"Content-Type": "text/html"})
        if label in self.grants:
            return _next_page({"grantDetail": {"fields": dict(self.grants[label])}})
        if asked.path.startswith("/grants/"):
            return Answer(status=302, headers={"Location": "/static/page-not-found"})
        return None


def _next_page(properties: Mapping[str, Any]) -> Answer:
    data = orjson.dumps({"props": {"pageProps": properties}, "buildId": "replayed"}).replace(b"<", b"\\u003c")
    page = (
        b'<!doctype html><html><body><script id="__NEXT_DATA__" type="application/json">'
        + data
        + b"</script></body></html>"
    )
    return Answer(page, headers={"Content-Type": "text/html; charset=utf-8"})
