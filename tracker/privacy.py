"""Who may be named in payments: what people decide about a name, and redactions that cover earlier versions too.

A payment that probably names a private person shows amount, date and category, and no name until somebody decides.
Its words wait in ``private_detail``. A name taken down stays down: the decision holds for files loaded later.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, delete, func, select, update

from tracker.bulk import upsert
from tracker.file_issues import mask_cells, mask_row
from tracker.loading_sums import CountedFile, add_file, stored_cube, take_off_file
from tracker.models.spending import NameDecision, Payment, PaymentPast, PrivateDetail, Resource
from tracker.payment_rows import TAKEN_DOWN, NameBook
from tracker.row_ids import read_id, row_id
from tracker.supplier_names import add_suppliers, drop_unused
from tracker.tombstones import suppressed
from tracker.wordings import drop_wordings, stored_purposes, write_wordings

__all__ = [
    "DECISIONS",
    "REDACTED_LATER",
    "Decision",
    "NameWaiting",
    "cover_earlier",
    "decide",
    "decisions_for",
    "keep_masked",
    "mask_name",
    "mask_payment",
    "masks_names",
    "names_waiting",
]

#: How a payment of an earlier version is marked whose name the publisher redacted in a later one.
REDACTED_LATER = "redacted later"
DECISIONS = ("show", "take-down")
_BOTH: tuple[Any, ...] = (Payment, PaymentPast)
_MASKED: dict[str, Any] = dict.fromkeys(
    ("supplier", "supplier_id", "supplier_ref", "company_number", "purpose", "reference", "extra")
)


@dataclass(frozen=True, slots=True)
class NameWaiting:
    """A name that waits for a decision: whose files hold it, and how many payments of how many pence."""

    organisation_id: int
    name_id: int
    name: str
    payments: int
    pence: int


def decisions_for(connection: Connection, organisation_id: int) -> dict[int, str]:
    """What was decided about names in a publisher's files: id of the name to show or take-down."""
    statement = select(NameDecision.name_id, NameDecision.decision)
    rows = connection.execute(statement.where(NameDecision.organisation_id == organisation_id))
    taken_down = {read_id(key): "take-down" for key in suppressed(connection, "supplier")}
    return {row.name_id: row.decision for row in rows} | {
        key: why for key, why in taken_down.items() if key is not None
    }


def names_waiting(connection: Connection, limit: int = 200) -> list[NameWaiting]:
    """Names of current payments that nobody has decided about, those with the most money first."""
    pence = func.sum(Payment.amount_pence)
    statement = (
        select(
            PrivateDetail.organisation_id, PrivateDetail.name_id, func.min(PrivateDetail.supplier), func.count(), pence
        )
        .join(Payment, _same_payment(Payment))
        .group_by(PrivateDetail.organisation_id, PrivateDetail.name_id)
        .order_by(pence.desc(), PrivateDetail.organisation_id, PrivateDetail.name_id)
        .limit(limit)
    )
    return [NameWaiting(row[0], row[1], row[2], row[3], int(row[4])) for row in connection.execute(statement)]


def _same_payment(model: Any) -> Any:
    return and_(
        model.resource_id == PrivateDetail.resource_id,
        model.row == PrivateDetail.row,
        model.part.is_not_distinct_from(PrivateDetail.part),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What somebody decides about a name in one publisher's files: show or take-down, why, who and when (aware)."""

    organisation_id: int
    name_id: int
    decision: str
    reason: str
    by: str
    now: dt.datetime


def decide(connection: Connection, made: Decision) -> int:
    """Show a name or take it down in all files of a publisher, past and to come; returns how many payments changed.

    ValueError for a decision that is none. The caller's transaction holds the change and its audit row together.
    """
    if made.decision not in DECISIONS:
        raise ValueError(f"{made.decision!r} is no decision about a name; those are {' and '.join(DECISIONS)}")
    row = {
        "id": row_id("name-decision", made.organisation_id, made.name_id),
        "organisation_id": made.organisation_id,
        "name_id": made.name_id,
        "decision": made.decision,
        "reason": made.reason,
        "decided_by": made.by,
        "decided_at": made.now,
    }
    upsert(connection, NameDecision, [row])
    if made.decision == "show":
        return _show(connection, made.organisation_id, made.name_id)
    return mask_name(connection, made.organisation_id, made.name_id)[0]


def _details(connection: Connection, organisation_id: int, name_id: int) -> Sequence[Any]:
    statement = select(PrivateDetail).where(
        PrivateDetail.organisation_id == organisation_id, PrivateDetail.name_id == name_id
    )
    return connection.execute(statement.order_by(PrivateDetail.resource_id, PrivateDetail.number)).all()


def _show(connection: Connection, organisation_id: int, name_id: int) -> int:
    details = _details(connection, organisation_id, name_id)
    changed = 0
    with _sums_redone(connection, organisation_id, {row.resource_id for row in details}):
        for row in details:
            words = {name: getattr(row, name) for name in _MASKED if name != "supplier_id"}
            for model in _BOTH:
                place = _at(model, row.resource_id, row.row, row.part)
                values = {**words, "supplier_id": name_id, "personal": False}
                changed += connection.execute(update(model).where(place).values(values)).rowcount
        _forget(connection, organisation_id, name_id)
    add_suppliers(connection, NameBook(organisation_id, shown={row.supplier for row in details}))
    return changed


def mask_name(connection: Connection, organisation_id: int, name_id: int) -> tuple[int, set[int]]:
    """Mask a name in all files of a publisher: how many payments changed, and in which files it stood."""
    details = _details(connection, organisation_id, name_id)
    files = {row.resource_id for row in details}
    for model in _BOTH:
        named = and_(model.organisation_id == organisation_id, model.supplier_id == name_id)
        files |= set(connection.execute(select(model.resource_id).where(named).distinct()).scalars())
    changed = 0
    with _sums_redone(connection, organisation_id, files):
        for model in _BOTH:
            named = and_(model.organisation_id == organisation_id, model.supplier_id == name_id)
            places = [named, *(_at(model, row.resource_id, row.row, row.part) for row in details)]
            for place in places:
                values = {**_MASKED, "redaction": TAKEN_DOWN, "personal": False}
                changed += connection.execute(update(model).where(place).values(values)).rowcount
        _forget(connection, organisation_id, name_id)
    _seal(connection, files)
    mask_cells(connection, files, {name_id})
    drop_unused(connection, [name_id])
    return changed, files


def mask_payment(connection: Connection, pid: int) -> set[int]:
    """Mask the words of one payment in every version that has it, and seal those files; the ids of the files."""
    places: list[Any] = []
    for model in _BOTH:
        columns = (model.organisation_id, model.resource_id, model.row, model.part, model.supplier_id)
        places += connection.execute(select(*columns).where(model.pid == pid).order_by(model.id)).all()
    files = {place.resource_id for place in places}
    for organisation_id in sorted({place.organisation_id for place in places}):
        with _sums_redone(connection, organisation_id, files):
            for model in _BOTH:
                values = {**_MASKED, "redaction": TAKEN_DOWN, "personal": False}
                connection.execute(update(model).where(model.pid == pid).values(values))
    for place in places:
        connection.execute(delete(PrivateDetail).where(_at(PrivateDetail, place.resource_id, place.row, place.part)))
        mask_row(connection, place.resource_id, place.row, place.part)
    _seal(connection, files)
    drop_unused(connection, [place.supplier_id for place in places if place.supplier_id is not None])
    return files


def keep_masked(connection: Connection, resource_id: int) -> None:
    """After a load: mask again what was taken down, in the file just loaded."""
    pids = [number for key in suppressed(connection, "payment") if (number := read_id(key)) is not None]
    for pid in sorted(pids):
        mask_payment(connection, pid)
    names = {number for key in suppressed(connection, "supplier") if (number := read_id(key)) is not None}
    if names:
        mask_cells(connection, {resource_id}, names)


def _at(model: Any, resource_id: int, row: int, part: str | None) -> Any:
    return and_(model.resource_id == resource_id, model.row == row, model.part.is_not_distinct_from(part))


def _forget(connection: Connection, organisation_id: int, name_id: int) -> None:
    connection.execute(
        delete(PrivateDetail).where(PrivateDetail.organisation_id == organisation_id, PrivateDetail.name_id == name_id)
    )


def masks_names(connection: Connection, resource_id: int) -> bool:
    """Whether a name that the file's bytes show was taken down or redacted later, so that they are not handed out."""
    marks = (REDACTED_LATER, TAKEN_DOWN)
    return any(
        connection.execute(
            select(model.id).where(model.resource_id == resource_id, model.redaction.in_(marks)).limit(1)
        ).first()
        for model in _BOTH
    )


def _seal(connection: Connection, files: Iterable[int]) -> None:
    """The bytes of these files are no longer handed out: they hold a name that is not to be shown."""
    for resource_id in sorted(files):
        connection.execute(update(Resource).where(Resource.id == resource_id).values(sealed=True))


@contextmanager
def _sums_redone(connection: Connection, organisation_id: int, files: Iterable[int]) -> Iterator[None]:
    """Take current files out of the sums, let the caller change their payments, and add them up again."""
    wanted = Resource.id.in_(sorted(files))
    current = select(Resource.id).where(wanted, Resource.state == "current").order_by(Resource.id)
    counted = [CountedFile(organisation_id, number) for number in connection.execute(current).scalars()]
    for file in counted:
        take_off_file(connection, file, stored_cube(connection, file.resource_id))
        drop_wordings(connection, file.resource_id)
    yield
    for file in counted:
        add_file(connection, file, stored_cube(connection, file.resource_id))
        write_wordings(connection, file, stored_purposes(connection, file.resource_id))


# -- redactions of later versions ----------------------------------------------------------------------------------

_Key = tuple[Any, int]  # day and pence: what a publisher leaves as it was when a name is redacted


def cover_earlier(connection: Connection, versions: Sequence[int]) -> None:
    """Mask in every version what a later one redacts; ``versions`` are file ids, oldest first.

    A payment is masked when a later version has a redacted payment of the same day and amount, and no longer shows
    this payment's own name for them.
    """
    for later in range(1, len(versions)):
        redacted, shown = _told(connection, versions[later])
        for earlier in versions[:later] if redacted else ():
            _cover(connection, earlier, redacted, shown)


def _told(connection: Connection, resource_id: int) -> tuple[set[_Key], dict[_Key, Counter[int]]]:
    redacted: set[_Key] = set()
    shown: dict[_Key, Counter[int]] = defaultdict(Counter)
    for model in _BOTH:
        of_file = select(model.date, model.amount_pence, model.supplier_id, model.redaction)
        of_file = of_file.where(model.resource_id == resource_id)
        published = model.redaction.is_not(None) & model.redaction.not_in([REDACTED_LATER, TAKEN_DOWN])
        redacted |= {(row.date, row.amount_pence) for row in connection.execute(of_file.where(published))}
    for model in _BOTH if redacted else ():
        of_file = select(model.date, model.amount_pence, model.supplier_id).where(model.resource_id == resource_id)
        for row in connection.execute(of_file.where(model.supplier_id.is_not(None))):
            if (row.date, row.amount_pence) in redacted:
                shown[row.date, row.amount_pence][row.supplier_id] += 1
    return redacted, shown


def _cover(connection: Connection, earlier: int, redacted: set[_Key], shown: Mapping[_Key, Counter[int]]) -> None:
    names = {key: counts.copy() for key, counts in shown.items()}
    hidden = PaymentPast.personal.is_(True)
    statement = select(PaymentPast).where(
        PaymentPast.resource_id == earlier, hidden | PaymentPast.supplier_id.is_not(None)
    )
    masked: list[Any] = []
    for row in connection.execute(statement.order_by(PaymentPast.row, PaymentPast.part, PaymentPast.id)):
        key = (row.date, row.amount_pence)
        if key not in redacted:
            continue
        left = names.get(key, Counter())
        if row.supplier_id is not None and left[row.supplier_id] > 0:
            left[row.supplier_id] -= 1
            continue
        masked.append(row)
    for row in masked:
        values = {**_MASKED, "redaction": REDACTED_LATER, "personal": False}
        connection.execute(update(PaymentPast).where(PaymentPast.id == row.id).values(values))
        connection.execute(delete(PrivateDetail).where(_at(PrivateDetail, earlier, row.row, row.part)))
    if masked:
        _seal(connection, [earlier])
        drop_unused(connection, [row.supplier_id for row in masked if row.supplier_id is not None])
