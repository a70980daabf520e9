"""Anonymising in a process of its own: the same result, and an end to text that was made to be slow."""

import time

import pytest

from parsers.anonymise import anonymise
from parsers.sandbox import Limits
from tracker.anonymising import AnonymisingError, anonymised_apart

FORM = {
    "buyer": "Kent County Council",
    "procurement": "KCC-IT-26-204 Booking system for libraries",
    "bidder": {"legal_name": "Quillfeather Systems Limited", "contact_name": "Ambrose Tindlewick"},
}


def test_a_process_of_its_own_finds_what_the_parser_finds() -> None:
    text = "Quillfeather, led by Ambrose Tindlewick, offers Kent County Council WCAG 2.2 AA for £640 a day."
    assert anonymised_apart(text, FORM) == anonymise(text, FORM)


@pytest.mark.parametrize("unit", ["Ab-", '"Ab c" ', "A1-", "12 34", "<a ", "Ab\n", "Leeds, ", "*Ab* "])
def test_words_that_repeat_do_not_hang_the_rules(unit: str) -> None:
    began = time.process_time()
    anonymise((unit * 30_000)[:30_000], FORM)
    assert time.process_time() - began < 10  # it was hours; a slow machine takes two seconds


def test_text_that_takes_too_long_is_a_sentence_and_nothing_of_it_is_shown() -> None:
    with pytest.raises(AnonymisingError, match=r"nothing of it is shown: .* Shorten it"):
        anonymised_apart("Quillfeather says so. " * 200_000, FORM, limits=Limits(seconds=2, processor_seconds=1))
