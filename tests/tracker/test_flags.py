"""What is worth checking: each rule finds what was planted for it, leaves the rest alone, and people have a word."""

import datetime as dt

import pytest

from tests.tracker.spending_files import load_rows
from tracker.db import writing
from tracker.flags.ledger import answer_flag, flag_page, flags, hide_flag, refresh, runs, show_flag, words_log
from tracker.flags.rules import RULES

NOW = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)


def _ordinary():
    """A year of a council's payments in which no rule has anything to find."""
    rows = []
    for month in range(1, 13):
        for number in range(20):
            amount = f"{1_000 + 37 * number + month}.{(number * 7 + month) % 90 + 10}"
            rows.append((f"{number % 27 + 1:02d}/{month:02d}/2025", f"Supplier {'abcdefghij'[number % 10]} Ltd", amount,
                         "Supplies", "Goods", f"INV{month:02d}{number:04d}"))  # fmt: skip
    return rows


JUST_UNDER = [
    (f"{day:02d}/03/2025", "Underhill Paving Ltd", amount, "Roads", "Works", f"UP{day:04d}")
    for day, amount in ((3, "4901.20"), (11, "4950.00"), (19, "4989.99"), (26, "4875.10"))
]
FEE = [(f"{day:02d}/04/2025", "Fixed Fee Ltd", "4900.00", "Rent", "Rent", f"FF{day:04d}") for day in (1, 8, 15, 22, 29)]
SPLIT = [("14/05/2025", "Splitters Ltd", amount, "Works", "Roof", f"SP{amount}") for amount in ("18000.50", "17500.25")]
RUN = [("14/05/2025", "Care Run Ltd", f"{16_000 + n}.10", "Care", "Homes", f"CR{n:05d}") for n in range(9)]
TWICE = [
    ("02/06/2025", "Doubleday Printing Ltd", "1234.56", "Print", "Ballots", "DD-778899"),
    ("20/06/2025", "Doubleday Printing Ltd", "1234.56", "Print", "Ballots", "DD-778899"),
]
PAID_BACK = [
    ("02/06/2025", "Returns Ltd", "999.99", "Print", "Cards", "RT-112233"),
    ("20/06/2025", "Returns Ltd", "999.99", "Print", "Cards", "RT-112233"),
    ("25/06/2025", "Returns Ltd", "-999.99", "Print", "Cards", "RT-112234"),
]
ROUND = [("09/07/2025", "Evenly Ltd", "60000.00", "Advice", "Advice", "EV-000001")] + [
    (f"{day:02d}/07/2025", "Evenly Ltd", f"{731 + 13 * day}.{day + 10}", "Advice", "Advice", f"EV-1{day:05d}")
    for day in range(1, 8)
]
NEW = [("05/11/2025", "Fresh Start Ltd", "151234.10", "Works", "Bridge", "FS-000001")]
GRANT = [("09/07/2025", "Evenly Community", "90000.00", "Grants to VCSE", "Grant", "EG-000001")]


@pytest.fixture
def flagged(engine, tmp_path):
    """A council's year with each thing planted once, and the rules run over it."""
    planted = JUST_UNDER + FEE + SPLIT + RUN + TWICE + PAID_BACK + ROUND + NEW + GRANT
    load_rows(engine, tmp_path, _ordinary() + planted)
    with writing(engine) as connection:
        refresh(connection, NOW)
    return engine


@pytest.mark.parametrize(
    ("rule", "supplier"),
    [
        ("just-under", "Underhill Paving Ltd"),
        ("split", "Splitters Ltd"),
        ("twice", "Doubleday Printing Ltd"),
        ("round", "Evenly Ltd"),
        ("new-large", "Fresh Start Ltd"),
    ],
)
def test_each_rule_finds_what_was_planted_and_nothing_else(flagged, rule, supplier):
    with flagged.connect() as connection:
        found = flags(connection, rule=rule)
    assert [each["subject"] for each in found] == [supplier]
    assert found[0]["evidence"]
    assert 0 < found[0]["strength"] <= 100


def test_the_same_invoice_at_two_bodies(engine, tmp_path):
    row = ("02/06/2025", "Shared Services Ltd", "8100.00", "IT", "Licences", "SS-445566")
    load_rows(engine, tmp_path, [*_ordinary(), row])
    other = ("03/06/2025", "Supplier a Ltd", "1001.11", "Supplies", "Goods", "INV999999")
    load_rows(engine, tmp_path, [other, row], publisher="kent", name="kent.csv")
    with writing(engine) as connection:
        refresh(connection, NOW)
        found = flags(connection, rule="twice-elsewhere")
    assert [each["subject"] for each in found] == ["Shared Services Ltd"]


def test_a_hidden_flag_has_a_public_reason_and_comes_back_with_one(flagged):
    with writing(flagged) as connection:
        number = flags(connection, rule="split")[0]["id"]
        with pytest.raises(ValueError, match="reason is public"):
            hide_flag(connection, number, " ", "A moderator", NOW)
        hide_flag(connection, number, "Two roofs, two orders.", "A moderator", NOW)
        assert flags(connection, rule="split") == []
        assert [each["why"] for each in words_log(connection)] == ["Two roofs, two orders."]
        assert flag_page(connection, number)["hidden"]
        refresh(connection, NOW + dt.timedelta(days=1))
        assert flags(connection, rule="split") == [], "a new run forgot what was decided"
        show_flag(connection, number, "It was one roof.", "A moderator", NOW)
        assert [each["id"] for each in flags(connection, rule="split")] == [number]


def test_an_answer_stands_beside_the_flag(flagged):
    with writing(flagged) as connection:
        number = flags(connection, rule="twice")[0]["id"]
        answer_flag(connection, number, "Devon County Council", "Paid back in July.", NOW)
        page = flag_page(connection, number)
    assert [each["words"] for each in page["replies"]] == ["Paid back in July."]
    assert page["about"]["ordinary_reasons"]


def test_a_rule_that_fires_too_often_says_so_itself(engine, tmp_path):
    rows = _ordinary()
    for number in range(30):
        pair = [f"{day:02d}/06/2025" for day in (2, 20)]
        rows += [(day, f"Twin {number} Ltd", "1234.56", "Print", "Ballots", f"TW-{number:06d}") for day in pair]
    load_rows(engine, tmp_path, rows)
    with writing(engine) as connection:
        refresh(connection, NOW)
        warned = {line["code"]: line["warning"] for line in runs(connection)}
    assert "30 of 300" in warned["twice"]
    assert warned["split"] is None


def test_every_rule_says_what_it_is_and_how_it_may_be_fine():
    for rule in RULES.values():
        assert all((rule.title, rule.definition, rule.basis, rule.cohort, rule.ordinary_reasons))
        assert not {"fraud", "corrupt", "illegal", "suspicious"} & set(rule.definition.lower().split())
