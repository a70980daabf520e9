"""Against floods without any third party: a proof of work that a browser does, a field people do not see, and patience.

Without JavaScript there is no proof of work; such a post is taken too, because its author's address is confirmed by
letter, but from each place on the network only few of them.
"""

import datetime as dt
import hmac
from typing import Any

from altcha import Payload, create_challenge, verify_solution
from sqlalchemy import Connection, delete, select

from tracker.accounts.rations import spend
from tracker.bulk import insert_new
from tracker.keys import Keys
from tracker.models.accounts import SpentProof

__all__ = ["SpamError", "challenge", "check_post", "forget_proofs", "form_stamp"]

_LIFE = dt.timedelta(hours=2)
# People need longer than this to read a form and write a sentence.
_FASTEST = dt.timedelta(seconds=4)
_COST = 2_000  # rounds of PBKDF2 for each of some hundred guesses: a second or two on a telephone


class SpamError(ValueError):
    """The post looks like a machine's; the text is a sentence for a person who is none."""


def challenge(keys: Keys, now: dt.datetime) -> dict[str, Any]:
    """A challenge for the browser, as JSON."""
    # The moment is signed with the rest and read by our own clock, which tests can set.
    made = create_challenge(
        "PBKDF2/SHA-256", _COST, data={"at": int(now.timestamp())}, hmac_secret=keys.derive("proof of work")
    )
    found: dict[str, Any] = made.to_dict()
    return found


def form_stamp(keys: Keys, now: dt.datetime) -> str:
    """What a form carries to tell when it was shown."""
    seconds = str(int(now.timestamp()))
    return f"{seconds}.{keys.mark('form stamp', seconds)}"


def check_post(
    connection: Connection, keys: Keys, *, stamp: str, honeypot: str, proof: str, place: str, now: dt.datetime
) -> None:
    """Let a post pass, or raise SpamError (or TooOftenError for many posts without proof from one place)."""
    if honeypot:
        raise SpamError("A field that people do not see was filled in. Leave it empty and send again.")
    seconds, _, mark = stamp.partition(".")
    if not hmac.compare_digest(mark.encode(), keys.mark("form stamp", seconds).encode()):
        raise SpamError("The form is too old. Load the page again.")
    shown = dt.datetime.fromtimestamp(int(seconds), dt.UTC)
    if now - shown < _FASTEST:
        raise SpamError("That was faster than anybody types. Wait a moment and send again.")
    if now - shown > dt.timedelta(days=1):
        raise SpamError("The form is too old. Load the page again.")
    if not proof or not _proven(connection, keys, proof, now):
        spend(connection, keys, "post without proof", place, now)


def _proven(connection: Connection, keys: Keys, proof: str, now: dt.datetime) -> bool:
    try:
        payload = Payload.from_base64(proof)
        outcome = verify_solution(payload, keys.derive("proof of work"))
        made = dt.datetime.fromtimestamp((payload.challenge.parameters.data or {})["at"], dt.UTC)
    except (ValueError, TypeError, KeyError, AttributeError):
        return False
    if not outcome.verified or not dt.timedelta(0) <= now - made <= _LIFE:
        return False
    mark = keys.mark("spent proof", proof)
    if connection.execute(select(SpentProof.mark).where(SpentProof.mark == mark)).first() is not None:
        return False
    insert_new(connection, SpentProof, [{"mark": mark, "at": now}])
    return True


def forget_proofs(connection: Connection, now: dt.datetime) -> int:
    """Erase the proofs that are too old to be used again anyway; how many."""
    return connection.execute(delete(SpentProof).where(SpentProof.at < now - 2 * _LIFE)).rowcount
