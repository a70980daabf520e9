"""The filters of Open now: read from an address, written back in one canonical form, and applied to a query."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import Select, func

from tracker.buyers import buyer_named
from tracker.clock import RULES, DateKind
from tracker.models.notices import Process, ProcessDate
from tracker.places import REGIONS
from tracker.subjects import divisions, subject_words

__all__ = ["FilterError", "OpenFilter", "applied", "choices"]

_WORD_LIMIT = 100


class FilterError(ValueError):
    """A filter that means nothing; the text is a sentence for the person who set it."""


@dataclass(frozen=True, slots=True)
class OpenFilter:
    """What to show: every field narrows the list; ``least`` and ``most`` are whole pounds without VAT."""

    buyer: str | None = None
    region: str | None = None
    subject: str | None = None
    kind: str | None = None
    category: str | None = None
    least: int | None = None
    most: int | None = None
    q: str | None = None

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "OpenFilter":
        """The filter in an address's query; empty fields count as absent. FilterError says what is wrong."""
        words = {each.name: (given.get(each.name) or "").strip()[:_WORD_LIMIT] for each in fields(cls)}
        return cls(
            buyer=buyer_named(words["buyer"]).key or None if words["buyer"] else None,
            region=_one_of(words["region"], REGIONS, "region"),
            subject=_one_of(words["subject"], divisions(), "subject"),
            kind=_one_of(words["kind"], {kind.value for kind in DateKind}, "kind of date"),
            category=_one_of(words["category"], {"goods", "works", "services"}, "category"),
            least=_pounds(words["least"], "least value"),
            most=_pounds(words["most"], "greatest value"),
            q=" ".join(words["q"].split()) or None,
        )

    @classmethod
    def from_query(cls, query: str) -> "OpenFilter":
        """The filter that ``query`` wrote; FilterError when a value has lost its meaning since."""
        return cls.read(dict(parse_qsl(query)))

    def pairs(self) -> list[tuple[str, str]]:
        """What is narrowed, as (name, text) in a fixed order."""
        return [(name, str(value)) for name, value in asdict(self).items() if value is not None]

    def query(self) -> str:
        """The filter as the query of an address: the same filter always gives the same text; "" when all is shown."""
        return urlencode(self.pairs())

    def words(self) -> str:
        """The filter in words, for headings, calendars, feeds and letters."""
        parts = [
            self.q and f"about “{self.q}”",
            self.subject and (subject_words(self.subject) or "").lower(),
            self.category,
            self.kind and RULES[DateKind(self.kind)].label.lower(),
            self.region and f"in {REGIONS[self.region]}",
            self.buyer and f"by {self.buyer.replace('-', ' ')}",
            self.least is not None and f"from £{self.least:,}",
            self.most is not None and f"up to £{self.most:,}",
        ]
        return ", ".join(part for part in parts if part) or "all"


def _one_of(word: str, known: Any, what: str) -> str | None:
    if not word:
        return None
    if word not in known:
        raise FilterError(f"“{word}” is not a {what} that we know.")
    return word


def _pounds(word: str, what: str) -> int | None:
    if not word:
        return None
    try:
        amount = Decimal(word.replace(",", "").removeprefix("£"))
    except InvalidOperation:
        raise FilterError(f"The {what} “{word}” is not an amount in pounds.") from None
    if not amount.is_finite() or not 0 <= amount <= 10**12:
        raise FilterError(f"The {what} “{word}” is not an amount in pounds.")
    return int(amount)


def applied(statement: Select[Any], chosen: OpenFilter, *, by_index: bool = True) -> Select[Any]:
    """The statement (over process_date joined with process) narrowed by the filter.

    ``by_index=False``: something else narrows it further than any of these could, and shall choose the index.
    """
    # The narrowest first: it alone may choose the index, since a database without statistics may choose the widest.
    pairs = (
        (ProcessDate.buyer_key, chosen.buyer),
        (ProcessDate.division, chosen.subject),
        (ProcessDate.region, chosen.region),
        (ProcessDate.kind, chosen.kind),
        (ProcessDate.category, chosen.category),
    )
    given = [(column, value) for column, value in pairs if value is not None]
    for at, (column, value) in enumerate(given):
        statement = statement.where(column == value if by_index and at == 0 else func.coalesce(column, "") == value)
    if chosen.least is not None:
        statement = statement.where(ProcessDate.value_pence >= chosen.least * 100)
    if chosen.most is not None:
        statement = statement.where(ProcessDate.value_pence <= chosen.most * 100)
    for word in (chosen.q or "").split():
        statement = statement.where(Process.title.icontains(word, autoescape=True))
    return statement


def choices() -> dict[str, dict[str, str]]:
    """The values each filter can take, with their labels, for forms."""
    acted_on = {kind.value: rule.label for kind, rule in RULES.items() if rule.can_act}
    return {
        "region": dict(REGIONS),
        "subject": divisions(),
        "kind": acted_on,
        "category": {"goods": "Goods", "works": "Works", "services": "Services"},
    }
