"""What the public can check: every decision of moderators, every seal and award, and whether the log was touched."""

from typing import Any

from flask import Blueprint, redirect, request

from tracker import audit
from tracker.accounts import roles, second_factor
from tracker.discussion.moderation import removals_by_reason
from tracker.policy import Action, Role
from webapp.access import PUBLIC, access
from webapp.account.visitor import keys, on_site, person, private, said
from webapp.pages import Page, Table, page
from webapp.site import now, reading

blueprint = Blueprint("log", __name__, template_folder="templates")

_AT_ONCE = 100
_GIVEN = tuple((role.value, role.value) for role in (Role.OFFICER, Role.KEEPER, Role.MODERATOR, Role.ADMINISTRATOR))


@page(blueprint, "/moderation", access=PUBLIC)
def public_log() -> Page:
    """The public log, newest first, how many comments were removed for which reason, and the end of the chain."""
    before = request.args.get("before", "")
    with reading() as connection:
        entries = audit.public_entries(
            connection, before=int(before) if before.isdigit() and len(before) < 16 else None, limit=_AT_ONCE + 1
        )
        counts = removals_by_reason(connection)
        number, head = audit.head(connection)
    shown = entries[:_AT_ONCE]
    rows = [(each.number, each.at.date().isoformat(), each.action, each.sentence) for each in shown]
    data = {
        "entries": [dict(zip(("number", "day", "action", "sentence"), row, strict=True)) for row in rows],
        "removed": {reason.value: count for reason, count in counts.items()},
        "head": {"number": number, "sha256": head},
    }
    context = {"counts": counts, "before": shown[-1].number if len(entries) > _AT_ONCE else None}
    return Page("moderate/log.html", data, Table(("number", "day", "action", "sentence"), rows), context)


@page(blueprint, "/moderation/chain", access=PUBLIC)
def chain() -> Page:
    """Whether the whole log still hangs together, read through at this moment."""
    with reading() as connection:
        outcome = audit.check(connection)
    data = {"entries": outcome.entries, "head": outcome.head, "sound": outcome.sound, "faults": outcome.faults}
    table = Table(("entries", "head", "sound", "fault"), [(outcome.entries, outcome.head, outcome.sound, each)
                                                          for each in outcome.faults or ("",)])  # fmt: skip
    return Page("moderate/chain.html", data, table=table)


@blueprint.get("/administration")
@access(on_site(Action.GRANT_ROLE))
def administration() -> Any:
    """Who holds which role, and the ways to give and take one."""
    return _roles()


def _roles(error: str = "") -> Any:
    with reading() as connection:
        held = roles.held_roles(connection, keys())
    return private("moderate/roles.html", 400 if error else 200, held=held, given=_GIVEN, error=error)


@blueprint.post("/administration/give")
@access(on_site(Action.GRANT_ROLE))
def give() -> Any:
    """Give a role to the person with an address."""
    wanted = request.form.get("role", "")
    if wanted not in {each for each, _ in _GIVEN}:
        return _roles("Choose a role.")
    _, error = said(
        lambda connection: roles.give_role(
            connection, keys(), person(), address=request.form.get("email", ""), role=Role(wanted),
            scope=request.form.get("scope", "").strip(), now=now(),
        )
    )  # fmt: skip
    return _roles(error) if error else redirect("/administration")


@blueprint.post("/administration/take")
@access(on_site(Action.GRANT_ROLE))
def take() -> Any:
    """Take a role back, or the second factor of somebody who lost it."""
    account, form = request.form.get("account", ""), request.form
    role = form.get("role", "")
    if role not in {each for each, _ in _GIVEN}:
        return _roles("Choose a role.")

    def step(connection: Any) -> None:
        if form.get("choice") == "factor":
            second_factor.reset_factors(connection, person(), account, now())
            return
        roles.take_role(
            connection,
            person(),
            account_id=account,
            role=Role(role),
            scope=form.get("scope", ""),
            now=now(),
        )

    _, error = said(step)
    return _roles(error) if error else redirect("/administration")
