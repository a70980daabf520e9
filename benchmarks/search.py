"""What a search costs at ten million payments beside ten thousand: run as ``python -m benchmarks.search``.

Fills two databases by the same seeded generator as ``benchmarks.pages`` (a folder filled by either serves both) and
asks the site for the same kinds of searches in both, in turn, without a network between. The promise is a 95th of a
hundred below 100 milliseconds at ten million payments. Processor time of this process is what is counted, for SQLite
works in it: on a busy machine the clock measures the neighbours. What counts on another machine is the ratio.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

from benchmarks.many_payments import COUNCIL, filled
from tracker.settings import Settings
from webapp.app import create_app

ROUNDS = 40
PROMISE = 100.0
_WORDS = ("care", "energy", "waste", "legal", "school", "hire", "repairs", "works")
SEARCHES = {
    "a council": [f"/search?q={name}" for name in ("leeds", "kent", "cornwall", "birmingham", "rutland", "stroud")],
    "a common word": [f"/search?q={word}" for word in _WORDS],
    "the beginning of a word": [f"/search?q={word[:3]}" for word in _WORDS],
    "two common words": [f"/search?q={one}+{other}" for one, other in pairwise(_WORDS)],
    "a rare name": [f"/search?q={word}+{number}" for word, number in zip(_WORDS, range(40, 120, 10), strict=False)],
    "nothing": [f"/search?q=zeppelin+{word}&exactly=yes" for word in _WORDS],
    "a mistyped council": [f"/search?q={name}" for name in ("birmigham", "conrwall", "Yorkk", "lancashrie")],
    "a mistyped supplier": [f"/search?q={name}" for name in ("lisence+repiars", "enregy+scool", "wastee+hiree")],
    "words in one council": [f"/search?q={word}&body={COUNCIL}" for word in _WORDS],
    "words in one year": [f"/search?q={word}&year=2023" for word in _WORDS],
    "all suppliers of a word": [f"/search?q={word}&kind=suppliers" for word in _WORDS],
    "all payments of a word": [f"/search?q={word}&kind=payments" for word in _WORDS],
    "as JSON": [f"/search.json?q={word}" for word in _WORDS],
    "as a feed": [f"/search.atom?q={word}" for word in _WORDS],
}  # fmt: skip


def _asking(folder: Path) -> Callable[[str, int], float]:
    """A function that asks for the n-th address of a kind and says how many milliseconds of work the answer took."""
    settings = Settings(_env_file=None, data_dir=folder, secret_key="only for measuring", database_url="")
    app = create_app(settings)
    app.config["RATELIMIT_ENABLED"] = False
    client = app.test_client()

    def ask(kind: str, number: int) -> float:
        address = SEARCHES[kind][number % len(SEARCHES[kind])]
        start = time.process_time()
        answer = client.get(address)
        passed = time.process_time() - start
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}")
        return passed * 1000

    return ask


def measured(folders: list[tuple[int, Path]]) -> Iterator[tuple[str, list[tuple[float, float]]]]:
    """For each kind of search the median and the 95th of a hundred, for each size in turn."""
    asking = []
    for size, folder in folders:
        print(f"{size:,} payments: {(folder / 'daylight.sqlite').stat().st_size >> 20:,} MB")
        asking.append(_asking(folder))
    for kind in SEARCHES:
        times: list[list[float]] = [[] for _ in asking]
        for number in range(-len(SEARCHES[kind]), ROUNDS):  # each address once to warm up, not counted
            for at, ask in enumerate(asking):
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
    with tempfile.TemporaryDirectory(prefix="daylight-search-") as scratch:
        folders = []
        for size in given.payments:
            folder = (given.folder or Path(scratch)) / f"{size}"
            folder.mkdir(parents=True, exist_ok=True)
            if not (folder / "daylight.sqlite").exists():
                filled(folder, size)
            folders.append((size, folder))
        head = "".join(f"{f'p50 {size:,}':>16}{f'p95 {size:,}':>16}" for size, _ in folders)
        print(f"{'milliseconds of work':24}{head}{'ratio of p50':>14}{'of p95':>8}")
        worst = 0.0
        for kind, ((small, small95), (large, large95)) in measured(folders):
            worst = max(worst, large95)
            print(
                f"{kind:24}{small:16.1f}{small95:16.1f}{large:16.1f}{large95:16.1f}"
                f"{large / small:14.2f}{large95 / small95:8.2f}"
            )
        print(f"The worst p95 at {given.payments[1]:,} payments is {worst:.0f} ms; promised below {PROMISE:.0f}.")


if __name__ == "__main__":
    main()
