"""What to fetch and whose it is: sources declared as data (YAML), checked with sentences an editor can act on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from tracker.organisations import council_names

__all__ = ["CADENCES", "KINDS", "Source", "SourceError", "choose", "load_sources", "read_sources"]

#: What a source publishes; each has a parser of the same name.
KINDS = frozenset({"spending", "notices", "grants", "announcements", "software", "bid"})

#: How often something new is expected, in days; a source that is silent for longer is late.
CADENCES: dict[str, int] = {"continuous": 1, "daily": 1, "weekly": 7, "monthly": 31, "quarterly": 92, "yearly": 366}

_REQUIRED = ("id", "publisher", "kind", "spider", "url", "licence", "cadence")
_OPTIONAL = ("name", "expected", "options", "note")
_OF_FILE = ("from", "sources")


class SourceError(ValueError):
    """A declaration is wrong; the message names the file, the source, what is wrong and what is allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One place where one publisher publishes one kind of thing.

    ``publisher`` is a GSS code or a slug of ours; ``spider`` the way of fetching; ``licence`` an SPDX name or a
    sentence; ``expected`` how many files or records a year are usual (0: not known); ``options`` are the spider's own.
    """

    id: str
    publisher: str
    kind: str
    spider: str
    url: str
    licence: str
    cadence: str
    name: str = ""
    expected: int = 0
    options: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""


def load_sources(folder: Path) -> list[Source]:
    """Every source of every ``*.yml`` in the folder, ids unique; SourceError says what is wrong."""
    found: list[Source] = []
    seen: dict[str, str] = {}
    for path in sorted(folder.glob("*.yml")):
        for source in read_sources(path):
            if source.id in seen:
                raise SourceError(f"{path.name}: the id {source.id!r} is already used in {seen[source.id]}.")
            seen[source.id] = path.name
            found.append(source)
    return found


def read_sources(path: Path) -> list[Source]:
    """The sources of one file: keys beside ``sources`` hold for each of them unless it says otherwise itself."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise SourceError(f"{path.name} is not valid YAML: {str(error)[:200]}") from error
    if not isinstance(content, dict) or not isinstance(content.get("sources"), list):
        raise SourceError(f"{path.name} must be a mapping with a list called 'sources'.")
    shared = {key: value for key, value in content.items() if key not in _OF_FILE}
    return [_source(path.name, number, shared, entry) for number, entry in enumerate(content["sources"], start=1)]


def choose(sources: Iterable[Source], wanted: Iterable[str]) -> list[Source]:
    """Those sources whose id, publisher, kind or spider is among the words wanted; all when none is wanted.

    A council may be asked for by its slug, name or code, whichever of them its sources use. SourceError names a word
    that matches nothing.
    """
    every, words = list(sources), list(wanted)
    if not words:
        return every
    chosen: dict[str, Source] = {}
    for word in words:
        names = {word, *council_names(word)}
        matching = [s for s in every if names & {s.id, s.publisher, s.kind, s.spider}]
        if not matching:
            raise SourceError(
                f"No source has {word!r} as its id, publisher, kind or spider, and no council of that name."
            )
        chosen |= {source.id: source for source in matching}
    return list(chosen.values())


def _source(file: str, number: int, shared: Mapping[str, Any], entry: object) -> Source:
    if not isinstance(entry, dict):
        raise SourceError(f"{file}: source number {number} is not a mapping of keys to values.")
    values = {**shared, **entry}
    name = f"{file}: source {values.get('id') or f'number {number}'}"
    for key in values:
        if key not in _REQUIRED and key not in _OPTIONAL:
            raise SourceError(f"{name} has the unknown key {key!r}; known are {', '.join(_REQUIRED + _OPTIONAL)}.")
    for key in _REQUIRED:
        if not isinstance(values.get(key), str) or not values[key].strip():
            raise SourceError(f"{name} does not say its {key}.")
    if values["kind"] not in KINDS:
        raise SourceError(f"{name} has the kind {values['kind']!r}; it must be one of {', '.join(sorted(KINDS))}.")
    if values["cadence"] not in CADENCES:
        raise SourceError(f"{name} has the cadence {values['cadence']!r}; it must be one of {', '.join(CADENCES)}.")
    address = urlsplit(values["url"])
    if address.scheme not in ("http", "https") or not address.hostname:
        raise SourceError(f"{name} has the address {values['url']!r}, which is no http or https address.")
    if not isinstance(values.get("expected", 0), int) or values.get("expected", 0) < 0:
        raise SourceError(f"{name} expects {values['expected']!r} files a year; that must be a whole number.")
    if not isinstance(values.get("options", {}), dict):
        raise SourceError(f"{name} has options that are not a mapping of names to values.")
    return Source(**values)
