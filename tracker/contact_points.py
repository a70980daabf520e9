"""Leave people out of what is kept of a notice: a role's mailbox may stay, a person's name or number may not."""

import re
from collections.abc import Mapping
from typing import Any

__all__ = ["role_mailbox", "without_people"]

_PERSONAL = {"contactPoint", "additionalContactPoints", "persones", "beneficialOwners"}
# Words in the name of a mailbox that a team answers; any other mailbox may be a person's.
_ROLE = re.compile(
    r"(tender|procur|purchas|contract|commission|commercial|sourcing|supplier|supply|bid|info|enquir|contact|"
    r"council|office|admin|corporate|finance|clerk|team|hello|mail|grants?\b|estates|housing|highways|legal)"
)


def role_mailbox(email: Any) -> str | None:
    """The address when its name is that of a role ("tenders@..."); None when it may be a person's."""
    if not isinstance(email, str) or email.count("@") != 1:
        return None
    name = email.split("@")[0].lower()
    return email.strip() if _ROLE.search(name) else None


def without_people(facts: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of the release whose parties keep no more of a contact than a role's mailbox and a web page."""
    parties = facts.get("parties")
    if not isinstance(parties, list):
        return dict(facts)
    return {**facts, "parties": [_party(each) if isinstance(each, Mapping) else each for each in parties]}


def _party(party: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in party.items() if key not in _PERSONAL}
    contact = party.get("contactPoint")
    if isinstance(contact, Mapping):
        shown = {"email": role_mailbox(contact.get("email")), "url": contact.get("url")}
        shown = {key: value for key, value in shown.items() if value}
        if shown:
            kept["contactPoint"] = shown
    return kept
