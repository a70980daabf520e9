"""Killed with -9 at random points and run again, ``daylight ingest`` ends where an undisturbed run ends."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.tracker.spending_files import publication, table_hash
from tracker.db import engine_for

RUN = "from tracker.cli import main; main()"
KILLS, INSTALLATIONS = 20, 3


def start(data: Path, files: Path) -> subprocess.Popen:
    """Start an ingest of the folder into an installation of its own."""
    environment = {**os.environ, "DAYLIGHT_DATA_DIR": str(data), "DAYLIGHT_DATABASE_URL": "", "DAYLIGHT_PROCESSES": "2"}
    command = [sys.executable, "-c", RUN, "ingest", str(files), "--publisher", "devon", "--kind", "spending"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def hash_of(data: Path) -> str:
    engine = engine_for(f"sqlite:///{data / 'daylight.sqlite'}")
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    return table_hash(engine)


@pytest.mark.killing
@pytest.mark.timeout(400)
def test_twenty_kills_change_nothing(tmp_path):
    chance, files = random.Random(20), tmp_path / "files"
    files.mkdir()
    for month in range(1, 9):
        rows = [
            (
                f"{day:02}/{month:02}/2025",
                f"Firm {day % 7} Ltd",
                f"{500 + day}.{month:02}",
                f"Category {day % 3}",
                "Things",
                day,
            )
            for day in range(1, 29)
        ]
        (files / f"2025-{month:02}.csv").write_bytes(publication(rows))
    (files / "broken.csv").write_bytes(b"<html>moved</html>")
    began = time.monotonic()
    assert start(tmp_path / "undisturbed", files).wait(100) == 1  # the broken file is rejected
    whole = time.monotonic() - began
    landed = 0
    for number in range(INSTALLATIONS):
        data = tmp_path / f"killed-{number}"
        for _ in range(-(-KILLS // INSTALLATIONS)):
            child = start(data, files)
            time.sleep(whole * chance.uniform(0.35, 0.95))
            if child.poll() is None:
                child.send_signal(signal.SIGKILL)
                landed += 1
            child.wait()
        assert start(data, files).wait(100) in (0, 1)
        assert hash_of(data) == hash_of(tmp_path / "undisturbed")
    assert landed >= KILLS // 2
