"""Reads, checks, counts and writes one grant, whatever the file it came from."""

from collections.abc import Mapping
from typing import Any

import orjson

from parsers.findings import Findings
from parsers.grants.checks import LISTS, check_grant
from parsers.grants.people import without_mailboxes, without_people
from parsers.grants.tally import Tally
from parsers.nested_stage import Lines
from parsers.people import names_a_person

__all__ = ["Reading"]

# Fields of 360Giving that stand outside lists, beside the standard's own lists.
_KNOWN = frozenset(LISTS) | frozenset(
    {
        "id", "title", "description", "currency", "amountAwarded", "amountAppliedFor", "amountDisbursed", "awardDate",
        "dateModified", "dataSource", "url", "fromOpenCall", "regrantType", "locationScope", "toIndividualsDetails",
        "extra",
    }
)  # fmt: skip


class Reading:
    """One file under way: ``add`` takes its grants one by one, at the place that ``findings`` has been set to."""

    def __init__(self, findings: Findings, lines: Lines) -> None:
        self.findings, self.lines = findings, lines
        self.tally = Tally()
        self._seen: dict[int, int] = {}

    def add(self, grant: dict[str, Any], place: Mapping[str, Any], *, form: str) -> None:
        """Write the line of one grant; ``grant`` is changed: the people in it are taken out."""
        findings = self.findings
        read = check_grant(grant, findings, form=form)
        individual = bool(grant.get("recipientIndividual"))
        people = without_people(grant, _KNOWN)
        if form == "register" and self._names_a_person(grant):
            individual = people = True
            grant["recipientOrganization"] = []
        self.tally.add(read, grant, findings, standard=form != "register")
        body = orjson.dumps(grant)
        if b"@" in body:
            body = orjson.dumps(without_mailboxes(grant, findings))
        self.tally.people += people
        line = {
            "place": place,
            "form": form,
            "pence": read.amount.pence,
            "currency": read.amount.currency,
            "mark": read.amount.mark,
            "awarded": read.awarded,
            "starts": read.starts,
            "ends": read.ends,
            "individual": individual,
            "issues": findings.marks,
            "in_totals": read.amount.mark is None,
            "grant": orjson.Fragment(body),
        }
        if form == "register":
            line["nth"] = self._nth(body)
        self.lines.write_bytes(orjson.dumps(line))

    def _names_a_person(self, grant: Mapping[str, Any]) -> bool:
        recipients = grant.get("recipientOrganization") or [{}]
        return names_a_person(recipients[0].get("name"), grant.get("description"))

    def _nth(self, body: bytes) -> int:
        """How many rows with the same content came before: rows of a register have no id of their own."""
        key = hash(body)
        self._seen[key] = self._seen.get(key, -1) + 1
        return self._seen[key]
