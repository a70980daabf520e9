"""Units, signs and currencies that a list states beside its amounts, and columns that look like amounts paid."""

from pathlib import Path

import pytest

from tests.parsers.publications import csv_text, parsed, records

NAMES = ["Fictional Paving Limited", "Imaginary Care Homes Ltd", "Invented Energy plc", "Pretend Signs Ltd"]
DAYS = ["03/04/2026", "15/04/2026", "27/04/2026", "30/04/2026"]


def listed(headings: list[str], *columns: list[str], above: list[list[str]] | None = None) -> str:
    rows = [list(row) for row in zip(NAMES, DAYS, *columns, strict=True)]
    return csv_text([*(above or []), ["Supplier", "Date Paid", *headings], *rows])


def codes(report: dict) -> set[str]:
    return {issue["code"] for issue in report["issues"]}


@pytest.mark.parametrize("heading", ["Amount (£000)", "Amount £'000", "Net spend £000s", "Cost in thousands of pounds"])
def test_amounts_in_thousands_are_read_so_and_told(tmp_path: Path, heading: str) -> None:
    report = parsed(tmp_path, listed([heading], ["12.5", "640.0", "-3.125", "1,000"]))
    assert (report["amount_total"], codes(report)) == ("1649375.00", {"amounts-not-pounds-and-pence"})


@pytest.mark.parametrize("line", ["All figures in £000", "Amounts are shown in thousands", "£'000"])
def test_a_line_above_the_headings_can_say_that_amounts_are_thousands(tmp_path: Path, line: str) -> None:
    report = parsed(tmp_path, listed(["Amount"], ["12.5", "640.0", "-3.1", "1,000"], above=[[line], []]))
    assert report["amount_total"] == "1649400.00"


@pytest.mark.parametrize("line", ["Payments over £25,000", "All spend in excess of £500", "Spend over £1000"])
def test_a_threshold_above_the_headings_says_nothing_of_the_unit(tmp_path: Path, line: str) -> None:
    report = parsed(tmp_path, listed(["Amount"], ["12.50", "640.00", "-3.10", "1,000"], above=[[line], []]))
    assert (report["amount_total"], report["issues"]) == ("1649.40", [])


def test_amounts_in_pence_are_read_so_and_told(tmp_path: Path) -> None:
    report = parsed(tmp_path, listed(["amount_in_pence"], ["1250", "64000", "-310", "99"]))
    assert (report["amount_total"], codes(report)) == ("650.39", {"amounts-not-pounds-and-pence"})


@pytest.mark.parametrize(
    ("heading", "plus", "minus"),
    [("Dr/Cr", "DR", "CR"), ("D/C Indicator", "D", "C"), ("Debit/Credit", "Debit", "Credit"), ("Sign", "+", "-")],
)
def test_a_column_of_signs_makes_what_came_back_negative(tmp_path: Path, heading: str, plus: str, minus: str) -> None:
    report = parsed(
        tmp_path, listed(["Amount", heading], ["10.00", "20.00", "5.00", "1.00"], [plus, plus, minus, plus])
    )
    assert (report["amount_total"], codes(report)) == ("26.00", {"signs-in-a-column"})


def test_a_column_of_signs_beside_amounts_with_signs_changes_nothing(tmp_path: Path) -> None:
    marks = ["DR", "DR", "CR", "DR"]
    report = parsed(tmp_path, listed(["Amount", "Dr/Cr"], ["10.00", "20.00", "-5.00", "1.00"], marks))
    assert (report["amount_total"], report["issues"]) == ("26.00", [])


def test_a_credit_card_is_no_sign(tmp_path: Path) -> None:
    cards = ["Credit", "Debit", "Credit", "Debit"]
    assert parsed(tmp_path, listed(["Amount", "Card used"], ["1", "2", "3", "4"], cards))["amount_total"] == "10.00"


def test_amounts_in_another_currency_are_refused(tmp_path: Path) -> None:
    report = parsed(
        tmp_path, listed(["Amount", "Currency"], ["10.00", "20.00", "5.00", "1.00"], ["GBP", "EUR", "", "USD"])
    )
    assert (report["amount_total"], report["rows_refused"]) == ("15.00", 2)
    assert codes(report) == {"amount-not-in-pounds"}
    report = parsed(tmp_path, listed(["Amount"], ["£10.00", "€20.00", "£5.00", "$1.00"]))
    assert (report["amount_total"], report["rows_refused"]) == ("15.00", 2)


def test_a_list_in_euros_is_rejected_and_pounds_with_the_sign_of_dollars_are_read(tmp_path: Path) -> None:
    assert parsed(tmp_path, listed(["Amount (EUR)"], ["1", "2", "3", "4"]))["status"] == "rejected"
    assert parsed(tmp_path, listed(["Amount"], ["$1.00", "($2.00)", "$3.00", "$4.00"]))["amount_total"] == "6.00"


@pytest.mark.parametrize(
    "other",
    ["Running Total", "Cumulative Amount", "Amount YTD", "Previous Amount", "Discount Amount", "Retention Amount",
     "Order Value £", "Total Contract Amount"],
)  # fmt: skip
@pytest.mark.parametrize("first", [True, False])
def test_a_sum_that_was_not_paid_is_never_taken_for_the_payment(tmp_path: Path, other: str, first: bool) -> None:
    paid, sums = ["1.00", "2.00", "3.00", "4.00"], ["1.00", "30.00", "600.00", "1000.00"]
    text = listed([other, "Amount"], sums, paid) if first else listed(["Amount", other], paid, sums)
    assert parsed(tmp_path, text)["amount_total"] == "10.00"


def test_a_list_whose_dates_cannot_be_read_says_so(tmp_path: Path) -> None:
    rows = [[name, f"Period {at}", "10.00"] for at, name in enumerate(NAMES, 1)]
    report = parsed(tmp_path, csv_text([["Supplier", "Payment Date", "Amount"], *rows]))
    assert (codes(report), [row["date"] for row in records(tmp_path)]) == ({"dates-missing"}, [None] * 4)
