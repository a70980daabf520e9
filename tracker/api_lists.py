"""The lists of the API: what each holds, by which key it is ordered, and by what it can be narrowed."""

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import ColumnElement, Table, func, select

from tracker.buyers import buyer_named
from tracker.listing import Field, Filter, Listing, ListingError, Reader
from tracker.models.grants import Grant, Programme
from tracker.models.notices import Process
from tracker.models.organisations import Organisation, Supplier, SupplierCompany
from tracker.models.promises import Promise
from tracker.models.reuse import SoftwareEntry, SoftwareFunction
from tracker.models.spending import Endpoint, Resource
from tracker.models.sums import OrganisationSum, SupplierSum
from tracker.places import REGIONS
from tracker.row_ids import read_id
from tracker.subjects import divisions

__all__ = ["LISTINGS"]


def _is(column: Any) -> Reader:
    def condition(text: str) -> ColumnElement[bool]:
        if "\x00" in text:
            raise ListingError("A filter cannot hold a NUL character.")
        found: ColumnElement[bool] = column == text
        return found

    return condition


def _buyer(column: Any) -> Reader:
    """A buyer by its key, its code or its name, as the pages read it."""

    def condition(text: str) -> ColumnElement[bool]:
        return _is(column)(buyer_named(text).key if "\x00" not in text else text)

    return condition


def _one_of(column: Any, known: Collection[str], what: str) -> Reader:
    """One of a few values; for any other text the message names them."""

    def condition(text: str) -> ColumnElement[bool]:
        if text not in known:
            raise ListingError(f"{text[:40]!r} is no {what}; there are {', '.join(sorted(known))}.")
        return _is(column)(text)

    return condition


def _year(column: Any) -> Reader:
    def condition(text: str) -> ColumnElement[bool]:
        if not (text.isascii() and text.isdigit() and len(text) == 4):
            raise ListingError("A year is four digits, as 2026.")
        found: ColumnElement[bool] = column == int(text)
        return found

    return condition


def _shown(column: Any) -> Callable[[str], ColumnElement[bool] | None]:
    def condition(text: str) -> ColumnElement[bool] | None:
        number = read_id(text)
        return None if number is None else column == number

    return condition


def _text(column: Any) -> Callable[[str], ColumnElement[bool] | None]:
    return lambda text: None if "\x00" in text else column == text


def _table(model: type[Any]) -> Table:
    found: Table = model.__table__
    return found


_COMPANY = (
    select(func.min(SupplierCompany.company_number))
    .where(SupplierCompany.supplier_id == Supplier.id)
    .correlate(Supplier)
    .scalar_subquery()
)
_ADDRESS = (
    select(func.min(Endpoint.url)).where(Endpoint.resource_id == Resource.id).correlate(Resource).scalar_subquery()
)


def _of_company(text: str) -> ColumnElement[bool]:
    return Supplier.id.in_(select(SupplierCompany.supplier_id).where(_is(SupplierCompany.company_number)(text)))


def _of_function(text: str) -> ColumnElement[bool]:
    return SoftwareEntry.id.in_(select(SoftwareFunction.entry_id).where(_is(SoftwareFunction.function)(text)))


def _fields(*rows: tuple[str, str, str, Any]) -> tuple[Field, ...]:
    return tuple(Field(*row) for row in rows)


ORGANISATIONS = Listing(
    "organisations", "Councils and other public bodies, with what they published.",
    _fields(
        ("id", "text", "Short name that stands in addresses.", Organisation.slug),
        ("name", "text", "Full name.", Organisation.name),
        ("type", "text", "Kind of body.", Organisation.type),
        ("nation", "text", "Nation.", Organisation.nation),
        ("region", "text", "Region.", Organisation.region),
        ("gss_code", "text", "ONS code.", Organisation.gss_code),
        ("population", "integer", "People who live there.", Organisation.population),
        ("ended", "date", "Last day of a body that is gone.", Organisation.end_date),
        ("payments", "integer", "Payments in pounds.", OrganisationSum.payments),
        ("pence", "integer", "Their sum.", OrganisationSum.pence),
    ),
    (Organisation.slug,),
    (Filter("nation", "England, Scotland, Wales or Northern Ireland.",
            _one_of(Organisation.nation, ("England", "Scotland", "Wales", "Northern Ireland"), "nation")),
     Filter("region", "Region of England.", _is(Organisation.region)),
     Filter("type", "Kind of body.", _is(Organisation.type))),
    _table(Organisation).outerjoin(_table(OrganisationSum), OrganisationSum.organisation_id == Organisation.id),
    _text(Organisation.slug),
)  # fmt: skip
SUPPLIERS = Listing(
    "suppliers", "Whom money goes to, one for each normalised name; probable private persons are not listed.",
    _fields(
        ("id", "id", "Stable id.", Supplier.id),
        ("name", "text", "Name.", Supplier.name),
        ("company_number", "text", "A company number given for it.", _COMPANY),
        ("payments", "integer", "Payments in pounds.", SupplierSum.payments),
        ("pence", "integer", "Their sum.", SupplierSum.pence),
    ),
    (Supplier.id,),
    (Filter("company_number", "Companies House number.", _of_company),),
    _table(Supplier).join(_table(SupplierSum), SupplierSum.supplier_id == Supplier.id),
    _shown(Supplier.id),
)  # fmt: skip
FILES = Listing(
    "files", "Files of payments as they were read.",
    _fields(
        ("id", "id", "Stable id.", Resource.id),
        ("organisation", "text", "Who published it.", Organisation.slug),
        ("kind", "text", "What it is a file of.", Resource.kind),
        ("name", "text", "Name.", Resource.name),
        ("url", "text", "Where it was found.", _ADDRESS),
        ("sha256", "text", "SHA-256 of its bytes.", Resource.sha256),
        ("state", "text", "current, superseded or rejected.", Resource.state),
        ("reason", "text", "Why it was rejected.", Resource.reason),
        ("rows_read", "integer", "Payment lines read.", Resource.rows_read),
        ("rows_accepted", "integer", "Lines accepted.", Resource.rows_accepted),
        ("rows_refused", "integer", "Lines refused.", Resource.rows_refused),
        ("pence", "integer", "Sum of the accepted.", Resource.amount_pence),
        ("fetched_at", "moment", "When these bytes last appeared.", Resource.fetched_at),
    ),
    (Resource.id,),
    (Filter("organisation", "Who published it.", _is(Organisation.slug)),
     Filter("state", "current, superseded or rejected.",
            _one_of(Resource.state, ("current", "superseded", "rejected"), "state"))),
    _table(Resource).join(_table(Organisation), Organisation.id == Resource.organisation_id),
    _shown(Resource.id),
)  # fmt: skip
PROCESSES = Listing(
    "processes", "Planned purchases as they stand now.",
    _fields(
        ("id", "text", "Name in addresses: the OCID where it has one.", Process.key),
        ("ocid", "text", "Open Contracting id.", Process.ocid),
        ("title", "text", "Title.", Process.title),
        ("buyer", "text", "Who buys.", Process.buyer_name),
        ("buyer_key", "text", "The buyer as it stands in addresses.", Process.buyer_key),
        ("region", "text", "Region.", Process.region),
        ("cpv", "text", "Code of the subject.", Process.cpv),
        ("category", "text", "goods, services or works.", Process.category),
        ("stage", "text", "How far it has come.", Process.stage),
        ("status", "text", "Status as published.", Process.status),
        ("cancelled", "boolean", "True when it was called off.", Process.cancelled),
        ("value_pence", "integer", "Value without VAT.", Process.value_pence),
        ("currency", "text", "Its currency.", Process.value_currency),
        ("first_published", "moment", "First notice.", Process.first_published),
        ("last_published", "moment", "Latest notice.", Process.last_published),
        ("notices", "integer", "How many notices.", Process.notices),
    ),
    (Process.key,),
    (Filter("buyer", "The buyer as it stands in addresses, its code or its name.", _buyer(Process.buyer_key)),
     Filter("region", "Region of the buyer.", _one_of(Process.region, REGIONS, "region")),
     Filter("division", "First two digits of the CPV.", _one_of(Process.division, divisions(), "division")),
     Filter("stage", "How far it has come.", _is(Process.stage))),
    _table(Process),
    _text(Process.key),
)  # fmt: skip
GRANTS = Listing(
    "grants", "Grants as last published; grants to individuals carry no name.",
    _fields(
        ("id", "id", "Stable id.", Grant.id),
        ("grant_id", "text", "Id as published.", Grant.grant_id),
        ("title", "text", "Title.", Grant.title),
        ("funder", "text", "Who pays.", Grant.funder_name),
        ("funder_key", "text", "The funder as it stands in addresses.", Grant.funder_key),
        ("recipient", "text", "Who gets it.", Grant.recipient_name),
        ("recipient_key", "text", "The recipient as it stands in addresses.", Grant.recipient_key),
        ("individual", "boolean", "True for a grant to a person.", Grant.individual),
        ("amount_pence", "integer", "Amount awarded.", Grant.amount_pence),
        ("currency", "text", "Its currency.", Grant.currency),
        ("counted", "boolean", "False where it is left out of totals.", Grant.counted),
        ("awarded", "date", "Day of the award.", Grant.awarded),
        ("programme_key", "text", "The programme as it stands in addresses.", Grant.programme_key),
        ("region", "text", "Region.", Grant.region),
        ("sha256", "text", "SHA-256 of the file.", Grant.sha256),
        ("row", "integer", "Line of the file.", Grant.row),
    ),
    (Grant.id,),
    (Filter("funder", "The funder as it stands in addresses, its code or its name.", _buyer(Grant.funder_key)),
     Filter("recipient", "The recipient as it stands in addresses.", _is(Grant.recipient_key)),
     Filter("programme", "The programme as it stands in addresses.", _is(Grant.programme_key)),
     Filter("region", "Region.", _one_of(Grant.region, REGIONS, "region")),
     Filter("year", "Year of the award.", _year(Grant.year))),
    _table(Grant),
    _shown(Grant.id),
)  # fmt: skip
PROGRAMMES = Listing(
    "programmes", "Programmes of grants and announced money.",
    _fields(
        ("id", "text", "Short name that stands in addresses.", Programme.slug),
        ("name", "text", "Name.", Programme.name),
        ("funder", "text", "Who pays.", Programme.funder),
    ),
    (Programme.slug,),
    (Filter("funder", "Who pays.", _is(Programme.funder)),),
    _table(Programme),
    _text(Programme.slug),
)  # fmt: skip
PROMISES = Listing(
    "promises", "Promises of, conditions of and demands for open licences.",
    _fields(
        ("id", "text", "Short name that stands in addresses.", Promise.slug),
        ("title", "text", "Title.", Promise.title),
        ("kind", "text", "promise, condition or demand.", Promise.kind),
        ("who", "text", "Who promised.", Promise.who),
        ("programme", "text", "Under which programme.", Promise.programme),
        ("funder", "text", "Who paid.", Promise.funder),
        ("software", "text", "The software.", Promise.software),
        ("quote", "text", "The words.", Promise.quote),
        ("source_url", "text", "Where they stand.", Promise.source_url),
        ("made_on", "date", "When.", Promise.made_on),
        ("due", "date", "By when.", Promise.due),
    ),
    (Promise.slug,),
    (Filter("programme", "Under which programme.", _is(Promise.programme)),
     Filter("funder", "Who paid.", _is(Promise.funder)),
     Filter("who", "Who promised.", _is(Promise.who))),
    _table(Promise),
    _text(Promise.slug),
)  # fmt: skip
SOFTWARE = Listing(
    "software", "Software of catalogues that can be reused.",
    _fields(
        ("id", "id", "Stable id.", SoftwareEntry.id),
        ("name", "text", "Name.", SoftwareEntry.name),
        ("url", "text", "Repository.", SoftwareEntry.url),
        ("summary", "text", "Summary.", SoftwareEntry.summary),
        ("licence", "text", "SPDX licence.", SoftwareEntry.licence),
        ("osi_approved", "boolean", "True for an approved open licence.", SoftwareEntry.osi_approved),
        ("maintainer", "text", "Who keeps it.", SoftwareEntry.maintainer),
        ("problem", "text", "Why it is not offered.", SoftwareEntry.problem),
        ("last_activity", "date", "Last sign of life.", SoftwareEntry.last_activity),
    ),
    (SoftwareEntry.id,),
    (Filter("function", "What it is for, as planning or forms.", _of_function),),
    _table(SoftwareEntry),
    _shown(SoftwareEntry.id),
)  # fmt: skip
LISTINGS = (ORGANISATIONS, SUPPLIERS, FILES, PROCESSES, GRANTS, PROGRAMMES, PROMISES, SOFTWARE)
