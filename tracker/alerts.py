"""Saved searches by e-mail: asked for, confirmed, sent in due-date order, and ended with one click.

Nothing is sent before the holder of the address confirms, and nothing tells us whether a letter was read: letters are
plain text, their links are the pages' own addresses. Tokens are computed from the secret key, so none is stored.
"""

import datetime as dt
import hashlib
import hmac
import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, and_, delete, func, or_, select, update

from tracker.bulk import insert_new
from tracker.db import writing
from tracker.letters import confirmation_letter, digest_letter
from tracker.models.alerts import Subscription
from tracker.open_filters import FilterError, OpenFilter
from tracker.open_now import OpenItem, page, seen_since
from tracker.post import PostError, post
from tracker.row_ids import row_id
from tracker.settings import Settings

__all__ = [
    "FREQUENCIES",
    "AlertError",
    "confirm",
    "digest_items",
    "forget_unconfirmed",
    "send_due",
    "subscribe",
    "subscription_of",
    "token_for",
    "unsubscribe",
]

FREQUENCIES = {"daily": dt.timedelta(days=1), "weekly": dt.timedelta(days=7)}
# Enough for a full inbox; the page itself has the rest.
DIGEST_LIMIT = 100
_WAITING_LIMIT = 5
_CONFIRM_WITHIN = dt.timedelta(days=7)
# A cron job does not run on the second: a digest is due a little before its full interval is over.
_SLACK = dt.timedelta(hours=2)
_ADDRESS = re.compile(r"[^@\s<>\"',;:]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class AlertError(ValueError):
    """The subscription cannot be made; the text is a sentence for the person who asked."""


def token_for(secret: bytes, subscription_id: int, purpose: str) -> str:
    """The token that proves a link came from a letter of ours; ``purpose`` is "confirm" or "end"."""
    mark = hmac.new(secret, f"alerts:{purpose}:{subscription_id}".encode(), hashlib.sha256).hexdigest()[:40]
    return f"{subscription_id:x}-{mark}"


def _holder(secret: bytes, token: str, purpose: str) -> int | None:
    number, _, _ = token.partition("-")
    if not re.fullmatch(r"[0-9a-f]{1,16}", number):
        return None
    subscription_id = int(number, 16)
    expected = token_for(secret, subscription_id, purpose)
    return subscription_id if hmac.compare_digest(expected.encode(), token.encode()) else None


def subscribe(
    engine: Engine,
    settings: Settings,
    secret: bytes,
    *,
    email: str,
    search: OpenFilter,
    frequency: str,
    now: dt.datetime,
) -> None:
    """Note a wish for letters and post the one letter that asks for confirmation.

    Says nothing about whether the address is known: asking twice is the same as asking once, and a second letter
    goes out only when the first is an hour old. Raises AlertError for an address or frequency that cannot be.
    """
    address = email.strip()
    if len(address) > 254 or not _ADDRESS.fullmatch(address):
        raise AlertError("That does not look like an e-mail address.")
    if frequency not in FREQUENCIES:
        raise AlertError("Choose daily or weekly.")
    row: dict[str, Any] = {
        "id": row_id("subscription", address.lower(), search.query()),
        "email": address,
        "search": search.query(),
        "frequency": frequency,
        "created_at": now,
        "confirmed_at": None,
        "last_sent_at": None,
    }
    with writing(engine) as connection:
        if not _wants_letter(connection, row, now):
            return
    letter = confirmation_letter(settings, address, search, frequency, token_for(secret, row["id"], "confirm"), now)
    post(settings, letter)


def _wants_letter(connection: Connection, row: dict[str, Any], now: dt.datetime) -> bool:
    kept = connection.execute(select(Subscription).where(Subscription.id == row["id"])).first()
    if kept is None:
        _refuse_flood(connection, row["email"], now)
        insert_new(connection, Subscription, [row])
        return True
    if kept.confirmed_at is not None:
        connection.execute(update(Subscription).where(Subscription.id == kept.id).values(frequency=row["frequency"]))
        return False
    if now - kept.created_at < dt.timedelta(hours=1):
        return False
    connection.execute(
        update(Subscription).where(Subscription.id == kept.id).values(created_at=now, frequency=row["frequency"])
    )
    return True


def _refuse_flood(connection: Connection, email: str, now: dt.datetime) -> None:
    """Nobody's mailbox is to be filled with letters that ask for confirmation."""
    waiting = connection.execute(
        select(func.count()).where(
            func.lower(Subscription.email) == email.lower(),
            Subscription.confirmed_at.is_(None),
            Subscription.created_at > now - dt.timedelta(days=1),
        )
    ).scalar_one()
    if waiting >= _WAITING_LIMIT:
        raise AlertError("That address has several letters to confirm already. Confirm one, or try again tomorrow.")


def subscription_of(connection: Connection, secret: bytes, token: str, purpose: str) -> Any | None:
    """The subscription that a token speaks for, or None; for the pages that ask before they act."""
    number = _holder(secret, token, purpose)
    if number is None:
        return None
    return connection.execute(select(Subscription).where(Subscription.id == number)).first()


def confirm(engine: Engine, secret: bytes, token: str, now: dt.datetime) -> bool:
    """Begin the letters; False when the token is not ours or the wish is no longer kept."""
    number = _holder(secret, token, "confirm")
    if number is None:
        return False
    with writing(engine) as connection:
        if connection.execute(select(Subscription.id).where(Subscription.id == number)).first() is None:
            return False
        connection.execute(
            update(Subscription)
            .where(Subscription.id == number, Subscription.confirmed_at.is_(None))
            .values(confirmed_at=now)
        )
    return True


def unsubscribe(engine: Engine, secret: bytes, token: str) -> bool:
    """End the letters and forget the address; True also when it was forgotten before. False: not our token."""
    number = _holder(secret, token, "end")
    if number is None:
        return False
    with writing(engine) as connection:
        connection.execute(delete(Subscription).where(Subscription.id == number))
    return True


def forget_unconfirmed(engine: Engine, now: dt.datetime) -> int:
    """Erase the addresses that were never confirmed within seven days; how many."""
    with writing(engine) as connection:
        return connection.execute(
            delete(Subscription).where(
                Subscription.confirmed_at.is_(None), Subscription.created_at < now - _CONFIRM_WITHIN
            )
        ).rowcount


def digest_items(
    connection: Connection, search: OpenFilter, *, frequency: str, since: dt.datetime | None, now: dt.datetime
) -> tuple[tuple[OpenItem, ...], tuple[OpenItem, ...]]:
    """What a digest says: (new since the last one, closing before the next one and not new), each by due date."""
    fresh = tuple(seen_since(connection, search, since, now, DIGEST_LIMIT))
    known = {item.process_id for item in fresh}
    soon = now + FREQUENCIES[frequency] + dt.timedelta(days=1)
    items = page(connection, search, now, limit=DIGEST_LIMIT).items
    closing = tuple(item for item in items if item.process_id not in known and item.date.closes_at <= soon)
    return fresh, closing


def _due(connection: Connection, now: dt.datetime) -> list[Any]:
    ripe = [
        and_(Subscription.frequency == name, Subscription.last_sent_at <= now - interval + _SLACK)
        for name, interval in FREQUENCIES.items()
    ]
    statement = (
        select(Subscription)
        .where(Subscription.confirmed_at.is_not(None), or_(Subscription.last_sent_at.is_(None), *ripe))
        .order_by(Subscription.id)
    )
    return list(connection.execute(statement))


def send_due(
    engine: Engine, settings: Settings, secret: bytes, now: dt.datetime, *, failed: Callable[[int, str], None]
) -> int:
    """Post every digest that is due; how many letters went out.

    A digest with nothing in it is not posted. A letter that the server refuses is reported to ``failed`` with the
    subscription's id, stays due, and stops no other.
    """
    with engine.connect() as connection:
        due = _due(connection, now)
    return sum(_send_one(engine, settings, secret, each, now, failed) for each in due)


def _send_one(
    engine: Engine,
    settings: Settings,
    secret: bytes,
    subscription: Any,
    now: dt.datetime,
    failed: Callable[[int, str], None],
) -> bool:
    try:
        search = OpenFilter.from_query(subscription.search)
    except FilterError as error:
        failed(subscription.id, str(error))
        return False
    with engine.connect() as connection:
        fresh, closing = digest_items(
            connection, search, frequency=subscription.frequency, since=subscription.last_sent_at, now=now
        )
    posted = False
    if fresh or closing:
        end = token_for(secret, subscription.id, "end")
        try:
            post(settings, digest_letter(settings, subscription, search, fresh, closing, end, now))
        except PostError as error:
            failed(subscription.id, str(error))
            return False
        posted = True
    with writing(engine) as connection:
        connection.execute(update(Subscription).where(Subscription.id == subscription.id).values(last_sent_at=now))
    return posted
