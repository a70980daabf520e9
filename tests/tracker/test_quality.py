"""Marks of quality: counted from the files, with what to mend; a fix moves a mark only when a person accepts it."""

import datetime as dt

import pytest
from sqlalchemy import select

from tests.tracker.spending_files import load_rows
from tracker.db import writing
from tracker.models.spending import Resource
from tracker.quality.league import (
    accepted_corrections,
    decide_correction,
    fix_list,
    league,
    propose_missing_file,
    propose_row,
    publisher,
    waiting_corrections,
)
from tracker.quality.marks import MARKS, due_by, refresh

NOW = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)


def _month(month, count=6, refused=0):
    rows = [
        (f"{n + 1:02d}/{month:02d}/2026", "A Supplier Ltd", f"{700 + n}.50", "Cat", "For", f"R{month}{n}")
        for n in range(count)
    ]
    return rows + [
        (f"{n + 1:02d}/{month:02d}/2026", "Another Ltd", "see invoice", "Cat", "For", f"X{month}{n}")
        for n in range(refused)
    ]


@pytest.fixture
def published(engine, tmp_path):
    """A council with the months January to August without May, one of them with two rows that cannot be read."""
    for month in (1, 2, 3, 4, 6, 7, 8):
        load_rows(
            engine, tmp_path, _month(month, refused=2 if month == 3 else 0), name=f"2026-{month:02d}.csv", day=month
        )
    with writing(engine) as connection:
        refresh(connection, NOW)
    return engine


@pytest.mark.parametrize(
    ("month", "day"),
    [(202601, dt.date(2026, 4, 30)), (202603, dt.date(2026, 4, 30)), (202604, dt.date(2026, 7, 31)),
     (202610, dt.date(2027, 1, 31)), (202612, dt.date(2027, 1, 31))],
)  # fmt: skip
def test_a_month_is_due_a_month_after_its_quarter(month, day):
    assert due_by(month) == day


def test_marks_are_parts_of_wholes(published):
    with published.connect() as connection:
        found = publisher(connection, "devon")
    assert found.marks["complete"][1:3] == (7, 8)
    assert "missing: May 2026" in found.marks["complete"][3]
    assert found.marks["rows"][1:3] == (42, 44)
    assert found.marks["machine"][0] == 1000
    assert found.marks["fields"][1:3] == (7 * 5, 7 * 7)
    assert set(found.marks) == set(MARKS)
    assert 0 < found.overall <= 1000


def test_the_fix_list_names_file_row_column_and_value(published):
    with published.connect() as connection:
        fixes = fix_list(connection, publisher(connection, "devon").id)
    assert [(each["name"], each["row"], each["column"], each["value"]) for each in fixes] == [
        ("2026-03.csv", 8, "Amount", "see invoice"), ("2026-03.csv", 9, "Amount", "see invoice"),
    ]  # fmt: skip


def test_an_accepted_fix_moves_the_mark_and_rewrites_nothing(published):
    with writing(published) as connection:
        body = publisher(connection, "devon").id
        file = connection.execute(select(Resource.id).where(Resource.name == "2026-03.csv")).scalar_one()
        number = propose_row(connection, file, 8, "1,234.50", "The invoice says so", by=None, link=None, now=NOW)
        with pytest.raises(ValueError, match="already"):
            propose_row(connection, file, 8, "1,234.50", "Again", by=None, link=None, now=NOW)
        with pytest.raises(ValueError, match="not refused"):
            propose_row(connection, file, 2, "1", "No", by=None, link=None, now=NOW)
        assert [each["id"] for each in waiting_corrections(connection)] == [number]
        refresh(connection, NOW)
        assert publisher(connection, "devon").marks["rows"][1:3] == (42, 44)
        decide_correction(connection, number, True, "An officer", "Checked", NOW)
        refresh(connection, NOW)
        assert publisher(connection, "devon").marks["rows"][1:3] == (43, 44)
        assert [each["proposed"] for each in accepted_corrections(connection, body)] == ["1,234.50"]
        with pytest.raises(LookupError):
            decide_correction(connection, number, False, "An officer", "Again", NOW)


def test_a_missing_file_needs_a_web_address(published):
    with writing(published) as connection:
        body = publisher(connection, "devon").id
        with pytest.raises(ValueError, match="web address"):
            propose_missing_file(connection, body, 202605, "javascript:alert(1)", "", by=None, now=NOW)
        propose_missing_file(connection, body, 202605, "https://council.example/may.csv", "", by=None, now=NOW)
        assert [each["month"] for each in waiting_corrections(connection)] == [202605]


def test_a_body_with_few_months_is_listed_and_not_ranked(published, tmp_path):
    load_rows(published, tmp_path, _month(1), publisher="kent", name="kent.csv")
    with writing(published) as connection:
        refresh(connection, NOW)
        found = league(connection)
    assert [(each.slug, each.overall is None) for each in found] == [("devon", False), ("kent", True)]
