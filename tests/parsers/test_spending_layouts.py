"""Lists laid out in every troublesome way that councils have: each is read to the penny, and each row accounted for."""

from pathlib import Path

import pytest

from tests.parsers.publications import HEADINGS, PAYMENTS, csv_text, parsed, records

TOTAL = "64990.00"
LIST = [HEADINGS, *PAYMENTS]


def codes(report: dict) -> dict[str, int]:
    return {issue["code"]: issue["count"] for issue in report["issues"]}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_any_delimiter_and_line_end(tmp_path: Path, delimiter: str, line_end: str) -> None:
    report = parsed(tmp_path, csv_text(LIST, delimiter, line_end))
    assert (report["rows_accepted"], report["amount_total"], report["header_row"]) == (4, TOTAL, 1)
    assert (report["date_min"], report["date_max"]) == ("2026-04-03", "2026-04-30")
    assert report["status"] == "accepted"


POUNDS = [
    ["Supplier Name", "Payment Date", "Amount (£)", "Purpose"],
    ["Café Dychmygol", "03/04/2026", "£1,200.50", "Entrée – lunches"],
    ["Fictional’s Ltd", "04/04/2026", "-£0.50", "“Quoted” purpose"],
]


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8 with BOM"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1252", "cp1252"),
        ("mac_roman", "mac_roman"),
    ],
)
def test_any_encoding(tmp_path: Path, encoding: str, name: str) -> None:
    ends = "\r" if encoding == "mac_roman" else "\r\n"
    report = parsed(tmp_path, csv_text(POUNDS, line_end=ends).encode(encoding))
    assert (report["encoding"], report["amount_total"]) == (name, "1200.00")
    assert [row["supplier"] for row in records(tmp_path)] == ["Café Dychmygol", "Fictional’s Ltd"]


def test_the_code_page_of_dos_is_told_by_its_pound_sign(tmp_path: Path) -> None:
    rows = [["Supplier", "Date", "Amount £"], ["Caffè Fictional", "03/04/2026", "£12.00"]]
    report = parsed(tmp_path, csv_text(rows).encode("cp437"))
    assert (report["encoding"], report["amount_total"]) == ("cp437", "12.00")
    assert records(tmp_path)[0]["supplier"] == "Caffè Fictional"


def test_one_line_of_another_encoding_is_read_alone_and_told(tmp_path: Path) -> None:
    lines = csv_text([*LIST, ["Cwmni Tŷ Dŵr", "30/04/2026", "1.00", ""]]).encode() + b"Caf\xe9,30/04/2026,2.00,\r\n"
    report = parsed(tmp_path, lines)
    assert codes(report) == {"mixed-encoding": 1}
    assert [row["supplier"] for row in records(tmp_path)][-2:] == ["Cwmni Tŷ Dŵr", "Café"]


@pytest.mark.parametrize(
    ("above", "row"),
    [
        ([["Exampleton Borough Council"], ["Payments over £500, April 2026"], []], 4),
        ([["select a.supplier, a.paid_on, a.amount from payments a"], ["where a.amount > 500", "", "", ""]], 3),
        ([["Report run 01/05/2026", "", "", ""], *[["parameter"]] * 70], 72),
        ([["Total for the month", "", "64,990.00", ""]], 2),
    ],
)  # fmt: skip
def test_what_stands_above_the_headings_is_set_aside(tmp_path: Path, above: list, row: int) -> None:
    report = parsed(tmp_path, csv_text([*above, *LIST]))
    assert (report["header_row"], report["rows_accepted"], report["amount_total"]) == (row, 4, TOTAL)


def test_a_query_quoted_over_many_lines_is_one_row(tmp_path: Path) -> None:
    query = "query\nselect name, paid, amount, why\nfrom payments"
    report = parsed(tmp_path, csv_text([[query, "", "", ""], *LIST]))
    assert (report["header_row"], report["rows_accepted"], report["amount_total"]) == (2, 4, TOTAL)


def test_headings_split_over_two_rows(tmp_path: Path) -> None:
    split = [["Supplier", "Payment", "Net", "Purpose"], ["Name", "Date", "Amount", ""]]
    report = parsed(tmp_path, csv_text([*split, *PAYMENTS]))
    assert (report["rows_accepted"], report["amount_total"], report["set_aside"]) == (4, TOTAL, {"heading": 2})
    assert report["columns"]["amount"] == "Net Amount"


def test_headings_repeated_on_every_page(tmp_path: Path) -> None:
    report = parsed(tmp_path, csv_text([HEADINGS, *PAYMENTS[:2], HEADINGS, *PAYMENTS[2:], HEADINGS]))
    assert (report["amount_total"], report["set_aside"]) == (TOTAL, {"heading": 1, "repeated-heading": 2})


def test_a_second_table_below_with_other_columns(tmp_path: Path) -> None:
    turned = [[row[2], row[0], row[1]] for row in (HEADINGS, *PAYMENTS[2:])]
    report = parsed(tmp_path, csv_text([HEADINGS, *PAYMENTS[:2], [], *turned]))
    assert (report["rows_accepted"], report["amount_total"]) == (4, TOTAL)
    assert [row["supplier"] for row in records(tmp_path)] == [row[0] for row in PAYMENTS]


def test_headings_that_were_sorted_into_the_list(tmp_path: Path) -> None:
    report = parsed(tmp_path, csv_text([*PAYMENTS[:2], HEADINGS, *PAYMENTS[2:]]))
    assert (report["header_row"], report["rows_accepted"], report["amount_total"]) == (3, 4, TOTAL)


def test_no_headings_where_the_cells_leave_no_doubt(tmp_path: Path) -> None:
    report = parsed(tmp_path, csv_text([*PAYMENTS, ["Invented Energy plc", "30/04/2026", "10.00", "Gas"]]))
    assert (report["header_row"], report["rows_accepted"], report["amount_total"]) == (None, 5, "65000.00")
    assert codes(report) == {"headings-missing": 1}


def test_no_headings_and_two_columns_of_money_is_rejected(tmp_path: Path) -> None:
    report = parsed(tmp_path, csv_text([*([*row, row[2]] for row in PAYMENTS), [*PAYMENTS[0], "7.00"]]))
    assert (report["status"], report["code"]) == ("rejected", "not-payments")
    assert "Fictional Paving Limited" in report["reason"]


def test_trailing_commas_and_short_rows(tmp_path: Path) -> None:
    rows = [HEADINGS, [*PAYMENTS[0], "", ""], PAYMENTS[1][:3], *([*row, *[""] * 300] for row in PAYMENTS[2:]), [""] * 9]
    report = parsed(tmp_path, csv_text(rows))
    assert (report["rows_accepted"], report["amount_total"], report["set_aside"]["blank"]) == (4, TOTAL, 1)


def test_a_comma_more_at_the_end_leaves_a_payment_the_same(tmp_path: Path) -> None:
    parsed(tmp_path, csv_text(LIST))
    before = [row["fingerprint"] for row in records(tmp_path)]
    parsed(tmp_path, csv_text([*row, "", ""] for row in LIST))
    assert [row["fingerprint"] for row in records(tmp_path)] == before


TOTALS = {
    "labelled": ["Grand Total", "", "64,990.00", ""],
    "labelled beside the amount": ["", "Total:", "64990.00", ""],
    "without a label": ["", "", "£64,990.00", ""],
    "in Welsh": ["Cyfanswm", "", "64,990.00", ""],
}


@pytest.mark.parametrize("total", TOTALS.values(), ids=TOTALS)
def test_a_total_is_checked_and_never_added(tmp_path: Path, total: list[str]) -> None:
    report = parsed(tmp_path, csv_text([*LIST, total]))
    assert (report["rows_accepted"], report["amount_total"], report["set_aside"]["total"]) == (4, TOTAL, 1)
    assert report["status"] == "accepted"


def test_a_total_that_differs_is_told_with_both_sums(tmp_path: Path) -> None:
    report = parsed(tmp_path, csv_text([*LIST, ["Total", "", "65000.00", ""]]))
    assert report["amount_total"] == TOTAL
    assert codes(report) == {"total-differs": 1}
    assert "65000.00" in report["issues"][0]["message"]
    assert "64990.00" in report["issues"][0]["message"]
    assert report["issues"][0]["first_row"] == 6


def test_subtotals_of_groups_and_a_grand_total(tmp_path: Path) -> None:
    rows = [
        HEADINGS, PAYMENTS[0], PAYMENTS[3], ["Fictional Paving Limited Total", "", "1300.25", ""],
        PAYMENTS[1], ["Imaginary Care Homes Ltd Total", "", "64000.00", ""], ["Grand Total", "", "65300.25", ""],
    ]  # fmt: skip
    report = parsed(tmp_path, csv_text(rows))
    assert (report["rows_accepted"], report["amount_total"], report["set_aside"]["total"]) == (3, "65300.25", 3)
    assert report["issues"] == []


def test_a_firm_whose_name_starts_with_total_is_paid(tmp_path: Path) -> None:
    report = parsed(tmp_path, csv_text([*LIST, ["TOTAL GAS & POWER LTD", "30/04/2026", "10.00", "Gas"]]))
    assert (report["rows_accepted"], report["amount_total"]) == (5, "65000.00")


def test_an_amount_that_nothing_explains_is_refused(tmp_path: Path) -> None:
    report = parsed(tmp_path, csv_text([*LIST, ["", "", "17.00", ""]]))
    assert (report["rows_refused"], report["amount_total"], codes(report)) == (1, TOTAL, {"amount-alone": 1})


REFUSED = {
    "": "amount-missing",
    "REDACTED": "amount-redacted",
    "12.3.4": "amount-unreadable",
    "(-5.00)": "amount-unreadable",
    "£1.2m": "amount-unreadable",
    "=1+1": "amount-unreadable",
    "#REF!": "amount-unreadable",
}


@pytest.mark.parametrize(("cell", "code"), REFUSED.items())
def test_a_payment_without_a_certain_amount_is_refused_with_its_place(tmp_path: Path, cell: str, code: str) -> None:
    report = parsed(tmp_path, csv_text([*LIST, ["Invented Energy plc", "30/04/2026", cell, "Gas"]]))
    assert (report["rows_accepted"], report["rows_refused"], report["amount_total"]) == (4, 1, TOTAL)
    assert (codes(report), report["issues"][0]["first_row"]) == ({code: 1}, 6)


NEGATIVES = ["-1,234.00", "(1,234.00)", "1,234.00-", "-£1,234.00", "£-1,234.00", "(£1,234.00)", "1,234.00 CR",
             "- 1,234", "−1,234.00", "£(1,234.00)", "CR 1,234.00"]  # fmt: skip


@pytest.mark.parametrize("cell", NEGATIVES)
def test_a_credit_is_taken_off_in_every_style(tmp_path: Path, cell: str) -> None:
    report = parsed(tmp_path, csv_text([*LIST, ["Invented Energy plc", "30/04/2026", cell, "Gas"]]))
    assert (report["rows_accepted"], report["amount_total"]) == (5, "63756.00")


def test_decimal_commas_make_a_point_part_thousands(tmp_path: Path) -> None:
    amounts = ["1.234,50", "12,75", "2.000", "7"]
    rows = [[name, when, amount, why] for (name, when, _, why), amount in zip(PAYMENTS, amounts, strict=True)]
    report = parsed(tmp_path, csv_text([HEADINGS, *rows], ";"))
    assert (report["rows_accepted"], report["amount_total"]) == (4, "3254.25")


def test_three_decimals_are_rounded_and_told(tmp_path: Path) -> None:
    report = parsed(tmp_path, csv_text([*LIST, ["Invented Energy plc", "30/04/2026", "1.255", "Gas"]]))
    assert (report["amount_total"], codes(report)) == ("64991.26", {"amount-rounded": 1})


def test_american_dates_are_read_month_first_and_told(tmp_path: Path) -> None:
    rows = [["A Fictional Ltd", f"04/{day:02}/2026", "1.00", ""] for day in range(1, 31)]
    report = parsed(tmp_path, csv_text([HEADINGS, *rows]))
    assert (report["date_min"], report["date_max"]) == ("2026-04-01", "2026-04-30")
    assert codes(report) == {"date-month-first": 1}


def test_american_dates_that_show_only_late_in_a_long_file(tmp_path: Path) -> None:
    rows = [["A Fictional Ltd", f"04/{at // 300 + 1:02}/2026", "1.00", ""] for at in range(6000)]
    report = parsed(tmp_path, csv_text([HEADINGS, *rows]))
    assert (report["date_min"], report["date_max"]) == ("2026-04-01", "2026-04-20")
    assert (report["rows_accepted"], codes(report)) == (6000, {"date-month-first": 1})


@pytest.mark.parametrize(
    "text",
    ["46115", "46115.0", "2026-04-03", "2026-04-03 00:00:00", "03-Apr-26", "3 April 2026", "3rd April 2026",
     "03.04.2026", "Friday, 3 April 2026", "20260403", "03/04/26", "3 Ebrill 2026", "April 3, 2026"],
)  # fmt: skip
def test_a_date_in_any_certain_style(tmp_path: Path, text: str) -> None:
    report = parsed(tmp_path, csv_text([HEADINGS, ["A Fictional Ltd", text, "1.00", ""]]))
    assert (report["date_min"], report["issues"]) == ("2026-04-03", [])


@pytest.mark.parametrize("text", ["31/02/2026", "VARIOUS", "0304/2026", "09/10/1202"])
def test_a_date_that_cannot_be_read_leaves_the_payment_in_the_totals(tmp_path: Path, text: str) -> None:
    report = parsed(tmp_path, csv_text([*LIST, ["A Fictional Ltd", text, "10.00", ""]]))
    assert (report["rows_accepted"], report["amount_total"]) == (5, "65000.00")
    assert (codes(report), report["issues"][0]["first_row"]) == ({"date-unreadable": 1}, 6)


def test_a_line_break_inside_quotes(tmp_path: Path) -> None:
    rows = [HEADINGS, ["Fictional\nPaving, North\nLimited", *PAYMENTS[0][1:]], *PAYMENTS[1:]]
    report = parsed(tmp_path, csv_text(rows))
    assert (report["rows_accepted"], report["amount_total"], report["issues"]) == (4, TOTAL, [])
    assert records(tmp_path)[0]["supplier"] == "Fictional\nPaving, North\nLimited"


@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_a_quote_that_is_never_closed_swallows_nothing(tmp_path: Path, at: int) -> None:
    lines = [",".join(row) for row in LIST]
    lines[at + 1] = '"' + lines[at + 1]
    report = parsed(tmp_path, "\n".join(lines) + "\n")
    assert (report["rows_accepted"], report["amount_total"]) == (4, TOTAL)
    assert (codes(report), report["issues"][0]["first_row"]) == ({"unbalanced-quotes": 1}, at + 2)


def test_an_open_quote_among_quoted_rows_of_a_long_file(tmp_path: Path) -> None:
    lines = ['"A Fictional, Ltd",03/04/2026,"1,000.00",x'] * 9000
    lines[4000] = '"A Fictional Ltd,03/04/2026,1000.00,x'
    report = parsed(tmp_path, ",".join(HEADINGS) + "\r\n" + "\r\n".join(lines) + "\r\n")
    assert (report["rows_accepted"], report["amount_total"]) == (9000, "9000000.00")
    assert codes(report) == {"unbalanced-quotes": 1}


def test_a_mark_for_inches_is_no_quote(tmp_path: Path) -> None:
    report = parsed(
        tmp_path, ",".join(HEADINGS) + '\nA Fictional Ltd,03/04/2026,5.00,6" pipe\nB Ltd,04/04/2026,1.00,x\n'
    )
    assert (report["rows_accepted"], report["amount_total"], report["issues"]) == (2, "6.00", [])


def test_whole_lines_in_quotes_are_cut_at_their_commas(tmp_path: Path) -> None:
    rows = [HEADINGS, ["Paving, North", "03/04/2026", "1,000.00", 'A "good" job'], *PAYMENTS]
    lines = ['"' + line.replace('"', '""') + '"' for line in csv_text(rows).splitlines()]
    report = parsed(tmp_path, "\r\n".join(lines))
    assert (report["rows_accepted"], report["amount_total"]) == (5, "65990.00")
    assert [records(tmp_path)[0][field] for field in ("supplier", "purpose")] == ["Paving, North", 'A "good" job']


def test_blanks_before_quotes(tmp_path: Path) -> None:
    rows = [HEADINGS, ["Paving, North", "03/04/2026", "1,000.00", "Signs"], *PAYMENTS]
    report = parsed(tmp_path, "\n".join(", ".join(f'"{cell}"' for cell in row) for row in rows))
    assert (report["rows_accepted"], report["amount_total"]) == (5, "65990.00")
    assert records(tmp_path)[0]["supplier"] == "Paving, North"


def test_a_list_that_ends_inside_a_quoted_cell_was_cut(tmp_path: Path) -> None:
    report = parsed(tmp_path, csv_text(LIST) + '"Imaginary Care Homes, No')
    assert (report["status"], report["code"]) == ("rejected", "truncated")
    assert not (tmp_path / "records.parquet").exists()


def test_a_list_that_ends_inside_its_last_row_is_used_and_told(tmp_path: Path) -> None:
    report = parsed(tmp_path, csv_text(LIST) + "Invented Energy plc,30/04/2026,10.00")
    assert (report["rows_accepted"], report["amount_total"], codes(report)) == (5, "65000.00", {"ends-mid-row": 1})


def test_nul_characters_and_the_end_mark_of_dos(tmp_path: Path) -> None:
    report = parsed(tmp_path, csv_text(LIST).replace("Signs", "Si\x00gns") + "\x1a")
    assert (report["rows_accepted"], report["amount_total"], codes(report)) == (4, TOTAL, {"nul-characters": 1})


def test_welsh_headings(tmp_path: Path) -> None:
    headings = ["Enw'r Cyflenwr", "Dyddiad Talu", "Swm (heb TAW)", "Disgrifiad", "Adran"]
    report = parsed(tmp_path, csv_text([headings, *([*row, "Priffyrdd"] for row in PAYMENTS)]))
    assert (report["rows_accepted"], report["amount_total"]) == (4, TOTAL)
    assert report["columns"] == {
        "supplier": "Enw'r Cyflenwr", "date": "Dyddiad Talu", "amount": "Swm (heb TAW)", "purpose": "Disgrifiad",
        "department": "Adran",
    }  # fmt: skip


def test_net_is_taken_where_net_vat_and_gross_stand_side_by_side(tmp_path: Path) -> None:
    headings = ["Supplier", "Date", "Net Amount", "VAT", "Gross Amount"]
    report = parsed(tmp_path, csv_text([headings, ["A Fictional Ltd", "03/04/2026", "100.00", "20.00", "120.00"]]))
    assert (report["amount_total"], records(tmp_path)[0]["vat_pence"]) == ("100.00", 2000)
    assert records(tmp_path)[0]["amount_kind"] == "net"


def test_cells_without_a_role_are_kept(tmp_path: Path) -> None:
    rows = [[*HEADINGS, "Ward", ""], [*PAYMENTS[0], "Invented Ward", "odd"]]
    parsed(tmp_path, csv_text(rows))
    assert records(tmp_path)[0]["extra"] == '{"Ward":"Invented Ward","column 6":"odd"}'


BAD = {
    "assets": [["UPRN", "Postcode", "Tenure"], ["1", "EX1 1EX", "Freehold"]],
    "contracts": [
        ["Contract Title", "Supplier", "Annual Value", "Start Date", "End Date"],
        ["A", "B", "1.00", "1/1/2026", "1/1/2027"],
    ],
    "salaries": [["Name", "Salary", "Grade"], ["A", "1.00", "9"]],
    "prose": [["This page has moved."]],
}  # fmt: skip


@pytest.mark.parametrize("rows", BAD.values(), ids=BAD)
def test_what_is_no_list_of_payments_is_rejected(tmp_path: Path, rows: list[list[str]]) -> None:
    report = parsed(tmp_path, csv_text(rows))
    assert (report["status"], report["code"]) == ("rejected", "not-payments")


def test_headings_without_payments_are_rejected(tmp_path: Path) -> None:
    report = parsed(tmp_path, csv_text([HEADINGS, ["A Fictional Ltd", "03/04/2026", "REDACTED", ""]]))
    assert (report["status"], report["code"]) == ("rejected", "no-payments")
