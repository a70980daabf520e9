"""Comparing councils: the same time for all, coverage beside every figure, and no ranking of what is not alike."""

import csv
import datetime as dt
import io

import pytest

from tests.tracker.spending_files import load_rows
from tests.webapp.reading import read
from tests.webapp.spent import CARE, WASTE, filled
from tracker.compare import compare
from tracker.real_terms import base_year, deflators, in_base_prices
from tracker.spending_pages.bodies import body_by_slug
from webapp.app import create_app

NOW = dt.datetime(2026, 6, 10, 9, tzinfo=dt.UTC)


@pytest.fixture
def client(sqlite_engine, settings, tmp_path):
    filled(sqlite_engine, tmp_path)
    return create_app(settings, clock=lambda: NOW).test_client()


def test_councils_alike_in_coverage_are_compared_for_each_head(client):
    found = read(client.get("/compare?council=kent&council=essex"))
    assert "over the same 1 months" in found.text
    assert "No ranking" not in found.text
    twin = client.get("/compare.json?council=kent&council=essex").json
    kent, essex = twin["councils"]
    assert (kent["pence"], essex["pence"]) == (13_000_000, 8_000_000)
    assert kent["pence_per_head"] == round(13_000_000 / kent["population"])
    assert twin["no_ranking_because"] == []
    lines = {
        row["name"]: (row["kent"], row["essex"]) for row in table(client, "kent", "essex") if row["what"] == "supplier"
    }
    assert lines == {WASTE: ("120000.00", "60000.00"), CARE: ("10000.00", "20000.00")}
    categories = {
        " ".join(row["name"].split()).capitalize()
        for row in table(client, "kent", "essex")
        if row["what"] == "category"
    }
    assert categories == {"Waste collection", "Adult social care"}


def table(client, *slugs):
    answer = client.get("/compare.csv?" + "&".join(f"council={slug}" for slug in slugs))
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))


def test_no_ranking_where_coverage_differs_and_the_sentence_says_why(client):
    found = read(client.get("/compare?council=devon&council=kent"))
    assert "No ranking" in found.text
    assert "of 3 months, Devon County Council 2, Kent County Council 1" in found.text
    months = [row for row in table(client, "devon", "kent") if row["what"] == "month"]
    assert [(row["name"], row["devon"], row["kent"]) for row in months] == [
        ("2026-03", "131490.50", "130000.00"), ("2026-04", "", ""), ("2026-05", "80900.00", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("publisher", "rows", "reason"),
    [
        ("leeds", [("03/03/2026", WASTE, "100.00", "Waste", "Rounds", "L1")], "do not have the same duties"),
        ("A Body Nobody Counts", [("03/03/2026", WASTE, "100.00", "Waste", "Rounds", "B1")], "population of"),
        ("surrey", [], "published nothing for this time"),
    ],
)
def test_other_reasons_against_a_ranking(client, sqlite_engine, tmp_path, publisher, rows, reason):
    if rows:
        load_rows(sqlite_engine, tmp_path, rows, publisher=publisher)
    slug = publisher.lower().replace(" ", "-")
    assert reason in read(client.get(f"/compare?council=kent&council={slug}")).text


def test_amounts_with_and_without_vat_are_not_ranked(client, sqlite_engine, tmp_path):
    body = b"Date,Supplier,Gross Amount,Purpose\n03/03/2026,Bramblewick Waste Services Ltd,100.00,Rounds\n"
    load_rows(sqlite_engine, tmp_path, body, publisher="surrey")
    text = read(client.get("/compare?council=kent&council=surrey")).text
    assert "Their amounts do not mean the same" in text


def test_choosing_begins_with_one_and_offers_councils_like_it(client):
    found = read(client.get("/compare?council=devon"))
    assert "Councils like Devon County Council" in found.text
    offered = [link for link in found.links if link.startswith("/compare?council=devon&council=")]
    assert "/compare?council=devon&council=essex" in offered[:2], "those with payments come first"
    assert "At most 4" in read(client.get("/compare?" + "&".join(f"council=c{n}" for n in range(5))), 400).text
    assert (
        "No council is known by the name “atlantis”" in read(client.get("/compare?council=atlantis&council=kent")).text
    )
    assert "is not a year" in read(client.get("/compare?council=devon&council=kent&year=20x6"), 400).text


def test_a_year_or_all_years_can_be_chosen(client, sqlite_engine, tmp_path):
    load_rows(
        sqlite_engine, tmp_path, [("03/03/2020", WASTE, "100.00", "Waste", "Rounds", "L1")], publisher="kent", name="a"
    )
    load_rows(
        sqlite_engine, tmp_path, [("03/03/2020", WASTE, "50.00", "Waste", "Rounds", "L2")], publisher="essex", name="a"
    )
    twin = client.get("/compare.json?council=kent&council=essex&year=2020").json
    assert [each["pence"] for each in twin["councils"]] == [10_000, 5_000]
    assert twin["councils"][0]["pence_in_base_prices"] == in_base_prices(10_000, 2020) > 10_000
    assert twin["suppliers"][0]["pence"] == [10_000, 5_000]
    every = client.get("/compare.json?council=kent&council=essex&year=all").json
    assert [each["pence"] for each in every["councils"]] == [13_010_000, 8_005_000]


def test_the_same_on_both_databases(engine, tmp_path):
    filled(engine, tmp_path)
    with engine.connect() as connection:
        bodies = [body_by_slug(connection, slug) for slug in ("kent", "essex")]
        found = compare(connection, bodies)
    assert [side.pence for side in found.sides] == [13_000_000, 8_000_000]
    assert [side.body.slug for side in found.ranked] == ["kent", "essex"]
    assert [line.pence for line in found.suppliers] == [(12_000_000, 6_000_000), (1_000_000, 2_000_000)]


def test_real_terms_follow_the_index():
    assert in_base_prices(12_345, base_year()) == 12_345
    assert in_base_prices(10_000, 1899) is None
    for year, index in deflators().items():
        assert abs(in_base_prices(10_000_000, year) * index - 10_000_000 * 100) <= index
