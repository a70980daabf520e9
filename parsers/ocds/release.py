"""Turns one release into a record: what kind of notice, whose, at which stage, with its money and dates checked.

The release itself is carried whole, unknown keys and all, less the people in it; what stands beside it is read from it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from parsers.findings import Findings
from parsers.issues.json_documents import MOJIBAKE
from parsers.issues.notices import (
    BUYER_MISSING,
    CURRENCY_DIFFERS,
    DATE_UNREADABLE,
    OCID_MISSING,
    RELEASE_ID_MISSING,
    TAG_MISSING,
)
from parsers.ocds.amounts import money_of
from parsers.ocds.dates import dates_of, day_of
from parsers.ocds.notice_types import NOTICE_NAMES, family_of, notice_type_of, portal_of, stage_of

__all__ = ["buyer_of", "read_release", "tags_of", "values_of"]

# UTF-8 read as Windows-1252 and saved again: "£" and curly quotes become these pairs.
_GARBLED = ("Â£", "â€™", "â€œ", "â€“", "Ã©", "â€˜", "Â ", "â‚¬")


def read_release(release: Mapping[str, Any], findings: Findings, *, row: bool = False) -> dict[str, Any]:
    """The record of a release; never raises for what the release holds. Its issues go to ``findings``.

    ``row`` is for a release made from a row of a table, which has no ids or tags of its own to be missed,
    and whose buyer is the council that publishes the list.
    Keys: ocid, id, date, tags, notice_type, notice_name, family, portal, stage, title, buyer, value, values, dates.
    ``value`` is the value of the purchase as a whole; ``values`` are all stated values.
    """
    ocid, tags = _text(release.get("ocid")), tags_of(release)
    portal = portal_of(ocid)
    buyer = buyer_of(release)
    if not row:
        _check_identity(release, ocid, tags, findings)
        if buyer is None and ("bids" not in release or "buyer" in release):
            findings.add(BUYER_MISSING, "buyer")
    notice_type = notice_type_of(release, findings)
    values = values_of(release, findings)
    tender = release.get("tender")
    title = _text(tender.get("title")) if isinstance(tender, dict) else None
    _check_text(release, tender, findings)
    return {
        "ocid": ocid,
        "id": _text(release.get("id")),
        "date": _text(release.get("date")),
        "tags": tags,
        "notice_type": notice_type,
        "notice_name": NOTICE_NAMES.get(notice_type) if notice_type else None,
        "family": family_of(release, notice_type, portal),
        "portal": portal,
        "stage": stage_of(release, notice_type, tags),
        "title": title or _text(release.get("title")),
        "buyer": buyer,
        "value": next((value for value in values if value["path"] == "tender/value"), None),
        "values": values,
        "dates": dates_of(release, findings),
    }


def tags_of(release: Mapping[str, Any]) -> list[str]:
    """The tags of a release as a list; OCDS 1.0 publishers sometimes give one as text."""
    tags = release.get("tag")
    if isinstance(tags, str):
        return [tags]
    return [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []


def buyer_of(release: Mapping[str, Any]) -> dict[str, Any] | None:
    """{name, id, scheme, identifier, region} of the buyer, with what ``parties`` says of it; None when unnamed."""
    buyer = release.get("buyer")
    party = buyer if isinstance(buyer, dict) else {}
    for entry in _objects(release.get("parties")):
        same = party.get("id") is not None and entry.get("id") == party.get("id")
        roles = entry.get("roles")
        if same or (not party and isinstance(roles, list) and "buyer" in roles):
            party = {**entry, **{key: value for key, value in party.items() if value}}
            break
    tender = release.get("tender")
    if not party and isinstance(tender, dict) and isinstance(tender.get("procuringEntity"), dict):
        party = tender["procuringEntity"]
    identifier = party.get("identifier")
    identifier = identifier if isinstance(identifier, dict) else {}
    name = _text(party.get("name")) or _text(identifier.get("legalName"))
    if name is None:
        return None
    address = party.get("address")
    return {
        "name": name,
        "id": _text(party.get("id")),
        "scheme": _text(identifier.get("scheme")),
        "identifier": _text(identifier.get("id")),
        "region": _text(address.get("region")) if isinstance(address, dict) else None,
    }


def values_of(release: Mapping[str, Any], findings: Findings) -> list[dict[str, Any]]:
    """Every stated value with its path: of the tender, its lots and budget, of awards, contracts and bids."""
    found = [money for path, value in _stated_values(release) if (money := money_of(value, path, findings)) is not None]
    whole = next((money["currency"] for money in found if money["path"] == "tender/value"), None)
    if whole is not None:
        for money in found:
            if money["currency"] not in (whole, None) and money["path"].startswith("tender/lots/"):
                findings.add(CURRENCY_DIFFERS, f"{money['path']}/currency", money["currency"], whole=whole)
                money["mark"] = money["mark"] or CURRENCY_DIFFERS.code
    return found


def _stated_values(release: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    planning, tender = release.get("planning"), release.get("tender")
    if isinstance(planning, dict) and isinstance(planning.get("budget"), dict):
        yield "planning/budget/amount", planning["budget"].get("amount")
        for index, part in enumerate(_objects(planning["budget"].get("budgetBreakdown"))):
            yield f"planning/budget/budgetBreakdown/{index}/amount", part.get("amount")
    if isinstance(tender, dict):
        for key in ("value", "minValue"):
            yield f"tender/{key}", tender.get(key)
        for index, lot in enumerate(_objects(tender.get("lots"))):
            yield f"tender/lots/{index}/value", lot.get("value")
    for section in ("awards", "contracts"):
        for index, item in enumerate(_objects(release.get(section))):
            yield f"{section}/{index}/value", item.get("value")
    bids = release.get("bids")
    if isinstance(bids, dict):
        for index, bid in enumerate(_objects(bids.get("details"))):
            yield f"bids/details/{index}/value", bid.get("value")


def _check_identity(release: Mapping[str, Any], ocid: str | None, tags: list[str], findings: Findings) -> None:
    if ocid is None:
        findings.add(OCID_MISSING, "ocid")
    if _text(release.get("id")) is None:
        findings.add(RELEASE_ID_MISSING, "id")
    if not tags:
        findings.add(TAG_MISSING, "tag")
    date = release.get("date")
    if date is not None and day_of(date) is None:
        findings.add(DATE_UNREADABLE, "date", date)


def _check_text(release: Mapping[str, Any], tender: Any, findings: Findings) -> None:
    sources = (release, tender) if isinstance(tender, dict) else (release,)
    for source in sources:
        for key in ("title", "description"):
            text = source.get(key)
            if isinstance(text, str) and ("â" in text or "Â" in text or "Ã" in text):
                garbled = next((pair for pair in _GARBLED if pair in text), None)
                if garbled:
                    findings.add(MOJIBAKE, key, garbled)
                    return


def _objects(value: Any) -> list[Any]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _text(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).strip() or None
