"""Ten procurements with four bids each, crawled whole: nobody who may not know reads who bids, nor links two bids.

Eight invented firms, each with a canary in everything that identifies them, bid in five procurements each. The crawlers
are a stranger, a rival bidder, and a citizen with an account; then a backup and the data folder are read as a thief
would.
"""

import base64
import json
import re
from itertools import combinations
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from tests.security.crawling import SEEDS, crawled
from tests.security.planted import docx
from tests.tracker.bidding import CLOSES, OFFICERS, SPEAK_UNTIL, START, Council, draft
from tracker.accounts.sessions import start_session
from tracker.accounts.sign_in import account_for
from tracker.bids import award, closing, handing_in, key_ceremony, procurements, publishing, reviewing
from tracker.bids.form import BidForm
from tracker.bids.uploads import Upload, read_upload
from tracker.cli import main
from tracker.db import writing
from tracker.models.bids import Bid, BidFile, Commitment, PublicBid, Reveal
from webapp.bids.pages import rendered

WORDS = ("Quarrox", "Zelvane", "Brimkeld", "Oxhythe", "Yarnwick", "Fennimox", "Tolvaddon", "Gwennick")
WINNER = "A"


class Firm:
    """One firm, everything of it made from its own word."""

    def __init__(self, number, word):
        self.word, low = word, word.lower()
        self.legal_name, self.email = f"{word} Holloway Systems Ltd", f"{low}.bids@{low}sys.example"
        self.identity = {
            "legal_name": self.legal_name, "trading_names": [f"{word} Civic", f"Old{low} Works"],
            "acronym": f"{word[:2].upper()}QZ",
            "company_number": f"0973{number}418", "charity_number": f"119{number}473",
            "vat_number": f"GB 97{number} 4182 63", "contact_name": f"Perpetua {word}son", "contact_email": self.email,
            "contact_phone": f"01632 96{number}417", "address": f"{number} {word} Yard, Truro TR9{number} 3QQ",
            "website": f"https://{low}sys.example/civic",
        }  # fmt: skip
        self.declared = {
            "names": [f"{word}Group"], "products": [f"{word}Pilot"], "people": [f"Ignatius {word}ley"],
            "clients": [f"{word}shire District Council"],
        }  # fmt: skip
        self.hidden = f"{low}-in-the-margin"
        self.canaries = [
            word, self.legal_name, *self.identity["trading_names"], self.identity["acronym"], f"0973{number}418",
            f"119{number}473", f"97{number}418263", f"Perpetua {word}son", self.email, f"0163296{number}417",
            f"TR9{number}3QQ", f"{low}sys.example", *(name for names in self.declared.values() for name in names),
            self.hidden, f"{low}-offer.docx",
        ]  # fmt: skip

    def form(self, number):
        """The bid, with its names told in every field of words."""
        named = self.identity
        return BidForm.model_validate(
            {
                "identity": named,
                "answers": {
                    1: f"{named['trading_names'][0]} delivers in twelve weeks. {named['contact_name']} leads, with "
                    f"{self.declared['products'][0]}, as for {self.declared['clients'][0]}. Ring "
                    f"{named['contact_phone']}, company {named['company_number']}, VAT {named['vat_number']}.",
                    2: f"All data is handed over as CSV. Write to {self.email} or see {named['website']}; "
                    f"{self.declared['people'][0]} of {named['address']} answers for {named['acronym']}.",
                },
                "costs": {
                    "lines": [
                        {
                            "kind": "licence",
                            "pence": [1_000_00 + number] * 5,
                            "note": f"{self.declared['products'][0]}",
                        },
                        {"kind": "exit", "pence": [None] * 4 + [0]},
                    ],
                    "users": 40,
                },
                "facts": {"licences": ["EUPL-1.2"], "exit_terms": f"{named['legal_name']} helps for ninety days."},
                "declared": self.declared,
                "agrees": True,
                "declares_all": True,
            }
        )


class Market(Council):
    """The council with ten procurements; the firms of each are in ``bidders``, the state it is left in goes with it."""

    def __init__(self, place):
        super().__init__(place.engine, place.settings)
        self.place, self.bidders = place, {}
        self.firms = [Firm(number, word) for number, word in enumerate(WORDS)]
        self.upload = {firm: self._upload(firm) for firm in self.firms}
        for number in range(10):
            self.now = START
            firms = [self.firms[(number + step) % 8] for step in (0, 1, 3, 6)]
            procurement = self._opened(f"Reports of potholes, part {number}")
            self.bidders[procurement] = firms
            for firm in firms:
                self._hand_in(procurement, firm, number)
        self.ids = list(self.bidders)
        self.awarded_id, self.open_id, self.closed_id = self.ids[0], self.ids[8], self.ids[9]
        self._publish([each for each in self.ids if each != self.open_id])
        self._award(self.awarded_id)

    def _upload(self, firm):
        comment = f"<w:comments><w:comment><w:p><w:r><w:t>{firm.hidden}</w:t></w:r></w:p></w:comment></w:comments>"
        content = docx(plain=f"By {firm.legal_name}.", more={"word/comments.xml": comment})
        if firm is self.firms[0]:
            return read_upload(f"{firm.identity['website'].split('/')[2].split('sys')[0]}-offer.docx", content)
        # The reader's own process is tried by the first; the others are taken as it would hand them over.
        return Upload(
            f"{firm.hidden.split('-')[0]}-offer.docx", "docx", content, f"By {firm.legal_name}.",
            ({"channel": "comments", "place": "a comment", "text": firm.hidden},),
        )  # fmt: skip

    def _opened(self, title):
        with self.write() as connection:
            first = self.person_in(connection, OFFICERS[0])
            procurement = procurements.draft_procurement(
                connection, first, body_key="northwick-council", body_name="Northwick Council",
                draft=draft(title=title, closes_at=CLOSES, speak_until=SPEAK_UNTIL), now=self.now,
            )  # fmt: skip
            for address in OFFICERS:
                procurements.assign_duty(
                    connection, self.keys, first, procurement, address=address, role=procurements.Role.ANONYMISER,
                    now=self.now,
                )  # fmt: skip
            key_ceremony.make_keys(
                connection, self.keys, self.settings, first, procurement, [*OFFICERS, "kit.keeper@ombudsman.example"],
                self.now,
            )  # fmt: skip
        self.shares = [
            self._take_share(procurement, address) for address in (*OFFICERS, "kit.keeper@ombudsman.example")
        ]
        if len(self.bidders) == 0:
            self.first_shares = self.shares
        with self.write() as connection:
            procurements.open_procurement(connection, self.person_in(connection, OFFICERS[0]), procurement, self.now)
        return procurement

    def _hand_in(self, procurement, firm, number):
        with self.write() as connection:
            person = self.person_in(connection, firm.email, strong=False)
            handing_in.save_bid(connection, self.keys, person, procurement, firm.form(number), self.now)
            handing_in.add_file(connection, self.keys, person, procurement, self.upload[firm], self.now)
            handing_in.hand_in(connection, self.keys, self.settings, person, procurement, self.now)

    def _publish(self, wanted):
        with self.write() as connection:
            connection.execute(
                procurements.update(procurements.Procurement)
                .where(procurements.Procurement.id == self.open_id)
                .values(closes_at=SPEAK_UNTIL)
            )
        self.now = CLOSES
        with self.write() as connection:
            assert closing.close_due(connection, self.now) == 9
        # Past the days that bidders have to agree, after which publication goes on without them.
        self.now = SPEAK_UNTIL.replace(month=11, day=27)
        for procurement in wanted:
            with self.write() as connection, self.place.app.test_request_context("/"):
                first, second = (self.person_in(connection, address) for address in OFFICERS)
                reviewing.prepare_reviews(connection, self.keys, first, procurement)
                for letter in "ABCD":
                    self._review(connection, first, second, procurement, letter)
                if procurement != self.closed_id:
                    publishing.publish_bids(
                        connection, self.keys, first, procurement,
                        lambda inside, which=procurement: rendered(inside, which), self.now,
                    )  # fmt: skip

    def _review(self, connection, first, second, procurement, letter):
        arguments = (connection, self.keys, first, procurement, letter)
        _, review = reviewing.read_review(*arguments)
        for field in review.fields:
            for number, place in enumerate(field.places):
                reviewing.decide_place(
                    *arguments, field=field.name, place=number, choice="replace",
                    replacement=place.replacement or "[A NAME]",
                )  # fmt: skip
        reviewing.complete_review(*arguments, self.now)
        reviewing.confirm_review(connection, self.keys, second, procurement, letter, self.now)

    def _award(self, procurement):
        judge = self.evaluator(procurement)
        self.now = SPEAK_UNTIL.replace(day=8)
        judge = self.person("eve.evaluator@northwick.example")
        officer, keeper = self.person(OFFICERS[0]), self.person("kit.keeper@ombudsman.example")
        with self.write() as connection:
            award.lock_scores(connection, judge, procurement, dict(zip("ABCD", (9, 8, 7, 6), strict=True)), self.now)
            award.choose_winner(connection, officer, procurement, WINNER, "The best exit.", self.now)
            award.offer_share(connection, self.keys, officer, procurement, self.first_shares[0], self.now)
            assert award.offer_share(
                connection, self.keys, keeper, procurement, self.first_shares[2], self.now
            ) == "revealed"  # fmt: skip
            name = json.loads(connection.execute(select(Reveal.identity)).scalar_one())["legal_name"]
        self.winner = next(firm for firm in self.firms if firm.legal_name == name)
        self.place.now = self.now

    def client(self, address):
        """A browser that is signed in as that address."""
        with writing(self.engine) as connection:
            token = start_session(connection, account_for(connection, self.keys, address, self.now), self.now)
        client = self.place.app.test_client()
        with client.session_transaction() as session:
            session["token"] = token
        return client

    @property
    def addresses(self):
        """Every address that somebody might try, linked or not."""
        ends = ("", ".json", ".csv", ".atom", "/ocds.json", "/proof.json", "/compare", "/compare.json", "/compare.csv",
                "/bid", "/unseal")  # fmt: skip
        ends += tuple(f"/{letter}{twin}" for letter in "ABCDE" for twin in ("", ".json", ".csv"))
        of_bids = [f"/bids/{each}{end}" for each in self.ids for end in ends]
        talk = [f"/comments?kind=procurement&key={each}" for each in self.ids]
        talk += [f"/comments?kind=bid&key={each}/A" for each in self.ids]
        desk = [f"/officer/{each}{end}" for each in self.ids[:2] for end in ("", "/review/A")]
        searches = [
            f"/search{twin}?q={quote(word)}" for word in ("potholes", "holloway", "ninety") for twin in ("", ".json")
        ]
        more = [
            "/bids.atom",
            "/bids.json",
            "/bids.csv",
            "/moderation.json",
            "/moderation.csv",
            "/account",
            "/robots.txt",
        ]
        return [*of_bids, *talk, *desk, *searches, *more]


@pytest.fixture(scope="module")
def market(new_place):
    return Market(new_place())


def _ways(canary):
    """The canary as bytes could tell it: plain, squeezed, in UTF-16, hexadecimal, base64, and percent signs."""
    plain = canary.lower()
    ways = {plain.encode(), re.sub(r"[^a-z0-9]", "", plain).encode(), plain.encode("utf-16-le"), quote(plain).encode()}
    for text in (canary, plain):
        ways.add(text.encode().hex().encode())
        for lead in range(3):
            whole = base64.b64encode(b"x" * lead + text.encode())
            ways.add(whole[4 if lead else 0 : -4].lower())
    return {way for way in ways if len(way) >= 5}


def _told(canaries, data):
    """The canaries that some bytes tell."""
    folded = data.lower()
    squeezed = re.sub(rb"[^a-z0-9]", b"", re.sub(rb"<[^<>]*>", b"", folded))
    return [each for each in canaries if any(way in folded or way in squeezed for way in _ways(each))]


def _crawl(market, client, canaries):
    """(address, canary) for each canary told in an answer, and how many answers there were."""
    ways = {canary: _ways(canary) for canary in canaries}
    found, answers = [], 0
    for address, answer in crawled(client, (*SEEDS, *market.addresses), most=60):
        answers += 1
        data = b"\n".join([answer.get_data(), *(f"{name}: {value}".encode() for name, value in answer.headers)])
        folded = data.lower()
        squeezed = re.sub(rb"[^a-z0-9]", b"", re.sub(rb"<[^<>]*>", b"", folded))
        found += [
            (address, canary) for canary, each in ways.items() if any(way in folded or way in squeezed for way in each)
        ]
    return found, answers


def _secret(market, *known):
    """What no reader may learn: everything of every firm but those ``known`` and the winner."""
    firms = [firm for firm in market.firms if firm not in (*known, market.winner)]
    return [canary for firm in firms for canary in firm.canaries]


def test_the_canaries_would_be_found(market):
    firm = market.firms[3]
    with market.engine.connect() as connection:
        row = procurements.procurement_row(connection, market.closed_id)
        forms = reviewing.forms_of(connection, market.keys, row)
    assert len(forms) == 4
    assert set(_told(firm.canaries, firm.form(1).model_dump_json().encode())) > set(firm.canaries[:2])
    assert _told([firm.email], base64.b64encode(f"??{firm.email}??".encode()))


@pytest.mark.parametrize("role", ["stranger", "citizen"])
def test_a_whole_crawl_tells_no_name(market, role):
    client = market.place.app.test_client() if role == "stranger" else market.client("cit.izen@home.example")
    found, answers = _crawl(market, client, _secret(market))
    assert found == []
    assert answers > 300


def test_the_winner_is_told_by_legal_name_and_number_alone(market):
    named = {market.winner.legal_name, *market.winner.identity["trading_names"]}
    numbers = {market.winner.identity["company_number"], market.winner.identity["charity_number"]}
    others = [each for each in market.winner.canaries if each not in named | numbers and each != market.winner.word]
    found, _ = _crawl(market, market.place.app.test_client(), others)
    assert found == []
    page = market.place.app.test_client().get(f"/bids/{market.awarded_id}").get_data(as_text=True)
    assert market.winner.legal_name in page
    for other in market.ids[1:]:
        assert market.winner.legal_name not in market.place.app.test_client().get(f"/bids/{other}").get_data(
            as_text=True
        )


def test_a_rival_reads_nobody_but_itself(market):
    rival = next(firm for firm in market.bidders[market.closed_id] if firm is not market.winner)
    client = market.client(rival.email)
    own = client.get(f"/bids/{market.open_id}/bid")
    assert own.status_code in (200, 404)
    found, answers = _crawl(market, client, _secret(market, rival))
    assert found == []
    assert answers > 300


def test_a_stolen_backup_and_the_data_folder_hold_only_what_is_public(market, tmp_path):
    copy = tmp_path / "stolen.sqlite"
    told = CliRunner().invoke(main, ["--data-dir", str(market.settings.data_dir), "db", "backup", str(copy)])
    assert told.exit_code == 0, told.output
    assert copy.stat().st_size > 100_000
    canaries = _secret(market)
    assert _told(canaries, copy.read_bytes()) == []
    # The outbox stands for the post: letters leave the house, and name to whom they go.
    kept = [path for path in market.settings.data_dir.rglob("*") if path.is_file() and "outbox" not in path.parts]
    assert kept
    assert [(path.name, told) for path in kept if (told := _told(canaries, path.read_bytes()))] == []


def test_nothing_links_two_procurements_of_one_firm(market):
    public = {each: _tokens(market, each) for each in market.ids}
    for first, second in combinations(market.ids, 2):
        assert public[first] & public[second] == set()
    with market.engine.connect() as connection:
        for column in (Bid.id, Bid.holder_mark, Bid.envelope_commitment, Bid.working_box, Bid.envelope, Bid.receipt_box,
                       BidFile.id, BidFile.envelope, BidFile.working_box, Commitment.sha256,
                       PublicBid.salt_box):  # fmt: skip
            values = list(connection.execute(select(column)).scalars())
            assert len(values) >= 32
            assert len(set(values)) == len(values), column


def _tokens(market, procurement):
    """Everything in the public answers of a procurement that looks like an id or a hash."""
    client, out = market.place.app.test_client(), set()
    for end in (".json", "/A.json", "/B.json", "/compare.json", "/ocds.json", "/proof.json", ".atom"):
        text = client.get(f"/bids/{procurement}{end}").get_data(as_text=True)
        out |= set(re.findall(r"\b[0-9a-f]{16,}\b", text))
    return out


def test_times_are_to_the_day_and_the_same_for_every_bid(market):
    client = market.place.app.test_client()
    allowed = {f"{CLOSES:%Y-%m-%dT%H:%M}", f"{SPEAK_UNTIL:%Y-%m-%dT%H:%M}"}
    for procurement in market.ids:
        for end in (
            ".json",
            "/compare.json",
            "/ocds.json",
            "/proof.json",
            ".atom",
            *(f"/{each}.json" for each in "ABCD"),
        ):
            text = client.get(f"/bids/{procurement}{end}").get_data(as_text=True)
            moments = {each for each in re.findall(r"\d{4}-\d\d-\d\dT\d\d:\d\d", text) if not each.endswith("T00:00")}
            assert moments <= allowed, (procurement, end)
    pages = [client.get(f"/bids/{market.ids[1]}/{letter}.json") for letter in "ABCD"]
    kept = ("ETag", "Content-Length")  # of the text itself
    heads = [{name: value for name, value in page.headers if name not in kept} for page in pages]
    assert all(each == heads[0] for each in heads)


def test_nobody_learns_how_many_bids_there_are_before_closing(market):
    client = market.place.app.test_client()
    before = {end: client.get(f"/bids/{market.open_id}{end}").get_data() for end in ("", ".json", ".atom")}
    log = client.get("/moderation.json").get_data()
    with market.write() as connection:
        person = market.person_in(connection, "new.bidder@late.example", strong=False)
        handing_in.save_bid(
            connection, market.keys, person, market.open_id, market.firms[0].form(9), market.now.replace(day=6)
        )
        handing_in.hand_in(connection, market.keys, market.settings, person, market.open_id, market.now.replace(day=6))
    assert {end: client.get(f"/bids/{market.open_id}{end}").get_data() for end in before} == before
    assert client.get("/moderation.json").get_data() == log
