"""How fast the reuse check answers, and how that grows with the catalogue: run as ``python -m benchmarks.reuse``.

Makes its own catalogue entries and contracts (seeded), and asks the same questions of three sizes in turn. The peer is
what a user would do by hand: an SQLite FTS5 query over the same descriptions.
"""

import argparse
import datetime as dt
import random
import statistics
import tempfile
import time
from pathlib import Path

from sqlalchemy import insert, text

from tracker.db import engine_for, writing
from tracker.models import Base
from tracker.models.reuse import Bought
from tracker.reuse import check, sentences
from tracker.reuse.index import store_entries
from tracker.reuse.vocabulary import functions, phrases

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
QUESTIONS = (
    "Library management system for twelve branches",
    "Uniform",
    "Replacement planning and building control case management software",
    "Customer relationship management platform with online forms",
    "Resurfacing of roads in the northern area",
    "Provision of a council website and content management system with hosting",
    "Microsoft licences",
    "Electronic document and records management system, with scanning of the backlog, for all departments",
)


def filled(folder: Path, entries: int, contracts: int):
    """A database with so many catalogue entries and contracts, spread over all functions."""
    rng = random.Random(11)
    engine = engine_for(f"sqlite:///{folder / f'{entries}.sqlite'}")
    Base.metadata.create_all(engine)
    systems: dict[str, list[str]] = {}
    for key, found in phrases().items():
        for phrase in found:
            if phrase.system:
                systems.setdefault(phrase.function, []).append(" ".join(key))
    names = list(functions())
    filler = [
        "secure",
        "modern",
        "accessible",
        "hosted",
        "records",
        "workflow",
        "reports",
        "users",
        "residents",
        "staff",
        "mobile",
        "map",
        "data",
    ]
    records = []
    for number in range(entries):
        function = names[number % len(names)]
        words = " ".join(rng.choices(filler, k=40))
        records.append(
            {
                "row": number,
                "kind": "software",
                "name": f"Example {number}",
                "url": f"https://example.org/{number}",
                "licence": "MIT",
                "osi_approved": True,
                "summary": f"{rng.choice(systems[function])} {words}",
            }
        )
    with writing(engine) as connection:
        began = time.perf_counter()
        store_entries(connection, "benchmark", records, "0" * 64, NOW)
        print(f"{entries:>6} entries indexed in {time.perf_counter() - began:.1f} s")
        connection.execute(text("CREATE VIRTUAL TABLE peer USING fts5(words)"))
        connection.execute(text("INSERT INTO peer (words) VALUES (:words)"), [{"words": r["summary"]} for r in records])
        rows = (_contract(rng, number, names, systems) for number in range(contracts))
        batch: list[dict] = []
        for row in rows:
            batch.append(row)
            if len(batch) == 5_000:
                connection.execute(insert(Bought), batch)
                batch = []
        if batch:
            connection.execute(insert(Bought), batch)
    return engine


def _contract(rng: random.Random, number: int, names: list[str], systems: dict[str, list[str]]) -> dict:
    function = rng.choice(names)
    return {
        "process_id": number,
        "function": function,
        "certainty": rng.randint(50, 97),
        "upcoming": rng.random() < 0.2,
        "title": f"{rng.choice(systems[function])} for council {number}",
        "buyer_name": f"Council {number % 400}",
        "buyer_key": f"council {number % 400}",
        "supplier": f"Supplier {number % 900}",
        "value_pence": rng.randint(1_000_000, 90_000_000),
        "currency": "GBP",
        "ends": dt.date(2026, 1, 1) + dt.timedelta(days=rng.randint(0, 2_000)),
        "moves": dt.date(2026, 1, 1) + dt.timedelta(days=rng.randint(0, 2_000)),
    }


def timed(call, rounds: int) -> list[float]:
    """Milliseconds of each call over all questions, each with a number, so that none was asked before."""
    taken = []
    for number in range(rounds):
        for question in QUESTIONS:
            began = time.perf_counter()
            call(f"{question} {number}")
            taken.append((time.perf_counter() - began) * 1_000)
    return sorted(taken)


def p95(taken: list[float]) -> float:
    """The time within which 95 of 100 calls were answered."""
    return taken[int(len(taken) * 0.95)]


def long_texts() -> dict[str, str]:
    """Questions of unusual length or language."""
    clause = "The supplier shall meet the conditions of contract in schedule 4, with data protection and planning. "
    return {
        "three words": "planning case management",
        "300 pages": "Specification of a housing management system\n" + f"{clause * 30}\n" * 300,
        "300 pages in one line": "A housing management system. " + clause * 9_000,
        "another language": "Y mae'r Cyngor yn gwahodd tendrau ar gyfer system rheoli llyfrgell newydd. " * 40,
    }


def main() -> None:
    """Print medians, 95th percentiles and the ratios between them, with the sentence model where it is installed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contracts", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--no-model", action="store_true", help="leave the sentence model aside, though installed")
    options = parser.parse_args()
    if options.no_model:
        sentences.available = lambda: False
    with_model = "with" if sentences.available() else "without"
    tails = {}
    with tempfile.TemporaryDirectory() as folder:
        for entries in (500, 5_000):
            engine = filled(Path(folder), entries, options.contracts)
            with engine.connect() as connection:
                check(connection, QUESTIONS[0])  # reads the vocabulary, and the model
                own = timed(lambda words: check(connection, words), options.rounds)
                peer = timed(lambda words: _peer(connection, words), options.rounds)
                tails[entries] = p95(own)
                print(
                    f"{entries:>6} entries, {options.contracts} contracts, {with_model} the sentence model: "
                    f"median {statistics.median(own):.1f} ms, p95 {tails[entries]:.1f} ms; "
                    f"FTS5 alone over the entries {statistics.median(peer):.1f} ms"
                )
                for name, words in long_texts().items():
                    took = timed(lambda number, words=words: check(connection, words + number[-2:]), 1)
                    print(f"       {name}: p95 {p95(took):.1f} ms")
            engine.dispose()
    print(
        f"ten times the entries take {tails[5_000] / tails[500]:.2f} times as long (less than 10 is less than linear)"
    )


def _peer(connection, words: str) -> None:
    terms = " OR ".join(f'"{word}"' for word in words.replace(",", " ").split())
    connection.execute(
        text("SELECT rowid FROM peer WHERE peer MATCH :terms ORDER BY bm25(peer) LIMIT 5"), {"terms": terms}
    ).all()


if __name__ == "__main__":
    main()
