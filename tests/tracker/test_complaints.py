"""Complaints that a comment is defamatory, with the clock that the law sets."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.bidding import Council, moderator
from tests.tracker.test_discussion import PLACE, _comment, _do, _shown
from tracker.calendars import Nation, in_london, is_working_day
from tracker.discussion import complaints
from tracker.discussion.comments import CommentError


@pytest.fixture
def council(sqlite_engine, settings):
    return Council(sqlite_engine, settings)


@pytest.fixture
def either(engine, installation):
    """The same council on SQLite and on PostgreSQL."""
    return Council(engine, installation)


def _form(**changes):
    values = {
        "name": "Dee Famed", "email": "dee@home.example", "words": "thieves", "meaning": "That I steal",
        "untrue": "I never stole", "poster_unknown": True, "may_pass_name": False,
    }  # fmt: skip
    return complaints.ComplaintForm(**{**values, **changes})


def _complain(council, comment_id, **changes):
    with council.write() as connection:
        due = complaints.complain(connection, council.keys, comment_id, _form(**changes), place=PLACE, now=council.now)
        ((row, _),) = complaints.open_complaints(connection, council.keys, moderator())
    return row.id, due


def test_a_complaint_goes_to_the_poster_who_stands_by_it(either):
    council = either
    procurement = council.opened()
    comment_id = _comment(council, procurement)
    complaint, _ = _complain(council, comment_id)
    assert _do(council, complaints.send_to_poster, complaint) == "sent-to-poster"
    letters = " ".join(council.letters())
    token = re.search(r"/complaints/reply/([\w-]{43})", letters)[1]
    assert "Dee Famed" not in letters
    with council.write() as connection:
        reply = (connection, council.keys, council.settings, token)
        assert complaints.reply_of_poster(*reply, take_down=False, now=council.now) == "poster-replied"
        with pytest.raises(CommentError, match="used before"):
            complaints.reply_of_poster(*reply, take_down=True, now=council.now)
    assert _do(council, complaints.decide_complaint, complaint, remove=False) == "stands"
    assert len(_shown(council, procurement)) == 1


def test_a_complaint_that_nobody_acts_on_in_time_takes_the_comment_down(council):
    procurement = council.opened()
    comment_id = _comment(council, procurement)
    _, due = _complain(council, comment_id)
    for moment, gone in ((due - dt.timedelta(seconds=1), 0), (due, 1), (due, 0)):
        with council.write() as connection:
            assert complaints.act_on_due(connection, council.keys, council.settings, moment) == gone
    assert _shown(council, procurement) == []


def test_a_poster_who_does_not_reply_in_five_days_loses_the_comment(council):
    procurement = council.opened()
    complaint, _ = _complain(council, _comment(council, procurement))
    _do(council, complaints.send_to_poster, complaint)
    for days, gone in ((5, 0), (6, 1)):
        with council.write() as connection:
            later = council.now + dt.timedelta(days=days)
            assert complaints.act_on_due(connection, council.keys, council.settings, later) == gone
    assert _shown(council, procurement) == []


def test_a_complaint_says_what_the_law_asks_for(council):
    procurement = council.opened()
    comment_id = _comment(council, procurement)
    with pytest.raises(CommentError, match="what they mean to you, and what is untrue"):
        _complain(council, comment_id, meaning=" ", untrue="")


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-24T10:00+00:00", "2026-11-26T10:00+00:00"),  # Tuesday to Thursday
        ("2026-11-27T17:00+00:00", "2026-12-01T17:00+00:00"),  # Friday: the weekend does not count
        ("2026-11-28T12:00+00:00", "2026-12-02T00:00+00:00"),  # Saturday: begins on Monday
        ("2026-12-24T09:00+00:00", "2026-12-30T09:00+00:00"),  # Christmas, and its substitute on Monday
    ],
)
def test_the_48_hours_leave_out_weekends_and_bank_holidays(received, due):
    moment = complaints.working_hours_later(dt.datetime.fromisoformat(received), 48)
    assert moment == dt.datetime.fromisoformat(due)


@given(
    start=st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2030, 1, 1), timezones=st.just(dt.UTC)),
    hours=st.integers(1, 100),
)
def test_the_clock_never_runs_out_on_a_free_day_nor_before_its_hours(start, hours):
    due = complaints.working_hours_later(start, hours)
    assert due - start >= dt.timedelta(hours=hours)
    assert is_working_day(in_london(due - dt.timedelta(seconds=1)).date(), Nation.ENGLAND)
