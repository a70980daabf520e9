"""Grants: each once by its id, the newest version shown, in totals only where the amount can be meant."""

import csv
import datetime as dt
import io
import itertools
import json

from sqlalchemy import select

from tests.tracker.loading import FETCHED, load_file
from tracker.models.grants import Grant, GrantSum, GrantVersion
from tracker.models.notices import NoticeFile


def grant(number=1, *, amount=5000, modified="2025-04-01", **fields):
    return {
        "id": f"360G-fictional-{number}",
        "title": "Roof of the village hall",
        "description": "New slates and insulation",
        "currency": "GBP",
        "amountAwarded": amount,
        "awardDate": "2025-03-01",
        "recipientOrganization": [{"id": "GB-COH-123456", "name": "Exampleton Village Hall Ltd"}],
        "fundingOrganization": [{"id": "GB-CHC-2222222", "name": "Fictional Foundation"}],
        "grantProgramme": [{"title": "Halls"}],
        "beneficiaryLocation": [{"name": "London", "geoCode": "E12000007", "geoCodeType": "RGN"}],
        "dateModified": modified,
        **fields,
    }


def load(engine, work, grants, **words):
    path = work / f"{abs(hash(json.dumps(grants)))}.json"
    path.write_text(json.dumps({"grants": grants}), encoding="utf-8")
    return load_file(engine, path, work, kind="grants", publisher="fictional-foundation", **words)


def rows(engine, model, *order):
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(select(model.__table__).order_by(*order))]


def state(engine):
    return [
        rows(engine, Grant, Grant.id),
        rows(engine, GrantSum, GrantSum.dimension, GrantSum.key),
        rows(engine, GrantVersion, GrantVersion.grant_row, GrantVersion.sha256),
    ]


def total(engine, dimension):
    with engine.connect() as connection:
        statement = select(GrantSum.key, GrantSum.grants, GrantSum.counted, GrantSum.pence)
        found = connection.execute(statement.where(GrantSum.dimension == dimension).order_by(GrantSum.key))
        return [tuple(row) for row in found]


def test_a_grant_is_stored_with_its_sums(engine, tmp_path):
    assert (load(engine, tmp_path, [grant(1), grant(2, amount=0)]).new) == 2
    with engine.connect() as connection:
        row = connection.execute(select(Grant).where(Grant.grant_id == "360G-fictional-1")).one()
    assert (row.amount_pence, row.counted, row.awarded, row.year) == (500_000, True, dt.date(2025, 3, 1), 2025)
    assert (row.company_number, row.region, row.recipient_key) == ("00123456", "UKI", "exampleton-village-hall")
    assert total(engine, "recipient") == [("exampleton-village-hall", 2, 1, 500_000)]
    assert total(engine, "year") == [("2025", 2, 1, 500_000)]


def test_files_in_any_order_and_twice_end_in_the_same_state(sqlite_engine, tmp_path):
    files = [
        [grant(1), grant(2)],
        [grant(1, amount=7000, modified="2025-05-01"), grant(3)],
        [grant(1, amount=6000, modified="2025-04-15")],
    ]
    states = []
    for order in itertools.permutations(files):
        with sqlite_engine.begin() as connection:
            for model in (Grant, GrantSum, GrantVersion, NoticeFile):
                connection.execute(model.__table__.delete())
        for grants in (*order, order[0]):
            load(sqlite_engine, tmp_path, grants)
        states.append(state(sqlite_engine))
    assert all(each == states[0] for each in states)
    assert total(sqlite_engine, "funder") == [("fictional-foundation", 3, 3, 1_700_000)]
    assert len(states[0][2]) == 5  # every amount that was ever stated stays


def test_other_currencies_and_impossible_amounts_are_in_no_total(engine, tmp_path):
    odd = [grant(1, amount="1e9999"), grant(2, currency="USD"), grant(3, amount=10**14), grant(4, amount=-1)]
    load(engine, tmp_path, odd)
    assert total(engine, "funder") == [("fictional-foundation", 4, 0, 0)]
    with engine.connect() as connection:
        marks = connection.execute(select(Grant.mark).order_by(Grant.grant_id)).scalars().all()
    assert marks == ["grant-amount-unreadable", None, "grant-amount-absurd", "grant-amount-negative"]


def test_a_grant_to_a_person_keeps_no_name(engine, tmp_path):
    person = [{"name": "Jane Fictional Roe", "id": "360G-fictional-IND-1"}]
    load(engine, tmp_path, [grant(1, recipientOrganization=[], recipientIndividual=person)])
    assert "Roe" not in str(state(engine))
    assert total(engine, "recipient") == []
    assert total(engine, "year") == [("2025", 1, 1, 500_000)]


HEAD = ["Date the grant was awarded", "Beneficiary", "Purpose of the grant", "Amount"]


def register(work, *lines):
    text = io.StringIO()
    csv.writer(text).writerows([HEAD, *lines])
    path = work / f"register-{len(lines)}-{abs(hash(lines))}.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def test_a_register_published_again_with_more_rows_adds_only_those(engine, tmp_path):
    roof, floor = ("01/04/2015", "Exampleton Hall", "Roof", "900"), ("02/04/2015", "Exampleton Hall", "Floor", "50")
    words = {"kind": "grants", "publisher": "leeds"}
    first = load_file(engine, register(tmp_path, roof, roof), tmp_path, **words)
    second = load_file(
        engine, register(tmp_path, floor, roof, roof), tmp_path, fetched=FETCHED + dt.timedelta(1), **words
    )
    assert (first.new, second.new) == (2, 1)  # two equal rows of one file are two grants
    assert [each[1:] for each in total(engine, "funder")] == [(3, 3, 185_000)]
    with engine.connect() as connection:
        assert set(connection.execute(select(Grant.funder_key)).scalars()) == {"leeds"}
