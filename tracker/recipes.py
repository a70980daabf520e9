"""Adoption recipes: how one body came to run a thing, and who copied it; and readers' "this could be reused"."""

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, func, insert, select, update

from tracker.models.reuse import Recipe, RecipeCopy, ReuseSuggestion
from tracker.row_ids import slug

__all__ = [
    "add_recipe",
    "answer_suggestion",
    "confirm_copy",
    "decide_suggestion",
    "recipe",
    "recipes",
    "suggest",
    "suggestions",
    "waiting_suggestions",
]

_NEEDED = ("organisation", "software", "need", "steps")


def add_recipe(connection: Connection, facts: dict[str, Any], now: dt.datetime) -> str:
    """Keep a recipe and return its address; ValueError when organisation, software, need or steps are missing."""
    missing = [name for name in _NEEDED if not str(facts.get(name) or "").strip()]
    if missing:
        raise ValueError(f"A recipe needs {', '.join(missing)}.")
    address = slug(f"{facts['software']} {facts['organisation']}")
    taken = connection.execute(select(func.count()).where(Recipe.slug.like(f"{address}%"))).scalar_one()
    address = f"{address}-{taken + 1}" if taken else address
    connection.execute(insert(Recipe).values(slug=address, written_at=now, **facts))
    return address


def confirm_copy(
    connection: Connection, address: str, organisation: str, worked: bool, note: str | None, now: dt.datetime
) -> int:
    """Note that another body copied a recipe, once for each body; returns how many have. LookupError when unknown."""
    found = connection.execute(select(Recipe.id).where(Recipe.slug == address)).scalar()
    if found is None:
        raise LookupError(f"no recipe at {address}")
    known = connection.execute(
        select(RecipeCopy.id).where(RecipeCopy.recipe_id == found, RecipeCopy.organisation == organisation.strip())
    ).first()
    if known is None:
        connection.execute(
            insert(RecipeCopy).values(
                recipe_id=found, organisation=organisation.strip(), worked=worked, note=note, confirmed_at=now
            )
        )
    return connection.execute(select(func.count()).where(RecipeCopy.recipe_id == found)).scalar_one()


def recipes(connection: Connection, software: str | None = None) -> list[dict[str, Any]]:
    """Recipes with their count of copies, the most copied first; all, or those for one software."""
    copies = (
        select(func.count())
        .where(RecipeCopy.recipe_id == Recipe.id)
        .correlate(Recipe)
        .scalar_subquery()
        .label("copies")
    )
    query = select(Recipe, copies)
    if software is not None:
        query = query.where(Recipe.software == software)
    rows = connection.execute(query.order_by(copies.desc(), Recipe.software, Recipe.id))
    return [_shown(row) for row in rows]


def recipe(connection: Connection, address: str) -> dict[str, Any] | None:
    """One recipe with the bodies that copied it, oldest first; None when unknown."""
    row = connection.execute(select(Recipe).where(Recipe.slug == address)).first()
    if row is None:
        return None
    copies = connection.execute(
        select(RecipeCopy.organisation, RecipeCopy.worked, RecipeCopy.note, RecipeCopy.confirmed_at)
        .where(RecipeCopy.recipe_id == row.id)
        .order_by(RecipeCopy.confirmed_at, RecipeCopy.id)
    )
    return {**_shown(row), "copied_by": [dict(copy._mapping) for copy in copies]}


def suggest(
    connection: Connection, process_id: int | None, name: str, link: str, reason: str, by: str | None, now: dt.datetime
) -> int:
    """Keep a reader's suggestion and return its number; ValueError without a name, a web address and a reason."""
    parts = urlsplit(link.strip())
    if not (name.strip() and reason.strip() and parts.scheme in {"http", "https"} and parts.hostname):
        raise ValueError("A suggestion needs a name, a web address and a reason.")
    done = connection.execute(
        insert(ReuseSuggestion)
        .values(
            process_id=process_id,
            name=name.strip()[:200],
            link=link.strip(),
            reason=reason.strip(),
            made_by=(by or "").strip()[:120] or None,
            state="waiting",
            made_at=now,
        )
        .returning(ReuseSuggestion.id)
    )
    return int(done.scalar_one())


def answer_suggestion(connection: Connection, number: int, words: str, by: str, now: dt.datetime) -> None:
    """Write an officer's answer to a suggestion; LookupError when unknown, ValueError when it has one already."""
    row = connection.execute(select(ReuseSuggestion.answer).where(ReuseSuggestion.id == number)).first()
    if row is None:
        raise LookupError(f"no suggestion {number}")
    if row.answer is not None:
        raise ValueError("This suggestion has been answered; an answer is not rewritten.")
    connection.execute(
        update(ReuseSuggestion)
        .where(ReuseSuggestion.id == number)
        .values(answer=words.strip(), answered_by=by.strip(), answered_at=now)
    )


def decide_suggestion(connection: Connection, number: int, shown: bool) -> None:
    """A moderator's word on a suggestion; LookupError when there is none with that number."""
    done = connection.execute(
        update(ReuseSuggestion)
        .where(ReuseSuggestion.id == number)
        .values(state="shown" if shown else "refused")
        .returning(ReuseSuggestion.id)
    )
    if done.first() is None:
        raise LookupError(f"no suggestion {number}")


def suggestions(
    connection: Connection, process_id: int | None, state: str = "shown", limit: int = 200
) -> list[dict[str, Any]]:
    """What readers suggested for one process (or for none in particular) in a state, oldest first."""
    rows = connection.execute(
        select(ReuseSuggestion)
        .where(ReuseSuggestion.process_id == process_id, ReuseSuggestion.state == state)
        .order_by(ReuseSuggestion.made_at, ReuseSuggestion.id)
        .limit(limit)
    )
    return [dict(row._mapping) for row in rows]


def waiting_suggestions(connection: Connection, limit: int = 100) -> list[dict[str, Any]]:
    """What waits for a moderator, oldest first, whatever it was suggested for."""
    rows = connection.execute(
        select(ReuseSuggestion)
        .where(ReuseSuggestion.state == "waiting")
        .order_by(ReuseSuggestion.made_at, ReuseSuggestion.id)
        .limit(limit)
    )
    return [dict(row._mapping) for row in rows]


def _shown(row: Any) -> dict[str, Any]:
    return {key: value for key, value in row._mapping.items() if key != "id"}
