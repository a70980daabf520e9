"""An answer in the shape that is asked for: a table for eyes, CSV, JSON or Parquet."""

import orjson

from tracker.query import DOWNLOAD, PAGE, Answer, ask
from tracker.snapshots.folders import Snapshot

__all__ = ["as_table", "asked_in_shape", "in_shape"]

_WIDEST = 40


def asked_in_shape(snapshot: Snapshot, sql: str, shape: str) -> bytes:
    """Ask, and write the answer as ``table``, ``csv``, ``json`` or ``parquet``; QueryRefusedError as ``ask`` does."""
    return in_shape(ask(snapshot, sql, PAGE if shape == "table" else DOWNLOAD), shape)


def in_shape(answer: Answer, shape: str) -> bytes:
    """The bytes of an answer in one of the shapes."""
    if shape == "csv":
        return answer.as_csv().encode()
    if shape == "json":
        return orjson.dumps(answer.as_json(), option=orjson.OPT_INDENT_2) + b"\n"
    if shape == "parquet":
        return answer.as_parquet()
    return as_table(answer).encode()


def as_table(answer: Answer) -> str:
    """The answer in columns for a terminal, with a line that says how much there is and of which snapshot."""
    cells = [[_cell(value) for value in row] for row in [answer.names, *answer.rows]]
    widths = [max(len(row[place]) for row in cells) for place in range(len(answer.columns))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    lines.insert(1, "  ".join("-" * width for width in widths))
    count = f"{len(answer.rows):,} rows of the public copy {answer.snapshot}"
    lines.append(f"{count}; there are more." if answer.more else f"{count}.")
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    text = "" if value is None else " ".join(str(value).split())
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"
