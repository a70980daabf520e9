"""The rules of what is worth checking: definition, basis, cohort, and the ordinary reasons for which each may fire.

How often each fires on files that were really published, and what was found when its flags were read one by one, is in
docs/flags.md with the day and the way.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["RULES", "TOO_OFTEN", "Found", "Rule"]

# A rule that fires on more than this of what it looks at says something about the data, and nothing about anybody.
TOO_OFTEN = 0.02


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, in words for the page that shows it."""

    code: str
    title: str
    definition: str
    basis: str
    cohort: str
    ordinary_reasons: str


@dataclass(frozen=True, slots=True)
class Found:
    """One thing a rule found. ``evidence`` are shown ids of payments, or keys of purchases; ``strength`` is of 100."""

    rule: str
    organisation_id: int | None
    body: str
    subject: str
    pence: int
    strength: int
    sentence: str
    evidence: tuple[str, ...]
    supplier_id: int | None = None
    process_key: str | None = None
    on: object = None


_LISTED = (
    Rule(
        "just-under",
        "Payments just under a threshold",
        "Three or more payments of a council to one supplier within a year that lie up to 5% under £5,000 or "
        "£30,000, and at least three times as many as lie up to 5% above it.",
        "£5,000: contracts from this sum are listed under the Local Government Transparency Code 2015. £30,000: "
        "from this sum a below-threshold notice is due under the Procurement Act 2023 (councils).",
        "The same supplier's payments of the same council, on both sides of the threshold.",
        "A fixed monthly fee that happens to lie there; a price list.",
    ),
    Rule(
        "split",
        "Payments of one day that pass a threshold together",
        "Two or more payments of a council to one supplier on one day under different references, each between "
        "half of £30,000 and £30,000, that together pass it.",
        "Splitting a purchase to stay under a threshold is barred by the Procurement Act 2023 (how value is "
        "estimated).",
        "Payments of the same supplier, council and day.",
        "Several sites or orders billed on one day; one payment run for a month of work.",
    ),
    Rule(
        "twice",
        "The same invoice paid twice",
        "Payments of a council to one supplier with the same reference and amount (£500 or more) on different "
        "days, without a payment back of that amount.",
        "A duplicate is money to be claimed back; auditors look for it.",
        "Payments of the same council and supplier.",
        "A reference that is no invoice number (a contract, a direct debit); a file that repeats a month.",
    ),
    Rule(
        "twice-elsewhere",
        "The same invoice in the files of two bodies",
        "Payments of two bodies to one supplier with the same reference of six or more characters and the same "
        "amount (£500 or more).",
        "One of the two may have been billed for the other.",
        "Payments of all bodies to the same supplier.",
        "Shared services; a body that publishes for another.",
    ),
    Rule(
        "round",
        "Large round sums",
        "A payment of £50,000 or more in whole ten thousands to a supplier that the council otherwise pays sums "
        "that are not round, in a category that names no grant, loan, precept or deposit.",
        "Invoices for work done are seldom round; an advance or an estimate may be.",
        "The same supplier's payments of the same council (five or more).",
        "A stage payment, an advance, or a grant under another name.",
    ),
    Rule(
        "new-large",
        "A large sum to a new supplier",
        "The first payments of a council to a supplier it had not paid in at least six months of published files, "
        "of £100,000 or more within 31 days, and among the largest 1% of the council's payments.",
        "A first large payment is where a false supplier or a changed bank account is found, or is ruled out.",
        "All payments of the same council.",
        "A new contract; a supplier that changed its name; a property bought.",
    ),
    Rule(
        "no-notice",
        "Paid, and no notice found",
        "A council paid a supplier £30,000 or more within a year, and among the notices gathered of that council "
        "(five or more purchases) none names the supplier.",
        "Notices of awards from £30,000 are due under the Procurement Act 2023; earlier ones under the "
        "regulations of 2015.",
        "Councils of which notices were gathered.",
        "A framework's call-off, a contract older than the notices gathered, a grant, a tax, an exempt service.",
    ),
    Rule(
        "far-price",
        "A price far from others for the same function",
        "A contract whose value is more than three times, or less than a third of, the middle value of the other "
        "contracts for the same function (five or more others, itself left out).",
        "A price means little alone; beside others it is a question.",
        "Contracts in pounds that were read as serving the same function.",
        "Size, length and scope differ; a value that covers many bodies; a reading that is wrong.",
    ),
)

RULES: Mapping[str, Rule] = MappingProxyType({rule.code: rule for rule in _LISTED})
