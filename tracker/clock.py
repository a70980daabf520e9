"""Every date on which the public can still act on a planned spend: its label, its basis, its hour and how sure it is.

Pure functions: the moment "now" is always handed in. A date is never put in place of another: each kind keeps its own
label, and a date that the publisher did not give is either worked out from a rule, which it names, or left out.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from tracker.calendars import (
    ZONE,
    Nation,
    clear_days_after,
    clear_days_before,
    end_of_day,
    in_london,
    nth_working_day,
)

__all__ = [
    "Certainty",
    "DateKind",
    "KeyDate",
    "accounts_inspection_end",
    "agenda_due",
    "from_published",
    "in_order",
    "key_decision_earliest",
    "key_decision_notice_due",
    "next_open",
    "read_moment",
    "standstill_end",
    "suspicion",
]


class Certainty(StrEnum):
    """How sure a date is."""

    PUBLISHED = "published"  # the publisher gave this very date
    DERIVED = "derived"  # worked out by a legal rule from a date that the publisher gave
    ESTIMATED = "estimated"  # the publisher, or the rule, says that it may move


class DateKind(StrEnum):
    """What happens on the date; kinds are never merged, even when they fall on the same day."""

    ENGAGEMENT = "engagement"
    PLANNED_NOTICE = "planned-notice"
    ENQUIRY = "enquiry"
    EXPRESSION_OF_INTEREST = "expression-of-interest"
    TENDER = "tender"
    STANDSTILL = "standstill"
    SIGNATURE = "signature"
    GRANT_CALL = "grant-call"
    KEY_DECISION_NOTICE = "key-decision-notice"
    KEY_DECISION = "key-decision"
    AGENDA = "agenda"
    ACCOUNTS_INSPECTION = "accounts-inspection"


@dataclass(frozen=True, slots=True)
class _Rule:
    label: str
    basis: str
    verb: str  # what a person can do until then, after "9 days left"
    certainty: Certainty = Certainty.PUBLISHED
    can_act: bool = True


RULES: dict[DateKind, _Rule] = {
    DateKind.ENGAGEMENT: _Rule(
        "Engagement closes",
        "The date in the buyer's preliminary market engagement notice (Procurement Act 2023, sections 16 and 17)",
        "to speak",
    ),
    DateKind.PLANNED_NOTICE: _Rule(
        "Tender notice expected",
        "The buyer's own estimate of when it will publish the tender notice (Procurement Act 2023, sections 15 and 93)",
        "before the tender is expected",
        Certainty.ESTIMATED,
    ),
    DateKind.ENQUIRY: _Rule(
        "Questions close",
        "The end of the enquiry period in the buyer's notice",
        "to ask the buyer a question",
    ),
    DateKind.EXPRESSION_OF_INTEREST: _Rule(
        "Requests to take part close",
        "The deadline for requests to participate in the tender notice (Procurement Act 2023, section 20)",
        "to ask to take part",
    ),
    DateKind.TENDER: _Rule(
        "Tenders close",
        "The end of the tender period in the buyer's notice (Procurement Act 2023, section 54)",
        "to bid",
    ),
    DateKind.STANDSTILL: _Rule(
        "Standstill ends",
        "The end of the standstill period in the contract award notice (Procurement Act 2023, section 51)",
        "before the contract can be signed",
    ),
    DateKind.SIGNATURE: _Rule(
        "Contract expected to be signed",
        "The buyer's own estimate of the day of signature in its notice",
        "before the contract is expected to be signed",
        Certainty.ESTIMATED,
    ),
    DateKind.GRANT_CALL: _Rule(
        "Applications close",
        "The closing date of the funder's call for applications",
        "to apply",
    ),
    DateKind.KEY_DECISION_NOTICE: _Rule(
        "Notice of the key decision due",
        "28 clear days before the decision: Local Authorities (Executive Arrangements) (Meetings and Access to "
        "Information) (England) Regulations 2012, regulation 9",
        "until the notice is due",
        Certainty.DERIVED,
        can_act=False,
    ),
    DateKind.KEY_DECISION: _Rule(
        "Earliest day of the key decision",
        "28 clear days after the notice: Local Authorities (Executive Arrangements) (Meetings and Access to "
        "Information) (England) Regulations 2012, regulation 9",
        "to write to the decision maker",
        Certainty.DERIVED,
    ),
    DateKind.AGENDA: _Rule(
        "Agenda due",
        "Five clear days before the meeting: Local Government Act 1972, section 100B (England). Many councils leave "
        "out weekends and bank holidays and so publish earlier",
        "until the agenda is due",
        Certainty.DERIVED,
        can_act=False,
    ),
    DateKind.ACCOUNTS_INSPECTION: _Rule(
        "Inspection of the accounts ends",
        "A single period of 30 working days: Accounts and Audit Regulations 2015, regulation 14 (England)",
        "to inspect the accounts and object",
        Certainty.DERIVED,
    ),
}


@dataclass(frozen=True, slots=True)
class KeyDate:
    """One date: the day always, the hour (on a London clock) only when it was published."""

    kind: DateKind
    label: str
    day: dt.date
    at: dt.datetime | None
    basis: str
    certainty: Certainty
    source: str  # the field, notice or rule that it comes from
    can_act: bool
    suspect: str | None = None
    zone: str = ZONE

    @property
    def closes_at(self) -> dt.datetime:
        """The moment after which it is too late; the end of the day in London when no hour was published."""
        return self.at if self.at is not None else end_of_day(self.day)

    @property
    def verb(self) -> str:
        """What a person can do until then, as it follows "9 days left"."""
        return RULES[self.kind].verb

    def is_open(self, now: dt.datetime) -> bool:
        """Whether it can still be acted on at ``now`` (an aware moment); never so when the date is suspect."""
        return self.can_act and self.suspect is None and now <= self.closes_at


def read_moment(value: str) -> tuple[dt.date, dt.datetime | None]:
    """The day, and the London time when there is one, of an ISO 8601 date or date-time; ValueError for all else."""
    text = value.strip()
    if len(text) <= 10 and "T" not in text:
        return dt.date.fromisoformat(text), None
    try:
        moment = in_london(dt.datetime.fromisoformat(text))
    except OverflowError as error:
        raise ValueError(f"{value!r} lies outside the calendar") from error
    return moment.date(), moment


# Pipelines reach 18 months ahead by law and a few years in practice; beyond five years a date is a place-holder.
_TOO_FAR = dt.timedelta(days=5 * 366)
# 2030 has long been typed for "not known"; once it is near, a date in that year is as good as any other.
_UNKNOWN_YEAR = 2030
_UNKNOWN_YEAR_IS_NEAR = dt.timedelta(days=2 * 366)


def suspicion(day: dt.date, published: dt.date | None) -> str | None:
    """Why a deadline cannot be believed, in a sentence; None when nothing speaks against it.

    ``published`` is the day of the notice that carries the date.
    """
    if day.year < 2000:
        return f"The year {day.year} cannot be right."
    if published is None:
        return None
    if day < published:
        return "The date was already past when the notice was published."
    if day.year == _UNKNOWN_YEAR and day - published > _UNKNOWN_YEAR_IS_NEAR:
        return "The year 2030 is often typed when the date is not known."
    if day - published > _TOO_FAR:
        return "The date lies more than five years after the notice: it may stand for “not known”."
    return None


def from_published(
    kind: DateKind, value: str, *, source: str, published: dt.date | None = None, basis: str | None = None
) -> KeyDate:
    """The key date that a publisher gave as ISO text; ``basis`` replaces the usual one. ValueError if unreadable."""
    day, at = read_moment(value)
    rule = RULES[kind]
    return KeyDate(
        kind, rule.label, day, at, basis or rule.basis, rule.certainty, source, rule.can_act, suspicion(day, published)
    )


def _derived(kind: DateKind, day: dt.date, source: str, basis: str | None = None) -> KeyDate:
    rule = RULES[kind]
    return KeyDate(kind, rule.label, day, None, basis or rule.basis, Certainty.DERIVED, source, rule.can_act)


STANDSTILL_WORKING_DAYS = 8
KEY_DECISION_CLEAR_DAYS = 28
AGENDA_CLEAR_DAYS = 5
INSPECTION_WORKING_DAYS = 30


def standstill_end(award_notice: dt.date, nation: Nation, *, source: str = "contract award notice") -> KeyDate:
    """The last day of eight working days beginning with the day of the contract award notice (2023 Act, section 51)."""
    day = nth_working_day(award_notice, STANDSTILL_WORKING_DAYS, nation)
    basis = (
        f"Eight working days beginning with the day of the contract award notice, bank holidays of {nation.words} "
        "left out (Procurement Act 2023, section 51); the buyer may allow more"
    )
    return _derived(DateKind.STANDSTILL, day, source, basis)


def key_decision_notice_due(decision: dt.date, *, source: str = "date of the decision") -> KeyDate:
    """The last day on which notice of a key decision can lawfully be published."""
    return _derived(DateKind.KEY_DECISION_NOTICE, clear_days_before(decision, KEY_DECISION_CLEAR_DAYS), source)


def key_decision_earliest(notice: dt.date, *, source: str = "notice of the key decision") -> KeyDate:
    """The first day on which a key decision may be taken after its notice."""
    return _derived(DateKind.KEY_DECISION, clear_days_after(notice, KEY_DECISION_CLEAR_DAYS), source)


def agenda_due(meeting: dt.date, *, source: str = "date of the meeting") -> KeyDate:
    """The last day on which the agenda of a council meeting can lawfully be published."""
    return _derived(DateKind.AGENDA, clear_days_before(meeting, AGENDA_CLEAR_DAYS), source)


def accounts_inspection_end(
    start: dt.date, nation: Nation = Nation.ENGLAND, *, source: str = "notice of public rights"
) -> KeyDate:
    """The last day of the 30 working days in which the accounts can be inspected, from their first day."""
    return _derived(DateKind.ACCOUNTS_INSPECTION, nth_working_day(start, INSPECTION_WORKING_DAYS, nation), source)


def in_order(dates: Iterable[KeyDate]) -> list[KeyDate]:
    """The dates by moment, then by kind; the same kind at the same moment (one for each lot) appears once."""
    seen: dict[tuple[dt.datetime, str], KeyDate] = {}
    for date in dates:
        # Compared in UTC: two London times on the night the clocks go back can look alike and differ by an hour.
        key = (date.closes_at.astimezone(dt.UTC), date.kind.value)
        kept = seen.get(key)
        if kept is None:
            seen[key] = date
        elif date.source not in kept.source.split(", "):
            seen[key] = replace(kept, source=f"{kept.source}, {date.source}")
    return [seen[key] for key in sorted(seen)]


def next_open(dates: Iterable[KeyDate], now: dt.datetime) -> KeyDate | None:
    """The date that closes soonest among those that can still be acted on; None when there is none."""
    return next((date for date in in_order(dates) if date.is_open(now)), None)
