"""publiccode.yml: every file of the corpus is judged as its manifest says, and each fault has line, rule and mend."""

import csv

import pytest

from parsers.issues import Severity
from parsers.publiccode import read_publiccode
from parsers.software import read_software, report_of
from tests.corpus import corpus_path, corpus_root


def _manifest():
    root = corpus_root()
    if root is None:
        return []
    rows = csv.DictReader((root / "software" / "MANIFEST.csv").read_text(encoding="utf-8").splitlines())
    return [row for row in rows if row["kind"] == "publiccode.yml"]


def _facts(row):
    return dict(fact.split("=", 1) for fact in row["facts_to_check"].split("; "))


@pytest.mark.corpus
@pytest.mark.parametrize("row", _manifest(), ids=lambda row: row["file"])
def test_each_file_is_judged_as_the_manifest_says(row):
    path = corpus_path("software", *row["file"].split("/"))
    facts = _facts(row)
    reading = read_software(path)
    report = report_of(path, reading, {})
    if facts.get("expected", "valid") == "valid":
        entry = reading.entries[0]
        assert report["status"] in {"accepted", "accepted-with-issues"}
        assert (entry.name, entry.licence) == (facts["name"], facts["licence_spdx"])
        assert entry.status == facts["developmentStatus"]
        assert entry.maintenance == facts["maintenance_type"]
    else:
        assert report["status"] == "rejected"
        assert report["reason"].startswith("Line ")
    assert report["rows_read"] == report["rows_accepted"] + report["rows_refused"]


GOOD = """publiccodeYmlVersion: "0.4"
name: Example
url: https://example.org/code.git
platforms: [web]
developmentStatus: stable
softwareType: standalone/web
description:
  en:
    shortDescription: Books rooms.
    longDescription: "%s"
    features: [Booking]
legal:
  license: MIT
maintenance:
  type: community
  contacts:
    - name: A Person (fictional)
      email: person@example.org
localisation:
  localisationReady: true
  availableLanguages: [en]
""" % ("A long description of what it does. " * 6)


def test_a_good_file_has_no_fault_and_keeps_no_contact():
    read = read_publiccode(GOOD)
    assert read.valid
    assert read.issues == []
    assert "fictional" not in str(read.values)
    assert "person@example.org" not in str(read.values)


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ("license: MIT", "license: MIT-ish", 13, "software-bad-licence"),
        ("license: MIT", "license: mit", 13, "software-bad-licence"),
        ("name: Example\n", "name: [Example]\n", 2, "software-wrong-type"),
        ("name: Example\n", "name:\n", 2, "software-missing-key"),
        ("platforms: [web]", "plattforms: [web]", 4, "software-unknown-key"),
        ("[en]", "[en_GB]", 21, "software-bad-value"),
        ("localisationReady: true", 'localisationReady: "yes"', 20, "software-wrong-type"),
        ("name: Example\n", "name: Example\nname: Again\n", 3, "software-double-key"),
        ("type: community", "type: contract", 15, "software-missing-key"),
        ("name: Example\n", "name: Example\nreleaseDate: 31/12/2024\n", 3, "software-bad-value"),
        ("name: Example\n", "name: Example\nlogo: /img/logo.svg\n", 3, "software-bad-value"),
        ("name: Example\n", "name: Example\nsupports:\n  - id: gdpr\n", 4, "software-bad-value"),
        ('"0.4"', '"2"', 1, "software-unknown-version"),
    ],
)  # fmt: skip
def test_each_fault_has_its_line_rule_and_mend(old, new, line, code):
    assert old in GOOD
    read = read_publiccode(GOOD.replace(old, new, 1))
    faults = {(issue.row, issue.code): issue for issue in read.issues}
    assert not read.valid
    assert (line, code) in faults
    assert faults[(line, code)].message.startswith(f"Line {line}: ")


def test_a_newer_minor_version_is_used_with_a_warning():
    read = read_publiccode(GOOD.replace('"0.4"', '"0.9"'))
    assert read.valid
    assert [issue.kind.severity for issue in read.issues] == [Severity.WARNING]


def test_version_1_is_read_by_its_draft_rules():
    read = read_publiccode(GOOD.replace('"0.4"', '"1.0"').replace("license: MIT", "license: MIT\n  repoOwner: Aton"))
    assert {issue.code for issue in read.issues} == {"software-unknown-version", "software-removed-key"}
    assert read.values["name"] == "Example"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02",
        b"just words",
        b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n" + b"d: [" + b"*c, " * 30_000 + b"]",
        b"[" * 5_000,
        b"!!python/object/apply:os.system ['true']",
    ],
    ids=["empty", "binary", "words", "alias bomb", "deep", "object"],
)
def test_hostile_files_are_answered_in_words(content, tmp_path):
    path = tmp_path / "publiccode.yml"
    path.write_bytes(content)
    report = report_of(path, read_software(path), {})
    assert report["status"] == "rejected"
    assert report["reason"]
