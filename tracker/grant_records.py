"""One line of a parsed file of grants as a row: 360Giving's own shape, read with care for what may be missing."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from tracker.buyers import buyer_named
from tracker.places import region_of, region_of_gss
from tracker.process_facts import Money, day_of, items_in, money_in, part, text_in
from tracker.row_ids import name_key, row_id, slug

__all__ = ["grant_row"]

Facts = Mapping[str, Any]


def grant_row(line: Facts, *, publisher: str, sha256: str, fetched_at: dt.datetime) -> dict[str, Any]:
    """The row of ``grant_award`` for one line; a grant to an individual keeps no name, whatever the file says."""
    grant = part(line, "grant") or line
    place = part(line, "place")
    funder = next(items_in(grant, "fundingOrganization"), {})
    recipient = next(items_in(grant, "recipientOrganization"), {})
    individual = any(items_in(grant, "recipientIndividual")) or line.get("individual") is True
    amount = grant.get("amountAwarded", grant.get("amount"))
    currency = (text_in(grant, "currency") or "GBP").upper()[:3]
    money = money_in({"amount": amount, "currency": currency}) or Money(None, None, currency, None)
    programme = next(items_in(grant, "grantProgramme"), {})
    planned = next(items_in(grant, "plannedDates"), {})
    recipient_name = None if individual else text_in(recipient, "name")
    funder_name = text_in(funder, "name")
    awarded = day_of(grant, "awardDate")
    row = place.get("row", line.get("row"))
    grant_id = text_in(grant, "id") or text_in(line, "id")
    return {
        "id": row_id("grant", grant_id) if grant_id else row_id("grant", publisher, sha256, str(place), row),
        "grant_id": grant_id or f"{slug(publisher)}-{sha256[:12]}-{row}",
        "funder_name": funder_name,
        "funder_ref": text_in(funder, "id"),
        "funder_key": buyer_named(funder_name).key if funder_name else None,
        "recipient_name": recipient_name,
        "recipient_ref": None if individual else text_in(recipient, "id"),
        "recipient_key": name_key(recipient_name).replace(" ", "-")[:200] if recipient_name else None,
        "company_number": None if individual else _number(recipient, "companyNumber", "GB-COH-"),
        "charity_number": None if individual else _number(recipient, "charityNumber", "GB-CHC-"),
        "individual": individual,
        "title": text_in(grant, "title"),
        # What a grant to a person was for may say who the person is.
        "description": None if individual else text_in(grant, "description"),
        "amount_pence": money.net,
        "currency": currency,
        "counted": money.net is not None and money.mark is None and currency == "GBP",
        "mark": money.mark or ("no-amount" if money.net is None else None),
        "awarded": awarded,
        "year": awarded.year if awarded else None,
        "starts": day_of(planned, "startDate"),
        "ends": day_of(planned, "endDate"),
        "programme": text_in(programme, "title") or text_in(programme, "code"),
        "programme_key": _programme_key(programme, funder_name),
        "modified": text_in(grant, "dateModified"),
        "fetched_at": fetched_at,
        "sha256": sha256,
        "part": text_in(place, "part") or text_in(line, "part"),
        "row": row if isinstance(row, int) else None,
        **_where(grant, recipient),
    }


def _programme_key(programme: Facts, funder: str | None) -> str | None:
    """Programmes of two funders may have one name; the same programme is a funder's own."""
    name = text_in(programme, "title") or text_in(programme, "code")
    return slug(f"{name} {funder or ''}") if name else None


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
    try:
        value = float(str(place.get(key)))
    except ValueError:
        return None
    return value if abs(value) <= limit else None
