"""Questions of strangers beside raw DuckDB, and a whole table as CSV: run as ``python -m benchmarks.query``.

The GROUP BY is asked of the same rows: ours in its killed process, less what that process costs to start, and raw
DuckDB on the same Parquet and on the same DuckDB file. Medians of several runs in turn.
"""

import argparse
import datetime as dt
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from benchmarks.many_payments import found_or_filled
from tracker.query import ask
from tracker.snapshot import publish
from tracker.snapshots.folders import snapshots
from tracker.snapshots.public_tables import public_table
from tracker.snapshots.streaming import csv_chunks
from tracker.snapshots.writing import csv_query

NOW = dt.datetime(2026, 1, 6, tzinfo=dt.UTC)
QUESTION = "SELECT organisation, category, sum(amount) AS pounds, count(*) AS payments FROM {} GROUP BY 1, 2 ORDER BY 3"


def seconds(work: Callable[[], object]) -> float:
    """How long it takes, by the clock."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def raw(source: str, question: str) -> None:
    """Raw DuckDB in this process, with the limits of nobody."""
    with duckdb.connect(
        ":memory:" if source.startswith("'") else source, read_only=not source.startswith("'")
    ) as found:
        found.execute("SET threads = 2")
        found.execute(question).fetchmany(1_000)


def main() -> None:
    """Make the copy, ask in turn, print the medians and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--payments", type=int, default=300_000)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--folder", type=Path, help="where the payments are made, and found again with their copy")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="daylight-bench-") as made:
        settings = found_or_filled(asked.folder or Path(made), asked.payments)
        copy = next(iter(snapshots(settings.snapshot_dir)), None) or publish(settings, NOW)
        files = f"'{copy.folder}/parquet/payment/*.parquet'"
        table = public_table("payment")
        plain = Path(made) / "plain.csv"

        def copied() -> None:
            with duckdb.connect() as found:
                found.execute(f"COPY ({csv_query(table, f'SELECT * FROM {files}')}) TO '{plain}' (FORMAT csv, HEADER)")

        def streamed() -> None:
            with plain.open("wb") as out:
                for chunk in csv_chunks(copy, table):
                    out.write(chunk)

        ways: dict[str, Callable[[], object]] = {
            "start": lambda: ask(copy, "SELECT 1"),
            "ours": lambda: ask(copy, QUESTION.format("payment")),
            "raw on Parquet": lambda: raw(files, QUESTION.format(files)),
            "raw on the DuckDB file": lambda: raw(str(copy.database), QUESTION.format("payment")),
            "CSV by DuckDB": copied,
            "CSV by ours": streamed,
        }
        found = {name: [] for name in ways}
        for _ in range(asked.runs):
            for name, work in ways.items():
                found[name].append(seconds(work))
        medians = {name: statistics.median(times) for name, times in found.items()}
        for name, median in medians.items():
            print(f"{name:<24} {median * 1000:8.0f} ms")
        beyond = max(0.0, medians["ours"] - medians["start"])
        print(f"the question takes {beyond / medians['raw on Parquet']:.2f} times raw DuckDB on the same Parquet")
        print(f"whole-table CSV has {medians['CSV by DuckDB'] / medians['CSV by ours']:.2f} of DuckDB's speed")


if __name__ == "__main__":
    main()
