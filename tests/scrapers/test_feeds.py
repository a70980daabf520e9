"""Feeds are walked to their end: every release once, whatever the service does, however often we are killed."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta

import orjson
import pytest

from scrapers.base.json_answers import read_json
from scrapers.replay import ContentApi, Fault, GrantList, MonthlyFeed, ReleaseFeed, serve
from tests.scrapers.gathering import NOW, bodies, gathered, put, source
from tracker.archive import Archive

FTS = "https://www.find-tender.service.gov.uk/api/1.0/ocdsReleasePackages"
TWO_DAYS = (NOW - timedelta(days=2)).date()


def releases(count, *, hours=48):
    """Releases spread over the hours before noon, more by day than by night, as published."""
    chance = random.Random(7)
    found = []
    for number in range(count):
        when = NOW - timedelta(hours=hours * chance.random() ** 1.5)
        identity = f"{number:06}-2026"
        found.append({"ocid": f"ocds-h6vhtk-{number:06x}", "id": identity, "date": when.isoformat(), "tag": ["tender"]})
    return found


def find_a_tender(**more):
    return source(FTS, id="find-a-tender", kind="notices", spider="find_a_tender", cadence="continuous", **more)


def ids_in(folder):
    """Release ids in every page archived, as a reader that dedupes by id sees them."""
    archive = Archive(folder)
    found = set()
    for version in archive.versions(kind="notices"):
        package = read_json(archive.open(version.sha256).read())
        found |= {release["id"] for release in package.get("releases", [])}
    return found


def test_two_days_of_find_a_tender_are_whole_in_spite_of_its_faults(tmp_path):
    published = releases(900)
    feed = ReleaseFeed(
        FTS, published, loses_next=2, spoil=lambda body: body.replace(b'"version":"1.1"', b'"version":1e9999')
    )
    faults = [Fault("throttle", "cursor", times=2, value="0"), Fault("busy", "find-tender.*limit", times=1, skip=3)]
    with serve(feed, faults=faults) as replay:
        result, log = gathered(tmp_path, replay, find_a_tender(), since=TWO_DAYS)
    assert ids_in(tmp_path) == {release["id"] for release in published}
    assert result.failed == 0
    assert any(fetch.facts.get("split") for fetch in log)
    assert not any("stages" in asked.url for asked in replay.asked)


def test_windows_that_are_done_and_closed_are_not_asked_again(tmp_path):
    with serve(ReleaseFeed(FTS, releases(300))) as replay:
        gathered(tmp_path, replay, find_a_tender(), since=TWO_DAYS)
        first = len(replay.asked)
        gathered(tmp_path, replay, find_a_tender(), since=TWO_DAYS)
    again = [asked.url for asked in replay.asked[first:] if "robots" not in asked.url]
    assert 1 <= len(again) <= 4
    assert first > 10


def test_a_window_whose_last_page_failed_is_not_done_and_goes_on_where_it_stopped(tmp_path):
    published = [release | {"date": (NOW - timedelta(hours=20)).isoformat()} for release in releases(250)]
    feed = ReleaseFeed(FTS, published)
    with serve(feed, faults=[Fault("busy", "cursor", value="500")]) as replay:
        result, _ = gathered(tmp_path, replay, find_a_tender(), since=TWO_DAYS)
    assert result.failed >= 1
    assert len(ids_in(tmp_path)) == 100
    with serve(feed) as replay:
        gathered(tmp_path, replay, find_a_tender(), since=TWO_DAYS)
    assert len(ids_in(tmp_path)) == 250
    asked = [asked.url for asked in replay.asked if "cursor" in asked.url]
    assert len(asked) >= 2


def test_nothing_where_there_was_something_is_a_failure_not_an_empty_day(tmp_path):
    published = [release | {"date": (NOW - timedelta(hours=1)).isoformat()} for release in releases(5)]
    with serve(ReleaseFeed(FTS, published)) as replay:
        gathered(tmp_path, replay, find_a_tender(), since=NOW.date())
    with serve(ReleaseFeed(FTS, [])) as replay:
        result, log = gathered(tmp_path, replay, find_a_tender(), since=NOW.date())
    assert any("nothing where it had 5 records" in fetch.reason for fetch in log)
    assert result.failed >= 1
    assert len(ids_in(tmp_path)) == 5


def test_contracts_finder_takes_403_for_a_request_to_wait(tmp_path):
    url = "https://www.contractsfinder.service.gov.uk/Published/Notices/OCDS/Search"
    feed = ReleaseFeed(
        url,
        releases(120),
        parameters=("publishedFrom", "publishedTo"),
        spoil=lambda b: b.replace(b"ocds-h6", b"ocds-\xa3h6"),
    )
    where = source(url, id="contracts-finder", kind="notices", spider="contracts_finder", cadence="daily")
    with serve(feed, faults=[Fault("forbid", "Search", times=1)]) as replay:
        result, _ = gathered(tmp_path, replay, where)
    assert result.failed == 0
    assert len(ids_in(tmp_path)) == 120


def test_a_month_that_fails_is_failed_not_empty_and_is_asked_again(tmp_path):
    url = "https://api.sell2wales.gov.wales/v1/Notices"
    feed = MonthlyFeed(url, {("11-2026", 2): releases(3), ("10-2026", 51): releases(2)})
    where = source(url, id="sell2wales", kind="notices", spider="sell2wales")
    with serve(feed, faults=[Fault("busy", "dateFrom=11-2026&noticeType=2&", value="500")]) as replay:
        result, log = gathered(tmp_path, replay, where, since=TWO_DAYS.replace(month=10))
    failed = [fetch for fetch in log if fetch.outcome == "failed"]
    assert [fetch.facts["window"] for fetch in failed] == ["2026-11/type-2"]
    assert result.failed == 1
    with serve(feed) as replay:
        gathered(tmp_path, replay, where, since=TWO_DAYS.replace(month=10))
    assert Archive(tmp_path).latest(failed[0].url) is not None


def test_the_registry_fetches_open_data_and_says_what_it_leaves(tmp_path):
    def dataset(name, licence, url):
        publisher = {"name": f"Fictional: {name} Trust", "prefix": f"360G-{name}", "org_id": f"GB-CHC-{name}"}
        return {
            "identifier": name,
            "title": "Grants",
            "license": licence,
            "publisher": publisher,
            "distribution": [{"downloadURL": url}],
        }

    ogl = "http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
    registry = [
        dataset("open", ogl, "http://files.example/open.json"),
        dataset("closed", "https://creativecommons.org/licenses/by-nc/4.0/", "http://files.example/closed.json"),
        dataset("broken", ogl, "http://files.example/broken.json"),
    ]
    address = "https://data.threesixtygiving.org/data.json"
    where = source(address, id="360giving", kind="grants", spider="grants_registry")
    put(tmp_path / "web", address, orjson.dumps(registry))
    put(tmp_path / "web", "http://files.example/open.json", b'{"grants": []}')
    with serve(tmp_path / "web", faults=[Fault("login", "broken")]) as replay:
        result, log = gathered(tmp_path, replay, where)
    assert (result.new, result.failed) == (1, 2)
    assert list(bodies(tmp_path)) == ["360giving/open"]
    assert Archive(tmp_path).resources()[0].publisher == "GB-CHC-open"
    reasons = " ".join(fetch.reason for fetch in log)
    assert "licence does not allow reuse" in reasons
    assert "HTML page came" in reasons


def content_item(number, hours, body="<p>£1 million</p>"):
    when = (NOW - timedelta(hours=hours)).isoformat()
    department = {"title": "Fictional Department", "base_path": "/government/organisations/fictional"}
    return {
        "base_path": f"/government/news/fictional-fund-{number}",
        "title": f"Fictional fund {number}",
        "document_type": "press_release",
        "public_updated_at": when,
        "details": {"body": body},
        "links": {"organisations": [department]},
    }


def test_announcements_are_fetched_and_a_silent_edit_is_a_new_version(tmp_path):
    where = source("https://www.gov.uk/api/search.json", id="govuk", kind="announcements", spider="govuk_announcements")
    items = [content_item(number, number * 2) for number in range(130)]
    with serve(ContentApi(items)) as replay:
        result, _ = gathered(tmp_path, replay, where)
        assert result.new == 130
        items[5] = content_item(5, 10, "<p>£2 million</p>")
        result, _ = gathered(tmp_path, replay, where)
    assert (result.new, result.changed) == (0, 1)
    edited = [r for r in Archive(tmp_path).resources() if len(r.versions) == 2]
    assert [r.lineage for r in edited] == ["govuk/government/news/fictional-fund-5"]
    assert edited[0].publisher == "fictional"


def test_a_search_window_is_done_only_when_its_items_have_ended(tmp_path):
    where = source("https://www.gov.uk/api/search.json", id="govuk", kind="announcements", spider="govuk_announcements")
    with serve(ContentApi([content_item(1, 2)]), faults=[Fault("short", "content")]) as replay:
        _, log = gathered(tmp_path, replay, where)
    kinds = [(fetch.role, fetch.outcome) for fetch in log if fetch.role == "data" or fetch.facts.get("count")]
    assert kinds == [("data", "failed"), ("listing", "new")]


def test_a_closed_call_leaves_the_list_and_is_still_followed_until_it_is_gone(tmp_path):
    where = source(
        "https://www.find-government-grants.service.gov.uk/grants",
        id="find-a-grant",
        kind="announcements",
        spider="find_a_grant",
    )
    grants = {f"fund-{n}": {"grantName": f"Fictional fund {n}"} for n in range(3)}
    with serve(GrantList(where.url, grants, ["fund-0", "fund-1", "fund-2"])) as replay:
        result, _ = gathered(tmp_path, replay, where)
    assert result.new == 3
    with serve(GrantList(where.url, {k: v for k, v in grants.items() if k != "fund-2"}, ["fund-0"])) as replay:
        result, _ = gathered(tmp_path, replay, where)
    assert (result.unchanged, result.withdrawn) == (2, 1)
    assert [r.lineage for r in Archive(tmp_path).resources() if r.withdrawn] == ["find-a-grant/fund-2"]


CHILD = """
import json, sys
from datetime import date, datetime
from scrapers.gathering import gather
from tracker.archive import Archive
from tracker.sources import Source
told = json.loads(sys.argv[1])
clock = datetime.fromisoformat(told["now"])
with Archive(told["archive"]) as archive:
    gather([Source(**told["source"])], archive=archive, replay=("127.0.0.1", told["port"]), clock=lambda: clock,
           since=date.fromisoformat(told["since"]) if told["since"] else None)
"""


def run_child(folder, replay, where, since=None):
    """Start a gathering in a process of its own."""
    declared = {name: getattr(where, name) for name in where.__slots__}
    told = {"archive": str(folder), "port": replay.port, "source": declared, "now": NOW.isoformat()}
    told["since"] = since.isoformat() if since else None
    return subprocess.Popen([sys.executable, "-c", CHILD, json.dumps(told)], env={**os.environ})


@pytest.mark.killing
def test_killed_at_random_points_two_days_end_with_every_release_once(tmp_path):
    published, chance = releases(700), random.Random(11)
    feed, kills = ReleaseFeed(FTS, published, loses_next=3), 0
    faults = [Fault("throttle", "cursor", times=3, value="0"), Fault("short", "limit=100", times=3)]
    with serve(feed, faults=faults) as replay:
        for _ in range(12):
            asked = len(replay.asked)
            child = run_child(tmp_path, replay, find_a_tender(), TWO_DAYS)
            patience = asked + chance.randrange(2, 8)
            while child.poll() is None and len(replay.asked) < patience:
                time.sleep(0.002)
            time.sleep(chance.random() * 0.02)
            if child.poll() is None:
                child.send_signal(signal.SIGKILL)
                kills += 1
            child.wait()
        assert run_child(tmp_path, replay, find_a_tender(), TWO_DAYS).wait() == 0
    archive = Archive(tmp_path)
    assert kills >= 5
    assert ids_in(tmp_path) == {release["id"] for release in published}
    assert list(archive.damaged(f.sha256 for f in archive.fetches() if f.sha256)) == []
