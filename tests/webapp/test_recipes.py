"""Recipes and suggestions: officers write, correct, copy and answer for their own body, and for no other."""

import re

import pytest

from tests.tracker.bidding import START
from tests.tracker.loading import load_releases, release
from tests.webapp.people import Person, Town, days
from tracker.db import writing
from tracker.models.notices import Process
from tracker.policy import Grant, RefusedError, Role
from tracker.policy import Person as Who
from tracker.recipe_writing import confirm_for_body, correct_recipe, write_recipe
from tracker.recipes import decide_suggestion, recipe, recipes, suggest
from tracker.typed_words import FieldsError

HOSTILE = "<script>alert(1)</script> \u202egnp.exe & {{ 7*7 }}"
TYPED = {
    "software": "LocalGov Drupal",
    "need": "A website that residents can use.",
    "steps": "Copy the theme.\nMove what is read.",
    "cost": "£64,000.50",
    "cost_basis": "in the first year",
    "contact": "the digital team",
}


@pytest.fixture
def town(sqlite_engine, settings):
    """Officers of Leeds, York and a body that publishes nothing, and a moderator."""
    town = Town(settings)
    town.grant("lee@leeds.example", Role.OFFICER, "leeds")
    town.grant("york@york.example", Role.OFFICER, "york")
    town.grant("dee@quays.example", Role.OFFICER, "department-of-quays")
    town.grant("eva@exampleton.example", Role.OFFICER, "exampleton-borough-council")
    town.grant("mo@daylight.example", Role.MODERATOR)
    yield town
    town.close()


def _wrote(town, officer=None):
    officer = officer or town.signed_in("lee@leeds.example")
    officer.open("/recipes/new")
    return officer, officer.send("", status=303, **TYPED).headers["Location"]


def test_the_link_on_the_page_leads_to_sign_in_and_back_to_the_form(town):
    officer = Person(town, "lee@leeds.example")
    assert 'href="/recipes/new"' in officer.get("/recipes").get_data(as_text=True)
    assert officer.get("/recipes/new?software=Koha", 302).headers["Location"] == "/account"
    officer.open("/account")
    officer.send("/account", email=officer.address)
    officer.open(town.link_to(officer.address, "/account/link/"))
    officer.send("")
    officer.enrol()
    assert "<h1>Write a recipe</h1>" in officer.page
    assert 'value="Koha"' in officer.page


def test_a_recipe_stands_at_once_under_the_name_of_the_officers_body(town):
    officer, address = _wrote(town)
    page = officer.get(address).get_data(as_text=True)
    assert "LocalGov Drupal at Leeds City Council" in page
    assert "Copy the theme.\nMove what is read." in page
    found = officer.get(f"{address}.json").json
    assert (found["organisation"], found["body_key"], found["cost_pence"]) == ("Leeds City Council", "leeds", 6_400_050)
    assert "lee@leeds.example" not in page + str(found)
    assert "A body wrote a recipe." in officer.get("/moderation").get_data(as_text=True)


def test_the_same_form_sent_twice_is_one_recipe(town):
    officer, first = _wrote(town)
    town.now += days(0.01)
    _, second = _wrote(town, officer)
    assert first == second
    with town.engine.connect() as connection:
        assert len(recipes(connection)) == 1


def test_a_correction_keeps_what_was_said_with_the_reason(town):
    officer, address = _wrote(town)
    town.now += days(0.01)
    officer.open(f"{address}/correct")
    assert 'value="64000.50"' in officer.page
    officer.send("", status=400, cost="52000", why="")
    assert 'value="52000"' in officer.page
    assert "Say in a sentence why it is corrected" in officer.page
    officer.send("", status=303, cost="52000", why="We had counted a hosting fee twice.")
    found = officer.get(f"{address}.json").json
    assert found["cost_pence"] == 5_200_000
    assert [each["said"]["cost_pence"] for each in found["said_before"]] == [6_400_050]
    page = officer.get(address).get_data(as_text=True)
    assert "We had counted a hosting fee twice." in page
    assert "What it said before" in page
    officer.open(f"{address}/correct")
    officer.send("", status=303, why="Nothing, really.")
    assert len(officer.get(f"{address}.json").json["said_before"]) == 1


def test_another_body_copies_once_and_the_writer_and_strangers_cannot(town):
    officer, address = _wrote(town)
    officer.open(f"{address}/copied")
    assert "There is none left that you are an officer of." in officer.page
    other = town.signed_in("dee@quays.example")
    other.open(f"{address}/copied")
    assert "As an officer of <strong>Department of quays</strong>" in other.page
    other.send("", status=400, worked="")
    assert "Say whether it worked." in other.page
    typed = dict(re.findall(r'name="(csrf_token|body)" value="([^"]+)"', other.page))
    other.send("", status=303, worked="no", note=f"It was too small. {HOSTILE}")
    again = typed | {"worked": "yes", "note": "Once more."}
    assert other.browser.post(f"{address}/copied", data=again).status_code == 303
    for body in ("leeds", "york", ""):
        assert other.browser.post(f"{address}/copied", data=again | {"body": body}).status_code == 404, body
    (copy,) = other.get(f"{address}.json").json["copied_by"]
    assert (copy["organisation"], copy["worked"]) == ("Department of quays", False)
    page = other.get(address).get_data(as_text=True)
    assert "<script>alert" not in page
    assert "\u202e" not in page
    stranger = Person(town)
    assert stranger.get(f"{address}/copied", 302).headers["Location"] == "/account"


def test_only_the_body_that_wrote_it_corrects_it(town):
    _, address = _wrote(town)
    other = town.signed_in("york@york.example")
    other.get(f"{address}/correct", 403)
    weak = Person(town, "dee@quays.example")
    weak.sign_in()
    assert weak.get("/recipes/new", 302).headers["Location"] == "/account/factor"
    citizen = Person(town, "somebody@people.example")
    citizen.sign_in()
    citizen.get("/recipes/new", 403)
    assert "This is for officers of public bodies." in citizen.page


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"need": " \u200b"}, "The need: this is needed."),
        ({"steps": "x" * 6001}, "The steps: this can have 6,000 letters, and has 6,001."),
        ({"cost": "about 60k"}, "Write the cost in pounds"),
        ({"cost": "-5"}, "Write the cost in pounds"),
        ({"cost": "1e18"}, "Write the cost in pounds"),
    ],
)
def test_what_cannot_be_kept_is_told_at_its_field_and_the_rest_stays(town, typed, told):
    officer = town.signed_in("lee@leeds.example")
    officer.open("/recipes/new")
    officer.send("", status=400, **TYPED | typed)
    assert told in officer.page
    assert 'aria-invalid="true"' in officer.page
    assert "the digital team" in officer.page
    assert officer.get("/recipes.json").json["recipes"] == []


def test_recipes_by_the_functions_alone_on_both_databases(engine):
    leeds = Who("lee", frozenset({Grant(Role.OFFICER, "leeds")}), strong=True)
    york = Who("yo", frozenset({Grant(Role.OFFICER, "york")}), strong=True)
    weak = Who("lee", leeds.grants, strong=False)
    with writing(engine) as connection:
        for nobody in (Who(), weak, york):
            with pytest.raises(RefusedError):
                write_recipe(connection, nobody, "leeds", TYPED, START)
        address = write_recipe(connection, leeds, "leeds", TYPED, START)
        with pytest.raises(FieldsError) as told:
            confirm_for_body(connection, leeds, address, "leeds", True, "", START)
        assert set(told.value.wrong) == {"body"}
        confirm_for_body(connection, york, address, "york", True, "In a month.", START)
        confirm_for_body(connection, york, address, "york", False, "Or not.", START)
        correct_recipe(connection, leeds, address, TYPED | {"pitfalls": "Old links."}, "More was learnt.", START)
        with pytest.raises(RefusedError):
            correct_recipe(connection, york, address, TYPED, "Ours now.", START)
        found = recipe(connection, address)
    assert [(each["organisation"], each["worked"]) for each in found["copied_by"]] == [("City of York Council", True)]
    assert found["pitfalls"] == "Old links."
    assert found["said_before"][0]["said"]["pitfalls"] is None


def _suggestion(town, *, bound):
    with writing(town.engine) as connection:
        number = None
        if bound:
            number = connection.execute(Process.__table__.select().with_only_columns(Process.id)).scalar_one()
        done = suggest(connection, number, "Koha", "https://koha.example", "Eleven councils run it.", None, town.now)
        decide_suggestion(connection, done, shown=True)
    return done


def test_the_buyers_officer_answers_a_suggestion_once_and_another_body_cannot(town, tmp_path):
    load_releases(town.engine, tmp_path, [release(title="Library system")])
    number = _suggestion(town, bound=True)
    with town.engine.connect() as connection:
        key = connection.execute(Process.__table__.select().with_only_columns(Process.key)).scalar_one()
    stranger = Person(town)
    assert f"/reuse/suggestions/{number}/answer" in stranger.get(f"/purchases/{key}").get_data(as_text=True)
    town.signed_in("york@york.example").get(f"/reuse/suggestions/{number}/answer", 403)
    town.signed_in("mo@daylight.example").get(f"/reuse/suggestions/{number}/answer", 403)
    officer = town.signed_in("eva@exampleton.example")
    officer.open(f"/reuse/suggestions/{number}/answer")
    officer.send("", status=400, words=" ")
    officer.send("", status=303, words=f"We looked; it lacks fines. {HOSTILE}")
    page = officer.get(f"/purchases/{key}").get_data(as_text=True)
    assert "We looked; it lacks fines." in page
    assert "Exampleton Borough Council, " in page
    assert "<script>alert" not in page
    officer.open(f"/reuse/suggestions/{number}/answer")
    assert "an answer is not rewritten" in officer.page


def test_a_moderator_answers_what_is_for_no_purchase(town):
    number = _suggestion(town, bound=False)
    town.signed_in("lee@leeds.example").get(f"/reuse/suggestions/{number}/answer", 403)
    mo = town.signed_in("mo@daylight.example")
    mo.open(f"/reuse/suggestions/{number}/answer")
    mo.send("", status=303, words="It is in the catalogue now.")
    page = Person(town).get("/reuse/suggestions").get_data(as_text=True)
    assert "It is in the catalogue now." in page
    assert "A moderator, " in page


def test_a_suggestion_that_no_moderator_showed_cannot_be_answered(town):
    with writing(town.engine) as connection:
        number = suggest(connection, None, "Koha", "https://koha.example", "It does.", None, town.now)
    town.signed_in("mo@daylight.example").get(f"/reuse/suggestions/{number}/answer", 404)
