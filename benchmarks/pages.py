"""What a page costs at ten million payments beside ten thousand: run as ``python -m benchmarks.pages``.

Fills two databases by the same seeded generator and asks the site for the same kinds of pages in both, in turn,
without a network between. What counts is the last column: how many times the time of the small one the large one takes.
"""

import random
import sqlite3
import time
from collections.abc import Mapping
from pathlib import Path

from benchmarks.many_payments import COUNCIL
from benchmarks.two_sizes import asking, in_turn, two_sizes
from webapp.addresses import file_address, payment_address, payments_address, supplier_address

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


def main() -> None:
    """Fill what is not filled yet, measure, and print the table."""
    with two_sizes(__doc__) as folders:
        wanted = [addresses(folder) for _, folder in folders]
        asks = [asking(folder, each, time.perf_counter) for (_, folder), each in zip(folders, wanted, strict=True)]
        head = "".join(f"{f'p50 {size:,}':>16}{f'p95 {size:,}':>16}" for size, _ in folders)
        print(f"{'milliseconds':20}{head}{'ratio of p50':>14}{'of p95':>8}")
        for kind in wanted[0]:
            # The first five warm the templates.
            (small, small95), (large, large95) = in_turn(kind, asks, rounds=ROUNDS, warming=5)
            print(
                f"{kind:20}{small:16.1f}{small95:16.1f}{large:16.1f}{large95:16.1f}"
                f"{large / small:14.2f}{large95 / small95:8.2f}"
            )


if __name__ == "__main__":
    main()
