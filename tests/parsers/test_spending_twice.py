"""Lists in which a payment would be counted twice, lost, or read from the wrong column by a careless reader."""

from pathlib import Path

import pytest

from tests.parsers.publications import HEADINGS, PAYMENTS, csv_text, parsed, records

TOTAL = "64990.00"
LIST = [HEADINGS, *PAYMENTS]


def codes(report: dict) -> set[str]:
    return {issue["code"] for issue in report["issues"]}


@pytest.mark.parametrize("gap", [[], [""]])
def test_two_lists_side_by_side_are_both_read(tmp_path: Path, gap: list[str]) -> None:
    heads = HEADINGS[:3]
    rows = [[*left[:3], *gap, *right[:3]] for left, right in zip(PAYMENTS[:2], PAYMENTS[2:], strict=True)]
    report = parsed(tmp_path, csv_text([["Payments"], [*heads, *gap, *heads], *rows, PAYMENTS[0][:3]]))
    assert (report["rows_accepted"], report["amount_total"]) == (5, "66190.50")
    assert sorted({row["row"] for row in records(tmp_path)}) == [3, 4, 5]


def unquoted(rows: list[list[str]]) -> str:
    return "\n".join(",".join(row) for row in rows)


def test_thousands_without_quotation_marks_are_joined_again(tmp_path: Path) -> None:
    rows = [["Supplier", "Date", "Reference", "Amount"]]
    rows += [[name, when, "12345", f"{float(amount):,.2f}"] for name, when, amount, _ in PAYMENTS]
    report = parsed(tmp_path, unquoted(rows))
    assert (report["rows_accepted"], report["amount_total"], codes(report)) == (4, TOTAL, {"row-mended"})


def test_a_name_without_quotation_marks_is_joined_again(tmp_path: Path) -> None:
    rows = [["Department", "Supplier", "Reference", "Amount", "Date"]]
    rows += [["Roads", name, "12345", amount, when] for name, when, amount, _ in PAYMENTS]
    rows += [["Roads", "Pretend, Example & Co", "777", "10.00", "29/04/2026"]]
    report = parsed(tmp_path, unquoted(rows))
    assert (report["rows_accepted"], report["amount_total"], codes(report)) == (5, "65000.00", {"row-mended"})
    assert records(tmp_path)[-1]["supplier"] == "Pretend, Example & Co"


def test_a_shifted_row_that_cannot_be_mended_for_certain_is_refused(tmp_path: Path) -> None:
    rows = [["Supplier", "Reference", "Amount", "Date"]]
    rows += [[name, "12345", amount, when] for name, when, amount, _ in PAYMENTS]
    rows += [["Pretend", "17", "24", "10.00", "29/04/2026"]]
    report = parsed(tmp_path, unquoted(rows))
    assert (report["rows_accepted"], report["rows_refused"], report["amount_total"]) == (4, 1, TOTAL)
    assert codes(report) == {"row-shifted"}


def test_a_column_without_a_heading_shifts_nothing(tmp_path: Path) -> None:
    report = parsed(tmp_path, csv_text([HEADINGS, *([*row, "paid by BACS"] for row in PAYMENTS)]))
    assert (report["amount_total"], report["status"]) == (TOTAL, "accepted")


def test_totals_above_the_rows_that_they_add_up_are_not_counted(tmp_path: Path) -> None:
    groups = [
        ["Directorate", "Supplier", "Date", "Amount"],
        ["Roads", "", "", "1300.25"],
        ["Roads", "Fictional Paving Limited", "03/04/2026", "1200.50"],
        ["Roads", "Pretend Signs Ltd", "30/04/2026", "99.75"],
        ["Care", "", "", "64000.00"],
        ["Care", "Imaginary Care Homes Ltd", "15/04/2026", "64000.00"],
    ]
    report = parsed(tmp_path, csv_text(groups))
    assert (report["rows_accepted"], report["amount_total"]) == (3, "65300.25")
    assert (codes(report), report["set_aside"]["total"]) == ({"totals-above-rows"}, 2)


def test_a_payment_without_a_date_is_no_total_of_the_one_payment_below_it(tmp_path: Path) -> None:
    rows = [HEADINGS, ["Pretend Signs Ltd", "", "1200.50", "Signs"], *PAYMENTS]
    report = parsed(tmp_path, csv_text(rows))
    assert (report["rows_accepted"], report["amount_total"], codes(report)) == (5, "66190.50", {"date-missing"})


@pytest.mark.parametrize(
    ("label", "figure"),
    [("Average", "16247.50"), ("Number of payments", "4"), ("Largest payment", "64000.00"), ("Count", "4"),
     ("Year to date", "990000.00"), ("VAT", "12.00"), ("Less credit notes", "-310.25"), ("Overall spend", TOTAL),
     ("Sum of all payments", TOTAL), ("Grand total (all services)", TOTAL), ("Cyfanswm terfynol", TOTAL)],
)  # fmt: skip
def test_what_a_list_says_of_its_payments_is_no_payment(tmp_path: Path, label: str, figure: str) -> None:
    report = parsed(tmp_path, csv_text([*LIST, [label, "", figure, ""]]))
    assert (report["rows_accepted"], report["rows_refused"], report["amount_total"]) == (4, 0, TOTAL)
    assert report["set_aside"] == {"heading": 1, "total": 1}


@pytest.mark.parametrize("name", ["Sum Of Parts Ltd", "Total (UK) Ltd", "Check Electrical Ltd", "Average White Bands"])
def test_a_firm_with_such_a_name_is_paid(tmp_path: Path, name: str) -> None:
    report = parsed(tmp_path, csv_text([*LIST, [name, "", "10.00", ""], [name, "30/04/2026", "5.00", "Works"]]))
    assert (report["rows_accepted"], report["amount_total"]) == (6, "65005.00")


def test_cells_in_single_quotation_marks(tmp_path: Path) -> None:
    text = "\n".join(
        ",".join(f"'{cell}'" for cell in row) for row in [*LIST, ["O'Example, Co", "30/04/2026", "1.00", ""]]
    )
    report = parsed(tmp_path, text)
    assert (report["rows_accepted"], report["amount_total"]) == (5, "64991.00")
    assert records(tmp_path)[-1]["supplier"] == "O'Example, Co"
