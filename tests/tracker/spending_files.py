"""Small lists of payments for tests, loaded by the real way; and one hash over all tables to compare databases by."""

import csv
import datetime as dt
import hashlib
import io
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select, text

from parsers.spending import PARSER_VERSION, parse
from parsers.stage import write_report
from tracker.models import Base
from tracker.notices import FileOrigin, Loaded
from tracker.spending import load

__all__ = ["HEADINGS", "START", "empty", "load_rows", "parsed", "publication", "table_hash"]

HEADINGS = ("Date", "Supplier", "Amount", "Category", "Purpose", "Reference")
START = dt.datetime(2026, 6, 1, 6, tzinfo=dt.UTC)

# Times of this run, row numbers given by the database, and where the parser put its copy: no part of what was loaded.
_NOT_COMPARED = {"loaded_at", "fetched_at"}
_GIVEN_BY_DATABASE = {"payment", "payment_past", "resource_issue"}


def publication(rows: Iterable[Sequence[object]], *, headings: Sequence[str] = HEADINGS) -> bytes:
    """A CSV file as a council would publish it."""
    out = io.StringIO()
    csv.writer(out).writerows([headings, *rows])
    return out.getvalue().encode()


def load_rows(
    engine: Engine,
    work: Path,
    body: bytes | Iterable[Sequence[object]],
    *,
    name: str = "payments.csv",
    publisher: str = "devon",
    day: int = 0,
    version: str = PARSER_VERSION,
) -> Loaded:
    """Parse and load one file, fetched so many days after ``START`` under the given name."""
    content = body if isinstance(body, bytes) else publication(body)
    folder, origin, report = parsed(work, content, name=name, publisher=publisher, day=day)
    return load(engine, folder, replace(origin, parser_version=version), report)


def parsed(
    work: Path, content: bytes, *, name: str = "payments.csv", publisher: str = "devon", day: int = 0
) -> tuple[Path, FileOrigin, dict[str, Any]]:
    """Parse one file: its folder of stage 2, where it came from, and the report."""
    digest = hashlib.sha256(content).hexdigest()
    folder, path = work / digest, work / f"{digest}.csv"
    path.write_bytes(content)
    folder.mkdir(parents=True, exist_ok=True)
    report = parse(path, folder, {})
    write_report(report, folder)
    fetched = START + dt.timedelta(days=day)
    lineage = f"{publisher}/spending/{name}"
    origin = FileOrigin(
        digest, publisher, fetched, PARSER_VERSION, f"http://files.example/{name}", lineage, name, len(content)
    )
    return folder, origin, report


def empty(engine: Engine) -> None:
    """Take every row out of every table, and out of SQLite's word indexes."""
    with engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())
        if engine.dialect.name == "sqlite":
            for index in ("search_supplier", "search_supplier_near", "search_words"):
                connection.execute(text(f"INSERT INTO {index} ({index}) VALUES ('delete-all')"))


def table_hash(engine: Engine, only: Collection[str] = ()) -> str:
    """One hash over the rows of all tables (or some), in any order, without times and numbers the database gave."""
    digest = hashlib.sha256()
    with engine.connect() as connection:
        for name, table in sorted(Base.metadata.tables.items()):
            if only and name not in only:
                continue
            columns = [
                column
                for column in table.columns
                if column.name not in _NOT_COMPARED and not (name in _GIVEN_BY_DATABASE and column.name == "id")
            ]
            rows = sorted(repr(tuple(row)) for row in connection.execute(select(*columns)))
            digest.update(f"{name} {len(rows)}\n".encode())
            digest.update("\n".join(rows).encode())
    return digest.hexdigest()
