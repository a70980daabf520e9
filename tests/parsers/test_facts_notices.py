"""Every file of the corpus of notices is read as its manifest says it should be, fact by fact."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import pytest

from parsers.notices import parse
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

ROWS = list(manifest_rows("notices"))


def _value(section: str, what: str) -> Check:
    """``award_value_sum_GBP`` and the like: the currency stands at the end of the fact's name."""

    def check(fact: str, report: Mapping[str, Any]) -> bool:
        currency = fact.partition("=")[0].rsplit("_", 1)[1]
        currency = "none" if currency == "None" else currency
        sums = report["values"].get(section, {}).get(currency, {})
        found = Decimal(str(sums.get(what, 0)))
        return (found / 100 if what == "gross_pence" else found) == number(value_of(fact))

    return check


def _listed(key: str) -> Check:
    """A list of the report is the stated one, in order; numbers are compared as they are written in the file."""
    return lambda fact, report: [str(each) for each in report[key]] == [x for x in value_of(fact).split("|") if x]


def _amounts(key: str) -> Check:
    return lambda fact, report: [each.split()[0] for each in report[key]] == value_of(fact).split("|")


def _records(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    lines = (report["out"] / "records.jsonl").read_bytes().splitlines()
    return [orjson.loads(line) for line in lines]


def _codes(fact: str, report: Mapping[str, Any]) -> bool:
    expected = [f"UK{at}" for at in range(1, 18)]
    expected.remove("UK8")  # neither the list nor the guidance names the notice of contract payments yet
    return report["codes"] == expected


def _bid_values(fact: str, report: Mapping[str, Any]) -> bool:
    stated = [each for each in value_of(fact).split("|") if each]
    if stated and " " not in stated[0]:  # a portal that bids by lot: one lot value for each bid is stated
        return {each.split()[0] for each in report["lot_bid_values"]} == set(stated)
    return report["bid_values"] == stated


CHECKS: dict[str, Check] = {
    "releases": same_number("releases"),
    "distinct_ocids": same_number("ocids"),
    "tags": counts("tags"),
    "noticeTypes": counts("notice_types"),
    "bid_status": counts("bid_status"),
    "status": counts("status_counts"),
    "notice_types": counts("notice_kinds"),
    "columns": counts("rows_by_width"),
    "tender_value_count_.*": _value("tender", "count"),
    "tender_value_sum_.*": _value("tender", "sum"),
    "award_value_count_.*": _value("award", "count"),
    "award_value_sum_.*": _value("award", "sum"),
    "contract_value_count_.*": _value("contract", "count"),
    "contract_value_sum_.*": _value("contract", "sum"),
    "award_amountGross_count_.*": _value("award", "gross_count"),
    "award_amountGross_sum_.*": _value("award", "gross_pence"),
    "buyers_distinct": same_number("buyers"),
    "bids_statistics_values": _listed("bids_statistics_values"),
    "bid_values": _bid_values,
    "lot_bid_values_UAH": _amounts("lot_bid_values"),
    "pagination_links_next": lambda fact, report: bool(report["next_page"]) == (value_of(fact) == "yes"),
    "mojibake": lambda fact, report: any(issue["code"] == "mojibake" for issue in report["issues"]),
    "valid_json": lambda fact, report: (report["code"] == "invalid-json") == (value_of(fact) == "no"),
    "expected": lambda fact, report: report["status"] == "rejected" and "not valid JSON" in report["reason"],
    "ocid": lambda fact, report: [record["ocid"] for record in _records(report)] == [value_of(fact)],
    "buyer": lambda fact, report: [record["buyer"]["name"] for record in _records(report)] == [value_of(fact)],
    "tenderID": lambda fact, report: report["tender_ids"] == [value_of(fact)],
    "notices": same_number("notices"),
    "meta_total_notices": same_number("stated_total"),
    "sum_awarded_value_GBP": same_number("awarded_value_sum"),
    "notices_with_awarded_supplier": same_number("notices_with_supplier"),
    "distinct_ids": same_number("distinct_ids"),
    "html_entities_in_text": lambda fact, report: report["html_entities"] == (value_of(fact) == "yes"),
    "notices_found_text": lambda fact, report: f"ve found {report['notices_found']}" == value_of(fact),
    "distinct_notice_links": same_number("notice_links"),
    "early_engagement|future_opportunity|opportunity": lambda fact, report: (
        report["filters"].get(fact.partition("=")[0]) == int(value_of(fact))
    ),
    "codes": _codes,
    "mentions": _codes,
    "rows": same_number("rows_read"),
    "file": lambda fact, report: report["describes"] == value_of(fact),
    "header_row": lambda fact, report: (report["header_row"] or "none") == value_of(fact),
    "rows_with_notice_url": same_number("rows_with_url"),
    "(releases_with(out)?_.*|awards|award_suppliers|contracts|complaints|bids.*|lot_bid_values_sum)": (
        lambda fact, report: same_number(fact.partition("=")[0])(fact, report)
    ),
    "title": same_text("title"),
}
REMARKS = frozenset({"note", "quirks", "line_endings", "html_entities"})


@pytest.mark.corpus
@pytest.mark.parametrize("row", ROWS, ids=[row["file"] for row in ROWS])
def test_report_agrees_with_the_manifest(row: dict[str, str], tmp_path: Path) -> None:
    report = parse(corpus_path("notices", row["file"]), tmp_path, {}) | {"out": tmp_path}
    assert check_facts(row["facts_to_check"], report, CHECKS, REMARKS) == []
    assert report["rows_read"] == report["rows_accepted"] + report["rows_refused"]


def test_the_corpus_is_described() -> None:
    corpus_path("notices", "MANIFEST.csv")
    assert len(ROWS) >= 60
