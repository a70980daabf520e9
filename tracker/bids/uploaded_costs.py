"""Puts a cost sheet that was uploaded into the fields of the bidder's form, where it is looked over before it counts.

What has no place in the form is said in a sentence and left to the bidder: nothing is spread over years or lines.
"""

from collections.abc import Mapping
from typing import Any

from tracker.bids.form import YEARS, CostKind
from tracker.money_words import money

__all__ = ["cost_fields"]


def cost_fields(costs: Mapping[str, Any]) -> tuple[dict[str, str], list[str]]:
    """The fields of the form by name, and what to say about the sheet; ``costs`` as ``parsers.cost_sheet`` writes it.

    Lines of one kind are added up year by year; a year that none of them gives stays empty.
    """
    fields: dict[str, str] = {}
    remarks: list[str] = []
    for kind in CostKind:
        lines = [line for line in costs["lines"] if line["kind"] == kind.value]
        if lines:
            fields |= _cells(kind, lines, remarks)
    for line in costs["lines"]:
        if line["kind"] is None:
            remarks.append(f"“{line['label']}” is none of the lines here: add it to one of them.")
    fields |= _terms(costs, remarks)
    return fields, remarks


def _cells(kind: CostKind, lines: list[Mapping[str, Any]], remarks: list[str]) -> dict[str, str]:
    name = kind.replace(" ", "_")
    out = {}
    for year in range(YEARS):
        given = [line["years"][year] for line in lines if line["years"][year] is not None]
        out[f"cost_{name}_{year + 1}"] = _pounds(sum(given)) if given else ""
    for line in lines:
        if line["total"] is not None and all(amount is None for amount in line["years"]):
            remarks.append(
                f"“{line['label']}” has {money(line['total'], 'GBP')} in all and no years: write it into them."
            )
    if len(lines) > 1:
        labels = ", ".join(f"“{line['label']}”" for line in lines)
        remarks.append(f"{labels} were added up as {kind.value}.")
    return out


def _terms(costs: Mapping[str, Any], remarks: list[str]) -> dict[str, str]:
    out = {}
    if costs["vat"] is None:
        remarks.append("The sheet does not say whether VAT is included: say it below.")
    else:
        out["vat_included"] = "yes" if costs["vat"] == "included" else ""
    if costs["users"]:
        out["users"] = str(costs["users"])
    if costs["indexation"]:
        out["indexation"] = costs["indexation"][:300]
    return out


def _pounds(pence: int) -> str:
    return money(pence, "GBP").replace("£", "")
