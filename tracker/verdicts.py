"""The rules by which a promise counts as kept, partly kept, late, broken, or not checkable yet.

The rules look only at dated checks and at the promise's own date; each names itself, so that anybody can follow it.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.day_words import day_in_words

__all__ = ["STATES", "VERDICTS", "Check", "Verdict", "judge"]

VERDICTS = {
    "kept": "Kept",
    "partly": "Partly kept",
    "late": "Kept late",
    "broken": "Broken",
    "open": "Not checkable yet",
}
STATES = {
    "no-repository": "No repository is known",
    "repository": "The repository was found and read",
    "empty": "The repository is empty",
    "private": "The repository cannot be seen by the public",
    "gone": "The repository is gone",
    "moved": "The repository has moved",
    "archived": "The repository is archived",
    "too-large": "The repository is too large to be read in full",
    "unreachable": "The host did not answer",
}
_READ = {"repository", "moved", "archived", "too-large"}
_NOT_THERE = {"gone", "private", "empty"}


@dataclass(frozen=True, slots=True)
class Check:
    """One dated look; ``match`` is exact, approximate, declared or none, as ``parsers.licences`` tells them apart."""

    on: dt.date
    state: str
    licence: str | None = None
    match: str | None = None
    osi_approved: bool | None = None
    declared: str | None = None
    in_headers: str | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict with the rule that gave it, a sentence, and the check on which it rests."""

    verdict: str
    rule: str
    sentence: str
    check: Check | None = None


def judge(checks: Sequence[Check], due: dt.date | None, today: dt.date) -> Verdict:
    """The verdict on a promise from all its checks, in any order; ``due`` is None where nobody named a date."""
    ordered = [check for check in sorted(checks, key=lambda check: (check.on, check.id or 0)) if check.state in STATES]
    telling = [check for check in ordered if check.state != "unreachable"]
    if not telling:
        return Verdict("open", "not-looked", "Nobody has looked yet, or no host has answered.")
    last = telling[-1]
    first_kept = next((check for check in telling if _is_kept(check)), None)
    if last.state in _NOT_THERE:
        return _not_there(last, first_kept, due, today)
    if last.state == "no-repository":
        return _overdue_or_open(last, due, today, "no-repository", "no repository is known in which it could be found")
    return _read(last, first_kept, due, today)


def _is_kept(check: Check) -> bool:
    return check.state in _READ and check.match == "exact" and check.osi_approved is True


def _not_there(last: Check, first_kept: Check | None, due: dt.date | None, today: dt.date) -> Verdict:
    what = {"gone": "is gone", "private": "cannot be seen by the public", "empty": "is empty"}[last.state]
    if first_kept:
        return Verdict(
            "partly",
            "kept-then-gone",
            f"{first_kept.licence} was found on {first_kept.on}; since {last.on} the repository {what}.",
            last,
        )
    return _overdue_or_open(last, due, today, f"repository-{last.state}", f"the repository {what}")


def _read(last: Check, first_kept: Check | None, due: dt.date | None, today: dt.date) -> Verdict:
    if last.match == "approximate":
        return Verdict(
            "open",
            "needs-reading",
            f"The licence file is like {last.licence} and not the same: somebody has to read it.",
            last,
        )
    if last.match in {None, "none"} or (last.match == "declared" and not _is_kept(last)):
        return _without_terms(last, due, today)
    if last.osi_approved is None:
        return Verdict("open", "approval-unknown", f"{last.licence} was found with other words beside it.", last)
    if not last.osi_approved:
        return Verdict(
            "partly", "not-osi", f"The source is published under {last.licence}, which the OSI has not approved.", last
        )
    says_else = next((word for word in (last.declared, last.in_headers) if word and word != last.licence), None)
    if says_else:
        sentence = f"The licence file is {last.licence}, but the repository also says {says_else}."
        return Verdict("partly", "says-two-things", sentence, last)
    kept = first_kept or last
    if due and kept.on > due:
        return Verdict(
            "late",
            "after-the-date",
            f"{last.licence} was first found on {day_in_words(kept.on)}, due {day_in_words(due)}.",
            kept,
        )
    by = f", by {day_in_words(due)} as promised" if due else ""
    return Verdict(
        "kept", "osi-licence-found", f"{last.licence} was found word for word on {day_in_words(kept.on)}{by}.", kept
    )


def _without_terms(last: Check, due: dt.date | None, today: dt.date) -> Verdict:
    if last.match == "declared":
        sentence = f"The repository names {last.licence}, but its terms are not there."
        return Verdict("partly", "terms-missing", sentence, last)
    return _overdue_or_open(last, due, today, "no-licence", "the source can be seen, but no licence was found")


def _overdue_or_open(last: Check, due: dt.date | None, today: dt.date, rule: str, what: str) -> Verdict:
    if due and today > due:
        return Verdict(
            "broken", rule, f"It was due on {day_in_words(due)}, and {what} (looked on {day_in_words(last.on)}).", last
        )
    when = f"It is due on {day_in_words(due)}" if due else "No date was named"
    return Verdict("open", rule, f"{when}; {what} (looked on {day_in_words(last.on)}).", last)
