"""Reads the public lists of software: which list it is, from its own shape, and one entry for each thing listed."""

from collections.abc import Callable, Iterator
from typing import Any

from parsers.catalogues import lists, software_lists
from parsers.catalogues.entries import Entry

__all__ = ["KNOWN", "Entry", "read_catalogue", "recognise"]

Reader = Callable[[Any], Iterator[Entry]]

_READERS: dict[str, tuple[Callable[[Any], bool], Reader]] = {
    "developers-italia": (software_lists.is_developers_italia, software_lists.developers_italia),
    "code.json": (software_lists.is_code_json, software_lists.code_json),
    "digital-public-goods": (software_lists.is_public_goods, software_lists.public_goods),
    "code.gouv.fr": (software_lists.is_code_gouv, software_lists.code_gouv),
    "gitlab-projects": (software_lists.is_gitlab, software_lists.gitlab),
    "github-repositories": (software_lists.is_github, software_lists.github),
    "composer": (software_lists.is_composer, software_lists.composer),
    "council-cms": (lists.is_council_cms, lists.council_cms),
    "spdx-list": (lists.is_spdx, lists.spdx),
    "github-government": (lists.is_government_list, lists.government_list),
    "code.gov-agencies": (lists.is_agencies, lists.agencies),
    "licence-filter": (lists.is_licence_filter, lists.licence_filter),
}
KNOWN = tuple(_READERS)


def recognise(data: Any) -> str | None:
    """Which of the known lists a parsed JSON or YAML document is; None when it is none of them."""
    return next((name for name, (fits, _) in _READERS.items() if fits(data)), None)


def read_catalogue(name: str, data: Any) -> Iterator[Entry]:
    """The entries of a list, each with its number in it (from 1); KeyError for an unknown list."""
    return _READERS[name][1](data)
