"""What the first page shows: what closes soonest, what was just announced, and what was just paid."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from tracker.models.organisations import Organisation
from tracker.models.sums import OrganisationSum
from tracker.open_now import OpenItem, closes_soonest, just_announced

__all__ = ["FirstPage", "JustPaid", "first_page"]


@dataclass(frozen=True, slots=True)
class JustPaid:
    """A body whose newest published payments reach furthest: its newest month, and its total of all time in pence."""

    slug: str
    name: str
    last_month: int
    payments: int
    pence: int


@dataclass(frozen=True, slots=True)
class FirstPage:
    """The first page's three lists, and how much there is behind them."""

    closes_soonest: tuple[OpenItem, ...]
    just_announced: tuple[Any, ...]
    just_paid: tuple[JustPaid, ...]
    bodies: int
    payments: int


def first_page(connection: Connection, now: dt.datetime, limit: int = 5) -> FirstPage:
    """Gather the first page at a moment; ``limit`` is the length of each list."""
    bodies, payments = connection.execute(
        select(func.count(), func.coalesce(func.sum(OrganisationSum.payments), 0)).select_from(OrganisationSum)
    ).one()
    return FirstPage(
        closes_soonest(connection, now, limit),
        tuple(just_announced(connection, limit)),
        _just_paid(connection, limit),
        bodies,
        int(payments),
    )


def _just_paid(connection: Connection, limit: int) -> tuple[JustPaid, ...]:
    statement = (
        select(
            Organisation.slug, Organisation.name, OrganisationSum.last_month, OrganisationSum.payments,
            OrganisationSum.pence,
        )
        .join(OrganisationSum, OrganisationSum.organisation_id == Organisation.id)
        .order_by(OrganisationSum.last_month.desc(), Organisation.name)
        .limit(limit)
    )  # fmt: skip
    return tuple(JustPaid(*row) for row in connection.execute(statement))
