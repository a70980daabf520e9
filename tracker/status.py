"""How an installation stands: what it holds, what came last, which sources are late, what waits for a person."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from tracker.archive import Archive
from tracker.db import newest_revision, revision_of
from tracker.models.grants import Grant
from tracker.models.notices import Notice, NoticeFile, Process
from tracker.models.spending import PaymentPast, Resource
from tracker.models.sums import OrganisationSum, SupplierSum
from tracker.privacy import names_waiting
from tracker.sources import CADENCES, Source

__all__ = ["LateSource", "late_sources", "status_lines"]


@dataclass(frozen=True, slots=True)
class LateSource:
    """A source from which nothing new has come for longer than it is used to; ``days`` since then, None if never."""

    source: Source
    days: int | None


def late_sources(archive: Archive, sources: Iterable[Source], now: dt.datetime) -> list[LateSource]:
    """Sources that were gathered before and have been silent for over twice their cadence, the longest first."""
    last: dict[str, dt.datetime] = {}
    asked: set[str] = set()
    for fetch in archive.fetches():
        asked.add(fetch.source)
        if fetch.role == "data" and fetch.outcome in ("new", "changed"):
            last[fetch.source] = max(fetch.time, last.get(fetch.source, fetch.time))
    found = []
    for source in sources:
        since = last.get(source.id)
        days = None if since is None else (now - since).days
        if source.id in asked and (days is None or days > 2 * CADENCES[source.cadence]):
            found.append(LateSource(source, days))
    return sorted(found, key=lambda late: (-(late.days if late.days is not None else 1 << 30), late.source.id))


def status_lines(connection: Connection) -> Iterator[str]:
    """The state of the database, a line a fact."""
    revision = revision_of(connection)
    newest = "up to date" if revision == newest_revision() else f"this version needs {newest_revision()}"
    yield f"database: {connection.dialect.name}, tables of {revision} ({newest})"
    payments, pence, bodies = connection.execute(
        select(func.sum(OrganisationSum.payments), func.sum(OrganisationSum.pence), func.count())
    ).one()
    yield f"payments: {payments or 0:,} of {bodies:,} publishers, {_pounds(pence or 0)}"
    yield f"suppliers: {_count(connection, SupplierSum):,}"
    yield f"payments of earlier versions, kept as records: {_count(connection, PaymentPast):,}"
    states = select(Resource.state, func.count()).group_by(Resource.state).order_by(Resource.state)
    files = ", ".join(f"{count:,} {state}" for state, count in connection.execute(states)) or "none"
    yield f"spending files: {files}"
    yield f"notices: {_count(connection, Notice):,} of {_count(connection, Process):,} purchases"
    yield f"grants: {_count(connection, Grant):,}"
    latest = (
        select(NoticeFile.kind, func.max(NoticeFile.fetched_at)).group_by(NoticeFile.kind).order_by(NoticeFile.kind)
    )
    times = [
        ("spending", connection.execute(select(func.max(Resource.fetched_at))).scalar()),
        *connection.execute(latest),
    ]
    for kind, moment in times:
        if moment is not None:
            yield f"last {kind} file fetched: {moment:%d %B %Y, %H:%M} UTC"
    waiting = names_waiting(connection, limit=1000)
    if waiting:
        number = f"{len(waiting):,}" if len(waiting) < 1000 else "1,000 or more"
        yield f"names that wait for a decision whether to show them: {number}"


def _count(connection: Connection, model: type) -> int:
    return connection.execute(select(func.count()).select_from(model)).scalar_one()


def _pounds(pence: int) -> str:
    return f"{'-' if pence < 0 else ''}£{abs(pence) // 100:,}.{abs(pence) % 100:02d}"
