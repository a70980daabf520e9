"""Work out a date from a rule of law, and every kind of date that Daylight knows with what it rests on."""

import datetime as dt

from flask import Blueprint, Response, abort, request

from tracker.calendar_files import date_file
from tracker.calendars import Nation, end_of_day
from tracker.clock import RULES, KeyDate
from tracker.countdown import in_words
from tracker.date_rules import DATE_RULES, work_out
from tracker.open_filters import FilterError
from webapp.access import PUBLIC, access
from webapp.addresses import with_query
from webapp.open.answers import calendar
from webapp.open.shapes import date_shape
from webapp.pages import Page, Table, page
from webapp.site import now, site

blueprint = Blueprint("clock", __name__, template_folder="templates")


@page(blueprint, "/clock", access=PUBLIC)
def rules() -> Page:
    """The question, its answer when one was asked, and the table of all kinds of dates."""
    found, error = None, ""
    if request.args.get("date"):
        try:
            found = _asked()
        except FilterError as wrong:
            error = str(wrong)
    kinds = [(kind.value, rule.label, rule.certainty.value, rule.can_act, rule.basis) for kind, rule in RULES.items()]
    columns = ("kind", "label", "certainty", "public_can_act", "basis")
    data = {
        "answer": date_shape(found) | {"words": in_words(found, now())} if found else None,
        "kinds": [dict(zip(columns, row, strict=True)) for row in kinds],
    }
    own = with_query().replace("/clock", "/clock.ics", 1)
    return Page(
        "open/clock.html",
        data,
        table=Table(columns, kinds),
        feeds=[("calendar file", "text/calendar", own)] if found else [],
        status=400 if error else 200,
        context={
            "found": found, "error": error, "given": request.args, "now": now(), "kinds": RULES,
            "questions": [(key, rule.question) for key, rule in DATE_RULES.items()],
            "nations": [(nation.value, nation.words) for nation in Nation],
            "rule": DATE_RULES.get(request.args.get("rule", "")),
        },
    )  # fmt: skip


@blueprint.get("/clock.ics")
@access(PUBLIC)
def worked_out() -> Response:
    """The answer as a calendar file."""
    try:
        found = _asked()
    except FilterError as wrong:
        abort(400, str(wrong))
    base = site().settings.base_url
    address = f"{base}{request.full_path.replace('/clock.ics', '/clock', 1)}"
    uid = "-".join(("clock", *(request.args.get(name, "") for name in ("rule", "date", "nation"))))
    # Worked out from the law and the day given, so it is as old as that day and not as the question.
    stamp = end_of_day(dt.date.fromisoformat(request.args["date"].strip()))
    return calendar(date_file(found, uid=uid, stamp=stamp, base_url=base, address=address))


def _asked() -> KeyDate:
    args = request.args
    return work_out(args.get("rule", ""), args.get("date", ""), args.get("nation", ""))
