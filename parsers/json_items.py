"""Walks a JSON file item by item: packages, bare arrays, single objects and JSON Lines, with bounded memory.

A package of 700 MB is never held as one value: the walk finds where each item of the wanted array ends, and only that
slice is parsed. Finding the end is exact (a tokeniser that skips strings); a cheaper guess goes first, from the bytes
that separated the first two items, and is used only when the slice it gives is itself one whole JSON value.
"""

import mmap
import re
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from parsers.json_text import BadJsonError, Mend, loads

__all__ = ["MAX_DEPTH", "Item", "JsonItems", "TooDeepError", "WebPageError", "open_items"]

MAX_DEPTH = 64  # no publication of this field nests deeper than 20
_LINE_LIMIT = 8 * 2**20  # a longer line is walked, not loaded whole
_GUESS_LIMIT = 4 * 2**20
_ENVELOPE_LIMIT = 2**20  # members of the package beside the items: never large in a real file
_SPACE = re.compile(rb"[ \t\r\n]*")
_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]]', re.DOTALL)
_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_SCALAR = re.compile(rb"[^\s,\]}]+")
_SEPARATOR = re.compile(rb'\}\s*,\s*\{\s*"[^"\\]*"')
_ITEM_START = re.compile(rb"[{\[\"\-0-9tfnNI]")


class TooDeepError(ValueError):
    """The JSON is nested deeper than MAX_DEPTH."""


class WebPageError(ValueError):
    """The file is markup, not JSON."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item with its place: JSON pointer, the span of its bytes, its line in JSON Lines, and the mends made.

    ``error`` is set, and ``value`` is None, for a line of JSON Lines that is not JSON.
    """

    value: Any
    pointer: str
    start: int
    end: int
    line: int | None = None
    mends: Sequence[Mend] = ()
    error: str | None = None


@dataclass(slots=True)
class JsonItems:
    """Iterate once to get the items; ``envelope`` then holds what the package says beside them.

    Raises BadJsonError (with the offset in bytes), TooDeepError and WebPageError while iterating.
    """

    data: Any
    wanted: tuple[str, ...]
    envelope: dict[str, Any] = field(default_factory=dict)
    array_key: str | None = None
    shape: str = "object"
    encoding: str = "utf-8"
    _separator: bytes | None = None

    def __iter__(self) -> Iterator[Item]:
        position = self._space(3 if self.data[:3] == b"\xef\xbb\xbf" else 0)
        if self.data[:3] == b"\xef\xbb\xbf":
            self.encoding = "utf-8 with BOM"
        first = self.data[position : position + 1]
        if first == b"<":
            raise WebPageError
        if first == b"[":
            self.shape = "array"
            self._done_after((yield from self._elements(position, "", expand=True)))
        elif first == b"{":
            yield from self._documents(position)
        elif first:
            raise BadJsonError("the file starts with neither { nor [", position)

    def place_of(self, offset: int) -> tuple[int, int]:
        """Line and character (both from 1) of an offset in bytes."""
        line, last = 1, -1
        for start in range(0, offset, 2**20):
            chunk = self.data[start : min(offset, start + 2**20)]
            line += chunk.count(b"\n")
            if (newest := chunk.rfind(b"\n")) >= 0:
                last = start + newest
        return line, offset - last

    def _documents(self, position: int) -> Iterator[Item]:
        """One object, or one after the other as JSON Lines."""
        number, first_line = 0, True
        while position < len(self.data):
            number += 1
            line_end = self.data.find(b"\n", position)
            line_end = len(self.data) if line_end < 0 else line_end
            if line_end - position <= _LINE_LIMIT and (number > 1 or self._is_lines(position, line_end)):
                self.shape = "lines"
                yield from self._line(position, line_end, number)
                position = self._space(line_end)
                continue
            position = yield from self._object(position, "" if first_line else f"/{number - 1}")
            position = self._space(position)
            if position < len(self.data) and self.data[position : position + 1] != b"{":
                raise BadJsonError("there is more after the end of the object", position)
            if position < len(self.data):
                self.shape = "lines"
            first_line = False

    def _is_lines(self, start: int, end: int) -> bool:
        following = self._space(end)
        if self.data[following : following + 1] != b"{":
            return False
        try:
            return isinstance(loads(self.data[start:end], []), dict)
        except BadJsonError:
            return False

    def _line(self, start: int, end: int, number: int) -> Iterator[Item]:
        mends: list[Mend] = []
        try:
            value = loads(self.data[start:end], mends)
        except BadJsonError as error:
            yield Item(None, "", start, end, number, tuple(mends), error.reason)
            return
        yield from self._expanded(value, "", start, end, number, mends)

    def _expanded(
        self, value: Any, pointer: str, start: int, end: int, line: int | None, mends: Sequence[Mend]
    ) -> Iterator[Item]:
        key = self._key_in(value)
        if key is None:
            yield Item(value, pointer, start, end, line, mends)
            return
        self.array_key = key
        for name, member in value.items():
            if name != key:
                self.envelope.setdefault(name, member)
        for index, member in enumerate(value[key]):
            yield Item(member, f"{pointer}/{key}/{index}", start, end, line, mends if index == 0 else ())

    def _key_in(self, value: Any) -> str | None:
        if isinstance(value, dict) and "ocid" not in value:
            return next((key for key in self.wanted if isinstance(value.get(key), list)), None)
        return None

    def _object(self, start: int, pointer: str) -> Generator[Item, None, int]:
        """Yield the members of the wanted array, or else the whole object; the end of the object comes back."""
        position, found = self._space(start + 1), False
        while self.data[position : position + 1] == b'"':
            key, position = self._key(position)
            if key in self.wanted and self.data[position : position + 1] == b"[":
                found, self.array_key = True, key
                position = yield from self._elements(position, f"{pointer}/{key}")
            else:
                end = self._end(position)
                if end - position <= _ENVELOPE_LIMIT and found | (key not in self.wanted):
                    self._keep(key, position, end)
                position = end
            position = self._space(position)
            if self.data[position : position + 1] == b",":
                position = self._space(position + 1)
        if self.data[position : position + 1] != b"}":
            raise BadJsonError("an object is not closed", position)
        if not found:
            mends: list[Mend] = []
            value = self._value(start, position + 1, mends)
            self.envelope = {}
            yield Item(value, pointer, start, position + 1, None, mends)
        return position + 1

    def _keep(self, key: str, start: int, end: int) -> None:
        # A single object is read whole later, where its faults are reported; a package's own members matter little.
        try:
            self.envelope.setdefault(key, loads(self.data[start:end], []))
        except BadJsonError as error:
            raise BadJsonError(error.reason, start + error.offset) from None

    def _elements(self, start: int, pointer: str, expand: bool = False) -> Generator[Item, None, int]:
        """Yield each element of the array at ``start``; the place after its closing bracket comes back."""
        position, index = self._space(start + 1), 0
        self._separator = None
        while self.data[position : position + 1] != b"]":
            value, end, mends = self._element(position)
            if expand:
                yield from self._expanded(value, f"{pointer}/{index}", position, end, None, mends)
            else:
                yield Item(value, f"{pointer}/{index}", position, end, None, mends)
            index += 1
            after = self._space(end)
            mark = self.data[after : after + 1]
            if mark == b",":
                if self._separator is None and (found := _SEPARATOR.match(self.data, end - 1)):
                    self._separator = found.group()
                position = self._space(after + 1)
                if self.data[position : position + 1] == b"]":
                    raise BadJsonError("trailing comma is not allowed", after)
            elif mark == b"]":
                position = after
            else:
                raise BadJsonError("an array is not closed" if not mark else "a comma is missing", after)
        return position + 1

    def _element(self, start: int) -> tuple[Any, int, list[Mend]]:
        mends: list[Mend] = []
        guess = self._guess(start)
        if guess is not None:
            try:
                return loads(self.data[start:guess], mends), guess, mends
            except BadJsonError:
                mends.clear()
        end = self._end(start)
        return self._value(start, end, mends), end, mends

    def _value(self, start: int, end: int, mends: list[Mend]) -> Any:
        try:
            return loads(self.data[start:end], mends)
        except BadJsonError as error:
            raise BadJsonError(error.reason, start + error.offset) from None

    def _guess(self, start: int) -> int | None:
        """The first place where the learnt separator follows and as many braces were closed as opened."""
        if self._separator is None or self.data[start : start + 1] != b"{":
            return None
        balance, counted, limit = 0, start, min(len(self.data), start + _GUESS_LIMIT)
        while (found := self.data.find(self._separator, counted, limit)) >= 0:
            part = self.data[counted : found + 1]
            balance += part.count(b"{") - part.count(b"}")
            counted = found + 1
            if balance == 0:
                return counted
        return None

    def _end(self, start: int) -> int:
        """The place just after the value that starts at ``start``."""
        first = self.data[start : start + 1]
        if first == b'"':
            return self._string_end(start)
        if first not in (b"{", b"["):
            scalar = _SCALAR.match(self.data, start)
            if scalar is None or not _ITEM_START.match(first):
                raise BadJsonError("a value is missing", start)
            return scalar.end()
        depth = 0
        for token in _TOKEN.finditer(self.data, start):
            character = token.group()
            if character in (b"{", b"["):
                depth += 1
                if depth > MAX_DEPTH:
                    raise TooDeepError
            elif character in (b"}", b"]"):
                depth -= 1
                if depth == 0:
                    return token.end()
        raise BadJsonError("the file ends in the middle of a value", len(self.data))

    def _key(self, start: int) -> tuple[str, int]:
        end = self._string_end(start)
        colon = self._space(end)
        if self.data[colon : colon + 1] != b":":
            raise BadJsonError("a colon is missing", colon)
        return str(self._value(start, end, [])), self._space(colon + 1)

    def _string_end(self, start: int) -> int:
        found = _STRING.match(self.data, start)
        if found is None:
            raise BadJsonError("a text is not closed", start)
        return found.end()

    def _space(self, position: int) -> int:
        found = _SPACE.match(self.data, position)
        return found.end() if found else position

    def _done_after(self, position: int) -> None:
        position = self._space(position)
        if position < len(self.data):
            raise BadJsonError("there is more after the end of the array", position)


@contextmanager
def open_items(path: Path, wanted: Sequence[str]) -> Iterator[JsonItems]:
    """The items of a file, whose bytes stay on disk; UTF-16 is the one encoding that has to be read whole."""
    with path.open("rb") as file:
        start = file.read(2)
        if start in (b"\xff\xfe", b"\xfe\xff"):
            text = path.read_bytes().decode("utf-16", errors="replace")
            yield JsonItems(text.encode("utf-8"), tuple(wanted), encoding="utf-16")
            return
        if not start:
            yield JsonItems(b"", tuple(wanted))
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            yield JsonItems(data, tuple(wanted))
