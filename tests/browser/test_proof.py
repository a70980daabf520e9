"""The proof of work in Chromium: done by our own script under the strict policy; without scripts a few posts pass."""

import re

import pytest
from sqlalchemy import func, select

from tests.browser.conftest import NOW
from tracker.models.accounts import Attempt, SpentProof
from tracker.models.discussion import Comment

pytestmark = pytest.mark.browser
FORM = "/comments/new?kind=process&key=ocds-h6vhtk-0abcde"


@pytest.fixture
def patient(monkeypatch):
    """The site's clock stands still, so the shortest time to fill in a form is taken off."""
    monkeypatch.setattr("tracker.discussion.spam._FASTEST", NOW - NOW)


def _write(shown, text):
    shown.goto(FORM)
    shown.get_by_label(re.compile("^Your comment")).fill(text)
    shown.get_by_label("Your e-mail address").fill("citizen@home.example")
    shown.get_by_role("button", name="Look it over").click()


def _counts(engine):
    with engine.connect() as connection:
        unproven = select(func.count()).select_from(Attempt).where(Attempt.kind == "post without proof")
        every = [connection.execute(select(func.count()).select_from(each)).scalar() for each in (Comment, SpentProof)]
        return (*every, connection.execute(unproven).scalar())


def test_the_browser_does_the_sum_while_one_reads(page, site_engine, patient):
    before = _counts(site_engine)
    _write(page, "Please keep the old system until the new one works.")
    page.get_by_text("did a small sum").wait_for(timeout=60_000)
    page.get_by_role("button", name="Hand it in").click()
    page.get_by_role("heading", name="Look in your mailbox").wait_for()
    assert [now - then for now, then in zip(_counts(site_engine), before, strict=True)] == [1, 1, 0]


def test_whoever_is_quicker_than_the_sum_waits_for_it(page, site_engine, patient):
    before = _counts(site_engine)
    _write(page, "Who tested it with people who cannot see?")
    page.get_by_role("button", name="Hand it in").click()
    page.get_by_role("heading", name="Look in your mailbox").wait_for(timeout=60_000)
    assert [now - then for now, then in zip(_counts(site_engine), before, strict=True)] == [1, 1, 0]


def test_without_scripts_the_page_says_what_holds_and_the_form_works(plain_page, site_engine, patient):
    before = _counts(site_engine)
    _write(plain_page, "What happens to our data at the end?")
    assert plain_page.get_by_text("three comments an hour are taken from one place").is_visible()
    plain_page.get_by_role("button", name="Hand it in").click()
    assert plain_page.get_by_role("heading", name="Look in your mailbox").is_visible()
    assert [now - then for now, then in zip(_counts(site_engine), before, strict=True)] == [1, 0, 1]
