"""What is due happens by itself: bids close at their time, and what is no longer needed is forgotten."""

import datetime as dt
import time

from click.testing import CliRunner
from sqlalchemy import text

from tests.tracker.bidding import CLOSES, Council
from tracker.accounts.sign_in import ask_for_link
from tracker.chores import do_chores, keep_doing_chores
from tracker.cli import main


def test_what_is_due_is_done_once(sqlite_engine, settings):
    council = Council(sqlite_engine, settings)
    council.opened()
    with council.write() as connection:
        ask_for_link(connection, council.keys, settings, "somebody@home.example", council.now)
    first = do_chores(sqlite_engine, settings, council.now)
    assert (first["letters posted"], first["procurements closed"]) == (1, 0)
    later = do_chores(sqlite_engine, settings, CLOSES + dt.timedelta(minutes=1))
    assert (later["procurements closed"], later["links forgotten"]) == (1, 1)
    again = do_chores(sqlite_engine, settings, CLOSES + dt.timedelta(minutes=2))
    assert sum(again.values()) == 0
    with sqlite_engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM sign_in_link")).scalar() == 0


def test_a_site_does_its_chores_beside_serving(sqlite_engine, settings):
    council = Council(sqlite_engine, settings)
    council.opened()
    rounds = []

    def clock():
        rounds.append(1)
        return CLOSES + dt.timedelta(minutes=1)

    end = keep_doing_chores(sqlite_engine, settings, clock, every_seconds=0.01)
    deadline = time.monotonic() + 20
    while len(rounds) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    end()
    with sqlite_engine.connect() as connection:
        assert connection.execute(text("SELECT state FROM procurement")).scalar() == "closed"


def test_the_first_administrator_is_named_from_the_machine_and_no_second_one(settings, tmp_path):
    def daylight(*words):
        return CliRunner().invoke(main, ["--data-dir", str(tmp_path), *words])

    wrong = daylight("administrator", "not an address")
    assert (wrong.exit_code, "Traceback" in wrong.output) == (1, False)
    assert daylight("administrator", "ada@people.example").exit_code == 0
    again = daylight("administrator", "eve@people.example")
    assert (again.exit_code, "already" in again.output) == (1, True)
    assert daylight("chores").output == "Nothing was due.\n"
    sound = daylight("audit")
    assert (sound.exit_code, "sound" in sound.output) == (0, True)
    head = sound.output.split("entry is ")[1].split(";")[0]
    assert daylight("audit", "--head", head).exit_code == 0
    cut = daylight("audit", "--head", f"{int(head.split(':')[0]) + 1}:{'0' * 64}")
    assert (cut.exit_code, "is gone" in cut.output) == (1, True)
