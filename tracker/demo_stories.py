"""What a first visitor of the demo can take part in: a campaign to sign, a recipe, and promises kept and broken.

All of it is fictional, says so, and is put in through the same functions as everything real.
"""

import datetime as dt
from typing import Any

from sqlalchemy import Connection

from tracker.body_names import body_key
from tracker.campaigns import campaign, open_campaign
from tracker.policy import Grant, Person, Role
from tracker.promises import add_promise, promise_page, record_check
from tracker.recipe_writing import confirm_for_body, correct_recipe, write_recipe
from tracker.recipes import recipes
from tracker.right_of_reply import answer_for_body

__all__ = ["tell_stories"]

_FUNDER = "Fictional: Department for Shared Services"
_CAMPAIGN = "Fictional: release the ferry timetable software under an open licence"
_WRITER, _COPIER = "Fictional: London Borough of Larkfield", "Fictional: Harbourmouth Borough Council"
_RECIPE = {
    "software": "LocalGov Drupal",
    "need": "A website that residents can use on a phone, and that our own staff can change.",
    "steps": "Copy the theme of a council of our size.\nMove the 400 pages that are read; let the rest go.\n"
    "Test with residents, twice.\nSwitch over on a Tuesday.",
    "cost": "64,000",
    "cost_basis": "in the first year, two developers for five months included",
    "contract": "None: our own developers, and a day a month of the community's support.",
    "pitfalls": "Moving everything. Half of what we moved first was never opened again.",
    "contact": "the digital team, digital@larkfield.example",
}
_ANSWERED = (
    "demo-grimbleshire-gritting",
    "Fictional: Grimbleshire County Council",
    "The source is with our supplier, whom we have asked for it. We publish it before the next winter.",
)


def _found(licence: str, *, approved: bool) -> dict[str, Any]:
    """What a look at a repository finds: the terms of a licence, word for word."""
    return {"state": "repository", "licence_found": licence, "licence_match": "exact", "osi_approved": approved}


_PROMISES: tuple[dict[str, Any], ...] = (
    {
        "slug": "demo-alderfleet-parking", "who": "Fictional: Alderfleet City Council", "due_in": -200,
        "software": "Parking permits", "repository": "https://code.alderfleet.example/permits",
        "quote": "The permit service will be published under the MIT licence before it goes live.",
        "checks": ((-210, _found("MIT", approved=True)),),
    },
    {
        "slug": "demo-grimbleshire-gritting", "who": "Fictional: Grimbleshire County Council", "due_in": -90,
        "software": "Gritting rounds", "repository": None,
        "quote": "We will share the source with any council that asks, by the end of the winter.",
        "checks": ((-60, {"state": "no-repository"}),),
    },
    {
        "slug": "demo-inchmarnoch-ferries", "who": "Fictional: Inchmarnoch Council", "due_in": -30,
        "software": "Ferry timetables", "repository": "https://code.inchmarnoch.example/ferries",
        "quote": "The source will be open to all.",
        "checks": ((-40, _found("BUSL-1.1", approved=False)),),
    },
)  # fmt: skip


def tell_stories(connection: Connection, now: dt.datetime) -> None:
    """Add the stories to an installation; those that are there stay as they are."""
    for story in _PROMISES:
        _promise(connection, story, now)
    if campaign(connection, "fictional-release-the-ferry-timetable-software-under-an-open-licence") is None:
        text = "We ask the council to publish the source of the ferry timetables under a licence that the OSI approves."
        open_campaign(
            connection, _CAMPAIGN, text, "Fictional: Inchmarnoch Council", now.date(), promise_slug=_PROMISES[2]["slug"]
        )
    _recipe(connection, now)
    _answer(connection, now)


def _officer(connection: Connection, name: str) -> tuple[Person, str]:
    """A fictional officer of the body with that name, as if signed in with a second factor; and the body's key."""
    key = body_key(connection, name)
    return Person("demo", frozenset({Grant(Role.OFFICER, key)}), strong=True), key


def _recipe(connection: Connection, now: dt.datetime) -> None:
    writer, writers = _officer(connection, _WRITER)
    if any(each["body_key"] == writers for each in recipes(connection)):
        return
    address = write_recipe(connection, writer, writers, _RECIPE, now - dt.timedelta(days=120))
    copier, copiers = _officer(connection, _COPIER)
    note = "In four months, with their theme."
    confirm_for_body(connection, copier, address, copiers, True, note, now - dt.timedelta(days=30))
    better = _RECIPE | {"cost": "71,500"}
    correct_recipe(
        connection, writer, address, better, "The cost of training was left out.", now - dt.timedelta(days=14)
    )


def _answer(connection: Connection, now: dt.datetime) -> None:
    address, name, words = _ANSWERED
    found = promise_page(connection, address)
    if found is not None and not found["replies"]:
        officer, body = _officer(connection, name)
        answer_for_body(connection, officer, "promise", address, body, words, now - dt.timedelta(days=7))


def _promise(connection: Connection, story: dict[str, Any], now: dt.datetime) -> None:
    if promise_page(connection, story["slug"]) is not None:
        return
    add_promise(
        connection,
        slug=story["slug"],
        title=f"{story['who']}: {story['software']}",
        kind="promise",
        who=story["who"],
        who_kind="council",
        funder=_FUNDER,
        software=story["software"],
        repository=story["repository"],
        quote=story["quote"],
        source_url=f"https://www.{story['slug'].split('-')[1]}.example/minutes",
        made_on=(now - dt.timedelta(days=400)).date(),
        due=(now + dt.timedelta(days=story["due_in"])).date(),
        note="Fictional, for demonstration.",
    )
    for days, found in story["checks"]:
        record_check(connection, story["slug"], dict(found), now + dt.timedelta(days=days))
