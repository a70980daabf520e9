"""Which files are versions of one publication, and which of them counts.

Two files of a publisher are versions of one another when they were published as the same thing (same lineage) and are
about the same months, or when they list the same payments of the same months (a year and its quarters are none: see
``tracker.overlaps``). A name that is used again for the next month ("latest.csv") starts a publication of its own.
Of all versions the last that appeared counts; the rest are kept as records.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select, update

from tracker.models.spending import Endpoint, Resource
from tracker.survey import Survey, likeness

__all__ = ["Member", "joined", "known_members", "member", "ordered", "write_series"]

_ALIKE = 0.7  # share of payments in common from which two files are the same list


@dataclass(frozen=True, slots=True)
class Member:
    """A readable file of a publisher as far as its versions go; ``fetched_at`` is when it last appeared."""

    id: int
    sha256: str
    fetched_at: dt.datetime
    lineages: frozenset[str]
    month_from: int | None
    month_to: int | None
    sketch: bytes
    state: str = ""
    series: int = 0

    def is_version_of(self, other: "Member") -> bool:
        """Whether both are versions of one publication."""
        together = _share_of_months(self, other)
        if self.lineages & other.lineages and (together is None or together >= 0.5):
            return True
        same_months = (self.month_from, self.month_to) == (other.month_from, other.month_to)
        return bool(together) and same_months and likeness(self.sketch, other.sketch) >= _ALIKE

    def months_shared(self, other: "Member") -> tuple[int, int] | None:
        """The first and last month that both are about; None when there is none, or the dates are not known."""
        if self.month_from is None or self.month_to is None or other.month_from is None or other.month_to is None:
            return None
        first, last = max(self.month_from, other.month_from), min(self.month_to, other.month_to)
        return (first, last) if first <= last else None


def _ordinal(month: int) -> int:
    return month // 100 * 12 + month % 100


def _share_of_months(one: Member, other: Member) -> float | None:
    """The months both are about, as a share of the shorter; None when the dates of one are not known."""
    if one.month_from is None or one.month_to is None or other.month_from is None or other.month_to is None:
        return None
    first, last = max(one.month_from, other.month_from), min(one.month_to, other.month_to)
    lengths = [_ordinal(m.month_to or 0) - _ordinal(m.month_from or 0) + 1 for m in (one, other)]
    return max(0, _ordinal(last) - _ordinal(first) + 1) / min(lengths)


def known_members(connection: Connection, organisation_id: int) -> list[Member]:
    """The publisher's files that could be read, in order of their id."""
    lineages: dict[int, set[str]] = {}
    mine = select(Resource.id).where(Resource.organisation_id == organisation_id)
    endpoints = select(Endpoint.resource_id, Endpoint.lineage).where(Endpoint.resource_id.in_(mine))
    for row in connection.execute(endpoints.order_by(Endpoint.resource_id, Endpoint.url)):
        lineages.setdefault(row.resource_id, set()).add(row.lineage)
    statement = select(Resource).where(Resource.organisation_id == organisation_id, Resource.state != "rejected")
    return [
        Member(
            row.id,
            row.sha256,
            row.fetched_at,
            frozenset(lineages.get(row.id, ())),
            row.month_from,
            row.month_to,
            row.sketch or b"",
            row.state,
            row.series,
        )
        for row in connection.execute(statement.order_by(Resource.id))
    ]


def member(resource_id: int, origin: Any, lineages: Iterable[str], survey: Survey) -> Member:
    """A file that is about to be loaded, as a member."""
    return Member(
        resource_id,
        origin.sha256,
        origin.fetched_at,
        frozenset(lineages),
        survey.month_from,
        survey.month_to,
        survey.sketch,
    )


def joined(new: Member, known: Sequence[Member]) -> list[Member]:
    """All versions of the publication that ``new`` belongs to, oldest first; ``series`` is the least of their ids.

    It may bring together what were two publications so far.
    """
    touched = {each.series for each in known if each.id != new.id and new.is_version_of(each)}
    if new.series:
        touched.add(new.series)
    versions = [new, *(each for each in known if each.id != new.id and each.series in touched)]
    series = min(each.id for each in versions)
    return ordered(replace(each, series=series) for each in versions)


def ordered(versions: Iterable[Member]) -> list[Member]:
    """Versions in the order in which they appeared; the hash breaks a tie, so that every database agrees."""
    return sorted(versions, key=lambda each: (each.fetched_at, each.sha256))


def write_series(connection: Connection, versions: Iterable[Member], current: int) -> None:
    """Write down, for files that are in the ledger, which series they are in and which of them counts."""
    for each in versions:
        state = "current" if each.id == current else "superseded"
        change = update(Resource).where(Resource.id == each.id)
        connection.execute(change.values(series=each.series, state=state, fetched_at=each.fetched_at))
