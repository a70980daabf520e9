"""What officers do with recipes: write one for their body, correct it without hiding what it said, and copy another's.

The name that stands by a recipe or a copy is that of the body in whose scope the officer holds the role, never typed.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from parsers.values import pence
from tracker import audit
from tracker.body_names import body_named
from tracker.models.reuse import Recipe, RecipePast, SoftwareEntry
from tracker.policy import Action, Person, Thing, require
from tracker.recipes import add_recipe, confirm_copy, recipe
from tracker.row_ids import slug
from tracker.typed_words import FieldsError, clean_words

__all__ = ["FIELDS", "Field", "confirm_for_body", "correct_recipe", "write_recipe"]

_MOST_PENCE = 10**13  # a hundred thousand million pounds: more is a slip of the finger
_COST = "Write the cost in pounds, such as 64,000 or 1,250.50."


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form: its question, how many letters it can have, and whether it is needed."""

    label: str
    longest: int
    hint: str = ""
    needed: bool = False
    lines: bool = True


FIELDS: dict[str, Field] = {
    "software": Field("Which software", 200, "By the name that others know it by.", needed=True, lines=False),
    "need": Field("The need", 3000, "What it was to do, for whom, and for how many.", needed=True),
    "steps": Field("The steps", 6000, "In their order, one on a line.", needed=True),
    "cost": Field("The cost in pounds", 40, "Such as 64,000. Leave it empty when you do not know.", lines=False),
    "cost_basis": Field("What that cost covers", 300, "Such as: in the first year, staff time included.", lines=False),
    "contract": Field("The contract", 2000, "How it was bought, from whom, until when; or that there was none."),
    "pitfalls": Field("What to look out for", 3000, "What went wrong, and what you would do differently."),
    "contact": Field("Whom to ask", 300, "A team or an office, never a person: this is public.", lines=False),
}


def write_recipe(connection: Connection, person: Person, body: str, typed: Mapping[str, str], now: dt.datetime) -> str:
    """Publish a recipe of a body's officer and return its address; the same form sent twice gives the same address.

    ``typed`` has the texts of FIELDS. RefusedError for whoever is no officer of the body; FieldsError says what to
    mend.
    """
    require(person, Action.WRITE_RECIPE, Thing(body=body))
    facts = _read(connection, typed)
    there = connection.execute(
        select(Recipe.slug, Recipe.need, Recipe.steps)
        .where(Recipe.body_key == body, Recipe.software == facts["software"])
        .order_by(Recipe.id)
    )
    for row in there:
        if (row.need, row.steps) == (facts["need"], facts["steps"]):
            return str(row.slug)
    facts |= {"organisation": body_named(connection, body), "body_key": body}
    address = add_recipe(connection, facts, now)
    audit.record(
        connection, now=now, actor=person.account, action="recipe.write", kind="recipe", key=address,
        sentence="A body wrote a recipe.",
    )  # fmt: skip
    return address


def correct_recipe(
    connection: Connection, person: Person, address: str, typed: Mapping[str, str], why: str, now: dt.datetime
) -> None:
    """Change what a recipe says; what it said before is kept on its page with the reason and the day.

    The software itself stays. LookupError when unknown; RefusedError for whoever is no officer of the body that wrote
    it; FieldsError with what to mend. Nothing is noted when nothing changed.
    """
    row = connection.execute(select(Recipe).where(Recipe.slug == address)).first()
    if row is None:
        raise LookupError(f"no recipe at {address}")
    require(person, Action.WRITE_RECIPE, Thing(body=row.body_key))
    why = clean_words(why, lines=False)
    wrong = {} if 3 <= len(why) <= 500 else {"why": "Say in a sentence why it is corrected: that is public."}
    try:
        facts = _read(connection, {**typed, "software": row.software})
    except FieldsError as error:
        raise FieldsError({**error.wrong, **wrong}) from error
    before = {name: row._mapping[name] for name in facts}
    if facts == before:
        return
    if wrong:
        raise FieldsError(wrong)
    connection.execute(insert(RecipePast).values(recipe_id=row.id, said=before, why=why, replaced_at=now))
    connection.execute(update(Recipe).where(Recipe.id == row.id).values(**facts, corrected_at=now))
    audit.record(
        connection, now=now, actor=person.account, action="recipe.correct", kind="recipe", key=address,
        sentence="A body corrected its recipe; what it said before is on its page.",
    )  # fmt: skip


def confirm_for_body(
    connection: Connection, person: Person, address: str, body: str, worked: bool | None, note: str, now: dt.datetime
) -> None:
    """Note that an officer's body copied a recipe, once; LookupError when unknown.

    RefusedError for whoever is no officer of the body; FieldsError without a word on whether it worked, and for the
    body that wrote the recipe.
    """
    require(person, Action.CONFIRM_RECIPE, Thing(body=body))
    found = recipe(connection, address)
    if found is None:
        raise LookupError(f"no recipe at {address}")
    note = clean_words(note, lines=False)
    wrong = {}
    if body == found["body_key"]:
        wrong["body"] = "The body that wrote a recipe cannot say that it copied it."
    if worked is None:
        wrong["worked"] = "Say whether it worked."
    if len(note) > 1000:
        wrong["note"] = f"A note can have 1,000 letters; this one has {len(note):,}."
    if wrong:
        raise FieldsError(wrong)
    if any(each["body_key"] == body for each in found["copied_by"]):
        return
    confirm_copy(connection, address, body_named(connection, body), bool(worked), note or None, now, body=body)
    audit.record(
        connection, now=now, actor=person.account, action="recipe.copy", kind="recipe", key=address,
        sentence="A body said that it copied a recipe.",
    )  # fmt: skip


def _read(connection: Connection, typed: Mapping[str, str]) -> dict[str, Any]:
    """The columns that the form fills, cleaned; FieldsError with a sentence for every field to be mended."""
    wrong: dict[str, str] = {}
    texts = {name: clean_words(typed.get(name, ""), lines=field.lines) for name, field in FIELDS.items()}
    for name, field in FIELDS.items():
        if field.needed and not texts[name]:
            wrong[name] = f"{field.label}: this is needed."
        elif len(texts[name]) > field.longest:
            count = f"{len(texts[name]):,}"
            wrong[name] = f"{field.label}: this can have {field.longest:,} letters, and has {count}."
    cost = pence(texts.pop("cost")) if texts["cost"] and "cost" not in wrong else None
    if typed.get("cost", "").strip() and "cost" not in wrong and (cost is None or not 0 <= cost < _MOST_PENCE):
        wrong["cost"] = _COST
    if wrong:
        raise FieldsError(wrong)
    texts.pop("cost", None)
    facts: dict[str, Any] = {name: text or None for name, text in texts.items()}
    return {**facts, "software": _as_listed(connection, texts["software"]), "cost_pence": cost}


def _as_listed(connection: Connection, name: str) -> str:
    """The software's name as the catalogue spells it, so that its page shows the recipe too."""
    listed = connection.execute(
        select(SoftwareEntry.name).where(SoftwareEntry.slug == slug(name)).order_by(SoftwareEntry.id).limit(1)
    ).scalar()
    return listed[:200] if listed else name
