"""Loading payments with every sum, beside the bare driver and the ORM: run as ``python -m benchmarks.loading``.

One seeded file of payments is parsed already (stage 2). Ours loads it: ids, names, sums, search, ledger. The bare
driver gets the finished tuples and writes them into the same indexed table: sqlite3's executemany, psycopg's COPY.
The ORM writes the same rows twice: by its bulk insert of dictionaries, and as objects in one flush. Processor time
counts, and on PostgreSQL the clock, as the server works too.
"""

import argparse
import datetime as dt
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from parsers.spending import PARSER_VERSION
from parsers.stage import ISSUES, PAYMENTS, ColumnWriter
from tests import postgres
from tracker.db import engine_for, open_database, writing
from tracker.driver import write_rows
from tracker.models.spending import Payment
from tracker.notices import FileOrigin
from tracker.organisations import seed_councils
from tracker.payment_rows import COLUMNS, NameBook, payment_batches
from tracker.settings import Settings
from tracker.spending import load

SHA = "b" * 64


def parsed(folder: Path, rows: int) -> dict:
    """Write stage 2 of a year of one large council's payments and return its report."""
    chance = random.Random(3)
    firms = [f"{chance.choice(_WORDS)} {chance.choice(_WORDS)} {number} Ltd" for number in range(max(50, rows // 60))]
    categories = [f"{first} {second}" for first in _WORDS for second in _WORDS[:8]]
    purposes = [f"{word} of {other}, phase {number}" for word in _WORDS for other in _WORDS for number in range(6)]
    first, total = dt.date(2025, 1, 1), 0
    with ColumnWriter(folder / "records.parquet", PAYMENTS) as writer:
        for number in range(rows):
            pence = int(chance.lognormvariate(7.5, 1.3) * 100) * (-1 if chance.random() < 0.03 else 1)
            total += pence
            hidden = chance.random() < 0.02
            writer.add((
                number + 2, None, None, first + dt.timedelta(days=number * 365 // rows),
                "REDACTED" if hidden else firms[int(len(firms) * chance.random() ** 2)], f"S{number % 9000}", None,
                pence, "net", None, "GBP", chance.choice(_WORDS), chance.choice(categories), chance.choice(purposes),
                f"INV{number:08}", False, "unstated" if hidden else None, False, chance.getrandbits(63), None,
            ))  # fmt: skip
    with ColumnWriter(folder / "issues.parquet", ISSUES):
        pass
    sign = "-" if total < 0 else ""
    return {
        "status": "accepted", "rows_read": rows, "rows_accepted": rows, "rows_refused": 0, "issues": [], "parts": [],
        "amount_total": f"{sign}{abs(total) // 100}.{abs(total) % 100:02}", "date_min": "2025-01-01",
        "date_max": "2025-12-31",
        "currency": "GBP", "format": "csv", "encoding": "utf-8", "columns": {}, "set_aside": {}, "header_row": 1,
    }  # fmt: skip


_WORDS = (
    "care", "repairs", "licence", "hire", "agency", "waste", "energy", "grant", "fees", "works", "school", "legal",
    "roads", "housing", "print", "travel", "meals", "cleaning", "software", "training",
)  # fmt: skip


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """(processor seconds, clock seconds) of the work."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return time.process_time() - processor, time.perf_counter() - clock


def ours(engine: Engine, folder: Path, report: dict) -> None:
    """Load the file with all that belongs to it."""
    origin = FileOrigin(SHA, "leeds", dt.datetime.now(dt.UTC), PARSER_VERSION, name="year.csv", size=1)
    loaded = load(engine, folder, origin, report)
    assert loaded.read == report["rows_accepted"]


def tuples(folder: Path) -> list[tuple]:
    """The rows as the driver takes them."""
    batches = payment_batches(folder / "records.parquet", 1, NameBook(1), frozenset())
    return [row for batch in batches for row in batch.rows]


def bare_sqlite(path: Path, rows: list[tuple]) -> None:
    """sqlite3's executemany in one transaction, with our settings of durability."""
    connection = sqlite3.connect(path)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-65536"):
        connection.execute(f"PRAGMA {pragma}")
    marks = ", ".join("?" * len(COLUMNS))
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    connection.executemany(f"INSERT INTO payment ({names}) VALUES ({marks})", rows)
    connection.commit()
    connection.close()


def bare_copy(engine: Engine, rows: list[tuple]) -> None:
    """psycopg's COPY in one transaction."""
    with writing(engine) as connection:
        write_rows(connection, Payment, COLUMNS, rows)


def records(rows: list[tuple]) -> list[dict]:
    """The rows as the ORM takes them."""
    at = COLUMNS.index("date")
    return [
        dict(zip(COLUMNS, (*row[:at], dt.date.fromisoformat(row[at]), *row[at + 1 :]), strict=True)) for row in rows
    ]


def orm_bulk(engine: Engine, rows: list[tuple]) -> None:
    """The ORM's bulk insert, which takes dictionaries."""
    with Session(engine) as session, session.begin():
        session.execute(insert(Payment), records(rows))


def orm_objects(engine: Engine, rows: list[tuple]) -> None:
    """Objects, added and flushed."""
    with Session(engine) as session, session.begin():
        session.add_all(Payment(**record) for record in records(rows))


@contextmanager
def sqlite_databases(count: int) -> Iterator[list[Engine]]:
    """Fresh SQLite databases with all tables and the councils in them."""
    with tempfile.TemporaryDirectory() as folder:
        engines = []
        for number in range(count):
            settings = Settings(_env_file=None, data_dir=Path(folder) / str(number), database_url="")
            engines.append(open_database(settings))
            with writing(engines[-1]) as connection:
                seed_councils(connection)
        yield engines


@contextmanager
def postgres_databases(count: int) -> Iterator[list[Engine]]:
    """Fresh PostgreSQL databases on a server of their own."""
    with postgres.server() as server:
        engines = []
        for number in range(count):
            postgres.run(server, f"CREATE DATABASE bench_{number}")
            engines.append(engine_for(server.set(database=f"bench_{number}")))
            open_database(Settings(_env_file=None, database_url=engines[-1].url.render_as_string(False))).dispose()
            with writing(engines[-1]) as connection:
                seed_councils(connection)
        yield engines
        for engine in engines:
            engine.dispose()


def compared(name: str, count: int, figures: dict[str, tuple[float, float]], at: int) -> None:
    """Print what each took and the two ratios that matter; ``at`` chooses processor (0) or clock (1)."""
    for who, figure in figures.items():
        print(
            f"{name} {who:22} {figure[0]:6.2f} s processor {figure[1]:6.2f} s clock {count / figure[at]:9,.0f} rows/s"
        )
    own, bare, bulk, objects = (figure[at] for figure in figures.values())
    print(f"{name} ours / bare driver = {bare / own:.2f} (reach 0.60)")
    print(f"{name} ours / ORM = {bulk / own:.1f} of its bulk insert, {objects / own:.1f} of its objects (reach 4.0)")


def main() -> None:
    """Measure both databases on one file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=300_000)
    count = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        report = parsed(folder, count)
        rows = tuples(folder)
        with sqlite_databases(4) as (first, second, third, fourth):
            compared("SQLite", count, {
                "ours, with all sums": timed(lambda: ours(first, folder, report)),
                "bare driver": timed(lambda: bare_sqlite(Path(str(second.url.database)), rows)),
                "ORM, bulk insert": timed(lambda: orm_bulk(third, rows)),
                "ORM, objects": timed(lambda: orm_objects(fourth, rows)),
            }, 0)  # fmt: skip
        if postgres.find_initdb() is None:
            print("PostgreSQL: not on this machine")
            return
        with postgres_databases(4) as (first, second, third, fourth):
            compared("PostgreSQL", count, {
                "ours, with all sums": timed(lambda: ours(first, folder, report)),
                "bare driver": timed(lambda: bare_copy(second, rows)),
                "ORM, bulk insert": timed(lambda: orm_bulk(third, rows)),
                "ORM, objects": timed(lambda: orm_objects(fourth, rows)),
            }, 1)  # fmt: skip


if __name__ == "__main__":
    main()
