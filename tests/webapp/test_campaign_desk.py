"""Campaigns from the moderators' desk: opened, answered once, told what happened, closed; and by nobody else."""

import pytest

from tests.tracker.bidding import START, moderator
from tests.webapp.people import Town, days
from tracker.campaign_desk import begin_campaign, note_reply, tell_what_happened
from tracker.campaigns import campaign, sign
from tracker.db import writing
from tracker.policy import Grant, RefusedError, Role
from tracker.policy import Person as Who
from tracker.promises import add_promise
from tracker.typed_words import FieldsError

TYPED = {
    "title": "Release the ferry timetables",
    "text": "We ask for the source.\nUnder an open licence.",
    "addressed_to": "Northwick Council",
    "promise_slug": "ferry-times",
    "source_url": "https://petitions.example/ferry",
}
PAGE = "/moderate/campaigns/release-the-ferry-timetables"
HOSTILE = "<script>alert(1)</script> \u202egnp.exe"


def _promise(connection):
    add_promise(
        connection, slug="ferry-times", title="Ferry timetables", kind="promise", who="Northwick Council",
        who_kind="council", programme="quays", source_url="https://northwick.example/minutes",
    )  # fmt: skip


@pytest.fixture
def moderators(sqlite_engine, settings):
    """A moderator with a second factor, at the desk, with one promise in the ledger."""
    town = Town(settings)
    with writing(sqlite_engine) as connection:
        _promise(connection)
    town.grant("mo@daylight.example", Role.MODERATOR)
    yield town.signed_in("mo@daylight.example")
    town.close()


def _opened(mo, **changes):
    mo.open("/moderate/campaigns")
    return mo.send("", status=303, **TYPED | changes).headers["Location"]


def test_a_campaign_is_opened_signed_answered_and_closed(moderators):
    mo = moderators
    assert _opened(mo) == _opened(mo) == "/campaigns/release-the-ferry-timetables"
    page = mo.get("/campaigns/release-the-ferry-timetables").get_data(as_text=True)
    assert "We ask for the source.\nUnder an open licence." in page
    assert "/promises/ferry-times" in page
    assert 'action="/campaigns/release-the-ferry-timetables/sign"' in page
    mo.open(PAGE)
    mo.send(
        "/reply", status=303, words=f"We will. {HOSTILE}", replied_on="2026-10-30", url="https://northwick.example/r"
    )
    mo.open(PAGE)
    mo.send("/outcome", status=303, happened="The repository is there.")
    mo.town.now += days(1)
    mo.sign_in()
    mo.open(PAGE)
    mo.send("/outcome", status=303, happened="It works.", close="yes")
    found = mo.get("/campaigns/release-the-ferry-timetables.json").json
    assert found["outcome"] == "2 November 2026: The repository is there.\n3 November 2026: It works."
    assert (found["open"], found["closed"], found["replied_on"]) == (False, "2026-11-03", "2026-10-30")
    page = mo.get("/campaigns/release-the-ferry-timetables").get_data(as_text=True)
    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert "/sign" not in page
    log = mo.get("/moderation").get_data(as_text=True)
    assert "A campaign was opened: Release the ferry timetables" in log
    assert "A campaign was closed: Release the ferry timetables" in log


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"title": " "}, "Give it a title."),
        ({"text": "x" * 5001}, "This can have 5,000 letters, and has 5,001."),
        ({"addressed_to": "\u200b"}, "Say whom it asks."),
        ({"source_url": "javascript:alert(1)"}, "Give a web address"),
        ({"source_url": "http://[half"}, "Give a web address"),
        ({"promise_slug": "no-such-promise"}, "Choose a promise of the list."),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_the_rest_stays(moderators, typed, told):
    moderators.open("/moderate/campaigns")
    moderators.send("", status=400, **TYPED | typed)
    assert told in moderators.page
    assert 'aria-invalid="true"' in moderators.page
    assert "Northwick Council" in moderators.page or "addressed_to" in typed
    assert moderators.get("/campaigns.json").json["campaigns"] == []


@pytest.mark.parametrize(("day", "told"), [("", "Give the day"), ("2027-01-01", "and today"), ("12/3", "Give the day")])
def test_a_reply_needs_its_day(moderators, day, told):
    _opened(moderators)
    moderators.open(PAGE)
    moderators.send("/reply", status=400, words="We will.", replied_on=day)
    assert told in moderators.page
    assert "We will." in moderators.page


def test_by_the_functions_alone_on_both_databases(engine):
    officer = Who("ola", frozenset({Grant(Role.OFFICER, "northwick-council")}), strong=True)
    weak = Who("mod-one", moderator().grants, strong=False)
    with writing(engine) as connection:
        _promise(connection)
        for nobody in (Who(), officer, weak):
            with pytest.raises(RefusedError):
                begin_campaign(connection, nobody, TYPED, START)
        address = begin_campaign(connection, moderator(), TYPED, START)
        note_reply(connection, moderator(), address, {"words": "We will.", "replied_on": "2026-10-30"}, START)
        with pytest.raises(FieldsError, match="not rewritten"):
            note_reply(connection, moderator(), address, {"words": "We won't.", "replied_on": "2026-10-31"}, START)
        tell_what_happened(connection, moderator(), address, "Nothing yet.", START, close=True)
        tell_what_happened(connection, moderator(), address, "Nothing yet.", START, close=True)
        with pytest.raises(RefusedError):
            tell_what_happened(connection, officer, address, "All is well.", START, close=False)
        found = campaign(connection, address)
        with pytest.raises(LookupError):
            sign(connection, "key", address, "reader@example.org", None, START)
    assert (found["reply"], found["outcome"]) == ("We will.", "2 November 2026: Nothing yet.")
    assert (found["promise_slug"], found["programme"], found["open"]) == ("ferry-times", "quays", False)
