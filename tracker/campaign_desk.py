"""What moderators do with campaigns: open one, record the reply of those whom it asks, and say what happened since.

A reply is recorded once, and what happened is only ever added to, each with its day; nothing is rewritten.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, select, update

from tracker import audit
from tracker.calendars import in_london
from tracker.campaigns import campaign, open_campaign, record_reply
from tracker.day_words import day_in_words
from tracker.models.promises import Campaign, Promise
from tracker.policy import Action, Person, Thing, require
from tracker.typed_words import FieldsError, clean_words

__all__ = ["begin_campaign", "campaign_choices", "note_reply", "tell_what_happened"]


def campaign_choices(connection: Connection) -> list[tuple[str, str]]:
    """(slug, title) of every promise of the ledger, by title: what a campaign can be tied to."""
    rows = connection.execute(select(Promise.slug, Promise.title).order_by(Promise.title, Promise.id))
    return [(row.slug, row.title) for row in rows]


def begin_campaign(connection: Connection, person: Person, typed: Mapping[str, str], now: dt.datetime) -> str:
    """Open a campaign and return its address; the same form sent twice gives the same address.

    ``typed`` has title, text, addressed_to and, if wished, promise_slug and source_url. RefusedError for whoever is no
    moderator; FieldsError says what to mend.
    """
    require(person, Action.RUN_CAMPAIGN, Thing())
    wrong: dict[str, str] = {}
    title = _text(typed, "title", 200, "Give it a title", wrong, lines=False)
    text = _text(typed, "text", 5000, "Write what is demanded", wrong)
    addressed_to = _text(typed, "addressed_to", 300, "Say whom it asks", wrong, lines=False)
    source_url = _link(typed, "source_url", wrong)
    promise = _promise(connection, typed.get("promise_slug", ""), wrong)
    if wrong:
        raise FieldsError(wrong)
    there = connection.execute(select(Campaign.slug).where(Campaign.title == title, Campaign.text == text)).scalar()
    if there:
        return there
    address = open_campaign(
        connection, title, text, addressed_to, in_london(now).date(), source_url=source_url, **promise
    )
    audit.record(
        connection, now=now, actor=person.account, action="campaign.open", kind="campaign", key=address,
        sentence=f"A campaign was opened: {title}",
    )  # fmt: skip
    return address


def note_reply(
    connection: Connection, person: Person, address: str, typed: Mapping[str, str], now: dt.datetime
) -> None:
    """Record what those whom a campaign asks replied, once; ``typed`` has words, replied_on and, if wished, url.

    LookupError when unknown, RefusedError for whoever is no moderator, FieldsError with what to mend.
    """
    require(person, Action.RUN_CAMPAIGN, Thing())
    found = _campaign(connection, address)
    wrong: dict[str, str] = {}
    words = _text(typed, "words", 5000, "Write the reply as it came", wrong)
    url = _link(typed, "url", wrong)
    day = _past_day(typed.get("replied_on", ""), in_london(now).date(), wrong)
    if found["reply"] == words and words:
        return
    if found["reply"]:
        wrong["words"] = "It has a reply, which is not rewritten. Write what came later under what happened."
    if wrong:
        raise FieldsError(wrong)
    record_reply(connection, address, words, url, day)
    audit.record(
        connection, now=now, actor=person.account, action="campaign.reply", kind="campaign", key=address,
        sentence="The reply to a campaign was recorded.",
    )  # fmt: skip


def tell_what_happened(
    connection: Connection, person: Person, address: str, words: str, now: dt.datetime, *, close: bool
) -> None:
    """Add what happened, with today's day, and end the signing if wished; the same words sent twice stand once.

    LookupError when unknown, RefusedError for whoever is no moderator, FieldsError with what to mend.
    """
    require(person, Action.RUN_CAMPAIGN, Thing())
    found = _campaign(connection, address)
    wrong: dict[str, str] = {}
    said = _text({"happened": words}, "happened", 2000, "Say what happened", wrong, lines=False)
    if wrong:
        raise FieldsError(wrong)
    today = in_london(now).date()
    line = f"{day_in_words(today)}: {said}"
    before = found["outcome"] or ""
    if before.split("\n")[-1] != line:
        outcome = f"{before}\n{line}".strip()
        connection.execute(update(Campaign).where(Campaign.slug == address).values(outcome=outcome))
        audit.record(
            connection, now=now, actor=person.account, action="campaign.outcome", kind="campaign", key=address,
            sentence="What came of a campaign was added to its page.",
        )  # fmt: skip
    if close and found["open"]:
        connection.execute(update(Campaign).where(Campaign.slug == address).values(open=False, closed=today))
        audit.record(
            connection, now=now, actor=person.account, action="campaign.close", kind="campaign", key=address,
            sentence=f"A campaign was closed: {found['title']}",
        )  # fmt: skip


def _campaign(connection: Connection, address: str) -> dict[str, Any]:
    found = campaign(connection, address)
    if found is None:
        raise LookupError(f"no campaign at {address}")
    return found


def _text(
    typed: Mapping[str, str], name: str, longest: int, ask: str, wrong: dict[str, str], *, lines: bool = True
) -> str:
    words = clean_words(typed.get(name, ""), lines=lines)
    if not words:
        wrong[name] = f"{ask}."
    elif len(words) > longest:
        wrong[name] = f"This can have {longest:,} letters, and has {len(words):,}."
    return words


def _link(typed: Mapping[str, str], name: str, wrong: dict[str, str]) -> str | None:
    link = clean_words(typed.get(name, ""), lines=False)
    if not link:
        return None
    try:
        parts = urlsplit(link)
        fine = parts.scheme in {"http", "https"} and bool(parts.hostname) and len(link) <= 2000
    except ValueError:
        fine = False
    if not fine:
        wrong[name] = "Give a web address that begins with https:// or http://."
    return link


def _promise(connection: Connection, address: str, wrong: dict[str, str]) -> dict[str, str | None]:
    if not address:
        return {}
    row = connection.execute(select(Promise.slug, Promise.programme).where(Promise.slug == address)).first()
    if row is None:
        wrong["promise_slug"] = "Choose a promise of the list."
        return {}
    return {"promise_slug": row.slug, "programme": row.programme}


def _past_day(text: str, today: dt.date, wrong: dict[str, str]) -> dt.date:
    try:
        day = dt.date.fromisoformat(text.strip())
    except ValueError:
        wrong["replied_on"] = "Give the day of the reply, such as 2026-04-30."
        return today
    if not dt.date(2000, 1, 1) <= day <= today:
        wrong["replied_on"] = "The day of the reply must be between the year 2000 and today."
    return day
