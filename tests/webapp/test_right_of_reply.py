"""The right of reply: officers answer at once, others through a letter and a moderator; no address is ever shown."""

import re

import duckdb
import pytest

from tests.tracker.bidding import START, moderator
from tests.webapp.people import Person, Town, days
from tracker.db import writing
from tracker.keys import installation_keys
from tracker.models import Base
from tracker.models.trust import Flag, SentReply
from tracker.policy import Grant, RefusedError, Role
from tracker.policy import Person as Who
from tracker.promises import add_promise, promise_page
from tracker.right_of_reply import (
    answer_for_body,
    confirm_reply,
    decide_reply,
    forget_old_replies,
    send_reply,
    waiting_replies,
)
from tracker.row_ids import shown_id
from tracker.snapshot import publish

CANARY = "canary.sender@larkspur.example"
FORM = "/replies/new?kind=promise&key=ferry-times"
PUBLIC = (
    "/promises", "/promises.json", "/promises.csv", "/promises.atom", "/promises/ferry-times",
    "/promises/ferry-times.json", "/promises/ferry-times.csv", "/moderation", "/moderation.json", "/moderation.csv",
    "/search?q=ferry", "/search?q=canary", FORM, "/replies/sent?kind=promise&key=ferry-times", "/flags", "/api/v1",
)  # fmt: skip
HOSTILE = '<script>alert(1)</script> \u202egnp.exe\u202c "quoted" & {{ 7*7 }}'


@pytest.fixture
def town(sqlite_engine, settings):
    """A promise of Northwick's to a funder, something worth checking, two councils' officers, and a moderator."""
    town = Town(settings)
    with writing(sqlite_engine) as connection:
        add_promise(
            connection, slug="ferry-times", title="Ferry timetables", kind="promise", who="Northwick Council",
            who_kind="council", funder="Department of Quays", source_url="https://northwick.example/minutes",
        )  # fmt: skip
        connection.execute(
            Flag.__table__.insert().values(
                id=77, rule="round", body="Northwick Council", subject="Quillfeather Works", pence=5_000_00,
                strength=60, sentence="Round sums.", evidence="[]", found_at=town.now,
            )
        )  # fmt: skip
    town.grant("ola@northwick.example", Role.OFFICER, "northwick-council")
    town.grant("dee@quays.example", Role.OFFICER, "department-of-quays")
    town.grant("york@york.example", Role.OFFICER, "york")
    town.grant("mo@daylight.example", Role.MODERATOR)
    yield town
    town.close()


def _sent_in(town, words=HOSTILE, path=FORM, who="Northwick Council", email=CANARY):
    stranger = Person(town)
    stranger.open(path)
    town.now += days(0.001)
    stranger.send("/replies/new", status=303, who=who, words=words, email=email)
    return stranger


def _handed_in(town, **sent):
    stranger = _sent_in(town, **sent)
    stranger.open(town.link_to(CANARY, "/replies/confirm/"))
    stranger.send("")


def test_an_officer_comes_from_the_page_signs_in_and_is_back_to_answer(town):
    officer = Person(town, "ola@northwick.example")
    officer.open("/promises/ferry-times")
    assert "/replies/new?kind=promise&amp;key=ferry-times" in officer.page
    assert officer.get(FORM + "&as=officer", 302).headers["Location"] == "/account"
    officer.open("/account")
    officer.send("/account", email=officer.address)
    officer.open(town.link_to(officer.address, "/account/link/"))
    officer.send("")
    officer.enrol()
    assert "As an officer of <strong>Northwick Council</strong>" in officer.page
    officer.send("/replies/new", status=303, words="Published in May,\nunder EUPL-1.2.")
    page = officer.get("/promises/ferry-times").get_data(as_text=True)
    assert "Published in May,\nunder EUPL-1.2." in page
    assert "<strong>Northwick Council</strong>" in page
    feed = officer.get("/promises.atom").get_data(as_text=True)
    assert "Northwick Council answers: Ferry timetables" in feed


def test_a_second_answer_is_added_and_a_form_sent_twice_stands_once(town):
    officer = town.signed_in("ola@northwick.example")
    for words in ("The first answer.", "The first answer.", "The second answer."):
        officer.open(FORM)
        town.now += days(0.01)
        officer.send("/replies/new", status=303, words=words)
    found = officer.get("/promises/ferry-times.json").json["replies"]
    assert [each["words"] for each in found] == ["The first answer.", "The second answer."]
    assert {each["who"] for each in found} == {"Northwick Council"}


def test_the_funder_is_asked_too_though_it_is_no_council_and_another_council_is_not(town):
    funder = town.signed_in("dee@quays.example")
    funder.open(FORM)
    assert "As an officer of <strong>Department of Quays</strong>" in funder.page
    other = town.signed_in("york@york.example")
    other.open(FORM)
    assert "Your account is not that of an officer" in other.page
    for body in ("northwick-council", "york", ""):
        data = {"kind": "promise", "key": "ferry-times", "body": body, "words": "Not ours."}
        data["csrf_token"] = re.search(r'name="csrf_token" value="([^"]+)"', other.page)[1]
        assert other.browser.post("/replies/new", data=data).status_code == 404, body
    assert other.get("/promises/ferry-times.json").json["replies"] == []


def test_an_officer_without_the_second_factor_is_sent_to_show_it(town):
    weak = Person(town, "ola@northwick.example")
    weak.sign_in()
    assert weak.get(FORM, 302).headers["Location"] == "/account/factor"


def test_words_sent_in_wait_for_the_letter_and_for_a_moderator_and_the_address_is_never_public(town):
    _sent_in(town)
    mo = town.signed_in("mo@daylight.example")
    mo.open("/moderate/replies")
    assert "Nothing waits." in mo.page
    stranger = Person(town)
    link = town.link_to(CANARY, "/replies/confirm/")
    stranger.open(link)
    assert "Nothing waits." in mo.get("/moderate/replies").get_data(as_text=True)
    stranger.send("")
    stranger.open(link)
    stranger.send("")
    mo.open("/moderate/replies")
    assert mo.page.count(CANARY) == 1
    assert "<script>alert" not in mo.page
    assert "\u202e" not in mo.page
    assert "49" not in re.sub(r"\s+", " ", mo.page[mo.page.index("{{ 7*7 }}") :][:9])
    mo.send("", status=303, choice="accept", holding="Told to the sender")
    for path in ("/promises/ferry-times", "/promises/ferry-times.json", "/promises.atom", "/moderation", "/promises"):
        text = stranger.get(path).get_data(as_text=True)
        assert CANARY not in text, path
        assert "canary" not in text, path
    replies = stranger.get("/promises/ferry-times.json").json["replies"]
    assert replies[0]["who"].startswith("Northwick Council, sent in by somebody who says to speak for it")
    assert any("is published" in letter for letter in town.letters_to(CANARY))
    with town.engine.connect() as connection:
        kept = connection.execute(SentReply.__table__.select()).one()
    assert (kept.email_box, kept.author_mark, kept.state) == (None, "erased", "accepted")


def test_no_address_is_in_any_page_twin_feed_database_or_public_copy(town):
    _handed_in(town, words="Ours since May.")
    _sent_in(town, words="A second one, which nobody confirmed.")
    reader = Person(town)
    for path in PUBLIC:
        assert "canary.sender" not in reader.get(path).get_data(as_text=True), path
    with town.engine.connect() as connection:
        rows = [row for table in Base.metadata.sorted_tables for row in connection.execute(table.select())]
    assert len(rows) > 10
    assert not any("canary" in str(value) for row in rows for value in row)
    copy = publish(town.settings, town.now)
    with duckdb.connect(str(copy.database), read_only=True) as look:
        names = [name for (name,) in look.execute("SELECT table_name FROM information_schema.tables").fetchall()]
        assert "promise_reply" in names
        assert "sent_reply" not in names
        assert not any("canary" in str(look.execute(f'SELECT * FROM "{name}"').fetchall()) for name in names)


def test_a_refusal_needs_a_reason_which_the_sender_is_told(town):
    _handed_in(town, words="We are a different Northwick.")
    mo = town.signed_in("mo@daylight.example")
    mo.open("/moderate/replies")
    mo.send("", status=400, choice="refuse", holding="Told to the sender")
    assert "Say why: whoever sent the answer is told." in mo.page
    mo.send("", status=303, choice="refuse", why="Write from an address of the council.", holding="Told to the sender")
    assert "Write from an address of the council." in town.letters_to(CANARY)[-1]
    assert mo.get("/promises/ferry-times.json").json["replies"] == []
    log = mo.get("/moderation").get_data(as_text=True)
    assert "refused an answer to a promise" in log


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"words": " \u200b "}, "Write the answer."),
        ({"words": "x" * 5001}, "An answer can have 5,000 letters; this one has 5,001."),
        ({"who": "The Crown"}, "Choose for whom you speak."),
        ({"email": "nobody"}, "That does not look like an e-mail address."),
        ({"website": "https://spam.example"}, "Leave it empty"),
    ],
)
def test_what_cannot_be_kept_is_told_at_its_field_and_what_was_typed_stays(town, typed, told):
    stranger = Person(town)
    stranger.open(FORM)
    town.now += days(0.001)
    good = {"who": "Northwick Council", "words": "Ours since May.", "email": CANARY}
    stranger.send("/replies/new", status=400, **good | typed)
    assert told in stranger.page
    assert ("Ours since May." in stranger.page) == ("words" not in typed)
    assert town.letters_to(CANARY) == []


def test_the_same_words_of_the_same_sender_are_taken_once(town):
    _sent_in(town, words="We did it.")
    stranger = Person(town)
    stranger.open(FORM)
    town.now += days(0.001)
    stranger.send("/replies/new", status=400, who="Northwick Council", words="We did it.", email=CANARY)
    assert "You sent these words before." in stranger.page


def test_a_link_is_good_for_a_week_and_then_all_is_erased(town):
    stranger = _sent_in(town)
    town.now += days(8)
    stranger.open(town.link_to(CANARY, "/replies/confirm/"))
    stranger.send("", status=404)
    assert "older than a week" in stranger.page
    with writing(town.engine) as connection:
        assert forget_old_replies(connection, town.now) == 1
        assert connection.execute(SentReply.__table__.select()).first() is None


def test_whoever_sent_one_in_can_take_a_copy_of_it_and_erase_it(town):
    _handed_in(town, words="We did it in May.")
    sender = Person(town, CANARY)
    sender.sign_in()
    assert sender.get("/account/copy.json").json["answers sent in"][0]["text"] == "We did it in May."
    sender.open("/account/erase")
    sender.send("")
    with town.engine.connect() as connection:
        assert connection.execute(SentReply.__table__.select()).first() is None


def test_what_is_worth_checking_is_answered_by_the_same_form_for_a_body(town):
    address = shown_id(77)
    _handed_in(town, words="Rent, each month.", path=f"/replies/new?kind=flag&key={address}")
    mo = town.signed_in("mo@daylight.example")
    mo.open("/moderate/replies")
    mo.send("", status=303, choice="accept", holding="Told to the sender")
    officer = town.signed_in("ola@northwick.example")
    officer.open(f"/replies/new?kind=flag&key={address}")
    officer.send("/replies/new", status=303, words="It is the rent.")
    found = officer.get(f"/flags/{address}.json").json["replies"]
    assert [each["words"] for each in found] == ["Rent, each month.", "It is the rent."]


@pytest.mark.parametrize("query", ["", "?kind=promise&key=none", "?kind=payment&key=1", "?kind=flag&key=77"])
def test_what_is_not_there_cannot_be_answered(town, query):
    Person(town).get(f"/replies/new{query}", 404)


def test_only_moderators_read_and_decide(engine, settings):
    """On both databases, by the functions themselves."""
    keys = installation_keys(settings)
    officer = Who("ola", frozenset({Grant(Role.OFFICER, "northwick-council")}), strong=True)
    with writing(engine) as connection:
        add_promise(
            connection, slug="ferry-times", title="Ferry timetables", kind="promise", who="Northwick Council",
            who_kind="council", source_url="https://northwick.example/minutes",
        )  # fmt: skip
        send_reply(
            connection, keys, settings, "promise", "ferry-times", who="Northwick Council", words="We did.",
            email=CANARY, place="127.0.0.1", now=START,
        )  # fmt: skip
        assert confirm_reply(connection, "no such token", START) is None
        connection.execute(SentReply.__table__.update().values(state="waiting", confirmed_at=START))
        for nobody in (Who(), officer):
            with pytest.raises(RefusedError):
                waiting_replies(connection, keys, nobody)
        (one,) = waiting_replies(connection, keys, moderator())
        assert (one.email, one.words) == (CANARY, "We did.")
        with pytest.raises(RefusedError):
            decide_reply(connection, keys, settings, officer, one.id, accept=True, why="", now=START)
        decide_reply(connection, keys, settings, moderator(), one.id, accept=True, why="", now=START)
        with pytest.raises(ValueError, match="decided already"):
            decide_reply(connection, keys, settings, moderator(), one.id, accept=False, why="No.", now=START)
        answer_for_body(connection, officer, "promise", "ferry-times", "northwick-council", "Yes, we did.", START)
        with pytest.raises(RefusedError):
            answer_for_body(connection, officer, "promise", "ferry-times", "york", "Not ours.", START)
        assert len(promise_page(connection, "ferry-times")["replies"]) == 2
