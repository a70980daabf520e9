"""Catalogues of software: every entry counted, licences read only without doubt, no contact kept."""

import json

import pytest

from parsers.software import read_software, report_of
from tests.corpus import corpus_path


def _read(path):
    reading = read_software(path)
    return reading, report_of(path, reading, {})


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("parts", "name", "rows"),
    [
        (("code-gov", "cdc-code.json"), "code.json", 323),
        (("code-gov", "agency_metadata.json"), "code.gov-agencies", 30),
        (("code-gov", "filters-repos-licenses.json"), "licence-filter", 16),
        (("dpg", "registry-a.json"), "digital-public-goods", 152),
        (("government-github", "governments.yml"), "github-government", 956),
        (("localgov", "council-cms.json"), "council-cms", 274),
        (("localgov", "localgovdrupal-composer.json"), "composer", 1),
        (("spdx", "spdx.json"), "spdx-list", 680),
        (("spdx", "spdx-simple.json"), "spdx-list", 680),
    ],
)
def test_lists_of_the_corpus_are_read_whole(parts, name, rows):
    reading, report = _read(corpus_path("software", *parts))
    assert (report["format"], report["rows_read"]) == (name, rows)
    assert report["rows_accepted"] + report["rows_refused"] == rows
    assert "@" not in json.dumps(
        [entry.record() for entry in reading.entries if "gov" in name and entry.kind == "person"]
    )


@pytest.mark.corpus
def test_facts_of_the_corpus():
    composer = _read(corpus_path("software", "localgov", "localgovdrupal-composer.json"))[0].entries[0]
    assert (composer.licence, len(composer.depends_on)) == ("GPL-2.0-or-later", 31)
    sites = _read(corpus_path("software", "localgov", "council-cms.json"))[0].entries
    assert sum(site.depends_on == ["LocalGov Drupal"] for site in sites) == 50
    homes = _read(corpus_path("software", "government-github", "governments.yml"))[0].entries
    assert sum(home.categories == ["U.K. Councils"] for home in homes) == 32
    goods = _read(corpus_path("software", "dpg", "registry-a.json"))[0].entries
    assert (goods[0].name, goods[-1].name) == ("Aajeevika", "Your Priorities")
    licences = _read(corpus_path("software", "spdx", "spdx.json"))[0].entries
    assert sum(licence.osi_approved is True for licence in licences) == 145


def test_developers_italia_pages_say_why_an_entry_is_invalid(tmp_path):
    path = tmp_path / "page.json"
    item = {
        "id": "1",
        "url": "https://example.org/a.git",
        "publiccodeYml": "name: Thing\nurl: https://example.org/a.git\n",
    }
    path.write_text(json.dumps({"data": [item], "links": {"next": None}}), encoding="utf-8")
    reading, report = _read(path)
    assert report["format"] == "developers-italia"
    assert reading.entries[0].name == "Thing"
    assert any("publiccodeYmlVersion" in problem for problem in reading.entries[0].extra["problems"])
    assert "software-invalid-entry" in {line["code"] for line in report["issues"]}


def test_contacts_never_reach_an_entry(tmp_path):
    path = tmp_path / "code.json"
    release = {"name": "Tool", "repositoryURL": "https://example.org/t.git", "contact": {"email": "person@example.org"}}
    path.write_text(json.dumps({"version": "2.0", "releases": [release, {}, "odd"]}), encoding="utf-8")
    reading, report = _read(path)
    assert (report["rows_accepted"], report["rows_refused"]) == (1, 2)
    assert "person@example.org" not in json.dumps([entry.record() for entry in reading.entries])


@pytest.mark.parametrize("content", [b"{", b"[]", b"{}", b"[1, 2]", b'{"a": NaN}', b"\xff\xfe{}", b"null"])
def test_what_is_no_list_is_rejected_with_a_reason(content, tmp_path):
    path = tmp_path / "odd.json"
    path.write_bytes(content)
    assert _read(path)[1]["status"] == "rejected"
