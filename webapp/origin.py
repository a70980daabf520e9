"""Nothing is changed by a form of another site: the browser says where a request comes from, and it must be from here.

This stands beside the tokens of forms, for every route and without exception. Programs that are no browsers (the
one-click ending of letters, RFC 8058) send neither header, and are let in where a token is the proof.
"""

from urllib.parse import urlsplit

from flask import Flask, abort, request

from webapp.site import site

__all__ = ["from_here_only"]

_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_ELSEWHERE = "For safety forms are taken only from our own pages. Open the page here, and send it again."


def from_here_only(app: Flask) -> None:
    """Refuse every request that would change something and comes from another site, or from nowhere that is told."""

    @app.before_request
    def _look() -> None:
        if request.method in _READS:
            return
        # "none" is what a browser says of an address that was typed; no page can make it say so.
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
            abort(403, _ELSEWHERE)
        origin = request.headers.get("Origin")
        if origin is not None and origin not in {_origin(request.host_url), _origin(site().settings.base_url)}:
            abort(403, _ELSEWHERE)


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
