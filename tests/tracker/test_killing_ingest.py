"""Killed with -9 at random points and run again, ``daylight ingest`` ends where an undisturbed run ends."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.tracker.spending_files import publication, table_hash
from tracker.db import engine_for

KILLS = 20
# Loads the command once and forks it for each line of seconds and data folder: what is killed is the command itself,
# and only the start of an interpreter is spared. A child that ended in time is waited for later: its id is its own.
WARM = """
import os, signal, sys, time
import tracker.ingest, tracker.spending, tracker.told
from tracker.cli import main
for line in sys.stdin:
    seconds, data = line.strip().split(" ", 1)
    child = os.fork()
    if not child:
        os.environ["DAYLIGHT_DATA_DIR"] = data
        main(sys.argv[1:])
    if float(seconds):
        time.sleep(float(seconds))
        os.kill(child, signal.SIGKILL)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Command:
    """``daylight ingest`` of one folder, ready to be started on any installation."""

    def __init__(self, files: Path) -> None:
        words = ["ingest", str(files), "--publisher", "devon", "--kind", "spending"]
        environment = {**os.environ, "DAYLIGHT_DATABASE_URL": "", "DAYLIGHT_PROCESSES": "2"}
        self.warm = subprocess.Popen(
            [sys.executable, "-c", WARM, *words], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, bufsize=1,
        )  # fmt: skip

    def run(self, data: Path, kill_after: float = 0) -> int:
        """Run it to its end, or kill it after so many seconds; its exit status, negative for a signal."""
        self.warm.stdin.write(f"{kill_after} {data}\n")
        # What the command itself says stands before the line with its status.
        return int(next(line for line in self.warm.stdout if line.strip().lstrip("-").isdigit()))

    def end(self) -> None:
        """Let it end."""
        self.warm.stdin.close()
        self.warm.stdout.close()
        self.warm.wait(30)


@pytest.fixture
def command(tmp_path: Path) -> Iterator[Command]:
    files = tmp_path / "files"
    files.mkdir()
    for month in range(1, 7):
        rows = [
            (f"{day:02}/{month:02}/2025", f"Firm {day % 7} Ltd", f"{500 + day}.{month:02}", f"Category {day % 3}",
             "Things", day)
            for day in range(1, 29)
        ]  # fmt: skip
        (files / f"2025-{month:02}.csv").write_bytes(publication(rows))
    (files / "broken.csv").write_bytes(b"<html>moved</html>")
    started = Command(files)
    yield started
    started.end()


def hash_of(data: Path) -> str:
    engine = engine_for(f"sqlite:///{data / 'daylight.sqlite'}")
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    return table_hash(engine)


def read_already(data: Path, undisturbed: Path) -> Path:
    """An installation that has archived and read the files, and loaded none: what is left to do is transactions."""
    for folder in ("archive", "parsed"):
        shutil.copytree(undisturbed / folder, data / folder)
    return data


@pytest.mark.killing
@pytest.mark.timeout(300)
def test_twenty_kills_change_nothing(command, tmp_path):
    chance, undisturbed, landed = random.Random(20), tmp_path / "undisturbed", 0
    began = time.monotonic()
    assert command.run(undisturbed) == 1  # the broken file is rejected
    whole = time.monotonic() - began
    expected = hash_of(undisturbed)
    for number in count():
        data = tmp_path / f"killed-{number}"
        if number:  # the first is killed while it archives and reads too
            whole = loading(command, undisturbed, tmp_path / "timed") if number == 1 else whole
            read_already(data, undisturbed)
        status = -signal.SIGKILL
        while status == -signal.SIGKILL:
            status = command.run(data, chance.uniform(0, whole)) if landed < KILLS else command.run(data)
            landed += status == -signal.SIGKILL
        assert status == 1
        assert hash_of(data) == expected
        if landed >= KILLS:
            break


def loading(command: Command, undisturbed: Path, data: Path) -> float:
    """Seconds that it takes to load what is read already."""
    read_already(data, undisturbed)
    began = time.monotonic()
    command.run(data)
    return time.monotonic() - began
