"""What a public copy costs beside DuckDB's own CSV-to-Parquet of its payments: ``python -m benchmarks.snapshot``.

Makes its own payments (seeded), or takes a folder filled before. Each part runs in a process of its own; ratios are of
the processor's seconds, which stay nearly the same when other work shares the machine.
"""

import argparse
import datetime as dt
import shutil
import tempfile
from pathlib import Path

from benchmarks.many_payments import found_or_filled, settings_of
from benchmarks.peers import measured
from tracker.snapshot import publish
from tracker.snapshots.public_tables import public_table, public_tables
from tracker.snapshots.reading import copy_table, one_look, open_target
from tracker.snapshots.writing import csv_query, write_parquet

NOW = dt.datetime(2026, 1, 6, tzinfo=dt.UTC)


def peer(folder: Path) -> None:
    """DuckDB alone: the same payments from CSV to Parquet."""
    with open_target(None) as connection:
        connection.execute(
            f"COPY (FROM read_csv('{folder}/payments.csv', quote = '\"')) TO '{folder}/peer.parquet' (COMPRESSION zstd)"
        )


def parquet(folder: Path) -> None:
    """Ours as far as Parquet: every public table out of the database, checked types, one file for each body."""
    (folder / "parquet.duckdb").unlink(missing_ok=True)
    target = open_target(folder / "parquet.duckdb")
    with one_look(settings_of(folder).database) as look:
        for table in public_tables():
            copy_table(look, target, table)
    for table in public_tables():
        write_parquet(target, table, folder / "parquet", {})
    target.close()


def whole(folder: Path) -> None:
    """Ours whole: Parquet, zipped CSV, SQLite, the standards' shapes, checksums."""
    publish(settings_of(folder), NOW)


def main() -> None:
    """Make the payments, run the parts in turn, print what each cost and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--payments", type=int, default=300_000)
    parser.add_argument("--part", choices=("peer", "parquet", "whole"))
    parser.add_argument("--folder", type=Path, help="where the payments are made, and found again")
    asked = parser.parse_args()
    if asked.part:
        {"peer": peer, "parquet": parquet, "whole": whole}[asked.part](asked.folder)
        return
    with tempfile.TemporaryDirectory(prefix="daylight-bench-") as made:
        folder = asked.folder or Path(made)
        found_or_filled(folder, asked.payments)
        _plain_copy(folder)
        costs = {}
        for part in ("peer", "parquet", "whole"):
            costs[part] = measured("benchmarks.snapshot", "--part", part, "--folder", folder)
            print(f"{part:<8} {costs[part]}")
        for part in ("parquet", "whole"):
            times, clock = (
                getattr(costs[part], unit) / getattr(costs["peer"], unit) for unit in ("processor", "seconds")
            )
            print(f"{part} takes {times:.2f} times DuckDB's CSV-to-Parquet ({clock:.2f} times by the clock)")


def _plain_copy(folder: Path) -> None:
    """The payments as one CSV, which is what the peer begins with."""
    parquet(folder)
    with open_target(None) as connection:
        rows = csv_query(public_table("payment"), f"FROM '{folder}/parquet/payment/*.parquet'")
        connection.execute(f"COPY ({rows}) TO '{folder}/payments.csv' (HEADER)")
    shutil.rmtree(folder / "parquet")
    shutil.rmtree(folder / "snapshot", ignore_errors=True)


if __name__ == "__main__":
    main()
