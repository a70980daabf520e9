"""Cost sheets made comparable by kind, year and user, with and without VAT, and no figure that was not given."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.cost_sheet import KINDS, net_and_gross, per_user, read_cost_sheet

HEAD = ("Cost", "Year 1", "Year 2", "Year 3", "Year 4", "Year 5", "Total")
SHEET = [
    ("Prices in pounds, excluding VAT",),
    (),
    HEAD,
    ("Licences", "0", "0", "0", "0", "0", "0"),
    ("Set-up and configuration", "£141,000", "0.00", "0", "0", "0", "141,000.00"),
    ("Data migration", "12,500", "0", "0", "0", "0", "12,500"),
    ("Hosting", "1,550.50", "1,550.50", "1,550.50", "1,550.50", "1,550.50", "7,752.50"),
    ("Support", "22,400", "22,400", "-", "22,400", "22,400", ""),
    ("Change requests", "n/a", "", "", "", "", "tbc"),
    ("Exit", "", "", "", "", "4,000", ""),
    ("Total", "", "", "", "", "", ""),
    ("Number of users", "250"),
    ("Indexation: CPI from year 3",),
]


def test_lines_are_sorted_by_kind_and_gaps_are_never_filled() -> None:
    costs = read_cost_sheet([("Costs", SHEET)])
    assert costs is not None
    assert [line.kind for line in costs.lines] == [
        "licence",
        "build",
        "migration",
        "hosting",
        "support",
        "change",
        "exit",
    ]
    hosting, support, change = costs.lines[3], costs.lines[4], costs.lines[5]
    assert hosting.years == (155_050,) * 5
    assert hosting.total == 775_250
    assert support.years == (2_240_000, 2_240_000, None, 2_240_000, 2_240_000)
    assert support.total is None
    assert change.years == (None,) * 5
    assert costs.missing == ("data export",)
    assert costs.year_total(0) is None
    assert costs.total is None
    assert (costs.vat, costs.users, costs.indexation) == ("excluded", 250, "Indexation: CPI from year 3")
    assert {issue.code for issue in costs.issues} == {"cost-line-missing", "cost-year-missing"}


def test_a_whole_sheet_adds_up_and_a_wrong_total_is_told() -> None:
    rows = [
        HEAD,
        ("Hosting", "10", "10", "10", "10", "10", "50"),
        ("Support", "1", "1", "1", "1", "1", "5"),
        ("Total", "11", "11", "11", "11", "11", "60"),
    ]
    costs = read_cost_sheet([("Costs", [*rows, ("All including VAT",)])])
    assert costs is not None
    assert costs.total == 5_500
    assert [costs.year_total(year) for year in range(5)] == [1_100] * 5
    assert costs.vat == "included"
    assert [issue.message for issue in costs.issues if issue.code == "cost-total-differs"] == [
        "Row 4: the total given is £60.00, but the lines above add up to £55.00."
    ]


def test_an_unreadable_amount_is_refused_and_an_unknown_line_is_kept_under_its_own_name() -> None:
    costs = read_cost_sheet(
        [
            (
                "Costs",
                [
                    HEAD,
                    ("Hosting", "ten", "10", "10", "10", "10", ""),
                    ("Tea and biscuits", "1", "1", "1", "1", "1", "5"),
                ],
            )
        ]
    )
    assert costs is not None
    assert costs.lines[0].years[0] is None
    assert (costs.lines[1].kind, costs.lines[1].label, costs.lines[1].total) == (None, "Tea and biscuits", 500)
    codes = [issue.code for issue in costs.issues]
    assert "cost-unreadable" in codes
    assert "cost-line-unknown" in codes
    assert "cost-vat-unknown" in codes


def test_financial_years_and_words_for_years_are_years() -> None:
    for head in (("Item", "2026/27", "2027/28", "2028/29"), ("Item", "Year one", "Year two", "Year three")):
        costs = read_cost_sheet([("Costs", [head, ("Hosting", "1", "2", "3")])])
        assert costs is not None
        assert costs.lines[0].years == (100, 200, 300, None, None)


@pytest.mark.parametrize(
    "rows", [[], [("a", "b")], [("Total cost of ownership is low",)], [("Name", "Role"), ("x", "y")]]
)
def test_a_table_that_is_no_cost_sheet_gives_none(rows: list[tuple[str, ...]]) -> None:
    assert read_cost_sheet([("Sheet", rows)]) is None


@given(st.integers(-(10**9), 10**9))
def test_vat_taken_off_and_put_on_again_comes_back_to_the_penny(amount: int) -> None:
    net, gross = net_and_gross(amount, "excluded", Decimal(20))
    assert net == amount
    assert net_and_gross(gross, "included", Decimal(20))[0] in (amount - 1, amount, amount + 1)


def test_vat_is_never_guessed() -> None:
    with pytest.raises(ValueError, match="included or excluded"):
        net_and_gross(100, "unknown")


@pytest.mark.parametrize(
    ("amount", "users", "expected"), [(1000, 3, 333), (1000, None, None), (None, 3, None), (500, 0, None), (5, 2, 3)]
)
def test_pence_a_user(amount: int | None, users: int | None, expected: int | None) -> None:
    assert per_user(amount, users) == expected


def test_there_are_eight_kinds() -> None:
    assert len(KINDS) == 8
