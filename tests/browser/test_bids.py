"""A whole procurement in Chromium: officers, keeper, three bidders, moderator, five citizens, award, reveal, proof.

Every template of these rooms is judged as it comes by: no accessibility violation, dark and light, no sideways scroll.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.seats import LiveTown, Seat, Watch
from tests.tracker.bidding import BODY, BODY_NAME, CLOSES, FIRMS, KEEPER, OFFICERS, SPEAK_UNTIL, TEXT, form_of
from tests.webapp.people import days
from tracker.bids.form_text import written_fields
from tracker.policy import Role
from webapp.limits import limiter

pytestmark = pytest.mark.browser

MODERATOR, JUDGE, CHIEF = "mo.derator@site.example", "eve.evaluator@northwick.example", "chief@site.example"
VERIFIER = Path(__file__).parents[2] / "docs" / "verify_procurement.py"


@pytest.fixture
def town(sqlite_engine, settings):
    town = LiveTown(settings)
    limiter.enabled = False  # one address plays everybody here
    for address in (*OFFICERS, JUDGE):
        town.grant(address, Role.OFFICER, BODY)
    town.grant(KEEPER, Role.KEEPER)
    town.grant(MODERATOR, Role.MODERATOR)
    town.grant(CHIEF, Role.ADMINISTRATOR)
    yield town
    limiter.enabled = True
    town.close()


@pytest.fixture
def watch(town):
    return Watch(town.app)


@pytest.fixture
def seats(browser, town, watch):
    """Makes seats, and clears them away."""
    taken = []

    def seat(address="", **more):
        taken.append(Seat(browser, town, watch, address, **more))
        return taken[-1]

    yield seat
    for each in taken:
        each.close()


@pytest.mark.timeout(420)
def test_a_whole_procurement_by_keyboard_and_mouse(town, watch, seats, tmp_path):
    officer = seats(OFFICERS[0], passkey=True)
    second, keeper = seats(OFFICERS[1]), seats(KEEPER)
    for each in (officer, second, keeper):
        each.enrol()
    procurement, shares = _opened(officer, second, keeper)
    stranger = seats()
    stranger.open("/bids")
    stranger.open(f"/bids/{procurement}")
    assert stranger.reads("open for bids")

    bidders = [seats(told[0]) for told in FIRMS.values()]
    for number, (bidder, name) in enumerate(zip(bidders, FIRMS, strict=True), start=1):
        _hand_in(bidder, procurement, name, number * 10_000_00)

    town.now = CLOSES + days(1)
    officer.sign_in()
    second.sign_in()
    _reviewed(officer, second, procurement)
    for bidder in bidders:
        bidder.sign_in()
        bidder.open(f"/bids/{procurement}/bid")
        assert not any(bidder.reads(name) for name in FIRMS)
        bidder.press("I agree that this is published")
        assert bidder.reads("You agreed")
    officer.open(f"/officer/{procurement}")
    officer.press("Publish all bids")
    assert officer.reads("open for comments")

    for address in (f"/bids/{procurement}", f"/bids/{procurement}/A", f"/bids/{procurement}/compare", "/bids"):
        stranger.open_anew(address)
        assert not any(each in stranger.page.content() for name, told in FIRMS.items() for each in (name, *told))
    _discussed(town, seats, officer, procurement)
    _awarded(town, seats, officer, keeper, procurement, shares)
    stranger.open_anew(f"/bids/{procurement}")
    assert stranger.reads("Awarded to")
    _proof_holds(stranger, tmp_path)
    for address in ("/moderation", "/moderation/chain"):
        stranger.open(address)
    _rest_of_the_rooms(seats)
    assert watch.wrong == []
    rooms = ("bids/", "account/", "moderate/", "discussion/")
    elsewhere = ("moderate/replies", "moderate/campaign")  # judged in test_officers_answers
    every = {
        name
        for name in town.app.jinja_env.list_templates()
        if name.startswith(rooms) and not name.startswith(elsewhere) and "/_" not in name
    }
    assert every - watch.seen == set()


def _opened(officer, second, keeper):
    officer.open("/officer")
    officer.open("/officer/new")
    officer.press(
        "Keep the draft", body=BODY, body_name=BODY_NAME, title="A system for reports of potholes", text=TEXT,
        closes_at=f"{CLOSES:%Y-%m-%dT%H:%M}", speak_until=f"{SPEAK_UNTIL:%Y-%m-%dT%H:%M}",
        publication_plan="All bids without names after closing; the winner's name at the award.", open_call=True,
        question_1="How will you deliver the system?", limit_1="200", weight_1="60",
        question_2="How do we leave at the end?", limit_2="120", weight_2="40",
    )  # fmt: skip
    procurement = re.search(r"/officer/([0-9a-f]{20})", officer.page.url)[1]
    for address, role in ((OFFICERS[0], "anonymiser"), (OFFICERS[1], "anonymiser"), (JUDGE, "evaluator")):
        officer.press("Give the duty", email=address, role=role)
    officer.press("Make the key", holder_1=OFFICERS[0], holder_2=OFFICERS[1], holder_3=KEEPER)
    shares = [_share(each, procurement) for each in (officer, second, keeper)]
    officer.open(f"/officer/{procurement}")
    officer.press("Open for bids")
    return procurement, shares


def _share(holder, procurement):
    holder.open(holder.town.link_to(holder.address, f"{procurement}/share/"))
    share = holder.page.locator("pre").inner_text().strip()
    holder.press("It is written down: erase it here", end=share.replace("-", "")[-6:])
    assert holder.reads("erased here")
    return share


def _hand_in(bidder, procurement, name, price):
    bidder.sign_in()
    bidder.open(f"/bids/{procurement}/bid")
    bidder.press("Save", **written_fields(form_of(name, price)))
    bidder.press("Hand in")
    assert bidder.reads("received and sealed")


def _reviewed(officer, second, procurement):
    officer.open(f"/officer/{procurement}")
    officer.press("Close now: the time has come")
    officer.press("Let the program read the bids")
    for letter in "ABC":
        officer.open(f"/officer/{procurement}/review/{letter}")
        _review_by_keyboard(officer.page, officer)
        assert officer.reads("The first review is complete.")
        second.open(f"/officer/{procurement}/review/{letter}")
        second.press("I agree with the first reviewer")
        assert second.reads("A second person agrees.")


def _review_by_keyboard(page, officer):
    """Tab and Enter alone: each decision leads to the next place that waits, and the last one to the end."""
    undecided = page.locator(".places > li[data-choice=undecided]")
    decided = 0
    while waiting := undecided.count():
        officer.tab_to(".places > li[data-choice=undecided] input[name=replacement]", most=60 if not decided else 12)
        if not page.evaluate("document.activeElement.value"):
            page.keyboard.type("[A NAME]")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        decided += 1
        assert undecided.count() == waiting - 1
    assert decided > 2
    officer.tab_to("button[value=complete]", most=60)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _discussed(town, seats, officer, procurement):
    words = [f"Remark number {number}: ask for the data every night." for number in range(1, 6)]
    targets = [("bid", f"{procurement}/{letter}", "question-2") for letter in "ABC"]
    targets += [("procurement", procurement, "question-1"), ("bid", f"{procurement}/A", "cost-hosting")]
    citizens = [seats(f"citizen-{number}@home.example") for number in range(1, 6)]
    for citizen, said, (kind, key, anchor) in zip(citizens, words, targets, strict=True):
        _comment(citizen, said, kind, key, anchor)
    moderator = seats(MODERATOR)
    moderator.enrol()
    moderator.open("/moderate")
    for said in words[:4]:
        moderator.press_in(_article(moderator, said).locator("form").first, "Show it")
    moderator.press_in(_article(moderator, words[4]).locator("form").nth(1), "Do not show it", reason="off-topic")
    citizens[4].open(town.link_to(citizens[4].address, r"/comments/[0-9a-f]{20}/"))
    citizens[4].press("Ask", words="It is about the hosting line.")
    citizen = citizens[0]
    citizen.open_anew(f"/bids/{procurement}/A")
    assert citizen.reads(words[0])
    assert not citizen.reads(words[4])
    comment = citizen.page.locator("article.comment").first.get_attribute("id").removeprefix("comment-")
    officer.sign_in()
    officer.open(f"/comments/{comment}/answer")
    officer.press("Answer", outcome="changed-something", text="You are right.", change="The contract says nightly.")
    officer.open("/officer")
    citizen.open_anew(f"/bids/{procurement}/A")
    assert citizen.reads("The contract says nightly.")
    citizen.open(f"/comments?kind=bid&key={procurement}/A")
    citizen.open(f"/comments/{comment}/report")
    citizen.press("Report", reason="off-topic", words="Only a test.")
    _complained(town, citizens[1], moderator, comment)


def _article(seat, said):
    return seat.page.locator("article.comment").filter(has_text=said)


def _comment(citizen, said, kind, key, anchor):
    citizen.open(f"/comments/new?kind={kind}&key={key}&anchor={anchor}")
    citizen.press("Look it over", text=said, email=citizen.address)
    assert citizen.reads("This is what will be public")
    citizen.town.now += days(0.3)
    citizen.press("Hand it in")
    assert citizen.reads("Look in your mailbox")
    citizen.open(citizen.town.link_to(citizen.address, "/comments/confirm/"))
    citizen.press("Hand it in")
    assert citizen.reads("waits for a moderator")


def _complained(town, other, moderator, comment):
    other.open(f"/comments/{comment}/complaint")
    other.press(
        "Send the complaint", name="Fictional Fran", email="fran@home.example", words="every night",
        meaning="That I sleep badly.", untrue="I sleep well.", poster_unknown=True, may_pass_name=False,
    )  # fmt: skip
    moderator.open("/moderate")
    moderator.press("Send it to the author")
    author = other.town.link_to("citizen-1@home.example", "/complaints/reply/")
    other.open(author)
    other.press("Send", choice="stand")
    moderator.open("/moderate")
    moderator.press("Let the comment stand")
    for address in ("/moderate/takedown", "/moderate/proposals"):
        moderator.open(address)


def _awarded(town, seats, officer, keeper, procurement, shares):
    town.now = SPEAK_UNTIL + days(1)
    judge = seats(JUDGE)
    judge.enrol()
    judge.open(f"/officer/{procurement}")
    judge.press("Lock them", points_A="60", points_B="80", points_C="70")
    officer.sign_in()
    officer.open(f"/officer/{procurement}")
    officer.press("Choose it", letter="B", award_reason="The best price and exit.")
    officer.open(f"/bids/{procurement}/unseal")
    officer.press("Take my part", share=shares[0])
    assert officer.reads("half an hour")
    keeper.sign_in()
    keeper.open(f"/bids/{procurement}/unseal")
    keeper.press("Take my part", share=shares[2])
    assert keeper.reads("Awarded to")


def _proof_holds(reader, tmp_path):
    with reader.page.expect_download() as download:
        reader.page.get_by_role("link", name="Download the proof").click()
    proof = tmp_path / "proof.json"
    download.value.save_as(proof)
    assert _verifies(proof) == 0
    changed = json.loads(proof.read_text(encoding="utf-8"))
    changed["bids"]["A"]["answers"][0]["text"] += "."
    proof.write_text(json.dumps(changed), encoding="utf-8")
    assert _verifies(proof) == 1


def _verifies(proof):
    done = subprocess.run(
        [sys.executable, "-I", str(VERIFIER), str(proof)], check=False, capture_output=True, timeout=20
    )
    return done.returncode


def _rest_of_the_rooms(seats):
    chief = seats(CHIEF)
    chief.enrol()
    chief.open("/administration")
    chief.open("/account/erase")
