"""A payment's page: every field as published, and the way back to its file, row, hash and the moment it was fetched."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from tracker.models.spending import Endpoint, Payment, PaymentPast, Resource
from tracker.spending_pages.bodies import Body, bodies_by_id

__all__ = ["Origin", "PaymentPage", "origins", "payment_page"]


@dataclass(frozen=True, slots=True)
class Origin:
    """An address where the bytes were found, and when they were last fetched there."""

    url: str
    fetched_at: dt.datetime


@dataclass(frozen=True, slots=True)
class PaymentPage:
    """A payment with its file; ``current`` is False for one that a later version of the file no longer has.

    ``extra`` are the columns that Daylight has no name for, by their headings in the file. ``past`` are the ids of
    earlier versions of the file in which the same payment stood.
    """

    payment: Any
    current: bool
    body: Body
    file: Any
    origins: tuple[Origin, ...]
    extra: tuple[tuple[str, str], ...]
    past: tuple[int, ...]


def payment_page(connection: Connection, pid: int) -> PaymentPage | None:
    """Gather the page of the payment with this id: the one that counts, else the newest that once did."""
    current = True
    row: Any = connection.execute(select(Payment).where(Payment.pid == pid).order_by(Payment.id).limit(1)).first()
    past = list(
        connection.execute(
            select(PaymentPast.resource_id)
            .join(Resource, Resource.id == PaymentPast.resource_id)
            .where(PaymentPast.pid == pid)
            .order_by(Resource.fetched_at.desc(), Resource.id)
            .limit(20)
        ).scalars()
    )
    if row is None and past:
        current = False
        of_newest = (PaymentPast.pid == pid, PaymentPast.resource_id == past[0])
        row = connection.execute(select(PaymentPast).where(*of_newest).order_by(PaymentPast.id).limit(1)).first()
    if row is None:
        return None
    file = connection.execute(select(Resource).where(Resource.id == row.resource_id)).one()
    body = bodies_by_id(connection, [row.organisation_id])[row.organisation_id]
    earlier = tuple(at for at in dict.fromkeys(past) if at != row.resource_id)
    return PaymentPage(row, current, body, file, origins(connection, file.id), _extra(row.extra), earlier)


def origins(connection: Connection, resource_id: int) -> tuple[Origin, ...]:
    """Where a file was found, the latest first."""
    statement = (
        select(Endpoint.url, Endpoint.fetched_at)
        .where(Endpoint.resource_id == resource_id)
        .order_by(Endpoint.fetched_at.desc(), Endpoint.url)
        .limit(20)
    )
    return tuple(Origin(**row._asdict()) for row in connection.execute(statement))


def _extra(text: str | None) -> tuple[tuple[str, str], ...]:
    if not text:
        return ()
    found = json.loads(text)
    return tuple((str(key), str(value)) for key, value in found.items() if value not in (None, ""))
