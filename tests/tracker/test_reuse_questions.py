"""The written benchmark of the reuse check: real notices (source and id in the file) with answers made by hand.

``expected`` lists the functions that a useful candidate would serve, or - where nothing is suitable. The groups are
software (something is bought that could be reused), near-miss (computers, consultants, cameras) and unrelated.
"""

import csv
from pathlib import Path

import pytest

from tracker.reuse import check

QUESTIONS = list(
    csv.DictReader((Path(__file__).parent / "reuse_questions.csv").read_text(encoding="utf-8").splitlines())
)


def _ask(question):
    return check(None, f"{question['title']}\n{question['description']}")["candidates"]


def _open_source(question):
    return [candidate for candidate in _ask(question) if candidate["kind"] == "open-source"][:5]


def test_there_are_enough_questions():
    groups = [question["group"] for question in QUESTIONS]
    assert groups.count("software") + groups.count("near-miss") >= 60
    assert groups.count("unrelated") >= 30


def test_precision_at_five():
    asked = [question for question in QUESTIONS if question["group"] == "software"]
    shares = []
    for question in asked:
        found = _open_source(question)
        wanted = set(question["expected"].split("|"))
        shares.append(sum(bool(wanted & set(item["functions"])) for item in found) / len(found) if found else 0.0)
    assert sum(shares) / len(shares) >= 0.6


@pytest.mark.parametrize(("group", "least"), [("unrelated", 0.9), ("near-miss", 0.75)])
def test_says_when_nothing_is_suitable(group, least):
    asked = [question for question in QUESTIONS if question["group"] == group]
    right = [question["title"] for question in asked if not _ask(question)]
    assert len(right) / len(asked) >= least, sorted({question["title"] for question in asked} - set(right))


def test_every_candidate_shows_evidence_and_confidence():
    for question in QUESTIONS:
        for candidate in _ask(question):
            assert candidate["evidence"]
            assert 0 < candidate["confidence"] < 1
            assert candidate["kind"] in {"open-source", "contract", "council", "upcoming"}
