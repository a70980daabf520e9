"""Knows where things are published and fetches them politely into the archive (a Scrapy project)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tracker.sources import Source, load_sources

__all__ = ["SOURCES", "gather", "sources"]

#: The folder of declarations that comes with Daylight.
SOURCES = Path(__file__).parent / "sources"


def sources() -> list[Source]:
    """Every source declared in the project."""
    return load_sources(SOURCES)


def gather(chosen: Sequence[Source], **options: Any) -> list:
    """Fetch sources into an archive; see ``scrapers.gathering.gather`` for the options and the results."""
    from scrapers.gathering import gather as run  # Scrapy takes most of a second to import; the pages never need it

    return run(chosen, **options)
