"""Single repositories: publiccode.yml and licence file, read where the host serves raw files, nothing cloned."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from scrapy import Request

from scrapers.base.source_spider import SourceSpider
from scrapers.links import Link
from tracker.sources import Source

__all__ = ["Repositories", "raw_address"]

_FILES = ("publiccode.yml", "LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "COPYING")


class Repositories(SourceSpider):
    """Ask for the few files that tell what a repository is and under which licence; a missing one is a dated answer."""

    name = "repositories"
    page_limit = 2 * 1024 * 1024
    least_delay = 1.0

    def begin(self, source: Source) -> Iterator[Request]:
        """One request for each file of each repository: the source's own address, and those listed in its options."""
        for address in [source.url, *source.options.get("repositories", ())]:
            for name in ("home", *_FILES):
                # The repository's own page tells a missing licence from a repository that is gone or has moved.
                where = address if name == "home" else raw_address(address, name)
                link = Link(where, f"{address} {name}", "", "", "", f"repository/{address}/{name}")
                request = self.file(source, link)
                if request is not None:
                    yield request


def raw_address(repository: str, name: str) -> str:
    """Where a host serves a file of the default branch: GitHub, Bitbucket, Forgejo or Gitea, else as GitLab does."""
    parts = urlsplit(repository.rstrip("/").removesuffix(".git"))
    host, path = parts.hostname or "", parts.path.strip("/")
    if host in ("github.com", "www.github.com"):
        owner_and_name = "/".join(path.split("/")[:2])
        return f"https://raw.githubusercontent.com/{owner_and_name}/HEAD/{name}"
    if host == "bitbucket.org":
        return f"https://bitbucket.org/{path}/raw/HEAD/{name}"
    if host == "codeberg.org" or host.startswith(("gitea.", "forgejo.")):
        return f"{parts.scheme}://{parts.netloc}/{path}/raw/{name}"
    return f"{parts.scheme}://{parts.netloc}/{path}/-/raw/HEAD/{name}"
