"""Read an answer's JSON far enough to find the next link, whatever is wrong with its numbers and letters.

The bytes are archived as they came; mending them for good is the parsers' work.
"""

import re
from typing import Any

import orjson

__all__ = ["read_json"]

# Find a Tender serves 1e9999 and " 000," (kingfisher-collect issue 1270): neither is JSON.
_HUGE = re.compile(rb"(?<=[:\[, ])-?\d+(?:\.\d+)?[eE]\+?\d{3,}")
_ZEROS = re.compile(rb"(?<=[:\[, ])0\d+(?=\s*[,}\]])")


def read_json(body: bytes) -> Any:
    """The value of an answer, or None when it is not JSON even with numbers and letters mended."""
    text = body.removeprefix(b"\xef\xbb\xbf")
    for mend in (lambda t: t, _numbers, lambda t: _numbers(_letters(t))):
        try:
            return orjson.loads(mend(text))
        except orjson.JSONDecodeError:
            continue
    return None


def _numbers(text: bytes) -> bytes:
    return _ZEROS.sub(b"0", _HUGE.sub(b"9999999", text))


def _letters(text: bytes) -> bytes:
    return text.decode("iso-8859-1").encode()
