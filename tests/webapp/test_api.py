"""The API keeps its own document: lists, cursors, filters, ETags, and a sentence for whatever cannot be asked."""

import json

import pytest
from jsonschema import Draft202012Validator

from tests.tracker.publishing import MADE, PRIVATE, published
from tracker.api_lists import LISTINGS
from webapp.api.shapes import LARGEST
from webapp.app import create_app

NAMES = sorted([*(listing.name for listing in LISTINGS), "payments", "snapshots"])


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """A site with a little of everything and a public copy."""
    settings, _ = published(tmp_path_factory.mktemp("api"))
    made = create_app(settings, clock=lambda: MADE)
    yield made
    made.extensions["daylight"].engine.dispose()


@pytest.fixture
def client(app):
    """A program that asks."""
    return app.test_client()


def test_the_document_names_every_list_and_answers_hold_to_it(client):
    document = client.get("/api/v1/openapi.json").get_json()
    assert document["openapi"].startswith("3.1")
    assert sorted(client.get("/api/v1").get_json()["lists"]) == NAMES
    for name in NAMES:
        operation = document["paths"][f"/api/v1/{name}"]["get"]
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        page = client.get(f"/api/v1/{name}?limit=5").get_json()
        Draft202012Validator({**schema, "components": document["components"]}).validate(page)
        item = document["paths"][f"/api/v1/{name}/{{identifier}}"]["get"]
        shape = item["responses"]["200"]["content"]["application/json"]["schema"]
        for each in page["items"]:
            one = client.get(f"/api/v1/{name}/{each['id']}").get_json()
            Draft202012Validator({**shape, "components": document["components"]}).validate(one)
            assert one == each


@pytest.mark.parametrize("address", [f"/api/v1/{name}" for name in NAMES] + ["/api/v1/payments?organisation=leeds"])
def test_a_walk_by_cursor_meets_every_item_once(client, address):
    join = "&" if "?" in address else "?"
    whole = client.get(f"{address}{join}limit={LARGEST}").get_json()["items"][:40]
    met, cursor = [], ""
    while len(met) < len(whole):
        page = client.get(f"{address}{join}limit=7{cursor}").get_json()
        met += page["items"]
        if page["next"] is None:
            break
        assert page["next_cursor"] in page["next"]
        cursor = f"&cursor={page['next_cursor']}"
    assert met[: len(whole)] == whole
    assert len({json.dumps(item) for item in met}) == len(met)


def test_payments_lead_to_file_and_row_and_name_no_person(client):
    page = client.get("/api/v1/payments?limit=200").get_json()
    assert len(page["items"]) == 69
    assert PRIVATE not in json.dumps(page)
    withheld = [item for item in page["items"] if item["name_withheld"]]
    assert [item["supplier"] for item in withheld] == [None, None]
    assert all(item["source_row"] > 1 and len(item["sha256"]) == 64 for item in page["items"])


@pytest.mark.parametrize(
    ("address", "count"),
    [
        ("organisations?nation=Wales", 22),
        ("payments?organisation=devon&month=2026-04", 27),
        ("payments?organisation=devon&month=2020-01", 0),
        ("payments?organisation=devon&words=credit", 1),
        ("files?organisation=leeds", 1),
        ("files?state=rejected", 0),
        ("processes?buyer=exampleton-borough-council", 1),
        ("processes?buyer=Exampleton+Borough+Council", 1),
        ("processes?buyer=demo-nowhere", 0),
        ("payments?organisation=devon&year=2026", 27),
        ("payments?organisation=devon&year=2025", 0),
        ("grants?year=2026", 2),
        ("suppliers?company_number=00000001", 0),
    ],
)
def test_filters_narrow(client, address, count):
    assert len(client.get(f"/api/v1/{address}&limit=200").get_json()["items"]) == count


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("payments?month=2026-04", "give organisation too"),
        ("payments?organisation=nowhere", "There is no organisation 'nowhere'"),
        ("payments?organisation=leeds&month=April", "'April' is no month"),
        ("payments?organisation=leeds&supplier=x", "'x' is no supplier"),
        ("payments?organisation=leeds&year=26", "'26' is no year"),
        ("processes?region=Mars", "'Mars' is no region; there are "),
        ("files?state=lost", "there are current, rejected, superseded"),
        ("payments?cursor=abc", "not made by this list"),
        ("payments?cursor=WzEsMl0x", "not made by this list"),
        ("suppliers?cursor=WyJhIl0", "not made by this list"),
        ("grants?year=abcd", "four digits"),
        ("organisations?limit=0", "limit: Input should be greater than or equal to 1"),
        ("organisations?limit=201", "limit: Input should be less than or equal to 200"),
        ("organisations?colour=red", "colour: is not something this list can be asked"),
        ("organisations?nation=%00", "is no nation"),
        ("processes?stage=%00", "NUL"),
    ],
)
def test_what_means_nothing_gets_a_sentence(client, address, words):
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == 422
    assert words in answer.get_json()["error"]


def test_an_etag_saves_the_second_answer_and_any_site_may_read(client):
    first = client.get("/api/v1/organisations")
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    again = client.get("/api/v1/organisations", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")


def test_what_is_not_there(client):
    for address in ("nosuch", "payments/0000000000000", "payments/x", "suppliers/zzzzzzzzzzzzz", "organisations/%00"):
        answer = client.get(f"/api/v1/{address}")
        assert (answer.status_code, list(answer.get_json())) == (404, ["error"])
    assert client.post("/api/v1/payments").status_code in {400, 405}


def test_the_guide_shows_what_works(client):
    guide = client.get("/api").get_data(as_text=True)
    for name in NAMES:
        if name != "snapshots":
            assert f"/api/v1/{name}" in guide
    assert "24 months" in client.get("/api/policy").get_data(as_text=True)
