"""Keeps what the rules found: run anew as a whole, with the words of people kept; lists and pages read from here."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, or_, select

from tracker.bulk import insert_new
from tracker.flags.payments import just_under, large_to_new, paid_twice, paid_twice_elsewhere, round_sums, split
from tracker.flags.purchases import far_prices, no_notice
from tracker.flags.rules import RULES, TOO_OFTEN, Found
from tracker.models.organisations import Organisation
from tracker.models.reuse import Bought
from tracker.models.sums import OrganisationSum, OrganisationSupplierSum
from tracker.models.trust import Flag, FlagReply, FlagRun, FlagWord
from tracker.row_ids import row_id

__all__ = ["answer_flag", "flag_page", "flags", "hide_flag", "refresh", "runs", "show_flag", "words_log"]

_WAYS: dict[str, Callable[[Connection], Iterator[Found]]] = {
    "just-under": just_under,
    "split": split,
    "twice": paid_twice,
    "twice-elsewhere": paid_twice_elsewhere,
    "round": round_sums,
    "new-large": large_to_new,
    "no-notice": no_notice,
    "far-price": far_prices,
}
_LEAST_TO_JUDGE = 200  # of fewer things looked at, a share says nothing about the rule


def refresh(connection: Connection, now: dt.datetime) -> dict[str, int]:
    """Run every rule anew; returns how often each fired. A flag that is found again keeps its id, words and replies."""
    fired: dict[str, int] = {}
    for rule, way in _WAYS.items():
        found = {_id(each): each for each in way(connection)}
        connection.execute(delete(Flag).where(Flag.rule == rule))
        insert_new(connection, Flag, [_row(number, each, now) for number, each in found.items()])
        looked_at = _looked_at(connection, rule)
        warning = _warning(rule, len(found), looked_at)
        connection.execute(delete(FlagRun).where(FlagRun.rule == rule))
        connection.execute(
            insert(FlagRun).values(rule=rule, ran_at=now, looked_at=looked_at, fired=len(found), warning=warning)
        )
        fired[rule] = len(found)
    return fired


def flags(
    connection: Connection,
    *,
    rule: str | None = None,
    organisation_id: int | None = None,
    supplier_id: int | None = None,
    hidden: bool = False,
    after: tuple[int, int] | None = None,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """Flags, the strongest first; hidden ones only when asked for. ``after`` is (strength, id) of the last one seen."""
    statement = select(Flag, Organisation.slug).outerjoin(Organisation, Organisation.id == Flag.organisation_id)
    for column, wanted in (
        (Flag.rule, rule), (Flag.organisation_id, organisation_id), (Flag.supplier_id, supplier_id),
    ):  # fmt: skip
        if wanted is not None:
            statement = statement.where(column == wanted)
    if after is not None:
        strength, number = after
        statement = statement.where(
            or_(Flag.strength < strength, and_(Flag.strength == strength, Flag.id > number))
        )  # fmt: skip
    kept = Flag.id.in_(_hidden_ids())
    statement = statement.where(kept if hidden else ~kept)
    rows = connection.execute(statement.order_by(Flag.strength.desc(), Flag.id).limit(limit))
    return [_shown(row) for row in rows]


def flag_page(connection: Connection, number: int) -> dict[str, Any] | None:
    """One flag with its rule, how often that fires, what was answered, and what was said about hiding it."""
    row = connection.execute(
        select(Flag, Organisation.slug)
        .outerjoin(Organisation, Organisation.id == Flag.organisation_id)
        .where(Flag.id == number)
    ).first()
    if row is None:
        return None
    run = connection.execute(select(FlagRun).where(FlagRun.rule == row.rule)).first()
    replies = connection.execute(select(FlagReply).where(FlagReply.flag_id == number).order_by(FlagReply.at))
    words = connection.execute(select(FlagWord).where(FlagWord.flag_id == number).order_by(FlagWord.at, FlagWord.id))
    said = [dict(each._mapping) for each in words]
    return {
        **_shown(row),
        "about": asdict(RULES[row.rule]),
        "run": dict(run._mapping) if run else None,
        "replies": [dict(each._mapping) for each in replies],
        "words": said,
        "hidden": bool(said) and not said[-1]["shown"],
    }


def runs(connection: Connection) -> list[dict[str, Any]]:
    """Every rule with how often it fired when it last ran, in the order of the rules."""
    ran = {row.rule: row for row in connection.execute(select(FlagRun))}
    lines = []
    for code, rule in RULES.items():
        row = ran.get(code)
        share = row.fired / row.looked_at if row and row.looked_at else None
        lines.append(
            {
                **asdict(rule),
                "ran_at": row.ran_at if row else None,
                "looked_at": row.looked_at if row else 0,
                "fired": row.fired if row else 0,
                "for_each_thousand": None if share is None else round(1000 * share, 2),
                "warning": row.warning if row else None,
            }
        )
    return lines


def hide_flag(connection: Connection, number: int, why: str, by: str, now: dt.datetime) -> None:
    """Hide a flag, with a public reason; ValueError without one, LookupError for an unknown flag."""
    _say(connection, number, False, why, by, now)


def show_flag(connection: Connection, number: int, why: str, by: str, now: dt.datetime) -> None:
    """Show a hidden flag again, with a public reason."""
    _say(connection, number, True, why, by, now)


def answer_flag(connection: Connection, number: int, who: str, words: str, now: dt.datetime) -> None:
    """Add what a body or a supplier answers; ValueError for an empty answer, LookupError for an unknown flag."""
    _need(connection, number)
    if not words.strip():
        raise ValueError("An answer needs words.")
    connection.execute(insert(FlagReply).values(flag_id=number, who=who.strip(), words=words.strip(), at=now))


def words_log(connection: Connection, limit: int = 200) -> list[dict[str, Any]]:
    """The public log of flags hidden and shown again, newest first."""
    rows = connection.execute(select(FlagWord).order_by(FlagWord.at.desc(), FlagWord.id.desc()).limit(limit))
    return [dict(row._mapping) for row in rows]


def _say(connection: Connection, number: int, shown: bool, why: str, by: str, now: dt.datetime) -> None:
    _need(connection, number)
    if not why.strip():
        raise ValueError("Say why; the reason is public.")
    connection.execute(insert(FlagWord).values(flag_id=number, shown=shown, why=why.strip(), by=by.strip(), at=now))


def _need(connection: Connection, number: int) -> None:
    if connection.execute(select(Flag.id).where(Flag.id == number)).first() is None:
        raise LookupError(f"no flag {number}")


def _hidden_ids() -> Any:
    newest = select(func.max(FlagWord.id)).group_by(FlagWord.flag_id)
    return select(FlagWord.flag_id).where(FlagWord.id.in_(newest), FlagWord.shown.is_(False))


def _id(each: Found) -> int:
    """The same finding keeps its id when more of the same turns up: the rule, whose, about whom, and its first row."""
    first = min(each.evidence) if each.rule in {"split", "twice", "twice-elsewhere"} else None
    return row_id("flag", each.rule, each.organisation_id, each.supplier_id, each.process_key, first)


def _row(number: int, each: Found, now: dt.datetime) -> dict[str, Any]:
    row = asdict(each)
    return {"id": number, **row, "evidence": json.dumps(list(each.evidence)), "found_at": now}


def _shown(row: Any) -> dict[str, Any]:
    found = dict(row._mapping)
    return {**found, "title": RULES[row.rule].title, "organisation_slug": found.pop("slug")}


def _looked_at(connection: Connection, rule: str) -> int:
    """How many things the rule looked at: pairs of body and supplier, payments, or contracts."""
    if rule == "far-price":
        statement = select(func.count()).select_from(Bought).where(Bought.upcoming.is_(False))
    elif rule in {"just-under", "new-large", "no-notice"}:
        statement = select(func.count()).select_from(OrganisationSupplierSum)
    else:
        statement = select(func.coalesce(func.sum(OrganisationSum.payments), 0))
    return int(connection.execute(statement).scalar_one())


def _warning(rule: str, fired: int, looked_at: int) -> str | None:
    if looked_at < _LEAST_TO_JUDGE or fired <= TOO_OFTEN * looked_at:
        return None
    return (
        f"This rule fired on {fired:,} of {looked_at:,}, more than {TOO_OFTEN:.0%}: that says something about the data "
        "or the rule, and little about anybody."
    )
