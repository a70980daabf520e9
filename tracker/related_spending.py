"""What a buyer has paid on a like subject: its own categories of payments whose names share words with a purchase.

Files of payments carry no common vocabulary of subjects. So the link is made of words, each shown beside its category:
it says where to look, not that a payment was for this purchase.
"""

import re
from dataclasses import dataclass

from sqlalchemy import Connection, select

from tracker.buyers import council_slugs
from tracker.models.sums import Category, CategorySum
from tracker.organisations import organisation_id

__all__ = ["RelatedCategory", "related_categories"]

_WORD = re.compile(r"[a-z]{3,}")
# Words that say nothing about what was bought.
_EMPTY = frozenset((
    "and", "the", "for", "with", "from", "other", "general", "services", "service", "supply", "supplies",
    "provision", "contract", "contracts", "framework", "new", "council", "borough", "county", "city",
    "district", "management", "system", "systems", "works", "goods", "costs", "expenses", "equipment",
    "support", "related", "public", "products", "various", "miscellaneous", "purchase", "purchases",
    "agreement",
))  # fmt: skip
_SHORT = {"ict": "it", "information": "it", "technology": "it", "computer": "software", "computers": "software"}
_LIMIT = 8


@dataclass(frozen=True, slots=True)
class RelatedCategory:
    """One category of a council's payments: all time, in pence; ``shared`` are the words that it has in common."""

    organisation: str
    label: str
    payments: int
    pence: int
    shared: tuple[str, ...]


def related_categories(
    connection: Connection, *, body: str | None, title: str, subject: str | None
) -> list[RelatedCategory]:
    """The categories of the council with that key that share words with a title or subject, most shared words first."""
    if body is None or body not in council_slugs():
        return []
    wanted = _words(f"{title} {subject or ''}")
    statement = (
        select(Category.label, CategorySum.payments, CategorySum.pence)
        .join(CategorySum, CategorySum.category_id == Category.id)
        .where(CategorySum.organisation_id == organisation_id(body), CategorySum.pence > 0)
        .order_by(CategorySum.pence.desc(), Category.id)
        .limit(1_000)
    )
    found = []
    for row in connection.execute(statement):
        shared = tuple(sorted(wanted & _words(row.label)))
        if shared:
            found.append(RelatedCategory(body, row.label, row.payments, row.pence, shared))
    return sorted(found, key=lambda each: (-len(each.shared), -each.pence, each.label))[:_LIMIT]


def _words(text: str) -> set[str]:
    found = _WORD.findall(text.lower())
    plain = {_SHORT.get(word, word) for word in found if word not in _EMPTY}
    # One letter of ending apart (road, roads; repair, repairs) is the same word here.
    return {word.removesuffix("s") if len(word) > 4 else word for word in plain}
