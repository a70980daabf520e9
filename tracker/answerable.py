"""What can be answered by those whom it is about: a promise, or something worth checking; and who they are.

Every kind says how its thing is found by the key in its address, whom it names, and how a reply is put beside it.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from tracker.body_names import body_key
from tracker.flags.ledger import answer_flag, flag_page
from tracker.models.organisations import Supplier
from tracker.promises import promise_page, reply
from tracker.row_ids import read_id

__all__ = ["KINDS", "Answerable", "Party", "find_answerable"]


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody whom a thing is about. ``key`` is the scope of its officers; empty for a supplier, which has none."""

    name: str
    key: str


@dataclass(frozen=True, slots=True)
class Answerable:
    """A thing with those who may answer it; ``said`` is (who, words) of the replies that stand there, oldest first."""

    kind: str
    key: str
    title: str
    path: str
    parties: tuple[Party, ...]
    said: tuple[tuple[str, str], ...]

    def party(self, key: str) -> Party | None:
        """The public body with that key, when the thing is about it."""
        return next((each for each in self.parties if key and each.key == key), None)


@dataclass(frozen=True, slots=True)
class Kind:
    """``find`` gives the thing or None; ``write`` puts (who, words) beside it, at a moment."""

    word: str
    find: Callable[[Connection, str], Answerable | None]
    write: Callable[[Connection, str, str, str, dt.datetime], None]


def find_answerable(connection: Connection, kind: str, key: str) -> Answerable | None:
    """The thing of that kind and key; None when there is none, or nobody can answer things of that kind."""
    return KINDS[kind].find(connection, key) if kind in KINDS else None


def _promise(connection: Connection, key: str) -> Answerable | None:
    found = promise_page(connection, key)
    if found is None:
        return None
    names = dict.fromkeys(name for name in (found["who"], found["funder"]) if name)
    parties = tuple(Party(name, body_key(connection, name)) for name in names)
    said = tuple((each["who"], each["words"]) for each in found["replies"])
    return Answerable("promise", key, found["title"], f"/promises/{key}", parties, said)


def _reply_to_promise(connection: Connection, key: str, who: str, words: str, now: dt.datetime) -> None:
    reply(connection, key, who, words, None, now)


def _flag(connection: Connection, key: str) -> Answerable | None:
    number = read_id(key)
    found = flag_page(connection, number) if number is not None else None
    if found is None:
        return None
    parties = [Party(found["body"], found["organisation_slug"] or body_key(connection, found["body"]))]
    supplier = connection.execute(select(Supplier.name).where(Supplier.id == found["supplier_id"])).scalar()
    if supplier:
        parties.append(Party(supplier, ""))
    said = tuple((each["who"], each["words"]) for each in found["replies"])
    return Answerable("flag", key, f"{found['title']}: {found['subject']}", f"/flags/{key}", tuple(parties), said)


def _reply_to_flag(connection: Connection, key: str, who: str, words: str, now: dt.datetime) -> None:
    answer_flag(connection, read_id(key) or 0, who, words, now)


KINDS: dict[str, Kind] = {
    "promise": Kind("a promise", _promise, _reply_to_promise),
    "flag": Kind("something worth checking", _flag, _reply_to_flag),
}
