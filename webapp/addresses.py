"""Addresses that templates make: files of the house style by their content, and this page with another query."""

import hashlib
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from flask import request, url_for

__all__ = ["asset", "with_query"]

_STATIC = Path(__file__).parent / "static"


@cache
def _mark(name: str) -> str:
    return hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()[:10]


def asset(name: str) -> str:
    """The address of a static file, which changes with its content, so that readers never mix old and new."""
    return url_for("static", filename=name, v=_mark(name))


def with_query(**changes: object) -> str:
    """The address of this page with some of its query changed; None takes a key away."""
    pairs = [(key, value) for key, value in request.args.items(multi=True) if key not in changes]
    pairs += [(key, str(value)) for key, value in changes.items() if value is not None]
    return request.path + ("?" + urlencode(pairs) if pairs else "")
