"""Turns a tender of Prozorro's own API into a release; Prozorro is the one portal that publishes every bid."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from parsers.ocds.amounts import amount_of

__all__ = ["is_prozorro", "prozorro_facts", "prozorro_releases"]

_STATUS = {
    "cancelled": "cancelled",
    "unsuccessful": "unsuccessful",
    "complete": "complete",
    "active.enquiries": "active",
    "active.tendering": "active",
    "draft": "planning",
}
_BID_STATUS = {"active": "valid", "deleted": "withdrawn", "draft": "pending", "invalid": "disqualified"}
_TENDER_KEYS = ("title", "description", "value", "tenderPeriod", "enquiryPeriod", "awardPeriod", "procurementMethod")


def is_prozorro(value: Mapping[str, Any]) -> bool:
    """Whether the object is an answer of the Prozorro API: one tender under ``data``, or several under ``items``."""
    return any("tenderID" in tender for _, tender in _tenders(value))


def _tenders(value: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    data, items = value.get("data"), value.get("items")
    if isinstance(data, dict):
        yield "/data", data
    elif isinstance(items, list):
        for index, tender in enumerate(items):
            if isinstance(tender, dict):
                yield f"/items/{index}", tender
    elif "tenderID" in value:
        yield "", dict(value)


def prozorro_releases(value: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(pointer, release) of each tender; the ocid is Prozorro's registered prefix with the tender's number."""
    for pointer, tender in _tenders(value):
        entity = tender.get("procuringEntity")
        awards, contracts = _objects(tender, "awards"), _objects(tender, "contracts")
        status = str(tender.get("status") or "")
        release: dict[str, Any] = {
            "ocid": f"ocds-be6bcu-{tender['tenderID']}" if tender.get("tenderID") else None,
            "id": tender.get("id"),
            "date": tender.get("dateModified") or tender.get("date"),
            "tag": ["contract" if contracts else "award" if awards else "tender"],
            "buyer": {"name": entity.get("name"), "id": _identifier(entity)} if isinstance(entity, dict) else {},
            "tender": {
                "id": tender.get("tenderID"),
                "status": _STATUS.get(status, "active"),
                **{key: tender[key] for key in _TENDER_KEYS if tender.get(key) is not None},
            },
            "bids": {"details": [_bid(bid) for bid in _objects(tender, "bids")]},
            "extra": {"status": status, "procurementMethodType": tender.get("procurementMethodType")},
        }
        if awards:
            release["awards"] = [_award(award) for award in awards]
        if contracts:
            release["contracts"] = [_contract(contract) for contract in contracts]
        yield pointer, release


def prozorro_facts(value: Mapping[str, Any]) -> dict[str, Any]:
    """What the tenders hold: numbers, the status of each bid, the values bid for lots, complaints."""
    tenders = [tender for _, tender in _tenders(value)]
    bids = [bid for tender in tenders for bid in _objects(tender, "bids")]
    lot_values = [lot.get("value") for bid in bids for lot in _objects(bid, "lotValues")]
    amounts = [
        f"{amount['amount']} {amount.get('currency')}"
        for amount in lot_values
        if isinstance(amount, dict) and amount.get("amount") is not None
    ]
    sums = [amount_of(amount.get("amount")) or 0 for amount in lot_values if isinstance(amount, dict)]
    return {
        "tender_ids": [tender.get("tenderID") for tender in tenders],
        "bids": len(bids),
        "bid_status": dict(sorted(Counter(str(bid.get("status")) for bid in bids).items())),
        "bids_with_lot_value": sum(bool(_objects(bid, "lotValues")) for bid in bids),
        "lot_bid_values": amounts,
        "lot_bid_values_sum": format(sum(sums), "f"),
        "bids_naming_a_tenderer": sum(bool(_objects(bid, "tenderers")) for bid in bids),
        "complaints": sum(len(_objects(tender, "complaints")) for tender in tenders),
    }


def _bid(bid: Mapping[str, Any]) -> dict[str, Any]:
    """A bid with its value, or with the values of its lots when it has no value of its own."""
    status = str(bid.get("status") or "")
    shown: dict[str, Any] = {
        "id": bid.get("id"),
        "date": bid.get("date"),
        "status": _BID_STATUS.get(status.split(".")[0], status),
        "tenderers": [{"name": each.get("name"), "id": _identifier(each)} for each in _objects(bid, "tenderers")],
    }
    if isinstance(bid.get("value"), dict):
        shown["value"] = bid["value"]
    lots = [{"id": lot.get("relatedLot"), "value": lot.get("value")} for lot in _objects(bid, "lotValues")]
    if lots:
        shown["lotValues"] = lots
    return {key: field for key, field in shown.items() if field not in (None, [], "")}


def _award(award: Mapping[str, Any]) -> dict[str, Any]:
    suppliers = [{"name": each.get("name"), "id": _identifier(each)} for each in _objects(award, "suppliers")]
    kept = {key: award[key] for key in ("id", "status", "date", "value", "title") if award.get(key) is not None}
    return {**kept, "suppliers": suppliers}


def _contract(contract: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("id", "awardID", "status", "dateSigned", "period", "value", "title")
    return {key: contract[key] for key in kept if contract.get(key) is not None}


def _identifier(party: Mapping[str, Any]) -> str | None:
    identifier = party.get("identifier")
    if not isinstance(identifier, dict) or not identifier.get("id"):
        return None
    return f"{identifier.get('scheme') or 'UA-EDR'}-{identifier['id']}"


def _objects(value: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    found = value.get(key)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
