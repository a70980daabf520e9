"""The explicit list of what is public: every table and column of the public copy, described in plain words.

The list is data (``tables/*.yml``); what it does not name is never published, and a test holds that every column of
the database is either on it or among the reasons in ``tables/never.yml``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

__all__ = ["PublicColumn", "PublicTable", "never_published", "public_table", "public_tables"]

_FOLDER = Path(__file__).parent / "tables"

#: What a type of the list is in DuckDB. ``pounds`` is made of pence, ``moment`` is in UTC.
DUCKDB_TYPES = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "pounds": "DECIMAL(18,2)",
    "date": "DATE",
    "moment": "TIMESTAMPTZ",
    "boolean": "BOOLEAN",
}


@dataclass(frozen=True, slots=True)
class PublicColumn:
    """One column: ``source`` names the database column it is read from (None: it comes from a joined table)."""

    name: str
    type: str
    about: str
    source: str | None
    expression: str
    masked: bool


@dataclass(frozen=True, slots=True)
class PublicTable:
    """One table; ``order`` sorts its rows, ``split`` names the column by which its files are parted.

    ``with_file`` pairs columns with what they name (resource, sha256, process ...): the row is left out with it.
    """

    name: str
    title: str
    about: str
    source: str
    where: str
    join: str
    key: tuple[str, ...]
    order: tuple[str, ...]
    read_order: str
    split: str | None
    columns: tuple[PublicColumn, ...]
    with_file: tuple[tuple[str, str], ...] = ()

    @property
    def reads(self) -> tuple[tuple[str, bool], ...]:
        """The database columns to be read, each once, with whether they are masked for probable persons."""
        masked = {column.source: column.masked for column in self.columns if column.source}
        return tuple(masked.items())


@lru_cache(maxsize=1)
def public_tables() -> tuple[PublicTable, ...]:
    """Every public table, in the order in which they are made: a table may join those before it."""
    return tuple(
        _table(entry)
        for path in sorted(_FOLDER.glob("[0-9]*.yml"))
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))
    )


def public_table(name: str) -> PublicTable:
    """The public table of that name; KeyError when there is none."""
    return {table.name: table for table in public_tables()}[name]


@lru_cache(maxsize=1)
def never_published() -> Mapping[str, str]:
    """What is never published, ``table`` or ``table.column``, with the reason."""
    found: dict[str, str] = yaml.safe_load((_FOLDER / "never.yml").read_text(encoding="utf-8"))
    return found


def _table(entry: Mapping[str, Any]) -> PublicTable:
    return PublicTable(
        name=entry["name"],
        title=entry["title"],
        about=entry["about"],
        source=entry["from"],
        where=entry.get("where", ""),
        join=entry.get("join", ""),
        key=tuple(entry["key"]),
        order=tuple(entry.get("order", entry["key"])),
        read_order=entry.get("read_order", ""),
        split=entry.get("split"),
        columns=tuple(_column(name, column) for name, column in entry["columns"].items()),
        with_file=tuple(entry.get("with_file", {}).items()),
    )


def _column(name: str, entry: Mapping[str, Any]) -> PublicColumn:
    # A column with an expression over joined tables alone names no source of its own.
    given = entry.get("as")
    source = entry.get("from", None if given and f"r.{name}" not in given else name)
    kind = entry.get("type", "text")
    value = given or f'r."{source}"'
    if kind == "pounds":
        value = f"{value} * 0.01::DECIMAL(2,2)"
    expression = f"CAST({value} AS {DUCKDB_TYPES[kind]})"
    return PublicColumn(name, kind, entry["about"], source, expression, bool(entry.get("masked")))
