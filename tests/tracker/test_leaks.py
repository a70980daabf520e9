"""The independent verifier finds planted names however they are written, and is silent on ordinary text."""

import base64
import codecs
import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.leaks import find, leaks_in

NAME = "Quillfeather Systems"
ORDINARY = (
    "The council asks for a service eighty editors can use. The price is £184,500 without VAT; the day rate is £640. "
    "Quills and feathers adorn it. We follow WCAG 2.2 AA and BS 5837:2012, publish under GPL-3.0-or-later, and "
    "store data in PostgreSQL. sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08. "
    '<a href="/bids/a/answers#q3-p2">Question 3</a> {"bids": [{"id": "A", "value": {"amount": 18450000}}]} '
)

DISGUISES = {
    "as it is": NAME,
    "capitals": NAME.upper(),
    "glued": NAME.replace(" ", ""),
    "hyphen": NAME.replace(" ", "-"),
    "spaced letters": " ".join(NAME),
    "line end": "Quillfea-\nther Systems",
    "accents": "Quíllfeàther Systëms",
    "look-alikes": "Quillfeаthеr Ѕystеms",
    "zero width": "Quill\u200bfea\u00adther Systems",
    "full width": "Ｑｕｉｌｌｆｅａｔｈｅｒ　Ｓｙｓｔｅｍｓ",
    "bold mathematics": "𝐐𝐮𝐢𝐥𝐥𝐟𝐞𝐚𝐭𝐡𝐞𝐫 𝐒𝐲𝐬𝐭𝐞𝐦𝐬",
    "entities": "&#81;uillfeather&nbsp;Systems",
    "double entities": "&amp;#81;uillfeather Systems",
    "percent": "https://example.org/?q=" + quote(NAME),
    "every letter percent": "".join(f"%{ord(c):02X}" for c in NAME),
    "base64": base64.b64encode(NAME.encode()).decode(),
    "base64 in a word": "data:text/plain;base64," + base64.b64encode(b"by " + NAME.encode()).decode(),
    "hexadecimal": NAME.encode().hex(),
    "escapes": json.dumps("Quíllfeather Systems"),
    "rot13": codecs.encode(NAME, "rot13"),
    "between tags": "Quill<b>feather</b> Sys<wbr>tems",
    "quoted printable": "Quillfeather=20Systems",
}


@pytest.mark.parametrize("written", DISGUISES.values(), ids=DISGUISES)
def test_a_name_is_found_however_it_is_written(written: str) -> None:
    leaks = find([NAME], {"/bids/a": ORDINARY + written + " " + ORDINARY})
    assert [(leak.where, leak.what) for leak in leaks] == [("/bids/a", NAME)]


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-16"])
def test_a_name_is_found_in_wide_bytes(codec: str) -> None:
    assert find([NAME], {"/export.csv": (ORDINARY + NAME).encode(codec)})


def test_a_name_is_found_in_the_name_of_a_file() -> None:
    assert find([NAME], {"/files/quillfeather_systems-answers.txt": "nothing"})


def test_numbers_are_found_whatever_stands_between_their_digits_but_not_inside_other_numbers() -> None:
    assert find(["0113 496 0318"], {"page": "Ring (0113) 496-0318 today"})
    assert not find(["99412"], {"page": "The reference is 4994123, the price £994,127.00"})


def test_an_acronym_is_sought_as_a_word_in_its_own_case() -> None:
    assert find(["GFD"], {"page": "as GFD's plan says"})
    assert find(["GFD"], {"page": "file GFD_plan"})
    assert not find(["GFD", "ISO"], {"page": "gfdl, iso and bigfdot"})


def test_an_ordinary_word_counts_only_with_a_capital_inside_a_sentence() -> None:
    text = "A bright room. Bright colours are used in Brighouse."
    assert not find([], {"page": text}, cased=["Bright"])
    assert find([], {"page": text + " We at Bright agree."}, cased=["Bright"])
    assert find([], {"page": text + " Bright's plan is short."}, cased=["Bright"])


def test_ordinary_text_raises_no_alarm() -> None:
    names = [NAME, "Ambrose Tindlewick", "Tindlewick", "QSL", "99412005", "Pennywhistle Court", "CT97 4RR"]
    assert find(names, {"page": ORDINARY, "page in UTF-16": ORDINARY.encode("utf-16")}) == []


@pytest.mark.parametrize("nothing", ["", " ", "&-", "\u200b"])
def test_a_name_that_cannot_be_found_is_refused(nothing: str) -> None:
    with pytest.raises(ValueError, match="cannot be searched for"):
        find([nothing], {"page": "text"})


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_text_around_it_hides_a_name(before: str, after: str) -> None:
    assert find([NAME], {"page": f"{before} {NAME} {after}"})


@given(st.binary(max_size=600))
def test_any_bytes_can_be_searched(data: bytes) -> None:
    find([NAME, "GFD"], {"page": data}, cased=["Bright"])


FORM = {
    "buyer": "Kent County Council",
    "procurement": "KCC-IT-26-204 Booking system for libraries",
    "bidder": {
        "legal_name": "Quillfeather Systems Limited",
        "trading_names": ["Bright"],
        "company_number": "99412005",
        "contact_name": "Ambrose Tindlewick",
        "contact_email": "ambrose@quillfeather.example",
        "address": "3 Pennywhistle Court, Deal CT97 4RR",
    },
}


@pytest.mark.parametrize(
    "written",
    [
        "Quillfeather",
        "QSL's plan",
        "Mr Tindlewick",
        "write to ambrose@quillfeather.example",
        "No. 99 41 20 05",
        "ct974rr",
        "at 3 Pennywhistle Court",
        "as Bright's people say",
        "quillfeather.example",
    ],
)
def test_a_form_is_enough_to_find_its_bidder(written: str) -> None:
    assert leaks_in({"page": f"{ORDINARY} {written} {ORDINARY}"}, [FORM])


def test_the_names_of_a_form_raise_no_alarm_on_ordinary_text_of_its_procurement() -> None:
    text = (
        ORDINARY
        + "Kent County Council wants a booking system for libraries. A bright idea. ISO 9001. Systems are tested."
    )
    assert leaks_in({"page": text}, [FORM]) == []


def test_a_search_for_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no name"):
        leaks_in({"page": "text"}, [{"buyer": "Kent County Council", "bidder": {}}])


def test_the_message_of_a_leak_does_not_hold_the_name() -> None:
    assert "uillfeather" not in str(leaks_in({"page": "by Quillfeather"}, [FORM])[0])


def test_the_beginning_of_a_web_address_is_no_name_but_its_host_is():
    form = {"bidder": {"legal_name": "Larkspur Systems Ltd", "website": "https://www.larkfield.example/civic/"}}
    assert leaks_in({"page": "See https://standards.example and www.gov.uk for civic matters."}, [form]) == []
    for told in ("Ask larkfield.example.", "https://larkfield.example/civic", "LARKFIELD . EXAMPLE"):
        assert leaks_in({"page": told}, [form]) != []


@pytest.mark.parametrize(
    ("written", "how"),
    [
        ("our switch Br4mw3ll-OS", "digits for letters"),
        ("Bravo Romeo Alfa Mike Whiskey Echo Lima Lima", "radio alphabet"),
        ("the page ends ǝɹɐɔǝlǝʇ llǝʍɯɐɹq", "letters turned upside down"),
    ],
)
def test_names_read_aloud_or_turned_are_found(written: str, how: str) -> None:
    assert [leak.how for leak in find(["Bramwell"], {"page": written})] == [how]
    assert find(["Bramwell"], {"page": "Alpha and beta stages cost 4500 a day in B17 and 3rd Street"}) == []


PLAIN_NAMES = [
    {
        "buyer": "Leeds City Council",
        "bidder": {"legal_name": "Clean Slate Software Limited", "contact_name": "Ann May"},
    },
    {"buyer": "Leeds City Council", "bidder": {"legal_name": "Wheatfield Ltd"}},
]  # fictional


@pytest.mark.parametrize(
    "written",
    [
        "The council gets a clean slate.",
        "Clean slate or not, the data are moved.",
        "The depot stands beside the wheatfields.",
        "The first team goes live in May 2027 and the last by May.",
        "Vans keep to the Clean Air Act.",
    ],
)
def test_ordinary_words_that_are_somebodys_name_raise_no_alarm(written: str) -> None:
    assert leaks_in({"page": written}, PLAIN_NAMES) == []


@pytest.mark.parametrize(
    "written",
    [
        "We at Clean Slate agree.",
        "CLEAN SLATE",
        "see cleanslate.example",
        "as Wheatfield said",
        "ask wheatfield",
        "so May",
    ],
)
def test_the_same_words_meant_as_a_name_are_found(written: str) -> None:
    assert leaks_in({"page": f"{written} and more"}, PLAIN_NAMES)
