"""Reads the dates of a grant and holds them against each other; which date is which is never mixed up."""

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from parsers.findings import Findings
from parsers.issues.grants import (
    GRANT_AWARDED_LATER,
    GRANT_DATE_FAR,
    GRANT_DATE_MISSING,
    GRANT_DATE_NOT_ISO,
    GRANT_DATE_STAND_IN,
    GRANT_DATE_UNREADABLE,
    GRANT_ENDS_FIRST,
)
from parsers.values import day

__all__ = ["dates_of"]

_Days = tuple[str | None, str | None, str | None]

# Plans may lie decades ahead (a building) but seldom so far; 360Giving asks the same of plans and of the past.
_YEARS_AHEAD, _YEARS_BACK = 12, 25
_EARLIEST, _LATEST = 1950, 2100


def dates_of(grant: Mapping[str, Any], findings: Findings, *, strict: bool) -> _Days:
    """ISO days of the award, the planned start and the planned end; ``strict`` wants them published in ISO form."""
    awarded = _read(grant.get("awardDate"), "awardDate", findings, strict)
    if awarded is None and grant.get("awardDate") in (None, ""):
        findings.add(GRANT_DATE_MISSING, "awardDate")
    modified = grant.get("dateModified")
    if modified:
        changed = _read(modified, "dateModified", findings, strict=False)
        if awarded and changed and awarded > changed:
            findings.add(GRANT_AWARDED_LATER, "awardDate", awarded)
    start, end = _period(grant.get("plannedDates"), "plannedDates", awarded, findings, strict)
    if grant.get("actualDates"):
        _period(grant["actualDates"], "actualDates", awarded, findings, strict)
    return awarded, start, end


def _period(
    periods: Any, name: str, awarded: str | None, findings: Findings, strict: bool
) -> tuple[str | None, str | None]:
    if not isinstance(periods, list):
        return None, None
    first: tuple[str | None, str | None] = (None, None)
    for index, period in enumerate(periods):
        if not isinstance(period, dict):
            continue
        start = _read(period.get("startDate"), f"{name}/{index}/startDate", findings, strict)
        end = _read(period.get("endDate"), f"{name}/{index}/endDate", findings, strict)
        if start and end and end < start:
            findings.add(GRANT_ENDS_FIRST, f"{name}/{index}/endDate", end)
        if awarded:
            _check_far(start, f"{name}/{index}/startDate", awarded, findings)
            _check_far(end, f"{name}/{index}/endDate", awarded, findings)
        if index == 0:
            first = start, end
    return first


def _check_far(found: str | None, column: str, awarded: str, findings: Findings) -> None:
    if found is None:
        return
    years = int(found[:4]) - int(awarded[:4])
    if years > _YEARS_AHEAD or years < -_YEARS_BACK:
        findings.add(GRANT_DATE_FAR, column, found, years=abs(years))


def _read(value: Any, column: str, findings: Findings, strict: bool) -> str | None:
    if value is None or value == "":
        return None
    found, is_iso = _day(value) if isinstance(value, str) else (None, False)
    if found is None:
        findings.add(GRANT_DATE_UNREADABLE, column, value)
        return None
    if not _EARLIEST <= int(found[:4]) <= _LATEST:
        findings.add(GRANT_DATE_STAND_IN, column, value)
        return None
    if strict and not is_iso:
        findings.add(GRANT_DATE_NOT_ISO, column, value)
    return found


@lru_cache(maxsize=50_000)
def _day(text: str) -> tuple[str | None, bool]:
    bare = text.strip()
    if len(bare) >= 10 and bare[4] == "-" and bare[7] == "-" and (len(bare) == 10 or bare[10] in "T "):
        try:
            return dt.date.fromisoformat(bare[:10]).isoformat(), True
        except ValueError:
            return None, True
    found = day(bare)
    return (found.isoformat() if found else None), False
