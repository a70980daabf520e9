"""The search page: its kinds, filters, pages, twins and feed, and its help where nothing is found."""

import csv
import io
from xml.etree import ElementTree

import pytest

from tests.tracker.loading import load_releases, release
from tests.webapp.reading import links, read
from tests.webapp.spent import CARE, WASTE, filled
from tracker.suppliers import name_id
from webapp.addresses import supplier_address
from webapp.app import create_app

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def client(sqlite_engine, settings, tmp_path):
    filled(sqlite_engine, tmp_path)
    load_releases(sqlite_engine, tmp_path, [release(at, process=f"ocds-x-{at}") for at in range(1, 31)])
    return create_app(settings).test_client()


def test_one_box_finds_all_kinds_with_their_counts(client):
    page = read(client.get("/search?q=devon"))
    assert "/councils/devon" in page.links
    assert {"#bodies", "#files"} <= set(page.links)
    assert "Files of payments 2" in page.text
    assert supplier_address(name_id(CARE), CARE) in read(client.get("/search?q=pennyroy+care")).links
    (kind,) = (
        each for each in client.get("/search.json?q=library+licence").json["kinds"] if each["kind"] == "payments"
    )
    assert [(each["body_slug"], each["pence"]) for each in kind["items"]] == [("devon", 90_000)]
    assert client.get("/search?q=devon").headers["X-Robots-Tag"] == "noindex"


def test_more_of_a_kind_leads_through_all_of_it(client):
    more = links(read(client.get("/search?q=housing")), "/search?q=housing&kind=purchases")
    first = read(client.get(more[0]))
    found = links(first, "/purchases/")
    (after,) = [link for link in links(first, "/search?") if "after=" in link]
    second = read(client.get(after))
    assert len(found) == 25
    assert len({*found, *links(second, "/purchases/")}) == 30
    assert [link for link in links(second, "/search?") if "after=" in link] == []


def test_a_mistyped_name_is_answered_with_what_it_was_taken_for(client):
    page = read(client.get("/search?q=Bramblewik"))
    assert "Nothing was found for “Bramblewik” . Showing results for “bramblewick” instead" in page.text
    assert supplier_address(name_id(WASTE), WASTE) in page.links
    (exactly,) = [link for link in page.links if "exactly=yes" in link]
    assert "Nothing was found" in read(client.get(exactly)).text
    assert client.get("/search.json?q=Bramblewik").json["guessed_from"] == WASTE


def test_an_empty_answer_says_what_is_here(client):
    for address in ("/search", "/search?q=zzyzx", "/search?q=%22", "/search?q=zzyzx&body=kent&year=2026"):
        page = read(client.get(address))
        assert {"/spending", "/open", "/grants", "/software", "/bids"} <= set(page.links)
    assert "no letter or digit" in read(client.get("/search?q=%22*")).text


def test_filters_narrow_and_wrong_ones_are_told(client):
    page = read(client.get("/search?q=refuse+collection&body=Kent&year=2026"))
    assert "Kent County Council" in page.text
    assert "Devon County Council" not in page.text
    assert "Left out, because these filters mean nothing to them" in page.text
    assert "No public body is known here as “Nowhere”" in read(client.get("/search?q=a&body=Nowhere"), 400).text
    assert "is no year" in read(client.get("/search?q=a&year=soon"), 400).text
    assert "Start again" in read(client.get("/search?q=housing&kind=purchases&after=x"), 400).text
    assert "no such kind" in read(client.get("/search?q=housing&kind=x"), 400).text


def test_the_table_twin_has_a_row_for_each_thing_found(client):
    rows = list(csv.DictReader(io.StringIO(client.get("/search.csv?q=bramblewick").get_data(as_text=True))))
    assert [(row["kind"], row["title"], row["pounds"]) for row in rows] == [("suppliers", WASTE, "342800.00")]


def test_every_search_has_a_feed_that_does_not_change_by_itself(client):
    (address,) = {feed for feed in read(client.get("/search?q=refuse+collection&body=devon")).links if ".atom" in feed}
    answer = client.get(address)
    entries = list(ElementTree.fromstring(answer.data).iter(f"{ATOM}entry"))
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["Payments: Refuse collection"] * 2
    moments = [entry.findtext(f"{ATOM}updated") for entry in entries]
    assert moments == sorted(moments, reverse=True)
    assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert client.get("/search.atom?q=a&body=Nowhere").status_code == 400
    assert ElementTree.fromstring(client.get("/search.atom").data).find(f"{ATOM}entry") is None


@pytest.mark.parametrize(
    "odd", ["%22", "*", "a%00b", "NEAR(", "x" * 500, "'; DROP TABLE payment; --", "%ED%A0%80", "%01"]
)
def test_hostile_questions_get_a_page_twins_and_a_feed(client, odd):
    read(client.get(f"/search?q={odd}"))
    for twin in ("json", "csv", "atom"):
        assert client.get(f"/search.{twin}?q={odd}").status_code == 200
