"""Public bodies as pages name them, and their way from one to another."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from tracker.models.organisations import Organisation, OrganisationLink, OrganisationName
from tracker.row_ids import slug as slug_of

__all__ = ["Body", "Relative", "bodies_by_id", "body_by_slug", "relatives"]

_COLUMNS = (
    Organisation.id, Organisation.slug, Organisation.name, Organisation.short_name, Organisation.kind,
    Organisation.type, Organisation.nation, Organisation.region, Organisation.gss_code, Organisation.population,
    Organisation.population_year, Organisation.similarity, Organisation.homepage, Organisation.listing_url,
    Organisation.start_date, Organisation.end_date, Organisation.fictional,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Body:
    """A public body and the facts that pages give of it; ``end_date`` is set once it was abolished."""

    id: int
    slug: str
    name: str
    short_name: str
    kind: str
    type: str
    nation: str | None
    region: str | None
    gss_code: str | None
    population: int | None
    population_year: int | None
    similarity: str | None
    homepage: str | None
    listing_url: str | None
    start_date: dt.date | None
    end_date: dt.date | None
    fictional: bool


@dataclass(frozen=True, slots=True)
class Relative:
    """Another body and what it is to this one: replaced-by, replaces, county, district, combined-authority, member."""

    relation: str
    slug: str
    name: str
    since: dt.date | None


_OTHER_WAY = {"replaced-by": "replaces", "county": "district", "combined-authority": "member"}


def body_by_slug(connection: Connection, asked: str) -> Body | None:
    """The body at an address; also by its GSS code or a name, whose slug the caller then redirects to."""
    row = connection.execute(select(*_COLUMNS).where(Organisation.slug == asked)).first()
    if row is None:
        named = select(OrganisationName.organisation_id).where(OrganisationName.key == slug_of(asked))
        row = connection.execute(select(*_COLUMNS).where(Organisation.id == named.scalar_subquery())).first()
    return Body(*tuple(row)) if row else None


def bodies_by_id(connection: Connection, ids: Iterable[int]) -> dict[int, Body]:
    """Several bodies by their ids."""
    rows = connection.execute(select(*_COLUMNS).where(Organisation.id.in_(set(ids))))
    return {row.id: Body(*tuple(row)) for row in rows}


def relatives(connection: Connection, body_id: int) -> tuple[Relative, ...]:
    """The bodies before, after, above and below this one, in order of relation and name."""
    found: list[Relative] = []
    for own, other in (
        (OrganisationLink.organisation_id, OrganisationLink.other_id),
        (OrganisationLink.other_id, OrganisationLink.organisation_id),
    ):
        statement = (
            select(OrganisationLink.relation, Organisation.slug, Organisation.name, OrganisationLink.since)
            .join(Organisation, Organisation.id == other)
            .where(own == body_id)
        )
        for relation, slug, name, since in connection.execute(statement):
            forwards = own is OrganisationLink.organisation_id
            found.append(Relative(relation if forwards else _OTHER_WAY[relation], slug, name, since))
    return tuple(sorted(found, key=lambda relative: (relative.relation, relative.name)))
