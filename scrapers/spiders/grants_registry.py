"""360Giving: the registry of grant data, and each publisher's own file."""

from collections.abc import Iterator

from scrapy import Request
from scrapy.http import Response

from scrapers.base.json_answers import read_json
from scrapers.base.source_spider import SourceSpider
from scrapers.downloads import Download
from scrapers.links import Link, format_of
from tracker.sources import Source

__all__ = ["GrantsRegistry"]

#: Licences under which 360Giving redistributes: PDDL, CC0, OGL 2 and 3, CC BY 4.0, CC BY-SA 3.0 and 4.0.
_OPEN = (
    "opendatacommons.org/licenses/pddl",
    "creativecommons.org/publicdomain/zero",
    "creativecommons.org/licenses/by/4.0",
    "creativecommons.org/licenses/by-sa/3.0",
    "creativecommons.org/licenses/by-sa/4.0",
    "open-government-licence/version/2",
    "open-government-licence/version/3",
)


class GrantsRegistry(SourceSpider):
    """Read the registry, fetch the file of each dataset under an open licence; say which were left and why."""

    name = "grants_registry"
    page_limit = 64 * 1024 * 1024

    def begin(self, source: Source) -> Iterator[Request]:
        """The registry itself."""
        yield self.page(source, source.url, self.read_registry)

    def read_registry(self, response: Response, source: Source) -> Iterator[Request | Download]:
        """One file for each dataset; its lineage is the registry's identifier, wherever the file moves."""
        datasets = read_json(response.body)
        if not isinstance(datasets, list):
            self.incomplete(source)
            yield self.broken(response, source, "the registry's answer is not a list of datasets")
            return
        yield self.keep_page(response, source, role="listing", files=len(datasets))
        for dataset in datasets:
            link = _link(dataset) if isinstance(dataset, dict) else None
            if link is None:
                continue
            if not any(licence in link.licence for licence in _OPEN):
                yield self.left(source, link, f"its licence does not allow reuse: {link.licence or 'none is stated'}")
            else:
                request = self.file(source, link)
                if request is not None:
                    yield request
        self.listed(source)


def _link(dataset: dict) -> Link | None:
    files = dataset.get("distribution") or [{}]
    url = str(files[0].get("downloadURL") or "")
    publisher = dataset.get("publisher") or {}
    owner = str(publisher.get("org_id") or publisher.get("prefix") or publisher.get("name") or "")
    if not url.startswith(("http://", "https://")):
        return None
    title = f"{publisher.get('name', '')}: {dataset.get('title', '')}"
    lineage = f"360giving/{dataset.get('identifier') or url}"
    return Link(url, title, "", format_of(url), "", lineage, str(dataset.get("license") or ""), owner)
