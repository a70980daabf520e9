"""Load parsed announcements: the newest version is shown, each version that was ever fetched stays beside it.

Loading the same files in any order ends in the same state: which version is shown depends on what it is and when it
was changed, never on when it was loaded. Facts seeded by hand, each with its source, are never replaced by a file.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import Connection, Engine, delete, select

from tracker.bulk import insert_new, upsert
from tracker.clock import read_moment
from tracker.db import loading
from tracker.models.grants import Announcement, AnnouncementShare, AnnouncementVersion, Programme
from tracker.notice_records import accepted
from tracker.notices import FileOrigin, Loaded, already_loaded, write_ledger
from tracker.process_facts import items_in, part, text_in
from tracker.row_ids import name_key, row_id, shown_id, slug
from tracker.tombstones import suppressed

__all__ = ["load"]

# A whole page says more than its line in a list of results; a list of shares says who gets what.
_RANKS = {"search": 1, "finder-page": 1, "page": 2, "content": 3, "open-call": 3, "shares": 4}
_LONDON = ZoneInfo("Europe/London")
_KEPT = (
    "document_type",
    "organisations",
    "dates",
    "conditions",
    "known",
    "unknown",
    "first_mentions",
    "facts",
    "issues",
)


def load(engine: Engine, folder: Path, origin: FileOrigin, report: Mapping[str, Any]) -> Loaded:
    """Load the announcements of one folder of stage 2, in one transaction, the ledger row last."""
    with loading(engine) as connection:
        if already_loaded(connection, origin, "announcements"):
            return Loaded()
        read = new = 0
        taken_down = suppressed(connection, "announcement")
        for line in accepted(folder, report):
            read += 1
            if _is_about_money(line):
                new += _load_line(connection, line, origin, taken_down)
        write_ledger(connection, origin, "announcements", report, read)
    return Loaded(read, new)


def _is_about_money(line: Mapping[str, Any]) -> bool:
    """Whether an announcement says anything of money or of a programme; the others stay in the archive only."""
    if line.get("form") == "finder" or line.get("counted") is False:
        return False
    return bool(
        line.get("mentions")
        or line.get("programme")
        or line.get("shares")
        or part(line, "sum").get("pence") is not None
    )


def _load_line(connection: Connection, line: Mapping[str, Any], origin: FileOrigin, taken_down: Collection[str]) -> int:
    """Write one announcement and its version; 1 when it was not known before."""
    row = _row(line, origin)
    if shown_id(row["id"]) in taken_down:
        return 0
    version = {
        "announcement_id": row["id"],
        "sha256": origin.sha256,
        "title": row["title"],
        "total_pence": row["total_pence"],
        "updated": row["updated"],
        "body_hash": text_in(line, "body_hash"),
        "fetched_at": origin.fetched_at,
    }
    insert_new(connection, AnnouncementVersion, [version])
    columns = (Announcement.rank, Announcement.updated, Announcement.fetched_at, Announcement.sha256)
    stored = connection.execute(select(*columns).where(Announcement.id == row["id"])).first()
    if stored is not None and _age(*stored) > _age(row["rank"], row["updated"], row["fetched_at"], row["sha256"]):
        return 0
    _name_programme(connection, line, row)
    upsert(connection, Announcement, [row])
    connection.execute(delete(AnnouncementShare).where(AnnouncementShare.announcement_id == row["id"]))
    upsert(connection, AnnouncementShare, _share_rows(row["id"], line))
    return int(stored is None)


def _age(rank: int, updated: str | None, fetched_at: dt.datetime | None, sha256: str | None) -> tuple[Any, ...]:
    """What puts one version before another: what it is, its own date, when it reached us; the hash breaks a tie."""
    return rank, updated or "", fetched_at or dt.datetime.min.replace(tzinfo=dt.UTC), sha256 or ""


def _row(line: Mapping[str, Any], origin: FileOrigin) -> dict[str, Any]:
    key = _key(line, origin)
    total, recipients = part(line, "sum"), part(line, "recipients")
    owners = line.get("organisations") or []
    programme = text_in(line, "programme")
    return {
        "id": row_id("announcement", key),
        "key": key,
        "programme": slug(programme) if programme else None,
        "title": text_in(line, "title") or _title_of_list(line, origin) or key,
        "announced": _day(text_in(line, "published")),
        "funder": str(owners[0]) if owners else None,
        "total_pence": total.get("pence"),
        "total_words": text_in(total, "words"),
        "recipients": recipients.get("count"),
        "summary": text_in(line, "summary"),
        "closes_at": _closing(line),
        "withdrawn": bool(line.get("withdrawn")),
        "source_url": text_in(line, "url") or origin.url,
        "rank": _RANKS.get(str(line.get("form")), 0),
        "updated": text_in(line, "updated") or text_in(line, "published"),
        "fetched_at": origin.fetched_at,
        "sha256": origin.sha256,
        "detail": orjson.dumps({name: line[name] for name in _KEPT if line.get(name)}).decode(),
    }


def _key(line: Mapping[str, Any], origin: FileOrigin) -> str:
    """The page's address; of a list of shares the programme and round, or the publisher's list."""
    path = text_in(line, "path") or text_in(line, "id")
    if line.get("form") != "shares":
        return f"page{path}" if path and path.startswith("/") else f"page/{path or origin.lineage or origin.sha256}"
    title = text_in(line, "title")
    if title is None:
        listed = text_in(part(line, "place"), "part") or origin.lineage or origin.sha256
        return f"{slug(origin.publisher)}/{slug(listed)}"
    name, _, rest = title.partition(",")
    return f"{slug(name)}/{slug(rest)}" if rest.strip() else slug(name)


def _title_of_list(line: Mapping[str, Any], origin: FileOrigin) -> str:
    """What a list without a title is called: its file, and its sheet where it has one."""
    return ", ".join(filter(None, (origin.name, text_in(part(line, "place"), "part"))))


def _day(value: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None


def _closing(line: Mapping[str, Any]) -> dt.datetime | None:
    """The last moment to apply or answer; a day without a time closes when it ends."""
    for entry in items_in(line, "dates"):
        if entry.get("key") != "closes":
            continue
        try:
            day, moment = read_moment(str(entry.get("value") or entry.get("day")))
        except ValueError:
            continue
        return moment or dt.datetime.combine(day, dt.time(23, 59), _LONDON)
    return None


def _name_programme(connection: Connection, line: Mapping[str, Any], row: Mapping[str, Any]) -> None:
    if row["programme"]:
        named = {"slug": row["programme"], "name": line["programme"], "funder": row["funder"], "seeded": False}
        insert_new(connection, Programme, [named])


def _share_rows(announcement_id: int, line: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A row for each recipient that is named; how many there are in all is said by the announcement."""
    named = [share for share in items_in(line, "shares") if text_in(share, "recipient")]
    return [
        {
            "id": row_id("share", announcement_id, position),
            "announcement_id": announcement_id,
            "position": position,
            "recipient": text_in(share, "recipient"),
            "recipient_key": name_key(text_in(share, "recipient") or ""),
            "joint_with": "; ".join(str(name) for name in share.get("with") or ()) or None,
            "purpose": text_in(share, "purpose"),
            "amount_pence": share.get("pence"),
            "note": text_in(share, "status"),
            "source_url": text_in(share, "source"),
        }
        for position, share in enumerate(named)
    ]
