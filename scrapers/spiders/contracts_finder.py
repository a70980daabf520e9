"""Contracts Finder: notices of England under the older regime, and those below the threshold."""

from datetime import timedelta

from scrapers.base.release_packages import ReleasePackages

__all__ = ["ContractsFinder"]


class ContractsFinder(ReleasePackages):
    """Fifteen-day windows with both dates, without which the service answers with some recent months only.

    Both 403 and 429 mean "wait five minutes" here (its documentation, and kingfisher-collect); never "not found". An
    edit reappears under a new release id, so windows are asked again for a month.
    """

    name = "contracts_finder"
    width = timedelta(days=15)
    settles_after = timedelta(days=30)
    lookback = timedelta(days=30)
    parameters = ("publishedFrom", "publishedTo")
    throttle = (403,)
    least_delay = 6.0
    least_pause = 300.0
