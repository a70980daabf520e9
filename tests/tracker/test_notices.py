"""Notices: each kept once, processes folded from all of them in any order, and what is open read from their dates."""

import datetime as dt
import itertools
import json

import pytest
from sqlalchemy import select, text

from tests.tracker.loading import load_file, load_releases, release
from tracker.models.notices import Award, Notice, NoticeFile, Process, ProcessDate
from tracker.open_filters import FilterError, OpenFilter
from tracker.open_now import calendar_items, closes_soonest, just_announced, open_count, page
from tracker.process_page import process_page

NOON = dt.datetime(2026, 5, 2, 11, tzinfo=dt.UTC)


def closing(day: str) -> dict:
    return {"tenderPeriod": {"endDate": f"{day}T12:00:00+01:00"}}


def rows(engine, model):
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(select(model.__table__).order_by(model.id))]


def everything(engine):
    tables = (Process, Notice, ProcessDate, Award)
    # Which file a notice came from depends on the split into files; what it said does not.
    return [rows(engine, model) for model in tables if model is not Notice], len(rows(engine, Notice))


def titles(engine, now=NOON, **filters):
    with engine.connect() as connection:
        return [item.title for item in page(connection, OpenFilter.read(filters), now).items]


def test_the_same_file_twice_changes_nothing(engine, tmp_path):
    releases = [release(1, **closing("2026-06-01")), release(2, process="ocds-h6vhtk-0abcdf")]
    first = load_releases(engine, tmp_path, releases)
    before = everything(engine)
    again = load_releases(engine, tmp_path, releases)
    assert (first.read, first.new, first.processes) == (2, 2, 2)
    assert (again.read, again.new) == (0, 0)
    assert everything(engine) == before


def test_any_order_of_files_ends_in_the_same_state(sqlite_engine, tmp_path):
    moved = release(2, date="2026-05-03T10:00:00+01:00", **closing("2026-06-08"))
    parts = [
        release(1, **closing("2026-06-01")),
        moved,
        {**release(3, date="2026-05-09T10:00:00+01:00"), "tender": {"id": "T1", "title": "A case system, renamed"}},
    ]
    states = []
    for order in itertools.permutations(parts):
        with sqlite_engine.begin() as connection:
            for model in (Process, Notice, ProcessDate, Award, NoticeFile):
                connection.execute(model.__table__.delete())
        for each in order:
            load_releases(sqlite_engine, tmp_path, [each])
        states.append(everything(sqlite_engine))
    assert all(state == states[0] for state in states)
    assert states[0][1] == 3


def test_a_later_notice_carries_only_what_changed(engine, tmp_path):
    load_releases(engine, tmp_path, [release(1, **closing("2026-06-01"))])
    delta = {
        **release(2, date="2026-05-03T10:00:00+01:00"),
        "parties": [],
        "tender": {"id": "T1", **closing("2026-06-08")},
    }
    load_releases(engine, tmp_path, [delta])
    with engine.connect() as connection:
        shown = process_page(connection, "ocds-h6vhtk-0abcde")
    assert shown is not None
    assert shown.process.title == "A case system for housing"
    assert [date.day.isoformat() for date in shown.dates] == ["2026-06-08"]
    newest = shown.history[0]
    assert [(change.label, change.before, change.after) for change in newest.changes] == [
        ("Tenders close", "1 June 2026 at noon", "8 June 2026 at noon")
    ]
    assert ("out", "1") in newest.changes[0].pieces
    assert ("in", "8") in newest.changes[0].pieces


def test_a_silent_edit_under_the_same_number_is_kept_as_a_version(engine, tmp_path):
    later = dt.datetime(2026, 6, 2, tzinfo=dt.UTC)
    load_releases(engine, tmp_path, [release(1, title="First words")])
    load_releases(engine, tmp_path, [release(1, title="Other words")], fetched=later)
    with engine.connect() as connection:
        shown = process_page(connection, "ocds-h6vhtk-0abcde")
    assert shown is not None
    assert shown.process.title == "Other words"
    assert [change.label for change in shown.history[0].changes] == ["Title"]


def test_a_process_is_listed_once_at_the_date_whose_turn_it_is(engine, tmp_path):
    dates = {"enquiryPeriod": {"endDate": "2026-05-10T17:00:00+01:00"}, **closing("2026-06-01")}
    load_releases(engine, tmp_path, [release(1, **dates)])
    with engine.connect() as connection:
        for now, label in (
            ("2026-05-10T16:00:00+00:00", "Questions close"),
            ("2026-05-10T16:00:01+00:00", "Tenders close"),
            ("2026-06-01T11:00:00+00:00", "Tenders close"),
            ("2026-06-01T11:00:01+00:00", None),
        ):
            items = page(connection, OpenFilter(), dt.datetime.fromisoformat(now)).items
            assert [item.date.label for item in items] == ([label] if label else [])


def test_pages_together_hold_everything_once_in_order(engine, tmp_path):
    releases = [
        release(
            number,
            process=f"ocds-h6vhtk-{number:06x}",
            title=f"Purchase {number}",
            **closing(f"2026-06-{number % 7 + 1:02d}"),
        )
        for number in range(1, 38)
    ]
    load_releases(engine, tmp_path, releases)
    seen, cursor = [], None
    with engine.connect() as connection:
        while True:
            part = page(connection, OpenFilter(), NOON, after=cursor, limit=5)
            seen += part.items
            cursor = part.next_cursor
            if cursor is None:
                break
        assert open_count(connection, OpenFilter(), NOON) == 37
    assert len({item.key for item in seen}) == 37 == len(seen)
    assert [item.date.closes_at for item in seen] == sorted(item.date.closes_at for item in seen)


def test_filters_narrow_the_list(engine, tmp_path):
    other = release(2, process="ocds-h6vhtk-0abcdf", title="Mending of roads", **closing("2026-06-02"))
    other["parties"][0] |= {"name": "Luton Borough Council", "address": {"region": "UKH21"}}
    other["buyer"]["name"] = "Luton Borough Council"
    other["tender"] |= {
        "classification": {"scheme": "CPV", "id": "45233142"},
        "value": {"amount": 0.01, "currency": "GBP"},
    }
    load_releases(engine, tmp_path, [release(1, **closing("2026-06-01")), other])
    both = ["A case system for housing", "Mending of roads"]
    assert titles(engine) == both
    assert titles(engine, buyer="luton") == both[1:]
    assert titles(engine, region="UKE") == both[:1]
    assert titles(engine, subject="45") == both[1:]
    assert titles(engine, kind="tender") == both
    assert titles(engine, kind="enquiry") == []
    assert titles(engine, q="ROADS mending") == both[1:]
    assert titles(engine, q="100%") == []
    # A value of one penny stands for "not known": it is below no limit and above none.
    assert titles(engine, least="0") == both[:1]
    assert titles(engine, most="£99,999") == []
    assert titles(engine, most="100,000") == both[:1]


@pytest.mark.parametrize(
    "bad", [{"region": "XX"}, {"least": "lots"}, {"most": "nan"}, {"subject": "99"}, {"kind": "?"}]
)
def test_a_filter_that_means_nothing_says_so(bad):
    with pytest.raises(FilterError, match="is not a"):
        OpenFilter.read(bad)


def test_a_filter_goes_through_an_address_unchanged():
    given = OpenFilter.read({"q": " a & b=c ", "region": "UKI", "least": "1,000", "buyer": "Luton"})
    from urllib.parse import parse_qsl

    assert OpenFilter.read(dict(parse_qsl(given.query()))) == given


def test_a_cancelled_purchase_leaves_the_list_and_stays_in_the_calendar(engine, tmp_path):
    load_releases(engine, tmp_path, [release(1, **closing("2026-06-01"))])
    end = {**release(2, notice="UK12", date="2026-05-02T10:00:00+01:00"), "tag": ["tenderCancellation"]}
    end["tender"] = {"id": "T1", "status": "cancelled", "documents": end["tender"]["documents"]}
    load_releases(engine, tmp_path, [end])
    assert titles(engine) == []
    with engine.connect() as connection:
        entries = calendar_items(connection, OpenFilter(), NOON)
    assert [(entry.cancelled, entry.date.label) for entry in entries] == [(True, "Tenders close")]


@pytest.mark.parametrize(
    ("value", "mark"),
    [
        ({"amount": 0, "currency": "GBP"}, "nominal"),
        ({"amount": 0.01, "currency": "GBP"}, "nominal"),
        ({"amount": 9e14, "currency": "GBP"}, "beyond-budget"),
        ({"amount": 5000.5, "currency": "GBP"}, None),
    ],
)
def test_values_that_cannot_be_meant_are_kept_and_marked(sqlite_engine, tmp_path, value, mark):
    load_releases(sqlite_engine, tmp_path, [release(1, value=value)])
    with sqlite_engine.connect() as connection:
        row = connection.execute(select(Process.value_pence, Process.value_mark)).one()
    assert row == (round(value["amount"] * 100), mark)


def test_the_year_2030_is_shown_with_its_doubt_and_never_open(sqlite_engine, tmp_path):
    planned = release(1, notice="UK3", communication={"futureNoticeDate": "2030-12-31T00:00:00Z"})
    load_releases(sqlite_engine, tmp_path, [planned])
    assert titles(sqlite_engine) == []
    with sqlite_engine.connect() as connection:
        shown = process_page(connection, "ocds-h6vhtk-0abcde")
    assert shown is not None
    assert "2030" in (shown.dates[0].suspect or "")
    assert "suspect-date" in [mark.code for mark in shown.marks]


def test_an_award_above_the_threshold_starts_a_standstill(sqlite_engine, tmp_path):
    award = {
        **release(2, notice="UK6", date="2026-05-05T10:00:00+01:00"),
        "tag": ["award"],
        "awards": [{"id": "1", "status": "pending", "suppliers": [{"id": "GB-COH-1234567", "name": "Fictional Ltd"}]}],
    }
    light = json.loads(json.dumps(award).replace("0abcde", "0abcdf"))
    light["tender"]["specialRegime"] = ["lightTouch"]
    load_releases(sqlite_engine, tmp_path, [award, light])
    with sqlite_engine.connect() as connection:
        shown = process_page(connection, "ocds-h6vhtk-0abcde")
        other = process_page(connection, "ocds-h6vhtk-0abcdf")
        number = connection.execute(text("SELECT company_number FROM award_supplier")).scalars().all()
    assert shown is not None
    assert other is not None
    # 4 May 2026 is a bank holiday; from Tuesday the fifth, the eighth working day is Thursday the fourteenth.
    assert [(date.kind.value, date.day.isoformat(), date.certainty.value) for date in shown.dates] == [
        ("standstill", "2026-05-14", "derived")
    ]
    assert other.dates == ()
    assert number == ["01234567", "01234567"]


def test_the_same_purchase_on_two_portals_is_linked_not_merged(engine, tmp_path):
    elsewhere = release(9, process="ocds-b5fd17-1", date="2026-05-04T10:00:00+01:00", **closing("2026-06-01"))
    unlike = release(8, process="ocds-b5fd17-2", title="Street lamps")
    load_releases(engine, tmp_path, [release(1, **closing("2026-06-01"))])
    load_releases(engine, tmp_path, [elsewhere, unlike])
    with engine.connect() as connection:
        shown = process_page(connection, "ocds-h6vhtk-0abcde")
    assert shown is not None
    assert len(rows(engine, Process)) == 3
    (link,) = shown.links
    assert (link.key, link.portal, link.relation) == ("ocds-b5fd17-1", "contracts-finder", "same-process-elsewhere")
    assert 90 <= link.confidence <= 99
    assert any("values are the same" in sentence for sentence in link.evidence)


def test_a_load_that_does_not_add_up_leaves_nothing_behind(sqlite_engine, tmp_path):
    from tests.tracker.loading import FETCHED
    from tracker.notices import FileOrigin, load

    load_releases(sqlite_engine, tmp_path, [release(1)])
    before = everything(sqlite_engine)
    folder = next(tmp_path.glob("notices-*"))
    (folder / "records.jsonl").write_bytes((folder / "records.jsonl").read_bytes().replace(b"0abcde", b"0abcd0"))
    report = {"rows_read": 5, "rows_accepted": 1, "rows_refused": 0}
    with pytest.raises(ValueError, match="5 records read"):
        load(sqlite_engine, folder, FileOrigin("f" * 64, "x", FETCHED, "1"), report)
    assert everything(sqlite_engine) == before


def test_the_home_page_gets_what_closes_and_what_is_new(engine, tmp_path):
    late = release(
        2, process="ocds-h6vhtk-0abcdf", date="2026-05-02T08:00:00+01:00", title="Newest", **closing("2026-07-01")
    )
    load_releases(engine, tmp_path, [release(1, **closing("2026-06-01")), late])
    with engine.connect() as connection:
        assert [item.title for item in closes_soonest(connection, NOON, 1)] == ["A case system for housing"]
        assert [row.title for row in just_announced(connection, 1)] == ["Newest"]


def test_the_page_speaks_only_from_fields_and_names_them(sqlite_engine, tmp_path):
    load_releases(sqlite_engine, tmp_path, [release(1, **closing("2026-06-01"))])
    with sqlite_engine.connect() as connection:
        shown = process_page(connection, "ocds-h6vhtk-0abcde")
    assert shown is not None
    said = {clause.field: clause.text for clause in shown.summary}
    assert said["buyer.name"] == "Exampleton Borough Council plans to buy: A case system for housing."
    assert said["tender.value"] == "The value given is £100,000 without VAT, £120,000 with VAT."
    assert said["tender.tenderPeriod.endDate"] == "Tenders close: 1 June 2026 at noon, UK time."
    assert [stage.key for stage in shown.timeline if stage.now] == ["tender"]
    assert [way.url for way in shown.ways][:2] == [
        "https://portal.example/Notice/000001-2026",
        "mailto:tenders@exampleton.example",
    ]


def test_the_council_that_publishes_a_register_is_its_buyer(engine, tmp_path):
    path = tmp_path / "register.csv"
    path.write_text("Contract Ref,Contract Title,Supplier,Start date\nC1,Roads,A Ltd,1/4/26\n", encoding="utf-8")
    load_file(engine, path, tmp_path, publisher="leeds")
    with engine.connect() as connection:
        found = connection.execute(select(Process.buyer_name, Process.buyer_key)).all()
    assert [tuple(row) for row in found] == [("Leeds City Council", "leeds")]
