"""Everything the page of one planned purchase shows, gathered in one call."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import orjson
from sqlalchemy import Connection, select

from parsers.ocds.notice_types import NOTICE_NAMES
from tracker.clock import KeyDate
from tracker.field_trace import TracedField, traced
from tracker.fold import fold
from tracker.history import Entry, history
from tracker.links import LinkedProcess, linked
from tracker.marks import Mark, in_words
from tracker.models.notices import Award, AwardSupplier, Contract, Notice, Process, ProcessDate
from tracker.notice_names import STAGES
from tracker.notices import known_notice
from tracker.open_now import key_date
from tracker.paid import Paid, paid_for_awards
from tracker.process_dates import listed
from tracker.process_facts import buyer_party, items_in, part, stage_of, text_in
from tracker.process_rows import KnownNotice, published_in_order
from tracker.related_spending import RelatedCategory, related_categories
from tracker.subjects import subject_words
from tracker.summaries import Clause, summary

__all__ = ["AwardShown", "Document", "Neighbour", "ProcessPage", "Stage", "Way", "process_dates", "process_page"]

_NOTICES = 500
_NEIGHBOURS = 10


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the timeline: reached on a day, or not yet; ``now`` marks where the purchase stands."""

    key: str
    name: str
    reached: dt.datetime | None
    now: bool


@dataclass(frozen=True, slots=True)
class Way:
    """One way to speak: a sentence, and an address when there is one."""

    text: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Document:
    """One document that a notice lists; ``url`` only when it is a web address."""

    title: str
    kind: str | None
    url: str | None
    published: str | None


@dataclass(frozen=True, slots=True)
class AwardShown:
    """One award with its suppliers by name."""

    title: str | None
    status: str | None
    date: dt.date | None
    value_pence: int | None
    currency: str | None
    value_mark: str | None
    suppliers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another purchase: of the same buyer on the same subject, or of the same thing by another buyer."""

    key: str
    title: str
    buyer_name: str | None
    stage: str
    value_pence: int | None
    currency: str | None
    value_mark: str | None
    published: dt.datetime | None


@dataclass(frozen=True, slots=True)
class ProcessPage:
    """One planned purchase: the stored row, and what was worked out of its notices."""

    process: Any
    facts: Mapping[str, Any]
    dates: tuple[KeyDate, ...]
    summary: tuple[Clause, ...]
    timeline: tuple[Stage, ...]
    ways: tuple[Way, ...]
    documents: tuple[Document, ...]
    lots: tuple[Mapping[str, Any], ...]
    history: tuple[Entry, ...]
    sources: Mapping[int, Any]
    awards: tuple[AwardShown, ...]
    contracts: tuple[Any, ...]
    paid: tuple[Paid, ...]
    links: tuple[LinkedProcess, ...]
    same_buyer: tuple[Neighbour, ...]
    same_thing: tuple[Neighbour, ...]
    related: tuple[RelatedCategory, ...]
    marks: tuple[Mark, ...]
    fields: tuple[TracedField, ...]

    def open_dates(self, now: dt.datetime) -> list[KeyDate]:
        """The dates that can still be acted on at ``now``: not over, believed, and not overtaken by a later stage."""
        return [date for date in self.dates if listed(date, self.process.stage) and date.is_open(now)]


def process_page(connection: Connection, key: str) -> ProcessPage | None:
    """The page of the process with that key; None when there is none."""
    process = connection.execute(select(Process).where(Process.key == key)).first()
    if process is None:
        return None
    rows = connection.execute(
        select(Notice).where(Notice.process_id == process.id).order_by(Notice.published, Notice.id).limit(_NOTICES)
    ).all()
    ordered = published_in_order([known_notice(row) for row in rows])
    facts = fold(notice.facts for notice in ordered)
    dates = process_dates(connection, process.id)
    clauses = summary(facts, dates, process.stage, process.notice_type)
    marks = [*(orjson.loads(process.marks) if process.marks else ()), *filter(None, [process.value_mark])]
    return ProcessPage(
        process=process,
        facts=facts,
        dates=tuple(dates),
        summary=tuple(clauses),
        timeline=tuple(_timeline(process, ordered)),
        ways=tuple(_ways(process, facts, rows)),
        documents=tuple(_documents(facts)),
        lots=tuple(items_in(part(facts, "tender"), "lots")),
        history=tuple(reversed(history(ordered))),
        sources={row.id: row for row in rows},
        awards=tuple(_awards(connection, process.id)),
        contracts=tuple(connection.execute(_contracts(process.id))),
        paid=tuple(paid_for_awards(connection, process.id, process.buyer_key)),
        links=tuple(linked(connection, process.id)),
        same_buyer=tuple(_same_buyer(connection, process)),
        same_thing=tuple(_same_thing(connection, process)),
        related=tuple(
            related_categories(
                connection, body=process.buyer_key, title=process.title, subject=subject_words(process.division)
            )
        ),
        marks=tuple(in_words(marks)),
        fields=tuple(traced((clause.field for clause in clauses), ordered)),
    )


def process_dates(connection: Connection, process_id: int) -> list[KeyDate]:
    """The dates of a process, in order."""
    statement = (
        select(ProcessDate)
        .where(ProcessDate.process_id == process_id)
        .order_by(ProcessDate.closes_at, ProcessDate.kind, ProcessDate.id)
    )
    return [key_date(row) for row in connection.execute(statement)]


def _timeline(process: Any, ordered: list[KnownNotice]) -> list[Stage]:
    reached: dict[str, dt.datetime | None] = {}
    for notice in ordered:
        types = [notice.notice_type] if notice.notice_type else []
        reached.setdefault(stage_of(notice.facts, types, list(notice.tags)), notice.moment)
    usual = ["pipeline", "engagement", "planned", "tender", "award", "contract"]
    shown = [stage for stage in STAGES if stage in usual or stage in reached or stage == process.stage]
    return [Stage(stage, STAGES[stage], reached.get(stage), stage == process.stage) for stage in shown]


def web_address(text: str | None) -> str | None:
    """The text when it is a http(s) address that can be linked to; None otherwise."""
    if not text or len(text) > 2_000:
        return None
    try:
        address = urlsplit(text.strip())
    except ValueError:
        return None
    return text.strip() if address.scheme in {"http", "https"} and address.hostname else None


def _ways(process: Any, facts: Mapping[str, Any], rows: Sequence[Any]) -> list[Way]:
    tender, party = part(facts, "tender"), buyer_party(facts)
    newest = next((row.url for row in reversed(rows) if web_address(row.url)), None)
    ways = []
    if newest:
        ways.append(Way("Read the notice itself; it says how the buyer wants to be spoken to.", web_address(newest)))
    mailbox = text_in(part(party, "contactPoint"), "email")
    if mailbox:
        ways.append(Way("Write to the buyer's own mailbox for this purchase.", f"mailto:{mailbox}"))
    portal = web_address(text_in(tender, "submissionMethodDetails"))
    if portal and process.stage == "tender":
        ways.append(Way("Ask a question, or bid, on the buyer's tendering site.", portal))
    site = web_address(text_in(part(party, "details"), "url"))
    if site:
        ways.append(Way("Write to the buyer, or to the councillor or board member who answers for it.", site))
    if process.stage in {"award", "award-intended"}:
        ways.append(Way("A supplier that took part can challenge the award before the standstill ends.", None))
    return ways


def _documents(facts: Mapping[str, Any]) -> list[Document]:
    sections = (
        part(facts, "planning"),
        part(facts, "tender"),
        *items_in(facts, "awards"),
        *items_in(facts, "contracts"),
    )
    found: dict[str, Document] = {}
    for section in sections:
        for each in items_in(section, "documents"):
            kind = text_in(each, "noticeType") or text_in(each, "documentType")
            title = text_in(each, "title") or text_in(each, "description") or _kind_in_words(kind)
            key = text_in(each, "url") or text_in(each, "id") or title
            if key and title:
                found[key] = Document(title, kind, web_address(text_in(each, "url")), text_in(each, "datePublished"))
    return list(found.values())[:200]


def _kind_in_words(kind: str | None) -> str | None:
    """The kind of a document without a title: the name of a notice, or the words of a code like "biddingDocuments"."""
    if not kind or kind in NOTICE_NAMES:
        return NOTICE_NAMES.get(kind or "")
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind).capitalize()


def _awards(connection: Connection, process_id: int) -> list[AwardShown]:
    names: dict[int, list[str]] = {}
    for row in connection.execute(
        select(AwardSupplier.award_row, AwardSupplier.name)
        .where(AwardSupplier.process_id == process_id)
        .order_by(AwardSupplier.name, AwardSupplier.id)
    ):
        names.setdefault(row.award_row, []).append(row.name)
    statement = select(Award).where(Award.process_id == process_id).order_by(Award.date, Award.award_id, Award.id)
    return [
        AwardShown(
            row.title, row.status, row.date, row.value_pence, row.currency, row.value_mark, tuple(names.get(row.id, ()))
        )
        for row in connection.execute(statement.limit(200))
    ]


def _contracts(process_id: int) -> Any:
    return (
        select(Contract)
        .where(Contract.process_id == process_id)
        .order_by(Contract.signed, Contract.contract_id, Contract.id)
        .limit(200)
    )


_NEIGHBOUR = (
    Process.key,
    Process.title,
    Process.buyer_name,
    Process.stage,
    Process.value_pence,
    Process.value_currency,
    Process.value_mark,
    Process.last_published,
)


def _same_buyer(connection: Connection, process: Any) -> list[Neighbour]:
    """Purchases of this buyer in the same division of the vocabulary, the newest first."""
    if not process.buyer_key or not process.division:
        return []
    return _neighbours(
        connection,
        Process.buyer_key == process.buyer_key,
        Process.division == process.division,
        Process.id != process.id,
    )


def _same_thing(connection: Connection, process: Any) -> list[Neighbour]:
    """Purchases by other buyers under the same full code, the newest first."""
    if not process.cpv:
        return []
    return _neighbours(connection, Process.cpv == process.cpv, Process.buyer_key != process.buyer_key)


def _neighbours(connection: Connection, *clauses: Any) -> list[Neighbour]:
    statement = (
        select(*_NEIGHBOUR).where(*clauses).order_by(Process.last_published.desc(), Process.id).limit(_NEIGHBOURS)
    )
    return [Neighbour(*row) for row in connection.execute(statement)]
