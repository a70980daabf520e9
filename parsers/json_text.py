"""Mends the documented faults of published JSON text: bytes in, a value and the mends made out.

The faults and who documents them: ``1e9999`` and `` 000,`` (Find a Tender), bodies that are not UTF-8 (Contracts
Finder), NaN and Infinity (many exporters), raw line breaks inside strings, the same key twice in one object.
A number that JSON does not allow becomes a string with the published digits: the reader of the amount then says so,
and no figure is invented in its place.
"""

import codecs
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson

from parsers.issues import IssueKind
from parsers.issues.json_documents import CONTROL_CHARACTERS, DUPLICATE_KEY, NOT_UTF8, NUMBER_NOT_JSON

__all__ = ["BadJsonError", "Mend", "decode_text", "loads"]

# Strings first, so that nothing inside a text is ever touched.
_STRING_OR_NUMBER = re.compile(
    rb'"[^"\\]*(?:\\.[^"\\]*)*"|(?<![\w.+-])(-?(?:0\d+(?:\.\d+)?|\d+(?:\.\d+)?[eE]\+?\d{3,}|\d{300,}|Infinity|NaN))(?![\w.])',
    re.DOTALL,
)
_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_CONTROL = re.compile(rb"[\x00-\x1f]")
_LONE_SURROGATE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)


class BadJsonError(ValueError):
    """The text is not JSON, even after the mends; ``offset`` is the place in bytes."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Mend:
    """One mend made to the text: the kind of fault, and the published value where there is one."""

    kind: IssueKind
    value: str | None = None


def loads(raw: bytes, mends: list[Mend]) -> Any:
    """The value of ``raw``; what had to be mended is appended to ``mends``. Raises BadJsonError."""
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return _loads_mended(raw, mends)
    _note_duplicate_keys(raw, value, mends)
    return value


def decode_text(raw: bytes) -> tuple[str, bool]:
    """Text of UTF-8 bytes, stray bytes read as Windows-1252; the flag says whether there were any."""
    try:
        return raw.decode("utf-8"), False
    except UnicodeDecodeError:
        return raw.decode("utf-8", errors="daylight-cp1252"), True


def _loads_mended(raw: bytes, mends: list[Mend]) -> Any:
    text, stray = decode_text(raw)
    if stray:
        mends.append(Mend(NOT_UTF8))
        raw = text.encode("utf-8")
    for mend in (_mend_numbers, _mend_control_characters, _mend_surrogates):
        raw = mend(raw, mends)
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise BadJsonError(_plain_reason(error), error.pos) from None
    _note_duplicate_keys(raw, value, mends)
    return value


def _mend_numbers(raw: bytes, mends: list[Mend]) -> bytes:
    def as_text(match: re.Match[bytes]) -> bytes:
        number = match.group(1)
        if number is None:
            return match.group()
        published = number.decode("ascii")
        mends.append(Mend(NUMBER_NOT_JSON, published[:40]))
        if published.strip("0") == "":
            return b"0"  # " 000," is a zero written with three digits
        return b'"' + number[:40] + b'"'

    return _STRING_OR_NUMBER.sub(as_text, raw)


def _mend_control_characters(raw: bytes, mends: list[Mend]) -> bytes:
    found = False

    def without(match: re.Match[bytes]) -> bytes:
        nonlocal found
        cleaned = _CONTROL.sub(b" ", match.group())
        found = found or cleaned != match.group()
        return cleaned

    cleaned = _STRING.sub(without, raw)
    if found:
        mends.append(Mend(CONTROL_CHARACTERS))
    return cleaned


def _mend_surrogates(raw: bytes, mends: list[Mend]) -> bytes:
    cleaned, count = _LONE_SURROGATE.subn(rb"\\ufffd", raw)
    if count:
        mends.append(Mend(CONTROL_CHARACTERS))
    return cleaned


def _note_duplicate_keys(raw: bytes, value: Any, mends: list[Mend]) -> None:
    # Counting is some fifty times cheaper than a parse with hooks; only a difference starts the careful look.
    if raw.count(b'":') + raw.count(b'" :') <= orjson.dumps(value, option=orjson.OPT_PASSTHROUGH_SUBCLASS).count(b'":'):
        return

    def pairs(items: list[tuple[str, Any]]) -> None:
        seen: set[str] = set()
        for key, _ in items:
            if key in seen:
                mends.append(Mend(DUPLICATE_KEY, key))
            seen.add(key)

    # Numbers and constants need no value here, and huge integers must not raise.
    ignore: Callable[[str], None] = lambda _: None  # noqa: E731
    try:
        json.loads(raw, object_pairs_hook=pairs, parse_int=ignore, parse_float=ignore, parse_constant=ignore)
    except (ValueError, RecursionError):
        return


def _plain_reason(error: orjson.JSONDecodeError) -> str:
    return error.msg.split(":")[0][:120]


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    stray = error.object[error.start : error.end]
    return stray.decode("cp1252", errors="replace"), error.end


codecs.register_error("daylight-cp1252", _as_cp1252)
