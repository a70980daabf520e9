"""Every route that asks who you are, and those of people's rooms, tried by every role: answered as this table says.

Routes that anybody may use in other rooms (spending, grants, data, the API) are the same for all: strangers and those
with the most power get the same bytes from them, and nothing personal.
"""

import re
from itertools import product

import pytest

from tests.tracker.bidding import BODY, BODY_NAME, OFFICERS, Council
from tests.webapp.people import Town
from tracker.accounts.roles import grant_within
from tracker.accounts.sessions import start_session
from tracker.accounts.sign_in import account_for
from tracker.campaigns import open_campaign
from tracker.db import writing
from tracker.policy import Role
from tracker.recipes import add_recipe, decide_suggestion, suggest
from webapp.access import routes_with_access

ROLES = (
    "stranger", "citizen", "rival", "officer", "weak officer", "officer elsewhere", "evaluator", "keeper", "moderator",
    "administrator",
)  # fmt: skip
ROOMS = ("/account", "/bids", "/officer", "/comments", "/complaints", "/replies", "/moderat", "/administration")
ANYBODY = set(ROLES)
SIGNED_IN = ANYBODY - {"stranger"}
MAY_BID = SIGNED_IN - {"rival", "weak officer"}
# The procurement is published: steps of other states are refused with a sentence to those who have the role.
# Each rule: who gets anything but "there is no such page" (404) or the way to sign in (302 to /account).
EXPECTED = {
    "public": ANYBODY,
    "signed in": SIGNED_IN,
    "officer of any body": {"officer", "officer elsewhere", "evaluator"},
    "bidder: read-own-bid": {"rival"},
    "bidder: write-bid": {"rival"},
    "bidder: sign-off-bid": {"rival"},
    "write-recipe for a body": {"officer", "officer elsewhere", "evaluator"},
    "confirm-recipe for a body": {"officer", "officer elsewhere", "evaluator"},
    "correct-recipe": {"officer", "evaluator"},
    "answer-suggestion": {"moderator"},
    "moderate": {"moderator"},
    "run-campaign": {"moderator"},
    "decide-complaint": {"moderator"},
    "suppress": {"moderator"},
    "grant-role": {"administrator"},
    "read-draft": {"officer", "evaluator"},
    "edit-procurement": {"officer", "evaluator"},
    "assign-duty": {"officer", "evaluator"},
    "make-keys": {"officer", "evaluator"},
    "open-procurement": {"officer", "evaluator"},
    "invite": {"officer", "evaluator"},
    "amend-procurement": {"officer", "evaluator"},
    "close-procurement": {"officer", "evaluator"},
    "cancel-procurement": {"officer", "evaluator"},
    "choose-winner": {"officer", "evaluator"},
    "destroy-envelopes": {"officer", "evaluator"},
    "review-bids": {"officer"},
    "publish-bids": {"officer"},
    "lock-scores": {"evaluator"},
    "take-share": {"officer", "keeper"},
    "offer-share": {"officer", "keeper"},
    "answer-comment": {"officer", "evaluator"},
}


@pytest.fixture(scope="module")
def site(tmp_path_factory, _sqlite_template):
    """A published procurement, one comment, and a browser for each role."""
    import shutil

    from tests.tracker.test_discussion import _comment
    from tracker.db import engine_for
    from tracker.settings import Settings

    folder = tmp_path_factory.mktemp("site")
    shutil.copyfile(_sqlite_template, folder / "daylight.sqlite")
    settings = Settings(_env_file=None, data_dir=folder, secret_key="only for tests", database_url="")
    engine = engine_for(settings.database)
    council = Council(engine, settings)
    procurement = council.published()
    comment = _comment(council, procurement)
    council.evaluator(procurement)
    with council.write() as connection:
        given = {"organisation": BODY_NAME, "body_key": BODY, "software": "Koha", "need": "Loans.", "steps": "Move."}
        recipe = add_recipe(connection, given, council.now)
        # Of no purchase in particular, so that moderators answer it; a buyer's officers are tried in test_recipes.
        number = suggest(connection, None, "Koha", "https://koha.example", "It does.", None, council.now)
        decide_suggestion(connection, number, shown=True)
        campaign = open_campaign(connection, "Release it", "The source.", BODY_NAME, council.now.date())
    town = Town(settings)
    town.now = council.now
    town.app.config["WTF_CSRF_ENABLED"] = False
    browsers = {role: _browser(town, role, procurement) for role in ROLES}
    yield town, browsers, {
        "procurement": procurement, "comment": comment, "letter": "A", "address": recipe, "suggested": str(number),
        "campaign_slug": campaign,
    }  # fmt: skip
    town.close()
    engine.dispose()


def _browser(town, role, procurement):
    browser = town.app.test_client()
    if role == "stranger":
        return browser
    address = {
        "officer": OFFICERS[0],
        "evaluator": "eve.evaluator@northwick.example",
        "keeper": "kit.keeper@ombudsman.example",
        "rival": "bids@larkspursystems.example",
    }.get(role, f"{role.replace(' ', '.')}@people.example")  # fmt: skip
    given = {
        "weak officer": (Role.OFFICER, BODY), "officer elsewhere": (Role.OFFICER, "york"),
        "moderator": (Role.MODERATOR, ""), "administrator": (Role.ADMINISTRATOR, ""),
    }  # fmt: skip
    with writing(town.engine) as connection:
        account = account_for(connection, town.keys, address, town.now)
        if role in given:
            grant_within(connection, account, *given[role], by="system", now=town.now)
        token = start_session(connection, account, town.now, strong=role not in {"citizen", "rival", "weak officer"})
    with browser.session_transaction() as session:
        session["token"] = token
    return browser


def _routes(town):
    return [
        (address, method, rule)
        for address, methods, rule in routes_with_access(town.app)
        if rule != "public" or address.startswith(ROOMS)
        for method in methods.split(",")
    ]


def _filled(address, known):
    address = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: known.get(found[1], "0" * 20), address)
    return address + ("?kind=procurement&key=" + known["procurement"] if address.startswith("/comments") else "")


# What would end the session that is being tried; they are proved elsewhere.
_ENDS = {"/account/end", "/account/end-everywhere", "/account/erase"}


def test_the_table_knows_every_rule_of_these_rooms(site):
    town, _, _ = site
    assert {rule for _, _, rule in _routes(town)} == set(EXPECTED)


@pytest.mark.parametrize("role", ROLES)
def test_every_route_answers_each_role_as_the_table_says(site, role):
    town, browsers, known = site
    wrong = []
    for address, method, rule in _routes(town):
        if address in _ENDS and method == "POST":
            continue
        data = {"body": "york" if role == "officer elsewhere" else BODY} if method == "POST" else None
        answer = browsers[role].open(_filled(address, known), method=method, data=data)
        assert answer.status_code != 500, address
        let_in = not _turned_away(answer)
        if address.startswith("/moderate/proposals/") and role == "moderator":
            continue  # the proposals named here are none, which is told like everything that is not there
        if rule.startswith("bidder") and role in MAY_BID and method == "POST":
            continue  # in an open call these could have a bid: they get a sentence, or nothing, and never another's
        if rule != "public" and let_in != (role in EXPECTED[rule]):
            wrong.append((address, method, rule, answer.status_code))
        if rule == "public" and answer.status_code in {401, 403}:
            wrong.append((address, method, rule, answer.status_code))
    assert wrong == []


def test_what_is_public_is_the_same_for_those_with_power(site):
    _, browsers, _ = site
    addresses = (
        "/",
        "/spending",
        "/open",
        "/grants",
        "/software",
        "/data",
        "/data/sql",
        "/api/v1",
        "/flags",
        "/quality",
    )
    for address in (*addresses, "/identity", "/moderation", "/bids", "/search?q=leeds", "/api/v1/organisations"):
        answers = [browsers[role].get(address) for role in ("stranger", "moderator", "administrator")]
        assert len({answer.get_data() for answer in answers}) == 1, address
        assert {answer.headers["Cache-Control"] for answer in answers} == {"public, max-age=60"}, address
        assert not any("Set-Cookie" in answer.headers for answer in answers), address


def _turned_away(answer):
    """Hidden, sent to sign in, or forbidden; but a step that the state forbids is told to those who have the role."""
    if answer.status_code == 302:
        return answer.headers["Location"] in {"/account", "/account/factor"}
    return answer.status_code == 404 or (
        answer.status_code == 403 and "cannot be done now" not in answer.get_data(as_text=True)
    )


@pytest.mark.parametrize(
    ("role", "method"), list(product(("stranger", "citizen", "officer", "moderator"), ("POST", "PUT", "DELETE")))
)
def test_nothing_is_changed_without_the_forms_own_token(site, role, method):
    town, browsers, known = site
    town.app.config["WTF_CSRF_ENABLED"] = True
    try:
        for address, methods, _ in routes_with_access(town.app):
            if not address.startswith(ROOMS) or method not in methods.split(","):
                continue
            answer = browsers[role].open(_filled(address, known), method=method)
            assert answer.status_code in {302, 400, 403, 404, 405}, (address, answer.status_code)
    finally:
        town.app.config["WTF_CSRF_ENABLED"] = False
