"""Sources are declarations: each is whole, its spider exists, and every council that lists its spending is there."""

import csv

import pytest
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from scrapers import sources
from scrapers.settings import scrapy_settings
from tests.corpus import corpus_path
from tracker.organisations import council_facts
from tracker.sources import CADENCES, SourceError, choose, read_sources


def test_every_source_says_whose_it_is_under_which_licence_and_how_often():
    found = sources()
    spiders = set(SpiderLoader.from_settings(Settings(scrapy_settings())).list())
    assert len({source.id for source in found}) == len(found)
    assert {source.spider for source in found} <= spiders
    assert all(source.licence and source.cadence in CADENCES and source.name for source in found)


def test_a_code_of_a_publisher_is_one_that_a_body_bears():
    """Else its files would be loaded for a body of that number, beside the council."""
    known = {code for row in council_facts() for code in (row["gss_code"], *row["former_gss_codes"].split(";"))}
    coded = [source for source in sources() if source.kind == "spending" and source.publisher[1:].isdigit()]
    assert len(coded) > 150
    assert [source.id for source in coded if source.publisher not in known] == []


@pytest.mark.corpus
def test_every_council_with_a_listing_page_is_a_source():
    with corpus_path("organisations", "council-spending-listings.csv").open(encoding="utf-8", newline="") as stream:
        listed = {row["listing_url"].strip() for row in csv.DictReader(stream)} - {""}
    declared = {source.url for source in sources() if source.kind == "spending"}
    assert len(listed) > 150
    assert sorted(listed - declared) == []


def test_a_source_is_chosen_by_id_publisher_kind_or_spider_and_nothing_else():
    found = sources()
    assert {source.kind for source in choose(found, ["grants"])} == {"grants"}
    assert [source.id for source in choose(found, ["find-a-tender"])] == ["find-a-tender"]
    with pytest.raises(SourceError, match="no-such"):
        choose(found, ["no-such"])


_WHOLE = "id: a, publisher: b, spider: c, licence: d"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("sources: 3", "a list called 'sources'"),
        ("sources: [{id: a}]", "does not say its publisher"),
        (f"sources: [{{{_WHOLE}, kind: poems, url: 'http://a.example', cadence: daily}}]", "poems"),
        (f"sources: [{{{_WHOLE}, kind: grants, url: 'ftp://a', cadence: daily}}]", "no http"),
        (f"sources: [{{{_WHOLE}, kind: grants, url: 'http://a.example', cadence: often}}]", "often"),
        ("a: [", "not valid YAML"),
    ],
)
def test_a_wrong_declaration_is_named_with_what_is_allowed(tmp_path, wrong, said):
    path = tmp_path / "wrong.yml"
    path.write_text(wrong)
    with pytest.raises(SourceError, match=said):
        read_sources(path)
