"""What must happen without anybody pressing a button: closing in time, complaints' deadlines, letters, forgetting."""

import datetime as dt

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
from tracker.settings import Settings

__all__ = ["do_chores"]


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
        done["links forgotten"] = forget_links(connection, now)
        done["sessions forgotten"] = forget_sessions(connection, now)
        done["attempts forgotten"] = forget_attempts(connection, now)
        done["proofs forgotten"] = forget_proofs(connection, now)
    done["letters posted"] = post_waiting(engine, settings, keys)
    return done
