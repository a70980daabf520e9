"""Ways in which publishers' servers misbehave: throttles, storms, cut, endless and dripping bodies."""

import gzip
import re
import zlib
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Fault"]

_DRIP_SECONDS = 0.05


@dataclass(slots=True)
class Fault:
    """Bend the answers to addresses that match a pattern, ``times`` often (-1: always).

    ``how`` is throttle, busy, partial, short, endless, drip, hang, headers, bomb, deflate-bomb, redirect, login or
    gone; ``value`` is the fault's own: seconds of Retry-After, the address to redirect to, bytes of a bomb.
    """

    how: str
    match: str = "."
    times: int = -1
    value: str = ""
    skip: int = 0
    done: int = field(default=0, init=False)

    @property
    def ignores_answer(self) -> bool:
        """Whether the fault takes the answer's place; the others bend a body, and a 304 has none."""
        return self.how not in ("partial", "short", "drip")

    def applies(self, url: str) -> bool:
        """Whether this request is to be bent; counts it."""
        if not re.search(self.match, url) or (self.times >= 0 and self.done >= self.times + self.skip):
            return False
        self.done += 1
        return self.done > self.skip

    def send(self, handler: Any, answer: Any) -> None:
        """Answer badly."""
        getattr(self, "_" + self.how.replace("-", "_"))(handler, answer)

    def _start(self, handler: Any, status: int = 200, **headers: str) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()

    def _throttle(self, handler: Any, _answer: Any) -> None:
        text = b"Rate limit of 12 exceeded. Please retry later."
        self._start(handler, 429, Retry_After=self.value or "1", Content_Length=str(len(text)))
        handler.wfile.write(text)

    def _forbid(self, handler: Any, _answer: Any) -> None:
        text = b"<html><body>Request forbidden</body></html>"
        self._start(handler, 403, Content_Type="text/html", Content_Length=str(len(text)))
        handler.wfile.write(text)

    def _busy(self, handler: Any, _answer: Any) -> None:
        self._start(handler, int(self.value or 503), Content_Length="0")

    def _gone(self, handler: Any, _answer: Any) -> None:
        self._start(handler, 410, Content_Length="0")

    def _redirect(self, handler: Any, _answer: Any) -> None:
        self._start(handler, 302, Location=self.value, Content_Length="0")

    def _login(self, handler: Any, _answer: Any) -> None:
        page = b"<!doctype html><html><title>Sign in</title><body><h1>Sign in to go on</h1></body></html>"
        self._start(handler, 200, Content_Type="text/html", Content_Length=str(len(page)))
        handler.wfile.write(page)

    def _partial(self, handler: Any, answer: Any) -> None:
        """No length announced, and closed early."""
        self._start(handler, 200, Content_Type=answer.headers.get("Content-Type", "text/csv"), Connection="close")
        cut = len(answer.body) * int(self.value or 50) // 100
        handler.wfile.write(answer.body[:cut])
        handler.close_connection = True

    def _short(self, handler: Any, answer: Any) -> None:
        """More announced than sent."""
        self._start(handler, 200, Content_Length=str(len(answer.body)))
        handler.wfile.write(answer.body[: len(answer.body) // 2])
        handler.close_connection = True

    def _endless(self, handler: Any, _answer: Any) -> None:
        self._start(handler, 200, Content_Type="text/csv", Connection="close")
        while not handler.server.stopping.is_set():
            handler.wfile.write(b"01/04/2026,Endless Ltd,1.00\n" * 4096)

    def _drip(self, handler: Any, answer: Any) -> None:
        self._start(handler, 200, Content_Type="text/csv", Content_Length=str(len(answer.body) + 100_000))
        while not handler.server.stopping.wait(_DRIP_SECONDS):
            handler.wfile.write(b"x")

    def _hang(self, handler: Any, _answer: Any) -> None:
        handler.server.stopping.wait(20)
        handler.close_connection = True

    def _headers(self, handler: Any, _answer: Any) -> None:
        """Headers without end."""
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        number = 0
        while not handler.server.stopping.is_set():
            handler.wfile.write(b"".join(b"X-%d: more\r\n" % (number + i) for i in range(500)))
            number += 500
            if handler.server.stopping.wait(_DRIP_SECONDS):
                break

    def _bomb(self, handler: Any, _answer: Any) -> None:
        body = gzip.compress(bytes(int(self.value or 50_000_000)), 9)
        self._start(handler, 200, Content_Encoding="gzip", Content_Length=str(len(body)))
        handler.wfile.write(body)

    def _deflate_bomb(self, handler: Any, _answer: Any) -> None:
        body = zlib.compress(bytes(int(self.value or 50_000_000)), 9)
        self._start(handler, 200, Content_Encoding="deflate", Content_Length=str(len(body)))
        handler.wfile.write(body)
