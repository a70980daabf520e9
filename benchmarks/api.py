"""Lists of the API at two sizes, and what a hundred times more rows cost: run as ``python -m benchmarks.api``.

Asked through the site itself, from the first page and from places deep in the list. Processor time of this process is
what is counted, for SQLite works in it: on a busy machine the clock measures the neighbours.
"""

import argparse
import datetime as dt
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.many_payments import COUNCIL, found_or_filled
from webapp.app import create_app
from webapp.limits import limiter

NOW = dt.datetime(2026, 1, 6, tzinfo=dt.UTC)
ADDRESSES = (
    "/api/v1/payments",
    f"/api/v1/payments?organisation={COUNCIL}",
    f"/api/v1/payments?organisation={COUNCIL}&month=2025-06",
    f"/api/v1/payments?organisation={COUNCIL}&words=care",
    "/api/v1/suppliers",
    "/api/v1/organisations",
    "/api/v1/files",
)


def times_of(folder: Path, payments: int, turns: int) -> dict[str, list[float]]:
    """Milliseconds of work for each answer, walking on by cursor and beginning again at the end."""
    app = create_app(found_or_filled(folder, payments), clock=lambda: NOW)
    limiter.enabled = False
    client = app.test_client()
    found: dict[str, list[float]] = {address: [] for address in ADDRESSES}
    for address in ADDRESSES:
        at = address
        for _ in range(turns):
            started = time.process_time()
            answer = client.get(at)
            found[address].append((time.process_time() - started) * 1000)
            assert answer.status_code == 200, answer.get_data(as_text=True)
            following = answer.get_json()["next_cursor"]
            at = f"{address}{'&' if '?' in address else '?'}cursor={following}" if following else address
    app.extensions["daylight"].engine.dispose()
    return found


def main() -> None:
    """Fill both sizes, ask each list, print medians, p95 and the ratio of medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--turns", type=int, default=60)
    parser.add_argument("--folder", type=Path, help="where the databases are made, and found again")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="daylight-bench-") as made:
        folder = asked.folder or Path(made)
        small = times_of(folder / f"{asked.small}", asked.small, asked.turns)
        large = times_of(folder / f"{asked.large}", asked.large, asked.turns)
    for address in ADDRESSES:
        few, many = statistics.median(small[address]), statistics.median(large[address])
        tail = statistics.quantiles(large[address], n=20)[-1]
        print(f"{address:<58} {few:6.1f} ms, {many:6.1f} ms (p95 {tail:6.1f}): {many / few:.2f} times")


if __name__ == "__main__":
    main()
