"""Two sealed-bid procurements of a fictional council for the demo: one whose bids lie open, one that takes bids.

They go through the same steps, gates and functions as real ones. Their letters are read here and never posted.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import Connection, Engine, delete, select

from tracker.accounts.roles import grant_within
from tracker.accounts.sign_in import account_for
from tracker.bids import closing, handing_in, key_ceremony, procurements, publishing, reviewing
from tracker.bids.form import BidForm
from tracker.db import writing
from tracker.keys import Keys, installation_keys
from tracker.models.accounts import QueuedLetter
from tracker.models.bids import Procurement
from tracker.policy import Grant, Person, Role
from tracker.settings import Settings

__all__ = ["Pages", "demo_bidders", "seed_bids"]

# The bytes of every page that publication makes or changes, by address, for one procurement.
Pages = Callable[[Connection, str], Mapping[str, bytes]]

_FILE = Path(__file__).parent / "data" / "demo_bids.yml"
_BODY = "demo-harbourmouth"
_BODY_NAME = "Harbourmouth Borough Council"
_OFFICERS = ("orla.quayle@harbourmouth.example", "tobias.fenn@harbourmouth.example")
_KEEPER = "keeper@ombudsman.example"
_DAY = dt.timedelta(days=1)


def demo_bidders() -> list[BidForm]:
    """The three fictional bids as their bidders wrote them, names and all."""
    return [BidForm.model_validate({**each, "agrees": True, "declares_all": True}) for each in _facts()["bids"]]


def seed_bids(engine: Engine, settings: Settings, now: dt.datetime, pages: Pages) -> None:
    """Add both procurements, each in one transaction: a title that is there already stays as it is.

    ``pages`` renders what readers will get, which the search for names reads before anything is public; LeakError when
    it finds one.
    """
    facts, keys = _facts(), installation_keys(settings)
    # Bids closed at noon six days ago and came out the day after next; there are two weeks left to comment on them.
    noon = (now - 6 * _DAY).replace(hour=12, minute=0, second=0, microsecond=0)
    stories = (
        ("published", noon - 20 * _DAY, noon, noon + 20 * _DAY),
        ("open", noon, noon + 22 * _DAY, noon + 43 * _DAY),
    )
    for kind, opened, closes, speak in stories:
        draft = _draft(facts[kind], closes, speak)
        with writing(engine) as connection:
            if _there(connection, draft.title):
                continue
            office = _Office(connection, keys, settings, opened)
            procurement = office.opened(draft)
            if kind == "published":
                office.published(procurement, closes, pages)
            office.drop_letters()


def _facts() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return found


def _there(connection: Connection, title: str) -> bool:
    statement = select(Procurement.id).where(Procurement.body_key == _BODY, Procurement.title == title)
    return connection.execute(statement).first() is not None


def _draft(facts: Mapping[str, Any], closes: dt.datetime, speak: dt.datetime) -> procurements.Draft:
    return procurements.Draft(
        title=facts["title"],
        text=facts["text"],
        questions=tuple(procurements.QuestionDraft(**each) for each in facts["questions"]),
        closes_at=closes,
        speak_until=speak,
        publication_plan=facts["publication_plan"],
    )


class _Office:
    """The people of the fictional council, who take a procurement through its steps inside one transaction."""

    def __init__(self, connection: Connection, keys: Keys, settings: Settings, now: dt.datetime) -> None:
        self.connection, self.keys, self.settings, self.now = connection, keys, settings, now
        self.accounts = {each: account_for(connection, keys, each, now) for each in (*_OFFICERS, _KEEPER)}
        for address, account in self.accounts.items():
            role, scope = (Role.KEEPER, "") if address == _KEEPER else (Role.OFFICER, _BODY)
            grant_within(connection, account, role, scope, by="system", now=now)

    def _person(self, address: str, *grants: Grant) -> Person:
        # No session is begun for anybody: nobody can sign in as one of them.
        return Person(self.accounts[address], frozenset(grants), strong=True)

    def opened(self, draft: procurements.Draft) -> str:
        """Draft, share out the key and open; the procurement's id."""
        connection, keys, officer = self.connection, self.keys, self._person(_OFFICERS[0], Grant(Role.OFFICER, _BODY))
        procurement = procurements.draft_procurement(
            connection, officer, body_key=_BODY, body_name=_BODY_NAME, draft=draft, now=self.now
        )
        for address in _OFFICERS:
            procurements.assign_duty(
                connection, keys, officer, procurement, address=address, role=Role.ANONYMISER, now=self.now
            )
        key_ceremony.make_keys(connection, keys, self.settings, officer, procurement, [*self.accounts], self.now)
        for address, token in self._tokens(procurement).items():
            holder = self._person(address, Grant(Role.HOLDER, procurement))
            end = key_ceremony.your_share(connection, holder, procurement, token).replace("-", "")[-6:]
            key_ceremony.confirm_share(connection, holder, procurement, token, end, self.now)
        procurements.open_procurement(connection, officer, procurement, self.now)
        return procurement

    def _letters(self) -> dict[str, Any]:
        """The letters to these people and bidders that wait in the queue, by their id."""
        ours = {*self.accounts, *(form.identity.contact_email for form in demo_bidders())}
        rows = self.connection.execute(select(QueuedLetter.id, QueuedLetter.box))
        letters = {
            row.id: message_from_bytes(self.keys.open(f"letter:{row.id}", row.box), policy=policy.default)
            for row in rows
        }
        return {key: letter for key, letter in letters.items() if letter["To"] in ours}

    def _tokens(self, procurement: str) -> dict[str, str]:
        found = {}
        for letter in self._letters().values():
            if link := re.search(rf"/bids/{procurement}/share/([\w-]+)", letter.get_content()):
                found[str(letter["To"])] = link[1]
        return found

    def drop_letters(self) -> None:
        """Take the letters out of the queue: their addresses are fictional."""
        self.connection.execute(delete(QueuedLetter).where(QueuedLetter.id.in_([*self._letters()])))

    def published(self, procurement: str, closes: dt.datetime, pages: Pages) -> None:
        """Hand in the three bids, close, make them anonymous, have them signed off, and publish them."""
        connection, keys = self.connection, self.keys
        bidders = [self._bid(procurement, form, closes - 2 * _DAY) for form in demo_bidders()]
        first, second = (self._person(each, Grant(Role.ANONYMISER, procurement)) for each in _OFFICERS)
        officer = self._person(_OFFICERS[0], Grant(Role.OFFICER, _BODY))
        closing.close_procurement(connection, officer, procurement, closes + dt.timedelta(minutes=1))
        reviewing.prepare_reviews(connection, keys, first, procurement)
        for bid in closing.lettered_bids(connection, procurement):
            self._replace_all(first, procurement, bid.letter)
            reviewing.complete_review(connection, keys, first, procurement, bid.letter, closes + _DAY)
            reviewing.confirm_review(connection, keys, second, procurement, bid.letter, closes + _DAY)
        for bidder in bidders:
            preview = reviewing.own_preview(connection, keys, bidder, procurement)
            signed = preview[1] if preview else ""
            reviewing.sign_off(connection, keys, bidder, procurement, signed, closes + _DAY)
        publishing.publish_bids(
            connection, keys, first, procurement, lambda inside: pages(inside, procurement), closes + 2 * _DAY
        )

    def _bid(self, procurement: str, form: BidForm, at: dt.datetime) -> Person:
        bidder = Person(account_for(self.connection, self.keys, form.identity.contact_email, at))
        handing_in.save_bid(self.connection, self.keys, bidder, procurement, form, at)
        handing_in.hand_in(self.connection, self.keys, self.settings, bidder, procurement, at)
        return bidder

    def _replace_all(self, person: Person, procurement: str, letter: str) -> None:
        _, review = reviewing.read_review(self.connection, self.keys, person, procurement, letter)
        for each in review.fields:
            for number, place in enumerate(each.places):
                reviewing.decide_place(
                    self.connection, self.keys, person, procurement, letter, field=each.name, place=number,
                    choice="replace", replacement=place.replacement or "[A NAME]",
                )  # fmt: skip
