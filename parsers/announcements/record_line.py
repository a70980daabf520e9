"""Reads one page of text about money, from wherever it came, into the line that is written for it."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from lxml import html

from parsers.announcements.known import known_and_unknown
from parsers.announcements.money import mentions_in
from parsers.announcements.said import (
    conditions_in,
    deadlines_in,
    programme_in,
    recipients_in,
    shares_in,
    sum_of,
)
from parsers.findings import Findings
from parsers.issues.announcements import ANNOUNCEMENT_DATE, ANNOUNCEMENT_UNDATED, ANNOUNCEMENT_WITHDRAWN
from parsers.ocds.dates import day_of
from parsers.ocds.people import mask_mailboxes

__all__ = ["Article", "announcement_of", "plain_text"]

_COUNCIL = re.compile(r"\bcouncils?\b", re.IGNORECASE)
_FIRST_MENTIONS = 5
_MOST_MENTIONS = 1_000


@dataclass(slots=True)
class Article:
    """One page as its source gives it: addresses and dates as published, ``body`` as HTML."""

    form: str
    title: str
    summary: str = ""
    body: str = ""
    id: str | None = None
    path: str | None = None
    url: str | None = None
    document_type: str | None = None
    organisations: Sequence[str] = ()
    published: str | None = None
    first_published: str | None = None
    updated: str | None = None
    withdrawn: Mapping[str, Any] | None = None
    dates: Sequence[tuple[str, str]] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    total: tuple[int, str] | None = None
    programme: str | None = None


def plain_text(body: str) -> tuple[str, list[str]]:
    """The text of some HTML, one line a block, and the lines of its lists and tables."""
    if not body.strip():
        return "", []
    tree = html.fragment_fromstring(body, create_parent="div")
    for element in list(tree.iter("script", "style", "template")):
        element.drop_tree()
    lines = [_words(item.text_content()) for item in tree.iter("li") if item.find(".//li") is None]
    for row in tree.iter("tr"):
        cells = [_words(cell.text_content()) for cell in row if cell.tag in ("td", "th")]
        lines.append(": ".join(cell for cell in cells if cell) if len(cells) == 2 else " | ".join(cells))
    for element in tree.iter("p", "li", "tr", "div", "h1", "h2", "h3", "h4", "h5", "br", "dt", "dd", "blockquote"):
        element.tail = f"\n{element.tail or ''}"
    text = "\n".join(line for raw in tree.text_content().splitlines() if (line := _words(raw)))
    return text, lines


def _words(text: str) -> str:
    return " ".join(text.split())


def announcement_of(article: Article, place: Mapping[str, Any], findings: Findings) -> dict[str, Any]:
    """The line of one announcement; issues go to ``findings`` at their place."""
    text, lines = plain_text(article.body)
    dates = _dates(article, findings) + deadlines_in(text)
    said = sum_of(article.title, article.summary, text, findings) if article.total is None else None
    total = article.total[0] if article.total else said.pence if said else None
    recipients = recipients_in(article.title, article.summary, text)
    shares = shares_in(text, lines)
    known, unknown = known_and_unknown(total, recipients["count"] if recipients else None, shares)
    if article.withdrawn:
        findings.add(ANNOUNCEMENT_WITHDRAWN, None, str(article.withdrawn.get("withdrawn_at") or "")[:10] or "some day")
    mentions = mentions_in(text)[:_MOST_MENTIONS]
    return {
        "place": place,
        "form": article.form,
        "id": article.id,
        "path": article.path,
        "url": article.url,
        "title": article.title,
        "summary": _masked(article.summary),
        "document_type": article.document_type,
        "organisations": list(article.organisations),
        "published": article.published,
        "first_published": article.first_published,
        "updated": article.updated,
        "withdrawn": dict(article.withdrawn) if article.withdrawn else None,
        "programme": article.programme or programme_in(article.title, article.summary, text),
        "sum": {"pence": total, "words": article.total[1] if article.total else said.words if said else None},
        "recipients": recipients,
        "shares": shares,
        "dates": dates,
        "conditions": [_masked(sentence) for sentence in conditions_in(text)],
        "known": known,
        "unknown": unknown,
        "mentions": len(mentions),
        "first_mentions": [mention.words for mention in mentions[:_FIRST_MENTIONS]],
        "councils": len(_COUNCIL.findall(text)),
        "body_words": len(unescape(re.sub(r"<[^>]+>", " ", article.body)).split()),
        "body_hash": hashlib.sha256(article.body.encode("utf-8", "surrogatepass")).hexdigest()
        if article.body
        else None,
        "facts": dict(article.facts),
        "issues": findings.marks,
    }


def _masked(text: str) -> str:
    return mask_mailboxes(text.encode("utf-8", "surrogatepass"))[0].decode("utf-8", "replace")


def _dates(article: Article, findings: Findings) -> list[dict[str, Any]]:
    stated = [
        ("published", article.published),
        ("first-published", article.first_published),
        ("updated", article.updated),
        *article.dates,
    ]
    found = []
    for key, value in stated:
        if not value:
            continue
        day = day_of(value)
        if day is None:
            findings.add(ANNOUNCEMENT_DATE, key, value)
        found.append({"key": key, "value": value, "day": day.isoformat() if day else None})
    if not article.published and not article.first_published:
        findings.add(ANNOUNCEMENT_UNDATED)
    return found
