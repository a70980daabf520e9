"""A whole procurement played in browsers: officers, keeper, three bidders, moderator, citizens, award, proof."""

import json
import re

import pytest

from tests.tracker.bidding import BODY, BODY_NAME, CLOSES, FIRMS, KEEPER, OFFICERS, SPEAK_UNTIL, TEXT, form_of
from tests.webapp.people import Person, Town, days
from tracker.bids.form_text import written_fields
from tracker.policy import Role
from tracker.sealing import verify_document

MODERATOR, JUDGE, CITIZEN = "mo.derator@site.example", "eve.evaluator@northwick.example", "cit.izen@home.example"


@pytest.fixture
def town(sqlite_engine, settings):
    town = Town(settings)
    for address in (*OFFICERS, JUDGE):
        town.grant(address, Role.OFFICER, BODY)
    town.grant(KEEPER, Role.KEEPER)
    town.grant(MODERATOR, Role.MODERATOR)
    yield town
    town.close()


def _drafted(officer):
    officer.open("/officer/new")
    officer.send(
        "/officer/new", body=BODY, body_name=BODY_NAME, title="A system for reports of potholes", text=TEXT,
        closes_at=f"{CLOSES:%Y-%m-%dT%H:%M}", speak_until=f"{SPEAK_UNTIL:%Y-%m-%dT%H:%M}",
        publication_plan="All bids without names after closing; the winner's name at the award.", open_call="yes",
        question_1="How will you deliver the system?", limit_1="200", weight_1="60",
        question_2="How do we leave at the end?", limit_2="120", weight_2="40",
    )  # fmt: skip
    return re.search(r"/officer/([0-9a-f]{20})/", officer.page)[1]


def _share(holder, procurement):
    holder.open(holder.town.link_to(holder.address, f"{procurement}/share/"))
    share = re.search(r'<pre class="share">([A-Z2-7-]+)</pre>', holder.page)[1]
    holder.send("", end=share.replace("-", "")[-6:])
    assert "erased here" in holder.page
    return share


def _bid(town, procurement, name, price):
    bidder = Person(town, FIRMS[name][0])
    bidder.sign_in()
    bidder.open(f"/bids/{procurement}/bid")
    bidder.send(f"/bids/{procurement}/bid", step="save", **written_fields(form_of(name, price)))
    bidder.send(f"/bids/{procurement}/bid", step="hand in")
    assert "received and sealed" in bidder.page
    return bidder


def _decide_all(officer, procurement, letter):
    base = f"/officer/{procurement}/review/{letter}"
    officer.open(base)
    for _ in range(200):
        found = re.search(
            r'<li id="place-\d+-\d+" data-choice="undecided">(?:(?!</li>).)*?>undecided<.*?</li>', officer.page, re.S
        )
        if not found:
            break
        field = re.search(r'name="field" value="([^"]*)"', found[0])[1]
        place = re.search(r'name="place" value="(\d+)"', found[0])[1]
        words = re.search(r'name="replacement" value="([^"]*)"', found[0])[1]
        officer.send(f"{base}/decide", field=field, place=place, choice="replace", replacement=words or "[A NAME]")
    officer.send(f"{base}/complete", choice="complete")


def test_a_whole_procurement_in_browsers(town):
    officer, second, keeper = (town.signed_in(address) for address in (*OFFICERS, KEEPER))
    procurement = _drafted(officer)
    stranger = Person(town)
    stranger.get(f"/bids/{procurement}", 404)
    for address, role in ((OFFICERS[0], "anonymiser"), (OFFICERS[1], "anonymiser"), (JUDGE, "evaluator")):
        officer.open(f"/officer/{procurement}")
        officer.send(f"/officer/{procurement}/duty", email=address, role=role)
    officer.send(f"/officer/{procurement}/keys", holder_1=OFFICERS[0], holder_2=OFFICERS[1], holder_3=KEEPER)
    shares = [_share(each, procurement) for each in (officer, second, keeper)]
    officer.open(f"/officer/{procurement}")
    officer.send(f"/officer/{procurement}/open")
    stranger.get(f"/bids/{procurement}")
    assert "open for bids" in stranger.page

    bidders = [_bid(town, procurement, name, (number + 1) * 10_000_00) for number, name in enumerate(FIRMS)]
    stranger.get(f"/bids/{procurement}.json")
    assert json.loads(stranger.page)["bids"] is None, "how many bids there are is not told before closing"
    bidders[0].get(f"/officer/{procurement}", 404)

    town.now = CLOSES + days(1)
    for person in (officer, second):
        person.sign_in()
    officer.open(f"/officer/{procurement}")
    officer.send(f"/officer/{procurement}/close")
    officer.send(f"/officer/{procurement}/prepare")
    officer.send(f"/officer/{procurement}/publish", status=400)
    assert "is not reviewed" in officer.page
    for letter in "ABC":
        _decide_all(officer, procurement, letter)
        second.open(f"/officer/{procurement}/review/{letter}")
        second.send(f"/officer/{procurement}/review/{letter}/complete", choice="confirm")
    for bidder in bidders:
        bidder.sign_in()
        bidder.open(f"/bids/{procurement}/bid")
        assert not any(name in bidder.page for name in FIRMS)
        bidder.send(f"/bids/{procurement}/bid/agree")
        assert "You agreed" in bidder.page
    officer.open(f"/officer/{procurement}")
    officer.send(f"/officer/{procurement}/publish")
    assert "open for comments" in officer.page

    for address in (f"/bids/{procurement}", f"/bids/{procurement}/A", f"/bids/{procurement}/compare", "/bids"):
        for twin in ("", ".json", ".csv"):
            stranger.get(f"{address}{twin}")
            for name, told in FIRMS.items():
                assert not any(each in stranger.page for each in (name, *told)), address

    _comment_and_answer(town, officer, procurement)
    _award(town, procurement, officer, keeper, shares)
    stranger.get(f"/bids/{procurement}")
    assert "Awarded to" in stranger.page
    stranger.get(f"/bids/{procurement}/proof.json")
    proof = json.loads(stranger.page)
    assert all(step.holds for step in verify_document(proof))
    proof["reveal"]["identity"]["legal_name"] += "."
    assert not all(step.holds for step in verify_document(proof))
    stranger.get("/moderation/chain")
    assert "was not touched" in stranger.page


def _comment_and_answer(town, officer, procurement):
    citizen, moderator = Person(town, CITIZEN), town.signed_in(MODERATOR)
    citizen.open(f"/comments/new?kind=bid&key={procurement}/A&anchor=question-2")
    words = "Ten days is too long: ask for the data every night."
    citizen.send("/comments/new", text=words, email=CITIZEN)
    assert "This is what will be public" in citizen.page
    town.now += days(0.01)
    citizen.send("/comments/new", holding='value="send"')
    citizen.open(town.link_to(CITIZEN, "/comments/confirm/"))
    citizen.send("")
    assert "waits for a moderator" in citizen.page
    citizen.get(f"/bids/{procurement}/A")
    assert words not in citizen.page
    moderator.open("/moderate")
    moderator.send("", holding='value="show"', choice="show")
    citizen.get(f"/bids/{procurement}/A")
    assert words in citizen.page
    comment = re.search(r'id="comment-([0-9a-f]{20})"', citizen.page)[1]
    officer.sign_in()
    officer.open(f"/comments/{comment}/answer")
    officer.send("", outcome="changed-something", text="You are right.", change="The contract asks for it nightly.")
    citizen.get(f"/bids/{procurement}/A")
    assert "The contract asks for it nightly." in citizen.page
    citizen.open(f"/comments/{comment}/report")
    citizen.send("", reason="off-topic", words="Test")
    moderator.open("/moderate")
    moderator.send("", holding='value="agree"', choice="agree")
    citizen.get(f"/bids/{procurement}/A")
    assert words not in citizen.page
    citizen.get(f"/comments?kind=bid&key={procurement}/A")
    assert words not in citizen.page


def _award(town, procurement, officer, keeper, shares):
    town.now = SPEAK_UNTIL + days(1)
    judge = town.signed_in(JUDGE)
    judge.open(f"/officer/{procurement}")
    judge.send(f"/officer/{procurement}/scores", points_A="60", points_B="80", points_C="70")
    officer.sign_in()
    officer.open(f"/officer/{procurement}")
    officer.send(f"/officer/{procurement}/winner", letter="B", award_reason="The best price and exit.")
    officer.open(f"/bids/{procurement}/unseal")
    officer.send("", share=shares[0])
    assert "half an hour" in officer.page
    keeper.sign_in()
    keeper.open(f"/bids/{procurement}/unseal")
    keeper.send("", share=shares[2])
    assert "Awarded to" in keeper.page
