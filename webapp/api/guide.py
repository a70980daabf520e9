"""The guide to the API in five minutes, and what is promised about its future."""

from flask import Blueprint

from tracker.api_lists import LISTINGS
from tracker.payment_listing import FIELDS, FILTERS
from webapp.access import PUBLIC
from webapp.api.shapes import LARGEST
from webapp.pages import Page, Table, page
from webapp.site import site

blueprint = Blueprint("api_guide", __name__, template_folder="templates")


@page(blueprint, "/api", access=PUBLIC)
def guide() -> Page:
    """Copy and paste for curl, Python, R and a spreadsheet; then every list with its filters."""
    lists = [
        {"name": listing.name, "about": listing.about,
         "filters": [{"name": each.name, "about": each.about} for each in listing.filters],
         "fields": [{"name": each.name, "type": each.type, "about": each.about} for each in listing.fields]}
        for listing in LISTINGS
    ]  # fmt: skip
    lists.append(
        {"name": "payments", "about": "Payments, each with its place in its file.",
         "filters": [{"name": name, "about": about} for name, about in FILTERS.items()],
         "fields": [{"name": each.name, "type": each.type, "about": each.about} for each in FIELDS]}
    )  # fmt: skip
    lists.sort(key=lambda each: str(each["name"]))
    rows = [(each["name"], field["name"], field["type"], field["about"]) for each in lists for field in each["fields"]]
    table = Table(("list", "field", "type", "about"), rows)
    return Page("api/guide.html", lists, table, {"base": site().settings.base_url, "largest": LARGEST})


@page(blueprint, "/api/policy", access=PUBLIC)
def policy() -> Page:
    """What stays, what may come, and how long a version is kept after it is replaced."""
    data = {"version": 1, "kept_after_successor": "24 months", "announced": "12 months before a version ends"}
    return Page("api/policy.html", data, Table(tuple(data), [tuple(data.values())]), {"largest": LARGEST})
