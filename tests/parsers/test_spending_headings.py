"""Headings, printed totals and other lists in the many words of publishers: payments are told from all else."""

from pathlib import Path

import pytest

from tests.parsers.publications import HEADINGS, PAYMENTS, csv_text, parsed, pdf, records

TOTAL = "64990.00"

# Supplier, date, amount, and a last column that is never the amount, though it may resemble one.
WORDINGS = [
    ["Payments over £500 to", "On", "Amount ex VAT", "For"],
    ["Beneficiary Name", "Payment Date", "Amount (No VAT)", "Ledger"],
    ["Supplier", "Paid Date", "Amount (excluding recoverable VAT)", "Purpose"],
    ["Contractor", "Date", "Paid", "Ward"],
    ["Payment to", "Payment on", "GBP", "Reason"],
    ["Payee", "Date", "Payment", "Ward"],
    ["Payee", "Date", "Expenditure", "Ward"],
    ["Payee", "Date", "Ex VAT", "Ward"],
    ["Name of the person or firm to whom the payment was made", "Date on which the payment was made",
     "Amount of the payment in pounds sterling (excluding VAT where this can be recovered)", "Purpose of it"],
]  # fmt: skip


@pytest.mark.parametrize("headings", WORDINGS, ids=lambda headings: headings[2])
def test_headings_of_many_words(tmp_path: Path, headings: list[str]) -> None:
    report = parsed(tmp_path, csv_text([headings, *PAYMENTS]))
    assert (report["rows_accepted"], report["amount_total"]) == (4, TOTAL)
    assert [report["columns"][field] for field in ("supplier", "amount")] == [headings[0], headings[2]]


@pytest.mark.parametrize(
    ("amount", "beside"),
    [
        ("Nett", "Gross"),
        ("Nett Amt", "Gross Amt"),
        ("Goods Amount", "Invoice Amount"),
        ("Line Amount", "Invoice Amount"),
    ],
)
def test_the_net_or_line_amount_is_taken_wherever_the_other_stands(tmp_path: Path, amount: str, beside: str) -> None:
    rows = [[name, when, "999999.99", money] for name, when, money, _ in PAYMENTS]
    report = parsed(tmp_path, csv_text([["Supplier", "Date", beside, amount], *rows]))
    assert (report["columns"]["amount"], report["amount_total"]) == (amount, TOTAL)


def test_every_heading_split_over_two_rows(tmp_path: Path) -> None:
    split = [["Creditor", "Pay", "Value", "Detailed"], ["Name", "Date", "£", "Expense"]]
    report = parsed(tmp_path, csv_text([*split, *PAYMENTS]))
    assert (report["rows_accepted"], report["amount_total"], report["set_aside"]) == (4, TOTAL, {"heading": 2})


GROUPS = ["Subtotal: Care", "Total Care", "Care Sub Total:", "Care Totals"]


@pytest.mark.parametrize("label", GROUPS)
@pytest.mark.parametrize("at", [0, 1])
def test_totals_of_groups_in_the_column_of_the_supplier_or_the_date(tmp_path: Path, label: str, at: int) -> None:
    rows = [
        HEADINGS,
        ["Care", "", "", ""],
        *PAYMENTS[:2],
        ["", "", "65200.50", ""],
        *PAYMENTS[2:],
        ["", "", "-210.50", ""],
    ]
    for row in (rows[4], rows[-1]):
        row[at] = label
    report = parsed(tmp_path, csv_text(rows))
    assert (report["rows_accepted"], report["amount_total"], report["set_aside"]["total"]) == (4, TOTAL, 2)


@pytest.mark.parametrize("label", ["Sum", "Sum total", "Total total", "Total of all payments"])
def test_words_for_the_total_of_a_list(tmp_path: Path, label: str) -> None:
    report = parsed(tmp_path, csv_text([HEADINGS, *PAYMENTS, [label, "", "64990.00", ""]]))
    assert (report["rows_accepted"], report["amount_total"], report["issues"]) == (4, TOTAL, [])


def test_a_firm_called_total_is_paid_what_the_row_above_was_paid_where_no_row_has_a_date(tmp_path: Path) -> None:
    rows = [
        ["Supplier", "Amount", "Service"],
        ["A Ltd", "10.00", "Gas"],
        ["Total Gas Supply", "10.00", "Gas"],
        ["Sum of Parts", "5.00", ""],
    ]
    report = parsed(tmp_path, csv_text(rows))
    assert (report["rows_accepted"], report["amount_total"]) == (3, "25.00")


def test_a_note_under_the_total_of_a_pdf_is_no_part_of_its_label(tmp_path: Path) -> None:
    words = [(x, 60, text) for x, text in zip((40, 240, 340, 420), HEADINGS, strict=True)]
    for at, row in enumerate(PAYMENTS):
        words += [(x, 74 + 14 * at, text) for x, text in zip((40, 240, 340, 420), row, strict=True)]
    words += [(40, 130, "Total"), (340, 130, "64990.00"), (40, 141, "Names of people are redacted.")]
    report = parsed(tmp_path, pdf([words]))
    assert (report["rows_accepted"], report["amount_total"], report["set_aside"]["total"]) == (4, TOTAL, 1)


def test_a_pdf_with_headings_at_the_left_and_figures_at_the_right_of_their_columns(tmp_path: Path) -> None:
    words = [
        (40, 60, "Supplier"),
        (160, 60, "Invoice No"),
        (240, 60, "Invoice Date"),
        (320, 60, "Net"),
        (420, 60, "Details"),
    ]
    for at, (name, when, amount, why) in enumerate(PAYMENTS * 5):
        y = 74 + 14 * at
        words += [
            (40, y, name),
            (160, y, f"7{at:02}"),
            (275, y, when),
            (417 - 4.45 * len(amount), y, amount),
            (420, y, why),
        ]
    report = parsed(tmp_path, pdf([words]))
    assert (report["rows_accepted"], report["amount_total"]) == (20, "324950.00")
    assert report["columns"]["reference"] == "Invoice No"


OTHERS = [
    ["Awarded to", "Date awarded", "Award value", "Tender"],
    ["Asset", "Date acquired", "Purchase cost", "Insurance value"],
    ["Description", "Actual to date", "Revised budget", "Forecast outturn"],
    ["Account holder", "Credit date", "Credit amount", "Property"],
    ["Debtor", "Invoice date", "Outstanding amount", "Days overdue"],
    ["Counterparty", "Date invested", "Amount invested", "Maturity"],
    ["Street", "PCN issue date", "Amount paid", "Contravention"],
]


@pytest.mark.parametrize("headings", OTHERS, ids=lambda headings: headings[0])
def test_other_lists_with_names_dates_and_amounts_are_rejected(tmp_path: Path, headings: list[str]) -> None:
    report = parsed(tmp_path, csv_text([headings, *PAYMENTS]))
    assert (report["status"], report["code"]) == ("rejected", "not-payments")


def test_words_of_other_lists_in_a_list_of_payments_do_no_harm(tmp_path: Path) -> None:
    headings = [*HEADINGS, "Supplier Postcode", "Budget", "Invoice Number"]
    report = parsed(tmp_path, csv_text([headings, *([*row, "EX1 1EX", "B1", "7"] for row in PAYMENTS)]))
    assert (report["rows_accepted"], report["amount_total"]) == (4, TOTAL)


@pytest.mark.parametrize("nothing", ["", "0.00"])
def test_what_stands_under_credit_is_taken_off_what_stands_under_debit(tmp_path: Path, nothing: str) -> None:
    rows = [["Supplier", "Date", "Debit", "Credit", "Service"]]
    for name, when, amount, why in PAYMENTS:
        sides = [nothing, amount[1:]] if amount.startswith("-") else [amount, nothing]
        rows.append([name, when, *sides, why])
    report = parsed(tmp_path, csv_text([*rows, ["B Ltd", "30/04/2026", "", "", "Signs"]]))
    assert (report["rows_accepted"], report["rows_refused"], report["amount_total"]) == (4, 1, TOTAL)


def test_a_payment_to_a_firm_whose_name_is_a_heading_is_no_heading(tmp_path: Path) -> None:
    rows = [*([name, "03-Apr-26", amount, why] for name, _, amount, why in PAYMENTS)]
    odd = ["Amount Media Company", "03-Apr-26", "£10.00", "Supplier payment"]
    report = parsed(tmp_path, csv_text([HEADINGS, *rows, odd]))
    assert (report["rows_accepted"], report["amount_total"]) == (5, "65000.00")


SIDE_BY_SIDE = [
    ["Amount", "VAT", "Total Amount"],
    ["Value", "VAT", "Total Value"],
    ["Amount", "VAT Amount", "Gross Amount"],
    ["Net", "VAT", "Amount inc VAT"],
    ["Cost", "VAT", "Total cost (inc VAT)"],
]


@pytest.mark.parametrize("names", SIDE_BY_SIDE, ids=lambda names: names[2])
@pytest.mark.parametrize("turned", [False, True])
def test_the_amount_before_vat_is_taken_in_any_order(tmp_path: Path, names: list[str], turned: bool) -> None:
    money = [names, ["100.00", "20.00", "120.00"], ["50.00", "0.00", "50.00"], ["10.00", "2.00", "12.00"]]
    rows = [["Supplier", "Date", *(each[::-1] if turned else each)] for each in money]
    for row in rows[1:]:
        row[:2] = ["A Fictional Ltd", "03/04/2026"]
    report = parsed(tmp_path, csv_text(rows))
    assert (report["columns"]["amount"], report["amount_total"]) == (names[0], "160.00")


@pytest.mark.parametrize("heading", ["Gross", "Gross Amount", "Total (inc VAT)"])
def test_an_amount_with_vat_is_taken_where_there_is_no_other(tmp_path: Path, heading: str) -> None:
    rows = [["Supplier", "Date", heading, "Purpose"], *PAYMENTS]
    report = parsed(tmp_path, csv_text(rows))
    assert (report["columns"]["amount"], report["amount_total"]) == (heading, TOTAL)
    assert records(tmp_path)[0]["amount_kind"] == "gross"


def test_the_amount_in_pounds_is_taken_beside_one_in_another_currency(tmp_path: Path) -> None:
    headings = ["Merchant", "Date", "Original Net Amt", "Original Currency", "Billing Gross Amt"]
    rows = [headings, ["A Fictional Inc", "03/04/2026", "100.00", "USD", "80.00"]]
    assert parsed(tmp_path, csv_text(rows))["columns"]["amount"] == "Billing Gross Amt"
