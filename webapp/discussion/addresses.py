"""Addresses of comments, for every template that shows something to comment on."""

from urllib.parse import urlencode

__all__ = ["comment_address", "comments_address"]


def comment_address(kind: str, key: str, anchor: str = "") -> str:
    """The form for a comment on a thing, or on one part of it."""
    pairs = {"kind": kind, "key": key} | ({"anchor": anchor} if anchor else {})
    return f"/comments/new?{urlencode(pairs)}"


def comments_address(kind: str, key: str) -> str:
    """The comments on a thing, with their twins."""
    return f"/comments?{urlencode({'kind': kind, 'key': key})}"
