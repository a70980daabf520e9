"""Readers of tables: each turns one file format into parts of rows of text, with nothing typed and nothing dropped."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from parsers.issues import Issue, IssueKind

Row = list[str]


@dataclass(slots=True)
class Part:
    """A sheet, a page or a member: its name (None where a file has only one) and its rows, numbered from 1 in order."""

    name: str | None
    rows: Iterator[Row]


@dataclass(slots=True)
class Table:
    """A file as its parts, with what was seen on the way (``issues`` may grow while rows are read)."""

    format: str
    encoding: str | None
    parts: Iterator[Part]
    issues: list[Issue] = field(default_factory=list)


class Unreadable(Exception):  # noqa: N818  a state of the file, and no fault of ours
    """The whole file cannot be read; carries the issue that says why."""

    def __init__(self, kind: IssueKind, **words: object) -> None:
        """Say which kind, with the words of its sentence."""
        self.issue = kind.at(**words)  # type: ignore[arg-type]
        super().__init__(self.issue.message)
