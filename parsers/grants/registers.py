"""Rows of a council's register of grants to voluntary bodies, as grants of 360Giving's shape.

The fields are those of the Local Government Transparency Code 2015 (date, period, department, beneficiary, its
number, purpose, amount), under the headings that councils give them. Amounts of the Code are in pounds.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from parsers.amount_rules import shift_of
from parsers.findings import Findings
from parsers.issues.grants import GRANT_AMOUNT_IN_UNITS
from parsers.registers.headings import Heading, find_heading, vocabulary, words_of
from parsers.registers.stated_money import currency_of, stated_pence, unbroken
from parsers.tables import Row
from parsers.values import day

__all__ = ["find_register", "grant_of_row", "speaks_of_grants"]

_VOCABULARY = vocabulary("""
awarded: date the grant was awarded | date grant awarded | date of grant award | date grant | date of grant | date
    awarded | award date | date of award | awarded date | date approved | approval date | decision date | date of
    decision | date of payment | payment date | date paid | date
period: time period for which the grant has been given | time period for which the grant was given | time period |
    period of grant | grant period | period | duration | length of grant | term | financial year | year
starts: from | start date | grant start date | start
ends: to | end date | grant end date | end
department: local authority department which awarded the grant | department | directorate | service area | service |
    awarding department | team
recipient: beneficiary | recipient | grant recipient | recipient name | name of beneficiary | beneficiary name | name of
    recipient | name of organisation | organisation name | organisation | organization | recipient organisation | name
    of group | group name | group | awarded to | applicant | applicant name | grantee | voluntary organisation |
    charity name | supplier name | supplier | payee | name
number: beneficiary registration number | beneficiary's registration number | beneficiary reg no | registration number |
    registration no | charity number | registered charity number | charity registration number | charity no | company
    number | registered number | charity or company number
purpose: summary of the purpose of the grant | summary of the purpose | purpose of the grant | purpose of grant |
    grant purpose | purpose | summary | project description | description | project | project title | reason | details
    | activity
amount: amount of grant | amount of grant awarded | grant amount | amount awarded | amount of award | award amount |
    grant awarded | amount approved | total awarded | total grant | grant value | value of grant | grant total |
    amount paid | amount granted | grant funding | funding awarded | total funding | ward grant | grant received |
    amount | value | grant £ | grant | award | awarded | funding | sum
programme: grant scheme | scheme | grant programme | programme | name of grant | grant name | fund | fund name |
    funding stream | grant fund | grant type | type of grant | funding scheme
reference: reference | reference number | grant reference | ref | ref no | grant ref | identifier | grant id | id
funder: funder | funding organisation | awarding body | awarded by | organisation label | council | local authority
place: ward | beneficiary location | area | area of benefit | location | district
postcode: postcode | post code | postal code
""")
_NEEDED = (
    frozenset({"amount"}),
    frozenset({"recipient", "purpose"}),
    frozenset({"recipient", "awarded", "period", "number", "programme"}),
)
_GRANT = re.compile(r"\bgrants?\b")
_SELLER = re.compile(r"supplier|contractor|vendor|payee|provider")
_CHARITY = re.compile(r"(?:charit\w*|chy)\D{0,20}?(\d{6,7})\b|\b(SC0\d{5}|NIC ?\d{5,6})\b", re.IGNORECASE)
_COMPANY = re.compile(
    r"(?:compan\w*|ltd|limited|cic|co\.?)\D{0,20}?(\d{7,8})\b|\b((?:SC|NI|OC|CE|IP|RS)\d{6})\b", re.IGNORECASE
)


def find_register(rows: Sequence[Row]) -> Heading | None:
    """The heading of a register of grants among the first rows; None when there is none."""
    return find_heading(rows, _VOCABULARY, _NEEDED)


def speaks_of_grants(heading: Heading, rows: Sequence[Row], part: str | None = None) -> bool:
    """Whether a heading, a line above it or the name of its sheet says that the list is one of grants, not of payments.

    A list that says when money was awarded to whom, and names no supplier, is one of grants too.
    """
    above = " ".join(cell for row in rows[: heading.row - heading.height] for cell in row)
    if any(_GRANT.search(words_of(text)) for text in (*heading.names, above, part or "")):
        return True
    recipient, awarded, amount = (_name_of(heading, field) for field in ("recipient", "awarded", "amount"))
    return bool(recipient) and "award" in f"{awarded} {amount}" and not _SELLER.search(recipient)


def _name_of(heading: Heading, field: str) -> str:
    column = heading.columns.get(field)
    return words_of(heading.names[column]) if column is not None else ""


def grant_of_row(
    cells: Row, heading: Heading, month_first: Mapping[str, bool], findings: Findings
) -> dict[str, Any] | None:
    """The grant of one row; None when it says neither who, nor what for, nor how much."""
    cells = unbroken(cells, len(heading.names), heading.columns.get("amount"))
    given = {field: _cell(cells, column) for field, column in heading.columns.items()}
    if not (given.get("recipient") or given.get("purpose") or given.get("amount")):
        return None
    period = _filled(
        {
            "startDate": _date(given.get("starts"), month_first.get("starts", False)),
            "endDate": _date(given.get("ends"), month_first.get("ends", False)),
            "description": given.get("period"),
        }
    )
    grant = {
        "id": given.get("reference"),
        "title": given.get("purpose"),
        "description": given.get("purpose"),
        **_amount(given.get("amount"), heading, findings),
        "awardDate": _date(given.get("awarded"), month_first.get("awarded", False)),
        "plannedDates": [period] if period else None,
        "recipientOrganization": _list(_recipient(given)),
        "fundingOrganization": _list(_filled({"name": given.get("funder"), "department": given.get("department")})),
        "grantProgramme": _list(_filled({"title": given.get("programme")})),
        "beneficiaryLocation": _list(_filled({"name": given.get("place")})),
        "extra": _extra(cells, heading),
    }
    return {key: value for key, value in grant.items() if value}


def _amount(text: str | None, heading: Heading, findings: Findings) -> dict[str, str | None]:
    """The amount as it stands, or in pounds and pence where its heading says that it is in another unit."""
    name = heading.names[heading.columns["amount"]]
    found = stated_pence(text, name) if text and shift_of(name) else None
    if found is not None:
        findings.add(GRANT_AMOUNT_IN_UNITS, name, text)
        text = f"{found // 100}.{found % 100:02d}" if found >= 0 else f"-{-found // 100}.{-found % 100:02d}"
    return {"currency": currency_of(text or "", name), "amountAwarded": text}


def _recipient(given: Mapping[str, str | None]) -> dict[str, str]:
    number = given.get("number") or ""
    charity, company = _CHARITY.search(number), _COMPANY.search(number)
    return _filled(
        {
            "name": given.get("recipient"),
            "registrationNumber": number,
            "charityNumber": (charity[1] or charity[2]) if charity else None,
            "companyNumber": (company[1] or company[2]) if company else None,
            "postalCode": given.get("postcode"),
        }
    )


def _date(text: str | None, month_first: bool) -> str | None:
    """The day in ISO form where it can be read; else the text as it stands, which the checks will report."""
    found = day(text, month_first=month_first) if text else None
    return found.isoformat() if found else text


def _extra(cells: Row, heading: Heading) -> dict[str, str]:
    used = set(heading.columns.values())
    return {
        name or f"column {column + 1}": text
        for column, name in enumerate(heading.names)
        if column not in used and (text := _cell(cells, column))
    }


def _list(value: dict[str, str]) -> list[dict[str, str]]:
    return [value] if value else []


def _filled(values: Mapping[str, str | None]) -> dict[str, str]:
    return {key: value for key, value in values.items() if value}


def _cell(cells: Row, column: int) -> str | None:
    return " ".join(cells[column].split()) or None if column < len(cells) else None
