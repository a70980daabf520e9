"""Adoption recipes: how one body came to run a thing, and who copied it; and readers' "this could be reused"."""

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, func, insert, select, update

from tracker import audit
from tracker.body_names import body_key, body_named, has_page
from tracker.models.notices import Process
from tracker.models.reuse import Recipe, RecipeCopy, RecipePast, ReuseSuggestion, SoftwareEntry
from tracker.policy import Action, Person, Thing, require
from tracker.row_ids import slug
from tracker.typed_words import FieldsError, clean_words

__all__ = [
    "add_recipe",
    "answer_for_buyer",
    "answer_suggestion",
    "confirm_copy",
    "decide_suggestion",
    "recipe",
    "recipes",
    "suggest",
    "suggestion",
    "suggestions",
    "waiting_suggestions",
]

_NEEDED = ("organisation", "software", "need", "steps")


def add_recipe(connection: Connection, facts: dict[str, Any], now: dt.datetime) -> str:
    """Keep a recipe and return its address; ValueError when organisation, software, need or steps are missing.

    The officers who can correct it are those of ``body_key``, which is found by the name where it is not given.
    """
    missing = [name for name in _NEEDED if not str(facts.get(name) or "").strip()]
    if missing:
        raise ValueError(f"A recipe needs {', '.join(missing)}.")
    address = slug(f"{facts['software']} {facts['organisation']}")
    taken = connection.execute(select(func.count()).where(Recipe.slug.like(f"{address}%"))).scalar_one()
    address = f"{address}-{taken + 1}" if taken else address
    body = facts.get("body_key") or body_key(connection, facts["organisation"])
    connection.execute(insert(Recipe).values(**{**facts, "slug": address, "written_at": now, "body_key": body}))
    return address


def confirm_copy(
    connection: Connection,
    address: str,
    organisation: str,
    worked: bool,
    note: str | None,
    now: dt.datetime,
    *,
    body: str | None = None,
) -> int:
    """Note that another body copied a recipe, once for each body; returns how many have.

    ``body`` is its key, found by the name where it is not given. LookupError for an unknown recipe, ValueError for the
    body that wrote it.
    """
    found = connection.execute(select(Recipe.id, Recipe.body_key).where(Recipe.slug == address)).first()
    if found is None:
        raise LookupError(f"no recipe at {address}")
    key = body or body_key(connection, organisation)
    if key == found.body_key:
        raise ValueError("The body that wrote a recipe cannot say that it copied it.")
    of_body = (RecipeCopy.recipe_id == found.id, RecipeCopy.body_key == key)
    if connection.execute(select(RecipeCopy.id).where(*of_body)).first() is None:
        row = {"recipe_id": found.id, "body_key": key, "organisation": organisation.strip()}
        connection.execute(insert(RecipeCopy).values(**row, worked=worked, note=note, confirmed_at=now))
    return connection.execute(select(func.count()).where(RecipeCopy.recipe_id == found.id)).scalar_one()


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
    """One recipe with the bodies that copied it and what it said before, each oldest first; None when unknown.

    ``body_page`` and ``software_page`` are the addresses of those pages, or None where there is none.
    """
    row = connection.execute(select(Recipe).where(Recipe.slug == address)).first()
    if row is None:
        return None
    copies = connection.execute(
        select(RecipeCopy.organisation, RecipeCopy.body_key, RecipeCopy.worked, RecipeCopy.note,
               RecipeCopy.confirmed_at)
        .where(RecipeCopy.recipe_id == row.id)
        .order_by(RecipeCopy.confirmed_at, RecipeCopy.id)
    )  # fmt: skip
    past = connection.execute(
        select(RecipePast.said, RecipePast.why, RecipePast.replaced_at)
        .where(RecipePast.recipe_id == row.id)
        .order_by(RecipePast.replaced_at, RecipePast.id)
    )
    software = slug(row.software)
    listed = connection.execute(select(SoftwareEntry.id).where(SoftwareEntry.slug == software).limit(1)).first()
    return {
        **_shown(row),
        "body_page": f"/councils/{row.body_key}" if has_page(connection, row.body_key) else None,
        "software_page": f"/software/{software}" if listed else None,
        "copied_by": [dict(copy._mapping) for copy in copies],
        "said_before": [dict(each._mapping) for each in past],
    }


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


def suggestion(connection: Connection, number: int) -> dict[str, Any] | None:
    """One suggestion that is shown, with the purchase it is for (None for none in particular) and its buyer's key."""
    row = connection.execute(
        select(ReuseSuggestion, Process.key.label("purchase"), Process.title, Process.buyer_key)
        .outerjoin(Process, Process.id == ReuseSuggestion.process_id)
        .where(ReuseSuggestion.id == number, ReuseSuggestion.state == "shown")
    ).first()
    return None if row is None else dict(row._mapping)


def answer_for_buyer(connection: Connection, person: Person, number: int, words: str, now: dt.datetime) -> None:
    """Answer a suggestion that is shown: an officer of the buyer, or a moderator where it is for no purchase.

    The same words sent twice stand once. LookupError when unknown, RefusedError for anybody else, FieldsError for words
    that cannot be kept or an answer there is.
    """
    found = suggestion(connection, number)
    if found is None:
        raise LookupError(f"no suggestion {number}")
    bound = found["process_id"] is not None
    action = Action.ANSWER_SUGGESTION if bound else Action.MODERATE
    require(person, action, Thing(body=found["buyer_key"] or ""))
    kept = clean_words(words)
    if found["answer"] == kept:
        return
    if not 3 <= len(kept) <= 3000:
        raise FieldsError({"words": "Write an answer of up to 3,000 letters."})
    by = body_named(connection, found["buyer_key"]) if bound else "A moderator"
    try:
        answer_suggestion(connection, number, kept, by, now)
    except ValueError as error:
        raise FieldsError({"words": str(error)}) from error
    audit.record(
        connection, now=now, actor=person.account, action="suggestion.answer", kind="suggestion", key=str(number),
        sentence="A suggestion of what could be reused was answered.",
    )  # fmt: skip


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
