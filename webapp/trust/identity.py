"""Who is who: the public queue of proposals, what was decided and why, and the form to propose."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request

from tracker.identity import propose_by_hand, queue
from tracker.row_ids import read_id, shown_id
from webapp.access import PUBLIC, access
from webapp.limits import limiter
from webapp.pages import Page, Table, page
from webapp.site import now, reading, writing

blueprint = Blueprint("identity", __name__, template_folder="templates")

STATES = {"waiting": "Waiting", "joined": "Shown together", "apart": "Kept apart"}
_PAGE = 50


@page(blueprint, "/identity", access=PUBLIC)
def index() -> Page:
    """Proposals in a state, the surest first."""
    state = request.args.get("state") or "waiting"
    if state not in STATES:
        abort(404, "There is no such list.")
    with reading() as connection:
        found = queue(connection, state=state, after=_after(), limit=_PAGE + 1)
    shown, more = found[:_PAGE], found[_PAGE:]
    last = shown[-1] if shown and more else None
    following = last and f"{last['confidence']}-{shown_id(last['first_id'])}-{shown_id(last['second_id'])}"
    data = {"state": state, "proposals": [_shape(each) for each in shown], "next": following}
    table = Table(
        ("first", "first_name", "second", "second_name", "evidence", "confidence", "reason", "decided_at", "why"),
        [
            (shown_id(each["first_id"]), each["first_name"], shown_id(each["second_id"]), each["second_name"],
             each["evidence"], each["confidence"], each["reason"], each["decided_at"], each["decided_why"])
            for each in shown
        ],
    )  # fmt: skip
    return Page("trust/identity.html", data, table=table, context={"states": STATES, "found": shown})


@blueprint.get("/identity/propose")
@access(PUBLIC)
def form() -> str:
    """The form: two suppliers and a reason."""
    return _form({}, request.args)


@blueprint.post("/identity/propose")
@access(PUBLIC)
@limiter.limit("30 per hour")
def propose() -> Any:
    """Keep a proposal; a person decides."""
    given = request.form
    if given.get("website"):  # a field that people do not see
        return redirect("/identity?thanks=1", 303)
    first, second = (_supplier(given.get(name, "")) for name in ("first", "second"))
    try:
        with writing() as connection:
            propose_by_hand(connection, first or 0, second or 0, given.get("reason", ""), given.get("by"), now())
    except ValueError as error:
        return _form({"first": str(error)}, given), 400
    return redirect("/identity?thanks=1", 303)


def _form(errors: dict[str, str], given: Any) -> str:
    return render_template("trust/identity_form.html", errors=errors, given=given)


def _supplier(text: str) -> int | None:
    """The id in an address of a supplier's page, or an id alone: its 13 signs stand first."""
    last = text.strip().rstrip("/").rsplit("/", 1)[-1]
    return read_id(last[:13])


def _after() -> tuple[int, int, int] | None:
    parts = request.args.get("after", "").split("-")
    ids = [read_id(part) for part in parts[1:]]
    if len(parts) != 3 or not parts[0].isascii() or not parts[0].isdigit() or None in ids:
        return None
    return int(parts[0]), ids[0] or 0, ids[1] or 0


def _shape(each: dict[str, Any]) -> dict[str, Any]:
    named = {name: shown_id(each[name]) for name in ("first_id", "second_id")}
    return {**each, **named}
