"""What a text itself teaches: a person named in full comes again by one name, a body by what stands in brackets."""

import re
from collections.abc import Iterable

from parsers.anonymise.forms import Entity, add_organisation, add_person
from parsers.anonymise.lists import word_set
from parsers.anonymise.protect import Guard
from parsers.anonymise.spans import Span
from parsers.anonymise.vocabulary import PLACES, ordinary

__all__ = ["bracketed", "learnt"]

_BRACKET = re.compile(
    r"[*_'\"]{0,3}\s?\((?:called |known as |aka |or |formerly |née )"
    r"?[*_'\"]{0,3}(?P<it>[A-Z][\w&.'-]{1,14})[*_'\"]{0,3}(?:,? for short| to [^)]{3,30})"
    r"?[),;]"
)
_LONGEST_NAME = 160  # characters: longer runs of capitals are no name
_ROLES = word_set("learning: roles in brackets")
_NAMED_KINDS = ("bidder", "other bidder", "client", "organisation", "product", "person")


def learnt(named: Iterable[Span], guard: Guard, tongues: tuple[str, ...]) -> list[Entity]:
    """What the text itself taught: a person named in full once may come again by one name, or in an address."""
    entities: dict[str, Entity] = {}
    keep = frozenset(guard.buyer_words)
    for span in named:
        name = span.key.split(":", 1)[-1]
        if span.key in entities or not name or len(name) > _LONGEST_NAME:
            continue
        entity = entities[span.key] = Entity(span.key, span.kind, span.label)
        if span.kind == "person":
            add_person(entity, name, keep)
            continue
        add_organisation(entity, name, keep)
        entity.acronyms.clear()
        entity.stems.clear()
        entity.proper.clear()
        entity.words = {w for w in entity.words if len(w) >= 4 and not ordinary(w, tongues) and w.title() not in PLACES}
        if not entity.words:
            entity.phrases = {name} if len(name.split()) > 1 else set()
    return list(entities.values())


def bracketed(text: str, spans: Iterable[Span]) -> tuple[list[Entity], list[Span]]:
    """Short names that stand in brackets after a name: GreenField Digital (GFD), Bernadette Achebe (Bernie)."""
    out: list[Entity] = []
    brackets: list[Span] = []
    for span in spans:
        if not span.certain or span.kind not in _NAMED_KINDS:
            continue
        m = _BRACKET.match(text, span.end)
        if not m or m["it"].rstrip(".") in _ROLES:
            continue
        entity = Entity(span.key, span.kind, span.label)
        short = m["it"]
        if span.kind == "person":
            entity.proper.add(short.capitalize() if short.isupper() else short)
        elif sum(c.isupper() for c in short) >= 2:
            entity.acronyms.add(short.replace(".", ""))
        else:
            entity.proper.add(short)
        out.append(entity)
        brackets.append(Span(*m.span("it"), "name: in brackets after a name", span.kind, span.key, span.label))
    return out, brackets
