"""Dates that anybody can work out from one date and a rule of law: standstill, key decisions, agendas, accounts."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from tracker.calendars import Nation
from tracker.clock import (
    KeyDate,
    accounts_inspection_end,
    agenda_due,
    key_decision_earliest,
    key_decision_notice_due,
    standstill_end,
)
from tracker.open_filters import FilterError

__all__ = ["DATE_RULES", "DateRule", "work_out"]


@dataclass(frozen=True, slots=True)
class DateRule:
    """One rule: what a person wants to know, which date it starts from, and whose bank holidays count, if any do."""

    question: str
    start: str
    nations: tuple[Nation, ...]
    work: Callable[[dt.date, Nation], KeyDate]


# The rules on key decisions, agendas and inspection are England's; Scotland, Wales and Northern Ireland have their own.
_ENGLAND = (Nation.ENGLAND,)

DATE_RULES: dict[str, DateRule] = {
    "standstill": DateRule(
        "When may the contract be signed?", "Day of the contract award notice", tuple(Nation), standstill_end
    ),
    "key-decision": DateRule(
        "When may the key decision be taken?",
        "Day of the notice in the forward plan",
        _ENGLAND,
        lambda day, _: key_decision_earliest(day),
    ),
    "key-decision-notice": DateRule(
        "By when must a key decision be announced?",
        "Day of the decision",
        _ENGLAND,
        lambda day, _: key_decision_notice_due(day),
    ),
    "agenda": DateRule(
        "By when must the agenda be out?", "Day of the meeting", _ENGLAND, lambda day, _: agenda_due(day)
    ),
    "accounts-inspection": DateRule(
        "Until when can the accounts be inspected?",
        "First day of the period, from the council's notice of public rights",
        _ENGLAND,
        accounts_inspection_end,
    ),
}


def work_out(rule: str, day: str, nation: str) -> KeyDate:
    """The date that a rule gives; FilterError with a sentence when a word of the question cannot be used."""
    if rule not in DATE_RULES:
        raise FilterError(f"“{rule}” is not a rule that we know.")
    chosen = DATE_RULES[rule]
    try:
        start = dt.date.fromisoformat(day.strip())
    except ValueError:
        raise FilterError(f"“{day}” is not a date. Write it as year-month-day, such as 2026-06-08.") from None
    if not 2000 <= start.year <= 2099:
        raise FilterError("Bank holidays are known for the years 2000 to 2099 only.")
    where = next((each for each in Nation if each.value == (nation or Nation.ENGLAND.value)), None)
    if where is None:
        raise FilterError(f"“{nation}” is not a nation of the United Kingdom that we know.")
    if where not in chosen.nations:
        raise FilterError(f"That rule is England’s: the law of {where.words} is not the same and is not kept here.")
    return chosen.work(start, where)
