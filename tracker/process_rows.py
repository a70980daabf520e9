"""From the notices of one process to the rows that are stored for it."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from tracker.buyers import buyer_named, council_name
from tracker.clock import KeyDate
from tracker.fold import fold
from tracker.process_dates import Published, dates_of, listed
from tracker.process_facts import (
    Money,
    buyer_party,
    category_of,
    cpv_of,
    day_of,
    items_in,
    money_in,
    nation_of,
    part,
    portal_of,
    region_in,
    stage_of,
    text_in,
    value_of,
)
from tracker.row_ids import name_key, row_id, slug
from tracker.subjects import division_of

__all__ = ["KnownNotice", "ProcessRows", "process_key", "published_in_order", "rows_of"]

Row = dict[str, Any]

_SAFE_KEY = re.compile(r"[A-Za-z0-9._~-]{1,200}")


@dataclass(frozen=True, slots=True)
class KnownNotice:
    """One notice as stored, with its facts as read."""

    id: int
    release_id: str
    moment: dt.datetime | None
    fetched_at: dt.datetime
    notice_type: str | None
    tags: tuple[str, ...]
    publisher: str | None
    facts: Mapping[str, Any]
    marks: tuple[str, ...] = ()


@dataclass(slots=True)
class ProcessRows:
    """The rows of one process, by table."""

    process: Row
    dates: list[Row] = field(default_factory=list)
    awards: list[Row] = field(default_factory=list)
    suppliers: list[Row] = field(default_factory=list)
    contracts: list[Row] = field(default_factory=list)


def process_key(ocid: str | None, publisher: str, release_id: str) -> str:
    """The key of a process as it stands in addresses: its ocid, else the publisher and its own id of the notice."""
    raw = ocid or f"{publisher}:{release_id}"
    if _SAFE_KEY.fullmatch(raw):
        return raw
    return f"{slug(raw)[:80]}-{row_id('process-key', raw):016x}"


def published_in_order(notices: list[KnownNotice]) -> list[KnownNotice]:
    """Oldest first; of two at the same moment the one that reached us later comes later.

    A compiled release repeats what others said: it counts only where it is all there is.
    """
    single = [notice for notice in notices if "compiled" not in notice.tags]
    start = dt.datetime.min.replace(tzinfo=dt.UTC)
    return sorted(single or notices, key=lambda each: (each.moment or start, each.fetched_at, each.release_id, each.id))


def rows_of(key: str, ocid: str | None, notices: list[KnownNotice]) -> ProcessRows:
    """All rows of the process with that key, from all of its notices in any order."""
    ordered = published_in_order(notices)
    facts = fold(notice.facts for notice in ordered)
    types = [notice.notice_type for notice in ordered if notice.notice_type]
    stage = stage_of(facts, types, [tag for notice in ordered for tag in notice.tags])
    portal = portal_of(ocid, ordered[-1].publisher)
    region = region_in(facts) or _council_region(facts)
    nation = nation_of(facts, region, portal)
    dates = dates_of(_as_published(ordered), nation)
    process_id = row_id("process", key)
    rows = ProcessRows(_process_row(process_id, key, ocid, ordered, facts, stage))
    rows.process |= {"portal": portal, "region": region, "nation": nation.value if nation else None}
    marks = {mark for notice in ordered for mark in notice.marks}
    if any(date.suspect for date in dates):
        marks.add("suspect-date")
    rows.process["marks"] = orjson.dumps(sorted(marks)).decode() if marks else None
    rows.dates = _date_rows(rows.process, dates, stage)
    for award in items_in(facts, "awards"):
        _add_award(rows, process_id, award, facts)
    rows.contracts = [_contract_row(process_id, at, each) for at, each in enumerate(items_in(facts, "contracts"))]
    return rows


def _as_published(ordered: list[KnownNotice]) -> list[Published]:
    return [
        Published(
            each.moment,
            each.notice_type,
            stage_of(each.facts, [each.notice_type] if each.notice_type else [], list(each.tags)),
            each.facts,
        )
        for each in ordered
    ]


def _process_row(
    process_id: int, key: str, ocid: str | None, ordered: list[KnownNotice], facts: Mapping[str, Any], stage: str
) -> Row:
    tender, buyer = part(facts, "tender"), buyer_party(facts)
    money = value_of(facts) or Money(None, None, None, None)
    name = text_in(buyer, "name") or text_in(part(buyer, "identifier"), "legalName")
    if name is None and ordered[-1].publisher:
        name = council_name(ordered[-1].publisher)  # a council's own list of contracts does not say who buys
    awards = next(items_in(facts, "awards"), {})
    title = text_in(tender, "title") or text_in(facts, "title") or text_in(awards, "title")
    cpv = cpv_of(facts)
    moments = [notice.moment for notice in ordered if notice.moment]
    return {
        "id": process_id,
        "key": key,
        "ocid": ocid,
        "title": title or "Untitled notice",
        "title_key": row_id("title", name and name_key(name), name_key(title or "")),
        "description": text_in(tender, "description") or text_in(awards, "description"),
        "buyer_name": name,
        "buyer_ref": text_in(buyer, "id"),
        "buyer_key": buyer_named(name).key if name else None,
        "cpv": cpv,
        "division": division_of(cpv),
        "category": category_of(facts),
        "stage": stage,
        "notice_type": next((each.notice_type for each in reversed(ordered) if each.notice_type), None),
        "status": text_in(tender, "status"),
        "cancelled": stage == "cancelled",
        "value_pence": money.net,
        "value_gross_pence": money.gross,
        "value_currency": money.currency,
        "value_mark": money.mark,
        "first_published": min(moments, default=None),
        "last_published": max(moments, default=None),
        "notices": len(ordered),
        "seen_at": max(notice.fetched_at for notice in ordered),
    }


def _council_region(facts: Mapping[str, Any]) -> str | None:
    name = text_in(buyer_party(facts), "name")
    return buyer_named(name).region if name else None


def _date_rows(process: Row, dates: list[KeyDate], stage: str) -> list[Row]:
    # Only sterling that is believed can be compared with a limit in pounds.
    comparable = process["value_mark"] is None and process["value_currency"] in {None, "GBP"}
    value = process["value_pence"] if process["value_pence"] is not None else process["value_gross_pence"]
    rows = []
    after: dt.datetime | None = None
    for date in dates:
        closes = date.closes_at.astimezone(dt.UTC).replace(microsecond=0)
        shown = closes if listed(date, stage) else None
        rows.append(
            {
                "id": row_id("date", process["id"], date.kind.value, date.source.split(", ")[0]),
                "process_id": process["id"],
                "kind": date.kind.value,
                "day": date.day,
                "closes_at": closes,
                "hour_known": date.at is not None,
                "basis": date.basis,
                "certainty": date.certainty.value,
                "source": date.source,
                "suspect": date.suspect,
                "listed_at": shown,
                "listed_after": after if shown else None,
                "called_off": closes if not shown and _called_off(date, stage, process["last_published"]) else None,
                "published": process["last_published"],
                "buyer_key": process["buyer_key"],
                "region": process["region"],
                "division": process["division"],
                "category": process["category"],
                "value_pence": value if comparable else None,
            }
        )
        after = shown or after
    return rows


def _called_off(date: KeyDate, stage: str, last_published: dt.datetime | None) -> bool:
    """Whether the date will not come about: the purchase was cancelled, or its next step was taken before that day."""
    if date.suspect is not None or not date.can_act:
        return False
    return stage == "cancelled" or (last_published is not None and last_published < date.closes_at)


def _add_award(rows: ProcessRows, process_id: int, award: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    name = text_in(award, "id") or str(len(rows.awards))
    money = money_in(award.get("value")) or Money(None, None, None, None)
    award_row = row_id("award", process_id, name)
    if any(row["id"] == award_row for row in rows.awards):
        return  # the parser reports ids given twice
    rows.awards.append(
        {
            "id": award_row,
            "process_id": process_id,
            "award_id": name,
            "title": text_in(award, "title"),
            "status": text_in(award, "status"),
            "date": day_of(award, "date"),
            "value_pence": money.net if money.net is not None else money.gross,
            "currency": money.currency,
            "value_mark": money.mark,
        }
    )
    for at, supplier in enumerate(items_in(award, "suppliers")):
        shown = text_in(supplier, "name")
        if shown:
            rows.suppliers.append(
                {
                    "id": row_id("award-supplier", award_row, at),
                    "award_row": award_row,
                    "process_id": process_id,
                    "name": shown,
                    "supplier_key": name_key(shown)[:300],
                    "ref": text_in(supplier, "id"),
                    "company_number": _company_number(supplier, facts),
                }
            )


def _company_number(supplier: Mapping[str, Any], facts: Mapping[str, Any]) -> str | None:
    ref = text_in(supplier, "id") or ""
    found = [party for party in items_in(facts, "parties") if text_in(party, "id") == ref]
    for party in (supplier, *found):
        for identifier in (part(party, "identifier"), *items_in(party, "additionalIdentifiers")):
            if identifier.get("scheme") == "GB-COH" and text_in(identifier, "id"):
                return _padded(text_in(identifier, "id") or "")
    return _padded(ref.removeprefix("GB-COH-")) if ref.startswith("GB-COH-") else None


def _padded(number: str) -> str:
    # Spreadsheets strip the leading zeros of numbers that have no letters.
    return (number.zfill(8) if number.isdigit() else number.upper())[:12]


def _contract_row(process_id: int, at: int, contract: Mapping[str, Any]) -> Row:
    name = text_in(contract, "id") or str(at)
    money = money_in(contract.get("value")) or Money(None, None, None, None)
    period = part(contract, "period")
    return {
        "id": row_id("contract", process_id, name, at),
        "process_id": process_id,
        "contract_id": name,
        "award_id": text_in(contract, "awardID"),
        "title": text_in(contract, "title"),
        "status": text_in(contract, "status"),
        "signed": day_of(contract, "dateSigned"),
        "starts": day_of(period, "startDate"),
        "ends": day_of(period, "endDate"),
        "value_pence": money.net if money.net is not None else money.gross,
        "currency": money.currency,
        "value_mark": money.mark,
    }
