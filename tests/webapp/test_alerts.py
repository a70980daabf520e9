"""Letters from the first wish to the last click, read in the outbox like a person reads a mailbox."""

import datetime as dt
import email
import re
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest

from tests.tracker.loading import load_releases, release
from tracker.alerts import forget_unconfirmed, send_due, subscribe
from tracker.db import open_database
from tracker.open_filters import OpenFilter
from tracker.signing import signing_key
from webapp.app import create_app

START = dt.datetime(2026, 6, 1, 7, tzinfo=dt.UTC)


class Hands:
    """A reader with a browser and a mailbox, at an installation whose clock is set by hand."""

    def __init__(self, settings: Any) -> None:
        self.settings = settings
        self.now = START
        self.app = create_app(settings, clock=lambda: self.now)
        self.client = self.app.test_client()
        self.engine = open_database(settings)

    def close(self) -> None:
        self.engine.dispose()
        self.app.extensions["daylight"].engine.dispose()

    def ask(self, **form: str) -> Any:
        page = self.client.get("/alerts/new").get_data(as_text=True)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert token
        return self.client.post("/alerts/new", data={"csrf_token": token[1], **form})

    def press(self, address: str) -> Any:
        page = self.client.get(address).get_data(as_text=True)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        return self.client.post(address, data={"csrf_token": token[1]} if token else {})

    def letters(self) -> list[EmailMessage]:
        paths = sorted((self.settings.data_dir / "outbox").glob("*.eml"))
        found = [email.message_from_bytes(path.read_bytes(), policy=default) for path in paths]
        return sorted(found, key=lambda letter: (letter["Date"].datetime, letter["Message-ID"]))

    def send(self, after: dt.timedelta) -> int:
        self.now = START + after
        problems: list[str] = []
        sent = send_due(
            self.engine, self.settings, signing_key(self.settings), self.now, failed=lambda _, why: problems.append(why)
        )
        assert problems == []
        return sent

    def confirmed(self, **form: str) -> None:
        before = len(self.letters())
        assert self.ask(**form).status_code == 200
        assert self.press(link(self.letters()[before], "confirm")).status_code == 200


def link(letter: EmailMessage, kind: str) -> str:
    found = re.search(rf"/alerts/{kind}/\S+", letter.get_content())
    assert found, letter.get_content()
    return found[0]


@pytest.fixture
def hands(sqlite_engine, settings):
    found = Hands(settings)
    yield found
    found.close()


@pytest.fixture
def hands_anywhere(installation):
    """The same on both databases, for the tests that ask most of them."""
    found = Hands(installation)
    yield found
    found.close()


def closing(number: int, day: str, **tender: Any) -> dict[str, Any]:
    return release(
        number, process=f"ocds-h6vhtk-{number:06x}", tenderPeriod={"endDate": f"{day}T12:00:00+01:00"}, **tender
    )


def test_nothing_is_sent_before_the_holder_of_the_address_presses_the_button(hands, tmp_path):
    load_releases(hands.engine, tmp_path, [closing(1, "2026-06-20")], fetched=START)
    assert hands.ask(email="reader@example.org", frequency="daily").status_code == 200
    (asked,) = hands.letters()
    assert asked["To"] == "reader@example.org"
    assert hands.send(dt.timedelta(hours=1)) == 0
    # A scanner of mail follows the link; that alone begins nothing.
    assert hands.client.get(link(asked, "confirm")).status_code == 200
    assert hands.send(dt.timedelta(hours=2)) == 0
    assert hands.press(link(asked, "confirm")).status_code == 200
    assert hands.send(dt.timedelta(hours=3)) == 1
    assert len(hands.letters()) == 2


def test_a_digest_is_in_the_order_of_its_dates_and_counts_no_reader(hands, tmp_path):
    releases = [closing(1, "2026-06-20", title="Later"), closing(2, "2026-06-10", title="Sooner")]
    load_releases(hands.engine, tmp_path, releases, fetched=START)
    hands.confirmed(email="reader@example.org", frequency="daily")
    hands.send(dt.timedelta(hours=1))
    text = hands.letters()[-1].get_content()
    assert text.index("Sooner") < text.index("Later")
    assert "9 days left to bid" in text
    assert f"{hands.settings.base_url}/purchases/ocds-h6vhtk-000002" in text
    assert hands.letters()[-1].get_content_type() == "text/plain"
    # Every address in the letter is a page's own: no counter, no redirect, nothing that names the reader but the end.
    addresses = re.findall(r"https?://\S+", text)
    assert [each for each in addresses if "?" in each or not each.startswith(hands.settings.base_url)] == []
    assert sum("/alerts/" in each for each in addresses) == 1


def test_a_daily_letter_tells_what_is_new_and_what_closes_and_is_silent_otherwise(hands_anywhere, tmp_path):
    hands = hands_anywhere
    load_releases(hands.engine, tmp_path, [closing(1, "2026-06-20", title="The first")], fetched=START)
    hands.confirmed(email="reader@example.org", frequency="daily")
    assert hands.send(dt.timedelta(hours=1)) == 1
    assert hands.send(dt.timedelta(hours=5)) == 0
    assert hands.send(dt.timedelta(days=1, hours=1)) == 0
    later = START + dt.timedelta(days=2)
    load_releases(hands.engine, tmp_path, [closing(2, "2026-07-20", title="The second")], fetched=later)
    assert hands.send(dt.timedelta(days=2, hours=1)) == 1
    text = hands.letters()[-1].get_content()
    assert "The second" in text
    assert "The first" not in text
    # The day before it closes, the first comes again.
    assert hands.send(dt.timedelta(days=18)) == 1
    assert "CLOSING SOON" in hands.letters()[-1].get_content()


def test_weekly_letters_keep_to_the_search(hands, tmp_path):
    releases = [closing(1, "2026-06-20", title="Roads"), closing(2, "2026-06-21", title="Software")]
    load_releases(hands.engine, tmp_path, releases, fetched=START)
    hands.confirmed(email="reader@example.org", frequency="weekly", q="roads")
    assert hands.send(dt.timedelta(hours=1)) == 1
    text = hands.letters()[-1].get_content()
    assert "Roads" in text
    assert "Software" not in text
    assert f"{hands.settings.base_url}/open?q=roads" in text
    assert hands.send(dt.timedelta(days=3)) == 0


def test_a_search_with_more_than_a_letter_holds_still_tells_what_is_new(hands, tmp_path):
    crowd = [closing(number, "2026-06-20", title=f"Crowd {number}") for number in range(1, 131)]
    load_releases(hands.engine, tmp_path, crowd, fetched=START)
    hands.confirmed(email="reader@example.org", frequency="daily")
    hands.send(dt.timedelta(hours=1))
    late = closing(900, "2026-09-01", title="Far but new")
    load_releases(hands.engine, tmp_path, [late], fetched=START + dt.timedelta(hours=20))
    assert hands.send(dt.timedelta(days=1, hours=2)) == 1
    assert "Far but new" in hands.letters()[-1].get_content()


def test_the_mail_programs_own_button_ends_letters_at_once(hands, tmp_path):
    load_releases(hands.engine, tmp_path, [closing(1, "2026-06-20")], fetched=START)
    hands.confirmed(email="reader@example.org", frequency="daily")
    hands.send(dt.timedelta(hours=1))
    digest = hands.letters()[-1]
    assert digest["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = digest["List-Unsubscribe"].strip("<>").removeprefix(hands.settings.base_url)
    stranger = hands.app.test_client()  # the mail program's server: no cookie, no form of ours
    assert stranger.post(address, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    load_releases(hands.engine, tmp_path, [closing(2, "2026-06-21")], fetched=START + dt.timedelta(days=1))
    assert hands.send(dt.timedelta(days=2)) == 0
    assert stranger.post(address).status_code == 200  # twice is no error
    assert hands.client.get(link(digest, "end")).status_code == 404


def test_looking_at_the_end_ends_nothing(hands, tmp_path):
    load_releases(hands.engine, tmp_path, [closing(1, "2026-06-20")], fetched=START)
    hands.confirmed(email="reader@example.org", frequency="daily")
    hands.send(dt.timedelta(hours=1))
    seen = hands.client.get(link(hands.letters()[-1], "end"))
    assert seen.status_code == 200
    assert seen.headers["Cache-Control"] == "private, no-store"
    assert seen.headers["Referrer-Policy"] == "same-origin"
    load_releases(hands.engine, tmp_path, [closing(2, "2026-06-21")], fetched=START + dt.timedelta(days=1))
    assert hands.send(dt.timedelta(days=2)) == 1


@pytest.mark.parametrize("token", ["", "x", "1-" + "0" * 40, "7fffffffffffffff-" + "a" * 40])
def test_a_token_that_is_not_ours_does_nothing(hands, token):
    for kind in ("confirm", "end"):
        assert hands.client.get(f"/alerts/{kind}/{token}").status_code == 404
    assert hands.client.post(f"/alerts/end/{token}").status_code == 404


def test_the_token_that_confirms_cannot_end_and_the_other_way_round(hands):
    hands.ask(email="reader@example.org", frequency="daily")
    token = link(hands.letters()[0], "confirm").rsplit("/", 1)[1]
    assert hands.client.get(f"/alerts/end/{token}").status_code == 404


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"email": "not an address", "frequency": "daily"}, "does not look like an e-mail address"),
        ({"email": "a@example.org\nBcc: b@example.org", "frequency": "daily"}, "does not look like an e-mail address"),
        ({"email": "a@example.org", "frequency": "hourly"}, "Choose daily or weekly"),
    ],
)
def test_a_wish_that_cannot_be_kept_is_told_and_posts_nothing(hands, form, said):
    answer = hands.ask(**form)
    assert answer.status_code == 400
    assert said in answer.get_data(as_text=True)
    assert hands.letters() == []


def test_asking_again_fills_nobodys_mailbox(hands):
    for _ in range(3):
        hands.ask(email="reader@example.org", frequency="daily")
    assert len(hands.letters()) == 1
    secret = signing_key(hands.settings)
    answers = []
    for number in range(8):
        search = OpenFilter.read({"q": f"word {number}"})
        try:
            subscribe(
                hands.engine, hands.settings, secret, email="Reader@example.org", search=search, frequency="daily",
                now=START,
            )  # fmt: skip
            answers.append(True)
        except ValueError:
            answers.append(False)
    assert answers == [True] * 4 + [False] * 4


def test_addresses_that_were_never_confirmed_are_erased(hands):
    hands.ask(email="reader@example.org", frequency="daily")
    asked = hands.letters()[0]
    assert forget_unconfirmed(hands.engine, START + dt.timedelta(days=6)) == 0
    assert forget_unconfirmed(hands.engine, START + dt.timedelta(days=8)) == 1
    assert hands.client.get(link(asked, "confirm")).status_code == 404
