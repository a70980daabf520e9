"""Tells apart the shapes in which portals publish JSON, and turns those that are not OCDS into releases.

Each adapter only renames: what it does not know stays under ``extra`` of the release, and nothing is worked out.
"""

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from parsers.ocds.amounts import amount_of
from parsers.ocds.packages import is_release
from parsers.ocds.prozorro import is_prozorro, prozorro_facts, prozorro_releases

__all__ = ["Shape", "shape_of"]

_Adapt = Callable[[Any], Iterator[tuple[str, dict[str, Any]]]]


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape: ``adapt`` turns its value into (pointer, release) pairs, None for what is OCDS already."""

    name: str
    adapt: _Adapt | None = None
    facts: Callable[[Any], dict[str, Any]] | None = None


def shape_of(value: Any, in_package: bool = False) -> Shape | None:
    """The shape of an item of JSON, taken on trust inside a package; None for one that is not known."""
    if not isinstance(value, dict):
        return None
    if in_package or "compiledRelease" in value or is_release(value):
        return _OCDS
    if isinstance(value.get("releases"), list):
        return _OCDS
    if is_prozorro(value):
        return _PROZORRO
    if _is_listing(value):
        return _LISTING
    if _is_listed_notice(value):
        return _LISTED
    if _is_notice_types(value):
        return _NOTICE_TYPES
    if "codelists" in value and "compatibility" in value:
        return _EXTENSION
    if isinstance(value.get("definitions"), dict) or "$schema" in value:
        return _SCHEMA
    return None


def _is_listing(value: Mapping[str, Any]) -> bool:
    notices = _notices_in(value)
    return bool(notices) and _is_listed_notice(notices[0])


def _is_listed_notice(value: Any) -> bool:
    return isinstance(value, dict) and {"id", "title", "notice_type"} <= _plain_names(value).keys()


def _notices_in(value: Mapping[str, Any]) -> list[Any]:
    return value[key] if (key := _list_key(value)) else []


def _list_key(value: Mapping[str, Any]) -> str | None:
    return next((key for key in _LIST_KEYS if isinstance(value.get(key), list)), None)


def _plain_names(notice: Mapping[str, Any]) -> dict[str, Any]:
    """A notice under the names of the portal's older lists; its search wraps each notice and writes names together."""
    wrapped = notice.get("item")
    notice = wrapped if isinstance(wrapped, dict) else notice
    return {_NEWER_NAMES.get(name) or _SMALL_LARGE.sub(r"\1_\2", name).lower(): each for name, each in notice.items()}


# Field of a Contracts Finder notice as the portal's own search gives it -> path in a release.
_STAGE_TAGS = {"awarded": "award", "withdrawn": "tenderCancellation"}
_TENDER_STATUS = {"awarded": "complete", "open": "active", "closed": "active", "withdrawn": "withdrawn"}
_LIST_KEYS = ("contracts", "notices", "noticeList", "items", "results")
_NEWER_NAMES = {"organisationName": "organisation", "noticeStatus": "status", "lastNotifiableUpdate": "updated"}
_SMALL_LARGE = re.compile(r"([a-z])([A-Z])")
_KNOWN = {
    "id", "title", "description", "organisation", "status", "notice_type", "published_date", "deadline_date",
    "awarded_date", "value_low", "value_high", "awarded_value", "awarded_supplier", "cpv_codes", "cpv_description",
    "region", "postcode", "url",
}  # fmt: skip


def _listing_releases(value: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for index, notice in enumerate(_notices_in(value)):
        yield f"/{_list_key(value)}/{index}", _listing_release(_plain_names(notice)) if isinstance(notice, dict) else {}


def _listed_release(value: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "", _listing_release(_plain_names(value))


def _listing_release(notice: Mapping[str, Any]) -> dict[str, Any]:
    notice = {name: html.unescape(field) if isinstance(field, str) else field for name, field in notice.items()}
    if isinstance(notice.get("status"), str):
        notice["status"] = notice["status"].lower()
    planning = notice.get("notice_type") in {"Pipeline", "PreProcurement"}
    status = notice.get("status")
    tag = "planning" if planning else _STAGE_TAGS.get(str(status), "tender")
    tender: dict[str, Any] = {
        "id": notice.get("id"),
        "title": notice.get("title"),
        "description": notice.get("description"),
        "status": "planned" if planning and status != "withdrawn" else _TENDER_STATUS.get(str(status)),
    }
    # A bound of nought means that none was given; the form has no empty field.
    for field, name in (("value_high", "value"), ("value_low", "minValue")):
        if notice.get(field):
            tender[name] = {"amount": notice[field], "currency": "GBP"}
    if notice.get("deadline_date"):
        tender["tenderPeriod"] = {"endDate": notice["deadline_date"]}
    codes = [code for code in str(notice.get("cpv_codes") or "").replace(",", " ").split() if code]
    if codes:
        tender["classification"] = {"scheme": "CPV", "id": codes[0], "description": notice.get("cpv_description")}
        tender["additionalClassifications"] = [{"scheme": "CPV", "id": code} for code in codes[1:]]
    release: dict[str, Any] = {
        "ocid": f"ocds-b5fd17-{notice['id']}" if notice.get("id") else None,
        "id": notice.get("id"),
        "date": notice.get("published_date"),
        "tag": [tag],
        "buyer": {"name": notice.get("organisation")},
        "tender": {name: field for name, field in tender.items() if field not in (None, "")},
        "extra": {name: field for name, field in notice.items() if name not in _KNOWN},
    }
    if notice.get("region"):
        release["tender"]["items"] = [{"id": "1", "deliveryAddresses": [{"region": notice["region"]}]}]
    if notice.get("url"):
        document = {"id": notice.get("id"), "url": notice["url"], "title": notice.get("notice_type")}
        release["tender"]["documents"] = [document]
    if status == "awarded":
        release["awards"] = [_listing_award(notice)]
    return release


def _listing_award(notice: Mapping[str, Any]) -> dict[str, Any]:
    award: dict[str, Any] = {"id": notice.get("id"), "status": "active", "date": notice.get("awarded_date") or None}
    if notice.get("awarded_value") is not None:
        award["value"] = {"amount": notice["awarded_value"], "currency": "GBP"}
    name = notice.get("awarded_supplier")
    # The publisher's way of saying that nobody won.
    if name and str(name).strip().upper() != "NOT AWARDED TO SUPPLIER":
        award["suppliers"] = [{"name": name}]
    return award


def _listing_facts(value: Mapping[str, Any]) -> dict[str, Any]:
    notices = [_plain_names(notice) for notice in _notices_in(value) if isinstance(notice, dict)]
    awarded = [amount_of(notice.get("awarded_value")) or 0 for notice in notices]
    meta = value.get("meta")
    texts = (field for notice in notices for field in notice.values() if isinstance(field, str))
    return {
        "notices": len(notices),
        "distinct_ids": len({notice.get("id") for notice in notices}),
        "status_counts": dict(sorted(Counter(str(notice.get("status")) for notice in notices).items())),
        "notice_kinds": dict(sorted(Counter(str(notice.get("notice_type")) for notice in notices).items())),
        "awarded_value_sum": format(sum(awarded), "f"),
        "notices_with_supplier": sum(bool(notice.get("awarded_supplier")) for notice in notices),
        "stated_total": meta.get("total_notices") if isinstance(meta, dict) else value.get("hitCount"),
        "html_entities": any("&" in text and html.unescape(text) != text for text in texts),
    }


def _is_notice_types(value: Mapping[str, Any]) -> bool:
    return any(
        isinstance(members, list) and members and all(isinstance(each, dict) and "code" in each for each in members)
        for members in value.values()
    )


def _reference_facts(value: Mapping[str, Any]) -> dict[str, Any]:
    codes = [each["code"] for members in value.values() if isinstance(members, list) for each in members]
    return {"codes": codes, "set_aside": {"codes": len(codes)}}


def _extension_facts(value: Mapping[str, Any]) -> dict[str, Any]:
    name = value.get("name")
    return {"describes": "extension metadata", "title": name.get("en") if isinstance(name, dict) else name}


def _schema_facts(value: Mapping[str, Any]) -> dict[str, Any]:
    return {"describes": "release schema patch", "definitions": sorted(value.get("definitions") or ())}


def _nothing(value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    return iter(())


_OCDS = Shape("ocds")
_PROZORRO = Shape("prozorro", prozorro_releases, prozorro_facts)
_LISTING = Shape("contracts-finder-listing", _listing_releases, _listing_facts)
_LISTED = Shape("contracts-finder-listing", _listed_release)
_NOTICE_TYPES = Shape("reference: codes", _nothing, _reference_facts)
_EXTENSION = Shape("reference: extension", _nothing, _extension_facts)
_SCHEMA = Shape("reference: schema", _nothing, _schema_facts)
