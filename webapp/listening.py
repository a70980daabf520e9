"""The web server of one machine: it takes its address at once, so that a taken port is told before anything starts."""

from typing import Any

import waitress
from flask import Flask

from tracker.plain_errors import PlainError

__all__ = ["ListeningError", "listening"]


class ListeningError(PlainError):
    """The site cannot listen at the address asked for; the message says why."""


def listening(app: Flask, host: str, port: int, threads: int) -> Any:
    """A server that holds the address and answers once its ``run`` is called. ListeningError when it cannot."""
    try:
        return waitress.create_server(app, host=host, port=port, threads=threads, ident=None)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "no machine is known by that name"
        raise ListeningError(
            f"The site cannot listen at port {port} of {host}: {why}. Give another with --port or --host."
        ) from error
