"""The walls around the crawler: only public addresses, only http and https, no endless or dripping answers.

Addresses come from pages that strangers write, so each is checked twice: literally, at every hop of a redirect, and
again when its name has been resolved. The connection uses the resolved addresses, so a name that changes its mind
between the check and the connection gains nothing. The one exception is a local replay server (tests and the demo):
then every request goes there, whatever its host, and none leaves the machine.
"""

import asyncio
import ipaddress
import socket
import time
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import IgnoreRequest, StopDownload
from scrapy.http import Response
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver, IHostResolution
from zope.interface import implementer

__all__ = [
    "GuardedHandler",
    "LeastRate",
    "PublicAddressesOnly",
    "PublicNamesOnly",
    "RefusedAddress",
    "is_public",
    "why_refused",
]

_PORTS = {None, 80, 443}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
#: Header that tells the replay server which address was meant.
REPLAYED = "X-Replayed-Url"


class RefusedAddress(IgnoreRequest):
    """An address that we do not ask; the message says why."""


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet, also when an IPv6 address wraps an IPv4 one."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        wrapped = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            wrapped = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if wrapped is not None and not is_public(str(wrapped)):
            return False
    return ip.is_global and not ip.is_multicast


def why_refused(url: str) -> str | None:
    """Why this address must not be asked, judged by its letters alone; None when it may."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "the address cannot be read"
    if parts.scheme not in ("http", "https"):
        return f"only http and https are fetched, not {parts.scheme or 'an address without a scheme'}"
    if not host:
        return "the address names no host"
    if parts.username or parts.password:
        return "the address carries a user name or password"
    if port not in _PORTS:
        return f"port {port} is not one on which publications are served"
    literal = _literal(host)
    if literal is not None and not is_public(literal):
        return f"{host} is not a public address"
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return f"{host} is not a public name"
    return None


def _literal(host: str) -> str | None:
    """The IP address that a host spells, also as 2130706433, 0x7f.1 or 127.1; None when it is a name."""
    try:
        return str(ipaddress.ip_address(host.strip("[]").split("%")[0]))
    except ValueError:
        pass
    if host.replace(".", "").replace("x", "").isalnum() and host[:1].isdigit():
        try:
            return socket.inet_ntoa(socket.inet_aton(host))
        except OSError:
            return None
    return None


class PublicAddressesOnly:
    """Check the letters of every address, at every hop, before anything is sent."""

    def process_request(self, request: Request) -> None:
        """Refuse the request when its address is not public."""
        why = why_refused(request.url)
        if why:
            raise RefusedAddress(why)


@implementer(IHostResolution)
class _Resolution:
    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """Nothing to give back."""


@implementer(IHostnameResolver)
class PublicNamesOnly:
    """Resolve names to public addresses only; installed on the reactor, so nothing connects without it."""

    def __init__(self, replay: tuple[str, int] | None = None) -> None:
        self.replay = replay
        self._pending: set[asyncio.Task] = set()

    def resolveHostName(self, receiver, hostName, portNumber=0, *_types, **_more):  # noqa: N802, N803
        """Report the public addresses of a name; none at all when one of them is not public."""
        resolution = _Resolution(hostName)
        receiver.resolutionBegan(resolution)
        task = asyncio.ensure_future(self._resolve(receiver, hostName, portNumber))
        self._pending.add(task)
        task.add_done_callback(self._pending.discard)
        return resolution

    async def _resolve(self, receiver, name: str, port: int) -> None:
        try:
            for address in await self.addresses(name, port):
                kind = IPv6Address if ":" in address else IPv4Address
                receiver.addressResolved(kind("TCP", address, port))
        finally:
            receiver.resolutionComplete()

    async def addresses(self, name: str, port: int) -> list[str]:
        """The addresses that may be connected to; empty when the name has none, or any that is not public."""
        if self.replay is not None:
            return [name] if (name, port) == self.replay else []
        try:
            found = await asyncio.get_running_loop().getaddrinfo(name, port, type=socket.SOCK_STREAM)
        except OSError:
            return []
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        return addresses if all(is_public(address) for address in addresses) else []


class GuardedHandler(HTTP11DownloadHandler):
    """Fetch when it is this host's turn; with a replay server, fetch there."""

    async def download_request(self, request: Request) -> Response:
        """One answer, under the address that was asked."""
        run = self._crawler.spider.run
        async with run.hosts.turn(urlsplit(request.url).hostname or ""):
            if run.replay is None:
                return await super().download_request(request)
            host, port = run.replay
            sent = request.replace(url=f"http://{host}:{port}/", headers={**request.headers, REPLAYED: request.url})
            response = await super().download_request(sent)
            return response.replace(url=request.url)


class LeastRate:
    """Stop an answer that drips: after a while, less than a fair rate is worth nobody's connection."""

    GRACE_SECONDS = 20.0
    BYTES_A_SECOND = 500.0

    def __init__(self, grace: float, rate: float) -> None:
        self._grace, self._rate = grace, rate
        self._seen: dict[int, tuple[float, int]] = {}

    @classmethod
    def from_crawler(cls, crawler):
        """Scrapy's way to build an extension; LEAST_RATE_GRACE shortens the patience."""
        made = cls(crawler.settings.getfloat("LEAST_RATE_GRACE", cls.GRACE_SECONDS), cls.BYTES_A_SECOND)
        crawler.signals.connect(made.received, signal=signals.bytes_received)
        crawler.signals.connect(made.left, signal=signals.request_left_downloader)
        return made

    def received(self, data: bytes, request: Request) -> None:
        """Count what came; StopDownload when it comes too slowly."""
        started, count = self._seen.get(id(request), (time.monotonic(), 0))
        count += len(data)
        self._seen[id(request)] = (started, count)
        elapsed = time.monotonic() - started
        if elapsed > self._grace and count < self._rate * elapsed:
            raise StopDownload(fail=True)

    def left(self, request: Request) -> None:
        """Forget the request."""
        self._seen.pop(id(request), None)
