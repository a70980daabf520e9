"""A local server that answers for every host: what the demo gathers from, and what the tests prove the spiders with."""

from scrapers.replay.faults import Fault
from scrapers.replay.feeds import ContentApi, GrantList, MonthlyFeed, ReleaseFeed
from scrapers.replay.server import Answer, Asked, Replay, folder_answers, serve

__all__ = [
    "Answer",
    "Asked",
    "ContentApi",
    "Fault",
    "GrantList",
    "MonthlyFeed",
    "ReleaseFeed",
    "Replay",
    "folder_answers",
    "serve",
]
