"""Reads JSON that lists one object, or one array, for each record as rows of text with headings: exports of portals."""

import json
from collections.abc import Iterator
from typing import Any

from parsers.issues.tables import TRUNCATED, UNSUPPORTED
from parsers.tables import Part, Row, Table, Unreadable
from parsers.tables.encoding import decode

__all__ = ["read_json_rows"]

_DEEPEST, _MOST_MEMBERS = 5, 16_384
_HEADED_BY = ("fields", "columns", "headers", "header", "headings", "cols")
_NAMED_BY = ("name", "label", "title", "id", "fieldName", "field", "data")
_WRAPPERS = {
    "properties",
    "attributes",
    "fields",
}  # members of a GeoJSON feature or an ArcGIS record that hold the rest


def read_json_rows(data: bytes) -> Table:
    """The longest list of records in the file as one part, headings first. Numbers stay as they are written.

    A record is an object, whose members are cells, or an array beside a list of columns. Raises Unreadable.
    """
    text, encoding, issues = decode(data)
    rows = max(_lists(_value(text), []), key=len, default=[])
    if len(rows) < 2:
        raise Unreadable(UNSUPPORTED, format="JSON without a list of records")
    return Table("json", encoding, iter([Part(None, iter(rows))]), issues)


def _value(text: str) -> Any:
    try:
        try:
            return _loads(text)
        except json.JSONDecodeError:
            lines = [line for line in text.splitlines() if line.strip()]
            return [_loads(line) for line in lines]
    except (ValueError, RecursionError):
        raise Unreadable(TRUNCATED, format="JSON") from None


def _loads(text: str) -> Any:
    return json.loads(text.lstrip("\ufeff"), parse_float=str, parse_int=str, parse_constant=str)


def _lists(value: Any, headings: Row, depth: int = 0) -> Iterator[list[Row]]:
    """The rows of every list of records within a value, each with its headings."""
    if isinstance(value, list) and value:
        if all(isinstance(each, dict) for each in value):
            yield _of_objects(value)
        elif all(isinstance(each, list) for each in value):
            yield [headings, *map(_cells, value)] if headings else list(map(_cells, value))
    if isinstance(value, dict) and depth < _DEEPEST:
        named = next((names for key in _HEADED_BY if (names := _names(value.get(key)))), headings)
        for key, member in value.items():
            if key not in _HEADED_BY:
                yield from _lists(member, named or _names_within(member, value), depth + 1)


def _names_within(member: Any, around: dict[str, Any]) -> Row:
    """The columns of a list of arrays that another member describes, as Socrata does under ``meta.view.columns``."""
    if not isinstance(member, list) or not member or not isinstance(member[0], list):
        return []
    inner = [value for value in around.values() if isinstance(value, dict)]
    inner += [value for each in inner for value in each.values() if isinstance(value, dict)]
    found = (_names(each.get(key)) for each in inner for key in _HEADED_BY)
    return next((names for names in found if len(names) == len(member[0])), [])


def _names(columns: Any) -> Row:
    if not isinstance(columns, list) or not columns:
        return []
    names = [
        next((each[key] for key in _NAMED_BY if key in each), "") if isinstance(each, dict) else each
        for each in columns
    ]
    return [str(name) for name in names] if all(isinstance(name, str) for name in names) else []


def _of_objects(records: list[dict[str, Any]]) -> list[Row]:
    flat = [dict(_members(record, "")) for record in records]
    headings = list(dict.fromkeys(name for record in flat for name in record))[:_MOST_MEMBERS]
    return [headings, *([record.get(name, "") for name in headings] for record in flat)]


def _members(record: dict[str, Any], before: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    for name, value in record.items():
        if isinstance(value, dict) and depth < _DEEPEST:
            within = before if name in _WRAPPERS else f"{before}{name} "
            yield from _members(value, within, depth + 1)
        else:
            yield f"{before}{name}", _text(value)


def _cells(record: list[Any]) -> Row:
    return list(map(_text, record))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    return str(value)
