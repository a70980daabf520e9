"""Reads what GOV.UK gives as JSON: content items, finders, and answers of the search API."""

from collections.abc import Iterator, Mapping
from typing import Any

from parsers.announcements.record_line import Article

__all__ = ["article_of_hit", "article_of_item", "is_content_item", "is_search_hit"]

_SITE = "https://www.gov.uk"
# Dates of specialist documents on which somebody can act, by the names of their fields.
_CLOSING = {"closing_date": "closes", "opened_date": "opens", "end_date": "ends", "start_date": "starts"}


def is_content_item(value: Any) -> bool:
    """Whether a JSON object is an item of the content API, a finder included."""
    return isinstance(value, Mapping) and "base_path" in value and ("details" in value or "content_id" in value)


def is_search_hit(value: Any) -> bool:
    """Whether a JSON object is one result of the search API."""
    return isinstance(value, Mapping) and bool(value.get("link")) and "title" in value


def article_of_item(item: Mapping[str, Any]) -> Article:
    """A content item as an article; what its schema adds of its own stays under ``facts``."""
    details = item.get("details")
    details = details if isinstance(details, Mapping) else {}
    metadata = details.get("metadata")
    metadata = metadata if isinstance(metadata, Mapping) else {}
    path = _text(item.get("base_path"))
    withdrawn = item.get("withdrawn_notice")
    facts = {"schema_name": item.get("schema_name"), "locale": item.get("locale"), "metadata": dict(metadata)}
    if isinstance(details.get("facets"), list):
        facts["facets"] = len(details["facets"])
    if isinstance(details.get("change_history"), list):
        facts["changes"] = len(details["change_history"])
    facts["attachments"] = list(_attachments(details))
    dates = [(name, str(metadata[key])) for key, name in _CLOSING.items() if metadata.get(key)]
    if details.get("delivered_on"):
        dates.append(("delivered", str(details["delivered_on"])))
    return Article(
        form="finder" if item.get("document_type") == "finder" else "content",
        title=_text(item.get("title")) or "",
        summary=_text(item.get("description")) or "",
        body=_body(details.get("body")),
        id=_text(item.get("content_id")),
        path=path,
        url=f"{_SITE}{path}" if path else None,
        document_type=_text(item.get("document_type")),
        organisations=tuple(_organisations(item)),
        published=_text(item.get("public_updated_at")),
        first_published=_text(item.get("first_published_at")) or _text(details.get("first_public_at")),
        updated=_text(item.get("updated_at")),
        withdrawn=withdrawn if isinstance(withdrawn, Mapping) and withdrawn else None,
        dates=dates,
        facts={key: value for key, value in facts.items() if value not in (None, {}, [])},
    )


def article_of_hit(hit: Mapping[str, Any]) -> Article:
    """One result of the search API as an article without a body."""
    path = _text(hit.get("link")) or ""
    owners = hit.get("organisations")
    titles = (
        [_text(each.get("title")) for each in owners if isinstance(each, Mapping)] if isinstance(owners, list) else []
    )
    dates = [(name, str(hit[key])) for key, name in _CLOSING.items() if hit.get(key)]
    return Article(
        form="search",
        title=_text(hit.get("title")) or "",
        summary=_text(hit.get("description")) or "",
        id=_text(hit.get("content_id")),
        path=path,
        url=f"{_SITE}{path}" if path.startswith("/") else path,
        document_type=_text(hit.get("content_store_document_type"))
        or _text(hit.get("document_type"))
        or _text(hit.get("format")),
        organisations=tuple(title for title in titles if title),
        published=_text(hit.get("public_timestamp")),
        dates=dates,
    )


def _body(body: Any) -> str:
    """The HTML of a body; some schemas give it in several forms of which one is HTML."""
    if isinstance(body, str):
        return body
    if isinstance(body, list):
        parts = [part for part in body if isinstance(part, Mapping)]
        return next((str(part.get("content")) for part in parts if part.get("content_type") == "text/html"), "")
    return ""


def _organisations(item: Mapping[str, Any]) -> Iterator[str]:
    links = item.get("links")
    found = links.get("organisations") if isinstance(links, Mapping) else None
    for each in found if isinstance(found, list) else ():
        title = _text(each.get("title")) if isinstance(each, Mapping) else None
        if title:
            yield title


def _attachments(details: Mapping[str, Any]) -> Iterator[str]:
    found = details.get("attachments")
    for each in found if isinstance(found, list) else ():
        if isinstance(each, Mapping) and each.get("url"):
            yield str(each["url"])


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
