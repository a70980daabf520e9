"""Names of one firm are found whatever their spelling, siblings stay apart, and nothing is paired with itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.name_matching import EVIDENCE, match_names, name_forms

NAMES = st.lists(st.text(alphabet="abcdef &.-Ltdime", max_size=20), max_size=12)


@pytest.mark.parametrize(
    ("one", "other", "evidence"),
    [
        ("Example Systems Limited", "EXAMPLE SYSTEMS LTD.", "same-name"),
        ("Smith & Fictional Ltd", "The Smith and Fictional Limited", "same-name"),
        ("Example Systems Limited", "Example Systems Limted", "same-name"),
        ("Black Rock Paving Ltd", "BlackRock Paving", "same-letters"),
        ("Orchard Catering Ltd t/a The Pie Shop", "Pie Shop Limited", "trading-name"),
        ("Carrowmere Engineering Ltd", "Carowmere Engineering Ltd", "one-slip"),
    ],
)
def test_spellings_of_one_firm_are_paired(one, other, evidence):
    found = list(match_names([one, other]))
    assert [(match.first, match.second, match.evidence) for match in found] == [(0, 1, evidence)]
    assert 0.5 < found[0].confidence < 1
    assert EVIDENCE[evidence]


@pytest.mark.parametrize(
    "names",
    [
        ["Unit 4 Services Ltd", "Unit 5 Services Ltd"],
        ["ABC Ltd", "ABD Ltd"],
        ["Wuley Publishing", "Puley Publishing"],
        ["Harper Care", "Harder Care", "Harper Homes", "Harder Homes"],
        ["", "  ", "Ltd"],
    ],
)
def test_what_may_be_two_firms_stays_apart(names):
    assert list(match_names(names)) == []


TREES = "Ash Beech Cedar Elder Fir Gorse Hazel Ivy Larch Maple Oak Pine Rowan Sallow Teak Willow Yew Alder Birch Lime"


def test_a_common_word_misspelt_is_a_slip_however_often():
    names = [f"{tree} Surveys {end}" for tree in TREES.split() for end in ("Ltd", "North", "Group")]
    slips = len(names)
    names += ["Ash Survveys Ltd", "Oak Survveys Ltd"]
    found = {(names[match.first], names[match.second]) for match in match_names(names) if match.second >= slips}
    assert found == {("Ash Surveys Ltd", "Ash Survveys Ltd"), ("Oak Surveys Ltd", "Oak Survveys Ltd")}


def test_a_trading_name_gives_both_sides():
    assert name_forms("Example Systems Ltd T/A The Shop") == ("example systems", "shop")


@given(NAMES)
def test_pairs_are_in_order_each_once_and_the_same_again(names):
    pairs = [(match.first, match.second) for match in match_names(names)]
    assert all(first < second < len(names) for first, second in pairs)
    assert len(pairs) == len(set(pairs))
    assert pairs == [(match.first, match.second) for match in match_names(names)]
