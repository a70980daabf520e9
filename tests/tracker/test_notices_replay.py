"""From the feed to the database: two days of Find a Tender, with its faults, end as every notice once."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from sqlalchemy import func, select

from scrapers.replay import Fault, ReleaseFeed, serve
from tests.scrapers.gathering import gathered
from tests.scrapers.test_feeds import FTS, TWO_DAYS, find_a_tender, releases
from tracker.archive import Archive
from tracker.ingest import load_versions, works
from tracker.models.notices import Notice, NoticeFile, Process

LOADER = """
import sys
from pathlib import Path
from tracker.archive import Archive
from tracker.db import open_database
from tracker.ingest import load_versions, works
from tracker.settings import Settings
settings = Settings(_env_file=None, data_dir=Path(sys.argv[1]), secret_key="only for tests", database_url="")
engine = open_database(settings)
with works(settings) as at:
    outcomes = load_versions(settings, engine, list(Archive(settings.archive).versions(kind="notices")), at)
sys.exit(any(outcome.result == "failed" for outcome in outcomes))
"""


def gather(settings, published):
    faults = [Fault("throttle", "cursor", times=2, value="0"), Fault("short", "limit=100", times=2)]
    with serve(ReleaseFeed(FTS, published, loses_next=2), faults=faults) as replay:
        for _ in range(3):  # a window whose page was cut is asked again
            gathered(settings.archive, replay, find_a_tender(), since=TWO_DAYS)


def load(settings, engine, versions):
    with works(settings) as at:
        return [outcome.result for outcome in load_versions(settings, engine, versions, at)]


def stored(engine):
    with engine.connect() as connection:
        ids = connection.execute(select(Notice.release_id).order_by(Notice.release_id)).scalars().all()
        processes = connection.execute(select(func.count()).select_from(Process)).scalar_one()
        files = connection.execute(select(func.count()).select_from(NoticeFile)).scalar_one()
    return ids, processes, files


def test_pages_that_overlap_load_every_notice_once(settings, sqlite_engine):
    published = releases(300)
    gather(settings, published)
    versions = list(Archive(settings.archive).versions(kind="notices"))
    half = len(versions) // 2
    assert "failed" not in load(settings, sqlite_engine, versions[half:])
    assert "failed" not in load(settings, sqlite_engine, versions)
    ids, processes, files = stored(sqlite_engine)
    assert ids == sorted(release["id"] for release in published)
    assert (processes, files) == (300, len({version.sha256 for version in versions}))
    assert set(load(settings, sqlite_engine, versions)) == {"unchanged"}


@pytest.mark.killing
def test_a_loader_killed_at_random_points_ends_with_every_notice_once(settings, sqlite_engine):
    published, chance, kills = releases(400), random.Random(3), 0
    gather(settings, published)
    command = [sys.executable, "-c", LOADER, str(settings.data_dir)]
    for _ in range(6):
        child = subprocess.Popen(command, env={**os.environ})
        time.sleep(0.6 + chance.random())
        if child.poll() is None:
            child.send_signal(signal.SIGKILL)
            kills += 1
        child.wait()
    assert kills >= 2
    assert subprocess.run(command, env={**os.environ}, check=False).returncode == 0
    ids, processes, _ = stored(sqlite_engine)
    assert ids == sorted(release["id"] for release in published)
    assert processes == 400
