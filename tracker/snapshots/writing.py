"""Write the public tables out of the DuckDB file: Parquet, zipped CSV, and one SQLite file."""

import hashlib
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import duckdb

from tracker.snapshots.copying import copied, literal
from tracker.snapshots.public_tables import PublicColumn, PublicTable
from tracker.snapshots.reading import single_number

__all__ = ["csv_query", "pieces", "safe_text", "write_csv", "write_parquet", "write_sqlite"]

_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # zip members carry a time; a fixed one makes equal data equal bytes
# The first level of zstd takes two thirds of the time of the third, and the files are as small within a hundredth.
_PACKED = "COMPRESSION zstd, COMPRESSION_LEVEL 1"
_LARGE = 100_000  # rows from which a CSV may outgrow the 2 GB of a plain zip: 20 kB a row
_BATCH = 50_000  # rows
_ROWS_OF_FILES = "SELECT sum(num_rows) FROM parquet_file_metadata({})"
_PLAIN_NAME = re.compile(r"[a-z0-9]+(?:[.-]{0,2}[a-z0-9]+)*")  # st.-helens is one


def pieces(target: duckdb.DuckDBPyConnection, table: PublicTable) -> Iterator[tuple[str, str, int]]:
    """The files that a table is written in, as (name without ending, query of its rows in order, how many rows)."""
    if table.split is None:
        order = ", ".join(f'"{name}"' for name in table.order)
        rows = single_number(target, f'SELECT count(*) FROM "{table.name}"')  # noqa: S608  names are of our own list
        yield table.name, f'SELECT * FROM "{table.name}" ORDER BY {order}', rows  # noqa: S608
        return
    # It was read in order, so the rows of a file stand together: taken by their places, nothing else is read or sorted.
    parts = target.execute(
        f'SELECT "{table.split}", min(rowid), max(rowid), count(*) FROM "{table.name}" GROUP BY 1 ORDER BY 1'  # noqa: S608
    ).fetchall()
    for value, first, last, rows in parts:
        if last - first + 1 != rows:
            raise ValueError(f"The rows of {value} do not stand together in {table.name}.")
        name = value if _PLAIN_NAME.fullmatch(value) else hashlib.sha256(value.encode()).hexdigest()[:16]
        query = f'SELECT * FROM "{table.name}" WHERE rowid BETWEEN {first} AND {last}'  # noqa: S608
        yield f"{table.name}/{name}", query, rows


def write_parquet(target: duckdb.DuckDBPyConnection, table: PublicTable, folder: Path, notes: dict[str, str]) -> int:
    """Write the table as Parquet (zstd, in order) and return the rows that the files hold, as counted from them."""
    marks = ", ".join(f"{key}: {literal(value)}" for key, value in notes.items())
    for name, query, _ in pieces(target, table):
        path = folder / f"{name}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        target.execute(f"COPY ({query}) TO {literal(str(path))} (FORMAT parquet, {_PACKED}, KV_METADATA {{{marks}}})")
    written = folder / (f"{table.name}/*.parquet" if table.split else f"{table.name}.parquet")
    if table.split and not written.parent.exists():
        return 0
    return single_number(target, _ROWS_OF_FILES.format(literal(str(written))))


def write_csv(target: duckdb.DuckDBPyConnection, table: PublicTable, folder: Path) -> None:
    """Write the table as zipped CSV: UTF-8, one heading row, ISO dates, plain decimals, no cell that is a formula."""
    for name, query, rows in pieces(target, table):
        path = folder / f"{name}.csv.zip"
        path.parent.mkdir(parents=True, exist_ok=True)
        member = zipfile.ZipInfo(path.name.removesuffix(".zip"), _LONG_AGO)
        member.compress_type = zipfile.ZIP_DEFLATED
        member.external_attr = 0o644 << 16
        with (
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
            archive.open(member, "w", force_zip64=rows > _LARGE) as out,
        ):
            for chunk in copied(target, csv_query(table, query), "FORMAT csv, HEADER"):
                out.write(chunk)


def csv_query(table: PublicTable, query: str) -> str:
    """The query of a table's rows as they stand in a CSV."""
    columns = ", ".join(f'{_csv_cell(column)} AS "{column.name}"' for column in table.columns)
    return f"SELECT {columns} FROM ({query})"  # noqa: S608


def _csv_cell(column: PublicColumn) -> str:
    if column.type == "text":
        return safe_text(f'"{column.name}"')
    if column.type == "moment":
        return f"strftime(\"{column.name}\", '%Y-%m-%dT%H:%M:%SZ')"
    return f'"{column.name}"'


def safe_text(value: str) -> str:
    """An expression of DuckDB for ``csv_text.safe_cell``: text that a spreadsheet would run gets an apostrophe."""
    formula = f"regexp_matches({value}, {literal(_formula())})"
    # Hardly any text begins outside of digits and letters, and comparing costs a tenth of matching.
    plain = f"{value} >= '0' AND {value} < ':' OR {value} >= 'A' AND {value} < '{{'"
    return f"CASE WHEN {plain} THEN {value} WHEN {formula} THEN '''' || {value} ELSE {value} END"


@lru_cache(maxsize=1)
def _formula() -> str:
    """A pattern of how a formula begins, in every character that looks like it (NFKC), after blanks and quotes."""
    blanks, signs = [], []
    for code in range(0x10000):
        first = unicodedata.normalize("NFKC", chr(code))
        if first and not first.strip(" \"'"):
            blanks.append(rf"\x{{{code:X}}}")
        elif first[:1] in set("=+-@\t\r\n"):
            signs.append(rf"\x{{{code:X}}}")
    return f"^[{''.join(blanks)}]*[{''.join(signs)}]"


def write_sqlite(target: duckdb.DuckDBPyConnection, tables: tuple[PublicTable, ...], path: Path) -> None:
    """Write all tables into one SQLite file, money as whole pence, with a table that says what each column means."""
    from adbc_driver_sqlite import dbapi

    with dbapi.connect(str(path), autocommit=True) as connection, connection.cursor() as cursor:
        # The file is new and of no use unless it is whole: a journal would only write everything twice.
        for setting in ("journal_mode = OFF", "synchronous = OFF"):
            cursor.execute(f"PRAGMA {setting}")
            cursor.fetchall()
        for table in tables:
            columns = [column for column in table.columns if column.type != "pounds"]
            chosen = ", ".join(f'{_sqlite_cell(column)} AS "{column.name}"' for column in columns)
            order = [f'"{name}"' for name in table.order]
            sort = "" if table.split else f" ORDER BY {', '.join(order)}"
            found = target.sql(f'SELECT {chosen} FROM "{table.name}"{sort}')  # noqa: S608
            cursor.adbc_ingest(table.name, found.to_arrow_reader(_BATCH), mode="create")
            # Rows stand in order: within a body and a day an index finds them in the order they were written in.
            key = ", ".join(order[:2] if table.split else order)
            cursor.execute(f'CREATE INDEX "{table.name}_key" ON "{table.name}" ({key})')
        cursor.execute('CREATE TABLE about_column ("table" TEXT, "column" TEXT, type TEXT, about TEXT)')
        notes = [(table.name, column.name, column.type, column.about) for table in tables for column in table.columns]
        cursor.executemany("INSERT INTO about_column VALUES (?, ?, ?, ?)", notes)


def _sqlite_cell(column: PublicColumn) -> str:
    if column.type == "moment":
        return f"strftime(\"{column.name}\", '%Y-%m-%dT%H:%M:%SZ')"
    casts = {"date": "VARCHAR", "boolean": "INTEGER"}
    return f'CAST("{column.name}" AS {casts[column.type]})' if column.type in casts else f'"{column.name}"'
