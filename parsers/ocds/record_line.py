"""Writes one record of a notice as a line of JSON, without the people in it."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from parsers.ocds.people import mask_mailboxes, without_people

__all__ = ["record_line"]


def record_line(
    record: dict[str, Any],
    release: dict[str, Any],
    place: Mapping[str, Any],
    held: str,
    publisher: str | None,
    marks: Sequence[str],
    everywhere: bool,
) -> tuple[bytes, bool]:
    """The line, and whether people were left out; ``everywhere`` looks for them in the whole release (slower).

    ``release`` and ``record`` are changed: people are taken out of the first, the place and marks added to the second.
    """
    people = without_people(release, everywhere)
    record |= {
        "place": place,
        "held": held,
        "publisher": publisher,
        "issues": marks,
        "in_totals": not any(value["mark"] for value in record["values"]),
        "release": release,
    }
    line, masked = mask_mailboxes(orjson.dumps(record))
    return line, people or masked
