"""Letters that wait for the post: written in the transaction of what they tell of, encrypted, and posted afterwards.

A page that queues a letter takes the same time whether or not it does, so that nobody learns who has an account here.
"""

import datetime as dt
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import urlsplit

from sqlalchemy import Connection, Engine, delete, insert, select, update

from tracker.db import writing
from tracker.keys import Keys, new_id
from tracker.models.accounts import QueuedLetter
from tracker.post import PostError, post
from tracker.settings import Settings

__all__ = ["post_waiting", "queue_letter"]

# After this many refusals a letter is given up: the address does not exist, or links in it are long out of date.
_TRIES = 20


def queue_letter(
    connection: Connection, keys: Keys, settings: Settings, *, to: str, subject: str, text: str, now: dt.datetime
) -> None:
    """Put one plain-text letter in the queue; ValueError for an address or subject with a line break in it."""
    letter = EmailMessage()
    host = urlsplit(settings.base_url).hostname or "localhost"
    letter_id = new_id()
    letter["Subject"] = subject
    letter["From"] = settings.mail_from or f"Daylight <daylight@{host}>"
    letter["To"] = to
    letter["Message-ID"] = f"<{letter_id}@{host}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(text, cte="quoted-printable")
    box = keys.seal(f"letter:{letter_id}", letter.as_bytes())
    connection.execute(insert(QueuedLetter).values(id=letter_id, box=box, queued_at=now, tries=0))


def post_waiting(engine: Engine, settings: Settings, keys: Keys) -> int:
    """Post every letter that waits, oldest first; how many went out. One that is refused stays and stops no other."""
    with engine.connect() as connection:
        waiting = list(connection.execute(select(QueuedLetter).order_by(QueuedLetter.queued_at, QueuedLetter.id)))
    return sum(_post_one(engine, settings, keys, row.id, row.box, row.tries) for row in waiting)


def _post_one(engine: Engine, settings: Settings, keys: Keys, letter_id: str, box: bytes, tries: int) -> bool:
    letter = message_from_bytes(keys.open(f"letter:{letter_id}", box), _class=EmailMessage, policy=policy.default)
    try:
        post(settings, letter)
    except PostError:
        with writing(engine) as connection:
            if tries + 1 >= _TRIES:
                connection.execute(delete(QueuedLetter).where(QueuedLetter.id == letter_id))
            else:
                connection.execute(update(QueuedLetter).where(QueuedLetter.id == letter_id).values(tries=tries + 1))
        return False
    with writing(engine) as connection:
        connection.execute(delete(QueuedLetter).where(QueuedLetter.id == letter_id))
    return True
