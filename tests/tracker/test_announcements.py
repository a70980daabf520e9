"""Announcements: loaded once, every version kept, and never more said than a source says."""

import datetime as dt
import itertools
import json

import pytest
from sqlalchemy import func, select

from tests.corpus import corpus_path
from tests.tracker.loading import FETCHED, load_file
from tracker.models.grants import Announcement, AnnouncementShare, AnnouncementVersion, Programme
from tracker.programmes import announced, programme, programmes, seed

CSV_HEAD = "announcement,announced_on,announced_total_gbp,announced_recipients,recipient,amount_gbp,source_url"


def page(work, number=1, *, body="", updated="2026-05-01T09:00:00Z", **fields):
    item = {
        "base_path": f"/government/news/fictional-fund-{number}",
        "content_id": f"fictional-{number}",
        "title": f"£{number} million Fictional Towns Fund opens",
        "description": "Ten councils will share the money.",
        "document_type": "press_release",
        "public_updated_at": "2026-05-01T09:00:00Z",
        "updated_at": updated,
        "details": {"body": body},
        "links": {"organisations": [{"title": "Fictional Department"}]},
        **fields,
    }
    path = work / f"page-{number}-{abs(hash(json.dumps(item)))}.json"
    path.write_text(json.dumps(item), encoding="utf-8")
    return path


def load(engine, path, work, **words):
    return load_file(engine, path, work, kind="announcements", publisher="govuk", **words)


def shown(engine):
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(select(Announcement.__table__).order_by(Announcement.id))]


def test_a_page_says_its_sum_its_programme_and_what_nobody_said(engine, tmp_path):
    body = "<p>Applications close on 30 June 2026. Councils must match the funding.</p>"
    load(engine, page(tmp_path, 3, body=body), tmp_path)
    with engine.connect() as connection:
        row = connection.execute(select(Announcement)).one()
    assert (row.total_pence, row.programme, row.recipients) == (300_000_000, "fictional-towns-fund", 10)
    assert row.closes_at.replace(tzinfo=dt.UTC) == dt.datetime(2026, 6, 30, 22, 59, tzinfo=dt.UTC)  # midnight in London
    detail = json.loads(row.detail)
    assert detail["conditions"] == ["Councils must match the funding."]
    assert detail["unknown"] == ["The sum is known, but not what 10 of 10 recipients get: no share is filled in."]


def test_a_silent_edit_is_a_version_and_the_order_of_loading_changes_nothing(sqlite_engine, tmp_path):
    versions = [
        page(tmp_path, updated="2026-05-01T09:00:00Z"),
        page(tmp_path, updated="2026-05-02T09:00:00Z", title="£2 million Fictional Towns Fund opens"),
        page(tmp_path, updated="2026-05-03T09:00:00Z", title="Fictional Towns Fund opens"),
    ]
    states = []
    for order in itertools.permutations(versions):
        with sqlite_engine.begin() as connection:
            for table in (AnnouncementVersion, AnnouncementShare, Announcement):
                connection.execute(table.__table__.delete())
            connection.exec_driver_sql("delete from notice_file")
        for path in (*order, order[0]):
            load(sqlite_engine, path, tmp_path)
        states.append(shown(sqlite_engine))
    assert all(state == states[0] for state in states)
    with sqlite_engine.connect() as connection:
        assert connection.execute(select(Announcement.title)).scalars().all() == ["Fictional Towns Fund opens"]
        sums = connection.execute(
            select(AnnouncementVersion.total_pence).order_by(AnnouncementVersion.updated)
        ).scalars()
        assert list(sums) == [100_000_000, 200_000_000, None]


def test_a_line_in_a_list_never_replaces_the_page_itself(engine, tmp_path):
    load(engine, page(tmp_path, 4), tmp_path)
    hit = {
        "link": "/government/news/fictional-fund-4",
        "title": "Fictional Towns Fund",
        "public_timestamp": "2026-06-01T00:00:00Z",
    }
    path = tmp_path / "search.json"
    path.write_text(json.dumps({"results": [hit], "total": 1}), encoding="utf-8")
    load(engine, path, tmp_path, fetched=FETCHED + dt.timedelta(days=9))
    with engine.connect() as connection:
        assert connection.execute(select(Announcement.total_pence)).scalars().all() == [400_000_000]


def test_a_page_without_money_is_no_announcement_of_money(engine, tmp_path):
    path = page(tmp_path, title="A birthday message", description="From all of us.", details={"body": "<p>Hello</p>"})
    assert load(engine, path, tmp_path).read == 1
    assert shown(engine) == []


def test_shares_of_a_list_are_kept_and_the_missing_ones_stay_missing(engine, tmp_path):
    rows = [
        "Fictional Fund round 1,2026-04-06,620000,10,Exampleton Borough Council,,https://news.example/1",
        "Fictional Fund round 1,2026-04-06,620000,10,Testshire County Council,100000,https://news.example/2",
        "Fictional Fund round 1,2026-04-06,620000,10,(not identified),,https://news.example/1",
    ]
    path = tmp_path / "shares.csv"
    path.write_text("\n".join([CSV_HEAD, *rows]), encoding="utf-8")
    load(engine, path, tmp_path)
    with engine.connect() as connection:
        found = announced(connection, connection.execute(select(Announcement.id)).scalar_one())
    assert found is not None
    assert [(share.recipient, share.amount_pence) for share in found.shares] == [
        ("Exampleton Borough Council", None),
        ("Testshire County Council", 10_000_000),
    ]
    assert found.recipients == 10
    assert any("the sum is known, the shares are not" in sentence for sentence in found.unknown)


def test_the_seeded_programmes_are_complete_and_say_what_they_do_not_know(engine):
    with engine.begin() as connection:
        assert seed(connection) == 3
        assert seed(connection) == 3
    with engine.connect() as connection:
        first = programme(connection, "timely-information-to-citizens")
        fund = programme(connection, "local-digital-fund")
        assert [each.slug for each in programmes(connection)] == [
            "local-digital-fund",
            "timely-information-to-citizens",
        ]
    [round_1] = first.announcements
    assert (round_1.announced, round_1.total_pence, round_1.recipients) == (dt.date(2009, 4, 6), 62_000_000, 10)
    assert len(round_1.shares) == 8
    assert [share.recipient for share in round_1.shares if share.amount_pence] == ["Norfolk County Council"]
    assert all(share.source_url.startswith("https://") for share in round_1.shares)
    assert "Who got the rest: 2 recipients not named." in round_1.unknown
    rounds = {each.title: each for each in fund.announcements}
    sums = {title: sum(s.amount_pence or 0 for s in each.shares) for title, each in rounds.items()}
    assert sums == {"Local Digital Fund, round 2": 68_000_000, "Local Digital Fund, round 4": 120_000_000}


@pytest.mark.corpus
def test_the_seeds_agree_with_the_corpus_and_a_file_never_replaces_them(sqlite_engine, tmp_path):
    with sqlite_engine.begin() as connection:
        seed(connection)
    before = shown(sqlite_engine)
    load(sqlite_engine, corpus_path("announcements", "council-shares/announced-shares.csv"), tmp_path)
    assert shown(sqlite_engine) == before
    with sqlite_engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(AnnouncementVersion)).scalar_one() == 3
        assert connection.execute(select(func.count()).select_from(Programme)).scalar_one() == 2
        stated = dict(
            connection.execute(
                select(Announcement.key, func.sum(AnnouncementShare.amount_pence))
                .join(AnnouncementShare, AnnouncementShare.announcement_id == Announcement.id)
                .group_by(Announcement.key)
            ).all()
        )
    assert stated == {
        "timely-information-to-citizens/round-1": 10_000_000,
        "local-digital-fund/round-2": 68_000_000,
        "local-digital-fund/round-4": 120_000_000,
    }
