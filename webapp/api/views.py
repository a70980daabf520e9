"""API v1: one list and one item for each kind of thing, from the lists that the tracker declares."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, request
from pydantic import BaseModel
from spectree import Response as Responses
from spectree import SpecTree

from tracker.api_lists import LISTINGS
from tracker.listing import Field, Listed, Listing, ListingError, page_of, row_of
from tracker.payment_listing import FIELDS, FILTERS, one_payment, payments
from tracker.snapshots.folders import Snapshot, SnapshotError
from tracker.snapshots.withdrawn import standing_snapshot, standing_snapshots
from webapp.access import PUBLIC, access
from webapp.api.shapes import LARGEST, Problem, item_model, page_model, query_model
from webapp.limits import limiter
from webapp.pages import json_text
from webapp.site import reading, site

__all__ = ["blueprint", "spec"]

blueprint = Blueprint("api", __name__)

spec = SpecTree(
    "flask",
    title="Daylight",
    version="1",
    description=(
        "Public money in the open. No key is needed. Lists are paged by cursor; every answer has an ETag. "
        "Money is whole pence. A field is never taken away or changed in meaning within v1: see /api/policy."
    ),
    openapi_version="3.1.0",
    mode="strict",
    annotations=False,
    naming_strategy=lambda model: model.__name__,
    nested_naming_strategy=lambda _parent, child: child,
    validation_error_model=Problem,
)
_LIMIT = limiter.shared_limit("600 per minute", scope="api")
View = Callable[..., Any]


def answering(view: View) -> View:
    """Send what the view found as JSON with an ETag, readable from any site's script; faults become sentences."""

    @wraps(view)
    def answer(**words: Any) -> Response:
        try:
            found = view(**words)
        except ListingError as error:
            return _sent({"error": str(error)}, 422)
        return found if isinstance(found, Response) else _sent(found)

    return answer


def _sent(found: Any, status: int = 200) -> Response:
    sent = Response(json_text(found), status=status, mimetype="application/json")
    sent.headers["Access-Control-Allow-Origin"] = "*"
    sent.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if status == 200:
        sent.add_etag()
        sent.make_conditional(request)
    return sent


def _told(_request: Any, response: Response | None, error: Any, *_: Any) -> None:
    """Say in a sentence which word of the query is wrong, where spectree would send pydantic's list."""
    if error is not None and response is not None:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or "the query"
        words = {"extra_forbidden": "is not something this list can be asked"}.get(first["type"], first["msg"])
        response.set_data(json_text({"error": f"{name}: {words}."}))
        response.headers["Access-Control-Allow-Origin"] = "*"


spec.before = _told


def _add_list(name: str, about: str, query: type[BaseModel], page: type[BaseModel], read: View) -> None:
    def view() -> dict[str, Any]:
        asked = request.context.query.model_dump()  # type: ignore[attr-defined]
        cursor, limit = asked.pop("cursor"), asked.pop("limit")
        with reading() as connection:
            found: Listed = read(connection, {key: value or "" for key, value in asked.items()}, cursor, limit)
        return {"items": found.items, "next_cursor": found.next, "next": _next_address(found.next)}

    _register(f"/api/v1/{name}", f"list_{name}", about, view, {"200": page, "422": Problem}, query)


def _add_item(name: str, about: str, item: type[BaseModel], read: View) -> None:
    def view(identifier: str) -> Any:
        with reading() as connection:
            found = read(connection, identifier)
        return found if found is not None else _sent({"error": f"There is no such item among {name}."}, 404)

    _register(f"/api/v1/{name}/<path:identifier>", f"one_of_{name}", about, view, {"200": item, "404": Problem})


def _register(
    rule: str, name: str, about: str, view: View, shapes: Mapping[str, type[BaseModel]], query: Any = None
) -> None:
    view.__name__, view.__doc__ = name, about
    named = {f"HTTP_{status}": shape for status, shape in shapes.items()}
    checked = spec.validate(query=query, resp=Responses(**named), operation_id=name)(answering(view))
    blueprint.add_url_rule(rule, name, access(PUBLIC)(_LIMIT(checked)), methods=["GET"])


def _next_address(cursor: str | None) -> str | None:
    if cursor is None:
        return None
    kept = [(key, value) for key, value in request.args.items() if key != "cursor"]
    return f"{site().settings.base_url}{request.path}?{urlencode([*kept, ('cursor', cursor)])}"


def _listed(listing: Listing) -> None:
    title = listing.name.title().removesuffix("s")
    item = item_model(title, listing.fields)
    query = query_model(title, [(each.name, each.about) for each in listing.filters])
    _add_list(
        listing.name, listing.about, query, page_model(title, item),
        lambda connection, asked, cursor, limit: page_of(connection, listing, asked, cursor, limit),
    )  # fmt: skip
    _add_item(
        listing.name, f"One of them: {listing.about}", item,
        lambda connection, identifier: row_of(connection, listing, identifier),
    )  # fmt: skip


for _listing in LISTINGS:
    _listed(_listing)
_payment = item_model("Payment", FIELDS)
_add_list(
    "payments", "Payments as the files that stand today have them, each with its place in its file.",
    query_model("Payment", FILTERS.items()), page_model("Payment", _payment), payments,
)  # fmt: skip
_add_item("payments", "One payment, by its stable id.", _payment, one_payment)

_SNAPSHOT = (
    Field("id", "text", "Its name.", None),
    Field("made_at", "moment", "When it was made.", None),
    Field("rows", "integer", "Rows of all its tables.", None),
    Field("address", "text", "Its page, with every file.", None),
    Field("sql", "text", "Where it can be asked in SQL.", None),
)
_snapshot = item_model("Snapshot", _SNAPSHOT)


def _snapshot_item(found: Snapshot) -> dict[str, Any]:
    base = site().settings.base_url
    return {
        "id": found.id, "made_at": found.made_at, "rows": sum(found.rows.values()),
        "address": f"{base}/data/snapshots/{found.id}", "sql": f"{base}/data/sql?snapshot={found.id}",
    }  # fmt: skip


def _snapshots(connection: Any, _asked: Any, cursor: str | None, limit: int) -> Listed:
    standing = standing_snapshots(connection, site().settings.snapshot_dir)
    every = [each for each in standing if cursor is None or each.id < cursor]
    following = every[limit - 1].id if len(every) > limit else None
    return Listed([_snapshot_item(each) for each in every[:limit]], following)


def _one_snapshot(connection: Any, identifier: str) -> dict[str, Any] | None:
    try:
        return _snapshot_item(standing_snapshot(connection, site().settings.snapshot_dir, identifier))
    except SnapshotError:
        return None


_add_list("snapshots", "Public copies, newest first.", query_model("Snapshot", []), page_model("Snapshot", _snapshot),
          _snapshots)  # fmt: skip
_add_item("snapshots", "One public copy.", _snapshot, _one_snapshot)


@blueprint.get("/api/v1/openapi.json")
@access(PUBLIC)
def document() -> Response:
    """What can be asked and what is answered, as OpenAPI 3.1."""
    spec.app = current_app
    return _sent({**spec.spec, "servers": [{"url": site().settings.base_url}]})


@blueprint.get("/api/v1")
@access(PUBLIC)
def front() -> Response:
    """The lists there are."""
    base = site().settings.base_url
    names = [*(listing.name for listing in LISTINGS), "payments", "snapshots"]
    lists = {name: f"{base}/api/v1/{name}" for name in sorted(names)}
    return _sent({"version": 1, "openapi": f"{base}/api/v1/openapi.json", "guide": f"{base}/api", "lists": lists,
                  "largest_page": LARGEST})  # fmt: skip


@blueprint.get("/api/v1/<path:_anything>")
@access(PUBLIC)
def nowhere(_anything: str) -> Response:
    """An address that the API does not have, answered as the API answers."""
    return _sent({"error": "There is no such list; /api/v1 names those there are."}, 404)
