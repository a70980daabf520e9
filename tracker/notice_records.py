"""One line of a parsed file of notices, as the loader takes it: what was published, when, and its place in the file."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from tracker.clock import read_moment
from tracker.process_facts import items_in, part, text_in
from tracker.row_ids import row_id

__all__ = ["NoticeRecord", "accepted", "notice_record"]


@dataclass(frozen=True, slots=True)
class NoticeRecord:
    """One notice ready to be stored; ``facts`` is its release (the parser left the people out), ``body`` the same as
    JSON with sorted keys, so that equal releases are equal bytes."""

    ocid: str | None
    release_id: str
    moment: dt.datetime | None
    notice_type: str | None
    tags: tuple[str, ...]
    url: str | None
    publisher: str | None
    part: str | None
    row: int | None
    marks: tuple[str, ...]
    facts: Mapping[str, Any]
    body: bytes


def accepted(folder: Path, report: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The lines of ``records.jsonl`` in a folder of stage 2, one at a time; none of a file that was rejected."""
    path = folder / "records.jsonl"
    if report.get("status") == "rejected" or not path.exists():
        return
    with path.open("rb") as lines:
        for line in lines:
            if line.strip():
                yield orjson.loads(line)


def notice_record(line: Mapping[str, Any]) -> NoticeRecord:
    """The notice of one line."""
    facts = part(line, "release")
    body = orjson.dumps(facts, option=orjson.OPT_SORT_KEYS)
    ocid = text_in(facts, "ocid")
    release_id = text_in(facts, "id") or f"body-{row_id('body', body.decode()):016x}"
    tags = line.get("tags")
    place = part(line, "place")
    row = place.get("row")
    return NoticeRecord(
        ocid,
        release_id,
        moment_of(facts),
        text_in(line, "notice_type"),
        tuple(str(tag) for tag in tags) if isinstance(tags, list) else (),
        _url_of(facts, release_id),
        text_in(line, "publisher"),
        text_in(place, "part"),
        row if isinstance(row, int) else None,
        tuple(str(mark) for mark in line.get("issues") or () if isinstance(mark, str)),
        facts,
        body,
    )


def moment_of(facts: Mapping[str, Any]) -> dt.datetime | None:
    """When the notice was published, an aware moment; a day alone counts from its first minute. None if unreadable."""
    value = text_in(facts, "date")
    if value is None:
        return None
    try:
        day, moment = read_moment(value)
    except ValueError:
        return None
    if moment is None:
        moment = dt.datetime.combine(day, dt.time(), dt.UTC)
    return moment.astimezone(dt.UTC)


def _url_of(facts: Mapping[str, Any], release_id: str) -> str | None:
    """The notice's own page: the document with the release's id, else the first notice among the documents."""
    sections = (
        part(facts, "planning"),
        part(facts, "tender"),
        *items_in(facts, "awards"),
        *items_in(facts, "contracts"),
    )
    documents = [document for section in sections for document in items_in(section, "documents")]
    for document in documents:
        if text_in(document, "id") == release_id and document.get("url"):
            return text_in(document, "url")
    for document in documents:
        if "Notice" in (text_in(document, "documentType") or "") and document.get("url"):
            return text_in(document, "url")
    return None
