"""Public bodies and who is meant by a name, slug, GSS code or three-letter code.

The councils are facts bundled with the project (``tracker/data/councils.csv``, sources beside it). Other bodies are
added when files of theirs are loaded, or from a sources file.
"""

import csv
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from tracker.bulk import insert_new, upsert
from tracker.models.organisations import Organisation, OrganisationLink, OrganisationName
from tracker.row_ids import row_id, slug

__all__ = [
    "Publisher",
    "add_body",
    "council_facts",
    "council_names",
    "ensure_councils",
    "find_publisher",
    "organisation_id",
    "publisher_for",
    "seed_councils",
]

COUNCILS = Path(__file__).parent / "data" / "councils.csv"
_SOURCE = "tracker/data/councils.csv (mySociety, GOV.UK, lg-transparency-spend)"
_RELATIONS = {"replaced_by": "replaced-by", "county": "county", "combined_authority": "combined-authority"}
# What a body's name may carry or not, so that "Devon", "Devon CC" and "devon-county-council" are one.
_GENERIC = (
    "metropolitan-borough-council",
    "metropolitan-district-council",
    "london-borough-council",
    "county-borough-council",
    "borough-council",
    "district-council",
    "county-council",
    "city-council",
    "metropolitan-borough",
    "london-borough",
    "royal-borough",
    "council",
    "mbc",
    "lbc",
    "bc",
    "cc",
    "dc",
)


@dataclass(frozen=True, slots=True)
class Publisher:
    """The body that published a file; ``created`` when it was not known before."""

    id: int
    slug: str
    name: str
    created: bool = False

    @property
    def message(self) -> str:
        """What to tell the person who named it; empty when it is an ordinary known body."""
        if not self.created:
            return ""
        return (
            f"“{self.name}” is not one of the UK's councils, so it was added as another public body ({self.slug}). "
            "If a council was meant, use its slug, GSS code or three-letter code."
        )


def organisation_id(body_slug: str) -> int:
    """The id of a body: 47 bits from its slug, the same in every database."""
    return row_id("organisation", body_slug) >> 16


@lru_cache(maxsize=1)
def council_facts() -> tuple[Mapping[str, str], ...]:
    """The rows of ``councils.csv``: current councils first."""
    with COUNCILS.open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


def council_names(asked: str) -> frozenset[str]:
    """Every slug and code of the council meant by a slug, name or code; empty when it is none of the bundled ones."""
    for key in _ways_to_ask(asked):
        for row in council_facts():
            if key in _names_of(row):
                codes = (row["gss_code"], row["code"], *row["former_gss_codes"].split(";"))
                return frozenset(filter(None, (row["slug"], *codes)))
    return frozenset()


def seed_councils(connection: Connection) -> int:
    """Write the bundled facts of every council over what is there; returns how many there are."""
    facts = council_facts()
    ids = {row["code"]: organisation_id(row["slug"]) for row in facts}
    upsert(connection, Organisation, [_council_row(row) for row in facts])
    names: dict[str, int] = {}
    for row in facts:  # current councils come first, so a name goes to the body that bears it today
        for key in _names_of(row):
            names.setdefault(key, ids[row["code"]])
    upsert(connection, OrganisationName, [{"key": k, "organisation_id": v} for k, v in sorted(names.items())])
    upsert(connection, OrganisationLink, list(_links(facts, ids)))
    return len(facts)


def publisher_for(connection: Connection, asked: str) -> Publisher:
    """The body meant by a slug, GSS code, three-letter code or name; an unknown one is added as another body.

    ValueError when nothing is left of the name.
    """
    found = find_publisher(connection, asked)
    return found or add_body(connection, asked)


def find_publisher(connection: Connection, asked: str) -> Publisher | None:
    """The known body meant by a slug, GSS code, three-letter code or name, or None."""
    ensure_councils(connection)
    for key in _ways_to_ask(asked):
        statement = (
            select(Organisation.id, Organisation.slug, Organisation.name)
            .join(OrganisationName, OrganisationName.organisation_id == Organisation.id)
            .where(OrganisationName.key == key)
        )
        if row := connection.execute(statement).first():
            return Publisher(row.id, row.slug, row.name)
    return None


def add_body(connection: Connection, name: str, **facts: Any) -> Publisher:
    """Add a body by its name; ``facts`` are columns of Organisation (type, nation, population, fictional ...)."""
    body_slug = facts.pop("slug", None) or slug(name)
    if body_slug == "unnamed":
        raise ValueError(f"{name!r} cannot be the name of a publisher: it holds no letter or digit")
    shown = name if any(letter.isupper() or letter == " " for letter in name) else name.replace("-", " ").title()
    row = dict.fromkeys(column.name for column in Organisation.__table__.columns if column.name != "fictional")
    row |= {"id": organisation_id(body_slug), "slug": body_slug, "name": shown, "short_name": shown}
    row |= {
        "kind": "other-body",
        "type": "Other body",
        "source": "named when its files were loaded",
        "fictional": False,
    }
    insert_new(connection, Organisation, [row | facts])
    keys = {slug(word) for word in (body_slug, name, facts.get("gss_code"), facts.get("code")) if word}
    insert_new(connection, OrganisationName, [{"key": key, "organisation_id": row["id"]} for key in sorted(keys)])
    return Publisher(organisation_id(body_slug), body_slug, facts.get("name", shown), created=True)


def ensure_councils(connection: Connection) -> None:
    """Write the bundled facts of every council where there are none yet."""
    real = select(Organisation.id).where(Organisation.kind == "council", Organisation.fictional.is_(False))
    if connection.execute(real.limit(1)).first() is None:
        seed_councils(connection)


def _ways_to_ask(asked: str) -> Iterable[str]:
    full = slug(asked)
    yield full
    for words in _GENERIC:
        for short in (
            full.removesuffix(f"-{words}"),
            full.removeprefix(f"{words}-of-"),
            full.removeprefix(f"{words}-"),
        ):
            if short != full:
                yield short


def _names_of(row: Mapping[str, str]) -> list[str]:
    codes = [row["gss_code"], row["code"], *row["former_gss_codes"].split(";")]
    return [slug(word) for word in (row["slug"], row["name"], row["short_name"], *codes) if word]


def _council_row(row: Mapping[str, str]) -> dict[str, Any]:
    plain = ("slug", "name", "short_name", "kind", "type")
    optional = ("type_code", "nation", "region", "gss_code", "code", "similarity", "homepage", "listing_url")
    return {
        "id": organisation_id(row["slug"]),
        **{name: row[name] for name in plain},
        **{name: row[name] or None for name in optional},
        "population": int(row["population"]) if row["population"] else None,
        "population_year": int(row["population_year"]) if row["population_year"] else None,
        "area_km2": float(row["area_km2"]) if row["area_km2"] else None,
        "start_date": _date(row["start_date"]),
        "end_date": _date(row["end_date"]),
        "fictional": False,
        "source": _SOURCE,
        "former_gss_codes": row["former_gss_codes"] or None,
    }


def _links(facts: Iterable[Mapping[str, str]], ids: Mapping[str, int]) -> Iterable[dict[str, Any]]:
    for row in facts:
        for column, relation in _RELATIONS.items():
            for code in filter(None, row[column].split(";")):
                since = _date(row["end_date"]) if relation == "replaced-by" else None
                yield {
                    "organisation_id": ids[row["code"]],
                    "relation": relation,
                    "other_id": ids[code],
                    "since": since,
                }


def _date(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
