"""Find the next link: published files on a page, pages of other years, the next page of a list."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import unquote, urljoin, urlsplit

from scrapy.http import Response

from scrapers.periods import period_of, without_period

__all__ = ["FORMATS", "SPENDING", "Link", "best_formats", "file_links", "format_of", "next_page", "page_links"]

#: Formats of published data, best first: of the same file in several, the first is fetched and the others left.
FORMATS = ("csv", "tsv", "xlsx", "xlsm", "ods", "xls", "json", "xml", "zip", "html", "pdf")

SPENDING = re.compile(
    r"spend|expenditure|payments?\b|supplier|(?:over|above|exceeding|greater than)\W*(?:£|gbp|ps)?\s?(?:250|500)\b"
    r"|(?:procurement|purchas\w+|payment|credit|corporate|government)\W{0,3}cards?\b|\bgpc\b|transparency|invoices?",
    re.I,
)
_CARD = re.compile(
    r"(?:procurement|purchas\w+|payment|credit|corporate|government)\W{0,3}cards?\b|\bgpc\b|p-?card", re.I
)
_NOT_DATA = re.compile(
    r"privacy|cookie|accessib|statement of accounts|guidance|how to|terms and conditions|policy|strategy|sitemap"
    r"|newsletter|senior salar|organisation chart|contracts? register|parking|\bmap\b|glossary|notes? on",
    re.I,
)
_SUFFIX = re.compile(r"\.(csv|tsv|xlsx|xlsm|xls|ods|pdf|zip|json|xml)(?:$|[?&/#;])", re.I)
_WORD_FORMAT = re.compile(r"\b(csv|tsv|xlsx|xlsm|xls|ods|pdf|zip|excel)\b", re.I)
_DOWNLOAD_PATH = re.compile(
    r"/downloads?/file/|/file/\d+|[?&]download=|/download/[\w-]+$|/getmedia/|/downloads/\d+/", re.I
)
_NOISE = re.compile(
    r"\b(?:csv|tsv|xlsx?|xlsm|ods|pdf|zip|json|xml|excel|spreadsheet|open ?document|format|document|file|download|data"
    r"|opens? (?:in )?(?:a )?new (?:window|tab)|revised|updated?|amended|corrected|final|version|v\d+|new|the|for|of"
    r"|in|and"
    r"|\d+(?:\.\d+)?\s?(?:kb|mb|kilobytes|megabytes|bytes|b))\b",
    re.I,
)
_FURNITURE = frozenset({"nav", "header", "footer", "aside"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "caption", "summary", "legend"})
_GENERIC = re.compile(r"^\W*(?:download|view|open|csv|xlsx?|ods|pdf|excel|file|link|here|\W)*\W*$", re.I)


@dataclass(frozen=True, slots=True)
class Link:
    """A published file: where it is, its title, the period it is about, and what tells it from its siblings."""

    url: str
    title: str = ""
    period: str = ""
    format: str = ""
    stem: str = ""
    lineage: str = ""
    licence: str = ""
    publisher: str = ""  # when it is not the source's own: a registry's entry names its publisher

    def lineage_for(self, publisher: str, kind: str) -> str:
        """The name of what is published, apart from where: publisher, kind, period and stem; the address if undated."""
        if self.lineage:
            return self.lineage
        return "/".join(filter(None, (publisher, kind, self.period, self.stem))) if self.period else self.url


def format_of(url: str, words: str = "") -> str:
    """The format that an address or the words beside it promise; "" when neither says. Bytes decide later."""
    found = _SUFFIX.search(unquote(url)) or _WORD_FORMAT.search(words)
    name = found[1].lower() if found else ""
    return "xlsx" if name == "excel" else name


def make_link(url: str, title: str, *, context: str = "", words: str = "", licence: str = "") -> Link:
    """A link with its period and stem read from its title, its context and, last, its address."""
    name = unquote(urlsplit(url).path.rsplit("/", 1)[-1])
    own = title if not _GENERIC.match(title) else f"{words} {context}"
    period = period_of(own, context) or period_of(words, context) or period_of(name, context)
    card = "card " if _CARD.search(f"{own} {context}") and not _CARD.search(own) else ""
    stem = _slug(card + _NOISE.sub(" ", without_period(own.replace("_", " "))))
    return Link(url, " ".join((title or name).split()), period, format_of(url, f"{title} {words}"), stem, "", licence)


def file_links(response: Response) -> list[Link]:
    """The data files that a page links to, in order, each once; same file in several formats: the best of them."""
    title = " ".join(response.css("h1 ::text").getall() or response.css("title::text").getall())
    found: dict[str, Link] = {}
    for anchor in _anchors(response):
        said = f"{anchor.text} {anchor.row} {anchor.heading} {unquote(anchor.url)}"
        promised = format_of(anchor.url, anchor.text) or ("" if not _DOWNLOAD_PATH.search(anchor.url) else "?")
        if not promised or anchor.url in found or _NOT_DATA.search(anchor.text):
            continue
        link = make_link(anchor.url, anchor.text, context=f"{anchor.heading} {title}", words=anchor.row)
        if link.period or SPENDING.search(said):
            found[anchor.url] = link
    return best_formats(found.values())


def best_formats(links: Iterable[Link]) -> list[Link]:
    """Leave out a file that is published beside itself in a better format; tell namesakes apart by their address."""
    links = list(links)
    groups: dict[tuple[str, str], list[Link]] = {}
    for link in links:
        key = (link.period, link.stem) if link.period else (link.url, "")
        groups.setdefault(key, []).append(link)
    kept: list[Link] = []
    for group in groups.values():
        formats = [_rank(link) for link in group]
        if len(set(formats)) == len(formats):
            kept.append(min(group, key=_rank))
            continue
        best = [link for link in group if _rank(link) == min(formats)]
        kept.extend(best if len(best) == 1 else (replace(link, stem=_stem_by_address(link)) for link in best))
    place = {link.url: number for number, link in enumerate(links)}
    return sorted(kept, key=lambda link: place[link.url])


def page_links(response: Response) -> list[str]:
    """Pages on the same host that seem to hold more such files: other years, quarters, kinds of spending."""
    host = urlsplit(response.url).hostname
    found: dict[str, None] = {}
    for anchor in _anchors(response):
        parts = urlsplit(anchor.url)
        if parts.hostname != host or format_of(anchor.url) or _DOWNLOAD_PATH.search(anchor.url):
            continue
        if _NOT_DATA.search(anchor.text) or anchor.url.split("#")[0] == response.url.split("#")[0]:
            continue
        if SPENDING.search(anchor.text) or period_of(anchor.text, anchor.heading):
            found[anchor.url.split("#")[0]] = None
    return list(found)


def next_page(response: Response) -> str | None:
    """The address of the next page of a list, or None."""
    for selector in ("a[rel~=next]::attr(href)", "link[rel~=next]::attr(href)", "[class*=next] a::attr(href)"):
        href = response.css(selector).get()
        if href:
            return urljoin(response.url, href)
    for anchor in response.css("[class*=pag] a, nav a"):
        if re.match(r"^\W*next\b", " ".join(anchor.css("::text").getall()).strip(), re.I):
            return urljoin(response.url, anchor.attrib.get("href", ""))
    return None


@dataclass(frozen=True, slots=True)
class _Anchor:
    url: str
    text: str
    row: str
    heading: str


def _anchors(response: Response) -> Iterator[_Anchor]:
    """Links of the page's content with the heading above and the row around; menus and footers are left out."""
    heading = ""
    base = response.css("base::attr(href)").get()
    root_url = urljoin(response.url, base) if base else response.url
    for element in response.selector.root.iter("a", *_HEADINGS):
        if element.tag in _HEADINGS:
            heading = _text(element)
            if element.tag != "summary":
                continue
        href = (element.get("href") or "").strip()
        if not href or href.startswith(("#", "mailto:", "tel:", "javascript:")) or _in_furniture(element):
            continue
        try:
            url = urljoin(root_url, href)
        except ValueError:
            continue
        row = next((_text(a)[:300] for a in element.iterancestors("tr", "li", "dd", "p")), "")
        text = _text(element) or element.get("title") or element.get("aria-label") or ""
        if urlsplit(url).scheme in ("http", "https"):
            yield _Anchor(url, text, row, heading)


def _in_furniture(element) -> bool:
    return any(a.tag in _FURNITURE or a.get("role") == "navigation" for a in element.iterancestors())


def _text(element) -> str:
    return " ".join("".join(element.itertext()).split())


def _rank(link: Link) -> int:
    return FORMATS.index(link.format) if link.format in FORMATS else len(FORMATS)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:80]


def _stem_by_address(link: Link) -> str:
    name = unquote(urlsplit(link.url).path.rsplit("/", 1)[-1])
    return "-".join(filter(None, (link.stem, _slug(name))))
