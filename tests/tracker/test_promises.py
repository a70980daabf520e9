"""The promise ledger: verdicts by rule, history only added to, and the seeded programmes with their sources."""

import datetime as dt

import pytest
from sqlalchemy import insert

from tracker.campaigns import campaign, confirm, open_campaign, sign
from tracker.db import writing
from tracker.models.promises import Promise
from tracker.promises import changes, ledger, promise_page, record_check, reply, seed
from tracker.recipes import add_recipe, answer_suggestion, confirm_copy, decide_suggestion, recipe, suggest, suggestions
from tracker.verdicts import Check, judge

NOW = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
DUE = dt.date(2026, 1, 31)
MIT = {"licence": "MIT", "match": "exact", "osi_approved": True}


def _day(number):
    return dt.date(2026, 1, 1) + dt.timedelta(days=number)


@pytest.mark.parametrize(
    ("checks", "due", "verdict", "rule"),
    [
        ([], DUE, "open", "not-looked"),
        ([Check(_day(0), "unreachable")], DUE, "open", "not-looked"),
        ([Check(_day(10), "repository", **MIT)], DUE, "kept", "osi-licence-found"),
        ([Check(_day(10), "repository", **MIT)], None, "kept", "osi-licence-found"),
        ([Check(_day(10), "repository"), Check(_day(60), "repository", **MIT)], DUE, "late", "after-the-date"),
        ([Check(_day(10), "repository", match="none")], DUE, "broken", "no-licence"),
        ([Check(_day(10), "repository", match="none")], dt.date(2027, 1, 1), "open", "no-licence"),
        ([Check(_day(10), "no-repository")], DUE, "broken", "no-repository"),
        ([Check(_day(10), "no-repository")], None, "open", "no-repository"),
        ([Check(_day(10), "repository", **MIT), Check(_day(90), "gone")], DUE, "partly", "kept-then-gone"),
        ([Check(_day(10), "private")], DUE, "broken", "repository-private"),
        ([Check(_day(10), "empty")], None, "open", "repository-empty"),
        ([Check(_day(5), "repository", "BUSL-1.1", "exact", False)], DUE, "partly", "not-osi"),
        ([Check(_day(5), "repository", "MIT", "approximate", None)], DUE, "open", "needs-reading"),
        ([Check(_day(5), "repository", "MIT", "declared", True)], DUE, "partly", "terms-missing"),
        ([Check(_day(5), "repository", "MIT", "exact", None)], DUE, "open", "approval-unknown"),
        ([Check(_day(5), "repository", **MIT, declared="GPL-3.0-only")], DUE, "partly", "says-two-things"),
        ([Check(_day(5), "archived", **MIT)], DUE, "kept", "osi-licence-found"),
    ],
)
def test_verdict_rules(checks, due, verdict, rule):
    given = judge(checks, due, NOW.date())
    assert (given.verdict, given.rule) == (verdict, rule)
    assert given.sentence.endswith(".")


def test_seeded_programme_says_what_is_known_and_what_is_not(sqlite_engine):
    with writing(sqlite_engine) as connection:
        assert seed(connection, NOW) == 10
        assert seed(connection, NOW) == 0
        lines = ledger(connection, programme="timely-information-to-citizens")
        page = promise_page(connection, "timely-information-to-citizens-open-source")
        petition = campaign(connection, "open-source-timely-information-to-citizens")
    assert len([line for line in lines if line["who_kind"] == "council"]) == 8
    assert [line["amount_pence"] for line in lines if "Norfolk" in line["who"]] == [10_000_000]
    assert "wherever possible be released under open source licence" in page["quote"]
    assert page["verdict"] == "open"
    assert any("ninth and the tenth" in sentence for sentence in page["unknown"])
    assert petition["replied_on"] == dt.date(2009, 6, 26)
    assert petition["signatures_elsewhere"] == 322
    assert all(line["source_url"].startswith("http") for line in lines)


def _promise(connection):
    connection.execute(
        insert(Promise).values(
            id=7, slug="example", title="Example", kind="promise", who="Aton Council", who_kind="council",
            source_url="https://example.org", due=DUE,
        )
    )  # fmt: skip


def test_history_is_added_to_and_never_rewritten(sqlite_engine):
    with writing(sqlite_engine) as connection:
        _promise(connection)
        found = {"state": "repository", "licence_found": "MIT", "licence_match": "exact", "osi_approved": True}
        assert record_check(connection, "example", {"state": "no-repository"}, NOW) == "broken"
        assert record_check(connection, "example", found, NOW + dt.timedelta(days=1)) == "late"
        assert record_check(connection, "example", found, NOW + dt.timedelta(days=2)) == "late"
        reply(connection, "example", "Aton Council", "We were late.", None, NOW)
        page = promise_page(connection, "example")
        assert [row["verdict"] for row in page["verdicts"]] == ["broken", "late"]
        assert len(page["checks"]) == 3
        assert page["replies"][0]["words"] == "We were late."
        assert [row["title"] for row in changes(connection)] == [
            "Example: Kept late",
            "Example: Broken",
            "Aton Council answers: Example",
        ]
        with pytest.raises(LookupError):
            record_check(connection, "nothing", {"state": "gone"}, NOW)
        with pytest.raises(ValueError, match="no such state"):
            record_check(connection, "example", {"state": "odd"}, NOW)


def test_only_confirmed_signatures_count_and_no_address_is_kept(sqlite_engine):
    with writing(sqlite_engine) as connection:
        address = open_campaign(connection, "Release it", "We ask for a licence.", "Aton Council", NOW.date())
        token = sign(connection, "key", address, "reader@example.org", "A Reader (fictional)", NOW)
        assert campaign(connection, address)["signatures"] == 0
        assert confirm(connection, "key", "wrong", NOW) is None
        assert confirm(connection, "key", token, NOW + dt.timedelta(days=15)) is None
        assert confirm(connection, "key", token, NOW) == address
        assert sign(connection, "key", address, " Reader@Example.org ", None, NOW) is None
        shown = campaign(connection, address)
        stored = connection.exec_driver_sql("SELECT * FROM signature").all()
    assert (shown["signatures"], shown["names"]) == (1, ["A Reader (fictional)"])
    assert "example.org" not in str(stored)


def test_recipes_are_copied_once_by_each_body(sqlite_engine):
    facts = {"organisation": "Aton Council", "software": "Koha", "need": "Loans", "steps": "1. Ask. 2. Move."}
    with writing(sqlite_engine) as connection:
        address = add_recipe(connection, facts, NOW)
        assert confirm_copy(connection, address, "Beeham Council", True, None, NOW) == 1
        assert confirm_copy(connection, address, "Beeham Council", True, None, NOW) == 1
        assert recipe(connection, address)["copied_by"][0]["organisation"] == "Beeham Council"
        with pytest.raises(ValueError, match="steps"):
            add_recipe(connection, {**facts, "steps": " "}, NOW)


def test_an_answer_to_a_suggestion_is_not_rewritten(sqlite_engine):
    with writing(sqlite_engine) as connection:
        number = suggest(connection, 5, "Koha", "https://koha-community.org", "Eleven councils run it.", None, NOW)
        answer_suggestion(connection, number, "We looked.", "Aton Council", NOW)
        with pytest.raises(ValueError, match="answered"):
            answer_suggestion(connection, number, "We did not.", "Aton Council", NOW)
        assert suggestions(connection, 5) == []
        decide_suggestion(connection, number, shown=True)
        assert suggestions(connection, 5)[0]["answer"] == "We looked."
        with pytest.raises(ValueError, match="web address"):
            suggest(connection, 5, "Koha", "javascript:alert(1)", "Look.", None, NOW)
