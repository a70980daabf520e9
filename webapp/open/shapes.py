"""The shapes of the twins: a listed date as an object of JSON and as a row of CSV."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from tracker.clock import KeyDate
from tracker.notice_names import notice_name, stage_name
from tracker.open_now import OpenItem
from tracker.places import REGIONS
from tracker.subjects import subject_words
from webapp.pages import Table
from webapp.wording import pounds_text

__all__ = ["date_shape", "item_shape", "items_table", "utc"]


def utc(moment: dt.datetime | None) -> str | None:
    """A moment as ISO 8601 in UTC."""
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if moment else None


def date_shape(date: KeyDate) -> dict[str, Any]:
    """A key date with everything that says what it rests on."""
    return {
        "kind": date.kind.value,
        "label": date.label,
        "day": date.day.isoformat(),
        "at": utc(date.at),
        "closes_at": utc(date.closes_at),
        "zone": date.zone,
        "certainty": date.certainty.value,
        "basis": date.basis,
        "source": date.source,
        "public_can_act": date.can_act,
        "not_believed_because": date.suspect,
    }


def item_shape(item: OpenItem, now: dt.datetime) -> dict[str, Any]:
    """A listed purchase with the date whose turn it is."""
    return {
        "key": item.key,
        "page": f"/purchases/{item.key}",
        "title": item.title,
        "buyer": item.buyer_name,
        "buyer_key": item.buyer_key,
        "region": REGIONS.get(item.region or ""),
        "subject": subject_words(item.division),
        "stage": stage_name(item.stage),
        "notice": notice_name(item.notice_type),
        "value": pounds_text(item.value_pence) or None,
        "value_with_vat": pounds_text(item.value_gross_pence) or None,
        "currency": item.currency,
        "value_not_believed_because": item.value_mark,
        "last_published": utc(item.last_published),
        "days_left": item.days(now),
        "words": item.countdown(now),
        "date": date_shape(item.date),
    }


_COLUMNS = (
    "closes_at", "day", "date_label", "certainty", "basis", "days_left", "title", "buyer", "region", "subject", "stage",
    "notice", "value", "value_with_vat", "currency", "value_not_believed_because", "key", "page",
)  # fmt: skip


def items_table(items: Iterable[OpenItem], now: dt.datetime) -> Table:
    """Listed purchases as a table, one row each."""
    rows = []
    for item in items:
        shape = item_shape(item, now)
        date = shape["date"]
        flat = shape | {name: date[name] for name in ("closes_at", "day", "certainty", "basis")}
        rows.append([(flat | {"date_label": date["label"]})[name] for name in _COLUMNS])
    return Table(_COLUMNS, rows)
