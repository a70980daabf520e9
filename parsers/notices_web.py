"""Reads a saved page of search results of Contracts Finder: which notices it lists, and nothing more than it says."""

import re
from pathlib import Path
from typing import Any

from lxml import html

from parsers.findings import Findings
from parsers.issues.notices import SEARCH_PAGE_ONLY
from parsers.issues.tables import HTML_INSTEAD
from parsers.nested_stage import Lines

__all__ = ["read_search_page"]

_NOTICE = re.compile(r"/notice/([0-9a-f]{8}-[0-9a-f-]{27}|\d{6}-\d{4})", re.IGNORECASE)
_FOUND = re.compile(r"ve found\s+([\d,]+)\s+notice", re.IGNORECASE)
_COUNTED = re.compile(r"([A-Z][A-Za-z ]{2,60}?)\s*\(([\d,]+)\)")
_MOST_BYTES = 10 * 2**20


def read_search_page(path: Path, out: Path, findings: Findings) -> dict[str, Any]:
    """Write a line {place, id, title, url} for each notice listed; any other page is rejected as no data."""
    facts: dict[str, Any] = {"format": "html", "encoding": "utf-8"}
    raw = path.read_bytes()[:_MOST_BYTES]
    if not raw.strip():
        findings.add(HTML_INSTEAD)
        return facts
    page = html.document_fromstring(raw.decode("utf-8", errors="replace"))
    listed: dict[str, tuple[str, str]] = {}
    for link in page.iter("a"):
        match = _NOTICE.search(link.get("href") or "")
        title = " ".join(link.text_content().split())
        if match and title:
            listed.setdefault(match.group(1).lower(), (title, (link.get("href") or "").split("?")[0]))
    text = " ".join(page.text_content().split())
    found = _FOUND.search(text)
    if not listed and found is None:
        findings.add(HTML_INSTEAD)
        return facts
    findings.add(SEARCH_PAGE_ONLY)
    with Lines(out / "links.jsonl") as lines:
        for row, (notice, (title, url)) in enumerate(listed.items(), 1):
            lines.write({"place": {"row": row}, "id": notice, "title": title, "url": url})
    return facts | {
        "shape": "search results",
        "notices_found": int(found.group(1).replace(",", "")) if found else None,
        "notice_links": len(listed),
        "filters": {_key(name): int(number.replace(",", "")) for name, number in _COUNTED.findall(text)},
        "set_aside": {"links": len(listed)},
    }


def _key(name: str) -> str:
    return "_".join(name.lower().split())
