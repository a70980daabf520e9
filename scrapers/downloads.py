"""From an answer to the archive: what was downloaded, how it ended, and the one pipeline that stores it."""

import csv
import re
from dataclasses import dataclass, field, replace
from typing import Any

from scrapy.exceptions import DropItem
from scrapy.http import Response

from tracker.archive import Fetch

__all__ = ["Download", "IntoArchive", "ends_whole", "headers_of", "is_page"]

_HEADERS_KEPT = 64
_TAIL, _LINES = 65_536, 20  # bytes and lines before the last that show how wide a list is
_HEADER_LENGTH = 1024
_NOT_KEPT = frozenset({"set-cookie", "set-cookie2", "proxy-authenticate"})


@dataclass(slots=True)
class Download:
    """One fetch on its way into the archive; ``body`` is None when it brought nothing to keep."""

    fetch: Fetch
    body: bytes | None = None
    always_changed: bool = field(default=False, kw_only=True)


class IntoArchive:
    """Store the bytes, say whether they are new at their address, and write the line of the log."""

    def __init__(self, crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler):
        """Scrapy's way to build a pipeline."""
        return cls(crawler)

    def process_item(self, item: Download) -> Download:
        """Archive one download. Where that cannot be done the run ends: fetching more would be for nothing."""
        try:
            return self._kept(item)
        except OSError as error:
            self.crawler.spider.run.cannot_go_on(error)
            raise DropItem(str(error)) from error

    def _kept(self, item: Download) -> Download:
        run = self.crawler.spider.run
        fetch = item.fetch
        if item.body is not None:
            digest = run.archive.put(item.body)
            outcome = fetch.outcome
            if outcome == "new":
                before = run.archive.latest(fetch.url)
                if before is not None:
                    outcome = "unchanged" if before.sha256 == digest else "changed"
            fetch = replace(fetch, sha256=digest, size=len(item.body), outcome=outcome)
        run.archive.record(fetch)
        run.ended(fetch)
        item.fetch = fetch
        return item


def headers_of(response: Response) -> dict[str, str]:
    """The answer's headers in lower case, cookies left out, no more and no longer than a sane server sends."""
    kept: dict[str, str] = {}
    for name, values in list(response.headers.items())[:_HEADERS_KEPT]:
        key = name.decode("latin-1").lower()
        if key not in _NOT_KEPT:
            kept[key] = b", ".join(values).decode("latin-1")[:_HEADER_LENGTH]
    return kept


def ends_whole(body: bytes) -> bool | None:
    """Whether a body ends as its format must; None when that cannot be told, as of a list whose last line is full.

    PDF, ZIP and its kin, HTML and JSON say where they end. A list of cells is cut when its last line is not ended and
    is shorter than the lines before, or when a quotation mark was opened and never closed.
    """
    start, end = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n"), body.rstrip(b" \t\r\n\x00")
    if start.startswith(b"%PDF"):
        return b"%%EOF" in body[-2048:]
    if start.startswith(b"PK\x03\x04"):
        return b"PK\x05\x06" in body[-65_557:]
    if start[:1] in (b"{", b"["):
        return end.endswith(b"}" if start[:1] == b"{" else b"]")
    if start[:1] == b"<":
        return end.endswith(b">")
    return None if b"\x00" in body[:4096] else _list_ends_whole(body)


def _list_ends_whole(body: bytes) -> bool | None:
    if body.endswith((b"\n", b"\r")):
        return None
    tail = body[-_TAIL:]
    if len(body) > _TAIL:
        tail = tail[tail.find(b"\n") + 1 :]  # begin at the beginning of a line
    text = tail.decode("latin-1")
    mark = max(",;\t|", key=text.count)
    if not text.count(mark) or "\n" not in text:
        return None
    lines = text.splitlines()
    if sum(line.count('"') for line in lines if line.count('"') % 2 == 0) and lines[-1].count('"') % 2:
        return False
    widths = [len(row) for row in csv.reader(lines, delimiter=mark)]
    return False if len(widths) > 1 and widths[-1] < min(widths[:-1][-_LINES:]) else None


_PAGE = re.compile(rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)


def is_page(body: bytes) -> bool:
    """Whether these bytes are an HTML page without any table: a login wall or "moved" served in place of a file."""
    return bool(_PAGE.match(body[:4096].lstrip(b"\xef\xbb\xbf"))) and b"<table" not in body.lower()


def facts(**values: Any) -> dict[str, Any]:
    """Facts worth a line in the log: those that say something."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}
