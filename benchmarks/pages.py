"""What a page costs at ten million payments beside ten thousand: run as ``python -m benchmarks.pages``.

Fills two databases by the same seeded generator and asks the site for the same kinds of pages in both, in turn,
without a network between. What counts is the last column: how many times the time of the small one the large one takes.
"""

import argparse
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from benchmarks.many_payments import COUNCIL, filled
from tracker.settings import Settings
from webapp.addresses import file_address, payment_address, payments_address, supplier_address
from webapp.app import create_app

ROUNDS = 60
_COUNCILS = "SELECT slug FROM organisation JOIN organisation_sum ON organisation_id = id ORDER BY slug"


def addresses(folder: Path) -> Mapping[str, list[str]]:
    """For each kind of page some addresses of it: the largest council and supplier, and others at random."""
    with sqlite3.connect(folder / "daylight.sqlite") as connection:
        rng = random.Random(3)
        slugs = [row[0] for row in connection.execute(_COUNCILS)]
        slugs = [COUNCIL, *rng.sample(slugs, min(len(slugs), ROUNDS - 1))]
        suppliers = _some(connection, "SELECT supplier_id FROM supplier_sum ORDER BY pence DESC LIMIT 2000", rng)
        firms = "SELECT s.supplier_id, slug FROM organisation_supplier_sum s JOIN organisation ON id = organisation_id"
        paid = connection.execute(f"{firms} ORDER BY s.pence DESC LIMIT {ROUNDS}").fetchall()
        top = max(row[0] for row in connection.execute("SELECT MAX(id) FROM payment"))
        chosen = [rng.randint(1, top) for _ in range(ROUNDS)]
        marks = ", ".join("?" * len(chosen))
        rows = connection.execute(f"SELECT pid, resource_id FROM payment WHERE id IN ({marks})", chosen).fetchall()
        categories = _some(connection, "SELECT id FROM category ORDER BY id", rng)
    months = [year * 100 + month for year in (2020, 2023, 2025) for month in (1, 6, 12)]
    return {
        "home": ["/"],
        "all councils": ["/spending"],
        "council": [f"/councils/{slug}" for slug in slugs],
        "its payments": [payments_address(slug) for slug in slugs],
        "... of a month": [payments_address(slug, month=rng.choice(months)) for slug in slugs],
        "... to a supplier": [payments_address(slug, supplier=at) for at, slug in paid],
        "... of a category": [payments_address(slug, category=rng.choice(categories)) for slug in slugs],
        "... with words": [payments_address(slug, words="energy licence legal") for slug in slugs],
        "supplier": [supplier_address(at) for at in suppliers],
        "payment": [payment_address(pid) for pid, _ in rows],
        "file": [file_address(at) for _, at in rows],
        "compare": [f"/compare?council={COUNCIL}&council={slug}" for slug in slugs],
        "search": [f"/search?q={words}" for words in ("care", "energy+licence", "leeds", "waste+works+1", "hire")],
    }


def _some(connection: sqlite3.Connection, statement: str, rng: random.Random) -> list[int]:
    found = [row[0] for row in connection.execute(statement)]
    return [*found[:1], *rng.sample(found, min(len(found), ROUNDS - 1))]


def milliseconds(settings: Settings, wanted: Mapping[str, list[str]]) -> Callable[[str, int], float]:
    """A function that asks for the n-th address of a kind and says how long the answer took."""
    app = create_app(settings)
    app.config["RATELIMIT_ENABLED"] = False
    client = app.test_client()

    def ask(kind: str, number: int) -> float:
        address = wanted[kind][number % len(wanted[kind])]
        start = time.perf_counter()
        answer = client.get(address, follow_redirects=True)
        passed = time.perf_counter() - start
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}")
        return passed * 1000

    return ask


def measured(folders: list[tuple[int, Path]]) -> Iterator[tuple[str, list[tuple[float, float]]]]:
    """For each kind of page the median and the 95th of a hundred, for each size in turn."""
    asking = []
    for size, folder in folders:
        print(f"{size:,} payments: {(folder / 'daylight.sqlite').stat().st_size >> 20:,} MB")
        settings = Settings(_env_file=None, data_dir=folder, secret_key="only for measuring", database_url="")
        asking.append((milliseconds(settings, wanted := addresses(folder)), wanted))
    for kind in asking[0][1]:
        times: list[list[float]] = [[] for _ in asking]
        for number in range(-5, ROUNDS):  # the first five warm the templates, and are not counted
            for at, (ask, _) in enumerate(asking):
                passed = ask(kind, number)
                if number >= 0:
                    times[at].append(passed)
        yield kind, [(statistics.median(each), statistics.quantiles(each, n=20)[-1]) for each in times]


def main() -> None:
    """Fill what is not filled yet, measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--payments", type=int, nargs=2, default=[10_000, 10_000_000], metavar="N")
    parser.add_argument("--folder", type=Path, help="where the databases are made, and found again")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="daylight-pages-") as scratch:
        folders = []
        for size in given.payments:
            folder = (given.folder or Path(scratch)) / f"{size}"
            folder.mkdir(parents=True, exist_ok=True)
            if not (folder / "daylight.sqlite").exists():
                filled(folder, size)
            folders.append((size, folder))
        head = "".join(f"{f'p50 {size:,}':>16}{f'p95 {size:,}':>16}" for size, _ in folders)
        print(f"{'milliseconds':20}{head}{'ratio of p50':>14}{'of p95':>8}")
        for kind, ((small, small95), (large, large95)) in measured(folders):
            print(
                f"{kind:20}{small:16.1f}{small95:16.1f}{large:16.1f}{large95:16.1f}"
                f"{large / small:14.2f}{large95 / small95:8.2f}"
            )


if __name__ == "__main__":
    main()
