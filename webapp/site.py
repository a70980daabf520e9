"""What a request may ask for: the settings, the clock, and a read-only look at the database."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import current_app

from tracker.db import writing as write_transaction
from tracker.settings import Settings

__all__ = ["Site", "now", "reading", "site", "writing"]


@dataclass(frozen=True, slots=True)
class Site:
    """One installation, as the pages see it; ``clock`` gives an aware moment in UTC."""

    settings: Settings
    engine: Any
    clock: Callable[[], dt.datetime]
    secret: bytes


def site() -> Site:
    """The installation that the current request belongs to."""
    found: Site = current_app.extensions["daylight"]
    return found


def now() -> dt.datetime:
    """The moment of the request, in UTC."""
    return site().clock()


@contextmanager
def reading() -> Iterator[Any]:
    """One consistent look at the database; nothing that is done in it is kept."""
    with site().engine.connect() as connection:
        yield connection


@contextmanager
def writing() -> Iterator[Any]:
    """A transaction in which a page may change something; kept whole at the end, or not at all."""
    with write_transaction(site().engine) as connection:
        yield connection
