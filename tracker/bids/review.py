"""The review of a bid: what the program proposes to take out, and what people decide, place by place.

A review covers every field of free words that will be published. It is kept encrypted beside the bid. Nothing counts as
reviewed while one place is undecided, and whatever changes a decision undoes the confirmations that came after it.
"""

from dataclasses import dataclass, replace
from typing import Any, Literal

from pydantic import TypeAdapter

from tracker.anonymising import AnonymisingError, anonymised_apart
from tracker.bids.form import BidForm, anonymiser_form

__all__ = ["Field", "Place", "Review", "ReviewError", "fields_of", "proposed", "published_text", "review_from_json"]

Choice = Literal["replace", "keep"]
_BREAK = "\n\n----------\n\n"
# In combination these tell who bids; whoever keeps one, or doubts one, needs a second pair of eyes.
_QUASI = frozenset(
    {"fact", "place", "date", "count", "client", "award", "publication", "project", "organisation", "name"}
)


class ReviewError(ValueError):
    """The decision does not fit the review; the text is a sentence for the officer."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a field that may tell who bids; ``start`` and ``end`` count its characters. Undecided: no choice."""

    start: int
    end: int
    kind: str
    rule: str
    reason: str
    replacement: str | None
    doubtful: bool
    choice: Choice | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One field of words as the bidder wrote it, with its places in order; they never overlap."""

    name: str
    text: str
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """All fields of one bid."""

    fields: tuple[Field, ...]

    def field(self, name: str) -> Field:
        """The field of that name; ReviewError when there is none."""
        for each in self.fields:
            if each.name == name:
                return each
        raise ReviewError("There is no such field.")

    @property
    def undecided(self) -> int:
        """How many places nobody has decided yet."""
        return sum(place.choice is None for each in self.fields for place in each.places)

    @property
    def needs_second(self) -> bool:
        """Whether another person must look too: something was kept, or something tells in combination."""
        return any(
            place.choice == "keep" or place.kind in _QUASI or place.doubtful
            for each in self.fields
            for place in each.places
        )

    def decided(self, name: str, number: int, choice: Choice, replacement: str | None = None) -> "Review":
        """The review with one place decided; ReviewError when there is no such place or no words to put there."""
        found = self.field(name)
        if not 0 <= number < len(found.places):
            raise ReviewError("There is no such place.")
        place = found.places[number]
        words = replacement if replacement is not None else place.replacement
        if choice == "replace" and not (words or "").strip():
            raise ReviewError("Say what stands there instead, such as [CLIENT 1: district council].")
        places = list(found.places)
        places[number] = replace(place, choice=choice, replacement=words)
        return self._with(replace(found, places=tuple(places)))

    def marked(self, name: str, start: int, end: int, replacement: str) -> "Review":
        """The review with one more place, which a person found; what it overlaps goes into it."""
        found = self.field(name)
        if not 0 <= start < end <= len(found.text) or not replacement.strip():
            raise ReviewError("Choose some words of the field, and say what stands there instead.")
        touched = [each for each in found.places if each.start < end and start < each.end]
        start = min([start, *(each.start for each in touched)])
        end = max([end, *(each.end for each in touched)])
        mark = Place(start, end, "marked", "a person", "Marked by a person.", replacement, False, "replace")
        kept = [each for each in found.places if each not in touched]
        return self._with(replace(found, places=tuple(sorted([*kept, mark], key=lambda each: each.start))))

    def _with(self, changed: Field) -> "Review":
        return Review(tuple(changed if each.name == changed.name else each for each in self.fields))

    def to_json(self) -> bytes:
        """The review as it is kept."""
        return _ADAPTER.dump_json(self)


_ADAPTER = TypeAdapter(Review)


def review_from_json(text: bytes) -> Review:
    """A review as it was kept."""
    return _ADAPTER.validate_json(text)


def fields_of(form: BidForm) -> dict[str, str]:
    """Every field of words that will be published, in the order of the page; empty ones are left out."""
    fields = {f"answer {number}": text for number, text in sorted(form.answers.items())}
    fields |= {f"note on {line.kind}": line.note for line in form.costs.lines}
    fields |= {
        "indexation": form.costs.indexation,
        "licences": "\n".join(form.facts.licences),
        "open standards": "\n".join(form.facts.open_standards),
        "reused software": form.facts.reused_software,
        "exit terms": form.facts.exit_terms,
    }
    fields |= {f"ground {number}": part.reason for number, part in enumerate(form.sensitive, start=1)}
    return {name: text for name, text in fields.items() if text.strip()}


def proposed(form: BidForm, others: list[BidForm], *, buyer: str, procurement: str) -> Review:
    """What the program proposes for one bid, against the names of all bidders of the procurement.

    All fields are read as one text, so that the same client has the same number in every answer.
    """
    fields = fields_of(form)
    context = {"buyer": buyer, "procurement": procurement}
    try:
        found = anonymised_apart(
            _BREAK.join(fields.values()),
            anonymiser_form(form, **context),
            [anonymiser_form(each, **context) for each in others],
        ).findings
    except AnonymisingError as error:
        raise ReviewError(str(error)) from error
    out, at = [], 0
    for name, text in fields.items():
        end = at + len(text)
        places = [
            Place(
                max(each.start - at, 0), min(each.end, end) - at, each.kind, each.rule, each.reason, each.replacement,
                each.replacement is None,
            )
            for each in found
            if each.start < end and each.end > at
        ]  # fmt: skip
        out.append(_with_sensitive(Field(name, text, tuple(places)), form))
        at = end + len(_BREAK)
    return Review(tuple(out))


def _with_sensitive(found: Field, form: BidForm) -> Field:
    """The field with the passages that the bidder asks to withhold as places of their own, above all others."""
    for number, part in enumerate(form.sensitive, start=1):
        if found.name != f"answer {part.question}":
            continue
        passage = part.passage or found.text
        start = found.text.find(passage)
        if start < 0:
            continue
        end = start + len(passage)
        marker = f"[WITHHELD until {part.until.isoformat()}: ground {number}]"
        mark = Place(start, end, "sensitive", "the bidder", "The bidder asks to withhold this.", marker, False)
        # What lies half in and half out would leave its other half standing: the withheld part takes it in.
        touched = [each for each in found.places if each.start < end and start < each.end]
        mark = replace(
            mark,
            start=min([start, *(each.start for each in touched)]),
            end=max([end, *(each.end for each in touched)]),
        )
        kept = [each for each in found.places if each not in touched]
        found = replace(found, places=tuple(sorted([*kept, mark], key=lambda each: each.start)))
    return found


def published_text(review: Review, name: str) -> str:
    """The field as everybody will read it; an undecided place is taken out as well, because it may tell."""
    if all(each.name != name for each in review.fields):
        return ""
    found = review.field(name)
    out: list[str] = []
    at = 0
    for place in found.places:
        if place.choice == "keep":
            continue
        out += [found.text[at : place.start], place.replacement or "[UNDECIDED]"]
        at = place.end
    return "".join([*out, found.text[at:]])


def decisions(review: Review) -> dict[str, Any]:
    """What the log may say of a review: how many places by rule and choice, and never a word of them."""
    counts: dict[str, int] = {}
    for each in review.fields:
        for place in each.places:
            key = f"{place.kind}/{place.choice or 'undecided'}"
            counts[key] = counts.get(key, 0) + 1
    return counts
