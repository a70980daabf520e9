"""The reuse check with a database: contracts of others, who is about to buy, and an index kept by what is new."""

import datetime as dt
import json

import pytest
from sqlalchemy import func, insert, select, update

from tests.tracker.loading import load_file, load_releases, release
from tracker.db import writing
from tracker.models.notices import Award, AwardSupplier, Contract, Process
from tracker.models.reuse import Bought, ReuseMark, SoftwareEntry
from tracker.reuse import check
from tracker.reuse.contracts import price_range, radar
from tracker.reuse.index import refresh, store_entries

NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def _process(connection, number, title, stage, buyer, **rest):
    connection.execute(
        insert(Process).values(
            id=number,
            key=f"test-{number}",
            title_key=number,
            notices=1,
            portal="test",
            title=title,
            buyer_name=buyer,
            buyer_key=buyer.lower(),
            stage=stage,
            cancelled=False,
            seen_at=NOW + dt.timedelta(minutes=number),
            first_published=NOW,
            **rest,
        )
    )


def _library(connection, number, buyer, ends, pence):
    _process(
        connection, number, "Library Management System", "contract", buyer, value_pence=pence, value_currency="GBP"
    )
    connection.execute(
        insert(Award).values(id=number, process_id=number, award_id="1", value_pence=pence, currency="GBP")
    )
    connection.execute(
        insert(AwardSupplier).values(
            id=number, award_row=number, process_id=number, name="Example Systems Ltd", supplier_key="example systems"
        )
    )
    connection.execute(insert(Contract).values(id=number, process_id=number, contract_id="1", ends=ends))


def _filled(engine):
    with writing(engine) as connection:
        for number, (buyer, pence) in enumerate([("Aton Council", 5_000_000), ("Beeham Council", 9_000_000)], 1):
            _library(connection, number, buyer, dt.date(2026, 9, number), pence)
        _library(connection, 3, "Ceeford Council", dt.date(2031, 1, 1), 7_000_000)
        _process(connection, 4, "Replacement library system (software)", "tender", "Deeton Council")
        _process(connection, 5, "Resurfacing of the library car park", "tender", "Eeham Council")
        assert refresh(connection) == 5


def test_others_contracts_and_coming_purchases_are_found(sqlite_engine):
    _filled(sqlite_engine)
    with sqlite_engine.connect() as connection:
        answer = check(connection, "Integrated library management system for our twelve branches")
    kinds = [candidate["kind"] for candidate in answer["candidates"]]
    assert kinds.count("contract") == 3
    assert kinds.count("upcoming") == 1
    contract = next(item for item in answer["candidates"] if item["kind"] == "contract")
    assert contract["supplier"] == "Example Systems Ltd"
    assert contract["value_pence"] in {5_000_000, 7_000_000, 9_000_000}
    assert "Eeham Council" not in [item["name"] for item in answer["candidates"]]


def test_radar_shows_contracts_that_end_in_the_same_window(sqlite_engine):
    _filled(sqlite_engine)
    with sqlite_engine.connect() as connection:
        lines = radar(connection, dt.date(2026, 3, 1))
        prices = price_range(connection, "library")
    assert [line["function"] for line in lines] == ["library"]
    assert {body["name"] for body in lines[0]["bodies"]} == {"Aton Council", "Beeham Council", "Deeton Council"}
    assert prices == {"contracts": 3, "low": 5_000_000, "middle": 7_000_000, "high": 9_000_000}


def _refreshed(engine):
    with writing(engine) as connection:
        return refresh(connection)


def test_one_award_is_read_alone_also_when_its_file_was_fetched_before_the_others(engine, tmp_path):
    library = {"title": "Library management system", "description": "For twelve branches."}
    other = {"title": "Planning case management system", "description": "For planning and building control."}
    load_releases(engine, tmp_path, [release(1, **library), release(2, process="ocds-h6vhtk-0abcdf", **other)])
    assert _refreshed(engine) == 2
    with writing(engine) as connection:
        # What a reading of everything would put right again.
        connection.execute(update(Bought).where(Bought.function == "planning").values(certainty=51))
    award = release(3, notice="UK6", date="2026-06-01T10:00:00+01:00", **library) | {"tag": ["award"]}
    award["awards"] = [{"id": "1", "status": "active", "suppliers": [{"id": "S1", "name": "Example Systems Ltd"}]}]
    load_releases(engine, tmp_path, [award], fetched=NOW)
    assert _refreshed(engine) == 1
    assert _refreshed(engine) == 0
    with engine.connect() as connection:
        found = check(connection, "A library management system for the county")["candidates"]
        planning = select(Bought.certainty).where(Bought.function == "planning")
        assert connection.execute(planning).scalars().all() == [51]
    contract = next(each for each in found if each["kind"] == "contract")
    assert contract["supplier"] == "Example Systems Ltd"


def _catalogue(engine, folder, names):
    releases = [
        {
            "name": name,
            "repositoryURL": f"https://code.example/{name}",
            "description": f"{name}: library management system for councils",
            "permissions": {"licenses": [{"name": "MIT"}], "usageType": "openSource"},
        }
        for name in names
    ]
    path = folder / "code.json"
    path.write_text(json.dumps({"version": "2.0.0", "agency": "Example", "releases": releases}), encoding="utf-8")
    return load_file(engine, path, folder, kind="software")


def test_one_more_entry_of_a_catalogue_leaves_the_others_unread(engine, tmp_path):
    names = ["Bibliotheca", "Libraria", "Codex"]
    _catalogue(engine, tmp_path, names)
    with writing(engine) as connection:
        # What a reading of everything would put right again; a place that has moved is no reason to read.
        connection.execute(update(SoftwareEntry).values(functions="|library|elearning|"))
    _catalogue(engine, tmp_path, ["Scriptorium", *names[:2]])
    with engine.connect() as connection:
        kept = connection.execute(select(SoftwareEntry.name, SoftwareEntry.functions)).all()
        found = [each["name"] for each in check(connection, "library management system")["candidates"]]
    assert dict(map(tuple, kept)) == {
        "Scriptorium": "|library|",
        "Bibliotheca": "|library|elearning|",
        "Libraria": "|library|elearning|",
    }
    assert {"Scriptorium", "Bibliotheca"} <= set(found)
    assert "Codex" not in found


def test_other_rules_have_everything_read_again(engine, tmp_path):
    load_releases(engine, tmp_path, [release(1, title="Library management system")])
    _catalogue(engine, tmp_path, ["Bibliotheca"])
    assert _refreshed(engine) == 1
    with writing(engine) as connection:
        connection.execute(update(SoftwareEntry).values(functions="|elearning|"))
        connection.execute(update(ReuseMark).values(rules=ReuseMark.rules + 1))
    assert _refreshed(engine) == 1
    with engine.connect() as connection:
        assert connection.execute(select(SoftwareEntry.functions)).scalars().all() == ["|library|"]


def test_gathered_entries_become_candidates_and_invalid_ones_do_not(sqlite_engine):
    good = {
        "row": 1,
        "kind": "software",
        "name": "Bibliotheca Aperta",
        "url": "https://example.org/a",
        "licence": "MIT",
    }
    good |= {"summary": "Library management system for municipalities", "osi_approved": True}
    bad = good | {"row": 2, "name": "Bibliotheca Vetus", "url": "https://example.org/b", "problems": ["no licence"]}
    with writing(sqlite_engine) as connection:
        for _ in range(2):
            assert store_entries(connection, "example", [good, bad], "0" * 64, NOW) == 2
        assert connection.execute(select(func.count()).select_from(SoftwareEntry)).scalar_one() == 2
        found = [item["name"] for item in check(connection, "library management system")["candidates"]]
    assert "Bibliotheca Aperta" in found
    assert "Bibliotheca Vetus" not in found


@pytest.mark.parametrize(
    ("asked", "function"),
    [
        ("Uniform", "planning"),
        ("We use Uniform for planning", "planning"),
        ("SirsiDynix", "library"),
        ("Bartec", "waste"),
        ("Waste collection route planning software", "waste"),
        ("Workforce planning system", "hr"),
    ],
)
def test_a_name_or_a_kind_of_planning_finds_its_function(asked, function):
    assert check(None, asked)["functions"][0]["id"] == function


@pytest.mark.parametrize("asked", ["school uniform", "Gladstone Street footway repairs", "Route planning for gritters"])
def test_words_of_every_day_find_nothing(asked):
    assert check(None, asked)["candidates"] == []
