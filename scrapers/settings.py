"""How we fetch: Scrapy's settings, with the reason beside every number."""

from importlib.metadata import version
from typing import Any

__all__ = ["DELAY_SECONDS", "FILE_LIMIT", "FILE_SECONDS", "PAGE_LIMIT", "PAGE_SECONDS", "scrapy_settings"]

DELAY_SECONDS = 2.0  # between two requests to one host; a council's site is not built for crawlers
PAGE_LIMIT = 10 * 1024 * 1024  # a listing page; selectors take several times the body in memory
FILE_LIMIT = 256 * 1024 * 1024  # the largest year of payments seen is well below
PAGE_SECONDS = 60
FILE_SECONDS = 300


def scrapy_settings(*, contact: str = "", delay: float = DELAY_SECONDS) -> dict[str, Any]:
    """Settings of one crawl; ``contact`` is the page a publisher can turn to, ``delay`` in seconds for each host."""
    off: dict[str, None] = {"file": None, "data": None, "ftp": None, "s3": None}
    guarded = "scrapers.network.GuardedHandler"
    return {
        "BOT_NAME": "daylight",
        "USER_AGENT": f"Daylight/{version('daylight')}" + (f" (+{contact})" if contact else ""),
        "SPIDER_MODULES": ["scrapers.spiders"],
        # Addresses come from pages that others write: only http and https, only public hosts, certificates checked.
        "DOWNLOAD_HANDLERS": off | {"http": guarded, "https": guarded},
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "COOKIES_ENABLED": False,
        "REFERER_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "REDIRECT_MAX_TIMES": 5,
        "URLLENGTH_LIMIT": 2083,
        "DOWNLOAD_MAXSIZE": PAGE_LIMIT,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_TIMEOUT": PAGE_SECONDS,
        # One request at a time for each host; many hosts side by side.
        "CONCURRENT_REQUESTS": 64,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": delay,
        "AUTOTHROTTLE_ENABLED": delay > 0,
        "AUTOTHROTTLE_START_DELAY": delay,
        "ROBOTSTXT_OBEY": True,
        # Ours take the place of Scrapy's: those ignore Retry-After, and allow all when robots.txt cannot be read.
        "DOWNLOADER_MIDDLEWARES": {
            "scrapers.network.PublicAddressesOnly": 40,
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "scrapers.politeness.Robots": 100,
            "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
            "scrapers.politeness.PatientRetry": 550,
            "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
        },
        "EXTENSIONS": {"scrapers.network.LeastRate": 0},
        "ITEM_PIPELINES": {"scrapers.downloads.IntoArchive": 300},
        "LOG_LEVEL": "ERROR",
        "LOG_ENABLED": False,
        "STATS_DUMP": False,
    }
