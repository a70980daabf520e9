"""Atom feeds: stable ids, moments taken from the data and never from the clock, so a second look changes nothing."""

import datetime as dt
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from feedgenerator import Atom1Feed
from flask import Response, request
from markupsafe import escape

from webapp.site import site

__all__ = ["ATOM", "Entry", "atom", "tag_id"]

ATOM = "application/atom+xml"
_UNWRITABLE = frozenset(("Cc", "Cs", "Cn"))  # controls, half surrogates, and what is no character
_NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that changed: ``address`` is its page on this site, ``key`` what its id is made of, and stays."""

    title: str
    address: str
    key: str
    updated: dt.datetime
    summary: str = ""


class _Feed(Atom1Feed):
    """The library's feed, except that an empty one is not as new as the moment it was asked for."""

    def latest_post_date(self) -> dt.datetime:
        """When the newest entry changed."""
        return max((item["updateddate"] for item in self.items), default=_NEVER)


def tag_id(key: str) -> str:
    """An id that outlives addresses (RFC 4151): "tag:daylight.example,2026:council/leeds"."""
    host = urlsplit(site().settings.base_url).hostname or "localhost"
    return f"tag:{host},2026:{key}"


def atom(title: str, about: str, address: str, entries: Iterable[Entry]) -> Response:
    """The feed of the page at ``address``, newest first as given; it knows its own address from the request."""
    base = site().settings.base_url
    query = f"?{request.query_string.decode('utf-8', 'replace')}" if request.query_string else ""
    own = f"{request.path}{query}"
    feed = _Feed(
        title=_writable(title), link=f"{base}{address}", description=about, language="en-GB", author_name="Daylight",
        feed_url=f"{base}{own}", feed_guid=tag_id(f"feed{own}"),
    )  # fmt: skip
    for entry in entries:
        feed.add_item(
            _writable(entry.title), f"{base}{entry.address}", str(escape(_writable(entry.summary))) or None,
            updateddate=entry.updated, unique_id=tag_id(entry.key),
        )  # fmt: skip
    response = Response(feed.writeString("utf-8"), mimetype=ATOM)
    response.add_etag()
    return response.make_conditional(request)


def _writable(text: str) -> str:
    """A publisher's words without what XML cannot hold, such as the control characters that spreadsheets leave."""
    return "".join(sign for sign in text if unicodedata.category(sign) not in _UNWRITABLE or sign in "\t\n\r")
