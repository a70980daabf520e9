"""Which rows of which published files stand behind an answer: the same conditions, asked for their places instead.

The question is parsed by DuckDB; its list of columns is replaced by file and row, its conditions stay. That works for
questions over one table of lines (payments, grants, notices), alone or joined. For the others nothing is claimed.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import duckdb

from tracker.query import DOWNLOAD, QueryRefusedError, ask
from tracker.snapshots.folders import Snapshot

__all__ = ["Source", "row_ranges", "sources_of", "sources_query"]

# Tables whose lines say where they stand: how to name the file.
_LINES = {"payment": "source_url", "grant_award": "sha256", "notice": "url"}


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
            text = connection.execute("SELECT json_serialize_sql(?::VARCHAR)", [sql]).fetchall()[0][0]
            tree = json.loads(text)
            statements = tree.get("statements", [])
            if tree.get("error") or len(statements) != 1 or statements[0]["node"]["type"] != "SELECT_NODE":
                return None
            node = statements[0]["node"]
            alias = _line_table(node["from_table"])
            if alias is None or node.get("sample") or node.get("qualify"):
                return None
            name, table = alias
            model = _places(connection, name, table)
            for part in ("select_list", "group_expressions", "group_sets", "aggregate_handling", "modifiers"):
                node[part] = model[part]
            node["having"] = None
            query: str = connection.execute("SELECT json_deserialize_sql(?::JSON)", [json.dumps(tree)]).fetchall()[0][0]
        except (duckdb.Error, KeyError, ValueError, IndexError):
            return None
    return query


def _line_table(node: dict[str, Any]) -> tuple[str, str] | None:
    """The first table of lines among those joined, as (name to call it by, table)."""
    if node.get("type") == "BASE_TABLE" and node.get("table_name") in _LINES:
        return node.get("alias") or node["table_name"], node["table_name"]
    if node.get("type") == "JOIN":
        return _line_table(node["left"]) or _line_table(node["right"])
    return None


def _places(connection: duckdb.DuckDBPyConnection, name: str, table: str) -> dict[str, Any]:
    """The parts of a parsed question that ask for places."""
    call = '"' + name.replace('"', '""') + '"'
    model = (
        f"SELECT {call}.{_LINES[table]} AS url, {call}.sha256 AS sha256, "  # noqa: S608  only parsed, never run here
        f"count(DISTINCT {call}.source_row) AS lines, list(DISTINCT {call}.source_row ORDER BY {call}.source_row) "
        f'FILTER ({call}.source_row IS NOT NULL) AS "rows" FROM x AS {call} GROUP BY 1, 2 ORDER BY 1, 2'
    )
    text = connection.execute("SELECT json_serialize_sql(?::VARCHAR)", [model]).fetchall()[0][0]
    node: dict[str, Any] = json.loads(text)["statements"][0]["node"]
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
