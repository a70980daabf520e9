"""Posts pass with a proof of work, and a few without; what a machine does is refused with a sentence."""

import datetime as dt

import pytest
from altcha import Challenge, Payload, solve_challenge

from tests.tracker.bidding import Council
from tests.tracker.test_discussion import PLACE
from tracker.accounts.rations import TooOftenError
from tracker.discussion import spam


@pytest.fixture
def council(sqlite_engine, settings):
    return Council(sqlite_engine, settings)


@pytest.fixture
def either(engine, installation):
    """The same council on SQLite and on PostgreSQL."""
    return Council(engine, installation)


def _proof(council, now):
    challenge = Challenge.from_dict(spam.challenge(council.keys, now))
    return Payload(challenge, solve_challenge(challenge)).to_base64()


def test_posts_pass_with_proof_and_a_few_without(council):
    shown = council.now
    stamp = spam.form_stamp(council.keys, shown)
    council.now += dt.timedelta(minutes=1)

    def post(*, proof="", honeypot="", stamp=stamp, now=None):
        with council.write() as connection:
            spam.check_post(
                connection, council.keys, stamp=stamp, honeypot=honeypot, proof=proof, place=PLACE,
                now=now or council.now,
            )  # fmt: skip

    for _ in range(3):
        post()
    with pytest.raises(TooOftenError):
        post()
    proof = _proof(council, shown)
    post(proof=proof)
    with pytest.raises(TooOftenError):
        post(proof=proof)  # a proof counts once
    with pytest.raises(TooOftenError):
        post(proof="bm8=")
    with pytest.raises(TooOftenError):
        post(proof=_proof(council, shown - dt.timedelta(hours=3)))
    for wrong, sentence in (
        ({"honeypot": "x"}, "do not see"),
        ({"stamp": "1.2"}, "too old"),
        ({"now": shown + dt.timedelta(seconds=1)}, "faster than anybody"),
        ({"now": shown + dt.timedelta(days=2)}, "too old"),
    ):
        with pytest.raises(spam.SpamError, match=sentence):
            post(**wrong)
