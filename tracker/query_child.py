"""The process that answers one question of SQL, and dies: started by ``tracker.query``, alone with one read-only file.

It runs isolated (``python -I``), with an empty environment, in the folder of the snapshot. Limits of memory, processor
time and files are set before the question is read; files, network and settings are shut before it is run. Standard
input holds the question as JSON, standard output gets one JSON answer: columns and rows, or a sentence why not.
"""

import datetime as dt
import json
import os
import resource
import sys
from decimal import Decimal
from typing import Any

import duckdb

_FILE = "daylight.duckdb"
_HEADROOM = 512 << 20  # bytes beside what DuckDB has mapped at the start: a scalar function can ask for gigabytes
_CONFIG: dict[str, Any] = {
    "memory_limit": "256MB",
    "threads": 2,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,
}
_SHUT = (
    "SET enable_progress_bar = false",
    "SET TimeZone = 'UTC'",
    "SET temp_directory = ''",
    "SET enable_external_access = false",
    "SET lock_configuration = true",  # last: nothing can be set after it
)
# Functions that make rows out of nothing; every other one reads files, settings or the catalogue.
_TABLE_FUNCTIONS = frozenset({"range", "generate_series", "unnest", "json_each", "json_tree", "repeat_row"})
_CLOSED_FUNCTIONS = (
    "read_",
    "glob",
    "query",
    "pg_",
    "duckdb_",
    "pragma_",
    "current_setting",
    "getenv",
    "sleep",
    "write_",
)


class RefusedError(Exception):
    """The question is not answered; the message is a sentence for whoever asked."""


def main() -> None:
    """Answer the question on standard input."""
    order = json.load(sys.stdin)
    try:
        answer = _answer(order)
    except RefusedError as refusal:
        answer = {"refused": str(refusal)}
    except duckdb.OutOfMemoryException:
        answer = {"refused": "It needs more memory than a question may use (256 MB): ask for fewer groups or columns."}
    except (duckdb.Error, RuntimeError, MemoryError, RecursionError, OverflowError) as error:
        answer = {"refused": _plain(error)}
    sys.stdout.write(json.dumps(answer, ensure_ascii=True, allow_nan=False))


def _answer(order: dict[str, Any]) -> dict[str, Any]:
    connection = duckdb.connect(_FILE, read_only=True, config=_CONFIG)
    for statement in _SHUT:
        connection.execute(statement)
    _limit(order["seconds"])
    _hold_to_rules(connection, order["sql"])
    cursor = connection.execute(order["sql"])
    columns = [(str(column[0]), str(column[1])) for column in cursor.description or ()]
    rows, size = [], 0
    for row in cursor.fetchmany(order["rows"] + 1):
        values = [_value(value) for value in row]
        size += sum(len(value) if isinstance(value, str) else 8 for value in values)
        if size > order["bytes"]:
            raise RefusedError(
                f"The answer is larger than {order['bytes'] >> 20} MB: ask for fewer columns or rows, "
                "or take the whole table from the downloads."
            )
        rows.append(values)
    return {"columns": columns, "rows": rows[: order["rows"]], "more": len(rows) > order["rows"]}


def _limit(seconds: int) -> None:
    with open("/proc/self/statm", encoding="ascii") as facts:
        mapped = int(facts.read().split()[0]) * resource.getpagesize()
    limits = {
        resource.RLIMIT_AS: mapped + _HEADROOM,
        resource.RLIMIT_CPU: 2 * seconds,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 64,
    }
    for kind, most in limits.items():
        resource.setrlimit(kind, (most, most))
    os.nice(10)  # readers of pages come first


def _hold_to_rules(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    statements = connection.extract_statements(sql)
    if not statements:
        raise RefusedError("There is no question: write one SELECT.")
    if len(statements) > 1:
        raise RefusedError("Only one statement can be asked at a time.")
    if statements[0].type.name == "MULTI":
        raise RefusedError(
            "PIVOT is not answered here: use GROUP BY, with sum(...) FILTER (WHERE ...) for each column."
        )
    if statements[0].type.name != "SELECT":
        raise RefusedError("Only SELECT is answered: the public copy is for reading.")
    tree = json.loads(connection.execute("SELECT json_serialize_sql(?::VARCHAR)", [sql]).fetchall()[0][0])
    if tree.get("error"):
        raise RefusedError("Only SELECT is answered: the public copy is for reading.")
    tables = {str(row[0]).lower() for row in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    nodes = list(_nodes(tree))
    named = {str(entry["key"]).lower() for node in nodes for entry in node.get("cte_map", {}).get("map", ())}
    for node in nodes:
        _hold_node(node, tables | named)


def _hold_node(node: dict[str, Any], tables: set[str]) -> None:
    kind = node.get("type")
    if kind == "BASE_TABLE":
        schema, name = str(node.get("schema_name")).lower(), str(node["table_name"])
        if schema not in {"", "main"} or name.lower() not in tables:
            raise RefusedError(f"There is no public table called {_short(name)}.")
    elif kind == "TABLE_FUNCTION":
        name = str(node.get("function", {}).get("function_name")).lower()
        if name not in _TABLE_FUNCTIONS:
            raise RefusedError(f"{_short(name)} is not answered here: only the public tables can be read.")
    elif node.get("class") == "FUNCTION":
        name = str(node.get("function_name")).lower()
        if name not in _TABLE_FUNCTIONS and name.startswith(_CLOSED_FUNCTIONS):
            raise RefusedError(f"{_short(name)} is not answered here: only the public tables can be read.")


def _nodes(tree: Any) -> Any:
    """Every object of the parsed question, without recursion: a hostile one is nested deep."""
    waiting = [tree]
    while waiting:
        found = waiting.pop()
        if isinstance(found, dict):
            yield found
            waiting.extend(found.values())
        elif isinstance(found, list):
            waiting.extend(found)


def _value(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else str(value)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if value.tzinfo else value.isoformat()
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, default=str, ensure_ascii=False)
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value) if _simple(value) else repr(value)


def _simple(value: Any) -> bool:
    return isinstance(value, Decimal) or type(value).__str__ is not object.__str__


def _short(name: str) -> str:
    return repr(name if len(name) <= 60 else f"{name[:57]}...")


def _plain(error: BaseException) -> str:
    """What DuckDB says, in at most two lines and without places of this machine."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    words = " ".join(lines[:2])[:300]
    return (
        " ".join("..." if word.startswith(("/", "'/", '"/')) else word for word in words.split())
        or "It cannot be answered."
    )


if __name__ == "__main__":
    main()
