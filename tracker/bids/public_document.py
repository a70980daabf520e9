"""The one document of a bid that everybody reads and that the commitment is about: no name, no time, no order in it."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from tracker.bids.form import BidForm, CostKind
from tracker.bids.review import Review, published_text

__all__ = ["house_style", "public_document", "words_of"]

_QUOTES = str.maketrans({"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "\u00a0": " "})


def house_style(text: str) -> str:
    """The text in one plain style, because quotes, bullets and blanks tell whose keyboard it came from.

    No more than that is promised: how somebody builds sentences stays recognisable to who knows many of them.
    """
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).translate(_QUOTES)
    plain = "".join(sign for sign in plain if sign == "\n" or unicodedata.category(sign)[0] != "C")
    plain = re.sub(r"^[ \t]*[•▪●◦‣*–-][ \t]+", "- ", plain, flags=re.M)
    plain = re.sub(r" ?[—–] ?(?=\D)", " - ", plain)
    plain = re.sub(r"[ \t]+", " ", plain)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in plain.split("\n"))).strip()


def public_document(form: BidForm, review: Review, questions: list[Any]) -> dict[str, Any]:
    """Answers by question, the cost sheet in pence, the facts, and the grounds of what is withheld.

    Every word comes through the review; from the form itself come only numbers and dates.
    """
    costs = {line.kind: line for line in form.costs.lines}

    def words(name: str) -> str:
        return house_style(published_text(review, name))

    return {
        "answers": [
            {"question": question.number, "text": words(f"answer {question.number}")}
            for question in questions
        ],
        "costs": {
            "lines": [
                {
                    "kind": kind.value,
                    "pence": list(costs[kind].pence) if kind in costs else [None] * 5,
                    "note": words(f"note on {kind}"),
                }
                for kind in CostKind
            ],
            "vat_included": form.costs.vat_included,
            "vat_permille": form.costs.vat_permille,
            "indexation": words("indexation"),
            "users": form.costs.users,
        },
        "facts": {
            "delivery": form.facts.delivery.isoformat() if form.facts.delivery else None,
            "licences": words("licences").splitlines(),
            "open_standards": words("open standards").splitlines(),
            "reused_software": words("reused software"),
            "exit_terms": words("exit terms"),
        },
        "withheld": [
            {"question": part.question, "ground": words(f"ground {number}"),
             "until": part.until.isoformat()}
            for number, part in enumerate(form.sensitive, start=1)
        ],
    }  # fmt: skip


def words_of(document: Mapping[str, Any]) -> str:
    """Every word that a published bid says, as one text: answers, facts, and notes on costs."""
    facts, costs = document["facts"], document["costs"]
    lists = [*facts["licences"], *facts["open_standards"]]
    notes = [line["note"] for line in costs["lines"]]
    parts = [*(answer["text"] for answer in document["answers"]), *lists, facts["reused_software"], facts["exit_terms"]]
    return "\n\n".join(part for part in [*parts, *notes, costs["indexation"]] if part)
