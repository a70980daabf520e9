"""What a page of bids costs when there are many: run as ``python -m benchmarks.bids``.

Makes two installations by the same seeded generator, a small one (4 bids, 20 comments, 100 waiting for a moderator)
and a large one (40 bids, 2,000 comments, 10,000 waiting), each bid of 5,000 words, and asks both for the same pages in
turn, without a network between. What counts is the last column: how many times the time of the small one the large one
takes.
"""

import datetime as dt
import random
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert

from tracker.accounts.roles import grant_within
from tracker.accounts.sessions import start_session
from tracker.accounts.sign_in import account_for
from tracker.bids.form import CostKind
from tracker.db import open_database, writing
from tracker.keys import installation_keys, new_id
from tracker.models.bids import Commitment, Procurement, ProcurementVersion, PublicBid, Question
from tracker.models.discussion import Comment
from tracker.policy import Role
from tracker.sealing import canonical, commitment, new_salt, pseudonyms
from tracker.settings import Settings
from webapp.app import create_app
from webapp.limits import limiter

ROUNDS = 60
NOW = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)
SIZES = {"small": (4, 20, 100), "large": (40, 2_000, 10_000)}
_WORDS = (
    "the",
    "data",
    "moves",
    "every",
    "night",
    "and",
    "we",
    "hand",
    "over",
    "code",
    "tests",
    "within",
    "ten",
    "days",
)
_QUESTIONS = 5


def words(rng: random.Random, count: int) -> str:
    """So many words."""
    return " ".join(rng.choices(_WORDS, k=count))


def document(rng: random.Random) -> dict[str, Any]:
    """A bid of 5,000 words with a full cost sheet."""
    lines = [{"kind": kind.value, "pence": [rng.randint(1, 10**7) for _ in range(5)], "note": ""} for kind in CostKind]
    return {
        "answers": [{"question": at, "text": words(rng, 5_000 // _QUESTIONS)} for at in range(1, _QUESTIONS + 1)],
        "costs": {"lines": lines, "vat_included": False, "vat_permille": 200, "indexation": "", "users": 40},
        "facts": {
            "delivery": "2027-03-01", "licences": ["EUPL-1.2"], "open_standards": [], "reused_software": "",
            "exit_terms": "",
        },
        "withheld": [],
    }  # fmt: skip


def filled(engine: Engine, size: str) -> str:
    """Fill a database; the id of the procurement."""
    bids, comments, waiting = SIZES[size]
    rng, key = random.Random(7), new_id()
    with writing(engine) as connection:
        connection.execute(insert(Procurement), [_procurement(key)])
        paragraphs = canonical([[f"p{at}", words(rng, 60)] for at in range(8)])
        version = {"procurement_id": key, "number": 1, "paragraphs": paragraphs, "reason": "First", "at": NOW}
        connection.execute(insert(ProcurementVersion), [version])
        connection.execute(
            insert(Question),
            [
                {"procurement_id": key, "number": at, "text": words(rng, 9), "word_limit": 1_500, "weight": 20}
                for at in range(1, _QUESTIONS + 1)
            ],
        )
        for letter in sorted(pseudonyms(bids)):
            text, salt = canonical(document(rng)), new_salt()
            bid = {"procurement_id": key, "letter": letter, "document": text, "salt_box": b""}
            connection.execute(insert(PublicBid), [bid])
            both = [(kind, commitment(salt, text)) for kind in ("bid", "identity")]
            connection.execute(
                insert(Commitment),
                [{"procurement_id": key, "letter": letter, "kind": kind, "sha256": digest} for kind, digest in both],
            )
        connection.execute(insert(Comment), [_comment(rng, key, "sent") for _ in range(comments)])
        connection.execute(insert(Comment), [_comment(rng, key, "waiting") for _ in range(waiting)])
    return key


def _procurement(key: str) -> dict[str, Any]:
    return {
        "id": key, "body_key": "northwick-council", "body_name": "Northwick Council", "title": "Reports of potholes",
        "nation": "ENG", "languages": "en", "state": "published", "closes_at": NOW - dt.timedelta(days=9),
        "speak_until": NOW + dt.timedelta(days=9), "publication_plan": "All without names.", "open_call": True,
        "weak_anonymity_accepted": False, "created_at": NOW, "published_on": NOW.date(), "closed_on": NOW.date(),
    }  # fmt: skip


def _comment(rng: random.Random, key: str, state: str) -> dict[str, Any]:
    moment = NOW - dt.timedelta(minutes=rng.randint(1, 9_000))
    return {
        "id": new_id(), "target_kind": "procurement", "target_key": key, "anchor": "", "body_key": "northwick-council",
        "text": words(rng, 40), "shown_as": "A resident", "state": state, "held": False, "on_paper": False,
        "author_mark": "", "created_at": moment, "confirmed_at": moment, "sent_at": moment if state == "sent" else None,
    }  # fmt: skip


class Site:
    """One installation, with a browser of a moderator."""

    def __init__(self, folder: Path, size: str) -> None:
        settings = Settings(_env_file=None, data_dir=folder / size, secret_key="only for this", database_url="")
        engine = open_database(settings)
        self.procurement, keys = filled(engine, size), installation_keys(settings)
        with writing(engine) as connection:
            account = account_for(connection, keys, "mo.derator@site.example", NOW)
            grant_within(connection, account, Role.MODERATOR, "", by="system", now=NOW)
            token = start_session(connection, account, NOW, strong=True)
        engine.dispose()
        self.client = create_app(settings, clock=lambda: NOW).test_client()
        with self.client.session_transaction() as session:
            session["token"] = token

    def seconds(self, address: str) -> float:
        """How long one answer takes."""
        began = time.perf_counter()
        answer = self.client.get(address.format(self.procurement))
        taken = time.perf_counter() - began
        assert answer.status_code == 200, (address, answer.status_code)
        return taken


def main() -> None:
    """Print the median and the 95th percentile of both, and the ratio of the latter."""
    limiter.enabled = False
    pages = {
        "procurement": ("/bids/{}", 5), "one bid": ("/bids/{}/B", 5), "JSON twin": ("/bids/{}.json", 5),
        "moderation list": ("/moderate", 3),
    }  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="daylight-bench-") as folder:
        small, large = (Site(Path(folder), size) for size in SIZES)
        print(f"{'':>16} {'small ms':>9} {'p95':>7} {'large ms':>9} {'p95':>7} {'ratio':>6}  wanted")
        for name, (address, wanted) in pages.items():
            times: dict[Site, list[float]] = {small: [], large: []}
            for site in (small, large):
                site.seconds(address)
            for _ in range(ROUNDS):
                for site, taken in times.items():
                    taken.append(1_000 * site.seconds(address))
            medians = [statistics.median(taken) for taken in times.values()]
            p95 = [statistics.quantiles(taken, n=20)[-1] for taken in times.values()]
            print(
                f"{name:>16} {medians[0]:9.1f} {p95[0]:7.1f} {medians[1]:9.1f} {p95[1]:7.1f} {p95[1] / p95[0]:6.1f}"
                f"  at most {wanted}"
            )


if __name__ == "__main__":
    main()
