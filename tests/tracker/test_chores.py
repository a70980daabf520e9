"""What is due happens by itself: bids close at their time, and what is no longer needed is forgotten."""

import datetime as dt

from sqlalchemy import text

from tests.tracker.bidding import CLOSES, Council
from tracker.accounts.sign_in import ask_for_link
from tracker.chores import do_chores


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
