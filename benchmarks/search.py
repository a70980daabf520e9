"""What a search costs at ten million payments beside ten thousand: run as ``python -m benchmarks.search``.

Fills two databases by the same seeded generator as ``benchmarks.pages`` (a folder filled by either serves both) and
asks the site for the same kinds of searches in both, in turn, without a network between. The promise is a 95th of a
hundred below 100 milliseconds at ten million payments. Processor time of this process is what is counted, for SQLite
works in it: on a busy machine the clock measures the neighbours. What counts on another machine is the ratio.
"""

import time
from itertools import pairwise

from benchmarks.many_payments import COUNCIL
from benchmarks.two_sizes import asking, in_turn, two_sizes

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


def main() -> None:
    """Fill what is not filled yet, measure, and print the table."""
    with two_sizes(__doc__) as folders:
        asks = [asking(folder, SEARCHES, time.process_time) for _, folder in folders]
        head = "".join(f"{f'p50 {size:,}':>16}{f'p95 {size:,}':>16}" for size, _ in folders)
        print(f"{'milliseconds of work':24}{head}{'ratio of p50':>14}{'of p95':>8}")
        worst = 0.0
        for kind, searches in SEARCHES.items():
            # Each address once to warm up.
            (small, small95), (large, large95) = in_turn(kind, asks, rounds=ROUNDS, warming=len(searches))
            worst = max(worst, large95)
            print(
                f"{kind:24}{small:16.1f}{small95:16.1f}{large:16.1f}{large95:16.1f}"
                f"{large / small:14.2f}{large95 / small95:8.2f}"
            )
        print(f"The worst p95 at {folders[-1][0]:,} payments is {worst:.0f} ms; promised below {PROMISE:.0f}.")


if __name__ == "__main__":
    main()
