"""What a bid contains: who the bidder is, answers, a five-year cost sheet, facts to compare, and what must not be told.

Money is integer pence. Years run from 1 to 5. An empty cell stays empty: it is never taken for nought.
"""

import datetime as dt
import json
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

__all__ = [
    "YEARS",
    "BidForm",
    "CostKind",
    "CostLine",
    "CostSheet",
    "Declared",
    "Facts",
    "Identity",
    "Sensitive",
    "anonymiser_form",
    "plain",
    "public_identity",
    "words_in",
]

YEARS = 5
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60_000)]
Names = Annotated[tuple[Line, ...], Field(max_length=200)]
Pence = Annotated[int, Field(ge=-(10**13), le=10**13)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CostKind(StrEnum):
    """The lines that every cost sheet has, so that bids can be laid side by side."""

    LICENCE = "licence"
    BUILD = "build"
    MIGRATION = "migration"
    HOSTING = "hosting"
    SUPPORT = "support"
    CHANGE = "change"
    EXIT = "exit"
    DATA_EXPORT = "data export"


class Identity(_Part):
    """Who the bidder is. Only the legal name, trading names and numbers are ever revealed, and only the winner's."""

    legal_name: Line = ""
    trading_names: Names = ()
    acronym: Line = ""
    company_number: Line = ""
    charity_number: Line = ""
    vat_number: Line = ""
    contact_name: Line = ""
    contact_email: Line = ""
    contact_phone: Line = ""
    address: Line = ""
    website: Line = ""


class CostLine(_Part):
    """One line of the cost sheet: pence for each of five years, None where the bidder left it empty."""

    kind: CostKind
    pence: Annotated[tuple[Pence | None, ...], Field(min_length=YEARS, max_length=YEARS)]
    note: Line = ""


class CostSheet(_Part):
    """Five years of costs. ``vat_included`` says how amounts are given; ``vat_permille`` is the rate (200 for 20%)."""

    lines: Annotated[tuple[CostLine, ...], Field(max_length=len(CostKind))] = ()
    vat_included: bool = False
    vat_permille: Annotated[int, Field(ge=0, le=1000)] = 200
    indexation: Line = ""
    users: Annotated[int, Field(ge=1, le=10**8)] | None = None


class Facts(_Part):
    """What is compared as fields and not as prose."""

    delivery: dt.date | None = None
    licences: Names = ()
    open_standards: Names = ()
    reused_software: Line = ""
    exit_terms: Line = ""


class Declared(_Part):
    """The names that would tell who bids: asked of every bidder, because nobody else knows them all."""

    names: Names = ()
    products: Names = ()
    people: Names = ()
    clients: Names = ()


class Sensitive(_Part):
    """A part that the bidder asks to withhold (Procurement Act 2023, section 94): what, why, and until when."""

    question: Annotated[int, Field(ge=1)]
    passage: Words = ""  # as it stands in the answer; empty for all of it
    reason: Line
    until: dt.date


class BidForm(_Part):
    """One bid as its bidder wrote it."""

    identity: Identity = Identity()
    answers: dict[int, Words] = Field(default_factory=dict, max_length=200)
    costs: CostSheet = CostSheet()
    facts: Facts = Facts()
    declared: Declared = Declared()
    sensitive: Annotated[tuple[Sensitive, ...], Field(max_length=50)] = ()
    agrees: bool = False  # to anonymised publication, on the terms of the procurement
    declares_all: bool = False  # that the lists of names are complete, also where they are empty


def plain(form: BidForm) -> dict[str, object]:
    """The form as JSON reads back: names as keys, dates as text; the same on every machine."""
    found: dict[str, object] = json.loads(form.model_dump_json())
    return found


def words_in(text: str) -> int:
    """How many words a text has, as word limits count them: what blanks part."""
    return len(text.split())


def public_identity(identity: Identity) -> dict[str, object]:
    """The part of an identity that is committed to at closing and revealed of the winner; no person is in it."""
    return {
        "legal_name": identity.legal_name,
        "trading_names": list(identity.trading_names),
        "company_number": identity.company_number,
        "charity_number": identity.charity_number,
    }


def anonymiser_form(form: BidForm, *, buyer: str, procurement: str) -> dict[str, object]:
    """The form as ``parsers.anonymise`` reads it: what the bidder told us of who can be recognised by what."""
    identity, declared = form.identity, form.declared
    told = {**identity.model_dump(mode="json"), "names": declared.names, "products": declared.products}
    told |= {"people": declared.people, "clients": declared.clients}
    bidder = {key: list(value) if isinstance(value, tuple) else value for key, value in told.items() if value}
    return {"buyer": buyer, "procurement": procurement, "bidder": bidder}
