"""The page Open now among a million notices against the same page among a thousand, both asked in turn.

Run as ``python -m benchmarks.open_now [--large 1000000] [--small 1000] [--open 0.05] [--rounds 60]``. It makes its own
notices (seeded): two dates each, the same share of them open at either size; one in twenty of a million is more than
twice what is open in the whole of the United Kingdom. The promise is a p95 within 3 times.
Time is the processor's.
"""

import argparse
import datetime as dt
import random
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from tracker.bulk import insert_new
from tracker.db import open_database, writing
from tracker.models.notices import Process, ProcessDate
from tracker.places import REGIONS
from tracker.settings import Settings
from tracker.subjects import divisions
from webapp.app import create_app
from webapp.limits import limiter

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
PROMISE = 3.0
WORDS = (
    "roads", "bridges", "housing", "software", "library", "care", "school", "meals", "lighting", "waste", "vehicles",
    "park", "legal", "audit", "cleaning", "catering", "heating", "roofing", "signage", "training",
)  # fmt: skip
QUESTIONS = {
    "everything": "/open",
    "a later page": "/open?after=20261224T120000.0",
    "region": "/open?region=UKE",
    "subject": "/open?subject=48",
    "buyer": "/open?buyer=buyer-7",
    "kind": "/open?kind=enquiry",
    "value": "/open?least=500000",
    "a value that few have": "/open?least=4990000",
    "region, subject and kind": "/open?region=UKN&subject=72&kind=tender",
    "common word": "/open?q=library",
    "rare word": "/open?q=zeppelin",
    "nothing fits": "/open?region=UKN&q=zeppelin",
    "as JSON": "/open.json?region=UKE",
    "as a calendar": "/open.ics?buyer=buyer-7",
    "as a feed": "/open.atom",
    "a filter's feed": "/open.atom?subject=48",
    "a common word's feed": "/open.atom?q=library",
}


def _rows(number: int, rng: random.Random, share_open: float) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    process_id = number + 1
    opened = rng.random() < share_open
    ahead = rng.uniform(0, 90) if opened else -rng.uniform(1, 3_000)
    last = (NOW + dt.timedelta(days=ahead)).replace(microsecond=0)
    first = last - dt.timedelta(days=14)
    published = min(last - dt.timedelta(days=30), NOW)
    word = "zeppelin" if number % 997 == 0 else rng.choice(WORDS)
    shared = {
        "buyer_key": f"buyer-{rng.randrange(2_000) if number > 50 else 7}",
        "region": rng.choice(list(REGIONS)),
        "division": rng.choice(list(divisions())),
        "category": rng.choice(("goods", "works", "services")),
        "value_pence": rng.randrange(5_000_00, 5_000_000_00),
    }
    process = shared | {
        "id": process_id, "key": f"ocds-bench-{number:07x}", "ocid": f"ocds-bench-{number:07x}",
        "portal": "find-a-tender", "title": f"{rng.choice(WORDS)} and {word} {number}", "title_key": process_id,
        "description": None, "buyer_name": shared["buyer_key"].replace("-", " ").title(), "buyer_ref": None,
        "nation": "ENG", "cpv": f"{shared['division']}000000", "stage": "tender", "notice_type": "UK4",
        "status": "active", "cancelled": False, "value_gross_pence": None, "value_currency": "GBP",
        "value_mark": None, "first_published": published, "last_published": published, "notices": 1,
        "seen_at": published, "marks": None,
    }  # fmt: skip
    dates = []
    for kind, closes, after in (("enquiry", first, None), ("tender", last, first)):
        dates.append(shared | {
            "id": 2 * process_id + (kind == "tender"), "process_id": process_id, "kind": kind, "day": closes.date(),
            "closes_at": closes, "hour_known": True, "basis": "the notice", "certainty": "published",
            "source": kind, "suspect": None, "listed_at": closes, "listed_after": after, "called_off": None,
            "published": published,
        })  # fmt: skip
    return process, dates


def _installation(folder: Path, count: int, share_open: float) -> Any:
    settings = Settings(_env_file=None, data_dir=folder / str(count), database_url="", secret_key="bench")
    if (settings.data_dir / "filled").exists():
        return _client(settings)
    engine, rng = open_database(settings), random.Random(count)
    started = time.perf_counter()
    # Filling a million rows with every index in place would take longer than all that is measured.
    indexes = [index for model in (Process, ProcessDate) for index in model.__table__.indexes]
    with writing(engine) as connection:
        for index in indexes:
            index.drop(connection)
    for start in range(0, count, 20_000):
        made = [_rows(number, rng, share_open) for number in range(start, min(start + 20_000, count))]
        with writing(engine) as connection:
            insert_new(connection, Process, [process for process, _ in made])
            insert_new(connection, ProcessDate, [date for _, dates in made for date in dates])
    with writing(engine) as connection:
        for index in indexes:
            index.create(connection)
    print(f"{count:>9,} notices made in {time.perf_counter() - started:.0f} s")
    engine.dispose()
    (settings.data_dir / "filled").touch()
    return _client(settings)


def _client(settings: Settings) -> Any:
    return create_app(settings, clock=lambda: NOW).test_client()


def _asked(client: Any, address: str) -> float:
    started = time.process_time()  # site and database are this process, and its own time stays when others work too
    answer = client.get(address)
    took = time.process_time() - started
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status}")
    return took * 1_000


def main() -> None:
    """Fill both, ask both in turn, and print each question's p95 at both sizes with their ratio."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--large", type=int, default=1_000_000)
    words.add_argument("--small", type=int, default=1_000)
    words.add_argument("--open", type=float, default=0.05)
    words.add_argument("--rounds", type=int, default=60)
    words.add_argument("--keep", type=Path, help="a folder to keep the notices in, and to find them in next time")
    given = words.parse_args()
    limiter.enabled = False
    with tempfile.TemporaryDirectory() as folder:
        kept = given.keep or Path(folder)
        small, large = (_installation(kept, count, given.open) for count in (given.small, given.large))
        worst = 0.0
        print(f"{'question':<26}{'p95 small':>11}{'p95 large':>11}{'ratio':>8}   (milliseconds of the processor)")
        for name, address in QUESTIONS.items():
            took: list[list[float]] = [[], []]
            for _ in range(given.rounds):
                for at, client in enumerate((small, large)):
                    took[at].append(_asked(client, address))
            p95 = [statistics.quantiles(each, n=20)[-1] for each in took]
            worst = max(worst, p95[1] / p95[0])
            print(f"{name:<26}{p95[0]:>11.1f}{p95[1]:>11.1f}{p95[1] / p95[0]:>8.2f}")
        print(f"Worst ratio {worst:.2f}; promised at most {PROMISE:.0f}.")


if __name__ == "__main__":
    main()
