"""One entry of a list of software, with what every list says in its own way brought to one shape."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlsplit

from parsers.licences.expressions import known_expression, osi_approved

LONGEST_TEXT = 10_000


@dataclass(slots=True)
class Entry:
    """Something that a list names: software, an organisation's code home, a website in use, or a licence.

    ``row`` is its place: the number in the list, or 1. ``licence`` is an SPDX expression or None; ``licence_published``
    is what the list says. Texts are as published, without contacts.
    """

    row: int
    kind: str
    name: str
    url: str | None = None
    landing_url: str | None = None
    summary: str | None = None
    description: str | None = None
    features: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    licence: str | None = None
    licence_published: str | None = None
    osi_approved: bool | None = None
    maintainer: str | None = None
    maintenance: str | None = None
    contractors: list[str] = field(default_factory=list)
    used_by: list[str] = field(default_factory=list)
    platforms: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    based_on: list[str] = field(default_factory=list)
    depends_on: list[str] = field(default_factory=list)
    depends_on_proprietary: list[str] = field(default_factory=list)
    status: str | None = None
    version: str | None = None
    released: str | None = None
    last_activity: str | None = None
    archived: bool | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    cut: list[str] = field(default_factory=list)

    def record(self) -> dict[str, Any]:
        """The entry as a JSON object, without what it does not say."""
        return {key: value for key, value in asdict(self).items() if value not in (None, [], {})}


def entry(row: int, kind: str, name: Any, *, licence: Any = None, **rest: Any) -> Entry:
    """Build an entry: texts trimmed and cut at 10,000 characters, the licence read as an SPDX expression."""
    cut = [key for key, value in rest.items() if isinstance(value, str) and len(value) > LONGEST_TEXT]
    trimmed: dict[str, Any] = {key: text(value) if isinstance(value, str) else value for key, value in rest.items()}
    published = text(licence)
    spdx = known_expression(published)
    return Entry(
        row,
        kind,
        text(name) or "",
        licence=spdx,
        licence_published=published,
        osi_approved=osi_approved(spdx),
        cut=cut,
        **{key: value for key, value in trimmed.items() if value is not None},
    )


def text(value: Any) -> str | None:
    """A trimmed text of at most 10,000 characters; None for nothing, and for what is no text or number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return re.sub(r"[ \t]+", " ", str(value)).strip()[:LONGEST_TEXT] or None


def texts(value: Any) -> list[str]:
    """The texts of a list, or the one text; everything else is left out."""
    items = value if isinstance(value, list) else [value]
    return [found for item in items if (found := text(item))]


def names(value: Any, key: str = "name") -> list[str]:
    """The names in a list of objects or texts."""
    items = value if isinstance(value, list) else []
    return [found for item in items if (found := text(item.get(key) if isinstance(item, Mapping) else item))]


def day(value: Any) -> str | None:
    """The date at the front of an ISO time; None when there is none."""
    found = re.match(r"\d{4}-\d{2}-\d{2}", text(value) or "")
    return found[0] if found else None


def repository(value: Any) -> str | None:
    """A repository's address without what is not part of it (.git, a final slash, git: in front)."""
    address = text(value)
    if not address:
        return None
    address = re.sub(r"^git(?:\+https?|)://", "https://", address)
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    return re.sub(r"(?:\.git)?/*$", "", f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}")


def is_list_of(data: Any, *keys: str) -> bool:
    """True for a list whose first items are objects with all these keys."""
    head = data[:5] if isinstance(data, list) else []
    return bool(head) and all(isinstance(item, Mapping) and all(key in item for key in keys) for item in head)


def numbered(items: Iterable[Any]) -> Iterable[tuple[int, Mapping[str, Any]]]:
    """The objects of a list with their numbers from 1; what is no object becomes an empty one, so that it counts."""
    return ((number, item if isinstance(item, Mapping) else {}) for number, item in enumerate(items, 1))
