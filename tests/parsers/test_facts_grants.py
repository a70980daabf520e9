"""Every file of the corpus of grants is read as its manifest says it should be, fact by fact."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import pytest

from parsers.grants import parse
from parsers.kinds import KINDS
from parsers.sandbox import parse_file, recognised_kind
from tests.corpus import corpus_path
from tests.parsers.manifests import (
    Check,
    check_facts,
    counts,
    manifest_rows,
    number,
    same_number,
    same_text,
    value_of,
)

ROWS = list(manifest_rows("grants"))


def _amounts(what: str) -> Check:
    """``count_GBP`` and the like: the currency stands at the end of the fact's name."""

    def check(fact: str, report: Mapping[str, Any]) -> bool:
        currency = fact.partition("=")[0].rsplit("_", 1)[1]
        return Decimal(str(report["amounts"].get(currency, {}).get(what, 0))) == number(value_of(fact))

    return check


def _dates_not_iso(fact: str, report: Mapping[str, Any]) -> bool:
    return any(issue["code"] == "grant-date-not-iso" for issue in report["issues"]) == ("not all ISO" in fact)


def _councils(fact: str, report: Mapping[str, Any]) -> bool:
    return [name for name in report["publishers"] if name.endswith(("Council", "Councils"))] == value_of(fact).split(
        "|"
    )


def _quoted_commas(fact: str, report: Mapping[str, Any]) -> bool:
    """``quoted with thousands commas``: the published text has them, and the amounts were read all the same."""
    line = orjson.loads((report["out"] / "records.jsonl").read_bytes().splitlines()[0])
    return ("," in line["grant"]["amountAwarded"]) == ("commas" in fact) and line["pence"] is not None


CHECKS: dict[str, Check] = {
    "grants": same_number("grants"),
    "(data_)?rows": same_number("rows_read"),
    "distinct_ids|distinct_identifiers": same_number("distinct_ids"),
    "distinct_(funder|recipient)_ids": lambda fact, report: same_number(fact.partition("=")[0])(fact, report),
    "count_[A-Z]{3}": _amounts("count"),
    "sum_(amountAwarded|amount|awarded)_[A-Z]{3}": _amounts("sum"),
    "grants_missing_amount": same_number("grants_missing_amount"),
    "numeric_amounts": same_number("numeric_amounts"),
    "award_?[dD]ate_min": same_text("date_min"),
    "award_?[dD]ate_max": same_text("date_max"),
    "awardDate_format": _dates_not_iso,
    "sheet": lambda fact, report: report["parts"] == [value_of(fact)],
    "sheets": lambda fact, report: report["all_parts"] == value_of(fact).split("|"),
    "columns": same_number("columns_in_file"),
    "header_rows": same_number("header_rows"),
    "encoding": same_text("encoding"),
    "valid_json": lambda fact, report: (report["code"] == "invalid-json") == (value_of(fact) == "no"),
    "datasets|entries": same_number("datasets"),
    "distribution_items": same_number("distribution_items"),
    "distinct_publishers": lambda fact, report: len(report["publishers"]) == number(value_of(fact)),
    "council_publishers": _councils,
    "licences": counts("licences"),
    "xlsx_downloads": same_number("spreadsheets"),
    "describes": lambda fact, report: (
        report["describes"].replace("trafford_council_", "trafford-").replace("_", "-") == value_of(fact)
    ),
    "amounts": _quoted_commas,
    "pages": lambda fact, report: len(report["parts"]) == number(value_of(fact)),
    "total_line_in_document": lambda fact, report: ("total" in report["set_aside"]) == (value_of(fact) == "yes"),
}
REMARKS = frozenset({"note", "defect", "dates"})


@pytest.mark.corpus
@pytest.mark.parametrize("row", ROWS, ids=[row["file"] for row in ROWS])
def test_report_agrees_with_the_manifest(row: dict[str, str], tmp_path: Path) -> None:
    report = parse(corpus_path("grants", row["file"]), tmp_path, {}) | {"out": tmp_path}
    assert check_facts(row["facts_to_check"], report, CHECKS, REMARKS) == []
    assert report["rows_read"] == report["rows_accepted"] + report["rows_refused"]
    lines = tmp_path / "records.jsonl"
    written = lines.read_bytes().count(b"\n") if lines.exists() else 0
    assert written == report.get("grants", 0) or report["status"] == "rejected"


@pytest.mark.corpus
@pytest.mark.parametrize("row", ROWS, ids=[row["file"] for row in ROWS])
def test_the_kind_is_recognised_without_being_told(row: dict[str, str]) -> None:
    assert recognised_kind(corpus_path("grants", row["file"])) == "grants"


@pytest.mark.corpus
def test_the_sandbox_gives_the_same_report_with_and_without_the_kind(tmp_path: Path) -> None:
    path = corpus_path("grants", "councils/warwickshire-grants-2016-17.xlsx")
    told, untold = parse_file(path, "grants", tmp_path / "1"), parse_file(path, None, tmp_path / "2")
    assert told == untold
    assert (told["kind"], told["amount_total"], told["currency"]) == ("grants", "1006353.15", "GBP")
    assert told["kind"] in KINDS


def test_the_corpus_is_described() -> None:
    corpus_path("grants", "MANIFEST.csv")
    assert len(ROWS) == 24
