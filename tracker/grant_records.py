"""One line of a parsed file of grants as a row: 360Giving's own shape, read with care for what may be missing."""

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from tracker.buyers import buyer_named, council_name
from tracker.places import region_of, region_of_gss
from tracker.process_facts import items_in, part, text_in
from tracker.row_ids import name_key, row_id, slug

__all__ = ["grant_row"]

Facts = Mapping[str, Any]


def grant_row(line: Facts, *, publisher: str, sha256: str, fetched_at: dt.datetime) -> dict[str, Any]:
    """The row of ``grant_award`` for one line; a grant to an individual keeps no name, whatever the file says."""
    grant = part(line, "grant")
    place = part(line, "place")
    funder = next(items_in(grant, "fundingOrganization"), {})
    recipient = next(items_in(grant, "recipientOrganization"), {})
    individual = line.get("individual") is True
    programme = next(items_in(grant, "grantProgramme"), {})
    recipient_name = None if individual else text_in(recipient, "name")
    # A council's own register does not say who gives: it is the council that publishes it.
    funder_name = text_in(funder, "name") or council_name(publisher)
    number, grant_id = _identity(line, grant, place, publisher, sha256)
    awarded, pence, currency, mark = line.get("awarded"), line.get("pence"), line.get("currency"), line.get("mark")
    row = place.get("row")
    return {
        "id": number,
        "grant_id": grant_id,
        "funder_name": funder_name,
        "funder_ref": text_in(funder, "id"),
        "funder_key": buyer_named(funder_name).key if funder_name else None,
        "recipient_name": recipient_name,
        "recipient_ref": None if individual else text_in(recipient, "id"),
        "recipient_key": _recipient_key(recipient_name) if recipient_name else None,
        "company_number": None if individual else _number(recipient, "companyNumber", "GB-COH-"),
        "charity_number": None if individual else _number(recipient, "charityNumber", "GB-CHC-"),
        "individual": individual,
        "title": text_in(grant, "title"),
        # What a grant to a person was for may say who the person is.
        "description": None if individual else text_in(grant, "description"),
        "amount_pence": pence,
        "currency": currency or "",
        "counted": pence is not None and mark is None and currency == "GBP",
        "mark": mark,
        "awarded": _day(awarded),
        "year": int(awarded[:4]) if awarded else None,
        "starts": _day(line.get("starts")),
        "ends": _day(line.get("ends")),
        "programme": text_in(programme, "title") or text_in(programme, "code"),
        "programme_key": _programme_key(programme, funder_name),
        "modified": text_in(grant, "dateModified"),
        "fetched_at": fetched_at,
        "sha256": sha256,
        "part": text_in(place, "part"),
        "row": row if isinstance(row, int) else None,
        **_where(grant, recipient),
    }


def _identity(line: Facts, grant: Facts, place: Facts, publisher: str, sha256: str) -> tuple[int, str]:
    """The row's number and the grant's id: its own, else what a register says of it, else its place in its file."""
    own = text_in(grant, "id")
    if own and line.get("form") != "register":
        return row_id("grant", own), own
    if line.get("form") == "register":
        recipient = next(items_in(grant, "recipientOrganization"), {})
        said = (own, line.get("awarded"), recipient.get("name"), line.get("pence"), grant.get("description"))
        # A row that a later file repeats is the same grant; two equal rows of one file are two grants.
        number = row_id("grant", publisher, *said, line.get("nth"))
    else:
        number = row_id("grant", publisher, sha256, place.get("pointer"), place.get("part"), place.get("row"))
    return number, own or f"{slug(publisher)}-{number:016x}"


@lru_cache(maxsize=50_000)
def _recipient_key(name: str) -> str:
    return name_key(name).replace(" ", "-")[:200]


@lru_cache(maxsize=10_000)
def _day(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None


@lru_cache(maxsize=10_000)
def _slug_of(name: str, funder: str) -> str:
    return slug(f"{name} {funder}")


def _programme_key(programme: Facts, funder: str | None) -> str | None:
    """Programmes of two funders may have one name; the same programme is a funder's own."""
    name = text_in(programme, "title") or text_in(programme, "code")
    return _slug_of(name, funder or "") if name else None


def _number(recipient: Facts, key: str, scheme: str) -> str | None:
    given = text_in(recipient, key)
    ref = text_in(recipient, "id") or ""
    found = given or (ref.removeprefix(scheme) if ref.startswith(scheme) else None)
    if found and key == "companyNumber" and found.isdigit():
        found = found.zfill(8)  # spreadsheets strip the leading zeros
    return found


def _where(grant: Facts, recipient: Facts) -> dict[str, Any]:
    places = [*items_in(grant, "beneficiaryLocation"), *items_in(recipient, "location")]
    codes = [text_in(each, "geoCode") for each in places]
    named = [text_in(recipient, "addressRegion"), *(text_in(each, "name") for each in places)]
    regions = [region_of_gss(code) for code in codes] + [region_of(name) for name in named]
    spot = next((each for each in places if _degrees(each, "latitude", 90) is not None), {})
    return {
        "region": next((region for region in regions if region), None),
        "place": next((text_in(each, "name") for each in places if each.get("name")), None),
        "geocode": next((code for code in codes if code), None),
        "latitude": _degrees(spot, "latitude", 90),
        "longitude": _degrees(spot, "longitude", 180),
    }


def _degrees(place: Facts, key: str, limit: int) -> float | None:
    given = place.get(key)
    if given is None:
        return None
    try:
        value = float(str(given))
    except ValueError:
        return None
    return value if abs(value) <= limit else None
