"""Grants through the site: promised and paid, announced sums with what is not known, marks, and no names of persons."""

import csv
import datetime as dt
import io
import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.tracker.loading import load_file
from tracker.db import writing
from tracker.programmes import seed
from webapp.app import create_app

NOW = dt.datetime(2026, 6, 10, 9, tzinfo=dt.UTC)
TIMELY = "/grants/programmes/timely-information-to-citizens"


def a_grant(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"360G-example-{number}",
        "title": f"Grant {number}",
        "description": "For the hall",
        "currency": "GBP",
        "amountAwarded": 1000 * number,
        "awardDate": f"2026-0{number % 5 + 1}-15",
        "fundingOrganization": [{"id": "GB-CHC-1", "name": "Example Fund"}],
        "recipientOrganization": [{"id": "GB-CHC-2", "name": "Example Hall Trust"}],
        "grantProgramme": [{"title": "Warm halls"}],
        "beneficiaryLocation": [{"name": "Leeds", "geoCode": "E08000035", "geoCodeType": "MD"}],
        **more,
    }


@pytest.fixture
def load(sqlite_engine, tmp_path):
    def loaded(*grants: dict[str, Any]) -> None:
        path = tmp_path / f"{len(list(tmp_path.glob('*.json')))}.json"
        path.write_text(json.dumps({"grants": list(grants)}), encoding="utf-8")
        load_file(sqlite_engine, path, tmp_path, kind="grants")

    return loaded


@pytest.fixture
def client(sqlite_engine, settings):
    with writing(sqlite_engine) as connection:
        seed(connection)
    return create_app(settings, clock=lambda: NOW).test_client()


def text_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.get_data(as_text=True)[:500]
    return answer.get_data(as_text=True)


def rows_of(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text_of(answer))))


def test_the_first_programme_says_what_is_known_and_fills_nothing_in(client):
    page = text_of(client.get(TIMELY))
    assert "£620k" in page
    assert 'title="£620,000"' in page
    assert "2 recipients not named" in page
    assert "an announcement is not a payment" in page
    data = client.get(f"{TIMELY}.json").get_json()
    (announced,) = data["announced"]
    assert (announced["total"], announced["recipients"]) == ("620000.00", 10)
    shares = [share["amount"] for share in announced["shares"]]
    assert len(shares) == 8
    assert [share for share in shares if share] == ["100000.00"]
    assert all(share["source"] for share in announced["shares"])


def test_a_council_named_in_an_announcement_has_a_page_without_a_sum_made_up(client):
    address = re.search(r'href="(/grants/recipients/[^"]*kent[^"]*)"', text_of(client.get(TIMELY)))
    assert address
    assert "not known" in text_of(client.get(address[1]))
    (share,) = client.get(f"{address[1]}.json").get_json()["announced_shares"]
    assert share["amount"] is None


def test_totals_leave_out_what_cannot_be_believed_and_other_currencies(client, load):
    load(a_grant(1), a_grant(2), a_grant(3, amountAwarded=0), a_grant(4, currency="EUR"))
    data = client.get("/grants.json").get_json()
    assert (data["grants"], data["counted_in_totals"], data["pounds"]) == (4, 2, "3000.00")
    assert {row["id"]: row["mark"] for row in rows_of(client.get("/grants.csv"))}[
        "360G-example-3"
    ] == "grant-amount-zero"
    assert "out of totals" in text_of(client.get("/grants"))


def test_the_map_and_its_table_say_the_same(client, load):
    load(a_grant(1), a_grant(2), a_grant(3, beneficiaryLocation=[]))
    page = text_of(client.get("/grants"))
    assert 'aria-label="Yorkshire and the Humber: 2 grants, £3k"' in page
    assert "1 grant names no region" in page.replace("\n", " ")
    data = client.get("/grants.json").get_json()
    assert [(each["name"], each["grants"]) for each in data["regions"]] == [("Yorkshire and the Humber", 2)]


@pytest.mark.parametrize(
    ("query", "count"),
    [("region=UKE", 3), ("region=UKI", 0), ("year=2026", 3), ("year=1999", 0), ("q=grant+2", 1), ("q=100%25", 0),
     ("recipient=example-hall-trust", 2), ("funder=example-fund", 3)],
)  # fmt: skip
def test_filters_narrow_the_list_the_same_in_every_form(client, load, query, count):
    load(a_grant(1), a_grant(2), a_grant(3, recipientOrganization=[{"id": "X", "name": "Another"}]))
    assert len(client.get(f"/grants.json?{query}").get_json()["items"]) == count
    assert len(rows_of(client.get(f"/grants.csv?{query}"))) == count
    feed = ElementTree.fromstring(client.get(f"/grants.atom?{query}").data)
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == count


def test_pages_hold_every_grant_once_with_those_without_a_day_last(client, load):
    undated = [a_grant(number, awardDate="") for number in range(200, 260)]
    load(*(a_grant(number) for number in range(1, 61)), *undated)
    seen, cursor = [], ""
    while cursor is not None:
        data = client.get(f"/grants.json?after={cursor}" if cursor else "/grants.json").get_json()
        seen += [item["id"] for item in data["items"]]
        cursor = data["next_cursor"]
    assert len(seen) == len(set(seen)) == 120
    assert all(int(name.rsplit("-", 1)[1]) >= 200 for name in seen[60:])


def test_a_grant_to_a_person_names_nobody_and_is_kept_from_search_engines(client, load):
    person = a_grant(1, recipientIndividual=[{"id": "P1", "name": "Fictional Person"}], title="For a laptop")
    del person["recipientOrganization"]
    load(person)
    (row,) = rows_of(client.get("/grants.csv"))
    answer = client.get(row["page"])
    assert "Fictional Person" not in text_of(answer)
    assert "an individual" in text_of(answer)
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_a_grant_leads_to_its_file_and_row(client, load):
    load(a_grant(1), a_grant(2))
    row = next(row for row in rows_of(client.get("/grants.csv")) if row["id"] == "360G-example-2")
    page = text_of(client.get(row["page"]))
    address = re.search(r'href="(/notice-files/[0-9a-f]{64}\?from=\w{13})"', page)
    assert address
    assert row["source_sha256"] in address[1]
    file = text_of(client.get(address[1]))
    assert "360G-example-2" in file
    assert "1 June 2026, 06:00 UTC" in file


def test_an_edited_amount_keeps_what_it_was(client, load):
    load(a_grant(1, dateModified="2026-01-01T00:00:00Z"))
    load(a_grant(1, amountAwarded=1500, dateModified="2026-02-01T00:00:00Z"))
    (row,) = rows_of(client.get("/grants.csv"))
    assert row["amountAwarded"] == "1500.00"
    versions = client.get(f"{row['page']}.json").get_json()["versions"]
    assert sorted(each["amount"] for each in versions) == ["1000.00", "1500.00"]


@pytest.mark.parametrize(
    ("address", "status"),
    [("/grants?region=XX", 400), ("/grants?year=soon", 400), ("/grants?after=x", 400), ("/grants.atom?region=XX", 400),
     ("/grants/none", 404), ("/grants/0000000000000", 404), ("/grants/recipients/none", 404),
     ("/grants/programmes/none", 404), ("/grants/announcements/0000000000000", 404)],
)  # fmt: skip
def test_what_cannot_be_answered_is_told(client, load, address, status):
    load(a_grant(1))
    assert client.get(address).status_code == status


def test_open_calls_have_a_calendar_and_leave_the_page_when_they_close(client, sqlite_engine, tmp_path):
    calls = [
        {"id": f"c{number}", "label": f"call-{number}", "grantName": f"Call {number}",
         "grantFunder": "Example Department",
         "grantApplicationOpenDate": "2026-05-01T09:00Z", "grantApplicationCloseDate": closes}
        for number, closes in ((1, "2026-06-19T09:00Z"), (2, "2026-06-09T09:00Z"))
    ]  # fmt: skip
    found = {"props": {"pageProps": {"totalGrants": 2, "currentPage": "1", "searchResult": calls}}, "buildId": "x1"}
    path = tmp_path / "grants.html"
    head = "<!doctype html><title>Find a grant</title>"
    path.write_text(f'{head}<script id="__NEXT_DATA__" type="application/json">{json.dumps(found)}</script>')
    load_file(sqlite_engine, path, tmp_path, kind="announcements")
    assert "Open for applications" in text_of(client.get("/grants"))
    calendar = text_of(client.get("/grants.ics"))
    assert calendar.count("BEGIN:VEVENT") == 1
    assert "SUMMARY:Applications close: Call 1 (Example Department)" in calendar
    assert "DTSTART:20260619T090000Z" in calendar
    assert client.get("/grants.ics").data.decode() == calendar
