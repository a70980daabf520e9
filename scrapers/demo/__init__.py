"""Fictional publications for a first look: made by a seeded script, gathered by the real spiders from a local server.

``publications.build(folder)`` writes what the councils publish; ``feeds.answers(today)`` answers for the feeds of
notices, grants and announcements; ``sources()`` declares them; ``bodies()`` says who the publishers are. Nothing here
is a real council, company or person.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from scrapers.replay import Fault, Replay, serve
from tracker.sources import Source, read_sources

__all__ = ["bodies", "serving", "sources"]


def sources() -> list[Source]:
    """The demo's sources, declared like any other."""
    return read_sources(Path(__file__).parent / "sources.yml")


def bodies() -> list[dict[str, Any]]:
    """The publishers with the facts that pages show of them: slug, name, type, region, population, fictional."""
    from scrapers.demo.councils import COUNCILS

    councils = [
        {
            "slug": council.slug,
            "name": council.name,
            "short_name": council.place,
            "kind": "council",
            "type": f"Fictional {council.type} council",
            "region": council.region,
            "nation": _NATIONS.get(council.region, "England"),
            "population": council.population,
            "population_year": 2024,
        }
        for council in COUNCILS
    ]
    others = [{"slug": each.publisher, "name": each.name} for each in sources() if each.kind != "spending"]
    return [{**each, "fictional": True, "source": "made by scrapers/demo"} for each in councils + others]


_NATIONS = {"Scotland": "Scotland", "Wales": "Wales"}


@contextmanager
def serving(folder: Path, *, today: date, republished: bool = False, port: int = 0) -> Iterator[Replay]:
    """Write the publications of the two years before ``today`` into ``folder`` and serve them while the block lasts.

    With ``republished``, one council has replaced a file, and another has taken one down, as happens in the weeks
    between two gatherings. A throttle and a cut connection are part of the show: the spiders must cope with both.
    """
    from scrapers.demo import feeds, publications

    publications.build(folder, today=today, republished=republished)
    faults = [Fault("throttle", r"alderfleet\.example/.*csv$", times=1, value="1"), Fault("short", r"\.xlsx$", times=1)]
    with serve(*feeds.answers(today), folder, faults=faults, port=port) as replay:
        yield replay
