"""Cost sheets that are uploaded fill the form; what is published comes as feeds, as OCDS, and with its terms quoted."""

import json
from io import BytesIO

import pytest
from lxml import etree
from lxml import html as lxml_html

from tests.tracker.bidding import FIRMS, Council, moderator
from tests.webapp.people import Person, Town
from tracker.takedown import suppress

BIDDER = FIRMS["Larkspur Systems Ltd"][0]
CSV = b"""All prices exclude VAT,,,,,
Line,Year 1,Year 2,Year 3,Year 4,Year 5
Annual licence,"12,500.00",12500,12500,12500,12500
Hosting,900,900,,,
Hosting of backups,100,100,100,,
Coffee for the team,5,5,5,5,5
Users,40,40,40,40,40
"""


def _item(words, amount, currency="GBP"):
    return {"description": words, "quantity": 1, "unit": {"value": {"amount": amount, "currency": currency}}}


OCDS = {
    "ocid": "ocds-x-1",
    "bids": {
        "details": [
            {
                "id": "7",
                "tenderers": [{"name": "Larkspur Systems Ltd"}],
                "items": [
                    _item("Licence, year 1", 12_500), _item("Licence, year 2", 12_500.5), _item("Build", 40_000),
                    _item("Hosting, year 1", 7, "EUR"),
                ],
            }
        ]
    },
}  # fmt: skip


@pytest.fixture
def town(sqlite_engine, settings):
    town = Town(settings)
    yield town
    town.close()


def _sent(town, council, name, content):
    """The form of the bid after a file was added to it: its fields, and the page."""
    procurement = council.opened()
    person = Person(town, BIDDER)
    person.sign_in()
    person.open(f"/bids/{procurement}/bid")
    person.send(f"/bids/{procurement}/bid", step="save", legal_name="Larkspur Systems Ltd")
    person.open(f"/bids/{procurement}/bid")
    person.send("/bid/files", file=(BytesIO(content), name))
    form = next(each for each in lxml_html.fromstring(person.page).forms if (each.get("action") or "").endswith("/bid"))
    return dict(form.fields), person


def test_a_cost_sheet_fills_the_form_and_what_has_no_place_is_said(town, sqlite_engine, settings):
    fields, person = _sent(town, Council(sqlite_engine, settings), "costs.csv", CSV)
    assert [fields[f"cost_licence_{year}"] for year in range(1, 6)] == ["12,500"] * 5
    assert [fields[f"cost_hosting_{year}"] for year in range(1, 6)] == ["1,000", "1,000", "100", "", ""]
    assert fields["cost_build_1"] == ""
    assert fields["users"] == "40"
    assert fields["legal_name"] == "Larkspur Systems Ltd"
    assert "not saved yet" in person.page
    assert "“Coffee for the team” is none of the lines here" in person.page
    assert "were added up as hosting" in person.page
    person.get(person.last)
    assert 'value="12,500"' not in person.page


def test_bids_in_ocds_fill_the_years_that_they_name_and_no_others(town, sqlite_engine, settings):
    fields, person = _sent(town, Council(sqlite_engine, settings), "bid.json", json.dumps(OCDS).encode())
    assert [fields[f"cost_licence_{year}"] for year in range(1, 6)] == ["12,500", "12,500.50", "", "", ""]
    assert all(fields[f"cost_build_{year}"] == "" for year in range(1, 6))
    assert "“Build” has £40,000 in all and no years" in person.page
    assert fields["cost_hosting_1"] == "", "euros are not taken for pounds"


def test_what_is_published_comes_as_feed_and_ocds_until_it_is_taken_down(town, sqlite_engine, settings):
    council = Council(sqlite_engine, settings)
    procurement = council.closed()
    reader = Person(town)
    reader.get(f"/bids/{procurement}/ocds.json", 404)
    feed = etree.fromstring(reader.get(f"/bids/{procurement}.atom").data)
    assert "closed with 3 bids" in "".join(feed.itertext())
    assert "closed with 3 bids" in reader.get("/bids.atom").get_data(as_text=True)
    with council.write() as connection:
        suppress(connection, moderator(), kind="procurement", key=procurement, reason="A test", now=council.now)
    reader.get(f"/bids/{procurement}.atom", 404)
    assert "closed with 3 bids" not in reader.get("/bids.atom").get_data(as_text=True)


def test_a_bid_is_asked_what_it_says_of_source_licence_and_leaving(town, sqlite_engine, settings):
    procurement = Council(sqlite_engine, settings).published()
    reader = Person(town)
    reader.get(f"/bids/{procurement}/A")
    assert "What this bid says of source, licence and leaving" in reader.page
    says = json.loads(reader.get(f"/bids/{procurement}/A.json").data)["says"]
    assert {"subject", "mark", "quotes"} == set(says[0])
    assert any("CSV" in quote for each in says for quote in each["quotes"])
    package = json.loads(reader.get(f"/bids/{procurement}/ocds.json").data)
    assert [bid["id"] for bid in package["releases"][0]["bids"]["details"]] == ["A", "B", "C"]
    assert not any(name in json.dumps(package) for name in FIRMS)
