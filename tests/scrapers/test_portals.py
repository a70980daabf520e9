"""Pages and portals are recognised, not configured: each kind is asked in its own way, to its last page."""

import json

import orjson
import pytest

from scrapers.links import Link
from scrapers.replay import Asked, serve
from scrapers.replay.feeds import as_json
from tests.corpus import corpus_path
from tests.scrapers.gathering import bodies, gathered, page, put, source

CSV = b"Date,Supplier,Amount\n01/04/2026,Fictional Ltd,501.00\n"
SITE = "http://data.council.example"
ITEMS = [f"Council spending {month} 2026" for month in ("January", "February", "March")]


def dataset(name: str, title: str, **more) -> dict:
    """A CKAN package with one CSV and, beside it, something that is no list."""
    resources = [
        {"url": f"{SITE}/files/{name}.csv", "name": title, "format": "CSV"},
        {"url": f"{SITE}/files/{name}.html", "name": "About", "format": "HTML"},
    ]
    return {"name": name, "id": name, "title": title, "license_title": "OGL v3", "resources": resources, **more}


def ckan(asked: Asked):
    if asked.path == "/api/3/action/status_show":
        return as_json({"success": True, "result": {"ckan_version": "2.11"}})
    if asked.path == "/api/3/action/package_search":
        start, rows = int(asked.query["start"]), int(asked.query["rows"])
        found = [dataset(f"d{number}", f"Spending over £500, {number}") for number in range(150)]
        return as_json({"success": True, "result": {"count": 150, "results": found[start : start + rows]}})
    return None


def datapress(asked: Asked):
    if asked.path == "/api/action/current_package_list_with_resources":
        return as_json({"success": True, "result": [dataset("a", ITEMS[0]), dataset("b", "Parks and gardens")]})
    return None


def hub(asked: Asked):
    if asked.path == "/api/search/v1":
        return as_json({"links": [], "title": "Hub"})
    if asked.path.endswith("/collections/all/items"):
        first = int(asked.query["startindex"])
        feature = {
            "id": f"item{first}",
            "properties": {"title": ITEMS[first - 1], "type": "Feature Layer", "license": "OGL"},
        }
        following = {"rel": "next", "href": f"{SITE}{asked.path}?limit=1&startindex={first + 1}&q=spend"}
        return as_json({"features": [feature], "links": [following] if first < 3 else []})
    return None


def opendatasoft(asked: Asked):
    if asked.path == "/api/explore/v2.1/catalog/datasets":
        found = [{"dataset_id": f"spend-{n}", "metas": {"default": {"title": title}}} for n, title in enumerate(ITEMS)]
        return as_json({"total_count": 3, "results": found})
    return None


def socrata(asked: Asked):
    if asked.path == "/api/views/metadata/v1":
        return as_json([{"id": "abcd-1234", "dataUri": f"{SITE}/resource/abcd-1234"}])
    return dcat(asked)


def dcat(asked: Asked):
    if asked.path == "/data.json":
        files = [
            {"downloadURL": f"{SITE}/files/{n}.csv", "mediaType": "text/csv", "title": t} for n, t in enumerate(ITEMS)
        ]
        return as_json({"dataset": [{"title": "Council spending", "identifier": "abcd-1234", "distribution": files}]})
    return None


def files(asked: Asked):
    """Whatever a portal names as a file."""
    known = asked.path.startswith(("/files/", "/api/download/")) or "/exports/csv" in asked.path
    return (
        as_json({}) if not known else type(as_json({}))(CSV + asked.url.encode(), headers={"Content-Type": "text/csv"})
    )


PORTALS = [
    ("ckan", ckan, 150), ("datapress", datapress, 1), ("arcgis-hub", hub, 3), ("opendatasoft", opendatasoft, 3),
    ("socrata", socrata, 3), ("dcat", dcat, 3),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "answers", "count"), PORTALS, ids=[kind for kind, *_ in PORTALS])
def test_a_portal_is_recognised_and_listed_to_its_end(tmp_path, kind, answers, count):
    put(tmp_path / "web", f"{SITE}/index.html", "<!doctype html><html><h1>Open data</h1></html>")
    named = [answers, lambda asked: files(asked) if "/files/" in asked.path or "csv" in asked.path else None]
    with serve(*named, tmp_path / "web") as replay:
        result, log = gathered(tmp_path / "archive", replay, source(f"{SITE}/"))
        first = len(replay.asked)
        again, _ = gathered(tmp_path / "archive", replay, source(f"{SITE}/"))
    assert (result.new, result.failed) == (count, 0)
    assert {fetch.facts["portal"] for fetch in log if "portal" in fetch.facts} == {kind}
    # The verdict is remembered: the second run asks no probe again.
    assert again.new == 0
    assert not any("status_show" in asked.url for asked in replay.asked[first:])


def test_a_search_that_names_a_dataset_fetches_only_that(tmp_path):
    def one(asked: Asked):
        if asked.path == "/api/3/action/package_show" and asked.query == {"id": "spending"}:
            return as_json({"success": True, "result": dataset("spending", "Payments")})
        return ckan(asked)

    put(
        tmp_path / "web",
        f"{SITE}/dataset/spending/index.html",
        "<html><meta name=generator content='ckan 2.10'></html>",
    )
    with serve(one, lambda asked: files(asked) if "/files/" in asked.path else None, tmp_path / "web") as replay:
        result, _ = gathered(tmp_path / "archive", replay, source(f"{SITE}/dataset/spending"))
    assert result.new == 1


@pytest.mark.corpus
def test_a_real_package_of_data_gov_uk_gives_its_files():
    from scrapers.base.portals import PORTALS as KINDS

    found = json.loads(corpus_path("portals", "datagovuk-ckan", "package_show_create.json").read_bytes())
    reading = next(portal for portal in KINDS if portal.name == "ckan").read
    links, following = reading(
        found, "https://portal.example/api/3/action/package_show?id=x", "https://portal.example/dataset/x"
    )
    assert following is None
    assert links
    assert all(isinstance(link, Link) and link.url.startswith("http") and link.licence for link in links)


@pytest.mark.corpus
def test_a_real_datapress_catalogue_gives_the_spending_files_and_no_others():
    from scrapers.base.portals import PORTALS as KINDS

    found = orjson.loads(corpus_path("portals", "dcat", "barnet-excerpt.json").read_bytes())
    links, _ = next(p for p in KINDS if p.name == "dcat").read(
        found, "https://open.barnet.example/data.json", "https://open.barnet.example/"
    )
    assert links
    assert all("expenditure" in link.title.lower() and link.licence for link in links)


def test_a_page_with_links_years_and_a_pager_is_walked_once(tmp_path):
    web, home = tmp_path / "web", "http://www.council.example"
    put(
        web,
        f"{home}/spending/index.html",
        page("/f/april-2026.csv|April 2026 spend", "/spending/2025|Spending 2025", "/bins|Bins"),
    )
    put(
        web,
        f"{home}/spending/2025/index.html",
        page("/f/march-2025.csv|March 2025 spend", "/f/april-2026.csv|April 2026 spend"),
    )
    for name in ("april-2026", "march-2025"):
        put(web, f"{home}/f/{name}.csv", CSV + name.encode())
    with serve(web) as replay:
        result, _ = gathered(tmp_path / "archive", replay, source(f"{home}/spending"))
    assert (result.found, result.new, result.failed) == (2, 2, 0)
    assert len(bodies(tmp_path / "archive")) == 2
    asked = [each.path for each in replay.asked]
    assert "/bins" not in asked
    assert asked.count("/f/april-2026.csv") == 1


def test_files_that_a_source_names_are_fetched_without_any_page(tmp_path):
    put(tmp_path / "web", "http://www.council.example/a.csv", CSV)
    where = source("http://www.council.example/", options={"files": ["/a.csv"]})
    with serve(tmp_path / "web") as replay:
        result, _ = gathered(tmp_path / "archive", replay, where)
    assert result.new == 1
