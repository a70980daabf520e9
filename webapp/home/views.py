"""The first page: one search box, what closes soonest, what was just announced and paid; and what all this is."""

from flask import Blueprint, Response, render_template

from tracker.first_page import first_page
from webapp.access import PUBLIC, access
from webapp.open.shapes import item_shape, items_table, utc
from webapp.pages import Page, page
from webapp.site import now, reading, site
from webapp.wording import month_text

blueprint = Blueprint("home", __name__, template_folder="templates")


@page(blueprint, "/", access=PUBLIC)
def index() -> Page:
    """The first page; its CSV twin holds what closes soonest."""
    moment = now()
    with reading() as connection:
        found = first_page(connection, moment)
    data = {
        "bodies": found.bodies,
        "payments": found.payments,
        "closes_soonest": [item_shape(item, moment) for item in found.closes_soonest],
        "just_announced": [
            {"page": f"/purchases/{each.key}", "title": each.title, "buyer": each.buyer_name,
             "published": utc(each.first_published)}
            for each in found.just_announced
        ],
        "just_paid": [
            {"page": f"/councils/{each.slug}", "name": each.name, "newest_month": month_text(each.last_month),
             "payments": each.payments, "pence": each.pence}
            for each in found.just_paid
        ],
    }  # fmt: skip
    table = items_table(found.closes_soonest, moment)
    return Page("home/index.html", data, table, {"found": found, "now": moment})


def _told(template: str) -> Response:
    """A page of words only: it has no figures, so it has no twins."""
    settings = site().settings
    response = Response(render_template(template, contact=settings.contact_url), mimetype="text/html")
    response.add_etag()
    return response


@blueprint.get("/about")
@access(PUBLIC)
def about() -> Response:
    """What Daylight is, and what its figures are and are not."""
    return _told("home/about.html")


@blueprint.get("/about/accessibility")
@access(PUBLIC)
def accessibility() -> Response:
    """The accessibility statement."""
    return _told("home/accessibility.html")


@blueprint.get("/about/privacy")
@access(PUBLIC)
def privacy() -> Response:
    """What is kept about readers and about people named in files, and cookies."""
    return _told("home/privacy.html")
