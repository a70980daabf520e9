"""Pages and their twins: one view answers as HTML for people, JSON for programs and CSV for spreadsheets.

A view returns a ``Page``; ``/councils/leeds`` is then read by a person, ``/councils/leeds.json`` and
``/councils/leeds.csv`` by programs, with the same query. All three carry an ETag, so a second look costs little.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

import orjson
from flask import Blueprint, Response, render_template, request

from tracker.csv_text import csv_text
from webapp.access import Access, access

__all__ = ["Page", "Table", "json_text", "page", "twin_url"]

_TWINS = ("json", "csv")


@dataclass(frozen=True, slots=True)
class Table:
    """What the CSV twin holds: the names of the columns and the rows, in order. Money is pounds as text or Decimal."""

    columns: Sequence[str]
    rows: Iterable[Sequence[object]]


@dataclass(slots=True)
class Page:
    """One answer: ``data`` is the JSON twin, ``table`` the CSV twin, ``context`` what only the template needs.

    ``feeds`` are (title, type, address) for the page's own feeds and calendars; ``updated`` is when the data last
    changed; ``index`` False keeps search engines away, as for pages about people.
    """

    template: str
    data: Any
    table: Table | None
    context: Mapping[str, Any] = field(default_factory=dict)
    feeds: Sequence[tuple[str, str, str]] = ()
    updated: dt.datetime | None = None
    index: bool = True
    status: int = 200


def page(blueprint: Blueprint, rule: str, *, access: Access, **options: Any) -> Callable[[Callable[..., Any]], Any]:
    """Register a view at ``rule`` and at its twins; ``access`` says who may read it.

    A view may also return an ordinary Flask answer (a redirect, say), which is sent as it is.
    """
    rule_access = access

    def register(view: Callable[..., Any]) -> Callable[..., Any]:
        name = view.__name__
        stem = "/index" if rule == "/" else rule.rstrip("/")
        for twin, address in (("html", rule), *((kind, f"{stem}.{kind}") for kind in _TWINS)):
            endpoint = name if twin == "html" else f"{name}_{twin}"
            blueprint.add_url_rule(address, endpoint, _answering(view, twin, rule_access), **options)
        return view

    return register


def _answering(view: Callable[..., Any], twin: str, rule: Access) -> Callable[..., Any]:
    @access(rule)
    @wraps(view)
    def answer(**args: Any) -> Any:
        found = view(**args)
        return _sent(found, twin) if isinstance(found, Page) else found

    return answer


def _sent(found: Page, twin: str) -> Response:
    if twin == "json":
        response = Response(json_text(found.data), mimetype="application/json")
    elif twin == "csv":
        response = _csv(found)
    else:
        response = Response(
            render_template(found.template, page=found, data=found.data, **found.context), mimetype="text/html"
        )
    response.status_code = found.status
    if not found.index:
        response.headers["X-Robots-Tag"] = "noindex"
    if found.updated:
        response.last_modified = found.updated
    response.add_etag()
    return response.make_conditional(request)


def _csv(found: Page) -> Response:
    name = request.path.rsplit("/", 1)[-1]
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    # A page that was asked nothing yet (a comparison of no councils, say) has none: its file is empty.
    table = found.table or Table((), ())
    return Response(csv_text(table.columns, table.rows), mimetype="text/csv", headers=headers)


def json_text(data: Any) -> bytes:
    """The JSON of a twin: keys in their order, moments in UTC, ids as they stand in addresses."""
    return orjson.dumps(data, default=_plain, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS)


def _plain(value: Any) -> Any:
    if hasattr(value, "_asdict"):
        return value._asdict()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)


def twin_url(kind: str) -> str:
    """The address of the twin of the page being shown, with the same query."""
    stem = "/index" if request.path == "/" else request.path.rstrip("/")
    query = request.query_string.decode("utf-8", "replace")
    return f"{stem}.{kind}" + (f"?{query}" if query else "")
