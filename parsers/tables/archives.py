"""Reads the members of a ZIP as streams, never by extracting them, within a budget of bytes really unpacked."""

import gzip
import io
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO

from parsers.issues import Issue
from parsers.issues.tables import (
    ENCRYPTED,
    MEMBER_NOT_READ,
    NESTED_ARCHIVE,
    READER_FAULTS,
    TOO_LARGE,
    TRUNCATED,
    UNSAFE_ARCHIVE,
)
from parsers.tables import Part, Source, Table, Unreadable

__all__ = ["BROKEN_ZIP", "gunzipped", "read", "unpacked"]

BROKEN_ZIP = (zipfile.BadZipFile, ValueError, OSError, RuntimeError, EOFError, NotImplementedError, zlib.error)
_MOST_MEMBERS = 1000
_MOST_BYTES = 2 << 30
_RATIO = 200
_SMALLEST_BUDGET = 64 << 20
_FATAL = {TOO_LARGE.code, UNSAFE_ARCHIVE.code, *READER_FAULTS}


class _Counted(io.RawIOBase):
    """A member as a stream that stops when the archive has unpacked to more than its budget."""

    def __init__(self, stream: BinaryIO, spend: Callable[[int], None], format_name: str) -> None:
        self._stream, self._spend, self._format = stream, spend, format_name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        try:
            block = self._stream.read(len(buffer))
        except BROKEN_ZIP:
            raise Unreadable(TRUNCATED, format=self._format) from None
        self._spend(len(block))
        buffer[: len(block)] = block
        return len(block)

    def close(self) -> None:
        self._stream.close()
        super().close()


class _Gunzipped(gzip.GzipFile):
    """A GZIP that closes the stream below it, as whoever reads it knows of one stream only."""

    def __init__(self, below: BinaryIO) -> None:
        super().__init__(fileobj=below)
        self._below = below

    def close(self) -> None:
        super().close()
        self._below.close()


def unpacked(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, packed: int, spent: dict[str, int], format_name: str = "ZIP"
) -> Source:
    """A member as a source that may be read several times; ``spent`` is shared by the members of one archive."""
    most = min(_MOST_BYTES, max(_RATIO * packed, _SMALLEST_BUDGET))

    def opened() -> BinaryIO:
        count = 0

        def spend(size: int) -> None:
            nonlocal count
            count += size
            spent[member.filename] = max(spent.get(member.filename, 0), count)
            if sum(spent.values()) > most:
                raise Unreadable(TOO_LARGE, limit=f"{most >> 20} MB")

        try:
            stream = archive.open(member)
        except BROKEN_ZIP:
            raise Unreadable(TRUNCATED, format=format_name) from None
        return io.BufferedReader(_Counted(stream, spend, format_name), 1 << 16)  # type: ignore[arg-type,type-var]

    return Source(member.file_size, opened)


def gunzipped(source: Source) -> Source:
    """What a GZIP holds, as a source that may be read several times. Raises Unreadable, also while it is read."""
    most = min(_MOST_BYTES, max(_RATIO * source.size, _SMALLEST_BUDGET))

    def opened() -> BinaryIO:
        left = most

        def spend(size: int) -> None:
            nonlocal left
            left -= size
            if left < 0:
                raise Unreadable(TOO_LARGE, limit=f"{most >> 20} MB")

        stream = _Gunzipped(source.opened())
        return io.BufferedReader(_Counted(stream, spend, "GZIP"), 1 << 16)  # type: ignore[arg-type,type-var]

    unknown = Source(0, opened)
    return Source(sum(map(len, unknown.blocks())), opened)


def read(source: Source, open_member: Callable[[Source, str], Table | None]) -> Table:
    """Every member that is a table, as parts named after it; ``open_member`` gives None for a nested archive."""
    try:
        with source.opened() as stream, zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
    except BROKEN_ZIP:
        raise Unreadable(TRUNCATED, format="ZIP") from None
    if len(members) > _MOST_MEMBERS:
        raise Unreadable(TOO_LARGE, limit=f"{_MOST_MEMBERS} members")
    _refuse_tricks(members)
    wanted = [member for member in members if not member.is_dir() and not _is_litter(member.filename)]
    if any(member.flag_bits & 1 for member in wanted):
        raise Unreadable(ENCRYPTED)
    table = Table("zip", None, iter(()))
    table.parts = _parts(source, wanted, table, open_member)
    return table


def _parts(
    source: Source, members: list[zipfile.ZipInfo], table: Table, open_member: Callable[[Source, str], Table | None]
) -> Iterator[Part]:
    spent: dict[str, int] = {}
    with source.opened() as stream, zipfile.ZipFile(stream) as archive:
        for member in members:
            name = member.filename
            try:
                inner = open_member(unpacked(archive, member, source.size, spent), name)
            except Unreadable as error:
                if error.issue.code in _FATAL or len(members) == 1:
                    raise
                table.issues.append(MEMBER_NOT_READ.at(part=name, why=error.issue.message))
                continue
            if inner is None:
                table.issues.append(NESTED_ARCHIVE.at(part=name))
                continue
            table.encoding = table.encoding or inner.encoding
            for part in inner.parts:
                shown = name if part.name in {None, name} else f"{name} / {part.name}"
                yield Part(shown, part.rows, part.blocks, part.hidden)
            table.issues.extend(_named(issue, name) for issue in inner.issues)


def _named(issue: Issue, member: str) -> Issue:
    return issue if issue.part else Issue(issue.kind, issue.row, issue.column, issue.value, member, issue.message)


def _refuse_tricks(members: list[zipfile.ZipInfo]) -> None:
    # Nothing is ever extracted by name, but a name that tries to climb out, or one given twice, was made to deceive.
    names: set[str] = set()
    for member in members:
        name = member.orig_filename.replace("\\", "/")
        pieces = name.split("/")
        if name.startswith("/") or ".." in pieces or pieces[0].endswith(":"):
            raise Unreadable(UNSAFE_ARCHIVE, what="a member whose name points outside of it")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise Unreadable(UNSAFE_ARCHIVE, what="a link instead of a file")
        if name.casefold() in names:
            raise Unreadable(UNSAFE_ARCHIVE, what="two members of one name")
        names.add(name.casefold())


def _is_litter(name: str) -> bool:
    base = name.rsplit("/", 1)[-1]
    return name.startswith("__MACOSX/") or base.startswith(("._", ".DS_Store")) or base in {"Thumbs.db", ""}
