"""Programmes of announced money: the seeded facts, each with its source, and what is known and not known of each."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from importlib import resources
from typing import Any

import yaml
from sqlalchemy import Connection, Select, and_, delete, func, select

from tracker.bulk import upsert
from tracker.models.grants import Announcement, AnnouncementShare, GrantSum, Programme
from tracker.money_words import pounds
from tracker.row_ids import name_key, row_id

__all__ = ["SEEDED", "AnnouncedSum", "ProgrammePage", "Share", "announced", "programme", "programmes", "seed"]

SEEDED = 9  # facts gathered by hand, each with its source, stay whatever a file says


@dataclass(frozen=True, slots=True)
class Share:
    """What one named recipient gets; ``amount_pence`` is None when no source states it."""

    recipient: str
    recipient_key: str
    joint_with: str | None
    purpose: str | None
    amount_pence: int | None
    note: str | None
    source_url: str | None


@dataclass(frozen=True, slots=True)
class AnnouncedSum:
    """One announcement, with the shares that sources name and the sentences on what they do not say."""

    id: int
    title: str
    announced: dt.date | None
    total_pence: int | None
    total_words: str | None
    recipients: int | None
    source_url: str | None
    shares: tuple[Share, ...]
    known: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """One programme with its announcements, oldest first."""

    slug: str
    name: str
    funder: str | None
    grants: int
    total_pence: int
    announcements: tuple[AnnouncedSum, ...]


def seed(connection: Connection) -> int:
    """Load the programmes kept under ``tracker/data/programmes``; the number of announcements. Safe to repeat."""
    count = 0
    for facts in _seed_files():
        row = {"slug": facts["slug"], "name": facts["name"], "funder": facts["funder"], "seeded": True}
        upsert(connection, Programme, [row])
        for announcement in facts["announcements"]:
            _seed_announcement(connection, facts, announcement)
            count += 1
    return count


def _seed_files() -> Iterator[dict[str, Any]]:
    folder = resources.files("tracker").joinpath("data/programmes")
    for path in sorted(folder.iterdir(), key=lambda item: item.name):
        if path.name.endswith(".yml"):
            yield yaml.safe_load(path.read_text(encoding="utf-8"))


def _seed_announcement(connection: Connection, facts: dict[str, Any], announcement: dict[str, Any]) -> None:
    key = f"{facts['slug']}/{announcement['slug']}"
    announcement_id = row_id("announcement", key)
    row = {
        "id": announcement_id,
        "key": key,
        "programme": facts["slug"],
        "title": announcement["title"],
        "announced": announcement["announced_on"],
        "funder": facts["funder"],
        "total_pence": _pence(announcement.get("total")),
        "total_words": announcement.get("total_words"),
        "recipients": announcement.get("recipients"),
        "source_url": announcement["source"],
        "withdrawn": False,
        "rank": SEEDED,
    }
    upsert(connection, Announcement, [row])
    connection.execute(delete(AnnouncementShare).where(AnnouncementShare.announcement_id == announcement_id))
    upsert(
        connection,
        AnnouncementShare,
        [_share_row(announcement_id, at, share) for at, share in enumerate(announcement["shares"])],
    )


def _share_row(announcement_id: int, position: int, share: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row_id("share", announcement_id, position),
        "announcement_id": announcement_id,
        "position": position,
        "recipient": share["recipient"],
        "recipient_key": name_key(share["recipient"]),
        "joint_with": "; ".join(share.get("with", [])) or None,
        "purpose": share.get("for"),
        "amount_pence": _pence(share.get("amount")),
        "note": share.get("note"),
        "source_url": share["source"],
    }


def _pence(amount: str | None) -> int | None:
    return None if amount is None else int(Decimal(amount) * 100)


def programmes(connection: Connection, *, limit: int = 200) -> list[ProgrammePage]:
    """Programmes without their announcements: seeded ones first, then those with most money in grants."""
    statement = (
        _with_sums()
        .order_by(Programme.seeded.desc(), func.coalesce(GrantSum.pence, 0).desc(), Programme.name, Programme.slug)
        .limit(limit)
    )
    return [_page(row, ()) for row in connection.execute(statement)]


def _with_sums() -> Select[*tuple[Any, ...]]:
    of_programme = and_(GrantSum.dimension == "programme", GrantSum.key == Programme.slug)
    columns = (Programme.slug, Programme.name, Programme.funder, GrantSum.grants, GrantSum.pence)
    return select(*columns).outerjoin(GrantSum, of_programme)


def _page(row: Any, sums: tuple[AnnouncedSum, ...]) -> ProgrammePage:
    return ProgrammePage(row.slug, row.name, row.funder, row.grants or 0, row.pence or 0, sums)


def programme(connection: Connection, slug: str) -> ProgrammePage | None:
    """One programme with everything announced under it; None when there is none of that name."""
    row = connection.execute(_with_sums().where(Programme.slug == slug)).first()
    if row is None:
        return None
    ids = connection.execute(
        select(Announcement.id)
        .where(Announcement.programme == slug)
        .order_by(Announcement.announced, Announcement.id)
        .limit(500)
    ).scalars()
    sums = tuple(found for found in (announced(connection, each) for each in ids) if found is not None)
    return _page(row, sums)


def announced(connection: Connection, announcement_id: int) -> AnnouncedSum | None:
    """One announcement with its shares, in the order of its source, and what is known and not known."""
    row = connection.execute(select(Announcement).where(Announcement.id == announcement_id)).first()
    if row is None:
        return None
    found = connection.execute(
        select(AnnouncementShare)
        .where(AnnouncementShare.announcement_id == announcement_id)
        .order_by(AnnouncementShare.position)
    )
    shares = tuple(
        Share(
            each.recipient,
            each.recipient_key,
            each.joint_with,
            each.purpose,
            each.amount_pence,
            each.note,
            each.source_url,
        )
        for each in found
    )
    known, unknown = _what_is_known(row, shares)
    return AnnouncedSum(
        row.id,
        row.title,
        row.announced,
        row.total_pence,
        row.total_words,
        row.recipients,
        row.source_url,
        shares,
        known,
        unknown,
    )


def _what_is_known(row: Any, shares: tuple[Share, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    known: list[str] = []
    unknown: list[str] = []
    stated = [share.amount_pence for share in shares if share.amount_pence is not None]
    if row.total_pence is None:
        unknown.append("No source states the sum.")
    else:
        known.append(f"The sum announced: {pounds(row.total_pence)}.")
    if row.recipients is not None:
        known.append(f"The number of recipients: {row.recipients}. Named in a source: {len(shares)}.")
        if row.recipients > len(shares):
            unknown.append(
                f"Who got the rest: {_count(row.recipients - len(shares), 'recipient', 'recipients')} not named."
            )
    of = f" of {row.recipients}" if row.recipients is not None else ""
    known.append(f"The share of {len(stated)}{of}" + (f", together {pounds(sum(stated))}." if stated else "."))
    without = (row.recipients or len(shares)) - len(stated)
    if without > 0:
        unknown.append(
            f"What {_count(without, 'recipient', 'recipients')} got: the sum is known, the shares are not, "
            "and none is filled in here."
        )
    if row.total_pence is not None and stated and sum(stated) != row.total_pence:
        left = row.total_pence - sum(stated)
        unknown.append(f"Where the other {pounds(left)} went." if left > 0 else "Why the shares exceed the sum.")
    if shares:
        unknown.append("Whether the money was paid: an announcement is not a payment.")
    return tuple(known), tuple(unknown)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
