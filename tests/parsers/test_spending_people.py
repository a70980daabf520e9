"""Names of private persons are flagged, firms are not, and a redaction stays what it is (all names are fictional)."""

from pathlib import Path

import pytest

from parsers.people import names_a_person
from tests.parsers.publications import csv_text, parsed, records

PEOPLE = [
    ("Mr A Fictional", ""), ("MRS INVENTED", ""), ("Dr Imaginary Person", ""), ("Mr & Mrs Fictional", ""),
    ("Fictional, Mrs I", ""), ("Fictional A B", ""), ("A. B. Fictional", ""), ("FICTIONAL, Ann", ""),
    ("Ann Fictional", "Direct Payments"), ("Ann Fictional", "Foster care allowance"),
    ("Ann Mary Fictional", "Adoption"),
    ("Ann Fictional (Mrs)", ""),
]  # fmt: skip
FIRMS = [
    ("Fictional Paving Limited", ""), ("A B Fictional & Sons", ""), ("Mr Fictional Plumbing Ltd", ""),
    ("Imaginary Foster Care Services", "Foster care allowance"), ("Exampleton Parish Council", ""),
    ("Ysgol Dychmygol", ""), ("3 Invented Street Garage", ""), ("Ann Fictional", "Highway repairs"),
    ("Fictional.co.uk", ""), ("", "Direct Payments"), ("INVENTED", "Direct Payments"), ("Mr Motors Garage", ""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "purpose"), PEOPLE)
def test_a_private_person(name: str, purpose: str) -> None:
    assert names_a_person(name, None, purpose)


@pytest.mark.parametrize(("name", "purpose"), FIRMS)
def test_no_private_person(name: str, purpose: str) -> None:
    assert not names_a_person(name, None, purpose)


def test_the_flag_is_kept_beside_the_amount_and_a_redaction_stays_one(tmp_path: Path) -> None:
    rows = [
        ["Supplier Name", "Date", "Amount", "Expense Type"],
        ["Mr A Fictional", "03/04/2026", "10.00", "Repairs"],
        ["Ann Fictional", "03/04/2026", "20.00", "Direct Payments"],
        ["Ann Fictional", "03/04/2026", "30.00", "Printing"],
        ["REDACTED PERSONAL DATA", "03/04/2026", "40.00", "Direct Payments"],
        ["Fictional Paving Limited", "03/04/2026", "50.00", "Direct Payments"],
    ]
    report = parsed(tmp_path, csv_text(rows))
    assert (report["rows_accepted"], report["amount_total"]) == (5, "150.00")
    found = [(row["personal"], row["redaction"]) for row in records(tmp_path)]
    assert found == [(True, None), (True, None), (False, None), (False, "personal"), (False, None)]
