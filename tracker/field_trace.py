"""Where each field that a page speaks from was last stated: its value as published, and the notice that holds it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from tracker.process_facts import buyer_party, part
from tracker.process_rows import KnownNotice

__all__ = ["TracedField", "traced"]

_LONG = 300
# One step of a path such as "tender.lots[L1].tenderPeriod": a key, and the id of the one item meant in its list.
_STEP = re.compile(r"([A-Za-z]+)(?:\[(.*?)\])?(?:\.|$)")


@dataclass(frozen=True, slots=True)
class TracedField:
    """One field: its path in OCDS, its value as published (shortened when long), and the notice it comes from."""

    field: str
    value: str
    notice: KnownNotice


def traced(fields: Iterable[str], ordered: Sequence[KnownNotice]) -> list[TracedField]:
    """For each field once, the newest notice (``ordered`` is oldest first) that states it; unstated ones are left out.

    A field may name several paths, parted by commas, when one date stands for several lots: each is traced.
    """
    found: dict[str, TracedField] = {}
    for path in (path for field in fields for path in field.split(", ")):
        if path in found:
            continue
        for notice in reversed(ordered):
            value = _stated(notice, path)
            if value is not None:
                found[path] = TracedField(path, _shown(value), notice)
                break
    return list(found.values())


def _stated(notice: KnownNotice, path: str) -> Any:
    if path == "noticeType":
        return notice.notice_type
    if path == "contract award notice":  # the rule starts from the day of this notice
        return notice.facts.get("date") if notice.notice_type == "UK6" else None
    if path == "buyer.name":
        return part(notice.facts, "buyer").get("name") or buyer_party(notice.facts).get("name")
    return _at(notice.facts, path)


def _at(value: Any, path: str) -> Any:
    for key, item in _STEP.findall(path):
        if isinstance(value, list):
            # A path without an id speaks of whichever item states it first.
            value = next((each for each in value if isinstance(each, Mapping) and each.get(key) is not None), None)
        value = value.get(key) if isinstance(value, Mapping) else None
        if item and isinstance(value, list):
            value = next((each for each in value if isinstance(each, Mapping) and str(each.get("id")) == item), None)
    return value or None


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return text if len(text) <= _LONG else f"{text[: _LONG - 1]}…"
