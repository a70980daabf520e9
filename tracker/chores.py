"""What must happen without anybody pressing a button: closing in time, complaints' deadlines, letters, forgetting."""

import datetime as dt
import logging
from collections.abc import Callable
from threading import Event, Thread

from sqlalchemy import Engine

from tracker.accounts.rations import forget_attempts
from tracker.accounts.sessions import forget_sessions
from tracker.accounts.sign_in import forget_links
from tracker.bids.closing import close_due
from tracker.db import writing
from tracker.discussion.complaints import act_on_due
from tracker.discussion.moderation import forget_old_texts
from tracker.discussion.spam import forget_proofs
from tracker.keys import installation_keys
from tracker.letter_queue import post_waiting
from tracker.right_of_reply import forget_old_replies
from tracker.settings import Settings

__all__ = ["do_chores", "keep_doing_chores"]

_EVERY_SECONDS = 60.0


def do_chores(engine: Engine, settings: Settings, now: dt.datetime) -> dict[str, int]:
    """Do whatever is due, to be run every few minutes: how many of each, by what was done."""
    keys = installation_keys(settings)
    done = {}
    with writing(engine) as connection:
        done["procurements closed"] = close_due(connection, now)
    with writing(engine) as connection:
        done["comments taken down"] = act_on_due(connection, keys, settings, now)
    with writing(engine) as connection:
        done["old texts erased"] = forget_old_texts(connection, now)
        done["old replies erased"] = forget_old_replies(connection, now)
        done["links forgotten"] = forget_links(connection, now)
        done["sessions forgotten"] = forget_sessions(connection, now)
        done["attempts forgotten"] = forget_attempts(connection, now)
        done["proofs forgotten"] = forget_proofs(connection, now)
    done["letters posted"] = post_waiting(engine, settings, keys)
    return done


def keep_doing_chores(
    engine: Engine,
    settings: Settings,
    clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    every_seconds: float = _EVERY_SECONDS,
) -> Callable[[], None]:
    """Do the chores now and again beside the site, on a thread of their own; calling what is returned ends that.

    Several servers may do so at once: each chore is a transaction that does only what is not done yet.
    """
    ended = Event()

    def go_on() -> None:
        while not ended.is_set():
            try:
                do_chores(engine, settings, clock())
            except Exception as error:  # whatever it was, the next round must come; the log names it, without its words
                logging.getLogger(__name__).error("Chores could not be done: %s", type(error).__name__)
            ended.wait(every_seconds)

    thread = Thread(target=go_on, name="chores", daemon=True)
    thread.start()

    def end() -> None:
        ended.set()
        thread.join()

    return end
