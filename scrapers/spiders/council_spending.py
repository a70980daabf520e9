"""What councils paid: their spending files, from their own pages or data portals."""

from scrapers.base.published_files import PublishedFiles

__all__ = ["CouncilSpending"]


class CouncilSpending(PublishedFiles):
    """Payments over £500 (or £250, or all) and procurement cards, as the Transparency Code asks of English councils."""

    name = "council_spending"
