"""Councils like mine: the same duties, the most shared labels of mySociety's similarity, and a population near mine."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from tracker.models.organisations import Organisation
from tracker.models.sums import OrganisationSum
from tracker.spending_pages.bodies import Body

__all__ = ["Like", "councils_like"]


@dataclass(frozen=True, slots=True)
class Like:
    """A council that resembles another, and in what; ``published`` when it has payments here to compare."""

    slug: str
    name: str
    shared: tuple[str, ...]
    times: float | None
    published: bool

    @property
    def why(self) -> str:
        """In what it resembles, as a sentence part."""
        parts = ["the same type of council"]
        if self.shared:
            parts.append(", ".join(self.shared))
        if self.times is not None:
            parts.append(f"{self.times:.1f} times the population")
        return "; ".join(parts)


def councils_like(connection: Connection, body: Body, limit: int = 6) -> tuple[Like, ...]:
    """The councils of the same type that resemble this one most; those with payments come first."""
    statement = (
        select(
            Organisation.slug, Organisation.name, Organisation.similarity, Organisation.population,
            OrganisationSum.payments,
        )
        .outerjoin(OrganisationSum, OrganisationSum.organisation_id == Organisation.id)
        .where(
            Organisation.type == body.type, Organisation.id != body.id, Organisation.end_date.is_(None),
            Organisation.kind == body.kind, Organisation.fictional == body.fictional,
        )
    )  # fmt: skip
    own = _labels(body.similarity)
    found = []
    for slug, name, similarity, population, payments in connection.execute(statement):
        shared = tuple(label for label in _labels(similarity) if label in own)
        times = population / body.population if population and body.population else None
        found.append(Like(slug, name, shared, times, bool(payments)))
    return tuple(sorted(found, key=_order)[:limit])


def _order(like: Like) -> tuple[bool, int, float, str]:
    ratio = like.times or 1e9
    return not like.published, -len(like.shared), max(ratio, 1 / ratio), like.name


def _labels(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split(";") if part.strip())
