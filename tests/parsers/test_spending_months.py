"""Lists with one column of amounts for each month: one payment for each amount, and no day that nobody stated."""

from pathlib import Path

import pytest

from tests.parsers.publications import csv_text, parsed, records

TITLE = ["Payments to suppliers 2025/26"]
ROWS = [
    ["Fictional Paving Limited", "Roads", "1,200.50", "", "99.75", "1,300.25"],
    ["Total Pretend Energy Ltd", "Estates", "10.00", "-3.00", "", "7.00"],
]
TOTALS = ["Total", "", "1,210.50", "-3.00", "99.75", "1,307.25"]
MONTHS = ["Apr-25", "May-25", "Jun-25"]


@pytest.mark.parametrize(
    "months", [MONTHS, ["April", "May", "June"], ["April 2025", "May 2025", "June 2025"],
               ["01/04/2025", "01/05/2025", "01/06/2025"], ["Ebrill", "Mai", "Mehefin"]],
)  # fmt: skip
def test_each_amount_is_one_payment(tmp_path: Path, months: list[str]) -> None:
    rows = [TITLE, [], ["Supplier", "Service", *months, "Total"], *ROWS, [], TOTALS]
    report = parsed(tmp_path, csv_text(rows))
    assert (report["rows_accepted"], report["rows_refused"], report["amount_total"]) == (4, 0, "1307.25")
    assert report["set_aside"] == {"blank": 2, "heading": 1, "preamble": 1, "total": 1}
    assert {issue["code"] for issue in report["issues"]} == {"months-in-columns", "dates-missing"}
    found = [(row["row"], row["supplier"], row["amount_pence"], months[0] in row["extra"]) for row in records(tmp_path)]
    assert found == [
        (4, "Fictional Paving Limited", 120050, True),
        (4, "Fictional Paving Limited", 9975, False),
        (5, "Total Pretend Energy Ltd", 1000, True),
        (5, "Total Pretend Energy Ltd", -300, False),
    ]


@pytest.mark.parametrize(
    ("title", "first", "cell"),
    [("Budget by month", "Supplier", "1.00"), ("Energy used by site and supplier, kWh", "Supplier", "7"),
     ("Payments by month", "Team", "1.00"), ("Payments by month", "Supplier", "see note"),
     ("Numbers by month", "Supplier", "3")],
)  # fmt: skip
def test_what_is_not_for_certain_a_list_of_payments_by_month_is_rejected(
    tmp_path: Path, title: str, first: str, cell: str
) -> None:
    report = parsed(tmp_path, csv_text([[title], [first, *MONTHS], ["Pretend Ltd", cell, "2.00", "3.00"]]))
    assert (report["status"], bool(report["reason"])) == ("rejected", True)
