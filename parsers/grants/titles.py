"""Turns the headings of a 360Giving spreadsheet into paths of its JSON, by title or by name of the field.

Titles and names are those of versions 1.0 to 1.4 of the standard: ``Recipient Org:Charity Number`` and
``recipientOrganization/0/charityNumber`` are one column. A heading of no known field is kept under its own words.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

__all__ = ["NEEDED", "Path", "Place", "paths_of", "place_cells"]

Place = str | int
Path = tuple[Place, ...]

# The fields without which the standard knows no grant; a table with two of them is one of grants.
NEEDED = frozenset(
    {
        "id", "title", "description", "currency", "amountAwarded", "awardDate", "fundingOrganization",
        "recipientOrganization", "recipientIndividual",
    }
)  # fmt: skip
_LISTS = {
    "recipient org": "recipientOrganization", "recipient organisation": "recipientOrganization",
    "recipient organization": "recipientOrganization", "funding org": "fundingOrganization",
    "funding organisation": "fundingOrganization", "funding organization": "fundingOrganization",
    "recipient ind": "recipientIndividual", "recipient individual": "recipientIndividual",
    "beneficiary location": "beneficiaryLocation", "grant programme": "grantProgramme",
    "planned dates": "plannedDates", "actual dates": "actualDates", "classifications": "classifications",
    "classification": "classifications", "related document": "relatedDocument", "related documents": "relatedDocument",
    "funding type": "fundingType", "location": "location", "org location": "location",
    "geographic location": "location",
    "application transaction": "applicationTransaction", "commitment transaction": "commitmentTransaction",
    "disbursement transaction": "disbursementTransaction", "related activity": "relatedActivity",
}  # fmt: skip
_OBJECTS = {"to individuals details": "toIndividualsDetails"}
_FIELDS = {
    "identifier": "id", "id": "id", "title": "title", "description": "description", "currency": "currency",
    "amount applied for": "amountAppliedFor", "amount awarded": "amountAwarded", "amount disbursed": "amountDisbursed",
    "award date": "awardDate", "url": "url", "web address": "url", "from an open call": "fromOpenCall",
    "from open call": "fromOpenCall", "last modified": "dateModified", "date modified": "dateModified",
    "data source": "dataSource", "regrant type": "regrantType", "location scope": "locationScope",
    "start date": "startDate", "end date": "endDate", "duration months": "duration", "duration": "duration",
    "name": "name", "charity number": "charityNumber", "company number": "companyNumber", "department": "department",
    "street address": "streetAddress", "city": "addressLocality", "county": "addressRegion",
    "country": "addressCountry", "postal code": "postalCode", "postcode": "postalCode", "country code": "countryCode",
    "latitude": "latitude", "longitude": "longitude", "geographic code": "geoCode", "geo code": "geoCode",
    "geographic code type": "geoCodeType", "geo code type": "geoCodeType", "code": "code", "vocabulary": "vocabulary",
    "primary grant reason": "primaryGrantReason", "secondary grant reason": "secondaryGrantReason",
    "grant purpose": "grantPurpose", "email": "email", "telephone": "telephone",
    "organisation type": "organisationType",
    "organization type": "organisationType",
}  # fmt: skip
# Fields that stand on the grant itself; the others have a meaning inside an object only.
_TOP = frozenset(
    {
        "id", "title", "description", "currency", "amountAppliedFor", "amountAwarded", "amountDisbursed", "awardDate",
        "url", "fromOpenCall", "dateModified", "dataSource", "regrantType", "locationScope",
    }
)  # fmt: skip
_NAMES = {name.lower(): name for name in {*_LISTS.values(), *_FIELDS.values(), *_OBJECTS.values()}}
_LIST_NAMES, _OBJECT_NAMES = frozenset(_LISTS.values()), frozenset(_OBJECTS.values())
_MOST_ITEMS = 500


def paths_of(headings: Sequence[str]) -> list[Path | None]:
    """The path of each column, None where it has no heading; a heading given twice is the next item of its list."""
    paths: list[Path | None] = []
    seen: set[Path] = set()
    for heading in headings:
        path = _path(heading.strip()) if heading.strip() else None
        while path is not None and path in seen:
            path = _next(path)
        if path is not None:
            seen.add(path)
        paths.append(path)
    return paths


def _path(heading: str) -> Path:
    steps: list[Place] = []
    for step in re.split(r"[:/]", heading):
        words = re.sub(r"[^a-z0-9]+", " ", step.lower()).strip()
        if steps and isinstance(steps[-1], str) and steps[-1] in _LIST_NAMES:
            steps.append(int(words) if words.isdigit() and int(words) < _MOST_ITEMS else 0)
            if words.isdigit():
                continue
        name = _LISTS.get(words) or _OBJECTS.get(words) or _FIELDS.get(words) or _NAMES.get(words.replace(" ", ""))
        if name is None or (not steps and name not in _TOP | _LIST_NAMES | _OBJECT_NAMES):
            if not steps:
                return (heading,)
            name = step.strip()
        steps.append(name)
    if isinstance(steps[-1], str) and steps[-1] in _LIST_NAMES:
        return (heading,)  # a list needs a field inside it
    return tuple(steps)


def _next(path: Path) -> Path:
    for at, step in enumerate(path):
        if isinstance(step, int):
            return (*path[:at], step + 1, *path[at + 1 :])
    return (f"{path[0]} (again)", *path[1:])


def place_cells(paths: Sequence[Path | None], cells: Sequence[str]) -> dict[str, Any]:
    """The grant of one row: numbers in a path are places in a list, and empty cells are left out."""
    grant: dict[str, Any] = {}
    for path, cell in zip(paths, cells, strict=False):
        text = cell.strip()
        if not text or path is None:
            continue
        if len(path) == 1:
            grant[str(path[0])] = text
        else:
            _place(grant, path, text)
    return {key: _packed(value) for key, value in grant.items()}


def _place(target: Any, path: Path, value: str) -> None:
    for step, following in pairwise(path):
        fresh: Any = [] if isinstance(following, int) else {}
        if isinstance(step, int):
            while len(target) <= step:
                target.append({})
            target = target[step]
        else:
            target = target.setdefault(step, fresh)
    if isinstance(target, dict):
        target[str(path[-1])] = value


def _packed(value: Any) -> Any:
    """A list without the items that no cell filled."""
    if isinstance(value, list):
        return [{key: _packed(member) for key, member in each.items()} for each in value if each]
    return value
