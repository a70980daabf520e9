"""Worth checking, quality and who is who, as readers and a moderator meet them on the pages."""

import csv
import io
from decimal import Decimal

import pytest

from tests.tracker.bidding import START
from tests.tracker.spending_files import load_rows
from tests.tracker.test_flags import SPLIT, TWICE
from tests.tracker.test_flags import _ordinary as ordinary
from tests.webapp.people import Person, Town
from tracker.db import writing
from tracker.flags.ledger import flags, refresh
from tracker.identity import queue
from tracker.policy import Role
from tracker.review import review
from tracker.row_ids import shown_id

MODERATOR = "mo.moderator@example.example"
SLIPS = [
    ("03/02/2025", "Carrowmere Engineering Ltd", "4000.00", "Works", "Work", "CM-1"),
    ("04/02/2025", "Carowmere Engineering Ltd", "4000.10", "Works", "Work", "CM-2"),
    ("05/02/2025", "Nobody Else Ltd", "see invoice", "Works", "Work", "NE-1"),
]


@pytest.fixture
def town(sqlite_engine, settings, tmp_path):
    """A council's year with two things worth checking, two spellings of one firm, and one row that was refused."""
    load_rows(sqlite_engine, tmp_path, ordinary() + SPLIT + TWICE + SLIPS)
    said = list(review(sqlite_engine, settings, START))
    assert len(said) == 5, said
    made = Town(settings)
    yield made
    made.close()


def test_an_officer_answers_a_flag_and_the_answer_outlives_that_flags_are_found_anew(town):
    with town.engine.connect() as connection:
        flag = shown_id(flags(connection, rule="split")[0]["id"])
    town.grant("ola@devon.example", Role.OFFICER, "devon")
    officer = town.signed_in("ola@devon.example")
    officer.open(f"/flags/{flag}")
    form = f"/replies/new?kind=flag&key={flag}"
    assert form.replace("&", "&amp;") in officer.page
    officer.open(form)
    officer.send("/replies/new", status=303, words="Three lots of one works order, each let by quotation.")
    with writing(town.engine) as connection:
        assert refresh(connection, town.now)["split"] == 1
    page = Person(town).get(f"/flags/{flag}").get_data(as_text=True)
    assert "Three lots of one works order" in page
    assert "<strong>Devon County Council</strong>" in page
    reply = Person(town).get(f"/flags/{flag}.json").get_json()["replies"][0]
    assert reply["words"].startswith("Three lots")


def _moderator(town):
    town.grant(MODERATOR, Role.MODERATOR)
    return town.signed_in(MODERATOR)


@pytest.mark.parametrize(
    "address",
    ["/flags", "/flags?rule=split", "/flags?body=devon", "/flags/log", "/quality", "/quality/devon", "/identity"],
)
def test_pages_have_twins(town, address):
    reader = Person(town)
    reader.get(address)
    path, _, query = address.partition("?")
    assert reader.get(f"{path}.json?{query}").is_json
    assert reader.get(f"{path}.csv?{query}").mimetype == "text/csv"


def test_a_flag_leads_to_its_rows_and_a_moderator_hides_it_with_a_reason(town):
    with town.engine.connect() as connection:
        flag = shown_id(flags(connection, rule="split")[0]["id"])
    reader = Person(town)
    shape = reader.get(f"/flags/{flag}.json").get_json()
    for address in shape["evidence"]:
        reader.get(address)
    rows = list(csv.DictReader(io.StringIO(reader.get(f"/flags/{flag}.csv").get_data(as_text=True))))
    assert [each["address"] for each in rows] == shape["evidence"]
    assert sum(Decimal(each["amount"]) for each in rows) == Decimal(shape["pounds"])
    assert all(each["source_row"].isdigit() and len(each["sha256"]) == 64 for each in rows)
    reader.get(f"/flags/{flag}")
    assert "Ordinary reasons" in reader.page
    moderator = _moderator(town)
    moderator.open("/moderate/proposals")
    moderator.send("/moderate/flags", 303, flag=f"/flags/{flag}", choice="no", why="Two roofs, two orders.")
    assert "Two roofs, two orders." in Person(town).get("/flags/log").get_data(as_text=True)
    assert "Splitters" not in Person(town).get("/flags?rule=split").get_data(as_text=True)


def test_a_fix_is_proposed_decided_and_shown(town):
    reader = Person(town)
    fix = next(each for each in reader.get("/quality/devon.json").get_json()["fixes"] if each["severity"] == "refused")
    reader.open(f"/quality/devon/propose?file={fix['id']}&row={fix['row']}")
    reader.send("", 303, proposed="1,250.00", reason="The invoice says so")
    assert "1,250.00" not in Person(town).get("/quality/devon").get_data(as_text=True)
    moderator = _moderator(town)
    moderator.open("/moderate/proposals")
    moderator.send("/moderate/proposals/fix/1", 303, choice="yes")
    assert "1,250.00" in Person(town).get("/quality/devon").get_data(as_text=True)
    assert b"<feed" in Person(town).get("/quality/devon.atom").data


def test_two_names_are_joined_by_a_moderator_only(town):
    with town.engine.connect() as connection:
        pair = next(each for each in queue(connection) if "Carrowmere" in each["first_name"] + each["second_name"])
    first, second = shown_id(pair["first_id"]), shown_id(pair["second_id"])
    assert "Carowmere" in Person(town).get("/identity").get_data(as_text=True)
    stranger = Person(town)
    stranger.open("/identity/propose")
    stranger.send(
        "/identity/propose", 303, first=f"/suppliers/{first}", second=f"/suppliers/{second}", reason="Same van"
    )
    moderator = _moderator(town)
    moderator.open("/moderate/proposals")
    moderator.send(f"/moderate/proposals/pair/{first}/{second}", 303, choice="yes", why="Same address")
    assert "Same address" in Person(town).get("/identity?state=joined").get_data(as_text=True)
    client = town.app.test_client()
    for supplier in (first, second):
        page = client.get(f"/suppliers/{supplier}", follow_redirects=True).get_data(as_text=True)
        assert "Carrowmere" in page
        assert "Carowmere" in page
