"""People named in a text, found by what stands around a name: a title, a role, a first name, a signature, a table."""

import re
from collections.abc import Iterator

from parsers.anonymise.layout import Layout, opening_of
from parsers.anonymise.lists import word_set
from parsers.anonymise.matching import names_itself
from parsers.anonymise.protect import Guard
from parsers.anonymise.spans import Span
from parsers.anonymise.vocabulary import (
    AMBIGUOUS_NAMES,
    FIRST_NAMES,
    GENERIC_NAME_WORDS,
    ORDINARY_SURNAMES,
    PLACES,
    SURNAMES,
    ordinary,
)

__all__ = ["particles", "people", "with_particle"]

_PARTICLE = (
    r"(?:ap|ab|ferch|van|von|der|den|de|la|le|da|dos|di|du|bin|bint|al|el|ibn|mac|mc|nic|ni|o|"
    r"ui|mhic|ten|ter|y)"
)
_WORD = r"(?:(?:Mac|Mc|O'|D'|Fitz|St-?|St\.? )?[A-Z][^\W\d_]{0,40}(?:['-][^\W\d_]{1,40}){0,4})"
_INITIALS = r"(?:(?:[A-Z]|Ll|Ff|Rh|Th|Ch)\.[ -]?){1,4}"
_NAME = rf"(?:{_INITIALS} ?|{_WORD} )(?:(?:{_WORD}|{_INITIALS}|{_PARTICLE}) ?){{0,4}}{_WORD}"
_TITLE = (
    r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Rev|Revd|Reverend|Canon|"
    r"Father|Sister|Rabbi|Imam|Cllr|Councillor|"
    r"Alderman|Alderwoman|Bailie|Provost|Hon|Capt|Captain|Commander|Cdr|Major|Colonel|Lt|Sgt|"
    r"Sergeant|Chief Constable|Inspector|"
    r"Judge|QC|KC|Messrs|Madam|Baroness|Baron|Sheriff|Mayor|Skipper|Chef|Nurse|Matron|Sensei|Coach)"
)
_ROLE = (
    r"(?:chief executive|director|manager|lead|leader|officer|executive|chair|chairman|"
    r"chairwoman|chairperson|founder|co-founder|partner|"
    r"architect|engineer|consultant|surveyor|trainer|tester|co-?ordinator|head|supervisor|"
    r"supervisors|secretary|treasurer|trustees?|principal|"
    r"analyst|ecologist|designer|developer|nurse|skipper|master|captain|foreman|foreperson|"
    r"representative|contact|referee|reference|signatory|"
    r"author|editor|translator|interpreter|therapist|psychologist|solicitor|barrister|"
    r"accountant|auditor|buyer|owner|proprietor|president|"
    r"secretary|clerk|guardian|controller|administrator|specialist|scientist|technician|"
    r"mentor|coach|instructor|teacher|tutor|lecturer|"
    r"cook|chef|baker|gardener|arborist|forester|ranger|driver|mate|bosun|pilot|operator|"
    r"estimator|planner|researcher|statistician|electrician|plumber|joiner|carpenter|welder|plasterer|mechanic|warden|"
    r"caretaker|cleaner|carer|modeller|programmer|librarian|archivist|advocate|caseworker|advis[eo]r|"
    r"ceo|cto|cfo|coo|md|dpo|ciso|son|daughter|wife|husband|brother|sister|mother|father|widow|grandson|granddaughter|"
    r"prif weithredwr|rheolwr|cyfarwyddwr|pensaer|hyfforddwr|cadeirydd|sylfaenydd|arweinydd|"
    r"swyddog|stiurichear|manaidsear|ceannard)"
)
_TITLED = re.compile(
    rf"(?<![\w.])({_TITLE})\.?[ ]+(?P<it>(?-i:(?:{_INITIALS} ?)?{_WORD}(?: (?:{_PARTICLE} )?{_WORD})"
    rf"{{0,3}}))",
    re.I,
)
_FULL = re.compile(
    rf"(?<![\w'’&@/.-])(?P<it>{_WORD}(?:[ \n](?:{_INITIALS}|{_PARTICLE}[ \n]|{_WORD}))"
    rf"{{0,3}}(?:[ \n]{_WORD}))"
)
_INITIALLED = re.compile(
    rf"(?<![\w'&@/.])(?P<it>{_INITIALS} ?(?:{_PARTICLE} ){{0,2}}(?:{_WORD}(?:[ -]{_WORD})?|"
    rf"[A-Z]{{3,20}}))(?![\w@])"
)
_SHORTENED = re.compile(r"(?<![\w'&@/.])(?P<it>[A-Z][a-z]{2,15} [A-Z])\.(?=[,;:)]|\s[a-z(]|\s*$|\s*\|)", re.M)
_REVERSED = re.compile(
    rf"(?<![\w'&@/.])(?<!, )(?P<it>{_WORD}, (?:[A-Z][a-z]+|[A-Z]\.)(?: [A-Z]\.)?)(?=\s*(?:\||$|;|\())", re.M
)
_NICKED = re.compile(
    rf"(?<![\w'&@/.])(?P<first>{_WORD}|[A-Z][a-z]{{0,4}}\.|"
    rf"{_INITIALS})?[ ]?[\"'(](?:{_WORD} )?(?P<nick>{_WORD})[\"')][ ](?P<last>{_WORD})"
)
_QUOTED_WORD = re.compile(r"[\"'(](?:[A-Z]|Mac|Mc|O'|D'|Fitz|St)[^\"'()\n]{0,60}[\"')] [A-Z]")
_CURRICULUM = re.compile(
    r"^[ \t*#]*(?:(?:DR|MR|MRS|MS|MISS|PROF|Dr|Mr|Mrs|Ms|Prof)\.? )?(?P<it>(?:[A-Z]\.|[A-Z][A-Z'-]+)"
    r"(?: (?:[A-Z]\.|[A-Z][A-Z'-]+)){1,3})[*]*(?:\s?[-,:(]\s?)(?=[*(]*[A-Z][a-z])",
    re.M,
)
_GOES_BY = re.compile(
    rf"\b(?:prefers|goes by|answers to|better known as|known (?:to|by) [^.,;|\n]{{1,50}} as|"
    rf"everybody calls (?:her|him|them)|"
    rf"(?:is|was|always) called|likes to be called|ask for)[ ][\"']?(?P<it>{_WORD})(?![\w-])"
)
_BEFORE_BRACKET = re.compile(rf"(?<![\w'&@/.])(?P<it>{_WORD})[ ]\((?P<full>{_NAME})\W")
_A_ROLE = re.compile(rf"\b{_ROLE}s?\b", re.I)
_TITLE_OPENINGS = opening_of(_TITLE)
_ROLE_OPENINGS = opening_of(_ROLE)
_AFTER_ROLE = re.compile(
    rf"(?:[^.;:|\n]{{0,30}}?(?:\bis\b|\bwill be\b|\bwas\b|,|\bnamed\b|\bcalled\b|"
    rf"\byw\b|\bfydd\b)|\s*[:=]|\s*\|)?\s*(?:both |are |[Mm]r |our )?(?P<it>{_NAME}|{_WORD})"
)
_BEFORE_ROLE = re.compile(
    rf"(?<![\w'&@/])(?P<it>{_NAME}|{_WORD})[*_]{{0,3}},?\s?(?:\(|,|-|:|\bis\b|\bas\b|\bwas\b|"
    r"\bwho\b)\s?(?:our|the|a|an|is|its|is our|is the|senior|lead|deputy|former|technical|"
    r"managing|company)?\s?(?:[a-z-]+ ){0,2}\Z"
)
_DONE = (
    "led|founded|started|managed|written|signed|witnessed|prepared|authored|approved|"
    "checked|chaired|created|headed|run|owned|overseen|photographed|designed|"
    "drawn|reviewed|supervised|edited|set up|built|delivered|compiled|submitted"
)
_SIGNED = (
    "signed|witnessed|sincerely|faithfully|regards|signature|llofnodwyd|ask for|speak to|cysylltwch a|"
    "attention of|attn|fao|c/o|contact|edited|assisted by|thanks to"
)
_BY = re.compile(
    rf"\b(?:{_DONE}) by[ :*_]{{1,4}}(?P<it>(?-i:{_NAME}|{_WORD}))"
    rf"|\b(?:{_SIGNED})\b[^\w\n]{{1,12}}(?P<it2>(?-i:{_NAME}|{_WORD}))",
    re.I,
)
_BY_OPENINGS = opening_of(f"{_DONE}|{_SIGNED}")
_GROUP = (
    "trustees|directors|partners|surveyors|supervisors|team|staff|members|mentors|"
    "authors|founders|referees|engineers|owners|crew|staffed by|colleagues|sons|daughters|"
    "interpreters|tutors|nurses|cooks|drivers|witnesses|signatories|assisted by|artists|architects"
)
_LIST = re.compile(
    rf"\b(?:{_GROUP})\b[^.;|\n:]{{0,24}}(?::|\bare\b|,|\bby\b)\s*(?P<it>[^.;|]{{3,240}}?)(?=\.\s|[;|]|\n\s*\n|$)",
    re.I,
)
_LIST_OPENINGS = opening_of(_GROUP)
_HEAD = re.compile(
    r"^\W*(?:names?|who|person|staff|member|consultant|post ?holder|contact(?: name)?|referee|"
    r"enw|ainm|lead|owner|by whom|named person|individual|nurse|tutor|interpreter|skipper|"
    r"(?:[\w'&-]+ ){0,3}crew)\W*$",
    re.I,
)
_MONTHS = frozenset(("April", "May", "June", "August", "Will", "Summer", "Autumn"))
_NOT_NAMES = word_set("people: not names")
_PLACE_NOUNS = word_set("people: places")
_INTO = re.compile(r"\b(?:in|at|to|of|from|through|around|and)\s\Z")


def people(text: str, layout: Layout, guard: Guard, tongues: tuple[str, ...]) -> Iterator[Span]:
    """Every person named in the folded text, as spans whose key is the name; what is protected is left alone."""
    finder = _People(text, layout, guard, tongues)
    for m in layout.matches(_TITLED, _TITLE_OPENINGS):
        if m[1][0].isupper() and finder.nameable(m["it"], 1):
            yield finder.span(*_trimmed(text, *m.span("it")), "person: after a title")
    for pattern, rule in (
        (_INITIALLED, "person: initials and surname"),
        (_SHORTENED, "person: first name and initial"),
        (_REVERSED, "person: surname first"),
    ):
        for m in pattern.finditer(text):
            if finder.initialled(m):
                yield finder.span(*m.span("it"), rule)
    for m in _FULL.finditer(text):
        yield from finder.full(*m.span("it"))
    for m in _CURRICULUM.finditer(text):
        if finder.in_people(m.start()) and not guard.soft(*m.span("it")) and finder.nameable(m["it"], 1):
            yield finder.span(*m.span("it"), "person: heads a curriculum vitae")
    yield from finder.nicknames()
    yield from finder.by_roles()
    for m in layout.matches(_BY, _BY_OPENINGS):
        start, end = m.span("it") if m["it"] else m.span("it2")
        yield from finder.beside(start, end, "person: does or signs")
    for m in layout.matches(_LIST, _LIST_OPENINGS):
        for piece in re.finditer(rf"(?:{_NAME}|{_WORD})", m["it"]):
            yield from finder.beside(m.start("it") + piece.start(), m.start("it") + piece.end(), "person: in a list")
    yield from finder.in_tables()
    yield from finder.single()


_ACCENTED = re.compile(r"(?<![\w-])[A-Z][^\W\d_]{2,20} [àá] [A-Z][^\W\d_]{2,20}(?![\w-])")


def particles(source: str) -> list[tuple[int, int]]:
    """Names such as Magnus à Brae, as offsets of ``source``: folded, the particle could not be told from an article."""
    return [] if source.isascii() else [m.span() for m in _ACCENTED.finditer(source)]


def with_particle(text: str, places: list[tuple[int, int]]) -> list[Span]:
    """Those names as spans of the folded ``text``."""
    return [Span(a, b, "person: with a particle", "person", f"person:{text[a:b]}") for a, b in places]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    # MRS WENDY POLGLAZE (mobile ...): a title may stand before words that are no name
    words = list(re.finditer(r"\S+", text[start:end]))
    while len(words) > 1 and words[-1][0].lower().strip(".,'") in _NOT_NAMES:
        words.pop()
    return start, start + words[-1].end()


class _People:
    def __init__(self, text: str, layout: Layout, guard: Guard, tongues: tuple[str, ...]) -> None:
        self.text, self.layout, self.guard, self.tongues = text, layout, guard, tongues

    def span(self, start: int, end: int, rule: str) -> Span:
        return Span(start, end, rule, "person", "person:" + re.sub(r"\s+", " ", self.text[start:end]))

    def strange(self, word: str) -> bool:
        """Neither a word of the languages nor a place known."""
        word = word.removesuffix("'s")
        if word in SURNAMES:
            return True
        return len(word) > 1 and not ordinary(word, self.tongues) and word.title() not in PLACES

    def nameable(self, name: str, most_ordinary: int) -> bool:
        words = re.findall(r"[^\W\d_][\w'-]*", name)
        return (
            not any(w.lower() in _NOT_NAMES for w in words[:1])
            and sum(w.lower() in _NOT_NAMES for w in words) < most_ordinary
        )

    def initialled(self, m: re.Match[str]) -> bool:
        start, end = m.span("it")
        if self.guard.soft(start, end):
            return False
        words = [w for w in re.findall(r"[^\W\d_][\w'-]+", m["it"]) if w.lower() not in ("ap", "ab")]
        return (
            bool(words)
            and all(w.lower() not in _NOT_NAMES for w in words)
            and (
                any(self.strange(w) or w in FIRST_NAMES for w in words)
                or not ordinary(words[-1], ("en",))
                or self.in_people(start)
            )
        )

    def in_people(self, at: int) -> bool:
        """Whether the section is one of people or of particulars."""
        return "people" in self.layout.section(at) or "particulars" in self.layout.section(at)

    def full(self, start: int, end: int) -> Iterator[Span]:
        """First name and surname: an unmistakable first name, or two strange words where people are spoken of."""
        words = [(start + m.start(), start + m.end(), m[0]) for m in re.finditer(r"[^\s]+", self.text[start:end])]
        if self.text[end : end + 1] == ":" and (line := self.text.rfind("\n", start, end)) > 0:
            words = [w for w in words if w[1] <= line]  # the last line begins with a role: Arborist: Linden Shaw
        for i in range(len(words) - 1):
            first = words[i][2].title() if words[i][2].isupper() else words[i][2]
            rest = words[i + 1 :]
            while rest and (rest[-1][2].lower() in _NOT_NAMES or self.guard.soft(rest[-1][0], rest[-1][1])):
                rest = rest[:-1]
            if not rest or (self.guard.soft(words[i][0], words[i][1]) and first not in AMBIGUOUS_NAMES):
                continue
            last = rest[-1][2]
            sure = first in FIRST_NAMES and first not in AMBIGUOUS_NAMES and first.lower() not in _NOT_NAMES
            maybe = first in AMBIGUOUS_NAMES and (
                last.title() in SURNAMES
                or last.title() in ORDINARY_SURNAMES
                or last in FIRST_NAMES
                or last in AMBIGUOUS_NAMES
                or self.strange(last)
            )
            if rest[-1][2] in _PLACE_NOUNS or (
                last == "Park" and _INTO.search(self.text[max(0, words[i][0] - 9) : words[i][0]])
            ):
                return
            sure = sure or (bool(re.match(r"(?:O'|Mc)[A-Z]", last)) and self.strange(first))
            if sure and not (first in PLACES and not self.strange(last)):
                yield self.span(words[i][0], rest[-1][1], "person: first name and surname")
                return
            placed = self.layout.by_position(words[i][0]) and ordinary(last, self.tongues)
            if maybe and not (placed and not names_itself(self.text[rest[-1][1] : rest[-1][1] + 90])):
                yield self.span(words[i][0], rest[-1][1], "person: first name and surname")
                return

    def nicknames(self) -> Iterator[Span]:
        """Names people go by: Wm. "Bud" Arkwright, Ty (Tyack Bolitho), who prefers JR."""
        for m in _NICKED.finditer(self.text) if _QUOTED_WORD.search(self.text) else ():
            name = f"{m['first'] or ''} {m['last']}".strip()
            if self.strange(m["last"]) and self.nameable(name, 1) and not self.guard.soft(*m.span()):
                yield Span(*m.span(), "person: with a nickname", "person", f"person:{name}")
                yield self.span(*m.span("nick"), "person: a nickname")
        for m in _GOES_BY.finditer(self.text):
            word = m["it"]
            short = word.isupper() and len(word) <= 3
            known = short or word in FIRST_NAMES or word in AMBIGUOUS_NAMES or self.strange(word)
            if known and word.lower() not in _NOT_NAMES and not self.guard.soft(*m.span("it")):
                yield self.span(*m.span("it"), "person: a nickname")
        for m in _BEFORE_BRACKET.finditer(self.text):
            if m["full"].lower().startswith(m["it"].lower()) and self.strange(m["full"].split()[-1]):
                yield self.span(*m.span("it"), "person: a nickname")

    def by_roles(self) -> Iterator[Span]:
        """Names just after a role (chief executive is ...) or just before one (..., surveyor)."""
        text = self.text
        for role in self.layout.matches(_A_ROLE, _ROLE_OPENINGS):
            if m := _AFTER_ROLE.match(text, role.end(), role.end() + 140):
                yield from self.beside(*m.span("it"), "person: after a role")
            lead = max(0, role.start() - 90)
            if m := _BEFORE_ROLE.search(text[lead : role.start()]):
                yield from self.beside(lead + m.start("it"), lead + m.end("it"), "person: before a role")

    def beside(self, start: int, end: int, rule: str) -> Iterator[Span]:
        text = self.text
        words = [(start + m.start(), start + m.end(), m[0].strip("'")) for m in re.finditer(r"[^\s]+", text[start:end])]
        while words and (words[-1][2].lower() in _NOT_NAMES or not words[-1][2][:1].isupper()):
            words.pop()
        while words and (words[0][2].lower() in _NOT_NAMES or not words[0][2][:1].isupper()):
            words.pop(0)
        if not words or any(w.lower() in _NOT_NAMES for _, _, w in words) or self.guard.soft(words[0][0], words[-1][1]):
            return
        names = [w for _, _, w in words if len(w) > 1]
        first = words[0][2].title() if words[0][2].isupper() else words[0][2]
        known = first in FIRST_NAMES or any(self.strange(w) for w in names)
        known = known or (rule == "person: after a role" and len(names) == 1 and first in AMBIGUOUS_NAMES - _MONTHS)
        capitals = self.layout.in_capitals(start)
        labelled = self.text[start - 2 : start] in (": ", "| ") and 2 <= len(names) <= 3 and "role" in rule
        known = known or (labelled and not any(w.lower() in GENERIC_NAME_WORDS or w in _PLACE_NOUNS for w in names))
        if (
            known
            and names
            and not (capitals and not self.strange(names[-1]))
            and not any(w.isupper() and len(w) > 1 for w in names if not capitals)
        ):
            yield self.span(words[0][0], words[-1][1], rule)

    def in_tables(self) -> Iterator[Span]:
        """Cells under a head such as Name, or beside one in a table of two columns."""
        column, width = -1, 0
        for m in re.finditer(r"^[ \t]*\|(.*)\|[ \t]*$|^.*$", self.text, re.M):
            if m[1] is None:
                column = -1
                continue
            cells = [
                (c.start(), c.end(), c[0].strip(" *_")) for c in re.finditer(r"[^|]+", self.text[m.start(1) : m.end(1)])
            ]
            if column < 0 or len(cells) != width:
                column = next((i for i, c in enumerate(cells) if _HEAD.match(c[2])), -1)
                width = len(cells)
                continue
            found = re.match(
                rf"\W*(?P<it>{_NAME}|{_WORD})", self.text[m.start(1) + cells[column][0] : m.start(1) + cells[column][1]]
            )
            if found:
                at = m.start(1) + cells[column][0]
                words = found["it"].split()
                if words[0].lower() not in _NOT_NAMES and (
                    (
                        (len(words) > 1 or self.strange(words[0]) or words[0] in FIRST_NAMES)
                        and not all(
                            ordinary(w, self.tongues) and w not in FIRST_NAMES and w.title() not in SURNAMES
                            for w in words
                        )
                    )
                    or (len(words) == 2 and words[0] in AMBIGUOUS_NAMES)
                ):
                    yield self.span(at + found.start("it"), at + found.end("it"), "person: in a table of names")

    def single(self) -> Iterator[Span]:
        """An unmistakable first name alone."""
        for m in re.finditer(r"(?<![\w'&@/.-])[A-Z][a-z]{2,14}(?![\w-])", self.text):
            word = m[0]
            if (
                word in FIRST_NAMES
                and word not in AMBIGUOUS_NAMES
                and word not in PLACES
                and not self.guard.soft(*m.span())
                and word.lower() not in _NOT_NAMES
                and not self._of_a_place(*m.span())
            ):
                yield self.span(*m.span(), "person: first name")

    def _of_a_place(self, start: int, end: int) -> bool:
        # Fort William, Lewis and Harris: a first name that is a part of a place's name
        before = re.search(r"([A-Z][\w'-]+(?: and)?) \Z", self.text[max(0, start - 24) : start])
        after = re.match(r" (?:and )?[A-Z][\w'-]+", self.text[end : end + 24])
        word = self.text[start:end]
        return bool(before and f"{before[1]} {word}" in PLACES) or bool(after and word + after[0] in PLACES)
