"""Asks the site for the same kinds of pages in a small and a large installation, in turn, without a network between."""

import argparse
import statistics
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.many_payments import filled
from tracker.settings import Settings
from webapp.app import create_app

__all__ = ["Asking", "asking", "in_turn", "two_sizes"]

Asking = Callable[[str, int], float]


@contextmanager
def two_sizes(about: str) -> Iterator[list[tuple[int, Path]]]:
    """The sizes that the command line names with a filled data folder for each; one that stands already is kept."""
    parser = argparse.ArgumentParser(description=about.splitlines()[0])
    parser.add_argument("--payments", type=int, nargs=2, default=[10_000, 10_000_000], metavar="N")
    parser.add_argument("--folder", type=Path, help="where the databases are made, and found again")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="daylight-sizes-") as scratch:
        folders = []
        for size in given.payments:
            folder = (given.folder or Path(scratch)) / f"{size}"
            folder.mkdir(parents=True, exist_ok=True)
            if not (folder / "daylight.sqlite").exists():
                filled(folder, size)
            print(f"{size:,} payments: {(folder / 'daylight.sqlite').stat().st_size >> 20:,} MB")
            folders.append((size, folder))
        yield folders


def asking(folder: Path, wanted: Mapping[str, Sequence[str]], clock: Callable[[], float]) -> Asking:
    """A function that asks for the n-th address of a kind, round and round: how many milliseconds the answer took."""
    settings = Settings(_env_file=None, data_dir=folder, secret_key="only for measuring", database_url="")
    app = create_app(settings)
    app.config["RATELIMIT_ENABLED"] = False
    client = app.test_client()

    def ask(kind: str, number: int) -> float:
        address = wanted[kind][number % len(wanted[kind])]
        start = clock()
        answer = client.get(address, follow_redirects=True)
        passed = clock() - start
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}")
        return passed * 1000

    return ask


def in_turn(kind: str, asks: Sequence[Asking], *, rounds: int, warming: int) -> list[tuple[float, float]]:
    """The median and the 95th of a hundred of each; the first ``warming`` answers are not counted."""
    times: list[list[float]] = [[] for _ in asks]
    for number in range(-warming, rounds):
        for at, ask in enumerate(asks):
            passed = ask(kind, number)
            if number >= 0:
                times[at].append(passed)
    return [(statistics.median(each), statistics.quantiles(each, n=20)[-1]) for each in times]
