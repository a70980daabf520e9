"""Which notice a release is: the Procurement Act's UK1 to UK17 by ``noticeType``, else its kind in the older regimes.

A tag never decides: one feed tags an award notice "award, contract", another serves compiled releases only.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from parsers.findings import Findings
from parsers.issues.notices import NOTICE_TYPE_UNKNOWN, NOTICE_TYPES_DIFFER

__all__ = [
    "DEAD",
    "NOTICE_NAMES",
    "STAGES",
    "documents_of",
    "family_of",
    "notice_type_of",
    "portal_of",
    "stage_of",
]

# Names of Find a Tender's list of notice types.
NOTICE_NAMES = {
    "UK1": "Pipeline notice",
    "UK2": "Preliminary market engagement notice",
    "UK3": "Planned procurement notice",
    "UK4": "Tender notice",
    "UK5": "Transparency notice",
    "UK6": "Contract award notice",
    "UK7": "Contract details notice",
    "UK8": "Contract payment notice",
    "UK9": "Contract performance notice",
    "UK10": "Contract change notice",
    "UK11": "Contract termination notice",
    "UK12": "Procurement termination notice",
    "UK13": "Dynamic market intention notice",
    "UK14": "Dynamic market establishment notice",
    "UK15": "Dynamic market modification notice",
    "UK16": "Dynamic market cessation notice",
    "UK17": "Payments compliance notice",
}
#: What each of them says of a purchase.
STAGES = {
    "UK1": "pipeline",
    "UK2": "engagement",
    "UK3": "planned",
    "UK4": "tender",
    "UK5": "award-intended",
    "UK6": "award",
    "UK7": "contract",
    "UK8": "payment",
    "UK9": "performance",
    "UK10": "contract-change",
    "UK11": "ended",
    "UK12": "cancelled",
    "UK13": "planned",
    "UK14": "tender",
    "UK15": "market-change",
    "UK16": "ended",
    "UK17": "payment",
}
_STAGE_OF_TAG = (
    ("contractTermination", "ended"),
    ("implementation", "performance"),
    ("implementationUpdate", "performance"),
    ("contractAmendment", "contract-change"),
    ("contractUpdate", "contract"),
    ("contract", "contract"),
    ("awardCancellation", "cancelled"),
    ("awardUpdate", "award"),
    ("award", "award"),
    ("tenderCancellation", "cancelled"),
    ("tenderAmendment", "tender"),
    ("tenderUpdate", "tender"),
    ("tender", "tender"),
)
_STAGE_OF_STATUS = {"planning": "pipeline", "planned": "planned", "active": "tender", "complete": "award"}
#: Statuses of a tender that nothing comes of.
DEAD = {"cancelled", "withdrawn", "unsuccessful"}
_PORTALS = {
    "ocds-h6vhtk": "find-a-tender",
    "ocds-b5fd17": "contracts-finder",
    "ocds-r6ebe6": "public-contracts-scotland",
    "ocds-kuma6s": "sell2wales",
}
_CODE = re.compile(r"UK\s?0?(\d{1,2})\Z")


def documents_of(release: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every document of a release that is an object, with the path of its section."""
    for name in ("planning", "tender"):
        yield from _documents(release.get(name), name)
    for name in ("awards", "contracts"):
        sections = release.get(name)
        for index, section in enumerate(sections if isinstance(sections, list) else ()):
            path = f"{name}/{index}"
            yield from _documents(section, path)
            if isinstance(section, dict) and section.get("implementation"):
                yield from _documents(section["implementation"], f"{path}/implementation")


def _documents(section: Any, path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    documents = section.get("documents") if isinstance(section, dict) else None
    for document in documents if isinstance(documents, list) else ():
        if isinstance(document, dict):
            yield path, document


def notice_type_of(release: Mapping[str, Any], findings: Findings) -> str | None:
    """UK1 to UK17: of the document whose id is the release's, else of the last that has one; None when none has."""
    named: list[str] = []
    release_id = release.get("id")
    for path, document in documents_of(release):
        published = document.get("noticeType")
        if published is None:
            continue
        match = _CODE.match(str(published).strip().upper())
        code = f"UK{match.group(1)}" if match else None
        if code not in NOTICE_NAMES:
            findings.add(NOTICE_TYPE_UNKNOWN, f"{path}/documents/noticeType", published)
            continue
        if release_id is not None and document.get("id") == release_id:
            return code
        named.append(code)
    if len(set(named)) > 1:
        findings.add(NOTICE_TYPES_DIFFER, "documents/noticeType", ", ".join(dict.fromkeys(named)))
    return named[-1] if named else None


def family_of(release: Mapping[str, Any], notice_type: str | None, portal: str) -> str:
    """The law the notice was published under: procurement-act-2023, older-regime, or other outside the UK portals."""
    tender = release.get("tender")
    basis = tender.get("legalBasis") if isinstance(tender, dict) else None
    basis = basis if isinstance(basis, dict) else {}
    if notice_type or (basis.get("scheme") == "UKPGA" and str(basis.get("id")).startswith("2023/54")):
        return "procurement-act-2023"
    return "older-regime" if portal != "other" else "other"


def portal_of(ocid: Any) -> str:
    """The service that minted the ocid, by its registered prefix; "other" when it is none of ours."""
    return _PORTALS.get("-".join(str(ocid or "").split("-")[:2]), "other")


def stage_of(release: Mapping[str, Any], notice_type: str | None, tags: list[str]) -> str:
    """Where the purchase stands, by the notice type, else by status, tags and what the release contains."""
    if notice_type:
        dropped = notice_type in {"UK1", "UK2", "UK3", "UK13"} and _status(release) in DEAD
        return "cancelled" if dropped else STAGES[notice_type]
    if tags and tags != ["compiled"]:
        for tag, stage in _STAGE_OF_TAG:
            if tag in tags:
                return "cancelled" if stage == "tender" and _status(release) in DEAD else stage
    return _stage_by_content(release)


def _status(release: Mapping[str, Any]) -> str | None:
    tender = release.get("tender")
    return tender.get("status") if isinstance(tender, dict) else None


def _stage_by_content(release: Mapping[str, Any]) -> str:
    status = _status(release)
    if status in DEAD:
        return "cancelled"
    if release.get("contracts"):
        return "contract"
    if release.get("awards"):
        return "award"
    for _, document in documents_of({"planning": release.get("planning")}):
        if document.get("documentType") == "marketEngagementNotice":
            return "engagement"
        if document.get("documentType") == "plannedProcurementNotice":
            return "planned"
    if status in _STAGE_OF_STATUS:
        return _STAGE_OF_STATUS[status]
    return "tender" if release.get("tender") or release.get("bids") else "planned"
