"""Readers of tables: each turns one file format into parts of rows of text, with nothing typed and nothing dropped."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from parsers.issues import Issue, IssueKind

if TYPE_CHECKING:
    from parsers.tables.even_blocks import EvenBlock

__all__ = ["Part", "Row", "Source", "Table", "Unreadable"]

Row = list[str]


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes that can be read again and again from their start, and that need not fit into memory."""

    size: int
    opened: Callable[[], BinaryIO]

    @classmethod
    def of(cls, data: "bytes | Path | Source") -> "Source":
        """The source of some bytes or of a file."""
        if isinstance(data, Source):
            return data
        if isinstance(data, Path):
            return cls(data.stat().st_size, lambda: data.open("rb"))
        return cls(len(data), lambda: io.BytesIO(data))

    def head(self, length: int) -> bytes:
        """The first ``length`` bytes."""
        with self.opened() as stream:
            return stream.read(length)

    def blocks(self, length: int = 1 << 20) -> Iterator[bytes]:
        """All bytes in order, a block at a time."""
        with self.opened() as stream:
            while block := stream.read(length):
                yield block

    def data(self) -> bytes:
        """All bytes at once, for formats that cannot be read in order."""
        with self.opened() as stream:
            return stream.read()


@dataclass(slots=True)
class Part:
    """A sheet, a page or a member: its name (None where a file has only one) and its rows, numbered from 1 in order.

    A part of delimited text also has its rows as ``blocks``, either lists of rows or columns of text, for a reader that
    takes many at once; rows and blocks are drawn from the same place, so that only one of them can be used.
    A ``hidden`` part is a sheet that whoever opens the workbook does not see.
    """

    name: str | None
    rows: Iterator[Row]
    blocks: "Iterator[EvenBlock | list[Row]] | None" = None
    hidden: bool = False


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
