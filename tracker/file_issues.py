"""Keeps what is wrong with a file, each issue at its place: every refused row, and of each other code the first."""

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from sqlalchemy import Connection, delete, select, update

from parsers.issues import Severity
from parsers.people import names_a_person
from tracker.driver import write_rows
from tracker.models.spending import ResourceIssue
from tracker.suppliers import name_id

__all__ = ["MASKED", "drop_issues", "mask_cells", "mask_row", "write_issues"]

#: What stands for a cell of a refused row that probably names a private person.
MASKED = "(may name a private person)"
#: What stands for words that were taken down.
_DOWN = "(taken down)"

_NAMES = ("resource_id", "number", "code", "severity", "row", "part", "column", "value", "message", "raw")
_BATCH = 20_000


def write_issues(connection: Connection, resource_id: int, path: Path, *, refused: int) -> None:
    """Write the issues of one file; ValueError when the refused rows listed are not as many as were counted."""
    seen: set[str] = set()
    number = listed = 0
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=_BATCH):
            rows: list[tuple[Any, ...]] = []
            for issue in batch.to_pylist():
                number += 1
                if issue["severity"] == Severity.REFUSED:
                    listed += 1
                elif issue["code"] in seen:
                    continue
                seen.add(issue["code"])
                rows.append((resource_id, number, *(issue[name] for name in _NAMES[2:-1]), _unnamed(issue["raw"])))
            write_rows(connection, ResourceIssue, _NAMES, rows)
    if listed != refused:
        raise ValueError(f"{refused} rows were refused, but {listed} are listed with a reason")


def _unnamed(raw: str | None) -> str | None:
    if raw is None:
        return None
    cells = [MASKED if names_a_person(cell) else cell for cell in json.loads(raw)]
    return json.dumps(cells, ensure_ascii=False)


def mask_row(connection: Connection, resource_id: int, row: int, part: str | None) -> None:
    """Leave of the issues of one row their code and place, and nothing of what the row said."""
    at = (
        ResourceIssue.resource_id == resource_id,
        ResourceIssue.row == row,
        ResourceIssue.part.is_not_distinct_from(part),
    )
    connection.execute(update(ResourceIssue).where(*at).values(value=None, raw=None, message=_DOWN))


def mask_cells(connection: Connection, files: Collection[int], names: Collection[int]) -> None:
    """Mask in the issues of these files every cell that is a name with one of these ids."""
    statement = select(ResourceIssue).where(ResourceIssue.resource_id.in_(sorted(files)))
    for issue in connection.execute(statement.order_by(ResourceIssue.id)).all():
        cells = json.loads(issue.raw) if issue.raw else []
        told = {cell for cell in [issue.value, *cells] if cell and name_id(cell) in names}
        if told:
            masked = json.dumps([_DOWN if cell in told else cell for cell in cells], ensure_ascii=False)
            values = {
                "value": _DOWN if issue.value in told else issue.value,
                "raw": masked if issue.raw else None,
                "message": _DOWN if any(cell in issue.message for cell in told) else issue.message,
            }
            connection.execute(update(ResourceIssue).where(ResourceIssue.id == issue.id).values(values))


def drop_issues(connection: Connection, resource_id: int) -> None:
    """Forget the issues of a file that is read anew."""
    connection.execute(delete(ResourceIssue).where(ResourceIssue.resource_id == resource_id))
