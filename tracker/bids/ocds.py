"""A procurement with its bids as an OCDS 1.1 release package: letters for ids, no tenderers, and no day of its own.

Fields of a bid follow the standard's bids extension. Before the award nobody is named; after it only the winner.
Money is written in pounds, as the standard asks.
"""

import datetime as dt
from typing import Any

from sqlalchemy import Connection

from tracker.bids.public_pages import NotPublicError, ProcurementPage, procurement_page
from tracker.bids.states import State

__all__ = ["ocds_package"]

_EXTENSION = "https://raw.githubusercontent.com/open-contracting-extensions/ocds_bid_extension/v1.1.5/extension.json"
_LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
# Codelist tenderStatus of OCDS 1.1: bids are no longer taken ("complete") as soon as the procurement has closed.
_TENDER = {State.OPEN: "active", State.CANCELLED: "cancelled"}


def ocds_package(connection: Connection, procurement_id: str, base_url: str) -> dict[str, Any]:
    """The release package of a procurement whose bids are published; NotPublicError while they are not."""
    page = procurement_page(connection, procurement_id)
    if not page.documents:
        raise NotPublicError
    address = f"{base_url}/bids/{procurement_id}"
    return {
        "uri": f"{address}/ocds.json",
        "version": "1.1",
        "extensions": [_EXTENSION],
        "publishedDate": _day(_last_day(page)),
        "publisher": {"name": page.row.body_name},
        "license": _LICENCE,
        "releases": [_release(page, address)],
    }


def _release(page: ProcurementPage, address: str) -> dict[str, Any]:
    row = page.row
    buyer = {"id": row.body_key, "name": row.body_name}
    winner = _winner(page)
    release: dict[str, Any] = {
        "ocid": row.process_key or f"daylight-{row.id}",
        "id": f"{row.id}-{page.state.value}",
        "date": _day(_last_day(page)),
        "tag": ["award"] if winner else ["tender"],
        "language": row.languages.split()[0],
        "initiationType": "tender",
        "parties": [
            {**buyer, "roles": ["buyer"]},
            *([{**winner, "roles": ["tenderer", "supplier"]}] if winner else []),
        ],
        "buyer": buyer,
        "tender": {
            "id": row.id,
            "title": row.title,
            "description": "\n\n".join(words for _, words in page.paragraphs),
            "status": _TENDER.get(page.state, "complete"),
            "tenderPeriod": {"endDate": row.closes_at.strftime("%Y-%m-%dT%H:%M:%SZ")},
            "documents": [_document("notice", "technicalSpecifications", row.title, address)],
        },
        "bids": {
            "statistics": [{"id": "bids", "measure": "bids", "value": page.bids}],
            "details": [_bid(page, letter, address) for letter in page.letters],
        },
    }
    if winner and page.reveal:
        _name_winner(release, page, winner)
    return release


def _bid(page: ProcurementPage, letter: str, address: str) -> dict[str, Any]:
    total = page.costs[-1].cells[letter]
    lines = [row for row in page.costs[:-1] if row.cells[letter].net is not None]
    bid: dict[str, Any] = {
        "id": letter,
        "status": "valid",
        "items": [
            {
                "id": row.kind.replace(" ", "-"),
                "description": f"{row.kind}, without VAT, the years given of five",
                "quantity": 1,
                "unit": {"value": _value(row.cells[letter].net)},
            }
            for row in lines
        ],
        "documents": [_document(letter, "technicalProposal", f"Bid {letter}", f"{address}/{letter}")],
    }
    return bid if total.net is None else {**bid, "value": _value(total.net)}


def _winner(page: ProcurementPage) -> dict[str, Any] | None:
    if page.reveal is None:
        return None
    identity = page.reveal["identity"]
    number = identity["company_number"] or identity["charity_number"]
    scheme = "GB-COH" if identity["company_number"] else "GB-CHC"
    named = {"id": f"{scheme}-{number}" if number else "winner", "name": identity["legal_name"]}
    return {**named, "identifier": {"scheme": scheme, "id": number}} if number else named


def _name_winner(release: dict[str, Any], page: ProcurementPage, winner: dict[str, Any]) -> None:
    letter = page.reveal["letter"] if page.reveal else ""
    party = {key: winner[key] for key in ("id", "name")}
    for bid in release["bids"]["details"]:
        if bid["id"] == letter:
            bid["tenderers"] = [party]
    release["awards"] = [
        {
            "id": "award",
            "title": page.row.title,
            "description": page.row.award_reason,
            "status": "active",
            "date": release["date"],
            "suppliers": [party],
            "relatedBids": [letter],
        }
    ]


def _document(key: str, kind: str, title: str, address: str) -> dict[str, str]:
    return {"id": key, "documentType": kind, "title": title, "url": address, "format": "text/html"}


def _value(pence: int | None) -> dict[str, Any]:
    pounds, rest = divmod(pence or 0, 100)
    # Whole pounds as whole numbers; with pence the shortest number that reads back as the same pence.
    return {"amount": pounds if not rest else (pence or 0) / 100, "currency": "GBP"}


def _last_day(page: ProcurementPage) -> dt.date:
    """The last day on which the public saw something new; never a time of day, and never of one bid alone."""
    day: dt.date = page.reveal["on"] if page.reveal else page.row.published_on
    return day


def _day(day: dt.date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
