"""Data portals: how each kind is recognised, asked for its files, and read; nothing here fetches.

The kinds and what gives them away are those of ``docs``: CKAN, DataPress (which answers like CKAN), ArcGIS Hub,
Socrata, Opendatasoft, and plain DCAT. Each kind is one ``Portal``; ``PORTALS`` is the order in which to probe.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urljoin, urlsplit

from scrapers.links import FORMATS, SPENDING, Link, make_link

__all__ = ["PORTALS", "Portal", "root_of"]

_WORDS = "spend OR spending OR expenditure OR payments"
_PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Portal:
    """One kind of portal. ``first`` gives the first address to list for a source's address; ``read`` the files and the
    next address (or None) of an answer."""

    name: str
    probe: str
    recognise: Callable[[Any], bool]
    first: Callable[[str], str]
    read: Callable[[Any, str, str], tuple[list[Link], str | None]]


def root_of(url: str) -> str:
    """Scheme and host of an address; data.gov.uk keeps its API on a host of its own."""
    parts = urlsplit(url)
    if parts.hostname in ("data.gov.uk", "www.data.gov.uk"):
        return "https://ckan.publishing.service.gov.uk"
    return f"{parts.scheme}://{parts.netloc}"


def _asked(url: str) -> tuple[str, str]:
    """The dataset that an address names ("" when none), and the words it searches for."""
    parts = urlsplit(url)
    segments = [part for part in parts.path.split("/") if part]
    dataset = segments[segments.index("dataset") + 1] if "dataset" in segments[:-1] else ""
    query = parse_qs(parts.query)
    return dataset, next((query[key][0] for key in ("q", "query", "search") if key in query), "")


def _links(dataset: dict[str, Any], resources: Iterator[tuple[str, str, str]], licence: str, named: bool) -> list[Link]:
    """The data files of a dataset, (address, name, format) each; unless ``named``, it must be about money."""
    title = str(dataset.get("title") or dataset.get("name") or "")
    found = []
    for url, name, kind in resources:
        link = make_link(str(url), str(name or title), context=title, words=str(kind or ""), licence=licence)
        data = link.format in FORMATS
        if data and url and (named or SPENDING.search(f"{title} {name}")):
            found.append(link)
    return found


# -- CKAN and DataPress --------------------------------------------------------------------------------------------


def _ckan_first(url: str) -> str:
    dataset, words = _asked(url)
    if dataset:
        return f"{root_of(url)}/api/3/action/package_show?id={quote(dataset)}"
    query = {"q": words or _WORDS, "rows": _PER_PAGE, "start": 0, "sort": "metadata_modified desc"}
    organisation = parse_qs(urlsplit(url).query).get("organization", [""])[0]
    if organisation:
        query["fq"] = f"organization:{organisation}"
    return f"{root_of(url)}/api/3/action/package_search?{urlencode(query)}"


def _ckan_read(answer: Any, url: str, source_url: str) -> tuple[list[Link], str | None]:
    result = answer["result"]
    if isinstance(result, list):
        packages, count, named = result, len(result), False
    elif "results" in result:
        packages, count, named = result["results"], result.get("count", 0), False
    else:
        packages, count, named = [result], 1, True
    wanted = _asked(source_url)[0]
    if wanted and not named:
        packages, named = [p for p in packages if wanted in (p.get("name"), p.get("id"))], True
    links = [link for package in packages for link in _ckan_links(package, named, url)]
    return links, _next_offset(url, "start", "rows", count)


def _ckan_links(package: dict[str, Any], named: bool, url: str) -> list[Link]:
    licence = str(package.get("license_url") or package.get("license_title") or package.get("license_id") or "")
    resources = package.get("resources") or []
    if isinstance(resources, dict):
        resources = list(resources.values())
    rows = ((urljoin(url, r.get("url") or ""), r.get("name") or r.get("title"), r.get("format")) for r in resources)
    return _links(package, rows, licence, named)


def _next_offset(url: str, start: str, size: str, count: int) -> str | None:
    parts = urlsplit(url)
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    if start not in query:
        return None
    following = int(query[start]) + int(query.get(size, _PER_PAGE))
    if following >= count:
        return None
    return parts._replace(query=urlencode({**query, start: following})).geturl()


def _datapress_first(url: str) -> str:
    dataset, _ = _asked(url)
    if dataset:
        return f"{root_of(url)}/api/action/package_show?id={quote(dataset)}"
    return f"{root_of(url)}/api/action/current_package_list_with_resources"


# -- ArcGIS Hub ----------------------------------------------------------------------------------------------------


def _hub_first(url: str) -> str:
    words = _asked(url)[1] or "spend"
    query = urlencode({"limit": _PER_PAGE, "startindex": 1, "q": words})
    return f"{root_of(url)}/api/search/v1/collections/all/items?{query}"


def _hub_read(answer: Any, url: str, source_url: str) -> tuple[list[Link], str | None]:
    links: list[Link] = []
    for feature in answer.get("features", []):
        about = feature.get("properties") or {}
        item = feature.get("id") or about.get("id")
        kind = str(about.get("type") or "").lower()
        licence = str(about.get("license") or about.get("licenseInfo") or "")[:200]
        if "csv" in kind or "excel" in kind or "pdf" in kind:
            address = f"https://www.arcgis.com/sharing/rest/content/items/{item}/data"
            links += _links(about, iter([(address, about.get("title"), kind)]), licence, False)
        elif "feature" in kind or "table" in kind:
            address = f"{root_of(source_url)}/api/download/v1/items/{item}/csv?layers=0"
            links += _links(about, iter([(address, about.get("title"), "csv")]), licence, False)
    following = next((link["href"] for link in answer.get("links", []) if link.get("rel") == "next"), None)
    return links, following


# -- Socrata, Opendatasoft, DCAT -----------------------------------------------------------------------------------


def _socrata_first(url: str) -> str:
    return f"{root_of(url)}/data.json"


def _socrata_read(answer: Any, url: str, source_url: str) -> tuple[list[Link], str | None]:
    wanted = re.search(r"\b([a-z0-9]{4}-[a-z0-9]{4})\b", urlsplit(source_url).path)
    datasets = answer.get("dataset", [])
    if wanted:
        datasets = [d for d in datasets if wanted[1] in str(d.get("identifier", "")) + str(d.get("landingPage", ""))]
    return _dcat_links(datasets, named=bool(wanted)), None


def _opendatasoft_first(url: str) -> str:
    words = _asked(url)[1] or "spend"
    query = urlencode({"limit": _PER_PAGE, "offset": 0, "where": f'search("{words}")'})
    return f"{root_of(url)}/api/explore/v2.1/catalog/datasets?{query}"


def _opendatasoft_read(answer: Any, url: str, source_url: str) -> tuple[list[Link], str | None]:
    links: list[Link] = []
    for dataset in answer.get("results", []):
        about = (dataset.get("metas") or {}).get("default") or {}
        name = dataset.get("dataset_id", "")
        address = f"{root_of(source_url)}/api/explore/v2.1/catalog/datasets/{quote(name)}/exports/csv?delimiter=%2C"
        row = (address, about.get("title") or name, "csv")
        links += _links({"title": about.get("title") or name}, iter([row]), str(about.get("license") or ""), False)
    return links, _next_offset(url, "offset", "limit", int(answer.get("total_count") or 0))


def _dcat_first(url: str) -> str:
    path = urlsplit(url).path
    return url if path.endswith(".json") else f"{root_of(url)}/data.json"


def _dcat_read(answer: Any, url: str, source_url: str) -> tuple[list[Link], str | None]:
    datasets = answer if isinstance(answer, list) else answer.get("dataset", [])
    return _dcat_links(datasets, named=False), None


def _dcat_links(datasets: list[dict[str, Any]], *, named: bool) -> list[Link]:
    links: list[Link] = []
    for dataset in datasets:
        rows = (
            (
                d.get("downloadURL") or d.get("accessURL") or "",
                d.get("title") or "",
                d.get("mediaType") or d.get("format"),
            )
            for d in dataset.get("distribution") or []
        )
        links += _links(dataset, rows, str(dataset.get("license") or ""), named)
    return links


def _is_catalogue(answer: Any) -> bool:
    datasets = answer if isinstance(answer, list) else isinstance(answer, dict) and answer.get("dataset")
    return (
        bool(datasets)
        and isinstance(datasets, list)
        and isinstance(datasets[0], dict)
        and "distribution" in datasets[0]
    )


PORTALS: tuple[Portal, ...] = (
    Portal(
        "ckan",
        "/api/3/action/status_show",
        lambda answer: isinstance(answer, dict) and answer.get("success") is True,
        _ckan_first,
        _ckan_read,
    ),
    Portal(
        "datapress",
        "/api/action/current_package_list_with_resources",
        lambda answer: isinstance(answer, dict) and isinstance(answer.get("result"), list),
        _datapress_first,
        _ckan_read,
    ),
    Portal(
        "arcgis-hub",
        "/api/search/v1",
        lambda answer: isinstance(answer, dict) and "links" in answer,
        _hub_first,
        _hub_read,
    ),
    Portal(
        "opendatasoft",
        "/api/explore/v2.1/catalog/datasets?limit=1",
        lambda answer: isinstance(answer, dict) and "total_count" in answer and "results" in answer,
        _opendatasoft_first,
        _opendatasoft_read,
    ),
    Portal(
        "socrata",
        "/api/views/metadata/v1?limit=1",
        lambda answer: isinstance(answer, list) and bool(answer) and "id" in answer[0] and "dataUri" in answer[0],
        _socrata_first,
        _socrata_read,
    ),
    Portal("dcat", "/data.json", _is_catalogue, _dcat_first, _dcat_read),
)
