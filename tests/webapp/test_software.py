"""Software, promises and campaigns as a reader meets them: through the pages, their twins and the letters."""

import datetime as dt
import json
import re

import pytest

from tracker.campaigns import open_campaign
from tracker.db import writing
from tracker.programmes import seed as seed_programmes
from tracker.promises import seed as seed_promises
from tracker.recipes import add_recipe, confirm_copy, decide_suggestion, waiting_suggestions
from tracker.reuse.index import store_entries
from webapp.app import create_app

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
GOOD = {
    "row": 1, "kind": "software", "name": "Bibliotheca Aperta", "url": "https://code.example/a", "licence": "MIT",
    "osi_approved": True, "summary": "Library management system for towns", "maintainer": "Example Systems Ltd",
    "used_by": ["Exampleton Borough Council"], "last_activity": "2026-06-01",
}  # fmt: skip
STALE = GOOD | {"row": 2, "name": "Bibliotheca Vetus", "url": "https://code.example/b", "last_activity": "2019-01-01"}


@pytest.fixture
def client(sqlite_engine, settings):
    """A site with the seeded promises, two entries of a catalogue, and one open campaign."""
    with writing(sqlite_engine) as connection:
        seed_programmes(connection)
        seed_promises(connection, NOW)
        store_entries(connection, "example", [GOOD, STALE], "0" * 64, NOW)
        open_campaign(connection, "Release the tool", "We ask for the source.", "Exampleton Council", NOW.date())
    return create_app(settings, clock=lambda: NOW).test_client()


def _form(client, address):
    page = client.get(address).get_data(as_text=True)
    return {"csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', page)[1]}


@pytest.mark.parametrize(
    "address",
    ["/software", "/software?q=library", "/software/functions/library", "/software/koha", "/reuse",
     "/reuse?text=library+management+system", "/reuse/radar", "/recipes", "/promises", "/campaigns",
     "/promises/timely-information-to-citizens-open-source", "/campaigns/release-the-tool"],
)  # fmt: skip
def test_every_page_has_its_twins(client, address):
    assert client.get(address).status_code == 200
    path, _, query = address.partition("?")
    twin = client.get(f"{path}.json?{query}")
    assert twin.status_code == 200
    assert json.loads(twin.data)


def test_the_reuse_check_names_evidence_and_says_when_there_is_nothing(client):
    found = client.get("/reuse.json?text=Uniform").get_json()["answer"]
    assert found["functions"][0]["id"] == "planning"
    assert all(each["evidence"] and 0 < each["confidence"] < 1 for each in found["candidates"])
    nothing = client.get("/reuse?text=Resurfacing+of+the+car+park+at+the+leisure+centre").get_data(as_text=True)
    assert "Nothing suitable" in nothing


def test_a_gathered_entry_has_a_page_and_a_stale_one_says_why(client):
    page = client.get("/software/bibliotheca-aperta").get_data(as_text=True)
    assert "Exampleton Borough Council" in page
    assert "MIT" in page
    stale = client.get("/software/bibliotheca-vetus").get_data(as_text=True)
    assert "Nothing has changed in it since 1 January 2019" in stale


def test_the_programme_of_2009_shows_promise_reply_and_what_is_not_known(client):
    page = client.get("/promises/timely-information-to-citizens-open-source").get_data(as_text=True)
    assert "wherever possible be released under open source licence" in page
    assert "Not checkable yet" in page
    assert "Which of the ten councils made the commitment" in page
    councils = client.get("/promises.json?programme=timely-information-to-citizens").get_json()["promises"]
    assert sum(line["who_kind"] == "council" for line in councils) == 8
    campaign = client.get("/campaigns/open-source-timely-information-to-citizens").get_data(as_text=True)
    assert "322" in campaign


def test_the_badge_says_its_verdict_in_words(client):
    answer = client.get("/promises/local-digital-fund-open-outputs/badge.svg")
    assert answer.mimetype == "image/svg+xml"
    assert "Not checkable yet" in answer.get_data(as_text=True)


def test_the_feed_of_verdicts_is_the_same_twice(client):
    first, second = client.get("/promises.atom"), client.get("/promises.atom")
    assert first.data == second.data
    assert b"Timely Information" in first.data or b"promise/" in first.data


def test_a_signature_counts_only_after_its_letter(client, settings):
    given = _form(client, "/campaigns/release-the-tool") | {"email": "reader@exampleton.example", "public": "yes"}
    answer = client.post("/campaigns/release-the-tool/sign", data=given | {"name": "A Fictional Reader"})
    assert answer.status_code == 303
    assert client.get("/campaigns/release-the-tool.json").get_json()["signatures"] == 0
    letter = next((settings.data_dir / "outbox").iterdir()).read_text(encoding="utf-8").replace("=\n", "")
    token = re.search(r"/campaigns/confirm/(\S+)", letter)[1]
    asked = client.get(f"/campaigns/confirm/{token}")
    assert asked.status_code == 200
    assert client.get("/campaigns/release-the-tool.json").get_json()["signatures"] == 0
    client.post(f"/campaigns/confirm/{token}", data=_form(client, f"/campaigns/confirm/{token}"))
    shown = client.get("/campaigns/release-the-tool.json").get_json()
    assert (shown["signatures"], shown["names"]) == (1, ["A Fictional Reader"])
    assert "reader@exampleton.example" not in client.get("/campaigns/release-the-tool").get_data(as_text=True)


def test_what_is_no_address_is_said_beside_the_field(client):
    given = _form(client, "/campaigns/release-the-tool") | {"email": "nobody"}
    answer = client.post("/campaigns/release-the-tool/sign", data=given)
    assert answer.status_code == 400
    assert "This is not an e-mail address." in answer.get_data(as_text=True)


def test_a_suggestion_waits_for_a_moderator(client, sqlite_engine):
    given = _form(client, "/reuse/suggest") | {"name": "A Tool", "link": "https://code.example/t", "reason": "It does."}
    assert client.post("/reuse/suggest", data=given).status_code == 303
    with writing(sqlite_engine) as connection:
        waiting = waiting_suggestions(connection)
        assert [each["name"] for each in waiting] == ["A Tool"]
        decide_suggestion(connection, waiting[0]["id"], shown=True)
        assert waiting_suggestions(connection) == []
    wrong = client.post("/reuse/suggest", data=given | {"link": "javascript:alert(1)"})
    assert wrong.status_code == 400


def test_a_recipe_shows_who_copied_it(client, sqlite_engine):
    facts = {
        "organisation": "Exampleton Council",
        "software": "Koha",
        "need": "A catalogue.",
        "steps": "Move the data.",
    }
    with writing(sqlite_engine) as connection:
        address = add_recipe(connection, facts, NOW)
        confirm_copy(connection, address, "Otherham Council", True, "In six weeks", NOW)
    page = client.get(f"/recipes/{address}").get_data(as_text=True)
    assert "Otherham Council" in page
    assert "In six weeks" in page
    assert "/recipes/" in client.get("/software/koha").get_data(as_text=True)
