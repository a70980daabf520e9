"""Takes what was taken down out of the tables that every page, feed, answer and public copy is made from.

Most of what Daylight shows was read from files. So a thing is taken out of the tables once, instead of being left out
by each of a hundred questions; its tombstone keeps every later load from bringing it back, and a load brings it back
when the tombstone is lifted. A payment stays with its day and its amount, because sums must go on adding
up: its words go.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, or_, select, update

from tracker.grants import DIMENSIONS, add_up
from tracker.models.grants import Announcement, AnnouncementShare, AnnouncementVersion, Grant, GrantVersion
from tracker.models.notices import (
    Award,
    AwardSupplier,
    Contract,
    Notice,
    NoticeFile,
    Process,
    ProcessDate,
    ProcessLink,
)
from tracker.models.reuse import Bought, ReuseSuggestion, SoftwareEntry, SoftwareFunction
from tracker.models.spending import Payment, PaymentPast, Resource
from tracker.models.trust import Flag, FlagReply, FlagWord, IdentityProposal, SupplierJoin
from tracker.privacy import mask_name, mask_payment
from tracker.row_ids import read_id, shown_id

__all__ = ["read_again", "take_out"]

_BY_KEY = frozenset({"comment", "procurement", "bid"})


def take_out(connection: Connection, kind: str, key: str) -> list[str]:
    """Take one thing out of the tables; the SHA-256 of the files that it was read from, of which a lift needs to know.

    LookupError when the key is none of this kind. Comments, procurements and bids stay: their pages ask the tombstones.
    """
    if kind in _BY_KEY:
        return []
    if kind in {"process", "software"}:
        return _TAKE[kind](connection, key)
    number = read_id(key)
    if number is None:
        raise LookupError(key)
    return _TAKE[kind](connection, number)


def read_again(connection: Connection, files: Sequence[str]) -> None:
    """Let the next load read these files as if they were new, which brings back what was taken out of them."""
    connection.execute(delete(NoticeFile).where(NoticeFile.sha256.in_(files)))
    connection.execute(update(Resource).where(Resource.sha256.in_(files)).values(parser_version="", sealed=False))


def _process(connection: Connection, key: str) -> list[str]:
    number = connection.execute(select(Process.id).where(Process.key == key)).scalar()
    _drop_flags(connection, Flag.process_key == key)
    if number is None:
        return []
    files = connection.execute(select(Notice.sha256).where(Notice.process_id == number).distinct()).scalars().all()
    joined = or_(ProcessLink.left_id == number, ProcessLink.right_id == number)
    connection.execute(delete(ProcessLink).where(joined))
    for model in (AwardSupplier, Award, Contract, ProcessDate, Bought, ReuseSuggestion, Notice):
        connection.execute(delete(model).where(model.process_id == number))
    connection.execute(delete(Process).where(Process.id == number))
    return sorted(files)


def _grant(connection: Connection, number: int) -> list[str]:
    row = connection.execute(select(Grant).where(Grant.id == number)).first()
    if row is None:
        return []
    versions = select(GrantVersion.sha256).where(GrantVersion.grant_row == number)
    files = {row.sha256, *connection.execute(versions).scalars()}
    connection.execute(delete(GrantVersion).where(GrantVersion.grant_row == number))
    connection.execute(delete(Grant).where(Grant.id == number))
    for dimension, (column, _) in DIMENSIONS.items():
        value = getattr(row, column.key)
        if value is not None:
            add_up(connection, dimension, [value])
    return sorted(files)


def _announcement(connection: Connection, number: int) -> list[str]:
    of_it = AnnouncementVersion.announcement_id == number
    files = connection.execute(select(AnnouncementVersion.sha256).where(of_it)).scalars().all()
    connection.execute(delete(AnnouncementShare).where(AnnouncementShare.announcement_id == number))
    connection.execute(delete(AnnouncementVersion).where(of_it))
    connection.execute(delete(Announcement).where(Announcement.id == number))
    return sorted(files)


def _software(connection: Connection, key: str) -> list[str]:
    entries = connection.execute(select(SoftwareEntry.id, SoftwareEntry.sha256).where(SoftwareEntry.slug == key)).all()
    for row in entries:
        connection.execute(delete(SoftwareFunction).where(SoftwareFunction.entry_id == row.id))
        connection.execute(delete(SoftwareEntry).where(SoftwareEntry.id == row.id))
    return sorted({row.sha256 for row in entries})


def _payment(connection: Connection, pid: int) -> list[str]:
    shown = shown_id(pid)
    names = select(Payment.supplier_id).where(Payment.pid == pid, Payment.supplier_id.is_not(None))
    for supplier in connection.execute(names).scalars().all():
        # A flag tells of a payment in its sentence; the next review works out anew what is left.
        flags = select(Flag.id, Flag.evidence).where(Flag.supplier_id == supplier)
        told = [row.id for row in connection.execute(flags) if shown in row.evidence]
        _drop_flags(connection, Flag.id.in_(told))
    return _hashes(connection, mask_payment(connection, pid))


def _supplier(connection: Connection, number: int) -> list[str]:
    bodies: set[int] = set()
    for model in (Payment, PaymentPast):
        named = select(model.organisation_id).where(model.supplier_id == number).distinct()
        bodies |= set(connection.execute(named).scalars())
    files: set[int] = set()
    for body in sorted(bodies):
        _, sealed = mask_name(connection, body, number)
        files |= sealed
    _drop_flags(connection, Flag.supplier_id == number)
    connection.execute(
        delete(SupplierJoin).where(or_(SupplierJoin.supplier_id == number, SupplierJoin.leader_id == number))
    )
    pairs = or_(IdentityProposal.first_id == number, IdentityProposal.second_id == number)
    connection.execute(delete(IdentityProposal).where(pairs))
    return _hashes(connection, files)


def _hashes(connection: Connection, files: set[int]) -> list[str]:
    statement = select(Resource.sha256).where(Resource.id.in_(sorted(files))).order_by(Resource.sha256)
    return list(connection.execute(statement).scalars())


def _drop_flags(connection: Connection, chosen: Any) -> None:
    flags = list(connection.execute(select(Flag.id).where(chosen).order_by(Flag.id)).scalars())
    for model in (FlagReply, FlagWord):
        connection.execute(delete(model).where(model.flag_id.in_(flags)))
    connection.execute(delete(Flag).where(Flag.id.in_(flags)))


_TAKE: dict[str, Callable[[Connection, Any], list[str]]] = {
    "process": _process,
    "grant": _grant,
    "announcement": _announcement,
    "software": _software,
    "payment": _payment,
    "supplier": _supplier,
}
