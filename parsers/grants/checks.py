"""Reads one grant of 360Giving's shape and makes the checks that 360Giving asks for, each finding with its place."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from parsers.findings import Findings
from parsers.grants.amounts import Amount, amount_of
from parsers.grants.dates import dates_of
from parsers.grants.organisations import is_charity_number, is_company_number, register_of
from parsers.issues.grants import (
    GRANT_CHARITY_NUMBER,
    GRANT_COMPANY_NUMBER,
    GRANT_FIELD_TYPE,
    GRANT_FUNDER_MISSING,
    GRANT_GEOCODE,
    GRANT_ID_MISSING,
    GRANT_ID_PREFIX,
    GRANT_ORG_PREFIX,
    GRANT_RECIPIENT_MISSING,
    GRANT_TITLE_IS_DESCRIPTION,
    GRANT_TITLE_LONG,
    GRANT_TITLE_MISSING,
    GRANT_TO_ITSELF,
)

__all__ = ["LISTS", "GrantRead", "check_grant", "is_grant"]

# The fields of the standard that hold lists of objects, and those that hold text.
LISTS = (
    "recipientOrganization", "fundingOrganization", "recipientIndividual", "plannedDates", "actualDates",
    "beneficiaryLocation", "grantProgramme", "classifications", "relatedDocument", "fundingType",
)  # fmt: skip
_TEXTS = ("id", "title", "description", "currency", "awardDate", "dateModified", "dataSource")
_SIGNS = frozenset({"amountAwarded", "awardDate", "grantProgramme", *LISTS[:3]})
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.IGNORECASE)
_LONGEST_TITLE = 140


class GrantRead(NamedTuple):
    """What was read of one grant; ``selfs`` are the ids of organisations that the publisher made itself."""

    id: str | None
    amount: Amount
    awarded: str | None
    starts: str | None
    ends: str | None
    organisations: tuple[tuple[str, str | None], ...]
    selfs: tuple[str, ...]
    funder: str | None
    recipient: str | None
    placed: bool


def is_grant(value: Any) -> bool:
    """Whether a value is an object with at least one field that only a grant has."""
    return isinstance(value, dict) and (not _SIGNS.isdisjoint(value) or str(value.get("id") or "").startswith("360G-"))


def check_grant(grant: Mapping[str, Any], findings: Findings, *, form: str) -> GrantRead:
    """Read and check a grant; ``form`` is json, flat (a table of the standard) or register (a table of its own)."""
    standard = form != "register"
    _check_types(grant, findings)
    amount = amount_of(grant.get("amountAwarded"), grant.get("currency"), findings, is_text=form != "json")
    awarded, starts, ends = dates_of(grant, findings, strict=standard)
    found_id = grant.get("id")
    if standard:
        _check_id(found_id, findings)
        _check_title(grant, findings)
    organisations: list[tuple[str, str | None]] = []
    selfs: list[str] = []
    funder = _check_organisation(grant, "fundingOrganization", organisations, selfs, findings)
    recipient = _check_organisation(grant, "recipientOrganization", organisations, selfs, findings)
    if standard:
        if not _has(grant, "fundingOrganization"):
            findings.add(GRANT_FUNDER_MISSING, "fundingOrganization")
        if funder is not None and funder == recipient:
            findings.add(GRANT_TO_ITSELF, "recipientOrganization/0/id", funder)
    if not _has(grant, "recipientOrganization") and not grant.get("recipientIndividual"):
        findings.add(GRANT_RECIPIENT_MISSING, "recipientOrganization")
    placed = _check_places(grant, findings)
    return GrantRead(
        str(found_id) if found_id not in (None, "") else None,
        amount, awarded, starts, ends, tuple(organisations), tuple(selfs), funder, recipient, placed,
    )  # fmt: skip


def _check_types(grant: Mapping[str, Any], findings: Findings) -> None:
    for name in LISTS:
        value = grant.get(name)
        if value is None:
            continue
        if type(value) is not list:
            findings.add(GRANT_FIELD_TYPE, name, value, wanted="a list", found=_kind_of(value))
        elif any(type(each) is not dict for each in value):
            findings.add(GRANT_FIELD_TYPE, name, value, wanted="a list of objects", found="a list of something else")
    for name in _TEXTS:
        value = grant.get(name)
        if value is not None and type(value) is not str:
            findings.add(GRANT_FIELD_TYPE, name, value, wanted="text", found=_kind_of(value))


def _kind_of(value: Any) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    return "text" if isinstance(value, str) else "a list" if isinstance(value, list) else "an object"


def _check_id(found: Any, findings: Findings) -> None:
    if found in (None, ""):
        findings.add(GRANT_ID_MISSING, "id")
    elif not str(found).startswith("360G-"):
        findings.add(GRANT_ID_PREFIX, "id", found)


def _check_title(grant: Mapping[str, Any], findings: Findings) -> None:
    title, description = grant.get("title"), grant.get("description")
    if not title:
        findings.add(GRANT_TITLE_MISSING, "title")
        return
    if title == description:
        findings.add(GRANT_TITLE_IS_DESCRIPTION, "title")
    if isinstance(title, str) and len(title) > _LONGEST_TITLE:
        findings.add(GRANT_TITLE_LONG, "title", count=len(title))


def _has(grant: Mapping[str, Any], name: str) -> bool:
    """Whether the first object under ``name`` says who it is."""
    found = grant.get(name)
    if type(found) is not list or not found or type(found[0]) is not dict:
        return False
    return bool(found[0].get("name") or found[0].get("id"))


def _check_organisation(
    grant: Mapping[str, Any], field: str, seen: list[tuple[str, str | None]], selfs: list[str], findings: Findings
) -> str | None:
    """Check each organisation under ``field``; the id of the first comes back."""
    first: str | None = None
    found = grant.get(field)
    if type(found) is not list:
        return None
    for index, organisation in enumerate(found):
        if type(organisation) is not dict:
            continue
        given = organisation.get("id")
        if given:
            number = str(given).strip()
            first = number if index == 0 else first
            name = organisation.get("name")
            seen.append((number, name if isinstance(name, str) else None))
            kind = register_of(number)
            if kind == "unknown":
                findings.add(GRANT_ORG_PREFIX, f"{field}/{index}/id", number)
            elif kind == "self-made":
                selfs.append(number)
        charity, company = organisation.get("charityNumber"), organisation.get("companyNumber")
        if charity and not is_charity_number(str(charity)):
            findings.add(GRANT_CHARITY_NUMBER, f"{field}/{index}/charityNumber", charity)
        if company and not is_company_number(str(company)):
            findings.add(GRANT_COMPANY_NUMBER, f"{field}/{index}/companyNumber", company)
    return first


def _check_places(grant: Mapping[str, Any], findings: Findings) -> bool:
    places = grant.get("beneficiaryLocation")
    if type(places) is not list:
        return False
    for index, place in enumerate(places):
        code = place.get("geoCode") if type(place) is dict else None
        if code and _POSTCODE.fullmatch(str(code).strip()):
            findings.add(GRANT_GEOCODE, f"beneficiaryLocation/{index}/geoCode", code)
    return bool(places)
