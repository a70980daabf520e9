"""Promised, and paid so far: payments are held against awards and grants as a likeness, never as a fact."""

import datetime as dt

from tests.tracker.loading import load_file, load_releases, release
from tracker.grant_pages import grant_page
from tracker.ingest import archive_files, load_versions, publisher_named, works
from tracker.paid import paid_for_awards, paid_since
from tracker.row_ids import row_id

HEAD = "Body Name,Payment Date,Supplier Name,Net Amount,Service,Purpose,Reference"
PAYMENTS = [
    "Leeds City Council,01/03/2026,Example Builders Limited,700.00,Parks,Fence,T0",
    "Leeds City Council,10/04/2026,Example Builders Limited,1000.25,Parks,Path,T1",
    "Leeds City Council,20/04/2026,EXAMPLE BUILDERS LTD,2000.00,Parks,Path,T2",
    "Leeds City Council,21/04/2026,Another Firm Limited,50.00,Parks,Path,T3",
]


def pay(installation, engine, work):
    path = work / "leeds-2026-04.csv"
    path.write_text("\n".join([HEAD, *PAYMENTS]), encoding="utf-8")
    body = publisher_named(engine, "leeds")
    with works(installation) as at:
        versions = archive_files(installation, [(path, path.name)], body.slug, "spending")
        assert [outcome.result for outcome in load_versions(installation, engine, versions, at)] == ["loaded"]


def since(connection, **words):
    given = {
        "body": "leeds",
        "supplier": "Example Builders Ltd",
        "since": dt.date(2026, 4, 1),
        "promised_pence": 500_000,
    }
    return paid_since(connection, **(given | words))


def test_payments_since_the_award_are_added_up_with_their_doubt(installation, engine, tmp_path):
    pay(installation, engine, tmp_path)
    with engine.connect() as connection:
        paid = since(connection)
        assert (paid.pence, paid.payments, paid.first, paid.last) == (
            300_025,
            2,
            dt.date(2026, 4, 10),
            dt.date(2026, 4, 20),
        )
        assert "The payments do not say what they were for." in paid.evidence
        assert paid.confidence <= 90
        assert since(connection, promised_pence=10_000).confidence < paid.confidence
        assert since(connection, since=None).pence == 370_025
        assert since(connection, since=None).confidence < paid.confidence
        assert since(connection, supplier="Somebody Else Ltd") is None
        assert since(connection, body="devon") is None
        assert since(connection, since=dt.date(2026, 5, 1)) is None


def test_an_award_is_followed_to_the_payments_of_its_buyer(installation, engine, tmp_path):
    pay(installation, engine, tmp_path)
    award = {
        "id": "1",
        "status": "active",
        "date": "2026-04-01T00:00:00Z",
        "value": {"amount": 5000, "currency": "GBP"},
        "suppliers": [{"id": "S1", "name": "Example Builders Ltd"}, {"id": "S2", "name": "Nobody Paid Ltd"}],
    }
    buyer = {"id": "B1", "name": "Leeds City Council"}
    notice = {**release(1, notice="UK6"), "awards": [award], "buyer": buyer, "parties": [{**buyer, "roles": ["buyer"]}]}
    load_releases(engine, tmp_path, [notice])
    with engine.connect() as connection:
        [paid] = paid_for_awards(connection, row_id("process", notice["ocid"]), "leeds")
    assert (paid.supplier, paid.promised_pence, paid.pence, paid.since) == (
        "Example Builders Ltd", 500_000, 300_025, dt.date(2026, 4, 1),
    )  # fmt: skip


def test_a_grant_is_followed_to_the_payments_of_its_council(installation, engine, tmp_path):
    pay(installation, engine, tmp_path)
    register = tmp_path / "grants.csv"
    head = "Date the grant was awarded,Beneficiary,Purpose of the grant,Amount"
    register.write_text(f"{head}\n02/04/2026,Example Builders Ltd,A path,4000\n", encoding="utf-8")
    load_file(engine, register, tmp_path, kind="grants", publisher="leeds")
    with engine.connect() as connection:
        number = connection.exec_driver_sql("select id from grant_award").scalar_one()
        found = grant_page(connection, number)
    assert (found.paid.promised_pence, found.paid.pence) == (400_000, 300_025)
