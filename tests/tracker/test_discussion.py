"""Comments through their doors: written, confirmed, read, shown, answered, reported, and taken down everywhere."""

import datetime as dt
import re

import pytest
from sqlalchemy import text

from tests.tracker.bidding import BODY, OFFICERS, Council, administrator, moderator
from tracker import audit, takedown
from tracker.accounts.rations import TooOftenError
from tracker.bids import public_pages
from tracker.discussion import answers, comments, moderation
from tracker.discussion.comments import CommentDraft, CommentError
from tracker.discussion.states import CommentState, Outcome, Reason
from tracker.discussion.targets import TargetError
from tracker.policy import RefusedError

PLACE = "203.0.113.7"
CITIZEN = "cit.izen@home.example"
WORDS = "Please ask for the data as CSV every month, not only at the end."


@pytest.fixture
def council(sqlite_engine, settings):
    return Council(sqlite_engine, settings)


@pytest.fixture
def either(engine, installation):
    """The same council on SQLite and on PostgreSQL."""
    return Council(engine, installation)


def _write(council, key, words=WORDS, *, kind="procurement", email=CITIZEN, place=PLACE, **more):
    with council.write() as connection:
        draft = CommentDraft(kind, key, words, email, **more)
        return comments.add_comment(connection, council.keys, council.settings, draft, place=place, now=council.now)


def _confirm(council):
    token = re.findall(r"/comments/confirm/([\w-]{43})", " ".join(council.letters()))
    with council.write() as connection:
        return [comments.confirm_comment(connection, council.keys, each, council.now) for each in token]


def _mark_in_letters(council, comment_id):
    return re.search(rf"/comments/{comment_id}/(\w+)", " ".join(council.letters()))[1]


def _do(council, act, comment_id, *more, who="mod-one", **named):
    with council.write() as connection:
        return act(
            connection, council.keys, council.settings, moderator(who), comment_id, *more, now=council.now, **named
        )


def _shown(council, key, kind="procurement"):
    with council.engine.connect() as connection:
        return comments.shown_comments(connection, kind, key)


def _comment(council, key, **more):
    comment_id = _write(council, key, **more)
    _confirm(council)
    assert _do(council, moderation.show_comment, comment_id)
    return comment_id


def test_nothing_is_shown_before_its_author_and_a_moderator_have_said_so(either):
    council = either
    procurement = council.opened()
    comment_id = _write(council, procurement, anchor="paragraph-p2", shown_as="Ann of Mill Lane")
    assert _shown(council, procurement) == []
    with pytest.raises(CommentError, match="waits for you to open the link"):
        _do(council, moderation.show_comment, comment_id)
    assert _confirm(council) == [comment_id]
    assert _confirm(council) == [comment_id], "opening the link twice is opening it once"
    assert _shown(council, procurement) == []
    with council.engine.connect() as connection:
        assert [row.id for row in moderation.queue(connection, moderator())] == [comment_id]
    assert _do(council, moderation.show_comment, comment_id)
    (shown,) = _shown(council, procurement)
    assert (shown.text, shown.shown_as, shown.anchor) == (WORDS, "Ann of Mill Lane", "paragraph-p2")
    assert shown.state is CommentState.SENT
    assert sum("Subject: A comment for you to answer" in letter for letter in council.letters()) == len(OFFICERS)


def test_a_body_answers_and_says_what_changed(either):
    council = either
    procurement = council.opened()
    first, second = _comment(council, procurement), _comment(council, procurement, words="And open the source.")
    council.now += dt.timedelta(days=3)
    officer = council.person(OFFICERS[0])

    def answer(comment_id, outcome, **more):
        with council.write() as connection:
            answers.answer_comment(
                connection,
                council.keys,
                council.settings,
                officer,
                comment_id,
                outcome=outcome,
                now=council.now,
                **more,
            )

    with pytest.raises(CommentError, match="Say what changed"):
        answer(first, Outcome.CHANGED, text="We did.")
    answer(first, Outcome.CHANGED, text="You are right.", change="Paragraph 2 asks for CSV each month.")
    with council.engine.connect() as connection:
        record = answers.answer_record(connection, BODY)
        assert [row.id for row in answers.to_answer(connection, officer, BODY)] == [second]
    assert record == answers.AnswerRecord(2, 1, 1, 50, 3)
    shown = {each.id: each for each in _shown(council, procurement)}
    assert shown[first].state is CommentState.CHANGED
    assert shown[first].answers[0].change == "Paragraph 2 asks for CSV each month."
    with pytest.raises(RefusedError), council.write() as connection:
        answers.answer_comment(
            connection, council.keys, council.settings, moderator(), second, outcome=Outcome.ANSWERED, text="No",
            now=council.now,
        )  # fmt: skip


def test_a_record_of_nothing_has_no_rate(council):
    with council.engine.connect() as connection:
        assert answers.answer_record(connection, "nobody") == answers.AnswerRecord(0, 0, 0, None, None)


def test_a_refusal_has_a_reason_from_the_list_a_letter_and_a_public_line(council):
    procurement = council.opened()
    comment_id = _write(council, procurement, words="You are all thieves and fools.")
    _confirm(council)
    _do(council, moderation.refuse_comment, comment_id, Reason.ABUSE)
    assert _shown(council, procurement) == []
    assert any("because it insults somebody" in letter.replace("=\n", "") for letter in council.letters())
    with council.engine.connect() as connection:
        (entry, *_) = audit.public_entries(connection, kind="comment")
        kept = " ".join(f"{row.sentence} {row.detail}" for row in connection.execute(text("SELECT * FROM audit_entry")))
        assert moderation.removals_by_reason(connection)[Reason.ABUSE] == 1
    assert "because it insults somebody" in entry.sentence
    assert "thieves" not in kept


def test_an_author_can_appeal_once_and_the_comment_waits_again(council):
    procurement = council.opened()
    comment_id = _write(council, procurement)
    _confirm(council)
    _do(council, moderation.refuse_comment, comment_id, Reason.OFF_TOPIC)
    mark = _mark_in_letters(council, comment_id)
    with council.write() as connection:
        with pytest.raises(CommentError, match="not copied whole"):
            moderation.appeal(connection, council.keys, comment_id, "0" * 40, "Please", council.now)
        moderation.appeal(connection, council.keys, comment_id, mark, "It is about the data.", council.now)
        with pytest.raises(CommentError, match="before"):
            moderation.appeal(connection, council.keys, comment_id, mark, "Again", council.now)
        ((report, row),) = moderation.open_reports(connection, moderator())
    assert (report.kind, row.id) == ("appeal", comment_id)
    _do(council, moderation.decide_report, report.id, agree=True, who="mod-two")
    assert _do(council, moderation.show_comment, comment_id)
    assert len(_shown(council, procurement)) == 1


def test_a_report_that_a_moderator_agrees_with_takes_the_comment_down(council):
    procurement = council.opened()
    comment_id = _comment(council, procurement)
    with council.write() as connection:
        moderation.report_comment(
            connection, council.keys, comment_id, reason=Reason.PERSONAL_DATA, words="My address", place=PLACE,
            now=council.now,
        )  # fmt: skip
        assert len(_shown(council, procurement)) == 1, "a report alone hides nothing"
        ((report, _),) = moderation.open_reports(connection, moderator())
    _do(council, moderation.decide_report, report.id, agree=True)
    assert _shown(council, procurement) == []
    with council.engine.connect() as connection:
        assert takedown.is_suppressed(connection, "comment", comment_id)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"words": " \u200b "}, "Write your comment"),
        ({"words": "x" * 5001}, "5,000 letters"),
        ({"words": "http://a.example http://b.example www.c.example"}, "2 links"),
        ({"shown_as": "me@home.example"}, "e-mail address"),
        ({"kind": "nothing"}, "no such page"),
        ({"key": "0" * 20}, "no such page"),
        ({"anchor": "paragraph-p99"}, "not there"),
        ({"anchor": "question-7"}, "not there"),
    ],
)
def test_what_cannot_be_a_comment_is_refused_with_a_sentence(council, change, sentence):
    change = dict(change)
    key = change.pop("key", None) or council.opened()
    with pytest.raises((CommentError, TargetError), match=sentence):
        _write(council, key, **change)


def test_after_the_time_to_speak_it_is_too_late(council):
    procurement = council.opened()
    council.now += dt.timedelta(days=60)
    with pytest.raises(TargetError, match="ended on 7 December 2026"):
        _write(council, procurement)


def test_a_draft_cannot_be_commented_on(council):
    procurement = council.opened()
    with council.write() as connection:
        connection.execute(text("UPDATE procurement SET state = 'draft'"))
    with pytest.raises(TargetError, match="no such page"):
        _write(council, procurement)


def test_one_place_and_one_address_can_write_only_so_much(council):
    procurement = council.opened()
    for number in range(10):
        _write(council, procurement, words=f"Thought number {number}", email=f"a{number}@home.example")
    with pytest.raises(TooOftenError, match="Wait an hour"):
        _write(council, procurement, words="One more", email="another@home.example")
    with pytest.raises(CommentError, match="before"):
        _write(council, procurement, words="Thought number 3", email="a3@home.example", place="elsewhere")


def test_texts_are_erased_a_year_after_they_were_taken_down(council):
    procurement = council.opened()
    comment_id = _comment(council, procurement)
    _write(council, procurement, words="Never confirmed")
    _do(council, moderation.remove_comment, comment_id, Reason.CONFIDENTIAL)
    council.now += dt.timedelta(days=8)
    with council.write() as connection:
        assert moderation.forget_old_texts(connection, council.now) == 1
        assert connection.execute(text("SELECT count(*) FROM comment")).scalar() == 1
        assert moderation.forget_old_texts(connection, council.now + dt.timedelta(days=365)) == 1
        assert connection.execute(text("SELECT text, email_box FROM comment")).one() == (None, None)


def test_a_takedown_holds_at_once_and_is_lifted_only_by_an_administrator(either):
    council = either
    procurement = council.opened()
    act = {"kind": "procurement", "key": procurement, "now": council.now}
    with council.write() as connection:
        takedown.suppress(connection, moderator(), reason="A court ordered it", **act)
        with pytest.raises(public_pages.NotPublicError):
            public_pages.procurement_page(connection, procurement)
        assert public_pages.listed(connection) == []
        before = council.now - dt.timedelta(minutes=1)
        assert takedown.suppressed_since(connection, before) == [("procurement", procurement)]
        with pytest.raises(RefusedError):
            takedown.lift(connection, moderator(), reason="Over", **act)
        takedown.lift(connection, administrator(), reason="The order ended", **act)
        assert public_pages.procurement_page(connection, procurement)
        takedown.suppress(connection, moderator(), reason="A new order", **act)
        assert takedown.is_suppressed(connection, "procurement", procurement)
