"""The automatic stage of anonymising, judged on invented bids, each built on tricks of its own."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.anonymise import anonymise
from tests.corpus import corpus_path
from tests.parsers.judging import HERE, Tally, bids, form_of, judge, survives
from tracker.cli import main

FORM = {
    "buyer": "Kent County Council",
    "procurement": "KCC-IT-26-204 Booking system for libraries",
    "bidder": {
        "legal_name": "Quillfeather Systems Limited",
        "company_number": "99412005",
        "contact_name": "Ambrose Tindlewick",
        "contact_email": "ambrose@quillfeather.example",
        "address": "3 Pennywhistle Court, Deal CT97 4RR",
    },
}
CASES = list(bids())


@pytest.mark.parametrize(("answer", "source"), CASES, ids=[answer["file"] for answer, _ in CASES])
def test_each_source_holds_what_its_answer_says(answer: dict, source: str) -> None:
    """The answer files themselves: every name is there to be found, every needed word is there to be kept."""
    absent = [item["s"] for item in answer["must_not_survive"] if not survives(item, source)]
    assert len(absent) * 10 <= len(answer["must_not_survive"]), absent
    assert [w for w in answer["must_survive"] if not survives({"s": w, "match": "fold"}, source)] == []


def test_names_are_hidden_and_needed_words_kept_in_twenty_four_bids_with_other_tricks() -> None:
    tally = Tally()
    for answer, source in CASES:
        judge(answer, anonymise(source, form_of(answer)).text, tally)
    assert tally.direct[0] / tally.direct[1] >= 0.98, tally.failures
    assert tally.quasi[0] / tally.quasi[1] >= 0.90, tally.failures
    assert tally.kept[0] / tally.kept[1] >= 0.97, tally.failures


@pytest.mark.parametrize(("answer", "source"), CASES, ids=[answer["file"] for answer, _ in CASES])
def test_every_replaced_span_is_a_finding_at_its_place(answer: dict, source: str) -> None:
    result = anonymise(source, form_of(answer))
    assert result.findings
    at = 0
    for finding in result.findings:
        assert source[finding.start : finding.end] == finding.found
        assert finding.start >= at
        assert source.count("\n", 0, finding.start) + 1 == finding.line
        assert 0 < finding.confidence < 1
        assert finding.reason.endswith(".")
        at = finding.start
    for finding in result.findings:
        if finding.replacement is not None:
            assert finding.replacement.startswith("[")


def test_the_same_person_has_the_same_placeholder_throughout_and_another_person_another() -> None:
    text = anonymise(
        "The work is led by Priya Ravensdale. Mr Tomasz Wolny tests. Ravensdale wrote the plan, and Wolny read it.",
        FORM,
    ).text
    first, second, third, fourth = re.findall(r"\[person \d\]", text)
    assert (first, second) == (third, fourth)
    assert first != second


def test_facts_are_generalised_and_not_blanked() -> None:
    text = anonymise("We were founded in 1897. We employ people: the firm employs 74 staff.", FORM).text
    assert "[1890s]" in text
    assert "[50 to 249] staff" in text


def test_a_number_with_right_check_digits_says_so() -> None:
    findings = anonymise("Pay to IBAN GB29 NWBK 6016 1331 9268 19 please.", FORM).findings
    assert any("check digits right" in f.rule and f.confidence == 0.99 for f in findings)


def test_letters_of_another_script_are_a_finding_even_in_a_word_that_stays() -> None:
    findings = anonymise("The сouncil pays in May.", FORM).findings
    assert [f.rule for f in findings if f.found == "сouncil"] == ["letters of another script"]


def test_the_names_of_all_bidders_are_hidden_in_each_bid() -> None:
    rival = {"bidder": {"legal_name": "Brambleworth Computing Ltd"}}
    text = anonymise("Unlike Brambleworth, we publish our code.", FORM, [rival]).text
    assert text == "Unlike [another bidder], we publish our code."


@pytest.mark.parametrize(
    ("source", "gone"),
    [
        ("Our director is Solveig Bruun. SB signs each stage off; ask SB.", "SB"),
        ("Thaddeus O'Mahoney supervises. Ask TO'M about it.", "TO'M"),
        ("Her deputy, Magnus à Brae, was born here. Later, à Brae leads.", "à Brae"),
        ("| Crew | Day |\n|---|---|\n| Grace Field | Monday |\n\nPatience is needed, says Grace.", "Grace"),
        ("Heatpower UK was our name until 2019.", "Heatpower"),
        ("Slates Wiped, our franchise, has four branches.", "Slates"),
        ("Its chartership is CEng 994417.", "994417"),
        ("Bank: 00-77-19 at the branch.", "00-77-19"),
        ("Bank: sort code 19-12-20 at the branch.", "19-12-20"),
        ("| Role | Name |\n|---|---|\n| Lead | May Lindqvist |\n\nIt is so. May chairs the board.", "May"),
        ("Our lead is Grace Oyelaran.\n\n- Grace: sponsor\n", "Grace:"),
        ("CC is Cara Crumb. The rest is done by CC alone.", "CC"),
        ("SUPPLIERS: CURRICULA VITAE\n\nREX LAWTON - Surveyor\nRex surveys weirs.", "Rex"),
        ("We hold ISO 14001 (GB26/99417).", "GB26/99417"),
        ("Our annual turnover was £24.7m in the year to March.", "24.7"),
        ("| Date of incorporation | 4 February 2016 |", "2016"),
        ("| Cover | Insurer |\n|---|---|\n| Liability | Brackenbury General |", "Brackenbury"),
        ("## Past work\n\n- Swindon: libraries, 2021\n", "Swindon"),
        ("Contact us at DX 99417.", "99417"),
        ("*R v Netherlyde* [2019] EWHC 9941 (Admin): the client was ours.", "9941"),
    ],
)
def test_short_and_former_names_and_numbers_of_registers_are_hidden(source: str, gone: str) -> None:
    assert gone not in anonymise(source, FORM).text


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("Two graduate posts are offered through Robert Gordon University.", "Robert Gordon University"),
        ("A library of marks is kept for South Wales Police.", "South Wales Police"),
        ("The model is built in open tools, THERMOS and PyPSA, from the first day.", "THERMOS and PyPSA"),
        ("Each route has a Volvo B8R with a lift.", "Volvo B8R"),
        ("Our director is Imogen Tate. IT leads to savings where it is shared.", "IT leads"),
        ("| Crew | Day |\n|---|---|\n| Grace Field | Monday |\n\nGrace and patience help.", "Grace and patience"),
        ("The system works with Zorbit Cloud, Drupal and Fennix.", "Zorbit Cloud, Drupal and Fennix"),
        ("Wigan Council brought its centres back in house.", "Wigan Council"),
        ("Gardner and Bloom (2021) found that use fell.", "Gardner and Bloom (2021)"),
        ("The leading case is Mansell v Tonbridge [2017] EWCA Civ 1314.", "Mansell v Tonbridge [2017] EWCA Civ 1314"),
        ("The council requires a turnover of £2m.", "£2m"),
        ("Routes run from Fort William to Mallaig.", "Fort William to Mallaig"),
        ("It covers 31 schools, among them Budmere Academy and Gorse School.", "Budmere Academy and Gorse School"),
        ("The survey ends on 01-12-2019 at noon.", "01-12-2019"),
    ],
)
def test_public_bodies_makers_and_ordinary_words_stay(source: str, kept: str) -> None:
    assert kept in anonymise(source, FORM).text


@given(
    st.sampled_from(["Quillfeather", "Tindlewick", "quillfeather.example", "99412005"]),
    st.sampled_from(["", "Ask ", "(", "**", "see: ", "\n- ", "| ", '"']),
    st.sampled_from([" says so.", ")", "**", "'s plan", " |", "\n", '"', ", too"]),
)
def test_a_name_of_the_form_never_survives_whatever_stands_beside_it(name: str, before: str, after: str) -> None:
    assert name.lower() not in anonymise(f"{before}{name}{after}", FORM).text.lower()


@given(st.text(max_size=400))
@settings(max_examples=60, deadline=None)
def test_any_text_can_be_anonymised_twice_over(text: str) -> None:
    once = anonymise(text, FORM)
    anonymise(once.text, FORM)


def test_a_firm_of_ordinary_words_leaves_those_words_in_small_letters() -> None:
    form = {"buyer": "Kent County Council", "bidder": {"legal_name": "Clean Slate Software Ltd", "acronym": "CS"}}
    text = anonymise("CS gives a clean slate. Clean Slate says so; write to desk@cleanslate.example.", form).text
    assert text == "[the bidder] gives a clean slate. [the bidder] says so; write to [e-mail address]."


def test_the_buyer_keeps_its_name_in_both_tongues() -> None:
    form = {"buyer": "Cardiff Council", "bidder": {"legal_name": "Canolfan Glan Ltd"}}
    assert "Cyngor Caerdydd" in anonymise("At Gyngor Caerdydd. Cyngor Caerdydd yw y cwsmer.", form).text


def test_text_without_a_name_is_left_alone() -> None:
    text = "The service is hosted in two data centres. It costs £4,200 a year without VAT and meets WCAG 2.2 AA.\n"
    result = anonymise(text, FORM)
    assert result.text == text
    assert [f for f in result.findings if f.replacement is not None] == []


def test_the_command_writes_text_and_findings(tmp_path: Path) -> None:
    (tmp_path / "form.json").write_text(json.dumps(FORM))
    (tmp_path / "bid.md").write_text("Quillfeather offers it for £10.\u200b")
    out = tmp_path / "out"
    ran = CliRunner().invoke(
        main, ["anonymise", str(tmp_path / "bid.md"), "--form", str(tmp_path / "form.json"), "--out", str(out)]
    )
    assert ran.exit_code == 0, ran.output
    assert (out / "bid.txt").read_text().strip() == "[the bidder] offers it for £10."
    found = json.loads((out / "bid.findings.json").read_text())
    assert found["findings"][0]["found"] == "Quillfeather"
    assert {find["channel"] for find in found["hidden"]} == {"a letter that does not show", "a file name"}


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ("{", "is not JSON"),
        ("[]", "who the bidder is"),
        ('{"bidder": {}}', "legal_name"),
        ('{"bidder": {"legal_name": " "}}', "legal_name"),
    ],
)
def test_a_form_without_a_name_is_refused_and_nothing_is_written(tmp_path: Path, form: str, says: str) -> None:
    (tmp_path / "form.json").write_text(form)
    (tmp_path / "bid.md").write_text("text")
    out = tmp_path / "out"
    ran = CliRunner().invoke(
        main, ["anonymise", str(tmp_path / "bid.md"), "--form", str(tmp_path / "form.json"), "--out", str(out)]
    )
    assert ran.exit_code == 1
    assert says in ran.output
    assert not out.exists()


@pytest.mark.corpus
def test_the_open_adversarial_set_reaches_its_figures(tmp_path: Path) -> None:
    corpus = corpus_path("bids-adversarial")
    for answer, source in bids(corpus):
        (tmp_path / answer["file"]).with_suffix(".txt").write_text(
            anonymise(source, form_of(answer)).text, encoding="utf-8"
        )
    ran = subprocess.run(
        [sys.executable, corpus / "score.py", corpus, tmp_path], capture_output=True, text=True, check=False
    )
    figures = dict(re.findall(r"(direct|quasi|kept)\D*\d+/\d+ = ([\d.]+)", ran.stdout))
    assert float(figures["direct"]) >= 0.98, ran.stdout
    assert float(figures["quasi"]) >= 0.80, ran.stdout
    assert float(figures["kept"]) >= 0.97, ran.stdout


def test_the_fixtures_are_marked_as_fictional() -> None:
    assert "fictional" in (HERE / "README.md").read_text()
