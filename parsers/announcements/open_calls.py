"""Reads open calls of Find a grant out of the data that its pages carry inside them."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import orjson

from parsers.announcements.record_line import Article

__all__ = ["calls_in"]

_SITE = "https://www.find-government-grants.service.gov.uk"
_TABS = (
    "grantSummaryTab", "grantEligibilityTab", "grantObjectivesTab", "grantDatesTab", "grantApplyTab",
    "grantSupportingInfoTab",
)  # fmt: skip


def calls_in(embedded: str) -> list[Article]:
    """The calls of a page's ``__NEXT_DATA__``: the rows of a list, or the one call of a page of its own."""
    try:
        properties = orjson.loads(embedded)["props"]["pageProps"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return []
    if not isinstance(properties, Mapping):
        return []
    detail = properties.get("grantDetail")
    if isinstance(detail, Mapping):
        fields = detail.get("fields", detail)
        return [_article(fields, detail.get("sys"))] if isinstance(fields, Mapping) else []
    rows = properties.get("searchResult")
    return [_article(row, None) for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _article(call: Mapping[str, Any], system: Any) -> Article:
    system = system if isinstance(system, Mapping) else {}
    label = str(call.get("label") or "")
    total = _pence(call.get("grantTotalAwardAmount"))
    words = str(call.get("grantTotalAwardDisplay") or call.get("grantTotalAwardAmount") or "")
    opens, closes = call.get("grantApplicationOpenDate"), call.get("grantApplicationCloseDate")
    funder = call.get("grantFunder")
    return Article(
        form="open-call",
        title=str(call.get("grantName") or ""),
        summary=str(call.get("grantShortDescription") or ""),
        body="".join(f"<p>{_escaped(text)}</p>" for tab in _TABS for text in _texts(call.get(tab))),
        id=str(system.get("id") or call.get("id") or label) or None,
        path=f"/grants/{label}" if label else None,
        url=f"{_SITE}/grants/{label}" if label else None,
        document_type="open_call",
        organisations=tuple(str(each) for each in (funder if isinstance(funder, list) else [funder]) if each),
        published=str(opens) if opens else None,
        first_published=str(system["createdAt"]) if system.get("createdAt") else None,
        updated=str(system["updatedAt"]) if system.get("updatedAt") else None,
        dates=[(key, str(value)) for key, value in (("opens", opens), ("closes", closes)) if value],
        facts={
            "least_pence": _pence(call.get("grantMinimumAward")),
            "most_pence": _pence(call.get("grantMaximumAward")),
            "applicants": call.get("grantApplicantType"),
            "places": call.get("grantLocation"),
        },
        total=(total, words) if total else None,
        programme=str(call.get("grantName") or "") or None,
    )


def _pence(value: Any) -> int | None:
    if value is None or isinstance(value, bool):
        return None
    try:
        amount = Decimal(str(value).replace(",", "").replace("£", "").strip())
    except InvalidOperation:
        return None
    return int(amount * 100) if amount.is_finite() and 0 < amount < 10**13 else None


def _texts(node: Any) -> Iterator[str]:
    """The paragraphs of a rich text: a tree of nodes whose leaves hold ``value``."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for each in node:
            yield from _texts(each)
    elif isinstance(node, Mapping):
        content = node.get("content")
        leaves = [
            str(each.get("value") or "") for each in content or [] if isinstance(each, Mapping) and "value" in each
        ]
        if leaves:
            yield "".join(leaves)
        else:
            yield from _texts(content)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
