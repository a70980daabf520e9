"""The automatic stage of anonymising a bid: from text and bid form to text with placeholders, and findings.

Nothing here decides that a text may be published: a person confirms every finding, and another program searches the
rendered pages before they go out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from parsers.anonymise.addresses import addresses
from parsers.anonymise.codes import codes
from parsers.anonymise.contacts import contacts
from parsers.anonymise.encoded import encoded
from parsers.anonymise.facts import facts
from parsers.anonymise.findings import Finding, merged, rewritten
from parsers.anonymise.forms import entities_of, user_name
from parsers.anonymise.hidden import hidden_blocks, turned
from parsers.anonymise.layout import Layout
from parsers.anonymise.learning import bodies_initials, bracketed, initials, learnt
from parsers.anonymise.leftovers import leftovers
from parsers.anonymise.matching import Finder
from parsers.anonymise.normal import normalise
from parsers.anonymise.organisations import organisations
from parsers.anonymise.people import particles, people, with_particle
from parsers.anonymise.protect import Guard
from parsers.anonymise.sizes import sizes
from parsers.anonymise.spans import Span, joined
from parsers.anonymise.titles import called, quotations, titles
from parsers.anonymise.told import awards, past_work
from parsers.anonymise.vocabulary import tongues_of

__all__ = ["Anonymised", "Finding", "anonymise"]


@dataclass(frozen=True, slots=True)
class Anonymised:
    """``text`` holds placeholders; ``findings`` are in the order of the source, replaced and doubtful ones alike."""

    text: str
    findings: tuple[Finding, ...]

    def as_json(self) -> list[dict[str, Any]]:
        """The findings as plain objects, for the file that an officer's screen reads."""
        return [asdict(finding) for finding in self.findings]


def anonymise(source: str, form: Mapping[str, Any], others: Sequence[Mapping[str, Any]] = ()) -> Anonymised:
    """Take out of ``source`` whatever tells who the bidder of ``form`` is; ``others`` are the rivals' forms.

    ``form`` is the object that ``daylight anonymise --form`` reads: buyer, procurement, bidder.
    """
    normal = normalise(source)
    text = normal.plain
    if not text.strip():
        return Anonymised(source, ())
    upside_down = [
        Span(start, end, "hidden: letters turned upside down", "hidden", label="text turned upside down")
        for start, end in normal.in_plain(turned(source))
    ]
    first = [*upside_down, *with_particle(text, normal.in_plain(particles(source)))]
    spans = _found(text, normal.mixed_in_plain(), form, others, first)
    return Anonymised(*rewritten(normal, spans))


def _found(
    text: str,
    mixed: Iterable[tuple[int, int]],
    form: Mapping[str, Any],
    others: Sequence[Mapping[str, Any]],
    first: Sequence[Span] = (),
) -> list[Span]:
    layout, guard, tongues = Layout(text), Guard(text, form), tongues_of(text)
    finder = Finder(text, layout, guard)
    entities = entities_of(form, others)
    spans = [
        *first,
        *hidden_blocks(text),
        *contacts(text, layout, guard),
        *addresses(text, layout, guard),
        *codes(text, layout, guard),
    ]
    spans += [*finder.find(entities), *encoded(text, finder, entities)]
    named = [
        *(span for span in first if span.kind == "person"),
        *people(text, layout, guard, tongues),
        *organisations(text, layout, guard, tongues),
        *titles(text, layout, guard, tongues),
        *called(text, layout, guard, tongues),
        *awards(text, layout, guard),
    ]
    spans += named
    spans += finder.find(learnt(named, guard, tongues))
    spans += [*initials(text, spans), *finder.find(bodies_initials(text, spans))]
    short_names, brackets = bracketed(text, spans)
    spans += [*brackets, *finder.find(short_names)]
    spans += finder.find(
        [user_name(text[s.start : s.end], frozenset(guard.buyer_words)) for s in spans if s.rule == "e-mail"]
    )
    spans += past_work(text, layout, guard)
    spans += [*facts(text, layout), *sizes(text, layout)]
    spans += [Span(start, end, "letters of another script", "name", certain=False) for start, end in mixed]
    spans += quotations(text, layout, guard, [s for s in spans if s.certain and s.kind != "hidden"])
    taken = bytearray(len(text))
    for span in spans:
        if span.certain:
            taken[span.start : span.end] = b"\x01" * (span.end - span.start)
    more = list(leftovers(text, layout, guard, tongues, taken))
    spans += more
    spans += finder.find(learnt([s for s in more if s.certain], guard, tongues))
    return merged(text, joined(spans), [s for s in spans if not s.certain], guard)
