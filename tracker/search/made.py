"""What people make and promise: software, promises and campaigns, and procurements with their published bids."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, func, select

from tracker.bids.procurements import thing_of
from tracker.bids.public_pages import listed
from tracker.models.bids import PublicBid
from tracker.models.promises import Campaign, Promise
from tracker.models.reuse import SoftwareEntry
from tracker.policy import Action, Person, may
from tracker.reuse.vocabulary import software as bundled
from tracker.row_ids import slug
from tracker.search.hits import Hit, after_place, day_of, every_word, year_days
from tracker.search.question import Question
from tracker.tombstones import suppressed

__all__ = ["bids", "promises", "software", "software_names"]

_MOST_SOFTWARE = 500
_MOST_PROCUREMENTS = 1_000
_MOST_NAMES = 20_000


def software(connection: Connection, question: Question, after: str | None, limit: int) -> list[Hit]:
    """Software whose name or summary has the words: names first. Entries that cannot be offered are left out."""
    told = SoftwareEntry.name + " " + func.coalesce(SoftwareEntry.summary, "")
    statement = (
        select(SoftwareEntry.name, SoftwareEntry.slug, SoftwareEntry.summary, SoftwareEntry.licence)
        .where(*every_word(question.words, told), SoftwareEntry.problem.is_(None))
        .order_by(SoftwareEntry.name, SoftwareEntry.id)
        .limit(_MOST_SOFTWARE)
    )
    own = [
        (each.name, slug(each.name), each.summary, each.licence)
        for each in bundled()
        if _all_in(question, f"{each.name} {each.summary} {' '.join(each.stands_in_for)}")
    ]
    hidden = suppressed(connection, "software")
    found: dict[str, Hit] = {}
    for name, address, summary, licence in (*own, *connection.execute(statement)):
        if address not in hidden:
            about = "; ".join(part for part in (summary, licence) if part)
            found.setdefault(address, Hit(kind="software", key=address, title=name, place=address, about=about))
    ordered = sorted(found.values(), key=lambda hit: (not _all_in(question, hit.title), hit.title.casefold(), hit.key))
    return after_place(ordered, after, limit)


def software_names(connection: Connection) -> set[str]:
    """The names of all software that is offered."""
    statement = select(SoftwareEntry.name, SoftwareEntry.slug).where(SoftwareEntry.problem.is_(None))
    hidden = suppressed(connection, "software")
    listed_here = connection.execute(statement.order_by(SoftwareEntry.name).limit(_MOST_NAMES))
    names = {row.name for row in listed_here if row.slug not in hidden}
    return names | {each.name for each in bundled() if slug(each.name) not in hidden}


def _all_in(question: Question, text: str) -> bool:
    folded = text.lower()
    return all(word in folded for word in question.words)


def promises(connection: Connection, question: Question, after: str | None, limit: int) -> list[Hit]:
    """Promises and campaigns that hold the words: the newest first, then those without a date."""
    hits = [*_promises(connection, question), *_campaigns(connection, question)]
    hits.sort(key=lambda hit: (hit.day is None, -hit.day.toordinal() if hit.day else 0, hit.key))
    return after_place(hits, after, limit)


def _promises(connection: Connection, question: Question) -> Iterator[Hit]:
    texts = (Promise.software, Promise.programme, Promise.funder, Promise.quote)
    told: Any = Promise.title + " " + Promise.who
    for column in texts:
        told = told + " " + func.coalesce(column, "")
    statement = select(Promise).where(*every_word(question.words, told), *_within(question, Promise.made_on))
    if question.body:
        statement = statement.where(func.lower(Promise.who) == question.body.name.lower())
    for row in connection.execute(statement.order_by(Promise.id)):
        key = f"promise/{row.slug}"
        yield Hit(
            kind="promises", key=key, title=row.title, place=key, about=row.kind, body_name=row.who, day=row.made_on,
            pence=row.amount_pence,
        )  # fmt: skip


def _campaigns(connection: Connection, question: Question) -> Iterator[Hit]:
    told = Campaign.title + " " + Campaign.text + " " + Campaign.addressed_to
    statement = select(Campaign).where(*every_word(question.words, told), *_within(question, Campaign.opened))
    if question.body:
        statement = statement.where(func.lower(Campaign.addressed_to) == question.body.name.lower())
    for row in connection.execute(statement.order_by(Campaign.id)):
        key = f"campaign/{row.slug}"
        yield Hit(
            kind="promises", key=key, title=row.title, place=key, about="campaign", body_name=row.addressed_to,
            day=row.opened,
        )  # fmt: skip


def _within(question: Question, day: Any) -> list[Any]:
    if question.year is None:
        return []
    first, end = year_days(question.year)
    return [day >= first, day < end]


def bids(connection: Connection, question: Question, after: str | None, limit: int) -> list[Hit]:
    """Procurements whose title or body has the words, and bids whose public text has them: only what all may read."""
    body_key = question.body.slug if question.body else None
    rows = listed(connection, body_key=body_key, limit=_MOST_PROCUREMENTS)
    hits: list[Hit] = []
    for row in rows:
        if _all_in(question, f"{row.title} {row.body_name}"):
            hits.append(_bid_hit(row, row.id, row.title, "procurement, " + row.state.replace("-", " ")))
    readable = {
        row.id: row for row in rows if row.published_on is not None or may(Person(), Action.READ_BIDS, thing_of(row))
    }
    hidden = suppressed(connection, "bid")
    statement = select(PublicBid.procurement_id, PublicBid.letter, PublicBid.document)
    statement = statement.where(PublicBid.procurement_id.in_(list(readable)))
    for bid in connection.execute(statement.order_by(PublicBid.procurement_id, PublicBid.letter)):
        key = f"{bid.procurement_id}/{bid.letter}"
        if key not in hidden and _all_in(question, " ".join(_texts(json.loads(bid.document)))):
            row = readable[bid.procurement_id]
            hits.append(_bid_hit(row, key, f"Bid {bid.letter}: {row.title}", "bid without a name"))
    return after_place(hits, after, limit)


def _bid_hit(row: Any, key: str, title: str, about: str) -> Hit:
    day = day_of(row.closes_at)
    return Hit(kind="bids", key=key, title=title, place=key, about=about, body_name=row.body_name, day=day)


def _texts(value: Any) -> Iterator[str]:
    """All texts in a document of JSON, without the names of its fields."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
