"""``daylight check --json`` tells notices, grants and announcements apart, and says the same when it is told."""

import json

import pytest
from click.testing import CliRunner

from tests.corpus import corpus_path
from tracker.cli import main

FILES = [
    ("notices", "find-a-tender/032703-2026-UK4.json", {"releases": 1}),
    ("grants", "councils/warwickshire-grants-2016-17.xlsx", {"grants": 369}),
    ("grants", "councils/sutton-coldfield-community-grants-2016-17.pdf", {"grants": 22}),
    ("announcements", "govuk-content-api/case_study-case_study.json", {"title": "Get Britain Building: Carlisle Park"}),
    ("announcements", "council-shares/announced-shares.csv", {"announcements": 3}),
]
KEYS = {
    "file", "sha256", "kind", "format", "encoding", "status", "reason", "publisher", "header_row", "columns",
    "rows_read", "rows_accepted", "rows_refused", "amount_total", "currency", "date_min", "date_max", "issues",
}  # fmt: skip


@pytest.mark.corpus
@pytest.mark.parametrize(("kind", "name", "facts"), FILES, ids=[each[1] for each in FILES])
def test_the_same_line_whether_the_kind_is_given_or_not(kind, name, facts):
    path = str(corpus_path(kind, name))
    told = CliRunner().invoke(main, ["check", "--json", "--kind", kind, path])
    untold = CliRunner().invoke(main, ["check", "--json", path])
    assert (told.exit_code, untold.exit_code) == (0, 0)
    assert told.stdout == untold.stdout
    line = json.loads(told.stdout)
    assert line.keys() >= KEYS
    assert line["rows_read"] == line["rows_accepted"] + line["rows_refused"]
    assert len(line["amount_total"].partition(".")[2]) == 2
    assert all(issue.keys() >= {"code", "count", "first_row", "message"} for issue in line["issues"])
    assert line["facts"].items() >= facts.items()


def test_a_file_that_is_none_of_them_is_rejected_with_a_sentence(tmp_path):
    path = tmp_path / "broken.json"
    path.write_text('{"grants": [{"id": ]}', encoding="utf-8")
    result = CliRunner().invoke(main, ["check", "--json", str(path)])
    line = json.loads(result.stdout)
    assert (result.exit_code, line["kind"], line["status"]) == (1, "grants", "rejected")
    assert line["reason"].startswith("The file is not valid JSON: ")
