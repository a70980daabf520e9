"""Rows of a council's contracts register, invitations to tender or pipeline, as releases of one row each.

The fields are those of the Local Government Transparency Code 2015, with the headings councils give them.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from parsers.amount_rules import shift_of
from parsers.announcements.money import pence_in_words
from parsers.findings import Findings
from parsers.issues.notices import DATE_UNREADABLE, REGISTER_ROW_REFUSED, VALUE_IN_UNITS, VALUE_UNREADABLE
from parsers.registers.headings import Heading, vocabulary, words_of
from parsers.registers.stated_money import currency_of, stated_pence, unbroken
from parsers.values import day

__all__ = ["NEEDED", "VOCABULARY", "kind_of_list", "release_of_row", "speaks_of_contracts"]

VOCABULARY = vocabulary("""
reference: reference number | reference | ref | ref no | contract ref | contract reference | contract number |
    contract no | contract id | agreement reference | tender reference | project reference | unique identifier |
    id
title: opportunity title | opportunity | name of project |
    title of agreement | title | contract title | agreement title | contract name | project title | project
    name | tender title | name of contract | notice title | procurement title | project | contract | requirement |
    =procurement | =tender | =subject
description: description of the goods | description of goods | description | contract description | details of
    contract | summary | scope
buyer: =organisation label | contracting authority | purchasing organisation | awarding authority | =council name
department: local authority department responsible | department responsible | department | directorate | service
    area | service | team
supplier: supplier name and details | supplier name | supplier | suppliers | contractor | contractor name |
    provider | awarded supplier | awarded to | company name | vendor
value: sum to be paid over the length of the contract | sum to be paid | total contract value | contract value |
    total value | value of contract | award value | awarded value | estimated contract value | estimated value |
    estimated total value | whole life value | lifetime value | contract sum | value | amount | budget |
    estimated annual spending or budget
annual_value: annual value | annual contract value | estimated annual value | estimated annual spend | annual
    spend | value per annum
vat: vat that cannot be recovered | irrecoverable vat | vat not recovered | vat
start: start date | contract start date | contract start | estimated start date | anticipated start date |
    estimated contract start date | expected contract start | expected start date | anticipated contract start |
    proposed start date | commencement date | start
end: end date | contract end date | contract end | expiry date | estimated end date | estimated contract end
    date | current end date | contract expiry | expiry | completion date | finish date | end
review: review date | contract review date | renewal date
deadline: closing date | tender deadline | deadline | return date | tender return date | response deadline |
    closing date for submissions
notice: expected tender date | estimated notice date | anticipated notice date | anticipated tender date |
    tender date | advert date | estimated publication date | planned procurement start | procurement start date
    | expected procurement start | expected advert date | expected publication date | expected advertisement date |
    advertisement date | anticipated publication date | planned advert date | expected date of notice |
    estimated date of tender notice | date tender to be issued | tender issue
    date
published: publication date | published date | date published | published
route: invitation to quote | procurement process | tender process | route to market | procurement route |
    process | whether or not the contract was the result of an invitation to quote
sme: sme | small or medium | is the supplier a small or medium sized enterprise | supplier sme
vcse: vcse | voluntary or community | voluntary | voluntary community
number: company registration number | company number | registration number | charity number | registered number
cpv: cpv | cpv code | cpv codes
url: url | link | notice url | document url | tender document url
contact: contact name | contact | contract manager | contact email | email | email address | telephone | lead
    officer | contact officer | responsible officer | officer | contact details | phone
""")
# Something that names the purchase, and something that only a list of purchases has.
NEEDED = (
    frozenset({"title", "description"}),
    frozenset({"supplier", "start", "end", "deadline", "notice", "review", "annual_value", "route"}),
    frozenset({"reference", "value", "annual_value", "department", "end", "route", "cpv", "notice", "deadline"}),
)
_EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,128}\.[a-z]{2,}", re.IGNORECASE)
_PURCHASE = re.compile(r"\b(?:contract|tender|agreement|procurement|award|awarded|estimated|whole life|lifetime)\b")
_PAID = re.compile(r"\b(?:payments?|paid|invoices?|transactions?|spend|expense|expenditure)\b")
_DATES = ("start", "end", "review", "deadline", "notice", "published")


def kind_of_list(heading: Heading) -> str:
    """register, invitations or pipeline, by the fields that the list has."""
    fields = heading.columns.keys()
    if "supplier" in fields:
        return "register"
    if "notice" in fields:
        return "pipeline"
    return "invitations"


def speaks_of_contracts(heading: Heading) -> bool:
    """Whether the headings of title and value call themselves those of a contract, and none is about a payment."""
    title, value = (heading.names[heading.columns[f]] if f in heading.columns else "" for f in ("title", "value"))
    paid = any(_PAID.search(words_of(name)) for name in heading.names)
    return bool(_PURCHASE.search(words_of(title)) and _PURCHASE.search(words_of(value))) and not paid


def release_of_row(
    cells: Sequence[str], heading: Heading, kind: str, month_first: Mapping[str, bool], findings: Findings
) -> dict[str, Any] | None:
    """The release of one row; None, with an issue, when it says neither what nor who nor how much."""
    cells = unbroken(cells, len(heading.names), heading.columns.get("value", heading.columns.get("annual_value")))
    given = {field: _cell(cells, column) for field, column in heading.columns.items()}
    if not (given.get("title") or given.get("description") or given.get("supplier")):
        findings.add(REGISTER_ROW_REFUSED)
        return None
    dates = {field: _date(given.get(field), field, month_first, findings) for field in _DATES}
    release: dict[str, Any] = {
        "ocid": None,
        "id": given.get("reference"),
        "date": dates["published"],
        "tag": [{"register": "contract", "pipeline": "planning"}.get(kind, "tender")],
        "buyer": _filled({"name": given.get("buyer")}),
        "tender": _tender(given, dates, kind, _value(given, heading, findings)),
        "extra": _extra(cells, heading),
    }
    if kind == "register":
        release |= _award_and_contract(given, dates, _value(given, heading, findings))
    return {key: value for key, value in release.items() if value not in ({}, [])}


def _tender(
    given: Mapping[str, str | None], dates: Mapping[str, str | None], kind: str, value: dict[str, Any] | None
) -> dict[str, Any]:
    tender: dict[str, Any] = {
        "id": given.get("reference"),
        "title": given.get("title") or given.get("description"),
        "description": given.get("description"),
        "status": {"register": "complete", "pipeline": "planned"}.get(kind),
        "tenderPeriod": _filled({"endDate": dates["deadline"]}),
        "communication": _filled({"futureNoticeDate": dates["notice"]}),
        "procurementMethodDetails": given.get("route"),
    }
    if kind != "register":
        tender["value"] = value
        tender["contractPeriod"] = _filled({"startDate": dates["start"], "endDate": dates["end"]})
    if given.get("cpv"):
        tender["classification"] = {"scheme": "CPV", "id": given["cpv"]}
    if given.get("url"):
        tender["documents"] = [{"id": "1", "url": given["url"]}]
    return {key: value for key, value in tender.items() if value not in (None, {}, "")}


def _award_and_contract(
    given: Mapping[str, str | None], dates: Mapping[str, str | None], value: dict[str, Any] | None
) -> dict[str, Any]:
    supplier = _filled({"name": given.get("supplier"), "sme": given.get("sme"), "vcse": given.get("vcse")})
    if given.get("number"):
        supplier["identifier"] = {"id": given["number"]}
    award: dict[str, Any] = {"id": given.get("reference") or "1", "status": "active"}
    if given.get("supplier"):
        award["suppliers"] = [supplier]
    period = _filled({"startDate": dates["start"], "endDate": dates["end"]})
    contract: dict[str, Any] = {
        "id": given.get("reference") or "1",
        "awardID": award["id"],
        "title": given.get("title"),
        "value": value,
        "period": period,
        "milestones": [{"id": "review", "type": "review", "dueDate": dates["review"]}] if dates["review"] else None,
    }
    return {"awards": [award], "contracts": [{key: field for key, field in contract.items() if field}]}


def _value(given: Mapping[str, str | None], heading: Heading, findings: Findings) -> dict[str, Any] | None:
    field = "value" if given.get("value") else "annual_value"
    text = given.get(field)
    if not text:
        return None
    name = heading.names[heading.columns[field]]
    amount = stated_pence(text, name)
    amount = pence_in_words(text) if amount is None else amount
    if amount is None:
        # Kept as it stands: the reader of values says what is wrong with it.
        findings.add(VALUE_UNREADABLE, name, text)
        return None
    if shift_of(name):
        findings.add(VALUE_IN_UNITS, name, text)
    # Hundredths as an exact decimal number of JSON, never by way of arithmetic on floats.
    exact = amount // 100 if amount % 100 == 0 else float(f"{amount / 100:.2f}")
    return {"amount": exact, "currency": currency_of(text, name)}


def _date(text: str | None, field: str, month_first: Mapping[str, bool], findings: Findings) -> str | None:
    if not text:
        return None
    found = day(text, month_first=month_first.get(field, False))
    if found is None:
        findings.add(DATE_UNREADABLE, field, text)
        return None
    return found.isoformat()


def _extra(cells: Sequence[str], heading: Heading) -> dict[str, str]:
    kept = {
        column
        for field, column in heading.columns.items()
        if field not in ("department", "vat", "annual_value", *_DATES)
    }
    extra = {}
    for column, name in enumerate(heading.names):
        cell = _cell(cells, column)
        # Contacts are people; a mailbox in any other column is one too.
        if cell and column not in kept and not _EMAIL.search(cell):
            extra[name or f"column {column + 1}"] = cell
    return extra


def _cell(cells: Sequence[str], column: int) -> str | None:
    return cells[column].strip() or None if column < len(cells) else None


def _filled(value: Mapping[str, Any]) -> dict[str, Any]:
    return {key: field for key, field in value.items() if field}
