"""Recipes, answers and campaigns in Chromium: every form of officers and moderators, with scripts and without.

Every template is judged as it comes by: no accessibility violation, dark and light, no sideways scroll.
"""

import datetime as dt

import pytest

from tests.browser.seats import LiveTown, Seat, Watch
from tests.webapp.people import days
from tracker.db import writing
from tracker.policy import Role
from tracker.promises import add_promise, record_check
from tracker.recipes import decide_suggestion, suggest
from webapp.limits import limiter

pytestmark = pytest.mark.browser
LEEDS, YORK, MODERATOR, SENDER = (
    "lee@leeds.example", "yo@york.example", "mo.derator@site.example", "press@northwick.example",
)  # fmt: skip
FORM = "/replies/new?kind=promise&key=ferry-times"


@pytest.fixture
def town(sqlite_engine, settings):
    """A promise of York's, and officers and a moderator who sit down in this order."""
    town = LiveTown(settings)
    limiter.enabled = False  # one address plays everybody here
    with writing(sqlite_engine) as connection:
        add_promise(
            connection, slug="ferry-times", title="Ferry timetables", kind="promise", who="City of York Council",
            who_kind="council", funder="Department of Quays", source_url="https://york.example/minutes",
        )  # fmt: skip
        record_check(connection, "ferry-times", {"state": "no-repository"}, town.now)
        number = suggest(connection, None, "Koha", "https://koha.example", "Eleven councils run it.", None, town.now)
        decide_suggestion(connection, number, shown=True)
    town.grant(LEEDS, Role.OFFICER, "leeds")
    town.grant(YORK, Role.OFFICER, "york")
    town.grant(MODERATOR, Role.MODERATOR)
    yield town
    limiter.enabled = True
    town.close()


@pytest.mark.timeout(240)
def test_recipes_answers_and_campaigns_by_those_who_may(browser, town):
    watch = Watch(town.app)
    seats = {address: Seat(browser, town, watch, address) for address in (LEEDS, YORK, MODERATOR, "")}
    for address in (LEEDS, YORK, MODERATOR):
        seats[address].enrol()
    _recipe(seats[LEEDS], seats[YORK])
    _answers(town, seats[YORK], seats[""], seats[MODERATOR])
    _campaign(seats[MODERATOR], seats[""])
    for each in seats.values():
        each.close()
    assert watch.wrong == []
    rooms = (
        "replies/",
        "moderate/repl",
        "moderate/campaign",
        "software/recipe",
        "software/answer",
        "promises/campaign",
    )
    every = {name for name in town.app.jinja_env.list_templates() if name.startswith(rooms)}
    assert every - watch.seen == set()


def _recipe(writer, copier):
    writer.page.goto("/recipes")  # judged below, once there is one
    writer.page.get_by_role("link", name="Write a recipe").click()
    writer.watch.look(writer.page)
    writer.press("Publish the recipe", software="Koha", need="Loans of books.", steps="Ask.\nMove.", cost="64,000")
    assert writer.reads("Koha at Leeds City Council")
    address = writer.page.url
    copier.open(address)
    copier.page.get_by_role("link", name="We copied this").click()
    copier.watch.look(copier.page)
    copier.press("Say so", worked="yes", note="In a month.")
    copier.open_anew("/recipes")
    copier.open_anew(address)
    assert copier.reads("City of York Council, 2 November 2026: it worked. In a month.")
    writer.open(f"{address}/correct")
    writer.press("Publish the correction", cost="71,500", why="Training was left out.")
    writer.open_anew(address)
    assert writer.reads("Until 2 November 2026, corrected because: Training was left out.")


def _answers(town, officer, stranger, moderator):
    officer.open(FORM)
    officer.press("Publish the answer", words="It is out since May.")
    officer.open_anew("/promises/ferry-times")
    assert officer.reads("It is out since May.")
    stranger.open(FORM)
    town.now += dt.timedelta(seconds=30)
    stranger.tab_to("#f-who")
    stranger.page.keyboard.press("D")
    stranger.tab_to("#f-words")
    stranger.page.keyboard.type("We paid for it.")
    stranger.tab_to("#f-email")
    stranger.page.keyboard.type(SENDER)
    stranger.tab_to("main button")
    with stranger.page.expect_navigation():
        stranger.page.keyboard.press("Enter")
    stranger.watch.look(stranger.page)
    assert stranger.reads("Open the link in the letter")
    stranger.open(town.link_to(SENDER, "/replies/confirm/"))
    stranger.press("Hand it in")
    moderator.open("/moderate/replies")
    assert moderator.reads(SENDER)
    moderator.press("Publish it")
    assert moderator.reads("Nothing waits.")
    stranger.open_anew("/promises/ferry-times")
    assert stranger.reads("Department of Quays, sent in by somebody")
    moderator.open("/reuse/suggestions")
    moderator.page.get_by_role("link", name="Answer as a moderator").click()
    moderator.watch.look(moderator.page)
    moderator.press("Publish the answer", words="It is in the catalogue.")
    assert moderator.reads("It is in the catalogue.")


def _campaign(moderator, reader):
    moderator.open("/moderate/campaigns")
    moderator.press(
        "Open it", title="Release it", text="The source.", addressed_to="City of York Council",
        promise_slug="ferry-times",
    )  # fmt: skip
    moderator.open("/moderate/campaigns/release-it")
    moderator.press("Record the reply", words="We will.", replied_on="2026-10-30")
    moderator.press("Add it", happened="They did.", close=True)
    reader.open_anew("/campaigns")
    reader.open_anew("/campaigns/release-it")
    assert reader.reads("They did.")


def test_an_answer_is_sent_in_without_scripts(browser, town):
    context = browser.new_context(java_script_enabled=False, base_url=town.address)
    page = context.new_page()
    page.goto(FORM)
    town.now += days(0.001)
    page.get_by_label("For whom you speak").select_option("Department of Quays")
    page.get_by_label("The answer").fill("We paid for it.")
    page.get_by_label("Your e-mail address there").fill(SENDER)
    page.get_by_role("button", name="Send the answer").click()
    assert "Open the link in the letter" in page.locator("main").inner_text()
    context.close()
    assert len(town.letters_to(SENDER)) == 1
