"""Open now and the pages of planned purchases, through the site: pages, twins, feeds, and the way to the file."""

import csv
import datetime as dt
import io
import re
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.tracker.loading import load_releases, release
from webapp.app import create_app

NOW = dt.datetime(2026, 5, 20, 11, tzinfo=dt.UTC)
KEY = "ocds-h6vhtk-0abcde"
ATOM = "{http://www.w3.org/2005/Atom}"


def closing(day: str) -> dict[str, Any]:
    return {"tenderPeriod": {"endDate": f"{day}T12:00:00+01:00"}}


@pytest.fixture
def load(sqlite_engine, tmp_path):
    return lambda releases, **words: load_releases(sqlite_engine, tmp_path, releases, **words)


@pytest.fixture
def client(sqlite_engine, settings):
    return create_app(settings, clock=lambda: NOW).test_client()


def text_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.get_data(as_text=True)[:500]
    return answer.get_data(as_text=True)


class _Ids(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.fragments: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.ids.append(value)
            if name == "href" and value and value.startswith("#"):
                self.fragments.append(value[1:])


def test_the_list_says_what_is_left_and_what_for(client, load):
    load([release(1, **closing("2026-05-29"))])
    page = text_of(client.get("/open"))
    assert "9 days" in page
    assert "left to bid" in page
    assert f'href="/purchases/{KEY}"' in page
    assert "29 May 2026 at noon, UK time" in page


def test_the_three_forms_of_the_list_agree(client, load):
    load([release(number, process=f"ocds-h6vhtk-{number:06x}", **closing("2026-06-01")) for number in range(1, 8)])
    data = client.get("/open.json?region=UKE").get_json()
    rows = list(csv.DictReader(io.StringIO(text_of(client.get("/open.csv?region=UKE")))))
    assert [row["key"] for row in rows] == [item["key"] for item in data["items"]]
    assert data["count"] == len(rows) == 7
    assert {row["value"] for row in rows} == {"100000.00"}
    assert data["items"][0]["date"]["basis"]


def test_pages_of_the_list_hold_everything_once(client, load):
    load([release(n, process=f"ocds-h6vhtk-{n:06x}", **closing(f"2026-06-{n % 9 + 1:02d}")) for n in range(1, 121)])
    address, seen = "/open.json", []
    while address:
        data = client.get(address).get_json()
        seen += [item["key"] for item in data["items"]]
        address = data["next"]
    assert len(seen) == len(set(seen)) == 120
    assert 'rel="next"' in text_of(client.get("/open"))


@pytest.mark.parametrize("query", ["region=XX", "least=lots", "kind=%3Cscript%3E"])
def test_a_filter_that_means_nothing_is_told_and_everything_shown(client, load, query):
    load([release(1, **closing("2026-06-01"))])
    answer = client.get(f"/open?{query}")
    assert answer.status_code == 400
    page = answer.get_data(as_text=True)
    assert "is not a" in page
    assert "A case system for housing" in page
    assert "<script>" not in page
    assert client.get(f"/open.atom?{query}").status_code == 400


def test_a_cursor_that_we_did_not_make_is_refused_in_words(client):
    answer = client.get("/open?after=nonsense")
    assert answer.status_code == 400
    assert "Start again from the first page" in answer.get_data(as_text=True)


def test_a_councils_name_as_people_write_it_is_a_filter(client, load):
    luton = release(1, **closing("2026-06-01"))
    luton["parties"][0]["name"] = luton["buyer"]["name"] = "Luton Borough Council"
    load([luton, release(2, process="ocds-h6vhtk-0abcdf", **closing("2026-06-01"))])
    assert client.get("/open.json?buyer=Luton+Council").get_json()["count"] == 1
    assert client.get("/open.json?buyer=luton").get_json()["count"] == 1


def test_the_feed_has_the_newest_notice_first_and_is_the_same_twice(client, load):
    load([
        release(1, **closing("2026-06-01")),
        release(
            2, process="ocds-h6vhtk-0abcdf", date="2026-05-10T10:00:00+01:00", title="Newer", **closing("2026-07-01")
        ),
    ])  # fmt: skip
    for address in ("/open.atom", "/open.atom?region=UKE"):
        first = client.get(address)
        entries = ElementTree.fromstring(first.data).findall(f"{ATOM}entry")
        assert [entry.findtext(f"{ATOM}title") for entry in entries] == [
            "Newer (Exampleton Borough Council)",
            "A case system for housing (Exampleton Borough Council)",
        ]
        assert client.get(address).data == first.data
        assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_every_page_names_its_calendar_and_its_feed(client, load):
    load([release(1, **closing("2026-06-01"))])
    for address, stem in (("/open?q=case", "/open"), (f"/purchases/{KEY}", f"/purchases/{KEY}")):
        page = text_of(client.get(address))
        query = "?q=case" if "?" in address else ""
        for kind, media in (("ics", "text/calendar"), ("atom", "application/atom+xml")):
            assert re.search(
                rf'rel="alternate" type="{re.escape(media)}" href="{re.escape(stem)}.{kind}{re.escape(query)}"', page
            )
            assert client.get(f"{stem}.{kind}{query}").status_code == 200


def test_a_purchase_shows_its_history_and_each_clause_its_field(client, load):
    load([
        release(1, **closing("2026-06-01")),
        release(2, date="2026-05-03T10:00:00+01:00", title="A case system for tenants", **closing("2026-06-08")),
    ])  # fmt: skip
    page = text_of(client.get(f"/purchases/{KEY}"))
    assert "19 days left to bid" in page
    assert re.search(r"<del>.*?housing</del>", page)
    assert re.search(r"<ins>.*?tenants</ins>", page)
    found = _Ids()
    found.feed(page)
    assert "field-tender-tenderperiod-enddate" in found.ids
    assert [each for each in found.fragments if each not in found.ids] == []
    assert len(found.ids) == len(set(found.ids))


def test_a_figure_leads_to_its_file_and_row_in_two_steps(client, load):
    load([release(1), release(2, process="ocds-h6vhtk-0abcdf", **closing("2026-06-01"))])
    page = text_of(client.get("/purchases/ocds-h6vhtk-0abcdf"))
    value = re.search(r'<a href="(#field-[^"]+)"><data class="money"', page)
    assert value
    row = page[page.index(f'id="{value[1][1:]}"') :]
    address = re.search(r'href="(/notice-files/[0-9a-f]{64}\?from=\w+)"', row)
    assert address
    file = text_of(client.get(address[1]))
    for fact in ("a-publisher", "1 June 2026, 06:00 UTC", "000002-2026"):
        assert fact in file
    data = client.get(address[1].replace("?", ".json?")).get_json()
    assert data["rows_read"] == 2
    assert data["record"]["tender"]["value"]["amount"] == 100000
    assert data["records"][0]["page"] == "/purchases/ocds-h6vhtk-0abcdf"


def test_a_value_of_a_penny_is_marked_and_shown_as_no_figure_of_the_list(client, load):
    load([release(1, value={"amount": 0.01, "currency": "GBP"}, **closing("2026-06-01"))])
    assert "value not believable" in text_of(client.get("/open"))
    page = text_of(client.get(f"/purchases/{KEY}"))
    assert "A value too small to be meant" in page
    assert "left out of totals" in page


def test_a_cancelled_purchase_says_so(client, load):
    load([release(1, **closing("2026-06-01"))])
    end = {**release(2, notice="UK12", date="2026-05-12T10:00:00+01:00"), "tag": ["tenderCancellation"]}
    end["tender"] = {"id": "T1", "status": "cancelled"}
    load([end])
    page = text_of(client.get(f"/purchases/{KEY}"))
    assert "The buyer has called this purchase off" in page
    assert "STATUS:CANCELLED" in text_of(client.get(f"/purchases/{KEY}.ics"))
    assert "STATUS:CANCELLED" in text_of(client.get("/open.ics"))
    assert client.get("/open.json").get_json()["count"] == 0


def test_hostile_words_in_a_notice_stay_words(client, load):
    nasty = "<script>alert(1)</script> \"'>\x0b\x01 and on"
    load(
        [
            release(
                1,
                title=nasty,
                description=nasty,
                submissionMethodDetails="javascript:alert(1)",
                **closing("2026-06-01"),
            )
        ]
    )
    for address in ("/open", f"/purchases/{KEY}"):
        page = text_of(client.get(address))
        assert "<script>" not in page
        assert 'href="javascript:' not in page
    rows = list(csv.DictReader(io.StringIO(text_of(client.get("/open.csv")))))
    assert rows[0]["title"].startswith("<script>")
    assert ElementTree.fromstring(client.get("/open.atom").data) is not None


@pytest.mark.parametrize(
    "address", ["/purchases/none", "/purchases/none.ics", "/notice-files/" + "0" * 64, "/notice-files/x"]
)
def test_what_there_is_not_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_a_date_can_be_worked_out(client):
    page = text_of(client.get("/clock?rule=standstill&date=2026-12-21&nation=SCT"))
    assert "5 January 2027" in page
    assert "bank holidays of Scotland" in page
    assert "DTSTART;VALUE=DATE:20270105" in text_of(client.get("/clock.ics?rule=standstill&date=2026-12-21&nation=SCT"))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("rule=standstill&date=soon", "is not a date"),
        ("rule=agenda&date=2026-06-08&nation=SCT", "That rule is England’s"),
        ("rule=none&date=2026-06-08", "is not a rule"),
        ("rule=standstill&date=0001-01-01", "2000 to 2099"),
        ("rule=standstill&date=2026-06-08&nation=FR", "is not a nation"),
    ],
)
def test_a_question_that_cannot_be_answered_is_told_why(client, query, said):
    answer = client.get(f"/clock?{query}")
    assert answer.status_code == 400
    assert said in answer.get_data(as_text=True)
    assert client.get(f"/clock.ics?{query}").status_code == 400
