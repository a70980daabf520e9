"""Addresses that templates make: files of the house style, this page with another query, and the pages of spending."""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from flask import request

from tracker.row_ids import shown_id
from tracker.spending_pages.supplier import supplier_slug

__all__ = ["asset", "file_address", "pairs", "payment_address", "payments_address", "supplier_address", "with_query"]

_STATIC = Path(__file__).parent / "static"


@cache
def _mark(name: str) -> str:
    return hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()[:10]


def asset(name: str) -> str:
    """The address of a static file, which changes with its content, so that readers never mix old and new."""
    return f"/static/{name}?v={_mark(name)}"


def with_query(**changes: object) -> str:
    """The address of this page with some of its query changed; None takes a key away."""
    pairs = [(key, value) for key, value in request.args.items(multi=True) if key not in changes]
    pairs += [(key, str(value)) for key, value in changes.items() if value is not None]
    return request.path + ("?" + urlencode(pairs) if pairs else "")


def supplier_address(supplier_id: int, name: str | None = None) -> str:
    """The page of a supplier; any name will do, the page redirects to the right one."""
    return f"/suppliers/{supplier_slug(supplier_id, name)}"


def payment_address(pid: int) -> str:
    """The page of a payment."""
    return f"/payments/{shown_id(pid)}"


def file_address(resource_id: int) -> str:
    """The page of a file."""
    return f"/files/{shown_id(resource_id)}"


def payments_address(
    body: str,
    *,
    month: int | None = None,
    supplier: int | None = None,
    category: int | None = None,
    words: str = "",
    year: int | None = None,
) -> str:
    """A council's payments under filters; ``month`` 0 is "without a date", ``category`` 0 is "not given"."""
    pairs = []
    if month is not None:
        pairs.append(("month", f"{month // 100}-{month % 100:02d}" if month else "none"))
    if year is not None:
        pairs.append(("year", str(year)))
    if supplier is not None:
        pairs.append(("supplier", shown_id(supplier)))
    if category is not None:
        pairs.append(("category", shown_id(category) if category else "none"))
    if words:
        pairs.append(("words", words))
    return f"/councils/{body}/payments" + ("?" + urlencode(pairs) if pairs else "")


def pairs(values: Iterable[object]) -> list[tuple[object, object]]:
    """Values as options of a list to choose from, each its own label."""
    return [(value, value) for value in values]
