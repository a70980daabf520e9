"""A payment that a year, its quarters and its months all list counts once, in whatever order they come and go."""

import random
from collections import Counter

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func

from tests.tracker.publishing import MADE
from tests.tracker.spending_files import empty, load_rows, table_hash
from tests.tracker.test_spending_load import assert_sums_hold, one, rows
from tracker.models.spending import Overlap, Payment, PaymentPast, Resource
from tracker.models.sums import OrganisationSum
from tracker.snapshot import publish
from tracker.spending_pages.file import file_page


def month(number: int, *, payments: int = 12, names: str = "Firm") -> list[tuple[str, ...]]:
    """A month of payments; the last is listed twice, as two payments are that are the same in every word."""
    found = [
        (f"{day:02}/{number:02}/2026", f"{names} {day % 5} Ltd", f"{500 + day * 13 + number}.10", "Care", "Beds", "")
        for day in range(1, payments)
    ]
    return [*found, found[-1]]


def months(first: int, last: int) -> list[tuple[str, ...]]:
    return [row for number in range(first, last + 1) for row in month(number)]


def counted(engine: Engine) -> int:
    return one(engine, func.count(Payment.id))[0]


def assert_nothing_is_lost(engine: Engine) -> None:
    """Every accepted row is kept once; those that do not count are accounted for by where they count."""
    counts, past = (
        Counter(number for (number,) in rows(engine, table.resource_id)) for table in (Payment, PaymentPast)
    )
    aside: Counter[int] = Counter()
    for number, payments in rows(engine, Overlap.resource_id, Overlap.payments):
        aside[number] += payments
    for number, accepted, state in rows(engine, Resource.id, Resource.rows_accepted, Resource.state):
        assert counts[number] + past[number] == accepted
        assert state != "current" or past[number] == aside[number]
    assert_sums_hold(engine)


@pytest.mark.parametrize("year_comes", ["before", "after"])
def test_a_year_and_its_quarters_count_once(engine, tmp_path, year_comes):
    quarters = [(months(at, at + 2), f"q{at}.csv") for at in (1, 4, 7, 10)]
    files = [(months(1, 12), "year.csv"), *quarters] if year_comes == "before" else [*quarters, (months(1, 12), "y")]
    for day, (body, name) in enumerate(files):
        load_rows(engine, tmp_path, body, name=name, day=day)
    assert counted(engine) == 144 == one(engine, OrganisationSum.payments)[0]
    told = rows(engine, Resource.name, Overlap.payments, where=Resource.id == Overlap.resource_id)
    expected = [("year.csv", 36)] * 4 if year_comes == "before" else [(name, 36) for _, name in quarters]
    assert sorted(told) == sorted(expected)
    assert_nothing_is_lost(engine)


def test_what_the_year_lacks_still_counts_and_so_do_repeats(engine, tmp_path):
    late = ("28/03/2026", "Late Ltd", "999.00", "", "", "")
    load_rows(engine, tmp_path, [*months(1, 3), late, late], name="quarter.csv")
    load_rows(engine, tmp_path, months(1, 12), name="year.csv", day=1)
    assert counted(engine) == 146
    assert_nothing_is_lost(engine)


def test_other_lists_of_the_same_days_and_round_amounts_stay_apart(engine, tmp_path):
    grants = [(day, f"Charity {at} CIO", pounds, *rest) for at, (day, _, pounds, *rest) in enumerate(months(1, 3))]
    load_rows(engine, tmp_path, months(1, 12), name="year.csv")
    load_rows(engine, tmp_path, grants, name="grants.csv", day=1)
    assert counted(engine) == 144 + 36
    assert rows(engine, Overlap.payments) == []


def test_a_quarter_counts_again_when_the_year_goes(engine, tmp_path):
    load_rows(engine, tmp_path, months(1, 3), name="quarter.csv")
    before = rows(engine, OrganisationSum.payments, OrganisationSum.pence)
    load_rows(engine, tmp_path, months(1, 12), name="year.csv", day=1, version="an older parser")
    # The year comes again under its name as other months only: what it listed before is an earlier version.
    load_rows(engine, tmp_path, [*months(4, 12), *month(11)], name="year.csv", day=2)
    assert counted(engine) == 36 + 108 + 12
    load_rows(engine, tmp_path, b"<html>gone</html>", name="year.csv", day=3)
    assert counted(engine) == 36 + 108 + 12
    assert_nothing_is_lost(engine)
    assert before == [(36, before[0][1])]


def test_a_name_that_the_year_withholds_is_masked_in_the_quarter(engine, tmp_path):
    year = [(day, "REDACTED" if day == "05/02/2026" else name, *rest) for day, name, *rest in months(1, 12)]
    for files in (((months(1, 3), "quarter.csv", 0), (year, "year.csv", 1)),):
        for order in (files, files[::-1]):
            for body, name, day in order:
                load_rows(engine, tmp_path, body, name=name, day=day)
            assert counted(engine) == 144
            assert one(engine, func.count(), where=PaymentPast.redaction == "redacted later") == (1,)
            assert rows(engine, Resource.sealed, where=Resource.name == "quarter.csv") == [(True,)]
            assert_nothing_is_lost(engine)
            empty(engine)


_SPANS = st.tuples(st.integers(1, 6), st.integers(0, 5)).map(lambda span: (span[0], min(6, span[0] + span[1])))


@given(st.lists(_SPANS, min_size=2, max_size=5, unique=True), st.randoms(use_true_random=False))
@settings(
    max_examples=5,
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_overlapping_publications_count_each_month_once_in_any_order(engine, tmp_path, spans, chance):
    files = [(months(first, last), f"{first}-{last}.csv", day) for day, (first, last) in enumerate(spans)]
    covered = {number for first, last in spans for number in range(first, last + 1)}
    hashes = set()
    for order in (files, random.Random(chance.random()).sample(files, len(files))):
        empty(engine)
        for body, name, day in order:
            load_rows(engine, tmp_path, body, name=name, day=day)
        assert counted(engine) == 12 * len(covered)
        assert one(engine, func.sum(Payment.amount_pence)) == (sum(pence(number) for number in covered),)
        assert_nothing_is_lost(engine)
        hashes.add(table_hash(engine))
    assert len(hashes) == 1


def pence(number: int) -> int:
    return sum(round(float(row[2]) * 100) for row in month(number))


def test_the_page_of_a_file_says_where_its_payments_count(sqlite_engine, tmp_path):
    load_rows(sqlite_engine, tmp_path, months(1, 3), name="quarter.csv")
    load_rows(sqlite_engine, tmp_path, months(1, 12), name="year.csv", day=1)
    ((number,),) = rows(sqlite_engine, Resource.id, where=Resource.name == "quarter.csv")
    with sqlite_engine.connect() as connection:
        page = file_page(connection, number)
    assert page is not None
    assert [(each.name, each.payments) for each in page.elsewhere] == [("year.csv", 36)]
    assert page.elsewhere[0].pence == page.file.amount_pence


def test_sums_of_the_public_copy_are_those_of_the_pages(installation, engine, tmp_path):
    load_rows(engine, tmp_path, months(1, 3), name="quarter.csv")
    load_rows(engine, tmp_path, [*months(2, 12), *month(5)], name="year.csv", day=1)
    made = publish(installation, MADE)
    with duckdb.connect(str(made.database), read_only=True) as copy:
        found = copy.execute("SELECT organisation, count(*), sum(amount_pence) FROM payment GROUP BY 1").fetchall()
        months_of = copy.execute("SELECT sum(payments), sum(pence) FROM coverage").fetchall()
        elsewhere = copy.execute("SELECT f.name, payments FROM overlap JOIN resource f USING (resource)").fetchall()
    ((payments, total),) = rows(engine, OrganisationSum.payments, OrganisationSum.pence)
    ((organisation, *counts),) = found
    assert (organisation, counts) == ("devon", [payments, total])
    assert months_of == [(payments, total)]
    assert elsewhere == [("quarter.csv", 24)]
