"""Leaves people out of a grant: recipients who are persons, columns about applicants, and e-mail addresses."""

import re
from typing import Any

from parsers.findings import Findings
from parsers.issues.grants import GRANT_EMAIL

__all__ = ["is_personal_heading", "without_mailboxes", "without_people"]

_PERSONAL = re.compile(
    r"surname|fore ?name|first ?name|last ?name|\bapplicants?\b|co-?applicant|sponsor|contact|e-?mail|telephone|"
    r"\bphone|mobile|date ?of ?birth|\bdob\b|investigator|award ?holder",
    re.IGNORECASE,
)
_MAILBOX = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}")
_LEFT_OUT = "[left out]"


def is_personal_heading(name: str) -> bool:
    """Whether a column that is none of the standard's is about a person."""
    return _PERSONAL.search(name) is not None


def without_people(grant: dict[str, Any], known: frozenset[str]) -> bool:
    """Take people out of ``grant``, changing it (``known``: the standard's own fields). True when any was there."""
    found = False
    individuals = grant.pop("recipientIndividual", None)
    if individuals:
        found = True
        names = (
            [each.get("name") for each in individuals if isinstance(each, dict)]
            if isinstance(individuals, list)
            else []
        )
        for key in ("title", "description"):
            for name in names:
                if name and isinstance(name, str) and isinstance(grant.get(key), str):
                    grant[key] = grant[key].replace(name, _LEFT_OUT)
    for key in grant.keys() - known:
        if is_personal_heading(key):
            found |= bool(grant.pop(key))
    for holder in ("recipientOrganization", "fundingOrganization"):
        members = grant.get(holder)
        for organisation in members if type(members) is list else ():
            if type(organisation) is dict:
                found |= bool(organisation.pop("email", None)) | bool(organisation.pop("telephone", None))
    return found


def without_mailboxes(grant: Any, findings: Findings) -> Any:
    """The grant without e-mail addresses, an issue for each field that had one."""
    return _cleaned(grant, "", findings)


def _cleaned(value: Any, path: str, findings: Findings) -> Any:
    if isinstance(value, dict):
        return {key: _cleaned(member, f"{path}/{key}".strip("/"), findings) for key, member in value.items()}
    if isinstance(value, list):
        return [_cleaned(member, f"{path}/{index}", findings) for index, member in enumerate(value)]
    if isinstance(value, str) and "@" in value:
        cleaned = _MAILBOX.sub("[e-mail address left out]", value)
        if cleaned != value:
            findings.add(GRANT_EMAIL, path)
        return cleaned
    return value
