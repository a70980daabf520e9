"""A plain summary of a planned purchase, built from its own fields: every clause names the field it was made of.

Nothing is added that a field does not say; a field that is missing leaves its clause out, or says that it is missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tracker.clock import KeyDate
from tracker.countdown import moment_in_words
from tracker.day_words import day_in_words
from tracker.money_words import money
from tracker.notice_names import notice_name, stage_name
from tracker.process_facts import buyer_party, cpv_of, day_of, items_in, part, text_in, value_of
from tracker.subjects import division_of, subject_words

__all__ = ["Clause", "summary"]

_MARKS = {
    "nominal": "a figure too small to be meant, so it is left out of totals",
    "beyond-budget": "a figure beyond any budget, so it is left out of totals",
}


@dataclass(frozen=True, slots=True)
class Clause:
    """One sentence and the field (as in OCDS) that it was made of."""

    text: str
    field: str


def summary(facts: Mapping[str, Any], dates: list[KeyDate], stage: str, notice_type: str | None) -> list[Clause]:
    """The sentences on one planned purchase, in reading order."""
    buyer = text_in(buyer_party(facts), "name")
    title = text_in(part(facts, "tender"), "title") or text_in(facts, "title")
    verb = {"award": "has decided whom to buy from", "contract": "has signed a contract", "ended": "bought"}.get(
        stage, "plans to buy"
    )
    clauses = [
        Clause(
            f"{buyer} {verb}: {title or 'no title is given'}." if buyer else "The buyer is not named.", "buyer.name"
        ),
        Clause(f"It stands at “{stage_name(stage)}”, by its {notice_name(notice_type).lower()}.", "noticeType"),
        *_money_clauses(facts),
        *_subject_clauses(facts),
    ]
    for date in dates:
        if date.suspect is None:
            clauses.append(Clause(f"{date.label}: {moment_in_words(date)}.", date.source))
        else:
            clauses.append(Clause(f"{date.label}: {moment_in_words(date)} is given. {date.suspect}", date.source))
    clauses += _period_clauses(facts)
    clauses += _award_clauses(facts)
    return clauses


def _money_clauses(facts: Mapping[str, Any]) -> list[Clause]:
    found = value_of(facts)
    if found is None:
        return [Clause("No value is given.", "tender.value")]
    words = []
    if found.net is not None:
        words.append(f"{money(found.net, found.currency)} without VAT")
    if found.gross is not None:
        words.append(f"{money(found.gross, found.currency)} with VAT")
    text = f"The value given is {', '.join(words)}"
    if found.mark:
        text += f": {_MARKS[found.mark]}"
    tender = part(facts, "tender")
    field = "tender.value" if tender.get("value") else "planning.budget.amount"
    if field != "tender.value" and not part(facts, "planning", "budget").get("amount"):
        field = "awards.value"
    return [Clause(f"{text}.", field)]


def _subject_clauses(facts: Mapping[str, Any]) -> list[Clause]:
    cpv = cpv_of(facts)
    words = subject_words(division_of(cpv))
    return [Clause(f"The subject is {words.lower()} (CPV {cpv}).", "tender.classification")] if words else []


def _period_clauses(facts: Mapping[str, Any]) -> list[Clause]:
    tender = part(facts, "tender")
    sources = [("tender.contractPeriod", tender.get("contractPeriod"))]
    for name, holder in (("tender.lots", tender), ("awards", facts)):
        key = name.split(".")[-1]
        sources += [
            (f"{name}[{each.get('id')}].contractPeriod", each.get("contractPeriod")) for each in items_in(holder, key)
        ]
    for field, period in sources:
        if isinstance(period, Mapping):
            start, end = day_of(period, "startDate"), day_of(period, "endDate")
            if start and end:
                words = f"from {day_in_words(start)} to {day_in_words(end)}"
                return [Clause(f"The contract is meant to run {words}.", field)]
    return []


def _award_clauses(facts: Mapping[str, Any]) -> list[Clause]:
    names = [text_in(each, "name") for award in items_in(facts, "awards") for each in items_in(award, "suppliers")]
    shown = list(dict.fromkeys(name for name in names if name))
    if not shown:
        return []
    more = f" and {len(shown) - 5} more" if len(shown) > 5 else ""
    return [Clause(f"The supplier named is {', '.join(shown[:5])}{more}.", "awards.suppliers")]
