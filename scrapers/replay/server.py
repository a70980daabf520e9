"""Serve a folder of publications (one folder for each host) and programmed answers on a local port.

The crawler says in a header which address it meant; without it the path names host and path, so that a person can
look around at http://127.0.0.1:PORT/host/path. Files get an ETag and a Last-Modified, and a 304 when they match.
"""

import hashlib
import mimetypes
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from scrapers.network import REPLAYED
from scrapers.replay.faults import Fault

__all__ = ["Answer", "Asked", "Replay", "folder_answers", "serve"]


@dataclass(slots=True)
class Asked:
    """One request as it was meant."""

    url: str
    headers: dict[str, str]
    method: str = "GET"

    @property
    def host(self) -> str:
        """The host that was meant."""
        return urlsplit(self.url).hostname or ""

    @property
    def path(self) -> str:
        """The path, decoded."""
        return unquote(urlsplit(self.url).path)

    @property
    def query(self) -> dict[str, str]:
        """The query, the first value of each name."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.url).query, keep_blank_values=True).items()}


@dataclass(slots=True)
class Answer:
    """What to answer; ``fault`` bends how it is sent."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    fault: Fault | None = None


Answers = Callable[[Asked], Answer | None]


@dataclass(slots=True)
class Replay:
    """A running replay server: where it listens, and every request it was sent, in order."""

    host: str
    port: int
    asked: list[Asked] = field(default_factory=list)

    @property
    def address(self) -> tuple[str, int]:
        """What ``gather(replay=...)`` takes."""
        return self.host, self.port


def folder_answers(folder: Path) -> Answers:
    """Answers out of ``folder/host/path``; a query is part of the file's name (``search@q=spend``), quoted."""

    def answer(asked: Asked) -> Answer | None:
        if ".." in asked.path.split("/"):
            return None
        base = folder / asked.host / asked.path.strip("/")
        query = urlsplit(asked.url).query
        names = [base.with_name(f"{base.name}@{quote(query, safe='=&')}")] if query else []
        for path in [*names, base, base / "index.html", base.with_name(base.name + ".html")]:
            if path.is_file():
                return _file(path, asked)
        return None

    return answer


def _file(path: Path, asked: Asked) -> Answer:
    body = path.read_bytes()
    suffix = Path(path.name.split("@")[0]).suffix
    kind = mimetypes.types_map.get(suffix) or ("application/json" if body[:1] in b"{[" else "text/html; charset=utf-8")
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    headers = {"Content-Type": kind, "ETag": tag, "Last-Modified": formatdate(path.stat().st_mtime, usegmt=True)}
    if asked.headers.get("if-none-match") == tag:
        return Answer(status=304, headers=headers)
    return Answer(body, headers=headers)


@contextmanager
def serve(*answers: Answers | Path, faults: Sequence[Fault] = (), port: int = 0) -> Iterator[Replay]:
    """Run the server in a thread while the block lasts; of ``answers`` (or folders) the first that knows wins.

    An address that nobody knows is 404. Each fault bends the answers whose address it matches, as often as it says.
    """
    known = [folder_answers(a) if isinstance(a, Path) else a for a in answers]
    server = _Server(("127.0.0.1", port), _Handler)
    server.known, server.faults = known, list(faults)
    server.replay = Replay("127.0.0.1", server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.replay
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.known: list[Answers] = []
        self.faults: list[Fault] = []
        self.replay: Replay
        self.stopping = threading.Event()
        self.lock = threading.Lock()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no error of ours; killing one is what the tests do."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server
    timeout = 30
    disable_nagle_algorithm = True  # else each answer waits for the acknowledgement of its headers

    def do_GET(self) -> None:
        """Answer one request."""
        asked = Asked(self._meant(), {name.lower(): value for name, value in self.headers.items()})
        with self.server.lock:
            self.server.replay.asked.append(asked)
            fault = next((fault for fault in self.server.faults if fault.applies(asked.url)), None)
            answer = self._answer(asked)
        fault = fault or answer.fault
        if fault is None or (answer.status == 304 and not fault.ignores_answer):
            self._send(answer)
        else:
            fault.send(self, answer)

    def _meant(self) -> str:
        if REPLAYED in self.headers:
            return self.headers[REPLAYED]
        return "http:/" + self.path

    def _answer(self, asked: Asked) -> Answer:
        for knows in self.server.known:
            answer = knows(asked)
            if answer is not None:
                return answer
        return Answer(b"<!doctype html><title>Not found</title><h1>Not found</h1>", 404, {"Content-Type": "text/html"})

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if answer.status != 304 and self.command != "HEAD":
            self.wfile.write(answer.body)

    def log_message(self, *_: object) -> None:
        """The tests look at what was asked, not at a log."""
