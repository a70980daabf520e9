"""The labelled dates of a process, out of its notices in order of publication; each keeps the field it came from."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tracker.calendars import Nation, in_london
from tracker.clock import DateKind, KeyDate, from_published, in_order, standstill_end
from tracker.process_facts import items_in, part

__all__ = ["Published", "dates_of", "listed", "stated"]

Facts = Mapping[str, Any]

# Once the tender notice is out, the date on which it was expected is history, and so on down the line.
_OVERTAKEN = {
    DateKind.ENGAGEMENT: {"award-intended", "award", "contract", "ended", "cancelled"},
    DateKind.PLANNED_NOTICE: {"tender", "award-intended", "award", "contract", "ended", "cancelled"},
    DateKind.ENQUIRY: {"award", "contract", "ended", "cancelled"},
    DateKind.EXPRESSION_OF_INTEREST: {"award", "contract", "ended", "cancelled"},
    DateKind.TENDER: {"award", "contract", "ended", "cancelled"},
    DateKind.STANDSTILL: {"contract", "ended", "cancelled"},
    DateKind.SIGNATURE: {"contract", "ended", "cancelled"},
}
_BEFORE_AWARD = {"pipeline", "engagement", "planned", "tender"}


@dataclass(frozen=True, slots=True)
class Published:
    """One notice as it was published: when, of what type, saying what, at which stage of the purchase."""

    moment: dt.datetime | None
    notice_type: str | None
    stage: str
    facts: Facts


def stated(facts: Facts) -> Iterator[tuple[DateKind, str, str]]:
    """(kind, field, value) of every date that a notice states."""
    tender = part(facts, "tender")
    for milestone in items_in(part(facts, "planning"), "milestones"):
        if milestone.get("type") == "engagement" and milestone.get("dueDate"):
            yield DateKind.ENGAGEMENT, f"planning.milestones[{milestone.get('id')}].dueDate", milestone["dueDate"]
    fields = (
        (
            DateKind.PLANNED_NOTICE,
            "tender.communication.futureNoticeDate",
            part(tender, "communication"),
            "futureNoticeDate",
        ),
        (DateKind.ENQUIRY, "tender.enquiryPeriod.endDate", part(tender, "enquiryPeriod"), "endDate"),
        (
            DateKind.EXPRESSION_OF_INTEREST,
            "tender.expressionOfInterestDeadline",
            tender,
            "expressionOfInterestDeadline",
        ),
        (DateKind.TENDER, "tender.tenderPeriod.endDate", part(tender, "tenderPeriod"), "endDate"),
    )
    for kind, field, source, key in fields:
        if source.get(key):
            yield kind, field, source[key]
    for lot in items_in(tender, "lots"):
        if part(lot, "tenderPeriod").get("endDate"):
            yield DateKind.TENDER, f"tender.lots[{lot.get('id')}].tenderPeriod.endDate", lot["tenderPeriod"]["endDate"]
    yield from _stated_in_awards(facts)


def _stated_in_awards(facts: Facts) -> Iterator[tuple[DateKind, str, str]]:
    for award in items_in(facts, "awards"):
        name = f"awards[{award.get('id')}]"
        end = part(award, "standstillPeriod").get("endDate")
        if end:
            yield DateKind.STANDSTILL, f"{name}.standstillPeriod.endDate", end
        for milestone in items_in(award, "milestones"):
            if milestone.get("type") == "futureSignatureDate" and milestone.get("dueDate"):
                yield DateKind.SIGNATURE, f"{name}.milestones[{milestone.get('id')}].dueDate", milestone["dueDate"]


def dates_of(notices: list[Published], nation: Nation | None) -> list[KeyDate]:
    """Every date of a process, in order. A later notice that moves a date replaces it; unreadable ones are left out.

    A date that a notice states is checked against the day of that notice, unless the notice came after the award,
    when a deadline lies in the past by right.
    """
    found: dict[str, tuple[str, KeyDate]] = {}
    award_notice: dt.date | None = None
    for notice in notices:
        published = in_london(notice.moment).date() if notice.moment else None
        if notice.notice_type == "UK6" and award_notice is None and _standstill_applies(notice.facts):
            award_notice = published
        for kind, field, value in stated(notice.facts):
            if field in found and found[field][0] == value:
                continue
            early = notice.stage in _BEFORE_AWARD or kind in {DateKind.STANDSTILL, DateKind.SIGNATURE}
            try:
                date = from_published(kind, str(value), source=field, published=published if early else None)
            except ValueError:
                continue  # the parser has reported it at its place
            found[field] = (value, date)
    dates = [date for _, date in found.values()]
    if award_notice is not None and not any(date.kind is DateKind.STANDSTILL for date in dates):
        derived = standstill_end(award_notice, nation or Nation.ENGLAND)
        dates.append(
            derived if nation else replace(derived, basis=f"{derived.basis}. The buyer's nation is not stated")
        )
    return in_order(dates)


def _standstill_applies(facts: Facts) -> bool:
    """False when the award is below the threshold or light-touch: section 51 then asks for no standstill."""
    sources = [part(facts, "tender"), *items_in(facts, "awards")]
    return not any(
        source.get("aboveThreshold") is False or "lightTouch" in (source.get("specialRegime") or ())
        for source in sources
    )


def listed(date: KeyDate, stage: str) -> bool:
    """Whether the date is one that the public can still act by at that stage of the purchase, once its day comes."""
    return date.can_act and date.suspect is None and stage not in _OVERTAKEN.get(date.kind, set())
