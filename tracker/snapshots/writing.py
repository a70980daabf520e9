"""Write the public tables out of the DuckDB file: Parquet, zipped CSV, and one SQLite file."""

import hashlib
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import duckdb

from tracker.snapshots.public_tables import PublicColumn, PublicTable
from tracker.snapshots.reading import single_number

__all__ = ["literal", "pieces", "safe_text", "write_csv", "write_parquet", "write_sqlite"]

_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # zip members carry a time; a fixed one makes equal data equal bytes
_CHUNK = 1 << 20
_ROWS_OF_FILES = "SELECT sum(num_rows) FROM parquet_file_metadata({})"
_PLAIN_NAME = re.compile(r"[a-z0-9]+(?:[.-]{0,2}[a-z0-9]+)*")  # st.-helens is one


def pieces(target: duckdb.DuckDBPyConnection, table: PublicTable) -> Iterator[tuple[str, str]]:
    """The files that a table is written in, as (name without ending, query of its rows in order)."""
    order = ", ".join(f'"{name}"' for name in table.order)
    if table.split is None:
        yield table.name, f'SELECT * FROM "{table.name}" ORDER BY {order}'  # noqa: S608  names are of our own list
        return
    values = target.execute(f'SELECT DISTINCT "{table.split}" FROM "{table.name}" ORDER BY 1').fetchall()  # noqa: S608
    for (value,) in values:
        name = value if _PLAIN_NAME.fullmatch(value) else hashlib.sha256(value.encode()).hexdigest()[:16]
        query = f'SELECT * FROM "{table.name}" WHERE "{table.split}" = {literal(value)} ORDER BY {order}'  # noqa: S608
        yield f"{table.name}/{name}", query


def literal(text: str) -> str:
    """A text as it stands in a statement of SQL."""
    return "'" + text.replace("'", "''") + "'"


def write_parquet(target: duckdb.DuckDBPyConnection, table: PublicTable, folder: Path, notes: dict[str, str]) -> int:
    """Write the table as Parquet (zstd, sorted) and return the rows that the files hold, as counted from them."""
    marks = ", ".join(f"{key}: {literal(value)}" for key, value in notes.items())
    for name, query in pieces(target, table):
        path = folder / f"{name}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        target.execute(
            f"COPY ({query}) TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{marks}}})"
        )
    written = folder / (f"{table.name}/*.parquet" if table.split else f"{table.name}.parquet")
    if table.split and not written.parent.exists():
        return 0
    return single_number(target, _ROWS_OF_FILES.format(literal(str(written))))


def write_csv(target: duckdb.DuckDBPyConnection, table: PublicTable, folder: Path) -> None:
    """Write the table as zipped CSV: UTF-8, one heading row, ISO dates, plain decimals, no cell that is a formula."""
    for name, query in pieces(target, table):
        path = folder / f"{name}.csv.zip"
        path.parent.mkdir(parents=True, exist_ok=True)
        plain = path.with_name(f"{Path(name).name}.csv")
        target.execute(f"COPY ({csv_query(table, query)}) TO {literal(str(plain))} (FORMAT csv, HEADER)")
        _zip(plain, path)
        plain.unlink()


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


def _zip(plain: Path, path: Path) -> None:
    member = zipfile.ZipInfo(plain.name, _LONG_AGO)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        plain.open("rb") as source,
        archive.open(member, "w", force_zip64=plain.stat().st_size > 1 << 31) as out,
    ):
        while chunk := source.read(_CHUNK):
            out.write(chunk)


def write_sqlite(target: duckdb.DuckDBPyConnection, tables: tuple[PublicTable, ...], path: Path) -> None:
    """Write all tables into one SQLite file, money as whole pence, with a table that says what each column means."""
    from adbc_driver_sqlite import dbapi

    with dbapi.connect(str(path)) as connection, connection.cursor() as cursor:
        for table in tables:
            columns = [column for column in table.columns if column.type != "pounds"]
            chosen = ", ".join(f'{_sqlite_cell(column)} AS "{column.name}"' for column in columns)
            order = ", ".join(f'"{name}"' for name in table.order)
            found = target.sql(f'SELECT {chosen} FROM "{table.name}" ORDER BY {order}')  # noqa: S608
            cursor.adbc_ingest(table.name, found.to_arrow_reader(_CHUNK // 20), mode="create")
            cursor.execute(f'CREATE INDEX "{table.name}_key" ON "{table.name}" ({order})')
            connection.commit()
        cursor.execute('CREATE TABLE about_column ("table" TEXT, "column" TEXT, type TEXT, about TEXT)')
        notes = [(table.name, column.name, column.type, column.about) for table in tables for column in table.columns]
        for note in notes:
            cursor.execute("INSERT INTO about_column VALUES (?, ?, ?, ?)", note)
        connection.commit()


def _sqlite_cell(column: PublicColumn) -> str:
    if column.type == "moment":
        return f"strftime(\"{column.name}\", '%Y-%m-%dT%H:%M:%SZ')"
    casts = {"date": "VARCHAR", "boolean": "INTEGER"}
    return f'CAST("{column.name}" AS {casts[column.type]})' if column.type in casts else f'"{column.name}"'
