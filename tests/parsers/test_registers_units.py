"""Registers of contracts and of grants that state their amounts in another unit, currency or shape than pounds."""

from pathlib import Path
from typing import Any

import pytest

from parsers.kinds import parser_of
from tests.parsers.publications import csv_text

CONTRACT = ["Contract Reference", "Title of agreement", "Supplier", "Start Date", "End Date"]
GRANT = ["Date Awarded", "Beneficiary", "Charity Number", "Purpose of the grant"]
UNITS = [("(£000)", ["12.5", "640"], "652500.00"), ("£'000", ["12.5", "640"], "652500.00"),
         ("(£m)", ["1.2", "3"], "4200000.00"), ("in pence", ["1250", "2000"], "32.50"),
         ("over £5,000", ["6,000", "7,000"], "13000.00")]  # fmt: skip


def contracts(path: Path, heading: str, values: list[str], *more: list[str]) -> dict[str, Any]:
    rows = [
        [f"C{at}", f"Works {at}", "Pretend Ltd", "01/04/2025", "31/03/2027", cell] for at, cell in enumerate(values)
    ]
    return read(path, "notices", csv_text([[*CONTRACT, heading], *rows, *more]))


def grants(path: Path, heading: str, values: list[str], *more: list[str]) -> dict[str, Any]:
    rows = [["01/05/2025", f"Pretend Charity {at}", "123456", "Play", cell] for at, cell in enumerate(values)]
    return read(path, "grants", csv_text([[*GRANT, heading], *rows, *more]))


def read(path: Path, kind: str, text: str) -> dict[str, Any]:
    (path / "list.csv").write_text(text, encoding="utf-8")
    report = parser_of(kind)(path / "list.csv", path, {})
    assert report["rows_read"] == report["rows_accepted"] + report["rows_refused"]
    return report


@pytest.mark.parametrize(("unit", "values", "total"), UNITS)
def test_the_unit_of_the_heading_is_that_of_the_amounts(
    tmp_path: Path, unit: str, values: list[str], total: str
) -> None:
    assert contracts(tmp_path, f"Contract Value {unit}", values)["amount_total"] == total
    assert grants(tmp_path, f"Amount of grant {unit}", values)["amount_total"] == total


def test_euros_are_not_added_to_pounds(tmp_path: Path) -> None:
    found = contracts(tmp_path, "Contract Value", ["€1,000", "£2,000"])
    assert (found["rows_accepted"], found["amount_total"], found["currency"]) == (2, "2000.00", "GBP")
    found = grants(tmp_path, "Amount of grant", ["€1,000", "£2,000"])
    assert (found["rows_accepted"], found["amount_total"], found["currency"]) == (2, "2000.00", "GBP")
    assert grants(tmp_path, "Amount of grant (EUR)", ["1,000", "2,000"])["currency"] == "EUR"


@pytest.mark.parametrize("label", ["Total", "Average grant", "Number of grants"])
def test_what_is_said_below_a_register_is_no_row_of_it(tmp_path: Path, label: str) -> None:
    found = grants(tmp_path, "Amount of grant", ["1,000", "2,000"], [label, "", "", "", "3,000"])
    assert (found["rows_read"], found["amount_total"], found["set_aside"]["total"]) == (2, "3000.00", 1)


def test_thousands_without_quotation_marks_are_joined_again(tmp_path: Path) -> None:
    row = ["C1", "Works", "Pretend Ltd", "01/04/2025", "31/03/2027", "1", "234", "567.00"]
    found = read(tmp_path, "notices", csv_text([[*CONTRACT, "Contract Value"], row]))
    assert (found["rows_accepted"], found["amount_total"]) == (1, "1234567.00")
