"""The first page: one search box, what closes soonest, what was just announced, what was just paid."""

from flask import Blueprint

from tracker.first_page import first_page
from webapp.access import PUBLIC
from webapp.pages import Page, page
from webapp.site import now, reading

blueprint = Blueprint("home", __name__, template_folder="templates")


@page(blueprint, "/", access=PUBLIC)
def index() -> Page:
    """The first page."""
    with reading() as connection:
        found = first_page(connection, now())
    return Page("home/index.html", found, context={"now": now()})
