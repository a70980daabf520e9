"""What was taken down is nowhere: no page, twin, feed, calendar, answer, download or old public copy; and stays so."""

import datetime as dt
import io
import json
import re
import zipfile
from urllib.parse import urlencode

import pytest

from tests.security import everything
from tests.security.crawling import SEEDS, crawled
from tests.tracker.bidding import administrator, moderator
from tests.tracker.loading import load_file, load_releases
from tracker import takedown
from tracker.db import writing
from tracker.review import review
from tracker.row_ids import read_id
from tracker.snapshot import publish
from tracker.spending_pages.payment import payment_page

KINDS = ("payment", "supplier", "process", "grant", "announcement", "software", "comment")
PAGES = {
    "payment": "/payments/{}", "supplier": "/suppliers/{}", "process": "/purchases/{}", "grant": "/grants/{}",
    "announcement": "/grants/announcements/{}", "software": "/software/{}",
}  # fmt: skip
# What is told, as against the word that a reader typed and a page repeats.
_TOLD = re.compile(r"zebra0(?:x|[ -]\w)", re.I)


def words(place, number):
    """Two of everything: number 0 bears canaries, number 1 stays."""
    if place in {"file name"}:
        return "april.csv"
    if place in {"document url", "repository", "landing"}:
        return f"https://{place.replace(' ', '')}{number}.example/zebra{number}x"
    if place == "licence":
        return "MIT"
    if place in {"category", "department", "department of state", "programme", "buyer", "funder", "reference"}:
        return f"{place} of all"
    return f"Zebra{number} {place}"


@pytest.fixture(scope="module")
def place(new_place, tmp_path_factory):
    """A site with two of each, comments, an old public copy, and everything numbered 0 taken down."""
    place = new_place()
    work = tmp_path_factory.mktemp("files")
    everything.fill(place.settings, place.engine, work, words, 2)
    review(place.engine, place.settings, everything.NOW)
    keys = _zero(place)
    comment = everything.say(place.settings, place.engine, "grant", keys["standing grant"], "Zebra0 comment", number=1)
    everything.say(place.settings, place.engine, "grant", keys["standing grant"], "Zebra1 comment", number=2)
    place.old = publish(place.settings, everything.NOW)
    place.before = {address: _text(answer) for address, answer in crawled(place.client, _seeds(place), most=6)}
    place.told = [address for address, text in place.before.items() if _TOLD.search(text)]
    place.keys = {**keys, "comment": comment}
    place.now += dt.timedelta(hours=1)
    with writing(place.engine) as connection:
        for kind in KINDS:
            takedown.suppress(
                connection, moderator(), kind=kind, key=place.keys[kind], reason="A court order", now=place.now
            )
    place.work = work
    return place


def _zero(place):
    """The keys of what bears number 0, found as a reader finds them: by the words on the pages."""
    found = {}
    for kind, keys in everything.things(place.engine).items():
        for key in keys:
            page = place.client.get(PAGES[kind].format(key), follow_redirects=True).get_data(as_text=True)
            assert "Zebra" in page, (kind, key)
            found[kind if "Zebra0" in page.partition("<h2")[0] else f"standing {kind}"] = key
    return found


def _seeds(place):
    standing = [address.format(key) for kind, address in PAGES.items() for key in everything.things(place.engine)[kind]]
    tables = ("payment", "process", "grant_award", "announcement", "software_entry", "notice", "award_supplier")
    every = urlencode({"q": " UNION ALL ".join(f"SELECT CAST(t AS VARCHAR) FROM {table} t" for table in tables)})
    asked = [f"/data/sql?{every}", f"/data/answer.csv?{every}"]
    return [*SEEDS, *standing, *asked, "/search?q=Zebra0", "/search.json?q=Zebra0", "/open?q=Zebra0",
            "/grants?q=Zebra0", "/councils/leeds/payments?q=Zebra0"]  # fmt: skip


def _text(answer):
    body = answer.get_data()
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return " ".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return body.decode("utf-8", "replace")


def _hits(place, addresses=()):
    """Every answer that says something of what was taken down, at these addresses or at all that there were."""
    found = crawled(place.client, [*_seeds(place), *(addresses or place.before)], most=0)
    return [address for address, answer in found if _TOLD.search(_text(answer).replace(address, "the address"))]


def test_the_crawler_would_find_it(place):
    assert len(place.told) > 60
    for part in ("/payments/", "/suppliers/", "/purchases/", "/grants/", "/software/", "/api/v1/", ".atom", ".csv",
                 ".json", "/data/", "/open", "/files/", "/notice-files/"):  # fmt: skip
        assert any(part in address for address in place.told), part


def test_no_answer_of_any_route_holds_it(place):
    assert _hits(place) == []


@pytest.mark.parametrize("kind", PAGES)
def test_its_own_page_and_twins_say_that_it_was_taken_down(place, kind):
    address = PAGES[kind].format(place.keys[kind])
    for ending in ("", ".json", ".csv"):
        assert place.client.get(address + ending).status_code == 410
    assert (
        place.client.get(PAGES[kind].format(place.keys[f"standing {kind}"]), follow_redirects=True).status_code == 200
    )


def test_the_sums_still_add_up(place):
    page = place.client.get("/councils/leeds/payments.json").get_json()
    assert json.dumps(page).count("taken down") == 1
    with place.engine.connect() as connection:
        found = payment_page(connection, read_id(place.keys["payment"]))
    assert (found.payment.amount_pence, found.payment.supplier) == (90_025, None)


def test_the_bytes_of_its_file_are_sealed(place):
    page = place.client.get(f"/payments/{place.keys['standing payment']}.json").get_json()
    assert place.client.get(f"{page['source']['address']}/original").status_code == 403


def test_an_old_public_copy_that_holds_it_is_withdrawn_until_the_next(place):
    base, asked = f"/data/snapshots/{place.old.id}", f"snapshot={place.old.id}&q=SELECT+1"
    addresses = (base, f"{base}/files/daylight.sqlite", f"{base}/files/checksums.txt", f"{base}/tables/payment.csv",
                 f"/data/sql?{asked}", f"/data/answer.csv?{asked}", f"/data/story.zip?{asked}")  # fmt: skip
    for address in addresses:
        assert place.client.get(address).status_code == 410, address
    assert place.client.get("/api/v1/snapshots").get_json()["items"] == []
    made = publish(place.settings, place.now + dt.timedelta(minutes=5))
    assert place.client.get(f"/data/snapshots/{made.id}").status_code == 200
    assert [each["id"] for each in place.client.get("/api/v1/snapshots").get_json()["items"]] == [made.id]
    assert _hits(place, place.told) == []
    for path in made.folder.rglob("*.csv.zip"):
        with zipfile.ZipFile(path) as archive:
            assert b"Zebra0" not in archive.read(archive.namelist()[0]), path.name


def test_the_next_gathering_does_not_bring_it_back(place):
    again = place.work / "again"
    body = everything.payments(words, 2) + b"30/04/2026,Another Works Ltd,12.00,Roads,Repairs,Paint,T9,\n"
    everything.load_payments(place.settings, place.engine, body, again)
    made = everything.releases(words, 2)
    for each in made:
        each["id"], each["date"] = f"{each['id']}-b", "2026-06-02T10:00:00+01:00"
    load_releases(place.engine, again, made)
    path = again / "grants.json"
    path.write_text(json.dumps(everything.grants(words, 2) | {"extended": True}), encoding="utf-8")
    load_file(place.engine, path, again, kind="grants")
    for number in range(2):
        path = again / f"page-{number}.json"
        page = everything.announcement(words, number) | {"updated_at": "2026-06-01T09:00:00Z"}
        path.write_text(json.dumps(page), encoding="utf-8")
        load_file(place.engine, path, again, kind="announcements", publisher="govuk")
    everything.load_software(place.engine, everything.software(words, 2))
    everything.refresh_purchases(place.engine)
    review(place.engine, place.settings, place.now)
    assert _hits(place, place.told) == []


def test_what_is_lifted_comes_back_with_the_next_load(place):
    place.now += dt.timedelta(days=1)
    with writing(place.engine) as connection:
        for kind in KINDS:
            takedown.lift(
                connection, administrator(), kind=kind, key=place.keys[kind], reason="The order ended", now=place.now
            )
    everything.fill(place.settings, place.engine, place.work, words, 2)
    for kind in ("process", "grant", "announcement", "software"):
        assert "Zebra0" in place.client.get(PAGES[kind].format(place.keys[kind])).get_data(as_text=True), kind


@pytest.mark.parametrize("kind", ["payment", "supplier", "grant", "announcement"])
def test_a_key_that_is_none_is_refused_in_a_sentence(place, kind):
    with writing(place.engine) as connection, pytest.raises(takedown.TakedownError, match="no key of this kind"):
        takedown.suppress(connection, moderator(), kind=kind, key="x", reason="A court order", now=place.now)
