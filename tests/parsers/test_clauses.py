"""The clause check: plain marks, the sentence quoted with its place, and no opinion where a text is silent."""

import time

import pytest

from parsers.clauses import SUBJECTS, check_clauses


@pytest.mark.parametrize(
    ("sentence", "subject", "mark"),
    [
        ("The supplier shall publish the source code in a public repository.", "source", "says"),
        ("Source code shall not be disclosed to the Authority.", "source", "says the opposite"),
        ("Work is released under an open source licence.", "licence", "says"),
        ("All code will be under the EUPL 1.2 licence.", "licence", "says"),
        ("A proprietary licence is granted per user.", "licence", "says the opposite"),
        ("All intellectual property shall remain with the Supplier.", "ownership", "says the opposite"),
        ("Intellectual property in the deliverables shall vest in the Council.", "ownership", "says"),
        ("The bidder must submit an exit plan within three months.", "exit", "says"),
        ("The contract will automatically renew each year.", "exit", "says the opposite"),
        ("At the end all data will be exported in CSV.", "data", "says"),
        ("A charge applies for each export of data.", "data", "says the opposite"),
        ("The system must use open standards and documented APIs.", "standards", "says"),
    ],
)
def test_plain_marks(sentence, subject, mark):
    check = check_clauses(f"The council buys a system.\n\n{sentence}\n")
    assert check.mark(subject) == mark
    found = next(clause for clause in check.clauses if clause.subject == subject)
    assert (found.quote, found.line) == (sentence, 3)


def test_silence_is_silence_and_both_is_both():
    check = check_clauses("Resurfacing of the A56 between two roundabouts.")
    assert check.clauses == ()
    assert set(check.silent) == set(SUBJECTS)
    assert check.mark("data") == "does not say"
    both = check_clauses("Source code shall not be given. The source code will be published.")
    assert both.mark("source") == "says both"


def test_a_long_text_is_read_in_time():
    text = "Intellectual property " * 40_000 + "\n\nThe source code will be published."
    began = time.perf_counter()
    check = check_clauses(text)
    assert time.perf_counter() - began < 10
    assert check.mark("source") == "says"
