"""The right of reply: whoever a promise or a flag is about can answer it, dated, under its name, never rewritten.

An officer of a body that is named answers at once. Anybody else says for whom they speak and where they can be reached:
they open a link in a letter, a moderator reads their words, and only what a moderator accepts is published. The address
is kept encrypted, is never public, and is erased with the decision.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from tracker import audit
from tracker.accounts.addresses import AddressError, read_address
from tracker.accounts.rations import spend
from tracker.accounts.rights import author_mark
from tracker.answerable import KINDS, Answerable, find_answerable
from tracker.keys import Keys, new_id, new_token, token_hash
from tracker.letter_queue import queue_letter
from tracker.models.trust import SentReply
from tracker.policy import Action, Person, RefusedError, Thing, require
from tracker.settings import Settings
from tracker.typed_words import FieldsError, clean_words

__all__ = [
    "MAX_SIGNS",
    "ReplyState",
    "WaitingReply",
    "answer_for_body",
    "confirm_reply",
    "count_waiting",
    "decide_reply",
    "forget_old_replies",
    "send_reply",
    "waiting_replies",
]

MAX_SIGNS = 5000
KEEP_UNCONFIRMED = dt.timedelta(days=7)
# Claims for libel can be brought within a year (Limitation Act 1980, section 4A); after that refused words are erased.
KEEP_REFUSED = dt.timedelta(days=365)


class ReplyState(StrEnum):
    """Where a reply stands that was sent in by somebody without an account of the body."""

    UNCONFIRMED = "unconfirmed"
    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class WaitingReply:
    """A reply that a moderator is to read; ``email`` was confirmed by letter. ``thing`` is None when it is gone."""

    id: str
    thing: Answerable | None
    who: str
    words: str
    email: str
    confirmed_at: dt.datetime


def answer_for_body(
    connection: Connection, person: Person, kind: str, key: str, body: str, words: str, now: dt.datetime
) -> Answerable:
    """Publish the answer of an officer, under the name by which the thing knows the body; returns the thing.

    The same words sent twice in a row stand once. LookupError for an unknown thing, RefusedError for whoever is no
    officer of a body that it names, FieldsError for words that cannot be kept.
    """
    thing = _thing(connection, kind, key)
    party = thing.party(body)
    require(person, Action.REPLY, Thing(body=party.key if party else ""))
    if party is None:
        raise RefusedError("There is no such page, or it is not for you.", hidden=True)
    kept, wrong = _words(words)
    if wrong:
        raise FieldsError(wrong)
    if thing.said and thing.said[-1] == (party.name, kept):
        return thing
    KINDS[kind].write(connection, key, party.name, kept, now)
    audit.record(
        connection, now=now, actor=person.account, action="reply.write", kind=kind, key=key,
        sentence=f"A body answered {KINDS[kind].word}.",
    )  # fmt: skip
    return thing


def send_reply(
    connection: Connection, keys: Keys, settings: Settings, kind: str, key: str, *,
    who: str, words: str, email: str, place: str, now: dt.datetime,
) -> None:  # fmt: skip
    """Keep the words of somebody who says to speak for ``who``, and write a letter whose link hands them in.

    ``who`` is the name of one whom the thing is about; ``place`` is where on the network it came from, kept only as a
    keyed hash. LookupError for an unknown thing; FieldsError or TooOftenError with what to mend.
    """
    thing = _thing(connection, kind, key)
    kept, wrong = _words(words)
    if who not in {each.name for each in thing.parties}:
        wrong["who"] = "Choose for whom you speak."
    try:
        address = read_address(email)
    except AddressError as error:
        raise FieldsError({**wrong, "email": str(error)}) from error
    if wrong:
        raise FieldsError(wrong)
    mark = author_mark(keys, address)
    if _sent_before(connection, kind, key, kept, mark):
        raise FieldsError({"words": "You sent these words before. Open the link in the letter you got."})
    spend(connection, keys, "reply by place", place, now)
    spend(connection, keys, "reply by address", address, now)
    reply_id, token = new_id(), new_token()
    connection.execute(
        insert(SentReply).values(
            id=reply_id, target_kind=kind, target_key=key, who=who, words=kept, author_mark=mark,
            email_box=keys.seal(f"reply:{reply_id}", address.encode()), confirm_hash=token_hash(token),
            state=ReplyState.UNCONFIRMED, sent_at=now,
        )
    )  # fmt: skip
    text = (
        f"Somebody, we hope you, answered “{thing.title}” for {who}. To hand the answer in, open this link within a "
        f"week:\n\n{settings.base_url}/replies/confirm/{token}\n\n"
        "A moderator reads it then, and you are told what became of it. Your address is never shown, and is erased "
        "once that is decided.\n\n"
        "If it was not you, do nothing: nothing is shown, and your address is erased after a week.\n"
    )
    queue_letter(connection, keys, settings, to=address, subject="Confirm your answer", text=text, now=now)


def confirm_reply(connection: Connection, token: str, now: dt.datetime) -> Answerable | None:
    """Hand a reply in to the moderators by the link of its letter; the thing, or None for a link that is not known."""
    row = connection.execute(
        select(SentReply).where(SentReply.confirm_hash == token_hash(token), SentReply.sent_at > now - KEEP_UNCONFIRMED)
    ).first()
    if row is None:
        return None
    if row.state == ReplyState.UNCONFIRMED:
        connection.execute(
            update(SentReply).where(SentReply.id == row.id).values(state=ReplyState.WAITING, confirmed_at=now)
        )
    return find_answerable(connection, row.target_kind, row.target_key)


def waiting_replies(connection: Connection, keys: Keys, person: Person, limit: int = 50) -> list[WaitingReply]:
    """What a moderator is to read, the longest waiting first."""
    require(person, Action.MODERATE, Thing())
    rows = connection.execute(
        select(SentReply)
        .where(SentReply.state == ReplyState.WAITING)
        .order_by(SentReply.confirmed_at, SentReply.id)
        .limit(limit)
    )
    return [
        WaitingReply(
            row.id, find_answerable(connection, row.target_kind, row.target_key), row.who, row.words or "",
            keys.open(f"reply:{row.id}", row.email_box).decode(), row.confirmed_at,
        )
        for row in rows
    ]  # fmt: skip


def count_waiting(connection: Connection) -> int:
    """How many replies wait for a moderator."""
    statement = select(func.count()).select_from(SentReply).where(SentReply.state == ReplyState.WAITING)
    return int(connection.execute(statement).scalar_one())


def decide_reply(
    connection: Connection, keys: Keys, settings: Settings, person: Person, reply_id: str, *,
    accept: bool, why: str, now: dt.datetime,
) -> None:  # fmt: skip
    """A moderator publishes a reply, or refuses it and says why to whoever sent it; the address is erased with that."""
    require(person, Action.MODERATE, Thing())
    why = clean_words(why)[:1000]
    row = connection.execute(
        select(SentReply).where(SentReply.id == reply_id, SentReply.state == ReplyState.WAITING)
    ).first()
    if row is None:
        raise FieldsError({"main": "There is no such answer, or it was decided already."})
    if not accept and not why:
        raise FieldsError({f"why-{reply_id}": "Say why: whoever sent the answer is told."})
    if accept:
        _publish(connection, row, now)
    outcome = ReplyState.ACCEPTED if accept else ReplyState.REFUSED
    _tell(connection, keys, settings, row, outcome, why, now)
    connection.execute(
        update(SentReply)
        .where(SentReply.id == reply_id)
        .values(
            state=outcome, decided_at=now, decided_by=person.account, decided_why=why or None, email_box=None,
            author_mark="erased" if accept else row.author_mark,
        )
    )  # fmt: skip
    verb = "published" if accept else "refused"
    audit.record(
        connection, now=now, actor=person.account, action=f"reply.{outcome}", kind=row.target_kind, key=row.target_key,
        sentence=f"A moderator {verb} an answer to {KINDS[row.target_kind].word}, sent in for those it is about.",
    )  # fmt: skip


def forget_old_replies(connection: Connection, now: dt.datetime) -> int:
    """Erase words refused over a year ago, and replies that were never confirmed within a week; how many."""
    refused = connection.execute(
        update(SentReply)
        .where(SentReply.state == ReplyState.REFUSED, SentReply.decided_at < now - KEEP_REFUSED)
        .where(SentReply.words.is_not(None))
        .values(words=None, author_mark="erased")
    ).rowcount
    unconfirmed = connection.execute(
        delete(SentReply).where(SentReply.state == ReplyState.UNCONFIRMED, SentReply.sent_at < now - KEEP_UNCONFIRMED)
    ).rowcount
    return refused + unconfirmed


def _thing(connection: Connection, kind: str, key: str) -> Answerable:
    thing = find_answerable(connection, kind, key)
    if thing is None:
        raise LookupError(f"nothing that can be answered at {kind} {key}")
    return thing


def _words(words: str) -> tuple[str, dict[str, str]]:
    kept = clean_words(words)
    if len(kept) < 3:
        return kept, {"words": "Write the answer."}
    if len(kept) > MAX_SIGNS:
        return kept, {"words": f"An answer can have {MAX_SIGNS:,} letters; this one has {len(kept):,}."}
    return kept, {}


def _sent_before(connection: Connection, kind: str, key: str, words: str, mark: str) -> bool:
    again = select(SentReply.id).where(
        SentReply.target_kind == kind, SentReply.target_key == key, SentReply.words == words,
        SentReply.author_mark == mark,
    )  # fmt: skip
    return connection.execute(again.limit(1)).first() is not None


def _publish(connection: Connection, row: Any, now: dt.datetime) -> None:
    if find_answerable(connection, row.target_kind, row.target_key) is None:
        raise FieldsError({"main": "The page that this answers is gone. Refuse it, and say so."})
    # Readers must be able to tell it from what an officer of the body wrote itself.
    who = f"{row.who}, sent in by somebody who says to speak for it; a moderator accepted it"
    KINDS[row.target_kind].write(connection, row.target_key, who, row.words, now)


def _tell(
    connection: Connection, keys: Keys, settings: Settings, row: Any, outcome: ReplyState, why: str, now: dt.datetime
) -> None:
    address = keys.open(f"reply:{row.id}", row.email_box).decode()
    thing = find_answerable(connection, row.target_kind, row.target_key)
    text = f"Your answer for {row.who} is published:\n\n{settings.base_url}{thing.path if thing else ''}\n"
    if outcome is ReplyState.REFUSED:
        text = f"Your answer for {row.who} is not published.\n\nWhy: {why}\n\nYou can send another one.\n"
    text += "\nYour address is erased now.\n"
    queue_letter(connection, keys, settings, to=address, subject="What became of your answer", text=text, now=now)
