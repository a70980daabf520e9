"""How the lists of the API are read: narrowed by filters, one page at a time, or one item by its id.

Every list has one order, that of its stable key, and its cursor is the key of the last row shown: an index range, so
that a page costs the same at any size, and rows that come or go meanwhile are never shown twice.
"""

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select, tuple_

from tracker.row_ids import shown_id

__all__ = [
    "Field",
    "Filter",
    "Listed",
    "Listing",
    "ListingError",
    "Reader",
    "page_of",
    "read_place",
    "row_of",
    "write_place",
]

Reader = Callable[[str], ColumnElement[bool]]


class ListingError(ValueError):
    """A filter or cursor that means nothing; the message is for whoever asked."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an item: ``type`` is text, integer, number, date, moment, boolean or id (a shown id)."""

    name: str
    type: str
    about: str
    column: Any


@dataclass(frozen=True, slots=True)
class Filter:
    """One way to narrow a list; ``condition`` raises ListingError for a value that means nothing."""

    name: str
    about: str
    condition: Reader


@dataclass(frozen=True, slots=True)
class Listing:
    """One list: its fields, its key (the last part is unique), its filters, and where its rows come from."""

    name: str
    about: str
    fields: tuple[Field, ...]
    key: tuple[Any, ...]
    filters: tuple[Filter, ...]
    source: Any
    identifier: Callable[[str], ColumnElement[bool] | None]


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list; ``next`` is the cursor of the page after it, None at the end."""

    items: list[dict[str, Any]]
    next: str | None


def page_of(
    connection: Connection, listing: Listing, asked: Mapping[str, str], after: str | None, limit: int
) -> Listed:
    """A page of a list under filters; ListingError for a filter or cursor that means nothing."""
    statement = _selected(listing)
    for each in listing.filters:
        if asked.get(each.name):
            statement = statement.where(each.condition(asked[each.name]))
    if after:
        place = read_place(after, listing.key)
        statement = statement.where(listing.key[0] >= place[0], tuple_(*listing.key) > tuple_(*place))
    found = connection.execute(statement.order_by(*listing.key).limit(limit + 1)).all()
    width = len(listing.fields)
    more = len(found) > limit
    following = write_place(found[limit - 1][width:]) if more else None
    return Listed([_item(listing, row) for row in found[:limit]], following)


def row_of(connection: Connection, listing: Listing, identifier: str) -> dict[str, Any] | None:
    """The item of that id, or None."""
    condition = listing.identifier(identifier)
    if condition is None:
        return None
    found = connection.execute(_selected(listing).where(condition).order_by(*listing.key).limit(1)).first()
    return _item(listing, found) if found else None


def _selected(listing: Listing) -> Select[Any]:
    columns = [field.column.label(f"f_{field.name}") for field in listing.fields]
    keys = [key.label(f"k_{number}") for number, key in enumerate(listing.key)]
    return select(*columns, *keys).select_from(listing.source)


def _item(listing: Listing, row: Any) -> dict[str, Any]:
    pairs = zip(listing.fields, row, strict=False)
    return {
        field.name: shown_id(value) if field.type == "id" and value is not None else value for field, value in pairs
    }


def write_place(keys: Any) -> str:
    """The key of a row as a cursor: text that is safe in an address."""
    return base64.urlsafe_b64encode(json.dumps(list(keys)).encode()).decode().rstrip("=")


def read_place(cursor: str, key: tuple[Any, ...]) -> list[Any]:
    """The key that a cursor holds; ListingError when it was not made by this list."""
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        kinds = [column.type.python_type for column in key]
        whole = isinstance(found, list) and len(found) == len(kinds)
        if whole and all(type(value) is kind and _storable(value) for value, kind in zip(found, kinds, strict=True)):
            return list(found)
    except (ValueError, binascii.Error, RecursionError):
        pass
    raise ListingError("The cursor was not made by this list.")


def _storable(value: object) -> bool:
    return not (isinstance(value, int) and abs(value) >= 1 << 63) and not (isinstance(value, str) and "\x00" in value)
