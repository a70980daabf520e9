"""Who may be named: nobody private until somebody decides, and nobody whom the publisher redacted later."""

import datetime as dt

import pytest
from sqlalchemy import Engine, select

from tests.tracker.spending_files import START, load_rows, table_hash
from tests.tracker.test_spending_load import APRIL, assert_sums_hold, one, rows
from tracker.db import writing
from tracker.models.organisations import Supplier
from tracker.models.spending import Payment, PaymentPast, PrivateDetail, Resource, Restatement
from tracker.models.sums import OrganisationSum
from tracker.organisations import organisation_id
from tracker.privacy import Decision, decide, names_waiting
from tracker.suppliers import name_id

DEVON = organisation_id("devon")
TUTOR = ("08/04/2026", "Ms Imogen Fictional", "640.00", "Education", "Lessons with Ms Fictional", "T1")
SHOWN = (Payment.supplier, Payment.amount_pence, Payment.category, Payment.purpose, Payment.personal)


def everywhere(engine: Engine) -> str:
    """Every value of the tables that pages and the public copy read."""
    tables = [Payment.__table__, PaymentPast.__table__, Supplier.__table__]
    with engine.connect() as connection:
        return " ".join(str(tuple(row)) for table in tables for row in connection.execute(select(table)))


def decision(what: str, name: str = TUTOR[1]) -> Decision:
    return Decision(
        organisation_id=DEVON, name_id=name_id(name), decision=what, reason="asked", by="moderator", now=START
    )


def decided(engine: Engine, what: str) -> int:
    with writing(engine) as connection:
        return decide(connection, decision(what))


def test_a_private_person_shows_an_amount_and_a_category_and_no_name(engine, tmp_path):
    load_rows(engine, tmp_path, [*APRIL, TUTOR])
    assert one(engine, *SHOWN, where=Payment.personal.is_(True)) == (None, 64_000, "Education", None, True)
    assert "Imogen" not in everywhere(engine)
    assert one(engine, OrganisationSum.personal_payments, OrganisationSum.personal_pence) == (1, 64_000)
    with engine.connect() as connection:
        (waiting,) = names_waiting(connection)
    assert (waiting.name, waiting.payments, waiting.pence) == (TUTOR[1], 1, 64_000)


def test_a_decision_to_show_brings_the_name_back_as_if_it_had_never_been_hidden(engine, tmp_path):
    load_rows(engine, tmp_path, [*APRIL, TUTOR])
    assert decided(engine, "show") == 1
    assert one(engine, *SHOWN, where=Payment.supplier == TUTOR[1]) == (TUTOR[1], 64_000, "Education", TUTOR[4], False)
    assert rows(engine, PrivateDetail.name_id) == []
    assert_sums_hold(engine)
    load_rows(engine, tmp_path, [TUTOR], name="later.csv", day=9)
    assert rows(engine, Payment.personal, where=Payment.supplier == TUTOR[1]) == [(False,), (False,)]


@pytest.mark.parametrize("first", ["load", "decide"])
def test_a_decision_holds_for_files_before_and_after_it(engine, tmp_path, first):
    steps = {
        "load": lambda: load_rows(engine, tmp_path, [*APRIL, TUTOR]),
        "decide": lambda: decided(engine, "take-down"),
    }
    steps.pop(first)()
    next(iter(steps.values()))()
    assert one(engine, Payment.supplier, Payment.redaction, where=Payment.amount_pence == 64_000) == (
        None,
        "taken down",
    )
    assert rows(engine, PrivateDetail.name_id) == []
    assert one(engine, Resource.sealed) == (True,)
    assert "Imogen" not in everywhere(engine)
    assert_sums_hold(engine)


def test_a_shown_name_is_taken_down_everywhere_and_stays_down(engine, tmp_path):
    load_rows(engine, tmp_path, APRIL, name="april.csv")
    load_rows(engine, tmp_path, [APRIL[2]], name="april.csv", day=5)
    with writing(engine) as connection:
        assert decide(connection, decision("take-down", "Bright Lamps plc")) == 3
    assert "Bright" not in everywhere(engine)
    load_rows(engine, tmp_path, [("03/06/2026", "BRIGHT LAMPS PLC", "1.00", "", "", "")], name="june.csv", day=60)
    assert "BRIGHT" not in everywhere(engine)
    assert_sums_hold(engine)


def test_a_decision_that_is_none_is_refused(sqlite_engine):
    with writing(sqlite_engine) as connection, pytest.raises(ValueError, match="show and take-down"):
        decide(connection, decision("maybe"))


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_a_later_redaction_covers_every_earlier_version(engine, tmp_path, order):
    named = ("09/04/2026", "Fictional Consulting", "880.00", "Advice", "Advice by Fictional", "C1")
    hidden = (named[0], "REDACTED", *named[2:4], "Advice", named[5])
    other = ("09/04/2026", "Another Firm Ltd", "880.00", "Advice", "Other", "C2")
    versions = [[*APRIL, named, other], [*APRIL[1:], named, other], [*APRIL[1:], hidden, other]]
    for number in order:
        load_rows(engine, tmp_path, versions[number], name="april.csv", day=number)
    assert "Fictional" not in everywhere(engine)
    assert rows(engine, PaymentPast.redaction, where=PaymentPast.reference.is_(None)) == [("redacted later",)] * 2
    # The firm that is still shown for the same day and amount is not touched.
    assert len(rows(engine, PaymentPast.id, where=PaymentPast.supplier == "Another Firm Ltd")) == 2
    assert rows(engine, Resource.state, Resource.sealed) == [
        ("current", False),
        ("superseded", True),
        ("superseded", True),
    ]
    assert sorted(rows(engine, Restatement.rows_removed, Restatement.names_redacted)) == [(0, 1), (1, 1)]


def test_no_version_brings_back_what_the_latest_redacts(sqlite_engine, tmp_path):
    hidden = [(*row[:1], "REDACTED", *row[2:]) for row in APRIL]
    load_rows(sqlite_engine, tmp_path, hidden, name="april.csv", day=9)
    load_rows(sqlite_engine, tmp_path, APRIL, name="april.csv", day=1)
    assert rows(sqlite_engine, Supplier.name) == []
    before = table_hash(sqlite_engine)
    load_rows(sqlite_engine, tmp_path, APRIL, name="april.csv", day=1)
    assert table_hash(sqlite_engine) == before


def test_decisions_need_a_moment_with_a_zone(sqlite_engine):
    naive = Decision(organisation_id=DEVON, name_id=1, decision="show", reason="r", by="b", now=dt.datetime(2026, 1, 1))
    with writing(sqlite_engine) as connection, pytest.raises(ValueError, match="time zone"):
        decide(connection, naive)
