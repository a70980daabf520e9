"""Manners towards publishers: one request at a time, their pauses kept, their robots.txt obeyed, and no hammering."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response

__all__ = ["HostClosed", "Hosts", "PatientRetry", "Robots", "retry_after"]

LONGEST_PAUSE = 3600.0  # a publisher may ask for more; we then come back with the next run
THROTTLE = frozenset({429, 503})
WOBBLE = frozenset({408, 500, 502, 504, 522, 524})
TRIES = 3
FAILURES_UNTIL_CLOSED = 5
_NETWORK_ERRORS = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)


class HostClosed(IgnoreRequest):
    """We ask nothing more of this host in this run; the message says why."""


@dataclass(slots=True)
class _Host:
    delay: float
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    ready: float = 0.0
    failures: int = 0
    closed: str = ""


class Hosts:
    """When each host may be asked again; shared by every spider of a run. Times are in seconds."""

    def __init__(
        self,
        *,
        delay: float,
        backoff: float = 5.0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._delay, self._backoff, self._sleep, self._now = delay, backoff, sleep, now
        self._hosts: dict[str, _Host] = {}

    def _host(self, name: str) -> _Host:
        return self._hosts.setdefault(name, _Host(self._delay))

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """Wait until this host may be asked and nobody else asks it; HostClosed when we have given up on it."""
        host = self._host(name)
        async with host.lock:
            while not host.closed and (wait := host.ready - self._now()) > 0:
                await self._sleep(wait)
            if host.closed:
                raise HostClosed(host.closed)
            try:
                yield
            finally:
                host.ready = max(host.ready, self._now() + host.delay)

    def slow_down(self, name: str, delay: float) -> None:
        """Keep at least this delay between two requests to the host, as its robots.txt or a source asks."""
        host = self._host(name)
        host.delay = max(host.delay, min(delay, LONGEST_PAUSE))

    def pause(self, name: str, seconds: float) -> None:
        """Ask nothing of the host for so long."""
        host = self._host(name)
        host.ready = max(host.ready, self._now() + min(seconds, LONGEST_PAUSE))

    def back_off(self, name: str, attempt: int) -> None:
        """Wait longer with each attempt, with some chance in it so that many hosts do not come due at once."""
        self.pause(name, self._backoff * 2**attempt * random.uniform(0.75, 1.25))  # noqa: S311

    def close(self, name: str, why: str) -> None:
        """Give up on the host for this run."""
        self._host(name).closed = why

    def failed(self, name: str) -> None:
        """The host did not answer; too often in a row and we leave it in peace."""
        host = self._host(name)
        host.failures += 1
        if host.failures >= FAILURES_UNTIL_CLOSED:
            host.closed = f"the host failed {host.failures} times in a row; left until the next run"

    def answered(self, name: str) -> None:
        """The host answered properly."""
        self._host(name).failures = 0


def retry_after(response: Response, now: float) -> float | None:
    """Seconds the publisher asks us to wait (RFC 9110: a number, or a date against ``now``), or None."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isdigit():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - now)
    except (ValueError, TypeError):
        return None


class PatientRetry:
    """Ask again after the pause that the publisher names, a few times, and then leave the host until the next run."""

    def __init__(self, crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler):
        """Scrapy's way to build a middleware."""
        return cls(crawler)

    @property
    def _hosts(self) -> Hosts:
        return self.crawler.spider.run.hosts

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Retry what is worth retrying; hand on everything else."""
        host, status = _host_of(request), response.status
        attempt = request.meta.get("attempt", 0) + 1
        if status in THROTTLE or status in request.meta.get("throttle", ()):
            asked = retry_after(response, time.time())
            least = request.meta.get("least_pause", 0.0)
            if asked is None and not least:
                self._hosts.back_off(host, attempt)
            else:
                self._hosts.pause(host, max(asked or 0.0, least))
            if attempt > TRIES or (asked or 0.0) > LONGEST_PAUSE:
                self._hosts.close(host, f"the publisher asked us to wait (HTTP {status}); left until the next run")
                return response
            return _again(request, attempt)
        if status in WOBBLE:
            self._hosts.back_off(host, attempt)
            return _again(request, attempt) if attempt < TRIES else response
        self._hosts.answered(host)
        return response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """A broken connection is tried twice; a host that is silent too often is left in peace."""
        if not isinstance(exception, _NETWORK_ERRORS):
            return None
        host, attempt = _host_of(request), request.meta.get("attempt", 0) + 1
        self._hosts.failed(host)
        if attempt >= TRIES - 1:
            return None
        self._hosts.back_off(host, attempt)
        return _again(request, attempt)


class Robots(RobotsTxtMiddleware):
    """Obey robots.txt, its Crawl-delay too; when the host fails to serve it, nothing is allowed (RFC 9309, 2.3.1.4)."""

    def __init__(self, crawler) -> None:
        super().__init__(crawler)
        crawler.signals.connect(self._keep_delay, signal=signals.robots_parsed)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500:
            response = response.replace(body=b"User-agent: *\nDisallow: /\n")
        elif response.status >= 400:
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)

    def _keep_delay(self, robotparser, request: Request) -> None:
        delay = robotparser.crawl_delay(self._default_useragent)
        if delay:
            self.crawler.spider.run.hosts.slow_down(_host_of(request), delay)


def _again(request: Request, attempt: int) -> Request:
    return request.replace(dont_filter=True, meta={**request.meta, "attempt": attempt})


def _host_of(request: Request) -> str:
    return urlsplit(request.url).hostname or ""
