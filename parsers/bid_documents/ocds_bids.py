"""Reads bids out of JSON of the Open Contracting Data Standard: what is offered, without who offers it."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import orjson

from parsers.bid_documents import Document, Refused, Sheet
from parsers.issues.bids import DAMAGED, HOSTILE, NOT_OCDS

__all__ = ["read"]

_IDENTIFYING = frozenset(
    ("tenderers", "identifiers", "parties", "contactPoint", "documents", "countriesOfOrigin", "suppliers")
)
_MOST_DEPTH = 30
_MOST_POUNDS = 10**11
_YEAR = re.compile(r"\byear\s*([1-5])\W*$", re.I)


def read(data: bytes) -> Document:
    """Each bid under a heading of its own; tenderers, parties and documents are listed apart. Raises Refused."""
    try:
        root = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        if "depth" in str(error) or "recursion" in str(error).lower():
            raise Refused(HOSTILE, what="brackets inside brackets without end") from None
        raise Refused(DAMAGED, format="JSON", problem=str(error)[:80]) from None
    document = Document("ocds")
    lines: list[str] = []
    number = 0
    for release in _releases(root):
        for party in release.get("parties") or ():
            document.hide("who the parties are", "parties", " ".join(_texts(party, 0)))
        for bid in _bids(release):
            number += 1
            lines += [f"## Bid {number}", "", *_told(bid, document, f"bid {number}", 0), ""]
            rows = _cost_rows(bid)
            if rows:
                document.sheets.append(Sheet(f"bid {number}", tuple(map(tuple, rows))))
    if not number:
        raise Refused(NOT_OCDS)
    document.text = "\n".join(lines).strip() + "\n"
    return document


def _releases(root: Any) -> Iterator[Mapping[str, Any]]:
    if not isinstance(root, Mapping):
        return
    packed = root.get("releases") or [
        r.get("compiledRelease") for r in root.get("records") or () if isinstance(r, Mapping)
    ]
    for release in packed if isinstance(packed, list) and packed else [root]:
        if isinstance(release, Mapping):
            yield release


def _bids(release: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    bids = release.get("bids")
    for bid in bids.get("details") or () if isinstance(bids, Mapping) else ():
        if isinstance(bid, Mapping):
            yield bid


def _texts(value: Any, depth: int) -> Iterator[str]:
    if depth > _MOST_DEPTH:
        return
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, depth + 1)
    elif value is not None:
        yield str(value)


def _told(value: Mapping[str, Any], document: Document, place: str, depth: int) -> Iterator[str]:
    """The fields of a bid as list items; ids say nothing to a reader and are left out."""
    for key, inner in value.items():
        if key in _IDENTIFYING:
            document.hide(
                "who the bidder is" if key != "documents" else "a document of the bid",
                place,
                " ".join(_texts(inner, 0)),
            )
        elif key in ("id", "uri", "url"):
            document.hide("an identifier", place, str(inner))
        elif depth < _MOST_DEPTH and isinstance(inner, Mapping):
            yield f"{'  ' * depth}- {key}:"
            yield from _told(inner, document, place, depth + 1)
        elif depth < _MOST_DEPTH and isinstance(inner, list):
            yield f"{'  ' * depth}- {key}:"
            for item in inner:
                if isinstance(item, Mapping):
                    yield from _told(item, document, place, depth + 1)
                else:
                    yield f"{'  ' * (depth + 1)}- {item}"
        else:
            yield f"{'  ' * depth}- {key}: {inner}"


def _cost_rows(bid: Mapping[str, Any]) -> list[list[str]]:
    """The items of a bid as a cost sheet: the year that a description ends with is its column, else the last one."""
    lines: dict[str, list[str]] = {}
    for item in _mappings(bid.get("items")):
        words, amount = str(item.get("description") or ""), _amount(item)
        if not words.strip() or amount is None:
            continue
        found = _YEAR.search(words)
        label = (words[: found.start()] if found else words).strip(" ,;:()-") or words
        cells = lines.setdefault(label, [""] * 6)
        at = int(found[1]) - 1 if found else 5
        # Two amounts for one cell are two lines: a sum that nobody wrote is not put in their place.
        if cells[at]:
            cells = lines.setdefault(words, [""] * 6)
        cells[at] = amount
    head = ["Line", *(f"Year {year}" for year in range(1, 6)), "Total"]
    return [head, *([label, *cells] for label, cells in lines.items())] if lines else []


def _mappings(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _amount(item: Mapping[str, Any]) -> str | None:
    unit = item.get("unit")
    value = unit.get("value") if isinstance(unit, Mapping) else None
    if not isinstance(value, Mapping) or value.get("currency", "GBP") != "GBP":
        return None
    amount, quantity = value.get("amount"), item.get("quantity", 1)
    if not all(isinstance(each, int | float) and abs(each) < _MOST_POUNDS for each in (amount, quantity)):
        return None
    return f"{Decimal(str(amount)) * Decimal(str(quantity)):.2f}"
