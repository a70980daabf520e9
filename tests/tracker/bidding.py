"""A council, its people and three fictional bidders, and the steps of a procurement, for tests of sealed bids."""

import datetime as dt
import re
from dataclasses import dataclass, field

from tracker.accounts import roles
from tracker.accounts.sessions import signed_in, start_session
from tracker.accounts.sign_in import account_for
from tracker.bids import award, closing, handing_in, key_ceremony, procurements, publishing, reviewing
from tracker.bids.form import BidForm
from tracker.db import writing
from tracker.keys import installation_keys
from tracker.letter_queue import post_waiting
from tracker.policy import Grant, Person, Role
from tracker.post import outbox

BODY = "northwick-council"
BODY_NAME = "Northwick Council"
START = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)
CLOSES = START + dt.timedelta(days=14)
SPEAK_UNTIL = CLOSES + dt.timedelta(days=21)
TEXT = """Northwick Council needs a system to take reports of potholes.

The system must run for five years and export all data as CSV.

Bids are compared on price and on how they leave."""
OFFICERS = ("ola.officer@northwick.example", "otto.officer@northwick.example")
KEEPER = "kit.keeper@ombudsman.example"
FIRMS = {
    "Larkspur Systems Ltd": ("bids@larkspursystems.example", "Ottoline Vane", "PotholePilot"),
    "Bright Harbour Digital LLP": ("tenders@brightharbour.example", "Idris Mawdsley", "RoadKeeper"),
    "Quillfeather Works CIC": ("hello@quillfeather.example", "Peregrine Oakenshaw", "SurfaceWatch"),
}


def draft(**changes) -> procurements.Draft:
    """A draft that could be opened."""
    values = {
        "title": "A system for reports of potholes",
        "text": TEXT,
        "questions": (
            procurements.QuestionDraft("How will you deliver the system?", 200, 60),
            procurements.QuestionDraft("How do we leave at the end?", 120, 40),
        ),
        "closes_at": CLOSES,
        "speak_until": SPEAK_UNTIL,
        "publication_plan": "All bids without names in the week after closing; the winner's name at the award.",
    }
    return procurements.Draft(**{**values, **changes})


def form_of(name: str, price: int = 100_000_00) -> BidForm:
    """A bid of one of the fictional firms, with its names in the answers as bidders will write them."""
    email, person, product = FIRMS[name]
    short = name.rsplit(" ", 1)[0]
    return BidForm.model_validate(
        {
            "identity": {
                "legal_name": name,
                "trading_names": [short],
                "company_number": f"0999{len(name):04d}",
                "contact_name": person,
                "contact_email": email,
            },
            "answers": {
                1: f"{short} delivers in twelve weeks. Our lead, {person}, has done this before with {product}.",
                2: f"All data is exported as CSV within ten days. Write to {email} and we hand it over.",
            },
            "costs": {
                "lines": [
                    {"kind": "licence", "pence": [price, price, price, price, price], "note": f"{product} licence"},
                    {"kind": "hosting", "pence": [5_000_00, 5_000_00, None, None, None]},
                    {"kind": "exit", "pence": [None, None, None, None, 0]},
                ],
                "users": 40,
                "indexation": "Consumer prices, from year 2.",
            },
            "facts": {
                "delivery": "2027-03-01",
                "licences": ["EUPL-1.2"],
                "open_standards": ["Open311"],
                "exit_terms": "Ninety days of help at no cost.",
            },
            "declared": {"products": [product], "people": [person]},
            "agrees": True,
            "declares_all": True,
        }
    )


@dataclass
class Council:
    """The installation of a test with its people; each step takes its turn in a transaction of its own."""

    engine: object
    settings: object
    now: dt.datetime = START
    shares: list = field(default_factory=list)

    def __post_init__(self):
        self.keys = installation_keys(self.settings)
        with self.write() as connection:
            for address in OFFICERS:
                self._grant(connection, address, Role.OFFICER, BODY)
            self._grant(connection, KEEPER, Role.KEEPER, "")

    def _grant(self, connection, address, role, scope):
        account = account_for(connection, self.keys, address, self.now)
        roles.grant_within(connection, account, role, scope, by="system", now=self.now)

    def write(self):
        return writing(self.engine)

    def person(self, address, *, strong=True) -> Person:
        """The person with this address, with the roles that the database knows of."""
        with self.write() as connection:
            return self.person_in(connection, address, strong=strong)

    def letters(self):
        """Every letter that was posted, as text with its line breaks undone."""
        post_waiting(self.engine, self.settings, self.keys)
        return [path.read_text().replace("=\n", "") for path in sorted(outbox(self.settings).glob("*.eml"))]

    def opened(self, **changes) -> str:
        """A procurement that is open, its three shares with their holders (in ``shares``)."""
        first = self.person(OFFICERS[0])
        with self.write() as connection:
            procurement = procurements.draft_procurement(
                connection, first, body_key=BODY, body_name=BODY_NAME, draft=draft(**changes), now=self.now
            )
            for address, role in zip(OFFICERS, (Role.ANONYMISER, Role.ANONYMISER), strict=True):
                procurements.assign_duty(
                    connection, self.keys, first, procurement, address=address, role=role, now=self.now
                )
            key_ceremony.make_keys(
                connection, self.keys, self.settings, first, procurement, [*OFFICERS, KEEPER], self.now
            )
        self.shares = [self._take_share(procurement, address) for address in (*OFFICERS, KEEPER)]
        with self.write() as connection:
            procurements.open_procurement(connection, first, procurement, self.now)
        return procurement

    def _take_share(self, procurement, address):
        letter = next(text for text in self.letters() if f"To: {address}" in text and f"/{procurement}/share/" in text)
        token = re.search(rf"{procurement}/share/([\w-]+)", letter)[1]
        person = self.person(address)
        with self.write() as connection:
            share = key_ceremony.your_share(connection, person, procurement, token)
            end = share.replace("-", "")[-6:]
            key_ceremony.confirm_share(connection, person, procurement, token, end, self.now)
        return share

    def bid(self, procurement, name, **values) -> str:
        """Hand in the bid of a firm; its receipt."""
        person = self.person(FIRMS[name][0], strong=False)
        with self.write() as connection:
            handing_in.save_bid(connection, self.keys, person, procurement, form_of(name, **values), self.now)
            return handing_in.hand_in(connection, self.keys, self.settings, person, procurement, self.now)

    def closed(self, **changes) -> str:
        """A procurement with the bids of all three firms, closed at its time."""
        procurement = self.opened(**changes)
        for number, name in enumerate(FIRMS):
            self.bid(procurement, name, price=(number + 1) * 10_000_00)
        self.now = CLOSES + dt.timedelta(minutes=1)
        with self.write() as connection:
            assert closing.close_due(connection, self.now) == 1
        return procurement

    def reviewed(self, **changes) -> str:
        """A closed procurement whose bids were reviewed by two people and signed off by their bidders."""
        procurement = self.closed(**changes)
        first, second = (self.person(address) for address in OFFICERS)
        with self.write() as connection:
            reviewing.prepare_reviews(connection, self.keys, first, procurement)
        for letter in "ABC":
            self.decide_all(first, procurement, letter)
            with self.write() as connection:
                reviewing.complete_review(connection, self.keys, first, procurement, letter, self.now)
                reviewing.confirm_review(connection, self.keys, second, procurement, letter, self.now)
        for name in FIRMS:
            person = self.person(FIRMS[name][0], strong=False)
            with self.write() as connection:
                _, signed = reviewing.own_preview(connection, self.keys, person, procurement)
                reviewing.sign_off(connection, self.keys, person, procurement, signed, self.now)
        return procurement

    def decide_all(self, person, procurement, letter):
        """Replace every place, and mark by hand what is doubtful."""
        with self.write() as connection:
            _, review = reviewing.read_review(connection, self.keys, person, procurement, letter)
            for each in review.fields:
                for number, place in enumerate(each.places):
                    reviewing.decide_place(
                        connection, self.keys, person, procurement, letter, field=each.name, place=number,
                        choice="replace", replacement=place.replacement or "[A NAME]",
                    )  # fmt: skip

    def published(self, render=lambda connection: {}, **changes) -> str:
        """A procurement whose bids the public reads."""
        procurement = self.reviewed(**changes)
        self.now += dt.timedelta(days=1)
        with self.write() as connection:
            publishing.publish_bids(connection, self.keys, self.person_in(connection, OFFICERS[0]), procurement,
                                    render, self.now)  # fmt: skip
        return procurement

    def person_in(self, connection, address, *, strong=True) -> Person:
        """The person as ``person`` gives it, inside a transaction that is under way."""
        account = account_for(connection, self.keys, address, self.now)
        return signed_in(connection, start_session(connection, account, self.now, strong=strong), self.now).person

    def evaluator(self, procurement) -> Person:
        """An evaluator, who is another officer than those who made the bids anonymous."""
        address = "eve.evaluator@northwick.example"
        with self.write() as connection:
            self._grant(connection, address, Role.OFFICER, BODY)
            procurements.assign_duty(
                connection, self.keys, self.person_in(connection, OFFICERS[0]), procurement,
                address=address, role=Role.EVALUATOR, now=self.now,
            )  # fmt: skip
        return self.person(address)

    def awarded(self, letter="B", **changes) -> str:
        """A procurement that was awarded to a letter, its envelope opened by the first officer and the keeper."""
        procurement = self.published(**changes)
        judge = self.evaluator(procurement)
        self.now = SPEAK_UNTIL + dt.timedelta(days=1)
        officer, keeper = self.person(OFFICERS[0]), self.person(KEEPER)
        judge = self.person("eve.evaluator@northwick.example")
        with self.write() as connection:
            award.lock_scores(connection, judge, procurement, {"A": 60, "B": 80, "C": 70}, self.now)
            award.choose_winner(connection, officer, procurement, letter, "The best price and exit.", self.now)
            assert award.offer_share(connection, self.keys, officer, procurement, self.shares[0], self.now) == "waiting"
            assert award.offer_share(connection, self.keys, keeper, procurement, self.shares[2], self.now) == "revealed"
        return procurement


def administrator() -> Person:
    """An administrator with a second factor, who is no account."""
    return Person("chief", frozenset({Grant(Role.ADMINISTRATOR)}), strong=True)


def moderator(name: str = "mod-one") -> Person:
    """A moderator with a second factor."""
    return Person(name, frozenset({Grant(Role.MODERATOR)}), strong=True)
