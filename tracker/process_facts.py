"""Read what pages need out of the folded notices of one process: stage, buyer, money, subject, place.

The input is the shape of OCDS releases with the European and United Kingdom extensions; anything may be missing or of
the wrong type, because publishers' files are read as they come.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from parsers.ocds.notice_types import DEAD, STAGES
from parsers.ocds.notice_types import portal_of as service_of
from tracker.calendars import Nation
from tracker.places import nation_of_region, region_of
from tracker.row_ids import slug
from tracker.subjects import division_of

__all__ = [
    "Money",
    "buyer_party",
    "category_of",
    "cpv_of",
    "day_of",
    "items_in",
    "mark_of",
    "money_in",
    "nation_of",
    "part",
    "portal_of",
    "region_in",
    "stage_of",
    "text_in",
    "value_of",
]

Facts = Mapping[str, Any]

_PORTAL_NATIONS = {"public-contracts-scotland": Nation.SCOTLAND, "sell2wales": Nation.WALES}
_DEVOLVED = {"GB-SCT": Nation.SCOTLAND, "GB-WLS": Nation.WALES, "GB-NIR": Nation.NORTHERN_IRELAND}

# Payments, performance and changes come after a contract is signed, and leave the purchase where it stands.
_LEAVES_IT = {"payment", "performance", "contract-change", "market-change"}
_BY_DOCUMENT = {"marketEngagementNotice": "engagement", "plannedProcurementNotice": "planned"}

# Typed when no value is known or the form insists; the real cost of anything is more than a pound.
_NOMINAL = 100
# More than a whole year of the United Kingdom's public procurement is no purchase.
_BEYOND_ANY_BUDGET = 400 * 10**9 * 100


@dataclass(frozen=True, slots=True)
class Money:
    """A value in hundredths: without VAT (``net``), with VAT (``gross``), and why it is not believed, if so."""

    net: int | None
    gross: int | None
    currency: str | None
    mark: str | None


def part(facts: Any, *path: str) -> Facts:
    """The object at a path of keys; an empty one when any step is missing or not an object."""
    for key in path:
        facts = facts.get(key) if _is_object(facts) else None
    return facts if _is_object(facts) else {}


def _is_object(value: Any) -> bool:
    # Asking an abstract class takes ten times as long, and this is asked a hundred times for each notice.
    return type(value) is dict or isinstance(value, Mapping)


def items_in(facts: Any, key: str) -> Iterator[Facts]:
    """The objects in a list; nothing when it is not a list."""
    found = facts.get(key) if _is_object(facts) else None
    return iter([item for item in found if _is_object(item)] if isinstance(found, list) else ())


def text_in(facts: Facts, key: str) -> str | None:
    """A text or number as trimmed text; None when missing or empty."""
    value = facts.get(key)
    if type(value) is str:  # by far the most, and there are twenty for each record
        return value.strip() or None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).strip() or None


def day_of(facts: Facts, key: str) -> dt.date | None:
    """The day of an ISO date or date-time as its publisher wrote it; None when it is neither."""
    try:
        return dt.date.fromisoformat((text_in(facts, key) or "")[:10])
    except ValueError:
        return None


def _hundredths(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        # str of a float gives back the decimals that were published.
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    if not amount.is_finite() or amount.adjusted() >= 16:  # comparing 1e999999999 would raise
        return None
    return int((amount * 100).to_integral_value())


def money_in(value: Any) -> Money | None:
    """The money of an OCDS value object; None when it holds no amount that can be read."""
    if not isinstance(value, Mapping):
        return None
    net, gross = _hundredths(value.get("amount")), _hundredths(value.get("amountGross"))
    if net is None and gross is None:
        return None
    currency = text_in(value, "currency")
    return Money(net, gross, currency[:3].upper() if currency else None, mark_of(net if net is not None else gross))


def mark_of(pence: int | None) -> str | None:
    """Why an amount is not believed: "nominal" (0, 0.01 and the like) or "beyond-budget"; None when it may be right."""
    if pence is None:
        return None
    if 0 <= pence <= _NOMINAL:
        return "nominal"
    return "beyond-budget" if abs(pence) > _BEYOND_ANY_BUDGET else None


def value_of(facts: Facts) -> Money | None:
    """The value of the purchase: of the tender, else the budget, else of its only award. Never a sum of parts."""
    awards = list(items_in(facts, "awards"))
    found = money_in(part(facts, "tender").get("value")) or money_in(part(facts, "planning", "budget").get("amount"))
    if found is None and len(awards) == 1:
        found = money_in(awards[0].get("value"))
    return found


def portal_of(ocid: str | None, publisher: str | None = None) -> str:
    """The service a process was published on, by its ocid; the publisher's own slug for others."""
    known = service_of(ocid)
    return slug(publisher) if known == "other" and publisher else known


def buyer_party(facts: Facts) -> Facts:
    """The party that buys, with what the release says of it under ``parties``."""
    buyer = part(facts, "buyer")
    for party in items_in(facts, "parties"):
        if buyer and text_in(party, "id") == text_in(buyer, "id"):
            return {**party, **{key: value for key, value in buyer.items() if value}}
    if buyer:
        return buyer
    for role in ("buyer", "procuringEntity"):
        for party in items_in(facts, "parties"):
            if role in (party.get("roles") or ()):
                return party
    return part(facts, "tender", "procuringEntity")


def region_in(facts: Facts) -> str | None:
    """The region of the buyer; where it does not say, the only region of delivery."""
    own = region_of(text_in(part(buyer_party(facts), "address"), "region"))
    if own is not None:
        return own
    sources = [part(facts, "tender"), *items_in(facts, "awards")]
    found = {
        region_of(text_in(address, "region"))
        for source in sources
        for item in items_in(source, "items")
        for address in items_in(item, "deliveryAddresses")
    }
    return found.pop() if len(found) == 1 else None


def nation_of(facts: Facts, region: str | None, portal: str) -> Nation | None:
    """The nation whose bank holidays count: by devolved rules, by region, by portal; None when nothing tells."""
    for mark in items_in(part(buyer_party(facts), "details"), "classifications"):
        if mark.get("scheme") == "UK_CA_DEVOLVED_REGULATIONS" and mark.get("id") in _DEVOLVED:
            return _DEVOLVED[mark["id"]]
    return nation_of_region(region) or _PORTAL_NATIONS.get(portal)


def cpv_of(facts: Facts) -> str | None:
    """The first CPV code of the purchase, as published."""
    tender = part(facts, "tender")
    for source in (tender, *items_in(facts, "awards")):
        for found in (source, *items_in(source, "items")):
            marks = [part(found, "classification"), *items_in(found, "additionalClassifications")]
            for mark in marks:
                code = text_in(mark, "id")
                if mark.get("scheme") == "CPV" and division_of(code):
                    return code
    return None


def category_of(facts: Facts) -> str | None:
    """goods, works or services, when one of them is given."""
    sources = (part(facts, "tender"), *items_in(facts, "awards"))
    found = next(
        (text_in(each, "mainProcurementCategory") for each in sources if each.get("mainProcurementCategory")), None
    )
    return found if found in {"goods", "works", "services"} else None


def stage_of(facts: Facts, notice_types: list[str], tags: list[str]) -> str:
    """Where the purchase stands after all its notices; ``notice_types`` and ``tags`` are in order of publication."""
    if part(facts, "tender").get("status") in DEAD:
        return "cancelled"
    for code in reversed(notice_types):
        stage = STAGES.get(code)
        if stage and stage not in _LEAVES_IT:
            return stage
    for prefixes, stage in _BY_TAG:
        if any(tag.startswith(prefixes) for tag in tags):
            return "cancelled" if stage == "tender" and "tenderCancellation" in tags else stage
    return _planning_stage(facts)


_BY_TAG = ((("implementation", "contract"), "contract"), (("award",), "award"), (("tender",), "tender"))


def _planning_stage(facts: Facts) -> str:
    for document in items_in(part(facts, "planning"), "documents"):
        stage = _BY_DOCUMENT.get(text_in(document, "documentType") or "")
        if stage:
            return stage
    status = part(facts, "tender").get("status")
    return {"active": "tender", "complete": "award", "planned": "planned"}.get(str(status), "planned")
