"""Adds up a file of grants: totals by currency, dates, and what shows only when all grants are seen together."""

from collections import Counter
from typing import Any

from parsers.findings import Findings
from parsers.grants.checks import GrantRead
from parsers.issues.grants import (
    GRANT_CURRENCY_ASSUMED,
    GRANT_ID_REPEATED,
    GRANT_ORG_NAMES,
    GRANT_ORG_SELF_MADE,
    GRANT_PERSON,
    GRANTS_NO_SOURCE,
    GRANTS_NOT_DATED,
    GRANTS_NOWHERE,
)

__all__ = ["Tally"]

_MOST_NAMES = 5


class Tally:
    """Adds one grant after another; ``report`` gives the totals, ``conclude`` the issues of the file as a whole."""

    def __init__(self) -> None:
        self.grants = self.people = 0
        self.counts: Counter[str] = Counter()
        self.pence: Counter[str] = Counter()
        self.marked: Counter[str] = Counter()
        self.without_amount = self.numbers = 0
        self.ids: set[int] = set()
        self.funders: set[str] = set()
        self.recipients: set[str] = set()
        self.names: dict[str, str | list[str]] = {}
        self.renamed: dict[str, int | None] = {}  # the row where an organisation id first goes with another name
        self.date_min: str | None = None
        self.date_max: str | None = None
        self.lacking: dict[str, list[int]] = {}  # what is missing: [how many, the first row]
        self.self_made: set[str] = set()
        self.first_self_made: tuple[str, int | None] | None = None

    def add(self, read: GrantRead, grant: dict[str, Any], findings: Findings, *, standard: bool) -> None:
        """Count one grant at the place of ``findings``; an id that was used before is marked."""
        self.grants += 1
        if read.id is not None:
            number = hash(read.id)
            if number in self.ids:
                findings.add(GRANT_ID_REPEATED, "id", read.id)
            self.ids.add(number)
        self._add_amount(read, grant, findings.row)
        if read.awarded:
            if self.date_min is None or read.awarded < self.date_min:
                self.date_min = read.awarded
            if self.date_max is None or read.awarded > self.date_max:
                self.date_max = read.awarded
        if read.funder:
            self.funders.add(read.funder)
        if read.recipient:
            self.recipients.add(read.recipient)
        for number_of, name in read.organisations:
            if name is not None and self.names.setdefault(number_of, name) != name:
                self._add_name(number_of, name, findings.row)
        for made in read.selfs:
            self.self_made.add(made)
            self.first_self_made = self.first_self_made or (made, findings.row)
        if standard:
            self._note_lacking(read, grant, findings.row)

    def knows(self, given: str) -> bool:
        """Whether a grant with this id was counted."""
        return hash(given) in self.ids

    def _add_amount(self, read: GrantRead, grant: dict[str, Any], row: int | None) -> None:
        amount = read.amount
        self.without_amount += grant.get("amountAwarded") in (None, "")
        if amount.pence is not None and amount.currency:
            self.counts[amount.currency] += 1
            if amount.mark is None:
                self.pence[amount.currency] += amount.pence
            else:
                self.marked[amount.currency] += 1
        self.numbers += isinstance(grant.get("amountAwarded"), int | float)
        if amount.assumed:
            self._lacks("currency", row)

    def _add_name(self, number: str, name: str, row: int | None) -> None:
        known = self.names[number]
        self.renamed.setdefault(number, row)
        names = [known] if isinstance(known, str) else known
        if name not in names and len(names) < _MOST_NAMES:
            names.append(name)
        self.names[number] = names if len(names) > 1 else known

    def _note_lacking(self, read: GrantRead, grant: dict[str, Any], row: int | None) -> None:
        if not grant.get("dateModified"):
            self._lacks("modified", row)
        if not grant.get("dataSource"):
            self._lacks("source", row)
        if not read.placed:
            self._lacks("place", row)

    def _lacks(self, what: str, row: int | None) -> None:
        found = self.lacking.get(what)
        if found is None:
            self.lacking[what] = [1, row or 1]
        else:
            found[0] += 1

    def conclude(self, findings: Findings) -> None:
        """Report what is true of the file as a whole, at the place where it is met first."""
        kinds = {
            "currency": GRANT_CURRENCY_ASSUMED,
            "modified": GRANTS_NOT_DATED,
            "source": GRANTS_NO_SOURCE,
            "place": GRANTS_NOWHERE,
        }
        for what, (count, row) in self.lacking.items():
            findings.at(row, None)
            findings.add(kinds[what], count=count, total=self.grants)
        if self.first_self_made:
            value, at = self.first_self_made
            findings.at(at, None)
            findings.add(GRANT_ORG_SELF_MADE, None, value, count=len(self.self_made))
        for number, at in self.renamed.items():
            findings.at(at, None)
            findings.add(GRANT_ORG_NAMES, None, number, names="; ".join(self.names[number]))
        findings.at(None, None)
        if self.people:
            findings.add(GRANT_PERSON, count=self.people)

    def report(self) -> dict[str, Any]:
        """The totals as JSON; ``amount_total`` is of pounds, or of the most frequent currency where there are none."""
        currency = "GBP" if self.counts["GBP"] or not self.counts else self.counts.most_common(1)[0][0]
        return {
            "amount_total": _pounds(self.pence[currency]),
            "currency": currency,
            "date_min": self.date_min,
            "date_max": self.date_max,
            "grants": self.grants,
            "distinct_ids": len(self.ids),
            "distinct_funder_ids": len(self.funders),
            "distinct_recipient_ids": len(self.recipients),
            "grants_missing_amount": self.without_amount,
            "numeric_amounts": self.numbers,
            "amounts": {
                name: {"count": self.counts[name], "sum": _pounds(self.pence[name]), "marked": self.marked[name]}
                for name in sorted(self.counts)
            },
        }


def _pounds(pence: int) -> str:
    sign = "-" if pence < 0 else ""
    return f"{sign}{abs(pence) // 100}.{abs(pence) % 100:02d}"
