"""A stranger's crawler: follows every address that an answer names within the site, and hands each answer over once."""

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

__all__ = ["SEEDS", "crawled"]

SEEDS = (
    "/", "/spending", "/councils", "/councils.json", "/councils.csv", "/open", "/open.json", "/open.csv", "/open.atom",
    "/open.ics", "/grants", "/grants.json", "/grants.csv", "/grants.atom", "/grants/programmes", "/software",
    "/software.json?q=library", "/software?q=library", "/reuse?text=library+management+system", "/reuse/radar",
    "/promises", "/campaigns", "/recipes", "/bids", "/moderation", "/moderation/chain", "/data", "/data/sql",
    "/data/tables", "/api", "/api/v1", "/api/v1/payments", "/api/v1/suppliers", "/api/v1/files", "/api/v1/processes",
    "/api/v1/grants", "/api/v1/programmes", "/api/v1/software", "/api/v1/snapshots", "/flags", "/quality",
)  # fmt: skip
_SLOW = ("/data/sql", "/data/answer", "/data/cite", "/data/story", "/data/queries/")
_HREF = re.compile(r'(?:href|src|action)="([^"]+)"')
_NAMED = re.compile(r'"(?:page|address|next|url|id)": ?"([^"]+)"')


def crawled(client: Any, seeds: Iterable[str] = SEEDS, most: int = 40) -> Iterator[tuple[str, Any]]:
    """(address, answer) for everything reachable by GET; at most ``most`` of each route, with its twins."""
    waiting, seen, of_route = deque(seeds), set(seeds), Counter()
    adapter = client.application.url_map.bind("localhost")
    while waiting:
        address = waiting.popleft()
        answer = client.get(address)
        yield address, answer
        body = answer.get_data(as_text=True) if answer.mimetype in {"text/html", "application/json"} else ""
        answer.close()
        for found in _addresses(body, address):
            if found in seen:
                continue
            seen.add(found)
            rule = _rule(adapter, found)
            of_route[rule] += 1
            # Each question in SQL is answered by a process of its own, which takes its time.
            if rule and of_route[rule] <= (1 if rule.startswith(_SLOW) else most):
                waiting.append(found)


def _addresses(body: str, base: str) -> Iterator[str]:
    for raw in [*_HREF.findall(body), *(each for each in _NAMED.findall(body) if each.startswith("/"))]:
        parts = urlsplit(urljoin(base, raw.replace("&amp;", "&").replace("&#38;", "&")))
        if not parts.netloc or parts.netloc == "localhost":
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            if path.startswith("/") and not path.startswith("/static"):
                yield path


def _rule(adapter: Any, address: str) -> str:
    try:
        rule, _ = adapter.match(urlsplit(address).path, method="GET", return_rule=True)
    except Exception:
        return ""
    return str(rule.rule)
