"""The rules about payments: just under a threshold, split, paid twice, round, and large to somebody new.

Each asks the database for groups and looks closer at the few that come back. Names of private persons are left out.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Integer, cast, func, or_, select

from tracker.flags.rules import Found
from tracker.models.organisations import Organisation, Supplier
from tracker.models.spending import Payment
from tracker.models.sums import MonthSum, OrganisationSum, OrganisationSupplierSum
from tracker.money_words import pounds
from tracker.row_ids import shown_id

__all__ = ["just_under", "large_to_new", "paid_twice", "paid_twice_elsewhere", "round_sums", "split"]

_THRESHOLDS = (500_000, 3_000_000)
_NO_INVOICE = ("grant", "loan", "precept", "deposit", "levy", "treasury", "investment", "pension", "tax")
_PUBLIC = (
    "council",
    "authority",
    "nhs",
    "police",
    "agency",
    "department",
    "ministry",
    "hmrc",
    "ccg",
    "trust",
    "office",
)
_PAYMENT_RUN = 4  # more payments to one supplier on one day are a run for many clients or sites
_MONTHS_BEFORE = 6
_SHOWN = 12  # payments named as evidence; the supplier's page has the rest

P = Payment
_COUNTED = (P.currency == "GBP", P.supplier_id.is_not(None), P.personal.is_(False), P.redaction.is_(None))


def just_under(connection: Connection) -> Iterator[Found]:
    """Payments up to 5% under a threshold, against those up to 5% above it."""
    for threshold in _THRESHOLDS:
        low, high = threshold * 95 // 100, threshold * 105 // 100
        under = func.sum(cast(P.amount_pence < threshold, Integer))
        rows = connection.execute(
            select(P.organisation_id, P.supplier_id, under.label("under"), func.count().label("near"))
            .where(*_COUNTED, P.amount_pence >= low, P.amount_pence < high, P.date.is_not(None))
            .group_by(P.organisation_id, P.supplier_id)
            .having(under >= 3)
            .order_by(P.organisation_id, P.supplier_id)
        ).all()
        for row in rows:
            above = row.near - row.under
            if row.under < 3 * max(above, 1):
                continue
            near = _of(row).where(P.amount_pence >= low, P.amount_pence < threshold, P.date.is_not(None))
            payments = _densest_year(connection.execute(near.order_by(P.date, P.pid)).all())
            # One amount again and again is a fee; a hand that stays under a threshold varies it.
            if len({payment.amount_pence for payment in payments}) < 3:
                continue
            share = round(100 * threshold_closeness(payments, threshold))
            yield _found(
                connection, "just-under", row, payments, min(95, 30 + 8 * len(payments) + share // 5),
                f"{len(payments)} payments within a year lie up to 5% under {pounds(threshold)}; {above} lie as close "
                "above it.",
            )  # fmt: skip


def threshold_closeness(payments: Sequence[Any], threshold: int) -> float:
    """How close payments come to the threshold on average: 0 at 5% under it, 1 at it."""
    gaps = [(threshold - payment.amount_pence) / (threshold * 0.05) for payment in payments]
    return 1 - sum(gaps) / len(gaps)


def split(connection: Connection) -> Iterator[Found]:
    """Payments of one day that pass £30,000 only together."""
    threshold = _THRESHOLDS[1]
    rows = connection.execute(
        select(P.organisation_id, P.supplier_id, P.date, func.count(func.distinct(P.reference)).label("references"))
        .where(*_COUNTED, P.amount_pence >= threshold // 2, P.amount_pence < threshold)
        .where(P.date.is_not(None), P.reference.is_not(None))
        .group_by(P.organisation_id, P.supplier_id, P.date)
        .having(func.count(func.distinct(P.reference)) >= 2, func.sum(P.amount_pence) >= threshold)
        .having(func.count() <= _PAYMENT_RUN)
        .order_by(P.organisation_id, P.supplier_id, P.date)
    ).all()
    for row in rows:
        statement = _of(row).where(P.date == row.date, P.amount_pence >= threshold // 2)
        payments = connection.execute(statement.where(P.amount_pence < threshold).order_by(P.pid)).all()
        alike = len({payment.purpose or payment.category for payment in payments}) == 1
        yield _found(
            connection, "split", row, payments, 20 + (20 if alike else 0) + 5 * len(payments),
            f"{len(payments)} payments of one day, each under {pounds(threshold)}, come to "
            f"{pounds(sum(payment.amount_pence for payment in payments))} together"
            + (", all for the same purpose." if alike else "."),
        )  # fmt: skip


def paid_twice(connection: Connection) -> Iterator[Found]:
    """The same reference and amount on two days, and never paid back.

    The body must use the reference for these two payments only: one that stands under other sums is an agreement's
    number, and one of several suppliers is a payment run's.
    """
    rows = connection.execute(
        select(
            P.organisation_id, P.reference, func.min(P.supplier_id).label("supplier_id"),
            func.min(P.amount_pence).label("amount_pence"),
        )
        .where(P.currency == "GBP", func.length(P.reference) >= 6)
        .group_by(P.organisation_id, P.reference)
        .having(func.count() == 2, func.count(P.supplier_id) == 2, func.count(func.distinct(P.date)) == 2)
        .having(func.min(P.supplier_id) == func.max(P.supplier_id), func.min(P.amount_pence) >= 50_000)
        .having(func.min(P.amount_pence) == func.max(P.amount_pence))
        .order_by(P.organisation_id, P.reference)
    ).all()  # fmt: skip
    for row in rows:
        payments = connection.execute(_of(row).where(P.reference == row.reference).order_by(P.date, P.pid)).all()
        back = connection.execute(
            select(func.count()).where(
                P.organisation_id == row.organisation_id, P.supplier_id == row.supplier_id,
                P.amount_pence == -row.amount_pence,
            )
        ).scalar_one()  # fmt: skip
        if back or len(payments) != 2:
            continue
        apart = abs((payments[1].date - payments[0].date).days)
        yield _found(
            connection, "twice", row, payments, 75 if apart <= 100 else 50,
            f"{pounds(row.amount_pence)} under the reference {row.reference} was paid on two days, "
            f"{_count(apart, 'day')} apart, and no payment back of that sum was published.",
            pence=row.amount_pence,
        )  # fmt: skip


def paid_twice_elsewhere(connection: Connection) -> Iterator[Found]:
    """The same reference and amount in the files of two bodies."""
    rows = connection.execute(
        select(func.min(P.organisation_id).label("organisation_id"), P.supplier_id, P.amount_pence, P.reference)
        .where(*_COUNTED, P.amount_pence >= 50_000, func.length(P.reference) >= 6)
        .group_by(P.supplier_id, P.amount_pence, P.reference)
        .having(func.count(func.distinct(P.organisation_id)) == 2)
        .order_by(P.supplier_id, P.reference, P.amount_pence)
    ).all()
    for row in rows:
        payments = connection.execute(
            _columns()
            .where(*_COUNTED, P.supplier_id == row.supplier_id, P.reference == row.reference)
            .where(P.amount_pence == row.amount_pence)
            .order_by(P.organisation_id, P.date, P.pid)
        ).all()
        yield _found(
            connection, "twice-elsewhere", row, payments, 60,
            f"{pounds(row.amount_pence)} under the reference {row.reference} stands in the files of two bodies.",
            pence=row.amount_pence,
        )  # fmt: skip


def round_sums(connection: Connection) -> Iterator[Found]:
    """Large whole ten thousands to somebody who is otherwise paid sums that are not round."""
    grants = [
        func.lower(func.coalesce(column, "")).like(f"%{word}%")
        for word in _NO_INVOICE
        for column in (P.category, P.purpose)
    ]
    rows = connection.execute(
        _columns()
        .where(*_COUNTED, P.amount_pence >= 5_000_000, P.amount_pence % 1_000_000 == 0, ~or_(*grants))
        .order_by(P.organisation_id, P.supplier_id, P.pid)
    ).all()
    by_pair: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for row in rows:
        by_pair[row.organisation_id, row.supplier_id].append(row)
    for (organisation_id, supplier_id), payments in by_pair.items():
        every, uneven = connection.execute(
            select(func.count(), func.sum(cast(P.amount_pence % 10_000 != 0, Integer))).where(
                *_COUNTED, P.organisation_id == organisation_id, P.supplier_id == supplier_id
            )
        ).one()
        if every < 5 or (uneven or 0) < 0.8 * (every - len(payments)) or len(payments) > max(2, every // 10):
            continue
        yield _found(
            connection, "round", payments[0], payments, 35 + min(30, payments[0].amount_pence // 10_000_000),
            f"{_count(len(payments), 'payment')} in whole ten thousands among {every} payments to this supplier, of "
            "which hardly any other is round.",
        )  # fmt: skip


def large_to_new(connection: Connection) -> Iterator[Found]:
    """First payments of £100,000 or more within a month, where six months of earlier files have none."""
    pairs = connection.execute(
        select(
            P.organisation_id, P.supplier_id, Supplier.name, func.min(P.date).label("first"), OrganisationSum.payments
        )
        .join(Supplier, Supplier.id == P.supplier_id)
        .join(OrganisationSum, OrganisationSum.organisation_id == P.organisation_id)
        .join(
            OrganisationSupplierSum,
            (OrganisationSupplierSum.organisation_id == P.organisation_id)
            & (OrganisationSupplierSum.supplier_id == P.supplier_id),
        )
        .where(*_COUNTED, P.date.is_not(None), OrganisationSupplierSum.pence >= 10_000_000)
        .group_by(P.organisation_id, P.supplier_id, Supplier.name, OrganisationSum.payments)
        .order_by(P.organisation_id, P.supplier_id)
    ).all()
    largest: dict[int, int] = {}
    months: dict[int, set[int]] = {}
    for row in pairs:
        body = row.organisation_id
        if body not in largest:
            largest[body], months[body] = _largest(connection, body, row.payments), _months(connection, body)
        # Somebody is new only to files that were published: the months before must be there.
        if len(_before(row.first) & months[body]) < _MONTHS_BEFORE - 1 or _is_public(row.name):
            continue
        first_month = _of(row).where(P.date <= row.first + dt.timedelta(days=31))
        payments = connection.execute(first_month.order_by(P.amount_pence.desc(), P.pid)).all()
        pence = sum(payment.amount_pence for payment in payments)
        if pence < 10_000_000 or payments[0].amount_pence < largest[body]:
            continue
        yield _found(
            connection, "new-large", row, payments, min(90, 45 + pence // 10_000_000),
            f"{pounds(pence)} within 31 days of the first payment; the files of the {_MONTHS_BEFORE} months before "
            "name the supplier nowhere.",
        )  # fmt: skip


def _largest(connection: Connection, body: int, payments: int) -> int:
    """The amount from which a payment is among a body's largest 1%."""
    statement = select(P.amount_pence).where(P.organisation_id == body, P.currency == "GBP")
    found = connection.execute(statement.order_by(P.amount_pence.desc()).offset(payments // 100).limit(1)).scalar()
    return found or 0


def _months(connection: Connection, body: int) -> set[int]:
    """The months for which a body's payments are there, as year * 100 + month."""
    statement = select(MonthSum.month).where(MonthSum.organisation_id == body, MonthSum.payments > 0)
    return set(connection.execute(statement).scalars())


def _before(day: dt.date) -> set[int]:
    """The months before a day's month, as many as make somebody new."""
    number = day.year * 12 + day.month - 1
    return {(each // 12) * 100 + each % 12 + 1 for each in range(number - _MONTHS_BEFORE, number)}


def _is_public(name: str) -> bool:
    return any(word in name.lower() for word in _PUBLIC)


def _columns() -> Any:
    return select(P.pid, P.organisation_id, P.supplier_id, P.date, P.amount_pence, P.reference, P.purpose, P.category)


def _of(row: Any) -> Any:
    return _columns().where(*_COUNTED, P.organisation_id == row.organisation_id, P.supplier_id == row.supplier_id)


def _densest_year(payments: Sequence[Any]) -> Sequence[Any]:
    """The most payments, in order of date, that lie within one year."""
    best: Sequence[Any] = ()
    start = 0
    for end, payment in enumerate(payments):
        while payment.date - payments[start].date > dt.timedelta(days=365):
            start += 1
        if end + 1 - start > len(best):
            best = payments[start : end + 1]
    return best


def _count(many: int, what: str) -> str:
    return f"1 {what}" if many == 1 else f"{many} {what}s"


def _found(
    connection: Connection,
    rule: str,
    row: Any,
    payments: Sequence[Any],
    strength: int,
    sentence: str,
    *,
    pence: int | None = None,
) -> Found:
    body = connection.execute(select(Organisation.name).where(Organisation.id == row.organisation_id)).scalar_one()
    supplier = connection.execute(select(Supplier.name).where(Supplier.id == row.supplier_id)).scalar_one()
    return Found(
        rule, row.organisation_id, body, supplier,
        sum(payment.amount_pence for payment in payments) if pence is None else pence,
        int(strength), sentence, tuple(shown_id(payment.pid) for payment in payments[:_SHOWN]),
        supplier_id=row.supplier_id, on=max((payment.date for payment in payments if payment.date), default=None),
    )  # fmt: skip
