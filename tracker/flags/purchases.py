"""The rules about purchases: money paid without a notice that was found, and prices far from others of their kind."""

import statistics
from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from tracker.flags.rules import Found
from tracker.models.notices import AwardSupplier, Process
from tracker.models.organisations import Organisation, OrganisationName, Supplier
from tracker.models.reuse import Bought
from tracker.models.sums import OrganisationSupplierYearSum as YearSum
from tracker.money_words import pounds
from tracker.reuse.vocabulary import functions
from tracker.row_ids import shown_id

__all__ = ["far_prices", "no_notice"]

_LEAST_PAID = 3_000_000
_LEAST_PURCHASES = 5
_LEAST_OTHERS = 5
_TIMES = 3


def no_notice(connection: Connection) -> Iterator[Found]:
    """Suppliers paid £30,000 or more in a year by a council whose gathered notices never name them."""
    gathered = connection.execute(
        select(OrganisationName.organisation_id, Process.buyer_key)
        .join(Process, Process.buyer_key == OrganisationName.key)
        .group_by(OrganisationName.organisation_id, Process.buyer_key)
        .having(func.count() >= _LEAST_PURCHASES)
        .order_by(OrganisationName.organisation_id)
    ).all()
    for row in gathered:
        named = set(
            connection.execute(
                select(AwardSupplier.supplier_key)
                .join(Process, Process.id == AwardSupplier.process_id)
                .where(Process.buyer_key == row.buyer_key)
            ).scalars()
        )
        if not named:
            continue  # a council whose notices name no supplier at all says nothing about this one
        earliest = connection.execute(
            select(func.min(Process.first_published)).where(Process.buyer_key == row.buyer_key)
        ).scalar_one()
        if earliest is None:
            continue
        body = connection.execute(select(Organisation.name).where(Organisation.id == row.organisation_id)).scalar_one()
        sums = connection.execute(
            select(Supplier.id, Supplier.name, Supplier.key, YearSum.year, YearSum.pence)
            .join(YearSum, YearSum.supplier_id == Supplier.id)
            .where(YearSum.organisation_id == row.organisation_id)
            .where(YearSum.pence >= _LEAST_PAID, YearSum.year > earliest.year)
            .order_by(Supplier.id, YearSum.year.desc())
        ).all()  # fmt: skip
        told: set[int] = set()
        for paid in sums:
            if paid.key in named or paid.id in told:
                continue
            told.add(paid.id)
            yield Found(
                "no-notice", row.organisation_id, body, paid.name, paid.pence,
                min(80, 30 + paid.pence // 10_000_000),
                f"{pounds(paid.pence)} was paid in {paid.year}, and none of the notices gathered of this body names "
                "the supplier.",
                (f"supplier/{shown_id(paid.id)}",), supplier_id=paid.id,
            )  # fmt: skip


def far_prices(connection: Connection) -> Iterator[Found]:
    """Contracts worth more than three times, or less than a third of, the middle of the others for their function."""
    rows = connection.execute(
        select(Bought.function, Bought.process_id, Bought.title, Bought.buyer_name, Bought.value_pence, Process.key)
        .join(Process, Process.id == Bought.process_id)
        .where(Bought.upcoming.is_(False), Bought.currency == "GBP", Bought.value_pence > 0, Bought.certainty >= 70)
        .order_by(Bought.function, Bought.process_id)
    ).all()
    by_function = defaultdict(list)
    for row in rows:
        by_function[row.function].append(row)
    for function, contracts in by_function.items():
        if len(contracts) <= _LEAST_OTHERS:
            continue
        for row in contracts:
            others = [other.value_pence for other in contracts if other.process_id != row.process_id]
            middle = statistics.median_low(others)
            times = row.value_pence / middle
            if 1 / _TIMES <= times <= _TIMES:
                continue
            label = functions()[function].label.lower()
            how = f"{times:.1f} times" if times > 1 else f"a {1 / times:.1f}th of"
            yield Found(
                "far-price", None, row.buyer_name or "a body that the notice does not name", row.title, row.value_pence,
                min(85, 30 + round(10 * max(times, 1 / times))),
                f"{pounds(row.value_pence)} is {how} the middle of {len(others)} other contracts read as {label} "
                f"({pounds(middle)}).",
                (f"purchase/{row.key}",), process_key=row.key,
            )  # fmt: skip
