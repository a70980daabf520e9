"""Lists of payments as portals export them: JSON of several shapes, XML, and packed with GZIP."""

import gzip
import json
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

from parsers.recognition import recognised_kind
from tests.parsers.publications import HEADINGS, PAYMENTS, csv_text, parsed, records

TOTAL = "64990.00"
OBJECTS = [dict(zip(HEADINGS, row, strict=True)) for row in PAYMENTS]
COLUMNS = [{"id": name, "type": "text"} for name in HEADINGS]
SHAPES: dict[str, Any] = {
    "array": OBJECTS,
    "datastore of a portal": {"success": True, "result": {"fields": COLUMNS, "records": OBJECTS}},
    "dump of a portal": {"fields": COLUMNS, "records": PAYMENTS},
    "columns apart": {"meta": {"view": {"columns": [{"name": name} for name in HEADINGS]}}, "data": PAYMENTS},
    "features": {"features": [{"type": "Feature", "geometry": None, "properties": each} for each in OBJECTS]},
    "rows with headings": [HEADINGS, *PAYMENTS],
    "nested": {"council": "Exampleton", "payments": [
        {"supplier": {"name": name, "id": "7"}, "payment date": when, "amount": float(amount)}
        for name, when, amount, _ in PAYMENTS
    ]},
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_json_of_any_usual_shape(tmp_path: Path, shape: str) -> None:
    report = parsed(tmp_path, json.dumps(SHAPES[shape]), "list.json")
    assert (report["format"], report["rows_accepted"], report["amount_total"]) == ("json", 4, TOTAL)
    assert [row["supplier"] for row in records(tmp_path)] == [row[0] for row in PAYMENTS]
    assert recognised_kind(tmp_path / "list.json") == "spending"


def test_json_lines_and_json_in_utf_16(tmp_path: Path) -> None:
    lines = "\n".join(map(json.dumps, OBJECTS))
    assert parsed(tmp_path, lines, "list.json")["amount_total"] == TOTAL
    assert parsed(tmp_path, json.dumps(OBJECTS).encode("utf-16"), "list.json")["amount_total"] == TOTAL


@pytest.mark.parametrize("amount", ["0.1", "1200.50", "100000000000000000000.01", "1e2"])
def test_numbers_of_json_are_read_as_they_are_written(tmp_path: Path, amount: str) -> None:
    text = json.dumps([*OBJECTS, OBJECTS[0] | {"Amount": "HERE"}]).replace('"HERE"', amount)
    report = parsed(tmp_path, text, "list.json")
    last = {"0.1": 10, "1200.50": 120050, "1e2": 10000}.get(amount)
    assert (report["rows_refused"], records(tmp_path)[-1]["amount_pence"]) == ((0, last) if last else (1, 9975))


@pytest.mark.parametrize("text", ['{"error": "Not found"}', "[]", "[1, 2]", '{"a": {"b": 1}}', "[" * 5000, '[{"a": 1'])
def test_json_without_payments_is_rejected(tmp_path: Path, text: str) -> None:
    report = parsed(tmp_path, text, "list.json")
    assert (report["status"], bool(report["reason"])) == ("rejected", True)


def test_xml_with_elements_or_attributes(tmp_path: Path) -> None:
    names = [name.replace(" ", "") for name in HEADINGS]
    elements = "".join(
        "<payment>"
        + "".join(f"<{at}>{escape(cell)}</{at}>" for at, cell in zip(names, row, strict=True))
        + "</payment>"
        for row in PAYMENTS
    )
    cells = [" ".join(f'{at}="{escape(cell)}"' for at, cell in zip(names, row, strict=True)) for row in PAYMENTS]
    for body in (elements, "".join(f"<row {each}/>" for each in cells)):
        report = parsed(tmp_path, f'<?xml version="1.0"?><list>{body}</list>', "list.xml")
        assert (report["format"], report["rows_accepted"], report["amount_total"]) == ("xml", 4, TOTAL)


def test_a_list_packed_with_gzip(tmp_path: Path) -> None:
    report = parsed(tmp_path, gzip.compress(csv_text([HEADINGS, *PAYMENTS]).encode()), "list.csv.gz")
    assert (report["rows_accepted"], report["amount_total"]) == (4, TOTAL)
    assert parsed(tmp_path, gzip.compress(b"Supplier,Date,Amount\n" * 999)[:40], "list.csv.gz")["code"] == "truncated"
