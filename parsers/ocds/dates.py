"""Every dated field of a release, each under its own label and path: one date never stands in for another."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

from parsers.findings import Findings
from parsers.issues.notices import DATE_PLACEHOLDER, DATE_UNREADABLE, DEADLINE_BEFORE_NOTICE, PERIOD_ENDS_FIRST

__all__ = ["dates_of", "day_of"]

_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?\Z",
    re.IGNORECASE,
)
# (key of the date, section and fields of the tender, whether the public or suppliers can act until then)
_TENDER_DATES = (
    ("future-notice", ("communication", "futureNoticeDate"), True),
    ("tender-opens", ("tenderPeriod", "startDate"), False),
    ("tender-deadline", ("tenderPeriod", "endDate"), True),
    ("enquiries-open", ("enquiryPeriod", "startDate"), False),
    ("enquiry-deadline", ("enquiryPeriod", "endDate"), True),
    ("interest-deadline", ("expressionOfInterestDeadline",), True),
    ("invitation", ("secondStage", "invitationDate"), False),
    ("bid-opening", ("bidOpening", "date"), False),
    ("award-period-start", ("awardPeriod", "startDate"), False),
    ("award-period-end", ("awardPeriod", "endDate"), False),
    ("contract-start", ("contractPeriod", "startDate"), False),
    ("contract-end", ("contractPeriod", "endDate"), False),
    ("contract-longest-end", ("contractPeriod", "maxExtentDate"), False),
    ("tender-published", ("datePublished",), False),
)
_PERIODS = (("contract-start", "startDate"), ("contract-end", "endDate"), ("contract-longest-end", "maxExtentDate"))
# A deadline to act lies weeks or months ahead; three years ahead is a form filled in for the sake of it.
_FAR_DEADLINE = dt.timedelta(days=3 * 366)
# A framework or concession may last decades; no contract of a council lasts a hundred years.
_FAR_ANYTHING = dt.timedelta(days=100 * 366)
_OVER = {"complete", "cancelled", "unsuccessful", "withdrawn"}
_EARLIEST = dt.date(1990, 1, 1)


def day_of(value: Any) -> dt.date | None:
    """The day of an ISO 8601 date or date-time as written; None when it is not one."""
    if not isinstance(value, str):
        return None
    match = _ISO.match(value.strip())
    if match is None:
        return None
    try:
        return dt.date.fromisoformat(match.group(1))
    except ValueError:
        return None


def dates_of(release: Mapping[str, Any], findings: Findings) -> list[dict[str, Any]]:
    """[{key, path, value, day, status, mark}] of every date the release states; ``mark`` is why it is not believed.

    ``value`` is as published, with its time and zone; ``day`` is the ISO day, None when it cannot be read.
    """
    published = day_of(release.get("date"))
    found: list[dict[str, Any]] = []
    for key, path, value, status, deadline in _stated(release):
        if value is None or value == "":
            continue
        day = day_of(value)
        mark = _mark(key, path, value, day, published, deadline, findings)
        entry = {"key": key, "path": path, "value": str(value), "day": day.isoformat() if day else None, "mark": mark}
        if status is not None:
            entry["status"] = str(status)
        found.append(entry)
    _check_periods(found, findings)
    return found


def _mark(
    key: str, path: str, value: Any, day: dt.date | None, published: dt.date | None, deadline: bool, findings: Findings
) -> str | None:
    kind = None
    if day is None:
        kind = DATE_UNREADABLE
    elif day < _EARLIEST:
        kind = DATE_PLACEHOLDER
    elif published is not None:
        if day - published > (_FAR_DEADLINE if deadline else _FAR_ANYTHING):
            kind = DATE_PLACEHOLDER
        elif deadline and day < published and key != "engagement-deadline":
            kind = DEADLINE_BEFORE_NOTICE
    if kind is None:
        return None
    findings.add(kind, path, value)
    return kind.code


def _check_periods(found: list[dict[str, Any]], findings: Findings) -> None:
    starts = {entry["path"]: entry["day"] for entry in found if entry["path"].endswith("startDate")}
    for entry in found:
        path, day = entry["path"], entry["day"]
        if day is None or not path.endswith("endDate"):
            continue
        start = starts.get(path[: -len("endDate")] + "startDate")
        if start is not None and day < start and entry["mark"] is None:
            findings.add(PERIOD_ENDS_FIRST, path, entry["value"])
            entry["mark"] = PERIOD_ENDS_FIRST.code


_Stated = tuple[str, str, Any, Any, bool]


def _stated(release: Mapping[str, Any]) -> Iterator[_Stated]:
    """(key, path, value, status, whether one can act until then)."""
    planning = release.get("planning")
    if isinstance(planning, dict):
        for index, milestone in _objects(planning, "milestones"):
            key = "engagement-deadline" if milestone.get("type") == "engagement" else "milestone"
            path = f"planning/milestones/{index}/dueDate"
            yield key, path, milestone.get("dueDate"), milestone.get("status"), key == "engagement-deadline"
    tender = release.get("tender")
    if isinstance(tender, dict):
        yield from _in_tender(tender, _is_history(release))
    for index, award in _objects(release, "awards"):
        yield from _in_award(award, f"awards/{index}")
    for index, contract in _objects(release, "contracts"):
        yield from _in_contract(contract, f"contracts/{index}")


def _is_history(release: Mapping[str, Any]) -> bool:
    # After the award, or the end of the procedure, every deadline of the tender lies in the past by right.
    tender = release.get("tender")
    status = tender.get("status") if isinstance(tender, dict) else None
    return bool(release.get("awards") or release.get("contracts")) or status in _OVER


def _in_tender(tender: Mapping[str, Any], history: bool) -> Iterator[_Stated]:
    for key, fields, deadline in _TENDER_DATES:
        value: Any = tender
        for name in fields:
            value = value.get(name) if isinstance(value, dict) else None
        if value is not None:
            yield key, "tender/" + "/".join(fields), value, None, deadline and not history
    for index, lot in _objects(tender, "lots"):
        path = f"tender/lots/{index}"
        yield from _in_period(lot, path, "contractPeriod")
        period = lot.get("tenderPeriod")
        if isinstance(period, dict):
            yield "tender-deadline", f"{path}/tenderPeriod/endDate", period.get("endDate"), None, not history


def _in_award(award: Mapping[str, Any], path: str) -> Iterator[_Stated]:
    yield "award", f"{path}/date", award.get("date"), award.get("status"), False
    standstill = award.get("standstillPeriod")
    if isinstance(standstill, dict):
        yield "standstill-end", f"{path}/standstillPeriod/endDate", standstill.get("endDate"), None, False
    for index, milestone in _objects(award, "milestones"):
        key = "future-signature" if milestone.get("type") == "futureSignatureDate" else "milestone"
        yield key, f"{path}/milestones/{index}/dueDate", milestone.get("dueDate"), milestone.get("status"), False
    yield from _in_period(award, path, "contractPeriod")


def _in_contract(contract: Mapping[str, Any], path: str) -> Iterator[_Stated]:
    yield "contract-signed", f"{path}/dateSigned", contract.get("dateSigned"), contract.get("status"), False
    yield from _in_period(contract, path, "period")
    for index, milestone in _objects(contract, "milestones"):
        yield (
            "milestone",
            f"{path}/milestones/{index}/dueDate",
            milestone.get("dueDate"),
            milestone.get("status"),
            False,
        )


def _in_period(section: Mapping[str, Any], path: str, name: str) -> Iterator[_Stated]:
    period = section.get(name)
    if isinstance(period, dict):
        for key, field in _PERIODS:
            yield key, f"{path}/{name}/{field}", period.get(field), None, False


def _objects(section: Mapping[str, Any], key: str) -> Iterator[tuple[int, dict[str, Any]]]:
    found = section.get(key)
    if isinstance(found, list):
        for index, item in enumerate(found):
            if isinstance(item, dict):
                yield index, item
