"""Who may use a route. A route that does not say so is refused: what nobody thought about is not public."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request

__all__ = ["PUBLIC", "Access", "access", "guard", "routes_with_access"]

View = TypeVar("View", bound=Callable[..., Any])
_MARK = "daylight_access"


@dataclass(frozen=True, slots=True)
class Access:
    """A named rule; ``admits`` gets the route's arguments and says whether the person who asks may go on.

    ``hidden`` answers a refusal as if there were nothing, so that nobody learns what exists.
    """

    name: str
    admits: Callable[..., bool]
    hidden: bool = False


PUBLIC = Access("public", lambda **_: True)


def access(rule: Access) -> Callable[[View], View]:
    """Declare the rule of a view; goes nearest to the function."""

    def declare(view: View) -> View:
        setattr(view, _MARK, rule)
        return view

    return declare


def guard(app: Flask) -> None:
    """Hold every request to the rule of its route."""

    @app.before_request
    def _hold() -> None:
        if request.endpoint is None:
            return
        rule = _rule_of(request.endpoint)
        if rule is None:
            abort(403)
        if not rule.admits(**(request.view_args or {})):
            abort(404 if rule.hidden else 403)


def _rule_of(endpoint: str) -> Access | None:
    if endpoint == "static":
        return PUBLIC
    found: Access | None = getattr(current_app.view_functions[endpoint], _MARK, None)
    return found


def routes_with_access(app: Flask) -> list[tuple[str, str, str]]:
    """Every route as (address, methods, name of its rule), in order of address; a route without a rule is "none"."""
    rows = []
    with app.app_context():
        for rule in app.url_map.iter_rules():
            found = _rule_of(rule.endpoint)
            methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
            rows.append((rule.rule, methods, found.name if found else "none"))
    return sorted(rows)
