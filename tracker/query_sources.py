"""Which rows of which published files stand behind an answer: the same conditions, asked for their places instead.

The question is parsed by DuckDB. Wherever it, a part of a UNION, a question inside it or a WITH reads a table of lines
(payments, grants, notices), the list of columns there is replaced by file and row, and the conditions stay. So the rows
named are those that were read: a limit, HAVING or the conditions of an outer question may show fewer. Tables that hold
no lines name none, and for questions that hide their rows (samples, recursion, QUALIFY, PIVOT) nothing is claimed.
"""

import copy
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from tracker.query import DOWNLOAD, QueryRefusedError, ask
from tracker.snapshots.folders import Snapshot
from tracker.snapshots.public_tables import public_tables

__all__ = ["Source", "row_ranges", "sources_of", "sources_query", "tables_read"]

# Tables whose lines say where they stand: how to name the file.
_LINES = {"payment": "source_url", "grant_award": "sha256", "notice": "url"}
_MOST_READS = 20  # places of one question at which lines are read
_ROWLESS = frozenset({"EMPTY", "TABLE_FUNCTION", "EXPRESSION_LIST", "COLUMN_DATA", "EMPTY_FROM"})

_Node = dict[str, Any]


class _HiddenError(Exception):
    """The question does not show which rows it reads."""


@dataclass(frozen=True, slots=True)
class Source:
    """One published file behind a figure; ``rows`` are ranges, as 2-17, 19."""

    url: str
    sha256: str
    count: int
    rows: str

    def as_object(self) -> dict[str, Any]:
        """The source as JSON."""
        return {"url": self.url, "sha256": self.sha256, "count": self.count, "rows": self.rows}


def sources_of(snapshot: Snapshot, sql: str) -> list[Source]:
    """The files and rows behind an answer, by address; empty when the question is of a kind that hides them."""
    query = sources_query(sql)
    if query is None:
        return []
    try:
        found = ask(snapshot, query, DOWNLOAD)
    except QueryRefusedError:
        return []
    return [
        Source(str(url or "not stated"), str(sha256), int(count), row_ranges(int(row) for row in json.loads(rows)))
        for url, sha256, count, rows in found.rows
    ]


def sources_query(sql: str) -> str | None:
    """The question that lists files and rows behind another one, or None."""
    with duckdb.connect(config={"autoinstall_known_extensions": False, "enable_external_access": False}) as connection:
        try:
            tree = _parsed(connection, sql)
            if tree.get("error") or len(tree["statements"]) != 1:
                return None
            reads = [
                _written(connection, _place(connection, node, *line))
                for node, line in _reads(tree["statements"][0]["node"], ())
            ]
        except (duckdb.Error, _HiddenError, KeyError, ValueError, IndexError, RecursionError):
            return None
    return _together(list(dict.fromkeys(reads)))


def tables_read(sql: str) -> list[str]:
    """The public tables that a question names anywhere, in their own order; empty when it cannot be read."""
    with duckdb.connect(config={"autoinstall_known_extensions": False, "enable_external_access": False}) as connection:
        try:
            named = set(_named(_parsed(connection, sql)))
        except (duckdb.Error, ValueError, RecursionError):
            return []
    return [table.name for table in public_tables() if table.name in named]


def _named(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if part.get("type") == "BASE_TABLE":
            yield str(part.get("table_name", "")).lower()
        for inner in part.values():
            yield from _named(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _named(inner)


def _together(reads: Sequence[str]) -> str | None:
    """One question out of those for each place, rows that several of them read named once."""
    if not reads or len(reads) > _MOST_READS:
        return None
    parts = " UNION ALL ".join(f"({each})" for each in reads)
    merged = 'list_sort(list_distinct(flatten(list(coalesce("rows", [])))))'
    return (
        f'SELECT url, sha256, len("rows") AS lines, "rows" FROM (SELECT url, sha256, {merged} AS "rows" '  # noqa: S608
        f"FROM ({parts}) GROUP BY url, sha256) ORDER BY url, sha256"
    )


def _reads(node: _Node, known: tuple[_Node, ...]) -> Iterator[tuple[_Node, tuple[str, str]]]:
    """Each SELECT of a question that reads a table of lines, with (name to call it by, table); ``known`` are its WITHs.

    What it yields is a copy that stands alone: the WITHs that it may read are put before it.
    """
    if node["type"] == "SET_OPERATION_NODE":
        known = (*known, *node["cte_map"]["map"])
        for child in node["children"]:
            yield from _reads(child, known)
        return
    if node["type"] != "SELECT_NODE" or node.get("sample") or node.get("qualify"):
        raise _HiddenError
    known = (*known, *node["cte_map"]["map"])
    for table in _tables(node["from_table"]):
        if table["type"] == "SUBQUERY":
            yield from _reads(table["subquery"]["node"], known)
            continue
        name = table["table_name"]
        before = _with_of(name, known)
        if before is not None:
            yield from _reads(known[before]["value"]["query_node"], known[:before])
        elif name.lower() in _LINES:
            alone = copy.deepcopy(node)
            alone["cte_map"]["map"] = list(known)
            yield alone, (table.get("alias") or name, name.lower())
    for column in node["select_list"]:
        for inner in _inner_questions(column):
            yield from _reads(inner, known)


def _tables(table: _Node) -> Iterator[_Node]:
    """The tables and questions that a FROM joins."""
    if table["type"] == "JOIN":
        yield from _tables(table["left"])
        yield from _tables(table["right"])
    elif table["type"] in {"BASE_TABLE", "SUBQUERY"}:
        if table.get("sample"):
            raise _HiddenError
        yield table
    elif table["type"] not in _ROWLESS:
        raise _HiddenError


def _with_of(name: str, known: Sequence[_Node]) -> int | None:
    """The place of the WITH that a name means, the last of that name; None when it means a table."""
    return next((at for at in range(len(known) - 1, -1, -1) if known[at]["key"].lower() == name.lower()), None)


def _inner_questions(expression: Any) -> Iterator[_Node]:
    """The questions asked inside the expression of a column."""
    if isinstance(expression, dict):
        if expression.get("class") == "SUBQUERY":
            yield expression["subquery"]["node"]
            return
        for part in expression.values():
            yield from _inner_questions(part)
    elif isinstance(expression, list):
        for part in expression:
            yield from _inner_questions(part)


def _parsed(connection: duckdb.DuckDBPyConnection, sql: str) -> _Node:
    found: _Node = json.loads(connection.execute("SELECT json_serialize_sql(?::VARCHAR)", [sql]).fetchall()[0][0])
    return found


def _written(connection: duckdb.DuckDBPyConnection, node: _Node) -> str:
    """A parsed SELECT as text."""
    tree = _parsed(connection, "SELECT 1")
    tree["statements"][0]["node"] = node
    return str(connection.execute("SELECT json_deserialize_sql(?::JSON)", [json.dumps(tree)]).fetchall()[0][0])


def _place(connection: duckdb.DuckDBPyConnection, node: _Node, name: str, table: str) -> _Node:
    """A SELECT that asks for the places of the lines that another reads from a table."""
    call = '"' + name.replace('"', '""') + '"'
    model = _parsed(
        connection,
        f"SELECT {call}.{_LINES[table]} AS url, {call}.sha256 AS sha256, "  # noqa: S608  only parsed, never run here
        f"list(DISTINCT {call}.source_row ORDER BY {call}.source_row) FILTER ({call}.source_row IS NOT NULL) "
        f'AS "rows" FROM x AS {call} GROUP BY 1, 2',
    )["statements"][0]["node"]
    for part in ("select_list", "group_expressions", "group_sets", "aggregate_handling", "modifiers"):
        node[part] = model[part]
    node["having"] = None
    return node


def row_ranges(rows: Iterable[int]) -> str:
    """Row numbers as ranges: 2-17, 19."""
    ranges: list[list[int]] = []
    for row in sorted(set(rows)):
        if ranges and row == ranges[-1][1] + 1:
            ranges[-1][1] = row
        else:
            ranges.append([row, row])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges)
