"""What a demo needs beside the files it gathers: the fictional publishers, and the facts that Daylight brings along."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Engine

from tracker import programmes, promises
from tracker.db import loading
from tracker.demo_bids import Pages, seed_bids
from tracker.demo_stories import tell_stories
from tracker.organisations import add_body, seed_councils
from tracker.reuse import index
from tracker.settings import Settings

__all__ = ["seed_demo"]


def seed_demo(
    engine: Engine, settings: Settings, bodies: Iterable[Mapping[str, Any]], now: dt.datetime, pages: Pages
) -> None:
    """Add the fictional bodies (mappings of columns of ``organisation``), bids and bundled facts; safe to repeat.

    ``pages`` renders what readers will get of a procurement's bids, to be searched for names before they are public.
    """
    with loading(engine) as connection:
        seed_councils(connection)
        for body in bodies:
            facts = dict(body)
            add_body(connection, facts.pop("name"), **facts)
        programmes.seed(connection)
        promises.seed(connection, now)
        tell_stories(connection, now)
        index.refresh(connection)
    seed_bids(engine, settings, now, pages)
