"""Calendars as other programs read them: stable names, moments in UTC, whole days, and what was cancelled."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from tests.tracker.loading import load_releases, release
from tracker.calendar_files import calendar_file, date_file
from tracker.clock import DateKind, from_published
from tracker.open_filters import OpenFilter
from tracker.open_now import OpenItem, calendar_items, process_items

KEY = "ocds-h6vhtk-0abcde"
NOW = dt.datetime(2026, 5, 20, 11, tzinfo=dt.UTC)
BASE = "https://daylight.example"
unhurried = settings(deadline=None)


def entries(content: bytes):
    return list(Calendar.from_ical(content).walk("VEVENT"))


def of_purchase(engine, key=KEY):
    with engine.connect() as connection:
        return calendar_file(process_items(connection, key), base_url=BASE, name="x", address=f"{BASE}/purchases/{key}")


def of_filter(engine, now=NOW, **given):
    with engine.connect() as connection:
        items = calendar_items(connection, OpenFilter.read(given), now)
    return calendar_file(items, base_url=BASE, name="Open now", address=f"{BASE}/open")


@pytest.fixture
def load(sqlite_engine, tmp_path):
    return lambda *releases: load_releases(sqlite_engine, tmp_path, releases)


def test_an_hour_is_a_moment_in_utc_and_a_day_ends_on_the_next(sqlite_engine, load):
    load(release(1, enquiryPeriod={"endDate": "2026-05-29"}, tenderPeriod={"endDate": "2026-06-08T12:00:00+01:00"}))
    content = of_purchase(sqlite_engine)
    day, moment = entries(content)
    assert (day["DTSTART"].dt, day["DTEND"].dt) == (dt.date(2026, 5, 29), dt.date(2026, 5, 30))
    assert moment["DTSTART"].dt == dt.datetime(2026, 6, 8, 11, tzinfo=dt.UTC)
    assert "DTEND" not in moment
    assert b"DTSTART:20260608T110000Z" in content
    assert moment["URL"] == f"{BASE}/purchases/{KEY}"
    assert "Procurement Act 2023, section 54" in moment["DESCRIPTION"]


def test_the_file_changes_only_when_the_data_does(sqlite_engine, load):
    load(release(1, tenderPeriod={"endDate": "2026-06-08T12:00:00+01:00"}))
    first = of_purchase(sqlite_engine)
    assert of_purchase(sqlite_engine) == first
    assert of_filter(sqlite_engine) == of_filter(sqlite_engine, now=NOW + dt.timedelta(hours=5))
    assert entries(first)[0]["DTSTAMP"].dt == dt.datetime(2026, 5, 1, 9, tzinfo=dt.UTC)


def test_a_date_that_moves_keeps_its_name_and_counts_up(sqlite_engine, load):
    load(release(1, tenderPeriod={"endDate": "2026-06-08T12:00:00+01:00"}))
    (before,) = entries(of_purchase(sqlite_engine))
    load(release(2, date="2026-05-03T10:00:00+01:00", tenderPeriod={"endDate": "2026-06-15T12:00:00+01:00"}))
    (after,) = entries(of_purchase(sqlite_engine))
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["DTSTAMP"].dt > before["DTSTAMP"].dt
    assert after["DTSTART"].dt == dt.datetime(2026, 6, 15, 11, tzinfo=dt.UTC)


def test_what_is_cancelled_stays_as_cancelled_everywhere(sqlite_engine, load):
    load(release(1, tenderPeriod={"endDate": "2026-06-08T12:00:00+01:00"}))
    (before,) = entries(of_filter(sqlite_engine))
    end = {**release(2, notice="UK12", date="2026-05-12T10:00:00+01:00"), "tag": ["tenderCancellation"]}
    end["tender"] = {"id": "T1", "status": "cancelled"}
    load(end)
    for content in (of_filter(sqlite_engine), of_purchase(sqlite_engine), of_filter(sqlite_engine, region="UKE")):
        (after,) = entries(content)
        assert after["STATUS"] == "CANCELLED"
        assert after["SUMMARY"].startswith("Cancelled: ")
        assert after["UID"] == before["UID"]
    assert entries(of_filter(sqlite_engine, region="UKI")) == []


def test_an_expected_tender_is_taken_back_when_the_tender_comes_early(sqlite_engine, load):
    load(release(1, notice="UK3", communication={"futureNoticeDate": "2026-07-01"}))
    (expected,) = entries(of_filter(sqlite_engine))
    assert expected["STATUS"] == "TENTATIVE"
    load(release(2, date="2026-05-12T10:00:00+01:00", tenderPeriod={"endDate": "2026-06-08T12:00:00+01:00"}))
    states = {entry["UID"]: entry["STATUS"] for entry in entries(of_filter(sqlite_engine))}
    assert states.pop(expected["UID"]) == "CANCELLED"
    assert list(states.values()) == ["CONFIRMED"]


def test_a_tender_that_closed_before_its_award_was_never_called_off(sqlite_engine, load):
    load(release(1, tenderPeriod={"endDate": "2026-05-08T12:00:00+01:00"}))
    award = {**release(2, notice="UK6", date="2026-05-18T10:00:00+01:00"), "tag": ["award"]}
    award["awards"] = [{"id": "1", "status": "pending", "suppliers": [{"id": "S", "name": "Fictional Ltd"}]}]
    load(award)
    states = [(entry["SUMMARY"].split(":")[0], entry["STATUS"]) for entry in entries(of_purchase(sqlite_engine))]
    assert states == [("Tenders close", "CONFIRMED"), ("Standstill ends", "CONFIRMED")]


def test_a_busy_past_does_not_crowd_out_what_is_to_come(sqlite_engine, load):
    past = [
        release(number, process=f"ocds-h6vhtk-{number:06x}", date="2026-04-01T10:00:00Z",
                tenderPeriod={"endDate": f"2026-05-{number % 19 + 1:02d}T12:00:00+01:00"})
        for number in range(1, 400)
    ]  # fmt: skip
    load(*past, release(900, process="ocds-h6vhtk-ffffff", tenderPeriod={"endDate": "2026-09-01T12:00:00+01:00"}))
    starts = [entry["DTSTART"].dt for entry in entries(of_filter(sqlite_engine))]
    assert dt.datetime(2026, 9, 1, 11, tzinfo=dt.UTC) in starts
    assert 10 < len(starts) < 100
    assert starts == sorted(starts)


def test_a_date_that_cannot_be_believed_is_in_no_calendar(sqlite_engine, load):
    load(release(1, notice="UK3", communication={"futureNoticeDate": "2030-12-31"}))
    assert entries(of_filter(sqlite_engine)) == []
    assert entries(of_purchase(sqlite_engine)) == []


@unhurried
@given(
    st.sampled_from(DateKind),
    st.datetimes(dt.datetime(2001, 1, 1), dt.datetime(2060, 1, 1), timezones=st.timezones()),
    st.booleans(),
)
def test_a_calendar_gives_back_the_very_moment_or_day(kind, moment, hour_known):
    text = moment.isoformat() if hour_known else moment.date().isoformat()
    date = from_published(kind, text, source="x")
    stamp = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    (entry,) = entries(date_file(date, uid="u", stamp=stamp, base_url=BASE, address=BASE))
    if hour_known:
        assert entry["DTSTART"].dt == moment.astimezone(dt.UTC).replace(microsecond=0)
    else:
        assert entry["DTSTART"].dt == date.day
        assert entry["DTEND"].dt - entry["DTSTART"].dt == dt.timedelta(days=1)


@unhurried
@given(st.text(min_size=1, max_size=300))
def test_any_title_goes_through_a_calendar_unbroken(title):
    date = from_published(DateKind.TENDER, "2026-06-08", source="x")
    blank = dict.fromkeys(OpenItem.__dataclass_fields__)
    item = OpenItem(**blank | {"date_id": 5, "key": KEY, "title": "x", "notices": 1, "seen_at": NOW, "date": date})
    (entry,) = entries(calendar_file([replace(item, title=title)], base_url=BASE, name=title, address=BASE))
    assert entry["UID"].endswith("@daylight.example")
