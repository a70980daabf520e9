"""The filters of lists of grants: read from an address, written back in one canonical form, applied to a query."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Select

from tracker.models.grants import Grant
from tracker.open_filters import FilterError
from tracker.places import REGIONS

__all__ = ["GrantFilter", "applied"]

_WORD_LIMIT = 100
_KEY_LIMIT = 240


@dataclass(frozen=True, slots=True)
class GrantFilter:
    """What to show: each field narrows the list; keys are those of pages, ``q`` are words in the title."""

    funder: str | None = None
    recipient: str | None = None
    programme: str | None = None
    region: str | None = None
    year: int | None = None
    q: str | None = None

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "GrantFilter":
        """The filter in an address's query; empty fields count as absent. FilterError says what is wrong."""
        words = {each.name: (given.get(each.name) or "").strip()[:_KEY_LIMIT] or None for each in fields(cls)}
        region, year = words["region"], words["year"]
        if region is not None and region not in REGIONS:
            raise FilterError(f"“{region}” is not a region that we know.")
        if year is not None and not (year.isdigit() and len(year) == 4):
            raise FilterError(f"“{year}” is not a year.")
        return cls(
            funder=words["funder"],
            recipient=words["recipient"],
            programme=words["programme"],
            region=region,
            year=int(year) if year else None,
            q=" ".join((words["q"] or "")[:_WORD_LIMIT].split()) or None,
        )

    def query(self) -> str:
        """The filter as the query of an address: the same filter always gives the same text; "" when all is shown."""
        return urlencode({name: value for name, value in asdict(self).items() if value is not None})


def applied(statement: Select[Any], chosen: GrantFilter) -> Select[Any]:
    """The statement over grants narrowed by the filter."""
    pairs = (
        (Grant.funder_key, chosen.funder),
        (Grant.recipient_key, chosen.recipient),
        (Grant.programme_key, chosen.programme),
        (Grant.region, chosen.region),
        (Grant.year, chosen.year),
    )
    for column, value in pairs:
        if value is not None:
            statement = statement.where(column == value)
    for word in (chosen.q or "").split():
        statement = statement.where(Grant.title.icontains(word, autoescape=True))
    return statement
