"""Sell2Wales: Welsh notices below the threshold, and a second home of those above."""

from scrapers.base.monthly_types import MonthlyTypes

__all__ = ["Sell2Wales"]


class Sell2Wales(MonthlyTypes):
    """In English (locale 2057); 51-56 are the site's own types. Some types fail for weeks: failed is not empty."""

    name = "sell2wales"
    types = (1, 2, 3, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 24, 25, 51, 52, 53, 54, 55, 56)
    extra = "&locale=2057"
