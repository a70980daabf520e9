"""Run the spiders over sources, once or many times in one process, and say what came of each."""

import asyncio
import signal
from collections.abc import Callable, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from typing import Any

from scrapy.crawler import AsyncCrawlerRunner
from scrapy.settings import Settings as ScrapySettings
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.reactor import install_reactor

from scrapers.network import PublicNamesOnly
from scrapers.politeness import Hosts
from scrapers.run import Progress, Run, SourceResult, Unwatched
from scrapers.settings import DELAY_SECONDS, scrapy_settings
from tracker.archive import Archive
from tracker.settings import Settings
from tracker.sources import Source, SourceError

__all__ = ["gather"]

_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"


def gather(
    sources: Sequence[Source],
    *,
    archive: Archive,
    since: date | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
    replay: tuple[str, int] | None = None,
    clock: Callable[[], datetime] | None = None,
    overrides: dict[str, Any] | None = None,
) -> list[SourceResult]:
    """Fetch the sources into the archive and return one result for each, in their order.

    Stopped at any point, by Ctrl-C or kill -9, the next call goes on: all state is in the archive's log. ``since``
    leaves out files of periods before it. ``replay`` (address, port) sends every request to a local replay server,
    without delays; ``clock`` gives the time (UTC); ``overrides`` are Scrapy settings, for tests of limits.
    SourceError for a source whose spider does not exist, OSError when the archive cannot be written.
    """
    delay = 0.0 if replay else DELAY_SECONDS
    contact = settings.contact_url if settings else ""
    options = scrapy_settings(contact=contact, delay=delay) | (overrides or {})
    run = Run(
        archive=archive,
        hosts=Hosts(delay=delay, backoff=0.05 if replay else 5.0),
        since=since,
        clock=clock or (lambda: datetime.now(UTC)),
        replay=replay,
        progress=progress or Unwatched(),
    )
    spiders = _by_spider(sources, options)
    loop, reactor = _loop()
    with _names(reactor, PublicNamesOnly(replay)):
        loop.run_until_complete(_crawl(spiders, options, run, loop))
    if run.trouble is not None:
        raise run.trouble
    return [run.result(source.id) for source in sources]


def _by_spider(sources: Sequence[Source], options: dict[str, Any]) -> dict[type, list[Source]]:
    loader = SpiderLoader.from_settings(ScrapySettings(options))
    groups: dict[type, list[Source]] = {}
    for source in sources:
        try:
            spider = loader.load(source.spider)
        except KeyError:
            known = ", ".join(sorted(loader.list()))
            raise SourceError(f"{source.id!r} asks for the spider {source.spider!r}; known are {known}.") from None
        groups.setdefault(spider, []).append(source)
    return groups


async def _crawl(spiders: dict[type, list[Source]], options: dict[str, Any], run: Run, loop) -> None:
    runner = AsyncCrawlerRunner(options)
    run.stop = lambda: loop.create_task(runner.stop())
    tasks = [runner.crawl(spider, run=run, sources=chosen) for spider, chosen in spiders.items()]
    asked_to_stop = False

    def stop() -> None:
        nonlocal asked_to_stop
        if asked_to_stop:
            raise KeyboardInterrupt
        asked_to_stop = True
        loop.create_task(runner.stop())

    # The first Ctrl-C finishes what is under way. Outside the main thread, whoever runs us there listens for signals.
    with suppress(ValueError, RuntimeError):
        loop.add_signal_handler(signal.SIGINT, stop)
    try:
        await asyncio.gather(*tasks)
    finally:
        with suppress(ValueError, RuntimeError):
            loop.remove_signal_handler(signal.SIGINT)


def _loop():
    """The event loop that Scrapy's reactor sits on. A reactor cannot be run twice, but its loop can."""
    install_reactor(_REACTOR)
    from twisted.internet import reactor

    loop = reactor._asyncioEventloop
    asyncio.set_event_loop(loop)
    return loop, reactor


@contextmanager
def _names(reactor, guard: PublicNamesOnly):
    """Resolve names through the guard for as long as the crawl lasts."""
    before = reactor.installNameResolver(guard)
    try:
        yield
    finally:
        reactor.installNameResolver(before)
