"""Find a Tender: notices of the whole United Kingdom under the Procurement Act 2023 and before."""

from datetime import timedelta

from scrapers.base.release_packages import ReleasePackages

__all__ = ["FindATender"]


class FindATender(ReleasePackages):
    """Six-hour windows: longer ones came back incomplete (kingfisher-collect, November 2025 to January 2026).

    Times are read as UK local time by the service, so windows overlap by two hours and no release falls between. Some
    full pages lack their next link (kingfisher-collect issue 1306): those windows are walked in halves. ``stages`` is
    never sent: it is no filter by tag, and loses rows from the second page on.
    """

    name = "find_a_tender"
    width = timedelta(hours=6)
    overlap = timedelta(hours=2)
    settles_after = timedelta(hours=2)
    parameters = ("updatedFrom", "updatedTo")
    full_page = 100
    least_delay = 11.0  # "12 request limit in 2 minute"
    least_pause = 120.0  # what its 429 asks for
