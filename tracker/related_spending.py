"""What a buyer has paid on a like subject: its own categories of payments whose names share words with a purchase.

Files of payments carry no common vocabulary of subjects. So the link is made of words, each shown beside its category:
it says where to look, not that a payment was for this purchase.
"""

import re
from dataclasses import dataclass

from sqlalchemy import Connection, select

from tracker.models.organisations import Organisation, OrganisationName
from tracker.models.sums import Category, CategorySum

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
    category_id: int
    label: str
    payments: int
    pence: int
    shared: tuple[str, ...]


def related_categories(
    connection: Connection, *, body: str | None, title: str, subject: str | None
) -> list[RelatedCategory]:
    """The categories of the body with that name or key that share words with a title or subject, most shared first."""
    payer = connection.execute(
        select(Organisation.id, Organisation.slug)
        .join(OrganisationName, OrganisationName.organisation_id == Organisation.id)
        .where(OrganisationName.key == body)
    ).first()
    if payer is None:
        return []
    wanted = _words(f"{title} {subject or ''}")
    statement = (
        select(Category.id, Category.label, CategorySum.payments, CategorySum.pence)
        .join(CategorySum, CategorySum.category_id == Category.id)
        .where(CategorySum.organisation_id == payer.id, CategorySum.pence > 0)
        .order_by(CategorySum.pence.desc(), Category.id)
        .limit(1_000)
    )
    found = []
    for row in connection.execute(statement):
        shared = tuple(sorted(wanted & _words(row.label)))
        if shared:
            found.append(RelatedCategory(payer.slug, row.id, row.label, row.payments, row.pence, shared))
    return sorted(found, key=lambda each: (-len(each.shared), -each.pence, each.label))[:_LIMIT]


def _words(text: str) -> set[str]:
    found = _WORD.findall(text.lower())
    plain = {_SHORT.get(word, word) for word in found if word not in _EMPTY}
    # One letter of ending apart (road, roads; repair, repairs) is the same word here.
    return {word.removesuffix("s") if len(word) > 4 else word for word in plain}
