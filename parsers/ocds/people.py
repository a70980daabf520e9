"""Leaves people out of a release: names, personal mailboxes and telephone numbers go; a team's mailbox may stay.

The licence of the portals excludes personal data, and how to get in touch stands in the notice itself, to which every
record links. A mailbox is kept when its name says that a team answers it ("tenders@", "procurement.team@").
"""

import re
from typing import Any

__all__ = ["RARE_PERSONAL_KEYS", "is_role_mailbox", "mask_mailboxes", "without_people"]

_CONTACT_KEYS = {"contactPoint", "additionalContactPoints", "contactPoints"}
_PERSON_KEYS = {"persones", "persons", "mainPersons", "beneficialOwners", "faxNumber", "telephone"}
# Told from the raw bytes, so that only the few releases with contacts outside ``parties`` are walked whole.
RARE_PERSONAL_KEYS = re.compile(
    rb'"(?:persones|persons|mainPersons|beneficialOwners|additionalContactPoints|contactPoints)"'
)
_ROLE = re.compile(
    r"(tender|procur|purchas|contract|commission|commercial|sourcing|supplier|supply|\bbids?\b|info|enquir|inquir|"
    r"contact|council|office|admin|corporate|finance|clerk|team|hello|mail|grants?\b|estates|housing|highways|legal|"
    r"help|support|no-?reply|service|press|customer|general|market)"
)
_MAILBOX = re.compile(rb"([A-Za-z0-9._%+'-]{1,64})@((?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24})")
_MASK = b"[e-mail address left out]"


def is_role_mailbox(address: Any) -> bool:
    """Whether an e-mail address is that of a role rather than of a person."""
    if not isinstance(address, str) or address.count("@") != 1:
        return False
    return bool(_ROLE.search(address.split("@")[0].lower()))


def without_people(release: dict[str, Any], everywhere: bool) -> bool:
    """Take people out of ``release``, changing it; ``everywhere`` walks it whole. True when anything was taken out."""
    found = False
    parties = release.get("parties")
    for party in parties if isinstance(parties, list) else ():
        if isinstance(party, dict):
            found |= _clean_object(party)
    if everywhere:
        found |= _walk(release)
    else:
        tender = release.get("tender")
        for holder in (release.get("buyer"), tender, *_party_holders(release)):
            if isinstance(holder, dict):
                found |= _clean_object(holder)
    return found


def mask_mailboxes(line: bytes) -> tuple[bytes, bool]:
    """A line of JSON without the mailboxes of people; the flag says whether there were any."""
    if b"@" not in line:
        return line, False
    found = False

    def masked(match: re.Match[bytes]) -> bytes:
        nonlocal found
        if is_role_mailbox(match.group().decode("ascii")):
            return match.group()
        found = True
        return _MASK

    return _MAILBOX.sub(masked, line), found


def _party_holders(release: dict[str, Any]) -> list[Any]:
    """The older places where an organisation may be given in full instead of under ``parties``."""
    tender = release.get("tender")
    holders: list[Any] = []
    if isinstance(tender, dict):
        holders.append(tender.get("procuringEntity"))
        tenderers = tender.get("tenderers")
        holders += tenderers if isinstance(tenderers, list) else []
    awards = release.get("awards")
    for award in awards if isinstance(awards, list) else ():
        suppliers = award.get("suppliers") if isinstance(award, dict) else None
        holders += suppliers if isinstance(suppliers, list) else []
    return holders


def _clean_object(holder: dict[str, Any]) -> bool:
    found = False
    for key in _CONTACT_KEYS & holder.keys():
        contact = holder.pop(key)
        found = found or bool(contact)
        if key == "contactPoint" and isinstance(contact, dict):
            kept = {"url": contact.get("url")} if contact.get("url") else {}
            if is_role_mailbox(contact.get("email")):
                kept["email"] = contact["email"]
            if kept:
                holder[key] = kept
    for key in _PERSON_KEYS & holder.keys():
        found = found or bool(holder.pop(key))
    return found


def _walk(value: Any) -> bool:
    found = False
    if isinstance(value, dict):
        found = _clean_object(value)
        for key, member in value.items():
            if key != "contactPoint":
                found |= _walk(member)
    elif isinstance(value, list):
        for member in value:
            found |= _walk(member)
    return found
