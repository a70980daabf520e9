"""The demo from end to end: fictional publications gathered by the real spiders, parsed, loaded, there to be shown."""

import datetime as dt
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, func, select

from scrapers.demo.councils import COUNCILS, payments
from scrapers.demo.publications import months_before
from tests.tracker.spending_files import table_hash
from tracker.cli import main
from tracker.db import engine_for
from tracker.demo_bids import demo_bidders
from tracker.models.accounts import QueuedLetter
from tracker.models.grants import Announcement, Grant
from tracker.models.notices import Process
from tracker.models.organisations import Organisation
from tracker.models.promises import Promise
from tracker.models.spending import Resource
from tracker.models.sums import OrganisationSum
from tracker.open_now import closes_soonest, just_announced
from tracker.paid import paid_since
from tracker.settings import Settings
from webapp.app import create_app

SPENDING = {"payment", "payment_past", "resource", "supplier", "month_sum", "organisation_sum", "restatement"}
BIDS = {"procurement", "bid", "public_bid", "commitment", "key_share", "account", "role_grant"}


def run_demo(data: Path):
    """Run the demo without serving it."""
    return CliRunner().invoke(main, ["--data-dir", str(data), "demo", "--no-serve"], catch_exceptions=False)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, Engine]:
    data = tmp_path_factory.mktemp("demo")
    done = run_demo(data)
    assert done.exit_code == 0, done.output
    engine = engine_for(Settings(_env_file=None, data_dir=data, database_url="").database)
    return data, done.stdout, engine


def test_everything_is_gathered_and_loaded(shown):
    _, said, engine = shown
    assert " rejected" not in said
    assert " failed" not in said
    with engine.connect() as connection:
        states = dict(connection.execute(select(Resource.state, func.count()).group_by(Resource.state)).all())
        counts = [connection.execute(select(func.count()).select_from(m)).scalar() for m in (Process, Grant, Promise)]
    assert set(states) <= {"current", "superseded"}
    assert states["current"] > 90
    assert all(count >= 10 for count in counts)


def test_what_councils_paid_is_in_the_sums_to_the_penny(shown):
    _, _, engine = shown
    months = months_before(dt.datetime.now(dt.UTC).date())
    with engine.connect() as connection:
        statement = select(Organisation.slug, OrganisationSum.pence, OrganisationSum.payments)
        statement = statement.join(OrganisationSum, OrganisationSum.organisation_id == Organisation.id)
        stored = {slug: (pence, count) for slug, pence, count in connection.execute(statement)}
    # Grimbleshire, Inchmarnoch, Cwm Derwen and Larkfield publish every line of every month, whatever the format.
    for council in (each for each in COUNCILS if each.layout in ("ods-and-pdf", "zip-and-html", "portal")):
        paid = [line for month in months for line in payments(council, month.year, month.number)]
        assert stored[council.slug] == (sum(line.pence for line in paid), len(paid)), council.name


def test_there_is_something_to_act_on_and_nobody_is_real(shown):
    _, _, engine = shown
    now = dt.datetime.now(dt.UTC)
    with engine.connect() as connection:
        soon, new = closes_soonest(connection, now, 5), just_announced(connection, 5)
        announced = connection.execute(select(Announcement.title)).scalars().all()
        publishers = connection.execute(
            select(Organisation.fictional).join(OrganisationSum, OrganisationSum.organisation_id == Organisation.id)
        ).scalars()
        assert all(publishers)
    assert len(soon) == 5
    assert len(new) == 5
    assert sum(title.startswith("Fictional: ") for title in announced) >= 3


def test_every_grant_has_a_region_and_a_council_leads_to_what_it_plans(shown):
    data, _, engine = shown
    with engine.connect() as connection:
        regions = set(connection.execute(select(Grant.region)).scalars())
    assert regions == {"UKF", "UKI", "UKJ", "UKK", "UKL", "UKM"}
    site = create_app(Settings(_env_file=None, data_dir=data, database_url="")).test_client()
    plan = "Waste collection route planning"
    assert plan in site.get("/councils/demo-harbourmouth").text
    assert plan in site.get("/search?q=harbourmouth").text
    assert plan in site.get("/search?q=waste&body=demo-harbourmouth").text


def test_money_promised_can_be_followed_to_money_paid(shown):
    _, _, engine = shown
    since = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=200)
    with engine.connect() as connection:
        paid = paid_since(
            connection,
            body="fictional-london-borough-of-larkfield",
            supplier="Tern & Plover Housing Repairs Ltd",
            since=since,
            promised_pence=2_185_000_00,
        )
    assert paid is not None
    assert paid.payments > 3


def test_three_bids_lie_open_without_a_name_and_others_can_still_be_handed_in(shown):
    data, _, engine = shown
    site = create_app(Settings(_env_file=None, data_dir=data, database_url="")).test_client()
    listed = {each["state"]: each["page"] for each in site.get("/bids.json").json["procurements"]}
    assert set(listed) == {"open", "published"}
    assert site.get(f"{listed['open']}.json").json["bids"] is None
    page = listed["published"]
    shown_bids = site.get(f"{page}.json").json
    assert shown_bids["letters"] == ["A", "B", "C"]
    words = "".join(site.get(address).text for address in (page, f"{page}/compare", *(f"{page}/{x}" for x in "ABC")))
    assert words.count("[the bidder]") >= 3
    for form in demo_bidders():
        who, told = form.identity, form.declared
        names = (*who.trading_names, who.contact_name, who.contact_email, *told.products, *told.people, *told.clients)
        assert not [name for name in names if name in words]
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(QueuedLetter)).scalar() == 0


def test_a_second_demo_changes_nothing(shown):
    data, _, engine = shown
    before = table_hash(engine, SPENDING | BIDS)
    done = run_demo(data)
    assert done.exit_code == 0
    assert table_hash(engine, SPENDING | BIDS) == before


def test_a_visitor_finds_a_recipe_that_was_corrected_and_copied_and_a_promise_that_was_answered(shown):
    data, _, _ = shown
    client = create_app(Settings(_env_file=None, data_dir=data, database_url="")).test_client()
    (listed,) = client.get("/recipes.json").get_json()["recipes"]
    found = client.get(f"/recipes/{listed['slug']}.json").get_json()
    assert [each["organisation"] for each in found["copied_by"]] == ["Fictional: Harbourmouth Borough Council"]
    assert [each["said"]["cost_pence"] for each in found["said_before"]] == [6_400_000]
    (reply,) = client.get("/promises/demo-grimbleshire-gritting.json").get_json()["replies"]
    assert reply["who"] == "Fictional: Grimbleshire County Council"
