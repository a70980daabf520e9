"""The forms of officers: write how their body came to run a thing, correct that, and say that they copied another's."""

from typing import Any

from flask import Blueprint, Response, abort, redirect, request

from tracker.body_names import body_named
from tracker.policy import Action, Thing, may
from tracker.recipe_writing import FIELDS, confirm_for_body, correct_recipe, write_recipe
from tracker.recipes import recipe
from webapp.access import Access, access
from webapp.account.visitor import ask_for_factor, ask_to_sign_in, for_officers, kept, person, private
from webapp.limits import limiter
from webapp.site import now, reading
from webapp.wording import pounds_text

blueprint = Blueprint("recipe_forms", __name__, template_folder="templates")

_WORKED = {"yes": True, "no": False}


@blueprint.route("/recipes/new", methods=["GET", "POST"])
@limiter.limit("30 per hour", methods=["POST"])
@access(for_officers(Action.WRITE_RECIPE))
def new() -> Any:
    """Write a recipe; it is public at once, under the name of the officer's body."""
    given = request.form if request.method == "POST" else request.args
    if request.method == "GET":
        return _new(given, {})
    address, wrong = kept(
        lambda connection: write_recipe(connection, person(), given.get("body", ""), given, now()), "software"
    )
    return _new(given, wrong) if wrong else redirect(f"/recipes/{address}", 303)


def _new(given: Any, wrong: dict[str, str]) -> Response:
    return private(
        "software/recipe_form.html", 400 if wrong else 200, given=given, wrong=wrong, fields=FIELDS, bodies=_bodies(),
        found=None,
    )  # fmt: skip


def _bodies() -> list[tuple[str, str]]:
    with reading() as connection:
        return [(key, body_named(connection, key)) for key in person().bodies()]


def _may_correct(address: str, **_: Any) -> bool:
    ask_to_sign_in()
    ask_for_factor()
    return may(person(), Action.WRITE_RECIPE, Thing(body=_found(address)["body_key"]))


@blueprint.route("/recipes/<address>/correct", methods=["GET", "POST"])
@limiter.limit("30 per hour", methods=["POST"])
@access(Access("correct-recipe", _may_correct))
def correct(address: str) -> Any:
    """Correct a recipe of one's own body; what it said before stays on the page."""
    found = _found(address)
    if request.method == "GET":
        return _correct(found, {**found, "cost": pounds_text(found["cost_pence"]) or ""}, {})
    given = request.form
    _, wrong = kept(
        lambda connection: correct_recipe(connection, person(), address, given, given.get("why", ""), now()), "need"
    )
    return _correct(found, given, wrong) if wrong else redirect(f"/recipes/{address}", 303)


def _correct(found: dict[str, Any], given: Any, wrong: dict[str, str]) -> Response:
    fields = {name: field for name, field in FIELDS.items() if name != "software"}
    return private(
        "software/recipe_form.html", 400 if wrong else 200, given=given, wrong=wrong, fields=fields, found=found
    )


@blueprint.route("/recipes/<address>/copied", methods=["GET", "POST"])
@limiter.limit("30 per hour", methods=["POST"])
@access(for_officers(Action.CONFIRM_RECIPE))
def copied(address: str) -> Any:
    """Say for another body that it copied a recipe, and whether it worked."""
    found = _found(address)
    if request.method == "GET":
        return _copied(found, {})
    given = request.form
    worked = _WORKED.get(given.get("worked", ""))
    _, wrong = kept(
        lambda connection: confirm_for_body(
            connection, person(), address, given.get("body", ""), worked, given.get("note", ""), now()
        ),
        "note",
    )
    return _copied(found, wrong) if wrong else redirect(f"/recipes/{address}#copied", 303)


def _copied(found: dict[str, Any], wrong: dict[str, str]) -> Response:
    done = {found["body_key"], *(each["body_key"] for each in found["copied_by"])}
    bodies = [(key, name) for key, name in _bodies() if key not in done]
    return private(
        "software/recipe_copied.html", 400 if wrong else 200, found=found, bodies=bodies, given=request.form,
        wrong=wrong,
    )  # fmt: skip


def _found(address: str) -> dict[str, Any]:
    with reading() as connection:
        return recipe(connection, address) or abort(404)
