"""The audit log: each entry hangs on the one before; the database refuses changes, and a check finds forced ones."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from tracker import audit
from tracker.db import writing
from tracker.models import Base
from tracker.models.audit import AuditEntry

NOW = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)


def _write(connection, count):
    for number in range(count):
        audit.record(
            connection,
            now=NOW + dt.timedelta(minutes=number),
            actor="a1",
            action="comment.show",
            kind="comment",
            key=f"c{number}",
            sentence="A comment was shown." if number % 2 else "",
            detail={"state": "shown", "turn": number},
        )


def test_a_chain_is_sound_and_its_public_part_can_be_read(engine):
    with writing(engine) as connection:
        _write(connection, 5)
    with engine.connect() as connection:
        outcome = audit.check(connection, known_head=audit.head(connection))
        assert outcome.sound
        assert outcome.entries == 5
        assert [entry.object_id for entry in audit.public_entries(connection)] == ["c3", "c1"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor = 'nobody' WHERE number = 2",
        "UPDATE audit_entry SET hash = hash",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_entry WHERE number = 3",
    ],
)
def test_the_database_refuses_to_change_or_take_away(engine, statement):
    with writing(engine) as connection:
        _write(connection, 3)
    with pytest.raises(DBAPIError, match="only ever added to"), writing(engine) as connection:
        connection.execute(text(statement))
    with engine.connect() as connection:
        assert audit.check(connection).entries == 3


def test_truncate_is_refused_too(postgres_engine):
    with writing(postgres_engine) as connection:
        _write(connection, 1)
    with pytest.raises(DBAPIError, match="only ever added to"), writing(postgres_engine) as connection:
        connection.execute(text("TRUNCATE audit_entry"))


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    victim=st.integers(1, 6),
    column=st.sampled_from(["at", "actor", "action", "object_kind", "object_id", "sentence", "detail", "previous"]),
)
def test_a_change_forced_past_the_guard_is_found(victim, column):
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine, tables=[AuditEntry.__table__])
    with engine.begin() as connection:
        _write(connection, 6)
        connection.execute(text("DROP TRIGGER audit_entry_no_update"))
        value = "2020-01-01 00:00:00.000000" if column == "at" else "something else"
        connection.execute(text(f"UPDATE audit_entry SET {column} = :v WHERE number = :n"), {"v": value, "n": victim})
        outcome = audit.check(connection)
    assert not outcome.sound
    assert any(f"Entry {victim} " in fault for fault in outcome.faults)


@hypothesis_settings(max_examples=20, deadline=None)
@given(victim=st.integers(1, 6))
def test_an_entry_taken_out_is_found_also_at_the_end(victim):
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine, tables=[AuditEntry.__table__])
    with engine.begin() as connection:
        _write(connection, 6)
        noted = audit.head(connection)
        connection.execute(text("DROP TRIGGER audit_entry_no_delete"))
        connection.execute(text("DELETE FROM audit_entry WHERE number = :n"), {"n": victim})
        assert not audit.check(connection, known_head=noted).sound
