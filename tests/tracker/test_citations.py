"""A citation holds on another machine from the snapshot alone, and fails when figure, question or copy was changed."""

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.tracker.publishing import published
from tracker.citations import CitationError, cite, read_citation, verify
from tracker.cli import main
from tracker.query_sources import row_ranges, sources_of, sources_query
from tracker.story import bundle

LINK = "https://daylight.example/data/sql?q=x"
SQL = "SELECT sum(amount) FROM payment WHERE supplier = 'Example Supplier 1 Limited'"


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A snapshot that no test changes."""
    _, made = published(tmp_path_factory.mktemp("cited"))
    return made


def test_a_figure_is_cited_with_its_files_and_rows(copy):
    cited, answer = cite(copy, SQL, LINK)
    assert cited.value == answer.rows[0][0] == "4659.30"
    assert [(each.url, each.count) for each in cited.sources] == [
        ("file:devon/spending/devon-april.csv", 5),
        ("file:leeds/spending/leeds-april.csv", 7),
    ]
    assert cited.sources[0].rows == "3, 10, 17, 24, 27"
    text = cited.as_text()
    assert "Daylight, public copy of 1 June 2026 (2026-06-01T093000Z): 4659.30." in text
    assert cited.sources[0].sha256 in text
    assert "@misc{daylight-" in cited.as_bibtex()
    assert cited.as_csl()[0]["issued"] == {"date-parts": [[2026, 6, 1]]}


def test_it_is_read_back_from_a_line_an_object_or_a_file(copy, tmp_path):
    cited, _ = cite(copy, SQL, LINK)
    (tmp_path / "citation.json").write_text(json.dumps(cited.as_object()))
    (tmp_path / "citation.txt").write_text(cited.compact() + "\n")
    for given in (
        cited.compact(),
        json.dumps(cited.as_object()),
        str(tmp_path / "citation.json"),
        str(tmp_path / "citation.txt"),
    ):
        again = read_citation(given)
        assert (again.digest, again.sql, again.checksums) == (cited.digest, cited.sql, cited.checksums)
        assert verify(again, copy) == (True, "MATCH: the public copy 2026-06-01T093000Z gives 4659.30, as cited.")


@pytest.mark.parametrize(
    "given",
    ["", "no-such-file", "daylight-citation:", "daylight-citation:AAAA", "{}", '{"citation": 1}', '{"citation": 2}',
     "[1]", "x\x00y", "/"],
)  # fmt: skip
def test_what_is_no_citation_is_refused_with_a_sentence(given):
    with pytest.raises(CitationError, match=r"\.$"):
        read_citation(given)


def test_a_changed_figure_question_or_copy_does_not_verify(copy, tmp_path):
    cited, _ = cite(copy, SQL, LINK)
    other = cited.as_object() | {"sql": SQL.replace("Supplier 1", "Supplier 2")}
    same, sentence = verify(read_citation(json.dumps(other)), copy)
    assert (same, sentence) == (False, "MISMATCH: the question gives another answer than 4659.30.")
    for told in ({"value": "4659.31"}, {"value": None}, {"rows": 2}):
        assert verify(read_citation(json.dumps(cited.as_object() | told)), copy)[0] is False
    changed = cited.as_object() | {"checksums": "0" * 64}
    assert verify(read_citation(json.dumps(changed)), copy)[0] is False
    folder = tmp_path / copy.id
    shutil.copytree(copy.folder, folder)
    with (folder / "daylight.duckdb").open("ab") as file:
        file.write(b"\0")
    done = CliRunner().invoke(main, ["verify", cited.compact(), "--snapshot", str(folder)])
    assert (done.exit_code, done.output) == (
        1, "MISMATCH: the public copy 2026-06-01T093000Z here was changed after it was published.\n",
    )  # fmt: skip
    (folder / "daylight.duckdb").unlink()
    done = CliRunner().invoke(main, ["verify", cited.compact(), "--snapshot", str(folder)])
    assert done.exit_code == 2
    elsewhere = read_citation(json.dumps(cited.as_object() | {"snapshot": "2020-01-01T000000Z"}))
    with pytest.raises(CitationError, match="this is 2026-06-01T093000Z"):
        verify(elsewhere, copy)


def test_a_hostile_citation_runs_nothing_but_a_question(copy):
    cited, _ = cite(copy, SQL, LINK)
    for sql in ("COPY payment TO '/tmp/x'", "SELECT * FROM read_text('/etc/passwd')", "DROP TABLE payment"):
        with pytest.raises(CitationError):
            verify(read_citation(json.dumps(cited.as_object() | {"sql": sql})), copy)


@pytest.mark.parametrize(
    ("sql", "files"),
    [
        ("SELECT organisation, sum(amount) FROM payment GROUP BY 1 HAVING sum(amount) > 0 ORDER BY 2 LIMIT 1", 2),
        ("SELECT sum(p.amount) FROM payment p JOIN organisation o USING (organisation) WHERE o.name LIKE 'Leeds%'", 1),
        ("WITH big AS (SELECT 500 AS least) SELECT count(*) FROM payment, big WHERE amount > least", 2),
        ("SELECT sum(amount) FROM grant_award", 1),
        ("SELECT count(*) FROM notice", 2),
        ("SELECT count(*) FROM organisation", 0),
        ("SELECT 1 UNION SELECT count(*) FROM payment", 2),
        ("SELECT (SELECT count(*) FROM payment)", 2),
        ("SELECT sum(amount) FROM payment UNION ALL SELECT sum(amount) FROM grant_award", 3),
        ("SELECT sum(a) FROM (SELECT amount AS a FROM payment WHERE organisation = 'leeds') WHERE a > 600", 1),
        ("WITH p AS (SELECT * FROM payment WHERE organisation = 'devon'), q AS (SELECT * FROM p) SELECT 1 FROM q", 1),
        ("WITH payment AS (SELECT * FROM payment WHERE organisation = 'devon') SELECT sum(amount) FROM payment", 1),
        ("SELECT count(*) FROM payment p, grant_award g, organisation o", 3),
        (
            "SELECT o.name, (SELECT count(*) FROM payment p WHERE p.organisation = o.organisation) FROM organisation o",
            0,
        ),
        ("SELECT count(*) FROM payment USING SAMPLE 3", 0),
        ("SELECT count(*) FROM (SELECT * FROM payment USING SAMPLE 3)", 0),
        ("WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t WHERE n < 3) SELECT * FROM t", 0),
        ("SELECT count(*) FROM coverage UNION SELECT count(*) FROM range(3)", 0),
    ],
)
def test_sources_are_named_where_the_question_shows_them(copy, sql, files):
    assert len(sources_of(copy, sql)) == files


def test_a_row_that_several_parts_read_is_named_once(copy):
    whole = sources_of(copy, "SELECT count(*) FROM payment WHERE organisation = 'leeds'")
    parts = "SELECT sum(amount) FROM payment WHERE organisation = 'leeds' AND amount {} 620"
    both = sources_of(copy, " UNION ALL ".join(parts.format(sign) for sign in ("< ", ">= ", "> ")))
    assert both == whole
    assert whole[0].count == 42
    cited, _ = cite(copy, f"WITH t AS ({parts.format('>')}) SELECT * FROM t", LINK)
    assert 0 < cited.sources[0].count < 42
    assert verify(read_citation(json.dumps(cited.as_object())), copy)[0] is True


def test_no_question_no_sources():
    assert [sources_query(sql) for sql in ("", "DROP TABLE payment", "SELECT", "SELECT 1; SELECT 2")] == [None] * 4
    assert row_ranges([5, 2, 3, 4, 9, 2]) == "2-5, 9"
    assert row_ranges([]) == ""


def test_a_story_is_verified_on_another_machine(copy, tmp_path):
    """Question, answer, chart, citation, bundle; then only the bundle and the snapshot's folder, and an empty home."""
    question = "SELECT organisation, sum(amount) AS pounds FROM payment GROUP BY organisation ORDER BY organisation"
    cited, answer = cite(copy, question, LINK)
    chart = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    whole = bundle(cited, answer, {"chart.svg": chart})
    assert whole == bundle(*cite(copy, question, LINK), {"chart.svg": chart})
    away = tmp_path / "another machine"
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        archive.extractall(away / "story")
    shutil.copytree(copy.folder, away / copy.id)
    if shutil.which("sha256sum"):
        subprocess.run(["sha256sum", "--quiet", "-c", "checksums.txt"], cwd=away / "story", check=True)
    (away / "home").mkdir()
    done = subprocess.run(
        [Path(sys.executable).with_name("daylight"), "verify", "story/citation.json", "--snapshot", copy.id],
        cwd=away, env={"HOME": str(away / "home"), "PATH": os.defpath}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "MATCH: the public copy 2026-06-01T093000Z gives a table of 2 rows, as cited.\n"
    assert list((away / "home").iterdir()) == []
    assert (away / "story" / "answer.csv").read_text().splitlines() == [
        "organisation,pounds",
        "devon,15456.15",
        "leeds,24939.90",
    ]
    assert "devon-april.csv" in (away / "story" / "sources.csv").read_text()
