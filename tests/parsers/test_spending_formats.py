"""Lists in every format that councils publish in: workbooks, PDFs, pages and archives, with the troubles of each."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.parsers.publications import (
    HEADINGS,
    PAYMENTS,
    csv_text,
    html_page,
    ods,
    parsed,
    pdf,
    records,
    sheet_xml,
    xlsx,
    zipped,
)

TOTAL = "64990.00"
LIST = [HEADINGS, *PAYMENTS]
SERIAL = {"03/04/2026": 46115, "15/04/2026": 46127, "27/04/2026": 46139, "30/04/2026": 46142}
TYPED = [HEADINGS, *([name, SERIAL[when], float(amount), why] for name, when, amount, why in PAYMENTS)]


def codes(report: dict) -> set[str]:
    return {issue["code"] for issue in report["issues"]}


def test_a_workbook_of_numbers_and_serial_dates(tmp_path: Path) -> None:
    report = parsed(tmp_path, xlsx({"April": TYPED}))
    assert (report["format"], report["rows_accepted"], report["amount_total"]) == ("xlsx", 4, TOTAL)
    assert (report["date_min"], report["date_max"], report["status"]) == ("2026-04-03", "2026-04-30", "accepted")


def test_several_sheets_with_notes_and_headings_on_the_first_only(tmp_path: Path) -> None:
    sheets = {
        "Notes": [["This list is published under the Local Government Transparency Code."], ["Payments over £500."]],
        "Page 1": [["Exampleton"], HEADINGS, *PAYMENTS[:2]],
        "Page 2": PAYMENTS[2:],
        "Empty": [],
    }
    report = parsed(tmp_path, xlsx(sheets))
    assert (report["rows_accepted"], report["amount_total"], report["header_row"]) == (4, TOTAL, 2)
    assert report["set_aside"] == {"heading": 1, "part-without-headings": 2, "preamble": 1}
    assert [row["part"] for row in records(tmp_path)] == ["Page 1", "Page 1", "Page 2", "Page 2"]


def test_a_sheet_whose_columns_are_shifted_against_the_first(tmp_path: Path) -> None:
    shifted = [[name, "x1", "y2", when, amount] for name, when, amount, _ in PAYMENTS[2:]]
    report = parsed(tmp_path, xlsx({"Page 1": [HEADINGS, *PAYMENTS[:2]], "Page 2": shifted}))
    assert (report["rows_accepted"], report["amount_total"]) == (4, TOTAL)
    assert {row["supplier"] for row in records(tmp_path)} == {row[0] for row in PAYMENTS}


def test_payments_of_a_hidden_sheet_are_refused_and_what_they_hold_is_not_kept(tmp_path: Path) -> None:
    names = [HEADINGS, ["Ann Example", "03/04/2026", "12.00", "Direct payment"], *PAYMENTS[:2]]
    report = parsed(tmp_path, xlsx({"April": TYPED, "Names": names}, hidden=["Names"]))
    assert (report["rows_accepted"], report["rows_refused"], report["amount_total"]) == (4, 3, TOTAL)
    assert codes(report) == {"hidden-part", "payment-in-hidden-sheet"}
    assert "Ann Example" not in str(pq.read_table(tmp_path / "issues.parquet").to_pylist())


def test_a_hidden_sheet_that_repeats_the_others_is_set_aside(tmp_path: Path) -> None:
    report = parsed(tmp_path, xlsx({"Names": [HEADINGS, *PAYMENTS], "April": TYPED}, hidden=["Names"]))
    assert (report["rows_accepted"], report["rows_refused"], report["amount_total"]) == (4, 0, TOTAL)
    assert codes(report) == {"hidden-part", "repeated-part"}


def test_a_sheet_that_holds_the_payments_of_all_others_is_counted_once(tmp_path: Path) -> None:
    sheets = {"All": TYPED, "Roads": [HEADINGS, *PAYMENTS[:2]], "Energy": [HEADINGS, *PAYMENTS[2:]]}
    report = parsed(tmp_path, xlsx(sheets))
    assert (report["rows_accepted"], report["amount_total"], codes(report)) == (4, TOTAL, {"repeated-part"})


def test_an_archive_with_one_list_in_two_formats_is_counted_once(tmp_path: Path) -> None:
    data = zipped([("april.csv", csv_text(LIST).encode()), ("april.xlsx", xlsx({"April": TYPED}))])
    report = parsed(tmp_path, data, "list.zip")
    assert (report["rows_accepted"], report["amount_total"], codes(report)) == (4, TOTAL, {"repeated-part"})


def test_a_workbook_with_nothing_but_a_hidden_sheet_says_so(tmp_path: Path) -> None:
    report = parsed(tmp_path, xlsx({"Cover": [["Nothing here"]], "List": TYPED}, hidden=["List"]))
    assert (report["status"], report["code"]) == ("rejected", "hidden-part")


def test_hidden_rows_and_columns_are_read_and_told(tmp_path: Path) -> None:
    sheet = sheet_xml(TYPED).replace('<row r="3">', '<row r="3" hidden="1">')
    report = parsed(tmp_path, xlsx({"April": sheet}))
    assert (report["rows_accepted"], report["amount_total"], codes(report)) == (4, TOTAL, {"hidden-cells"})


def test_a_sheet_that_sums_up_the_others_is_not_counted_twice(tmp_path: Path) -> None:
    summary = [["Supplier", "Total Spend"], ["Fictional Paving Limited", 1300.25], ["Imaginary Care Homes Ltd", 64000],
               ["Invented Energy plc", -310.25], ["Grand Total", 64990]]  # fmt: skip
    report = parsed(tmp_path, xlsx({"Summary": summary, "April": TYPED}))
    assert (report["rows_accepted"], report["amount_total"], codes(report)) == (4, TOTAL, {"summary-sheet"})
    assert report["set_aside"]["summary"] == 5


def test_formulas_count_with_the_value_that_was_saved(tmp_path: Path) -> None:
    sheet = sheet_xml(LIST[:2]).replace(
        "</row></sheetData>",
        '</row><row r="3"><c r="A3" t="inlineStr"><is><t>B Ltd</t></is></c><c r="B3"><v>46115</v></c>'
        '<c r="C3"><f>1+1</f><v>2.5</v></c><c r="D3" t="inlineStr"><is><t>x</t></is></c></row></sheetData>',
    )
    assert parsed(tmp_path, xlsx({"April": sheet}))["amount_total"] == "1203.00"


def test_an_opendocument_spreadsheet(tmp_path: Path) -> None:
    typed = [HEADINGS, *([name, when, float(amount), why] for name, when, amount, why in PAYMENTS)]
    report = parsed(tmp_path, ods({"Notes": [["Hello"]], "April": typed}))
    assert (report["format"], report["rows_accepted"], report["amount_total"]) == ("ods", 4, TOTAL)


def test_a_web_page_with_a_table(tmp_path: Path) -> None:
    report = parsed(tmp_path, html_page(LIST, "<h1>April</h1>{}<table><tr><td>Contact us</td></tr></table>"))
    assert (report["format"], report["rows_accepted"], report["amount_total"]) == ("html", 4, TOTAL)


def test_cells_that_span_rows_and_columns_do_not_shift_the_others(tmp_path: Path) -> None:
    page = (
        "<table><tr><th>Date<th>Supplier Name<th>Amount</tr><tr><td rowspan=2>03/04/2026<td>A Ltd<td>1.00</tr>"
        "<tr><td>B Ltd<td>2.00</tr><tr><td colspan=2>Total<td>3.00</tr></table>"
    )
    report = parsed(tmp_path, page, "list.html")
    assert (report["rows_accepted"], report["amount_total"], report["set_aside"]["total"]) == (2, "3.00", 1)
    assert [row["supplier"] for row in records(tmp_path)] == ["A Ltd", "B Ltd"]


def test_the_xml_of_excel_2003_named_xls(tmp_path: Path) -> None:
    space = (
        'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    )
    rows = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in row) + "</Row>"
        for row in LIST
    )
    sheet = f'<Worksheet ss:Name="April"><Table>{rows}</Table></Worksheet>'
    report = parsed(tmp_path, f'<?xml version="1.0"?><Workbook {space}>{sheet}</Workbook>', "list.xls")
    assert (report["rows_accepted"], report["amount_total"]) == (4, TOTAL)


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (xlsx({"April": TYPED}), "list.csv", "xlsx"),
        (csv_text(LIST).encode(), "list.xlsx", "csv"),
        (html_page(LIST).encode(), "list.xls", "html"),
        (zipped([("a.csv", csv_text(LIST).encode())]), "list.csv", "zip"),
    ],
)
def test_the_format_is_told_by_the_bytes_and_not_by_the_name(tmp_path: Path, data: bytes, name: str, kind: str) -> None:
    report = parsed(tmp_path, data, name)
    assert (report["format"], report["amount_total"]) == (kind, TOTAL)


def test_an_archive_of_files_with_what_does_not_belong(tmp_path: Path) -> None:
    data = zipped(
        [
            ("2026/april.csv", csv_text(LIST).encode()),
            ("2026/may.xlsx", xlsx({"May": TYPED[:4]})),
            ("__MACOSX/2026/._april.csv", b"\x00\x05\x16\x07"),
            ("readme.docx", zipped([("word/document.xml", b"<w/>")])),
            ("older.zip", zipped([("march.csv", csv_text(LIST).encode())])),
            ("read me.txt", b"Payments of April and May"),
        ]
    )
    report = parsed(tmp_path, data, "list.zip")
    assert (report["rows_accepted"], report["amount_total"]) == (7, "129880.25")
    assert codes(report) == {"member-not-read", "nested-archive"}
    assert {row["part"] for row in records(tmp_path)} == {"2026/april.csv", "2026/may.xlsx / May"}


def page(rows: list[list[str]], top: float = 60, step: float = 14) -> list[tuple[float, float, str]]:
    """Rows as words, the amounts ending at one edge as accountants print them."""
    words = []
    for number, (name, when, amount, why) in enumerate(rows):
        y = top + step * number
        words += [(40, y, name), (240, y, when), (370 - 4.45 * len(amount), y, amount), (420, y, why)]
    return words


def test_a_pdf_without_rules_over_several_pages(tmp_path: Path) -> None:
    rows = [[f"Fictional {at} Limited", "03/04/2026", f"{at}.50", "Repairs"] for at in range(1, 121)]
    pages = [page([HEADINGS, *rows[:50]]), page([HEADINGS, *rows[50:100]]), page(rows[100:])]
    report = parsed(tmp_path, pdf(pages))
    assert (report["format"], report["rows_accepted"], report["amount_total"]) == ("pdf", 120, "7320.00")
    assert report["set_aside"] == {"heading": 2}


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_pdf_with_turned_pages(tmp_path: Path, turn: int) -> None:
    report = parsed(tmp_path, pdf([page(LIST)], rotate=turn))
    assert (report["rows_accepted"], report["amount_total"]) == (4, TOTAL)
    assert [row["supplier"] for row in records(tmp_path)] == [row[0] for row in PAYMENTS]


def test_a_pdf_with_a_detached_minus_and_an_amount_that_touches_its_date(tmp_path: Path) -> None:
    words = [(40, 60, "Supplier Name"), (240, 60, "Payment Date"), (300, 60, "Amount"), (420, 60, "Purpose")]
    for at in range(5):
        words += [(40, 74 + 14 * at, "A Ltd"), (240, 74 + 14 * at, "03/04/2026"), (310, 74 + 14 * at, "200.10")]
    words += [(40, 160, "B Ltd"), (240, 160, "03/04/2026"), (290, 160, "-"), (310, 160, "136.07"), (420, 160, "Credit")]
    words += [(40, 174, "C Ltd"), (252, 174, "04/04/20262,200,000.00"), (420, 174, "Touching")]
    report = parsed(tmp_path, pdf([words]))
    assert (report["rows_accepted"], report["amount_total"]) == (7, "2200864.43")
    assert (report["date_min"], report["date_max"]) == ("2026-04-03", "2026-04-04")


@pytest.mark.parametrize("ruled", [True, False])
def test_a_pdf_with_wrapped_cells(tmp_path: Path, ruled: bool) -> None:
    words = page([HEADINGS])
    for number, (name, when, amount, why) in enumerate(PAYMENTS):
        y = 80 + 40 * number
        words += page([[name, when, amount, why]], y)
        words += [(40, y + 10, "(Exampleton)"), (420, y + 10, "in two lines")]
    rules = [52, 66, *(110 + 40 * number for number in range(-1, 4))] if ruled else []
    report = parsed(tmp_path, pdf([words], rules=rules))
    assert (report["rows_accepted"], report["amount_total"]) == (4, TOTAL)
    assert [row["supplier"] for row in records(tmp_path)] == [f"{row[0]} (Exampleton)" for row in PAYMENTS]
    assert records(tmp_path)[0]["purpose"] == "Highway repairs in two lines"


def test_a_pdf_whose_long_text_runs_into_the_amount(tmp_path: Path) -> None:
    rows = [["Supplier Name", "Payment Date", "Description", "Amount"]]
    words = [(x, 60, text) for x, text in zip((40, 200, 280, 400), rows[0], strict=True)]
    for number in range(6):
        y = 76 + 14 * number
        words += [(40, y, f"F{number} Limited"), (200, y, "03/04/2026"), (280, y, "Gas"), (405, y, "10.00")]
    words += [(40, 160, "Long Limited"), (200, 160, "04/04/2026"), (405, 160, "4359.26")]
    words += [(280, 160, "Recoverable Operating Expenditure")]
    report = parsed(tmp_path, pdf([words]))
    assert (report["rows_accepted"], report["amount_total"]) == (7, "4419.26")


def test_a_pdf_with_headings_over_two_lines(tmp_path: Path) -> None:
    words = [(40, 60, "Supplier"), (240, 60, "Payment"), (340, 60, "Amount"), (420, 60, "Purpose"), (240, 70, "Date")]
    report = parsed(tmp_path, pdf([[*words, *page(PAYMENTS, 90)]]))
    assert (report["rows_accepted"], report["amount_total"]) == (4, TOTAL)
    assert report["columns"]["date"] == "Payment Date"
