"""Publication waits for every decision, and stops whole when anything would name a bidder."""

import datetime as dt

import pytest
from sqlalchemy import text

from tests.tracker.bidding import CLOSES, FIRMS, OFFICERS, Council
from tracker.bids import closing, procurements, public_pages, publishing, reviewing
from tracker.bids.review import ReviewError

SECRETS = [*FIRMS, *(each for firm in FIRMS.values() for each in firm)]


@pytest.fixture
def council(sqlite_engine, settings):
    return Council(sqlite_engine, settings)


@pytest.fixture
def either(engine, installation):
    """The same council on SQLite and on PostgreSQL."""
    return Council(engine, installation)


def test_publication_waits_for_every_decision_and_every_person(council):
    procurement = council.closed()
    first, second = (council.person(address) for address in OFFICERS)

    def publish():
        with council.write() as connection:
            publishing.publish_bids(connection, council.keys, first, procurement, lambda _: {}, council.now)

    with pytest.raises(procurements.ProcurementError, match="Bid A is not reviewed"):
        publish()
    with council.write() as connection:
        assert reviewing.prepare_reviews(connection, council.keys, first, procurement) == 3
        _, review = reviewing.read_review(connection, council.keys, first, procurement, "A")
        assert review.undecided > 3
    with pytest.raises(ReviewError, match="not decided yet"), council.write() as connection:
        reviewing.complete_review(connection, council.keys, first, procurement, "A", council.now)
    for letter in "ABC":
        council.decide_all(first, procurement, letter)
        with council.write() as connection:
            reviewing.complete_review(connection, council.keys, first, procurement, letter, council.now)
    with pytest.raises(ReviewError, match="another person"), council.write() as connection:
        reviewing.confirm_review(connection, council.keys, first, procurement, "A", council.now)
    with pytest.raises(procurements.ProcurementError, match="until 23 November to agree"):
        publish()
    bidder = council.person("bids@larkspursystems.example", strong=False)
    with council.write() as connection:
        _, signed = reviewing.own_preview(connection, council.keys, bidder, procurement)
        with pytest.raises(ReviewError, match="has changed since"):
            reviewing.sign_off(connection, council.keys, bidder, procurement, "0" * 64, council.now)
        reviewing.sign_off(connection, council.keys, bidder, procurement, signed, council.now)
    council.now = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
    first, second = (council.person(address) for address in OFFICERS)
    for letter in "ABC":
        with council.write() as connection:
            reviewing.confirm_review(connection, council.keys, second, procurement, letter, council.now)
    publish()


def test_a_name_left_in_stops_everything_and_the_public_sees_the_state_before(either):
    procurement = either.reviewed()
    with either.engine.connect() as connection:
        before = public_pages.procurement_page(connection, procurement)
    officer = either.person(OFFICERS[0])

    def page_that_tells(_connection):
        return {"/bids/page": b"<p>An answer by LARKSPUR-SYSTEMS  Ltd.</p>"}

    def page_that_breaks(_connection):
        raise ZeroDivisionError

    for render, error in (
        (page_that_tells, publishing.LeakError),
        (page_that_breaks, ZeroDivisionError),
        (lambda _: {"/bids/empty": b""}, procurements.ProcurementError),
    ):
        with pytest.raises(error), either.write() as connection:
            publishing.publish_bids(connection, either.keys, officer, procurement, render, either.now)
        with either.engine.connect() as connection:
            assert public_pages.procurement_page(connection, procurement) == before
            assert connection.execute(text("SELECT count(*) FROM public_bid")).scalar() == 0


def test_a_kept_name_is_found_by_the_other_program(council):
    procurement = council.reviewed()
    officer, other = (council.person(address) for address in OFFICERS)
    with council.write() as connection:
        letter, field, number = next(
            (letter, each.name, number)
            for letter in "ABC"
            for each in reviewing.read_review(connection, council.keys, officer, procurement, letter)[1].fields
            for number, place in enumerate(each.places)
            if "Larkspur" in each.text[place.start : place.end]
        )
        reviewing.decide_place(
            connection, council.keys, officer, procurement, letter, field=field, place=number, choice="keep"
        )
        reviewing.complete_review(connection, council.keys, officer, procurement, letter, council.now)
        reviewing.confirm_review(connection, council.keys, other, procurement, letter, council.now)
    council.now = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)  # past the days for signing off
    officer = council.person(OFFICERS[0])
    with pytest.raises(publishing.LeakError), council.write() as connection:
        publishing.publish_bids(connection, council.keys, officer, procurement, lambda _: {}, council.now)


def test_few_bids_need_a_decision_to_go_on(council):
    procurement = council.opened()
    council.bid(procurement, "Larkspur Systems Ltd")
    council.now = CLOSES
    with council.write() as connection:
        closing.close_due(connection, council.now)
        row = procurements.procurement_row(connection, procurement)
        officer = council.person_in(connection, OFFICERS[0])
        assert "fewer than 3 bids" in publishing.what_is_missing(connection, council.keys, row, council.now)[0]
        closing.accept_weak_anonymity(connection, officer, procurement, council.now)
        row = procurements.procurement_row(connection, procurement)
        assert publishing.what_is_missing(connection, council.keys, row, council.now) == ["Bid A is not reviewed."]
