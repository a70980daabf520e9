"""How others did it, and readers' "this could be reused": recipes to read, suggestions to send."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request

from tracker.recipes import recipe, recipes, suggest
from tracker.reuse.panel import purchase_named
from webapp.access import PUBLIC, access
from webapp.limits import limiter
from webapp.pages import Page, Table, page
from webapp.site import now, reading, writing
from webapp.wording import pounds_text

blueprint = Blueprint("recipes", __name__, template_folder="templates")


@page(blueprint, "/recipes", access=PUBLIC)
def index() -> Page:
    """Every recipe, the most copied first."""
    with reading() as connection:
        found = recipes(connection)
    rows = [(each["software"], each["organisation"], each["copies"], pounds_text(each["cost_pence"])) for each in found]
    table = Table(("software", "body", "copied_by", "cost"), rows)
    return Page("software/recipes.html", {"recipes": found}, table=table)


@page(blueprint, "/recipes/<address>", access=PUBLIC)
def one(address: str) -> Page:
    """One recipe, with those who copied it."""
    with reading() as connection:
        found = recipe(connection, address) or abort(404)
    copies = [(each["organisation"], each["worked"], each["note"], each["confirmed_at"]) for each in found["copied_by"]]
    table = Table(("copied_by", "worked", "note", "confirmed_at"), copies)
    return Page("software/recipe.html", found, table=table, context={"recipe": found})


@blueprint.get("/reuse/suggest")
@access(PUBLIC)
def form() -> Any:
    """The form for a suggestion."""
    return _form(request.args.get("purchase"), {}, {})


@blueprint.post("/reuse/suggest")
@access(PUBLIC)
@limiter.limit("20 per hour")
def send() -> Any:
    """Keep a suggestion for a moderator to look at; nothing is public before."""
    given = request.form
    key = given.get("purchase") or None
    if given.get("website"):  # a field that people do not see
        return render_template("software/suggested.html", key=key)
    with writing() as connection:
        process = purchase_named(connection, key) if key else None
        try:
            suggest(
                connection, process.id if process else None, given.get("name", ""), given.get("link", ""),
                given.get("reason", ""), given.get("by"), now(),
            )  # fmt: skip
        except ValueError as error:
            return _form(key, {"name": str(error)}, given), 400
    return redirect("/reuse/suggested" + (f"?purchase={key}" if process else ""), 303)


@blueprint.get("/reuse/suggested")
@access(PUBLIC)
def sent() -> str:
    """What happens next."""
    return render_template("software/suggested.html", key=request.args.get("purchase"))


def _form(key: str | None, errors: dict[str, str], given: Any) -> str:
    with reading() as connection:
        process = purchase_named(connection, key) if key else None
    return render_template("software/suggest.html", process=process, errors=errors, given=given)
