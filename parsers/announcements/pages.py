"""Reads announcements saved as web pages: one article, the results of a finder, or a page of Find a grant."""

from collections.abc import Iterator
from typing import Any

from lxml import html

from parsers.announcements.open_calls import calls_in
from parsers.announcements.record_line import Article

__all__ = ["articles_in"]

_SITE = "https://www.gov.uk"
_ITEMS = (
    "//*[contains(concat(' ', @class, ' '), ' gem-c-document-list__item ')]"
    "|//li[contains(concat(' ', @class, ' '), ' document ')]"
)


def articles_in(text: str) -> list[Article]:
    """The articles of a page: several from a list, one from an article, none from a page that is neither."""
    page = html.document_fromstring(text, parser=html.HTMLParser(huge_tree=False))
    embedded = page.xpath("string(//script[@id='__NEXT_DATA__'])")
    if embedded:
        return calls_in(str(embedded))
    listed = list(_listed(page))
    if listed:
        return listed
    article = _article(page)
    return [article] if article is not None else []


def _listed(page: Any) -> Iterator[Article]:
    for item in page.xpath(_ITEMS):
        link = next(iter(item.xpath(".//a[@href]")), None)
        if link is None:
            continue
        path = str(link.get("href")).split("?")[0]
        about = item.xpath(".//*[contains(@class, 'description') or self::p]")
        owners = [
            _words(each).partition(":")[2].strip()
            for each in item.xpath(".//li|.//dd")
            if "rganisation" in _words(each)
        ]
        yield Article(
            form="finder-page",
            title=_words(link),
            summary=_words(about[0]) if about else "",
            path=path,
            url=f"{_SITE}{path}" if path.startswith("/") else path,
            organisations=tuple(owner for owner in owners if owner),
            published=next(iter(item.xpath(".//time/@datetime")), None),
        )


def _article(page: Any) -> Article | None:
    title = next((_words(each) for each in page.iter("h1")), "") or _meta(page, "og:title") or ""
    main = next(
        (found[0] for where in ("//article", "//main", "//*[@id='content']", "//body") if (found := page.xpath(where))),
        None,
    )
    if not title or main is None or not _words(main):
        return None
    for element in list(main.iter("script", "style", "nav", "footer", "form", "aside")):
        element.drop_tree()
    url = next(iter(page.xpath("//link[@rel='canonical']/@href")), None) or _meta(page, "og:url")
    content = next(iter(main.xpath(".//*[contains(@class, 'govspeak')]")), main)
    return Article(
        form="page",
        title=title,
        summary=_meta(page, "description") or _meta(page, "og:description") or "",
        body=html.tostring(content, encoding="unicode"),
        id=_meta(page, "govuk:content-id"),
        path=url.removeprefix(_SITE) if url else None,
        url=url,
        document_type=_meta(page, "govuk:format") or _meta(page, "og:type"),
        published=_meta(page, "govuk:public-updated-at")
        or _meta(page, "article:published_time")
        or next(iter(main.xpath(".//time/@datetime")), None),
        first_published=_meta(page, "govuk:first-published-at"),
        updated=_meta(page, "govuk:updated-at") or _meta(page, "article:modified_time"),
        organisations=tuple(filter(None, [_meta(page, "govuk:primary-publishing-organisation")])),
    )


def _meta(page: Any, name: str) -> str | None:
    found = page.xpath("//meta[@name=$name or @property=$name]/@content", name=name)
    return str(found[0]).strip() or None if found else None


def _words(element: Any) -> str:
    return " ".join(element.text_content().split())
