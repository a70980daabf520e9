"""Every route of the site with arguments that name something, or nothing, for tests that try them all."""

from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["every_route"]

_READS = {"GET", "HEAD", "OPTIONS"}


def every_route(app: Any, known: Mapping[str, Any], *, changing: bool = False) -> Iterator[tuple[str, str]]:
    """(method, address) of every route that reads, or of every one that changes something."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            kinds = rule._converters.items()
            words = {name: 7 if "Integer" in type(kind).__name__ else known.get(name, "x1") for name, kind in kinds}
            address = rule.build(words)[1] if words else rule.rule
            for method in sorted(rule.methods - _READS if changing else rule.methods & {"GET"}):
                yield method, address
