"""Every file of the corpus of announcements is read as its manifest says it should be, fact by fact."""

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import pytest

from parsers.announcements import parse
from parsers.sandbox import recognised_kind
from tests.corpus import corpus_path
from tests.parsers.manifests import Check, check_facts, counts, manifest_rows, number, same_number, same_text, value_of

ROWS = list(manifest_rows("announcements"))


def _listed(key: str) -> Check:
    return lambda fact, report: report[key] == [each for each in value_of(fact).split("|") if each]


def _records(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in (report["out"] / "records.jsonl").read_bytes().splitlines()]


def _list(report: Mapping[str, Any], part: str) -> dict[str, Any]:
    return next(each for each in report["lists"] if each["part"] == part)


def _rows_of_sheet(fact: str, report: Mapping[str, Any]) -> bool:
    name = re.sub(r"^(?:authorities|areas)_in_sheet_", "", fact.partition("=")[0])
    return _list(report, name)["rows"] == number(value_of(fact))


def _column(report: Mapping[str, Any], what: str, name: str) -> Decimal:
    """The sum or the stated total of a column, in pounds: first tranche, second tranche, both, or the other sheet's."""
    part, word = (
        ("total_for_area", "Total")
        if name == "areas"
        else ("funding", {"tranche1": "First", "tranche2": "Second", "both": "Total"}[name])
    )
    return next(Decimal(pence) / 100 for column, pence in _list(report, part)[what].items() if column.startswith(word))


def _totals(fact: str, report: Mapping[str, Any]) -> bool:
    name = fact.partition("=")[0]
    what = "stated" if name.startswith("stated_total") else "sums"
    return _column(report, what, re.sub(r"^(?:stated_total|sum)_|_GBP$", "", name)) == number(value_of(fact))


def _example(fact: str, report: Mapping[str, Any]) -> bool:
    """``9417728 + 10830225 = 20247953``: the two parts and the share of one council."""
    name, _, stated = fact.removeprefix("example_").partition("=")
    pounds = [int(text) for text in re.findall(r"\d+", stated)]
    shares = [share for record in _records(report) if record["counted"] for share in record["shares"]]
    found = next(share for share in shares if share["recipient"] == name)
    return [*(pence // 100 for pence in found["parts"].values()), found["pence"] // 100] == pounds


def _announced(fact: str, report: Mapping[str, Any]) -> bool:
    """``announced 620000, rows 10 of 10, with amount 1, sum 100000, named 8`` of the announcement with that title."""
    title, _, stated = fact.partition("=")
    record = next(record for record in _records(report) if record["title"] == title)
    amounts = [share["pence"] for share in record["shares"] if share["pence"] is not None]
    found = (
        f"announced {record['sum']['pence'] // 100}, rows {len(record['shares'])} of {record['recipients']['count']}, "
        f"with amount {len(amounts)}, sum {sum(amounts) // 100}, named {record['named']}"
    )
    return found == stated


CHECKS: dict[str, Check] = {
    "title|document_type|base_path|content_id|public_updated_at": (
        lambda fact, report: same_text(fact.partition("=")[0])(fact, report)
    ),
    "organisations": _listed("organisations"),
    "withdrawn": lambda fact, report: report["withdrawn"] == (value_of(fact) == "yes"),
    "money_mentions_in_body|body_words|mentions_council|facets": (
        lambda fact, report: same_number(fact.partition("=")[0])(fact, report)
    ),
    "first_money_mentions": _listed("first_money_mentions"),
    "results|rows": same_number("rows_read"),
    "total": same_number("stated_total"),
    "document_types": _listed("document_types"),
    "links": _listed("links"),
    "sheets": lambda fact, report: set(report["all_parts"]) == set(value_of(fact).split("|")),
    "(authorities|areas)_in_sheet_.*": _rows_of_sheet,
    "by_class": counts("kinds"),
    "(stated_total|sum)_.*": _totals,
    "example_.*": _example,
    "Timely Information to Citizens.*|Local Digital Fund.*": _announced,
}
REMARKS = frozenset({"note"})


@pytest.mark.corpus
@pytest.mark.parametrize("row", ROWS, ids=[row["file"] for row in ROWS])
def test_report_agrees_with_the_manifest(row: dict[str, str], tmp_path: Path) -> None:
    report = parse(corpus_path("announcements", row["file"]), tmp_path, {}) | {"out": tmp_path}
    assert check_facts(row["facts_to_check"], report, CHECKS, REMARKS) == []
    assert report["rows_read"] == report["rows_accepted"] + report["rows_refused"]
    assert report["rows_read"] == int(row["records"])


@pytest.mark.corpus
@pytest.mark.parametrize("row", ROWS, ids=[row["file"] for row in ROWS])
def test_the_kind_is_recognised_without_being_told(row: dict[str, str]) -> None:
    assert recognised_kind(corpus_path("announcements", row["file"])) == "announcements"


def test_the_corpus_is_described() -> None:
    corpus_path("announcements", "MANIFEST.csv")
    assert len(ROWS) >= 25
