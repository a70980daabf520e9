"""What a text itself teaches: a person named in full comes again by one name, a body by what stands in brackets."""

import re
from collections.abc import Iterable

from parsers.anonymise.lists import word_set
from parsers.anonymise.names import Entity, add_organisation, add_person
from parsers.anonymise.protect import Guard
from parsers.anonymise.spans import Span
from parsers.anonymise.vocabulary import PLACES, VILLAGES, ordinary

__all__ = ["bodies_initials", "bracketed", "initials", "learnt"]

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
            add_person(entity, name.title() if name.isupper() else name, keep)
            continue
        add_organisation(entity, name, keep)
        entity.acronyms.clear()
        entity.stems.clear()
        entity.proper.clear()
        entity.words = {
            w
            for w in entity.words
            if len(w) >= 4 and not ordinary(w, tongues) and w.title() not in PLACES and w.title() not in VILLAGES
        }
        if not entity.words:
            entity.phrases = {name} if len(name.split()) > 1 else set()
    return list(entities.values())


_DOTTED = re.compile(r"(?<![\w.])(?:[A-Z]'?[A-Z]?\.[ -]{0,2}){2,4}(?!\w)")
_NO_INITIALS = frozenset(
    ("UK", "US", "USA", "EU", "AM", "PM", "PS", "NB", "EG", "IE", "NI", "GB", "IT", "HR", "QA", "AI")
)
_SURNAME_FIRST = re.compile(
    r"(?<![\w'-])(?P<name>[A-Z][\w'-]{2,30}) (?P<it>[A-Z]{1,3})(?=\s?[,;.()|]| and | &|$)", re.M
)
# In a row of a table, in brackets, alone on a line, or before or after a word of acting; elsewhere it may be a term
_TWO_LETTERS = re.compile(
    r"(?<![\w'&/.-])(?P<it>[A-Z]{2})(?:(?=[ \t]*(?:\||$|[)\],]))|(?='s\b)|(?= (?:and|or|/|&) [A-Z]{2}\b)|"
    r"(?= (?:sign|lead|led|writ|wrote|check|approv|draft|sa[iy]|repl|ask|attend|chair|will|is|has|run|manag|review)))"
    r"(?![\w/-])",
    re.M,
)
_SAID_WHOSE = re.compile(
    r"(?<![\w'&/.-])(?P<it>[A-Z]{2,4})(?: is|,|:| =| -) (?P<name>[A-Z][a-z]+(?:[ -][A-Z][a-z]+){1,3})(?![\w-])"
)
_SIGNS = re.compile(r"\b(?:signed|signature|initialled|initials|llofnodwyd)\b[^\n]{0,12}\Z", re.I)


def initials(text: str, named: Iterable[Span]) -> list[Span]:
    """Initials with their stops that fit a person named in full (N. H.-S.) or are a signature, and Baig YQ."""
    people: dict[tuple[str, str], str] = {}
    surnames: dict[str, str] = {}
    for span in named:
        words = [w for w in re.findall(r"[^\W\d_][\w'-]*", span.key.split(":", 1)[-1]) if w[0].isupper()]
        if span.kind == "person" and len(words) > 1:
            people.setdefault((words[0][0], words[-1].split("-")[-1][0]), span.key)
            people.setdefault((words[0][0], words[-1][0]), span.key)
            surnames.setdefault(words[-1], span.key)
    out = []
    for m in _DOTTED.finditer(text):
        letters = "".join(c for c in m[0] if c.isalpha())
        key = people.get((letters[0], letters[-1]), "")
        if letters not in _NO_INITIALS and (key or _SIGNS.search(text[max(0, m.start() - 40) : m.start()])):
            end = m.start() + len(m[0].rstrip(" -"))
            out.append(Span(m.start(), end, "person: initials", "person", key or f"person:{m[0].strip()}"))
    for m in _SAID_WHOSE.finditer(text):
        if "".join(word[0] for word in re.split(r"[ -]", m["name"])).startswith(m["it"]):
            for again in re.finditer(rf"(?<![\w'&/.-]){m['it']}(?![\w&/-])", text):
                out.append(Span(*again.span(), "person: initials", "person", f"person:{m['name']}"))
    acting = {m["it"] for m in _TWO_LETTERS.finditer(text)} - _NO_INITIALS - _ROLES
    for letters in acting & {first + last for first, last in people}:
        for m in re.finditer(rf"(?<![\w'&/.-]){letters}(?![\w&/-])", text):
            out.append(Span(*m.span(), "person: initials", "person", people[(letters[0], letters[1])]))
    for m in _SURNAME_FIRST.finditer(text):
        if m["name"] in surnames:
            out.append(Span(*m.span(), "person: surname and initials", "person", surnames[m["name"]]))
    return out


def _first_letters(span: Span) -> str:
    words = [w for w in re.findall(r"[^\W\d_][\w'-]*", span.key.split(":", 1)[-1]) if w[0].isupper()]
    return "".join(w[0] for w in words) if span.kind == "person" else ""


def bodies_initials(text: str, named: Iterable[Span]) -> list[Entity]:
    """Short names in quotation marks or brackets that are the initials of a body named in the same text."""
    marked = {m[1] for m in re.finditer(r"[\"'(]([A-Z][A-Z&]{1,6}[A-Z])[\"')]", text)}
    out = []
    for span in named:
        if span.kind not in ("organisation", "client", "product", "project"):
            continue
        words = [w for w in re.findall(r"[^\W\d_][\w'-]*", span.key.split(":", 1)[-1]) if w[0].isupper()]
        short = "".join(w[0] for w in words)
        fits = {short, short[:-1]} & marked
        if fits and len(short) >= 3:
            out.append(Entity(span.key, span.kind, span.label, acronyms=set(fits)))
    return out


def bracketed(text: str, spans: Iterable[Span]) -> tuple[list[Entity], list[Span]]:
    """Short names that stand in brackets after a name: GreenField Digital (GFD), Bernadette Achebe (Bernie)."""
    out: list[Entity] = []
    brackets: list[Span] = []
    for span in spans:
        if not span.certain or span.kind not in _NAMED_KINDS:
            continue
        m = _BRACKET.match(text, span.end)
        if not m or (m["it"].rstrip(".") in _ROLES and m["it"] != _first_letters(span)):
            continue
        entity = Entity(span.key, span.kind, span.label)
        short = m["it"]
        if span.kind == "person":
            entity.proper.add(short.capitalize() if short.isupper() else short)
        elif sum(c.isupper() for c in short) >= 2 and len(short) > 2:
            entity.acronyms.add(short.replace(".", ""))
        else:
            entity.proper.add(short)
        out.append(entity)
        brackets.append(Span(*m.span("it"), "name: in brackets after a name", span.kind, span.key, span.label))
    return out, brackets
