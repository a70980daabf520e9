"""What is left out of the public copy because its licence does not let anybody pass it on, counted by reason.

The licence of a file decides on the rows read from it. What is folded from several files, such as a purchase from its
notices, is left out with any of them; a supplier only when no payment to it is left. Facts on pages stay, and so do
the rows about the files themselves: what they are called, where they are, their hashes and counts.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb

from tracker.data_licences import (
    HANDED_IN,
    KINDS_UNDER_CODE,
    NOT_STATED,
    UNDER_CODE,
    Unstated,
    licence_of_words,
    why_not_in_bulk,
)
from tracker.snapshots.public_tables import PublicTable
from tracker.snapshots.reading import rows_of, single_number

__all__ = ["find_withheld", "keep_clause", "withheld_rows"]

# Every address of a file of payments with what is stated there, the latest last, and whether the Code is about it.
_PAYMENT_FILES = f"""
SELECT r.id AS id, COALESCE(e.licence, '') AS licence, COALESCE(e.url, '') AS url,
       CASE WHEN {UNDER_CODE} THEN 1 ELSE 0 END AS under_code
FROM resource r JOIN organisation o ON o.id = r.organisation_id LEFT JOIN endpoint e ON e.resource_id = r.id
ORDER BY r.id, e.fetched_at, e.url
"""  # noqa: S608  constants of ours
_OTHER_FILES = f"""
SELECT f.sha256 AS id, COALESCE(f.licence, '') AS licence, COALESCE(f.url, '') AS url,
       CASE WHEN {UNDER_CODE} AND f.kind IN {KINDS_UNDER_CODE} THEN 1 ELSE 0 END AS under_code
FROM notice_file f LEFT JOIN organisation o ON o.slug = f.publisher
ORDER BY f.sha256, f.fetched_at, f.kind, f.parser_version
"""  # noqa: S608
# What goes with files: thing, what it is made of, the database's pairs of the two, and whether one is enough.
_FOLLOWING = (
    ("process", "sha256", "SELECT DISTINCT process_id AS id, sha256 AS made_of FROM notice", True),
    ("announcement", "sha256", "SELECT id, COALESCE(sha256, '') AS made_of FROM announcement", True),
    ("software", "sha256", "SELECT id, COALESCE(sha256, '') AS made_of FROM software_entry", True),
    ("supplier", "resource",
     "SELECT DISTINCT supplier_id AS id, resource_id AS made_of FROM payment WHERE NOT personal", False),
)  # fmt: skip


@dataclass(slots=True)
class _Said:
    """What is known of one file, from all its addresses."""

    licences: list[str] = field(default_factory=list)
    under_code: bool = False
    handed_in: bool = False

    def add(self, row: Mapping[str, Any]) -> None:
        self.licences.append(row["licence"])
        self.under_code = bool(row["under_code"])
        self.handed_in |= row["url"].startswith(HANDED_IN)


def find_withheld(look: Any, target: duckdb.DuckDBPyConnection, unstated: Unstated) -> None:
    """Fill the table ``withheld`` (what, id, reason) of the target; ``unstated`` is the host's setting."""
    for what, statement in (("resource", _PAYMENT_FILES), ("sha256", _OTHER_FILES)):
        said: dict[str, _Said] = defaultdict(_Said)
        with rows_of(look, statement) as batches:
            for batch in batches:
                for row in batch.to_pylist():
                    said[str(row["id"])].add(row)
        reasons = [(what, key, reason) for key, each in said.items() if (reason := _reason(each, unstated))]
        if reasons:
            target.executemany("INSERT INTO withheld VALUES (?, ?, ?)", reasons)
    for what, files, statement, any_of_them in _FOLLOWING:
        if single_number(target, f"SELECT count(*) FROM withheld WHERE what = '{files}'"):  # noqa: S608
            _follow(look, target, what, files, statement, any_of_them=any_of_them)
    _open_by_themselves(look, target)


def _open_by_themselves(look: Any, target: duckdb.DuckDBPyConnection) -> None:
    """What is told of software stands in its repository: where the catalogue names no licence, its own is enough."""
    with rows_of(look, "SELECT id FROM software_entry WHERE osi_approved") as approved:
        target.register("approved", approved)
        target.execute(
            "DELETE FROM withheld WHERE what = 'software' AND reason = ? AND id IN (SELECT id::VARCHAR FROM approved)",
            [NOT_STATED],
        )
        target.unregister("approved")


def _reason(said: _Said, unstated: Unstated) -> str | None:
    """One refusal at any address refuses; else one open licence opens, and of the rest the last one stated counts."""
    found = [(licence_of_words(each).standing, each) for each in said.licences]
    for wanted in ("closed", "open", "unknown", "unstated"):
        stated = [licence for standing, licence in found if standing == wanted]
        if stated:
            return why_not_in_bulk(stated[-1], under_code=said.under_code, handed_in=said.handed_in, unstated=unstated)
    return NOT_STATED


def _follow(
    look: Any, target: duckdb.DuckDBPyConnection, what: str, files: str, statement: str, *, any_of_them: bool
) -> None:
    left_out = "count(w.reason) > 0" if any_of_them else "count(w.reason) = count(*)"
    with rows_of(look, statement) as pairs:
        target.register("pairs", pairs)
        target.execute(
            f"INSERT INTO withheld SELECT '{what}', p.id::VARCHAR, min(w.reason) FROM pairs p "  # noqa: S608
            f"LEFT JOIN withheld w ON w.what = '{files}' AND w.id = p.made_of::VARCHAR GROUP BY p.id HAVING {left_out}"
        )
        target.unregister("pairs")


def keep_clause(target: duckdb.DuckDBPyConnection, table: PublicTable) -> str:
    """The condition that a row of the table may be copied, over ``r``; empty where every row may."""
    if not _may_lose(target, table):
        return ""
    return " AND ".join(
        f"NOT EXISTS (SELECT 1 FROM withheld w WHERE w.what = '{what}' AND w.id = r.\"{column}\"::VARCHAR)"  # noqa: S608
        for column, what in table.with_file
    )


def withheld_rows(look: Any, target: duckdb.DuckDBPyConnection, table: PublicTable) -> dict[str, int]:
    """How many rows of the table are left out, by reason, as the database counts them."""
    if not _may_lose(target, table):
        return {}
    columns = [column for column, _ in table.with_file]
    names = ", ".join(f'"{column}"' for column in columns)
    where = f" WHERE {table.where}" if table.where else ""
    reasons = ", ".join(
        f"(SELECT min(reason) FROM withheld WHERE what = '{what}' AND id = c.\"{column}\"::VARCHAR)"  # noqa: S608
        for column, what in table.with_file
    )
    query = f'SELECT {names}, count(*) AS "rows" FROM "{table.source}" r{where} GROUP BY {names}'  # noqa: S608
    with rows_of(look, query) as counted:
        target.register("counted", counted)
        found = target.execute(
            f'SELECT reason, sum("rows") FROM (SELECT "rows", coalesce({reasons}) AS reason FROM counted c) '  # noqa: S608
            "WHERE reason IS NOT NULL GROUP BY reason ORDER BY reason"
        ).fetchall()
        target.unregister("counted")
    return {str(reason): int(rows) for reason, rows in found}


def _may_lose(target: duckdb.DuckDBPyConnection, table: PublicTable) -> bool:
    kinds = {what for _, what in table.with_file}
    return any(
        single_number(target, f"SELECT count(*) FROM withheld WHERE what = '{kind}'")  # noqa: S608
        for kind in sorted(kinds)
    )
