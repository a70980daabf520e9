"""Notices asked by month and type, a whole month in one answer: the platform of Public Contracts Scotland."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

from scrapy.http import Response

from scrapers.base.windowed_feed import Page, Span, WindowedFeed
from tracker.sources import Source

__all__ = ["MonthlyTypes"]


class MonthlyTypes(WindowedFeed):
    """Base for Public Contracts Scotland and Sell2Wales: no pages, no "updated since", a byte order mark at times.

    An answer without ``releases`` means that there were none that month; an error is an error and is asked again.
    """

    types: ClassVar[tuple[int, ...]]
    extra: ClassVar[str] = ""
    months_back: ClassVar[int] = 6
    least_delay = 5.0

    def steps(self, source: Source) -> Iterator[Span]:
        """Each type of each month, from this month back; a month is closed two months after its end."""
        today = self.run.clock().date()
        first = (self.run.since or today - timedelta(days=30 * self.months_back)).replace(day=1)
        month = today.replace(day=1)
        while month >= first:
            closed = datetime.combine(_next(_next(_next(month))), datetime.min.time(), UTC)
            for number in self.types:
                query = f"dateFrom={month:%m-%Y}&noticeType={number}&outputType=0{self.extra}"
                yield Span(f"{month:%Y-%m}/type-{number}", f"{source.url}?{query}", closed)
            month = (month - timedelta(days=1)).replace(day=1)

    def read(self, answer: Any, response: Response) -> Page | None:
        """The whole month: how many releases, and no next page."""
        if not isinstance(answer, dict):
            return None
        releases = answer.get("releases") or []
        return Page(len(releases), None) if isinstance(releases, list) else None


def _next(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)
