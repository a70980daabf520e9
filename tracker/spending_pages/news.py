"""The newest files of all bodies, for the feed and the first page."""

from sqlalchemy import Connection, select

from tracker.models.organisations import Organisation
from tracker.models.spending import Resource
from tracker.spending_pages.council import FileLine

__all__ = ["newest_files"]


def newest_files(connection: Connection, limit: int = 30) -> list[tuple[str, FileLine]]:
    """The files last fetched that count, each with the name of its publisher, newest first."""
    statement = (
        select(
            Organisation.name.label("publisher"), Resource.id, Resource.name, Resource.state, Resource.reason,
            Resource.rows_accepted, Resource.rows_refused, Resource.amount_pence, Resource.month_from,
            Resource.month_to, Resource.fetched_at,
        )
        .join(Organisation, Organisation.id == Resource.organisation_id)
        .where(Resource.kind == "spending", Resource.state == "current")
        .order_by(Resource.fetched_at.desc(), Resource.id)
        .limit(limit)
    )  # fmt: skip
    return [(row[0], FileLine(*tuple(row)[1:])) for row in connection.execute(statement)]
