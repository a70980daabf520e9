"""Who is who: proposals with evidence, joined and taken apart by people, helped by registers, never by themselves."""

import csv
import datetime as dt
import io
import zipfile

import pytest

from tests.tracker.spending_files import load_rows
from tracker.db import writing
from tracker.identity import decide, known_as, propose, propose_by_hand, queue, together
from tracker.registers import RegisterError, load_register
from tracker.suppliers import name_id

NOW = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
NAMES = (
    "Carrowmere Engineering Ltd", "Carowmere Engineering Ltd", "Black Rock Paving", "Blackrock Paving Ltd",
    "Orchard Catering Ltd t/a The Pie Shop", "The Pie Shop", "Quite Another Ltd", "Old Name Holdings Ltd",
    "New Name Holdings Ltd",
)  # fmt: skip
HEADINGS = ["CompanyName", " CompanyNumber", "CompanyStatus", "DissolutionDate", "IncorporationDate",
            "PreviousName_1.CONDATE", " PreviousName_1.CompanyName"]  # fmt: skip


@pytest.fixture
def paid(engine, tmp_path):
    """A council that paid each of the names once."""
    load_rows(
        engine, tmp_path, [("01/05/2026", name, "1000.00", "Works", "Work", f"R{n:05}") for n, name in enumerate(NAMES)]
    )
    return engine


def _pairs(connection, state="waiting"):
    return {frozenset((each["first_name"], each["second_name"])) for each in queue(connection, state=state)}


def test_proposals_wait_and_nothing_is_joined_by_itself(paid):
    with writing(paid) as connection:
        assert propose(connection, NOW) == 3
        assert _pairs(connection) == {
            frozenset(("Carrowmere Engineering Ltd", "Carowmere Engineering Ltd")),
            frozenset(("Black Rock Paving", "Blackrock Paving Ltd")),
            frozenset(("Orchard Catering Ltd t/a The Pie Shop", "The Pie Shop")),
        }
        assert all(together(connection, name_id(name)) == [] for name in NAMES)
        assert propose(connection, NOW) == 0, "the same names were proposed twice"


def test_a_join_can_be_taken_apart_again_and_stays_so(paid):
    one, other = name_id(NAMES[0]), name_id(NAMES[1])
    with writing(paid) as connection:
        propose(connection, NOW)
        decide(connection, one, other, True, "A moderator", "Same address on both invoices", NOW)
        assert [row.name for row in together(connection, one)] == [NAMES[1]]
        assert [row.name for row in together(connection, other)] == [NAMES[0]]
        decide(connection, other, one, False, "A moderator", "Two firms after all", NOW)
        assert together(connection, one) == []
        propose(connection, NOW)
        assert frozenset((NAMES[0], NAMES[1])) not in _pairs(connection), "a decided pair was proposed again"


def test_chains_of_joins_are_one_group(paid):
    first, second, third = (name_id(NAMES[n]) for n in (0, 1, 6))
    with writing(paid) as connection:
        propose(connection, NOW)
        propose_by_hand(connection, second, third, "Same owner, says its site", None, NOW)
        for pair in ((first, second), (second, third)):
            decide(connection, *pair, True, "A moderator", "", NOW)
        assert {row.name for row in together(connection, first)} == {NAMES[1], NAMES[6]}


def test_a_proposal_by_hand_needs_two_known_suppliers_and_a_reason(paid):
    with writing(paid) as connection:
        with pytest.raises(ValueError, match="how you know"):
            propose_by_hand(connection, name_id(NAMES[0]), name_id(NAMES[6]), " ", None, NOW)
        with pytest.raises(ValueError, match="two suppliers"):
            propose_by_hand(connection, name_id(NAMES[0]), 12345, "Because", None, NOW)
        with pytest.raises(LookupError):
            decide(connection, name_id(NAMES[0]), name_id(NAMES[6]), True, "A moderator", "", NOW)


def test_a_register_tells_of_former_names(paid, tmp_path):
    out = io.StringIO()
    csv.writer(out).writerows(
        [
            HEADINGS,
            [
                "NEW NAME HOLDINGS LIMITED",
                "1234567",
                "Active",
                "",
                "01/02/2003",
                "05/06/2020",
                "OLD NAME HOLDINGS LIMITED",
            ],
        ]
    )
    bulk = tmp_path / "companies.zip"
    with zipfile.ZipFile(bulk, "w") as archive:
        archive.writestr("BasicCompanyData.csv", out.getvalue())
    assert load_register(paid, bulk) == 2
    with writing(paid) as connection:
        propose(connection, NOW)
        evidence = {frozenset((e["first_name"], e["second_name"])): e["evidence"] for e in queue(connection)}
        known = known_as(connection, "old name holdings")
    assert evidence[frozenset((NAMES[7], NAMES[8]))] == "former-name"
    assert [(row.number, row.current) for row in known] == [("01234567", False)]


def test_what_is_no_register_is_refused_in_words(paid, tmp_path):
    path = tmp_path / "shopping.csv"
    path.write_text("Bread,Milk\n1,2\n", encoding="utf-8")
    with pytest.raises(RegisterError, match="neither the company data"):
        load_register(paid, path)
