"""What to answer for a thing that is not there: taken down (410), or never heard of (404)."""

from typing import Any, NoReturn

from flask import abort

from tracker.tombstones import is_suppressed

__all__ = ["missing", "refuse_taken_down"]


def refuse_taken_down(connection: Any, kind: str, key: str) -> None:
    """Answer 410 when the thing was taken down."""
    if is_suppressed(connection, kind, key):
        abort(410)


def missing(connection: Any, kind: str, key: str, sentence: str | None = None) -> NoReturn:
    """Answer 410 for what was taken down and 404, with the sentence, for everything else."""
    refuse_taken_down(connection, kind, key)
    abort(404, sentence)
