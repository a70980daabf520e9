"""The search over everything, on both databases: what it finds and in which order, its guesses, what it never tells."""

import datetime as dt
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tracker.loading import load_releases, release
from tests.tracker.spending_files import START, load_rows
from tests.webapp.spent import CARE, WASTE, filled
from tracker.bulk import insert_new
from tracker.db import writing
from tracker.models.grants import Announcement, Grant, Programme
from tracker.models.organisations import Supplier
from tracker.organisations import organisation_id
from tracker.privacy import Decision, decide
from tracker.row_ids import shown_id
from tracker.search import (
    KINDS,
    SearchError,
    clean,
    nearness,
    newest,
    read_question,
    search,
    search_kind,
    search_words,
)
from tracker.suppliers import name_id
from tracker.takedown import hide

TUTOR = "Ms Imogen Fictional"


@pytest.fixture
def world(engine, tmp_path):
    """Payments, a planned purchase, and a grant with its programme and announcement."""
    filled(engine, tmp_path)
    load_releases(engine, tmp_path, [release(1)])
    with writing(engine) as connection:
        insert_new(connection, Grant, [grant(1), grant(2, recipient_name=None, individual=True, title="A bursary")])
        insert_new(
            connection, Programme, [{"slug": "warm-halls", "name": "Warm Halls", "funder": None, "seeded": True}]
        )
        insert_new(connection, Announcement, [ANNOUNCED])
    return engine


def grant(number, **more):
    row = dict.fromkeys(column.name for column in Grant.__table__.columns)
    row |= {
        "id": number, "grant_id": f"360G-fictional-{number}", "funder_name": "Fictional Foundation",
        "funder_key": "fictional-foundation", "recipient_name": "Warm Halls Trust", "title": "Heating for halls",
        "individual": False, "amount_pence": 5_000_00, "currency": "GBP", "counted": True, "year": 2025,
        "awarded": dt.date(2025, 3, number), "fetched_at": START, "sha256": "0" * 64,
    }  # fmt: skip
    return row | more


ANNOUNCED = dict.fromkeys(column.name for column in Announcement.__table__.columns) | {
    "id": 7, "key": "a/7", "title": "Money for warm halls", "announced": dt.date(2025, 4, 1), "withdrawn": False,
    "rank": 1, "fetched_at": START,
}  # fmt: skip


def ask(engine, words, **filters):
    with engine.connect() as connection:
        return search(connection, read_question(connection, words, **filters))


def titles(found):
    return {section.kind: [hit.title for hit in section.hits] for section in found.sections}


def test_every_kind_is_found_by_its_words(world):
    assert "Devon County Council" in titles(ask(world, "devon"))["bodies"]
    assert titles(ask(world, "bramblewick"))["suppliers"] == [WASTE]
    assert titles(ask(world, "refuse collection"))["payments"] == ["Refuse collection"] * 4
    assert titles(ask(world, "housing case"))["purchases"] == ["A case system for housing"]
    assert titles(ask(world, "warm halls"))["grants"] == ["Heating for halls"]
    assert titles(ask(world, "warm halls"))["programmes"] == ["Warm Halls", "Money for warm halls"]
    assert "CONSUL DEMOCRACY" in titles(ask(world, "consul"))["software"]
    assert titles(ask(world, "kent-2026"))["files"] == ["kent-2026-03.csv"]


@pytest.mark.parametrize(
    "asked",
    ["Bramblewick Waste Services Limited", "bramblewick WASTE services", "Bramblewick Waste Services, Ltd.", "bramb",
     "waste serv", "Brámblewick waste"],
)  # fmt: skip
def test_a_supplier_is_found_however_its_name_is_written(world, asked):
    found = ask(world, asked)
    assert titles(found)["suppliers"] == [WASTE]
    assert found.guess is None


@pytest.mark.parametrize(
    ("asked", "kind", "title"),
    [
        ("Bramblewik Waste", "suppliers", WASTE), ("bramble wickwaste", "suppliers", WASTE),
        ("Penyroyal Homes", "suppliers", CARE), ("Birmigham", "bodies", "Birmingham City Council"),
        ("Carmathenshire", "bodies", "Carmarthenshire County Council"),
        ("Rhonda Cynon Taff", "bodies", "Rhondda Cynon Taf"), ("Consull Democracy", "software", "CONSUL DEMOCRACY"),
    ],
)  # fmt: skip
def test_a_mistyped_name_is_guessed_and_said_to_be_a_guess(world, asked, kind, title):
    found = ask(world, asked)
    assert found.guess is not None
    assert found.question.asked == found.guess.words != asked
    assert any(each.startswith(title) for each in titles(found)[kind])
    with world.connect() as connection:
        assert not search(connection, read_question(connection, asked), exactly=True)


def test_what_is_found_as_written_is_never_guessed_at(world):
    found = ask(world, "waste")
    assert found.guess is None
    assert found.question.asked == "waste"


def test_words_far_from_any_name_are_not_guessed_at(world):
    for words in ("zzyzx", "qwerty uiop", "xyz"):
        assert not ask(world, words)


@pytest.mark.parametrize("kind", ["suppliers", "payments", "grants", "purchases", "files"])
def test_pages_of_a_kind_follow_each_other_without_gap_or_repeat(engine, tmp_path, kind):
    rows = [("01/04/2026", f"Quillfeather {at} Ltd", f"{600 + at % 3}.00", "", f"Lamps {at} for halls", "")
            for at in range(9)]  # fmt: skip
    load_rows(engine, tmp_path, rows[:5], name="quillfeather lamps.csv")
    load_rows(engine, tmp_path, rows[5:], name="quillfeather lamps again.csv", publisher="kent", day=2)
    load_releases(engine, tmp_path, [release(at, process=f"ocds-x-{at}", title=f"Lamps {at}") for at in range(1, 8)])
    with writing(engine) as connection:
        days = [{} if at % 3 else {"awarded": None} for at in range(1, 8)]
        insert_new(connection, Grant, [grant(at, title=f"Lamps {at}", **day) for at, day in enumerate(days, 1)])
    words = "quillfeather" if kind in ("suppliers", "files") else "lamps"
    with engine.connect() as connection:
        question = read_question(connection, words)
        whole = [hit.place for hit in search_kind(connection, question, kind).hits]
        paged, after = [], None
        for _ in range(10):
            page = search_kind(connection, question, kind, after, limit=2)
            paged += [hit.place for hit in page.hits]
            after = page.next_place
            if after is None:
                break
    assert len(whole) == {"suppliers": 9, "payments": 9, "files": 2}.get(kind, 7)
    assert paged == whole


def test_common_words_are_listed_in_the_same_order_as_rare_ones(world, monkeypatch):
    def listed():
        with world.connect() as connection:
            question = read_question(connection, "refuse collection")
            suppliers = search_kind(connection, read_question(connection, "s"), "suppliers").hits
            return search_kind(connection, question, "payments").hits, suppliers

    rare = listed()
    monkeypatch.setattr("tracker.search.word_index.RARE", 0)
    monkeypatch.setattr("tracker.search.word_index.matching_ids.__kwdefaults__", {"begins_from": 3, "most": 0})
    assert listed() == rare


def test_filters_narrow_and_what_they_mean_nothing_to_is_named(world):
    of_kent = ask(world, "refuse collection", body="Kent")
    assert titles(of_kent)["payments"] == ["Refuse collection"]
    assert set(of_kent.left_out) == {"bodies", "programmes", "software"}
    (supplier,) = next(each for each in ask(world, "bramblewick", body="devon").sections).hits
    assert (supplier.pence, supplier.body_name) == (16_280_000, "Devon County Council")
    assert "suppliers" not in titles(ask(world, "bramblewick", year="2025"))
    assert titles(ask(world, "bramblewick", year="2026"))["suppliers"] == [WASTE]
    assert titles(ask(world, "halls", year="2025"))["grants"] == ["Heating for halls"]
    assert "grants" not in titles(ask(world, "halls", year="2024"))


@pytest.mark.parametrize(("name", "value"), [("body", "Nowhere"), ("year", "20x5"), ("year", "²025"), ("year", "9999")])
def test_a_filter_that_means_nothing_is_told(world, name, value):
    with pytest.raises(SearchError, match=value):
        ask(world, "waste", **{name: value})


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", ["nowhere", "0" * 26, "'", "\x00"])
def test_a_place_that_no_list_has_is_told(sqlite_engine, kind, place):
    with sqlite_engine.connect() as connection, pytest.raises(SearchError, match="Start again"):
        search_kind(connection, read_question(connection, "leeds"), kind, place)


def test_a_private_person_is_found_only_once_somebody_decided_so(world):
    for words in (TUTOR, "Imogen", "Imogem Fictional", "Ms Imogen"):
        found = ask(world, words)
        assert "Imogen" not in str((found.sections, found.guess, found.guesses))
    made = Decision(
        organisation_id=organisation_id("devon"), name_id=name_id(TUTOR), decision="show", reason="asked",
        by="moderator", now=START,
    )  # fmt: skip
    with writing(world) as connection:
        decide(connection, made)
    assert titles(ask(world, "imogen"))["suppliers"] == [TUTOR]


def test_a_grant_to_a_person_is_found_by_its_title_and_names_nobody(world):
    (hit,) = next(each for each in ask(world, "bursary").sections if each.kind == "grants").hits
    assert hit.about == "to a person, not named"


@pytest.mark.parametrize(
    ("kind", "key", "words", "title"),
    [
        ("supplier", shown_id(name_id(WASTE)), "bramblewick", WASTE),
        ("process", "ocds-h6vhtk-0abcde", "housing case", "A case system for housing"),
        ("grant", shown_id(1), "heating", "Heating for halls"),
        ("announcement", shown_id(7), "money for warm", "Money for warm halls"),
        ("software", "consul-democracy", "consul", "CONSUL DEMOCRACY"),
    ],
)
def test_what_was_taken_down_is_not_found(world, kind, key, words, title):
    assert title in str(titles(ask(world, words)))
    with writing(world) as connection:
        hide(connection, kind=kind, key=key, reason="asked", now=START)
    for asked in (words, words[:-2] + "x" + words[-2:]):
        found = ask(world, asked)
        assert title not in str((found.sections, found.guess, found.guesses))
    with world.connect() as connection:
        assert all(hit.key != key for hit in newest(connection, read_question(connection, words)))


def test_words_of_a_payment_that_was_taken_down_are_not_found(world):
    (hit,) = next(each for each in ask(world, "library licence").sections if each.kind == "payments").hits
    with writing(world) as connection:
        hide(connection, kind="payment", key=hit.key, reason="asked", now=START)
    assert "payments" not in titles(ask(world, "library licence"))


def test_a_name_that_left_the_payments_is_not_guessed(engine, tmp_path):
    load_rows(engine, tmp_path, [("01/04/2026", "Quillfeather Lamps Ltd", "600.00", "", "Lamps", "")], name="a.csv")
    load_rows(engine, tmp_path, [("01/04/2026", "Pennyroyal Ltd", "600.00", "", "Chairs", "")], name="a.csv", day=3)
    with writing(engine) as connection:
        assert connection.execute(Supplier.__table__.select()).first() is not None
    assert not ask(engine, "Quilfeather")


def test_the_newest_of_a_search_come_first_and_have_their_moments(world):
    with world.connect() as connection:
        hits = newest(connection, read_question(connection, "halls"))
        assert [hit.kind for hit in hits] == ["programmes", "grants"]
        moments = [hit.updated for hit in newest(connection, read_question(connection, "refuse"))]
    assert all(moments)
    assert moments == sorted(moments, reverse=True)


_HOSTILE = [
    '"', '""', "*", "a*", "^a", "NEAR(a b, 2)", "a AND", "OR", "NOT", "-a", "key:waste", "{a b}:c", "(", ")", "a\x00b",
    "'; DROP TABLE payment; --", "%", "_", "\\", "a\\", "&", "|", "!", ":*", "a:*", "<->", "waste & | !", "x" * 5_000,
    "𝕎𝕒𝕤𝕥𝕖", "ｗａｓｔｅ", "отходы", "廃棄物", "نفايات", "\ud800", "\u202ewaste", "🗑", "😀 waste", "ﷺ", "İ", "ß", "²",
    "¼", "٣",
]  # fmt: skip


@pytest.mark.parametrize("asked", _HOSTILE)
def test_a_hostile_question_is_answered_like_any_other(engine, asked):
    found = ask(engine, asked)
    assert isinstance(bool(found), bool)
    with engine.connect() as connection:
        newest(connection, read_question(connection, asked))


_ANY = st.text(max_size=300) | st.lists(st.sampled_from(_HOSTILE + ["waste", "leeds"]), max_size=12).map(" ".join)


@given(_ANY)
def test_words_are_letters_and_digits_whatever_is_asked(asked):
    words = search_words(clean(asked))
    assert len(words) <= 8
    assert all(word and all(sign.isalnum() for sign in word) for word in words)
    assert clean(clean(asked)) == clean(asked)
    assert len(clean(asked)) <= 200


@settings(max_examples=40, deadline=None)
@given(asked=st.lists(_ANY, min_size=5, max_size=5))
def test_no_question_breaks_the_search(hostile_engine, asked):
    for each in asked:
        ask(hostile_engine, each)


@pytest.fixture(scope="module")
def hostile_engine(tmp_path_factory):
    """One database for all the questions that a property asks."""
    from tracker.db import open_database
    from tracker.settings import Settings

    engine = open_database(Settings(_env_file=None, data_dir=tmp_path_factory.mktemp("search"), database_url=""))
    yield engine
    engine.dispose()


_NAMES = ["bramblewick waste services", "birmingham city council", "ynys mon", "carmarthenshire county council"]


@given(st.sampled_from(_NAMES), st.data())
def test_one_mistake_leaves_a_name_near(name, data):
    at = data.draw(st.integers(0, len(name) - 1))
    left, right = name[:at], name[at + 1 :]
    mistyped = data.draw(st.sampled_from([left + right, f"{left}x{name[at:]}", f"{left} {name[at:]}"]))
    assert nearness(" ".join(mistyped.split()), name)[0] > 80


def test_names_far_apart_are_not_near():
    for one, other in itertools.permutations(_NAMES, 2):
        assert nearness(one, other)[0] < 80
