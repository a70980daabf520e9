"""Payments load once, in any order, by several loaders; versions restate one another; sums always add up."""

import datetime as dt
import random
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select, text

from tests.tracker.spending_files import empty, load_rows, parsed, publication, table_hash
from tracker.db import engine_for, open_database
from tracker.models.spending import Payment, PaymentPast, Resource, ResourceIssue, Restatement
from tracker.models.sums import (
    CategoryMonthSum,
    CategorySum,
    MonthSum,
    OrganisationSum,
    OrganisationSupplierSum,
    OrganisationSupplierYearSum,
    ResourceMonthSum,
    SupplierMonthSum,
    SupplierSum,
    Wording,
)
from tracker.settings import Settings
from tracker.spending import AccountingError, load

APRIL = [
    ("01/04/2026", "Acme Widgets Ltd", "1,200.50", "Furniture", "Chairs", "A1"),
    ("02/04/2026", "ACME WIDGETS LIMITED", "-200.50", "furniture", "Credit note", "A2"),
    ("03/04/2026", "Bright Lamps plc", "600.00", "", "Lamps", "A3"),
    ("03/04/2026", "Bright Lamps plc", "600.00", "", "Lamps", "A3"),
    ("30/04/2026", "REDACTED PERSONAL DATA", "750.00", "Fostering", "Allowance", "A5"),
]
MAY = [(day.replace("/04/", "/05/"), *rest) for day, *rest in APRIL]


def rows(engine: Engine, *columns, where=True):
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(select(*columns).where(where).order_by(*columns))]


def one(engine: Engine, *columns, where=True):
    (row,) = rows(engine, *columns, where=where)
    return row


def assert_sums_hold(engine: Engine) -> None:
    """Every table of sums says what adding up the payments anew says."""
    month = Payment.date
    with engine.connect() as connection:
        payments = connection.execute(select(Payment)).all()
    expected: dict[type, Counter] = {}
    for row in payments:
        month = row.date.year * 100 + row.date.month if row.date else 0
        keys = {
            MonthSum: (row.organisation_id, month),
            OrganisationSum: (row.organisation_id,),
            ResourceMonthSum: (row.resource_id, month),
        }
        if row.supplier_id is not None:
            keys |= {
                SupplierSum: (row.supplier_id,),
                SupplierMonthSum: (row.supplier_id, month),
                OrganisationSupplierSum: (row.supplier_id, row.organisation_id),
                OrganisationSupplierYearSum: (row.supplier_id, row.organisation_id, month // 100),
            }
        for model, key in keys.items():
            found = expected.setdefault(model, Counter())
            found[(key, "payments")] += 1
            found[(key, "pence")] += row.amount_pence
    for model, counts in expected.items():
        keys = [column for column in model.__table__.primary_key if column.name != "currency"]
        stored = Counter()
        for *key, payments_, pence in rows(engine, *keys, model.payments, model.pence):
            if payments_:
                stored[(tuple(key), "payments")] += payments_
                stored[(tuple(key), "pence")] += pence
        assert +stored - +counts == Counter() == +counts - +stored, model.__name__
    with engine.connect() as connection:
        paid, count = connection.execute(select(func.sum(Payment.amount_pence), func.count())).one()
        for model in (CategorySum, CategoryMonthSum, MonthSum):
            assert tuple(connection.execute(select(func.sum(model.pence), func.sum(model.payments))).one()) == (
                paid,
                count,
            )
        worded = select(func.sum(Payment.amount_pence)).where(Payment.purpose.is_not(None))
        assert connection.execute(select(func.sum(Wording.pence))).scalar() == connection.execute(worded).scalar()


def test_a_file_is_loaded_with_every_sum(engine, tmp_path):
    assert load_rows(engine, tmp_path, APRIL).read == 5
    assert one(engine, OrganisationSum.payments, OrganisationSum.pence, OrganisationSum.first_month) == (
        5,
        295_000,
        202604,
    )
    assert one(engine, OrganisationSum.redacted_payments, OrganisationSum.redacted_pence) == (1, 75_000)
    assert one(engine, OrganisationSum.uncategorised_payments, OrganisationSum.uncategorised_pence) == (2, 120_000)
    # Two spellings are one supplier; a redaction is none.
    assert rows(engine, SupplierSum.payments, SupplierSum.pence) == [(2, 100_000), (2, 120_000)]
    assert_sums_hold(engine)


def test_the_same_rows_have_ids_of_their_own_that_survive_another_load(engine, tmp_path):
    load_rows(engine, tmp_path, APRIL)
    before = rows(engine, Payment.pid)
    assert len(set(before)) == 5
    load_rows(engine, tmp_path, APRIL + [("29/04/2026", "New Firm Ltd", "501.00", "", "", "A9")], day=30)
    assert set(before) < set(rows(engine, Payment.pid))


def test_the_same_file_again_changes_nothing(engine, tmp_path):
    load_rows(engine, tmp_path, APRIL)
    before = table_hash(engine)
    assert load_rows(engine, tmp_path, APRIL).new == 0
    assert load_rows(engine, tmp_path, APRIL, day=3).new == 0
    assert table_hash(engine) == before


FILES = [
    (APRIL, "april.csv", "devon", 0),
    (MAY, "may.csv", "devon", 1),
    ([*APRIL[1:], ("09/04/2026", "Late Entry Ltd", "999.99", "", "", "A7")], "april.csv", "devon", 40),
    (APRIL, "spending.csv", "kent", 2),
    ([("x", "y")], "broken.csv", "kent", 3),
    (MAY[:3], "latest.csv", "kent", 4),
    ([(d.replace("/05/", "/06/"), *r) for d, *r in MAY], "latest.csv", "kent", 35),
]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_order_ends_in_the_same_tables(engine, tmp_path, seed):
    hashes = []
    for order in (FILES, random.Random(seed).sample(FILES, len(FILES))):
        for body, name, publisher, day in order * 2:
            load_rows(engine, tmp_path, body, name=name, publisher=publisher, day=day)
        hashes.append(table_hash(engine))
        assert_sums_hold(engine)
        empty(engine)
    assert hashes[0] == hashes[1]


def test_two_loaders_at_once_end_in_the_same_tables(engine, tmp_path):
    for body, name, publisher, day in FILES:
        load_rows(engine, tmp_path, body, name=name, publisher=publisher, day=day)
    alone = table_hash(engine)
    empty(engine)

    def everything(seed: int) -> None:
        work = tmp_path / str(seed)
        work.mkdir()
        for body, name, publisher, day in random.Random(seed).sample(FILES, len(FILES)):
            load_rows(engine, work, body, name=name, publisher=publisher, day=day)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(everything, (1, 2, 3)))
    assert table_hash(engine) == alone


def test_a_republished_file_replaces_its_earlier_version_and_says_what_changed(engine, tmp_path):
    load_rows(engine, tmp_path, APRIL, name="april.csv")
    corrected = [*APRIL[1:], ("09/04/2026", "Late Entry Ltd", "999.99", "", "", "A7")]
    load_rows(engine, tmp_path, corrected, name="april.csv", day=40)
    assert rows(engine, Resource.state) == [("current",), ("superseded",)]
    columns = [column for column in Restatement.__table__.columns if not column.name.endswith("_id")]
    assert dict(zip((c.name for c in columns), one(engine, *columns), strict=True)) == {
        "rows_before": 5, "rows_after": 5, "rows_added": 1, "rows_removed": 1,
        "pence_before": 295_000, "pence_after": 274_949, "pence_added": 99_999, "pence_removed": 120_050,
        "names_redacted": 0,
    }  # fmt: skip
    assert one(engine, func.count(PaymentPast.id), func.sum(PaymentPast.amount_pence)) == (5, 295_000)
    assert_sums_hold(engine)


def test_a_correction_taken_back_counts_again(engine, tmp_path):
    load_rows(engine, tmp_path, APRIL, name="april.csv")
    once = rows(engine, OrganisationSum.payments, OrganisationSum.pence), rows(engine, Wording.words, Wording.pence)
    load_rows(engine, tmp_path, APRIL[:2], name="april.csv", day=10)
    load_rows(engine, tmp_path, APRIL, name="april.csv", day=20)
    assert (
        rows(engine, OrganisationSum.payments, OrganisationSum.pence),
        rows(engine, Wording.words, Wording.pence),
    ) == once
    assert_sums_hold(engine)


def test_a_name_used_again_for_the_next_month_replaces_nothing(sqlite_engine, tmp_path):
    load_rows(sqlite_engine, tmp_path, APRIL, name="latest.csv")
    load_rows(sqlite_engine, tmp_path, MAY, name="latest.csv", day=30)
    assert rows(sqlite_engine, Resource.state) == [("current",), ("current",)]
    assert one(sqlite_engine, OrganisationSum.months) == (2,)


def test_the_same_payments_in_another_layout_count_once(sqlite_engine, tmp_path):
    many = [
        (f"{day:02}/04/2026", f"Firm {day} Ltd", f"{500 + day * 7}.{day:02}", "", "", str(day)) for day in range(1, 29)
    ]
    load_rows(sqlite_engine, tmp_path, many, name="april.csv")
    turned = publication(
        [row[::-1] for row in many], headings=("Ref", "Purpose", "Category", "Amount", "Payee", "Paid date")
    )
    load_rows(sqlite_engine, tmp_path, turned, name="april-copy.csv", day=1)
    assert one(sqlite_engine, OrganisationSum.payments) == (28,)


def test_a_newer_parser_reads_the_file_anew(engine, tmp_path):
    load_rows(engine, tmp_path, APRIL, version="an-older-parser")
    load_rows(engine, tmp_path, APRIL)
    fresh = table_hash(engine)
    empty(engine)
    load_rows(engine, tmp_path, APRIL)
    assert table_hash(engine) == fresh


def test_a_rejected_file_leaves_the_last_good_version_in_place(engine, tmp_path):
    load_rows(engine, tmp_path, APRIL, name="april.csv")
    load_rows(engine, tmp_path, b"<html><body>Log in</body></html>", name="april.csv", day=5)
    assert rows(engine, Resource.state) == [("current",), ("rejected",)]
    assert one(engine, OrganisationSum.payments) == (5,)


def test_a_refused_row_is_kept_with_its_place_and_no_private_name(engine, tmp_path):
    withheld = ("05/04/2026", "Mrs Fictional Marlowe", "REDACTED", "Tutoring", "Lessons", "A6")
    load_rows(engine, tmp_path, [*APRIL, withheld])
    code, row, raw = one(
        engine, ResourceIssue.code, ResourceIssue.row, ResourceIssue.raw, where=ResourceIssue.severity == "refused"
    )
    assert (code, row) == ("amount-redacted", 7)
    assert "Marlowe" not in raw
    assert "Tutoring" in raw
    assert one(engine, OrganisationSum.refused_rows, OrganisationSum.payments) == (1, 5)


def test_a_parsed_file_that_does_not_add_up_leaves_nothing_behind(engine, tmp_path):
    load_rows(engine, tmp_path, APRIL)
    before = table_hash(engine)
    folder, origin, report = parsed(tmp_path, publication(MAY), day=9)
    for wrong, said in (({"rows_read": 6}, "6 rows read, 5 accepted"), ({"amount_total": "2950.01"}, "295000 pence")):
        with pytest.raises(AccountingError, match=said):
            load(engine, folder, origin, report | wrong)
    assert table_hash(engine) == before


_AMOUNTS = st.integers(-500_000_00, 500_000_00)
_ROWS = st.lists(
    st.tuples(
        st.dates(min_value=dt.date(2025, 11, 1), max_value=dt.date(2026, 4, 30)),
        st.sampled_from(["Acme Ltd", "ACME LIMITED", "Zeta & Co", "REDACTED", "Mr John Fictional", "Ünïcode GmbH", ""]),
        _AMOUNTS,
        st.sampled_from(["Roads", "roads ", "Care", ""]),
    ),
    min_size=1,
    max_size=25,
)


@given(st.lists(_ROWS, min_size=1, max_size=4), st.randoms(use_true_random=False))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_pence_are_conserved_whatever_is_loaded_in_whatever_order(files, chance):
    """What the files that count hold, to the penny, is what every sum says."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        engine = open_database(Settings(_env_file=None, data_dir=work, database_url=""))
        bodies = [
            [(f"{d:%d/%m/%Y}", s, f"{p / 100:.2f}", c, "Things", str(n)) for n, (d, s, p, c) in enumerate(file)]
            for file in files
        ]
        numbered = list(enumerate(bodies))
        chance.shuffle(numbered)
        for number, body in numbered:
            load_rows(engine, work, body, name=f"file-{number % 3}.csv", day=number)
        assert_sums_hold(engine)
        held = [(accepted, pence) for accepted, pence in rows(engine, Resource.rows_accepted, Resource.amount_pence)]
        stored = sum(one(engine, func.count(model.id))[0] for model in (Payment, PaymentPast))
        assert sum(accepted for accepted, _ in held) == stored
        engine.dispose()


def test_words_and_names_can_be_searched_and_leave_with_their_file(sqlite_engine, tmp_path):
    def found(index: str, words: str) -> int:
        with sqlite_engine.connect() as connection:
            return connection.execute(
                text(f"SELECT count(*) FROM {index} WHERE {index} MATCH :w"), {"w": words}
            ).scalar_one()

    load_rows(sqlite_engine, tmp_path, APRIL, name="april.csv")
    assert (found("search_words", "lamps"), found("search_supplier", "bright*")) == (1, 1)
    load_rows(sqlite_engine, tmp_path, APRIL[:2], name="april.csv", day=3)
    assert (found("search_words", "lamps"), found("search_words", "chairs")) == (0, 1)
    for index in ("search_words", "search_supplier", "search_supplier_near"):
        with engine_for(sqlite_engine.url).begin() as connection:
            connection.execute(text(f"INSERT INTO {index} ({index}) VALUES ('integrity-check')"))
