"""Finds the dictionary in the text: spaced, glued, hyphenated, possessive, misspelt, mutated and reversed."""

import re
from array import array
from collections.abc import Iterable, Iterator
from functools import cached_property

from parsers.anonymise.layout import Layout
from parsers.anonymise.lists import word_set
from parsers.anonymise.names import Entity
from parsers.anonymise.normal import squash
from parsers.anonymise.protect import Guard
from parsers.anonymise.spans import Span
from parsers.anonymise.vocabulary import AMBIGUOUS_NAMES, PLACES, compound, understood

__all__ = ["Finder", "names_itself"]

_LEET = str.maketrans("0134579$8", "oieastgsb")
_LEET_L = str.maketrans("0134579$8", "oleastgsb")
_JOINING = frozenset("_0123456789")
_GLUE = _JOINING | {"'"}
_RUNNING_LINE = re.compile(
    r"^[^\n]{0,80}\b(?:page|tudalen|p\.)\s?\d{1,4}\b[^\n]{0,80}$|^[ \t-]{0,20}\d{1,4}[ \t-]{0,20}$", re.M | re.I
)
_ALPHANUMERIC = re.compile(r"[^\W_]+")
_TOKEN = re.compile(r"[^\s|\"<>()\[\],;:!?]+")
_GEOGRAPHY = re.compile(r"\b(?:[Tt]he|[Rr]iver|[Uu]pper|[Ll]ower)\s\Z")
_TOWN_OF = re.compile(r"\b(?:town|city|village|parish|borough|district|county|area|suburb) of\s\Z")
_ITS_COUNCIL = re.compile(r"\s(?:District|Borough|City|County|Town|Parish|Metropolitan)\s(?:Borough\s)?Council\b")
_DIGIT = re.compile(r"\d|\$")
_CAPITALS = re.compile(r"[A-Z0-9'](?:[. ]{0,2}[A-Z0-9'])+")
_BULLET = re.compile(r"[ \t]*(?:[-*•+]|\d{1,2}[.)]|\(?[a-z]\))[ \t*_]+")
_ROW_ENDS = re.compile(r"\|[ \t]*\n|[.!?]\s*\n\s*\n")
_COUNTED = re.compile(r"\b(?:an?|the|every|each|these|those|all|of|\d{1,6})\s(?:[a-z]{3,12}\s)?\Z")
_PAST = word_set("matching: past")
_DATES = word_set("titles: dates")
_DETERMINERS = word_set("matching: determiners")


def names_itself(after: str) -> bool:
    """Whether what follows a capitalised ordinary word makes it a name: a verb, a possessive, a closing mark."""
    if re.match(r"'s?\s|'s$|[,);.]|\s*(?:\||$|\n|\))", after):
        return True
    words = re.findall(r"[^\W_][\w'-]*", after[:80])
    if not words or not re.match(r"\s", after):
        return not words
    verb = words[0].lower()
    if words[0][0].isupper():
        return True
    if verb in _PAST or (verb.endswith("ed") and len(verb) > 4) or verb.endswith("'ll"):
        return True
    if verb.endswith("s") and not verb.endswith("ss") and len(verb) > 3:
        follow = words[1].lower() if len(words) > 1 else ""
        return follow in _DETERMINERS or follow.endswith("ly") or follow[:1].isdigit() or not understood(follow)
    return False


def _does(after: str) -> bool:
    """Whether a verb of the third person and what it is done to follow: May chairs the panel."""
    words = re.match(r"\s([a-z]{3,14}s) ([a-z]+)", after)
    return bool(words and not words[1].endswith("ss") and words[2] in _DETERMINERS)


class Finder:
    """One folded text made ready to be searched for many names."""

    def __init__(self, text: str, layout: Layout, guard: Guard) -> None:
        self.text, self.layout, self.guard = text, layout, guard
        low = text.lower()
        self.index = array("q")
        pieces = []
        for m in _ALPHANUMERIC.finditer(low) if len(low) == len(text) else ():
            self.index.extend(range(m.start(), m.end()))
            pieces.append(m[0])
        self.squashed = "".join(pieces)
        self._joints = [(self.index, self.squashed)]
        running = [m.span() for m in _RUNNING_LINE.finditer(text)]
        if running:
            # A name that runs on over a page's foot is found in the text without the foot
            cut = bytearray(len(text))
            for start, end in running:
                cut[start:end] = b"\x01" * (end - start)
            kept = [i for i in self.index if not cut[i]]
            self._joints.append((array("q", kept), "".join(low[i] for i in kept)))

    @cached_property
    def _leet(self) -> tuple[str, ...]:
        return (
            tuple({self.squashed.translate(t) for t in (_LEET, _LEET_L)} - {self.squashed})
            if re.search(r"[A-Za-z][0134579][A-Za-z]", self.text)
            else ()
        )

    @cached_property
    def _tokens(self) -> list[tuple[int, int, str, str]]:
        found = ((m.start(), m[0].rstrip(".*_'")) for m in _TOKEN.finditer(self.text))
        return [(start, start + len(token), token, token.lower()) for start, token in found if token]

    @cached_property
    def _lowered(self) -> str:
        return self.text.lower()

    @cached_property
    def _capitals(self) -> str:
        """Words in capitals, and letters with stops or spaces between them made one."""
        return " ".join(re.sub(r"[. ]", "", m[0]) for m in _CAPITALS.finditer(self.text))

    def find(self, entities: Iterable[Entity]) -> Iterator[Span]:
        """Every mention of every entity, as spans; protected stretches are left alone."""
        for entity in entities:
            for start, end, rule in self._mentions(entity):
                if not self.guard.hard(start, end):
                    yield Span(start, end, rule, entity.kind, entity.key, entity.label)

    def _mentions(self, entity: Entity) -> Iterator[tuple[int, int, str]]:
        for phrase in entity.phrases:
            yield from self._phrase(phrase)
        for word in entity.words:
            yield from self._word(word)
        for word in entity.proper:
            yield from self._proper(word, entity.kind)
        for acronym in entity.acronyms:
            yield from self._acronym(acronym)
        for digits in entity.digits:
            yield from self._digits(digits)
        for stem in entity.stems:
            for m in (
                ()
                if stem not in self._lowered
                else re.finditer(
                    rf"(?<![A-Za-z]){stem}[A-Z]{{0,12}}[-_/]?(?:[A-Z]{{1,4}}[-_/])?\d{{2,12}}\w{{0,6}}", self.text, re.I
                )
            ):
                yield *m.span(), "name: in a code"
        yield from self._misspelt(entity.words)

    def occurrences(self, squashed: str, inside: str) -> Iterator[tuple[int, int]]:
        """Where some squashed letters stand in the text, by their place in ``inside`` (the text squashed, or so)."""
        joints = self._joints if inside is self.squashed else [(self.index, inside)]
        for index, letters in joints:
            at = letters.find(squashed)
            while at >= 0:
                yield index[at], index[at + len(squashed) - 1] + 1
                at = letters.find(squashed, at + 1)

    def _phrase(self, phrase: str) -> Iterator[tuple[int, int, str]]:
        wanted = squash(phrase)
        if len(wanted) < 5:
            return
        forms = {(wanted, self.squashed, "name"), (wanted[::-1], self.squashed, "name: turned round")}
        if "&" in phrase:
            forms |= {
                (squash(phrase.replace("&", w)), self.squashed, "name") for w in (" and ", " a ", " agus ", " n ")
            }
        forms |= {(wanted, leet, "name: digits for letters") for leet in self._leet}
        for form, inside, rule in forms:
            if form == form[::-1] and rule != "name":
                continue
            for start, end in self.occurrences(form, inside):
                if _ROW_ENDS.search(self.text, start, end) and not _RUNNING_LINE.search(self.text, start, end):
                    continue
                if rule == "name: digits for letters" and not _DIGIT.search(self.text, start, end):
                    continue
                if (len(wanted) >= 9 or self._bounded(start, end)) and not self._said_plainly(start, end):
                    yield start, end, rule

    def _bounded(self, start: int, end: int) -> bool:
        text = self.text
        before, after = text[start - 1 : start], text[end : end + 2]
        left = not before.isalpha() or (text[start].isupper() and before.islower())
        right = (
            not after[:1].isalpha()
            or (after[:1].isupper() and text[end - 1].islower())
            or (after[:1] == "s" and not after[1:].isalpha())
        )
        return left and right

    def _word(self, word: str) -> Iterator[tuple[int, int, str]]:
        wanted = squash(word)
        size = len(wanted)
        if size < 3:
            return
        for start, end in self.occurrences(wanted, self.squashed):
            gaps = end - start - size
            if gaps == 0 and (size >= 5 or self._bounded(start, end)):
                if not self._within_ordinary(start, end) and not self._a_thing(start, end):
                    yield start, end, "name"
            elif (
                gaps
                and self._bounded(start, end)
                and size >= 5
                and self._single_break(start, end, size)
                and not self._said_plainly(start, end)
                and not self._a_thing(start, end)
            ):
                yield start, end, "name: spaced or broken"
        if size >= 5:
            for leet in self._leet:
                for start, end in self.occurrences(wanted, leet):
                    if _DIGIT.search(self.text, start, end) and self._bounded(start, end):
                        yield start, end, "name: digits for letters"
        if size >= 6 and wanted != wanted[::-1]:
            for start, end in self.occurrences(wanted[::-1], self.squashed):
                if end - start == size:
                    yield start, end, "name: turned round"

    def _said_plainly(self, start: int, end: int) -> bool:
        # "a clean slate", "Four square walls": ordinary words in small letters, but for the first of a sentence
        words = self.text[start:end].split(" ")
        return (
            len(words) > 1
            and self.text[start - 1 : start] != '"'  # words to search for
            and all(w.isalpha() and w.islower() and understood(w) for w in words[1:])
            and understood(words[0])
            and (words[0].islower() or (words[0].istitle() and self.layout.by_position(start)))
            and self.text[end : end + 2] != "'s"
            and not (words[0].istitle() and names_itself(self.text[end : end + 90]))
        )

    def _a_thing(self, start: int, end: int) -> bool:
        # "a bluebottle", "the 340 finger-posts": a word made of two, in small letters after an article, is not the firm
        word = self.text[start:end].replace("-", "")
        return word.islower() and compound(word) and bool(_COUNTED.search(self.text[max(0, start - 24) : start]))

    def _within_ordinary(self, start: int, end: int) -> bool:
        text = self.text
        if not (text[start - 1 : start].isalpha() or text[end : end + 1].isalpha()):
            return False
        left, right = start, end
        while left and text[left - 1].isalpha():
            left -= 1
        while right < len(text) and text[right].isalpha():
            right += 1
        word = text[left:right]
        return understood(word) or word.title() in PLACES or word.lower() in self.guard.buyer_words

    def _single_break(self, start: int, end: int, size: int) -> bool:
        # Harrow Brand (one break) or W o l n y (a break after each letter), but not letters of several words
        between = _RUNNING_LINE.sub("", self.text[start:end])
        if _ROW_ENDS.search(between):
            return False
        if between.count("|") == 1 or between != self.text[start:end]:
            return len(re.findall(r"[^A-Za-z0-9]+", between)) == 1
        breaks = re.findall(r"[^A-Za-z0-9]+", between)
        if any(len(b) > 4 or (re.search(r"[.!?;:|\n]\s*\S*", b) and " " in b and len(b) > 2) for b in breaks):
            return False
        return len(breaks) == 1 or len(breaks) >= size - 2

    def _proper(self, word: str, kind: str) -> Iterator[tuple[int, int, str]]:
        for start, end in self._capitalised(word):
            found = self.text[start:end]
            plural = found.endswith("s") and "'" not in found and word.lower() != found.lower()
            if self._meant(start, end, word, kind) and not (plural and self.layout.by_position(start)):
                yield start, end, "name: by its capital"
        low = squash(word)
        if len(low) >= 4 and low in self._lowered:
            for start, end, token, flat in self._tokens:
                if low not in flat or (token.isalpha() and len(low) < 5):
                    continue
                if not re.search(r"[\d_@/.\\]", token.strip(".'*_")) and understood(re.sub(r"[^\w'-]", "", token)):
                    continue
                if re.search(r"[\d_@/.\\]", token.strip(".,'*_")) and (
                    len(low) >= 5 or re.search(rf"(?<![a-z]){low}(?![a-z])|^{low}\d", flat)
                ):
                    yield start, end, "name: inside a code or address"
                elif (
                    len(low) >= 5
                    and token.strip("*_'.").isalpha()
                    and flat.strip("*_'.") != low
                    and not understood(flat.strip("*_'."))
                    and flat.title() not in PLACES
                ):
                    yield start, end, "name: inside a word"

    def _capitalised(self, word: str) -> Iterator[tuple[int, int]]:
        """The word as given or in capitals, with the ending of a plural or possessive."""
        if not word.isalpha():
            forms = (r"[ \n-]".join(map(re.escape, re.split("[ -]", w))) for w in (word, word.upper()))
            pattern = rf"(?<![\w'])(?:{'|'.join(forms)})(?:s(?![\w])|'s)?(?!\w)"
            yield from (m.span() for m in re.finditer(pattern, self.text))
            return
        text = self.text
        for form in {word, word.upper()}:
            for ending in ("", "s"):
                for start, end in self.layout.cased.get(form + ending, ()):
                    if text[start - 1 : start] in _GLUE or text[end : end + 1] in _JOINING:
                        continue
                    possessive = not ending and text[end : end + 2] == "'s" and not text[end + 2 : end + 3].isalnum()
                    yield start, end + 2 * possessive

    def _meant(self, start: int, end: int, word: str, kind: str) -> bool:
        text = self.text
        after = text[end : end + 90]
        named = kind == "person" and word in AMBIGUOUS_NAMES
        acts = named and ((_does(after) and self.layout.by_position(start)) or self._heads_item(start, after))
        if acts or self.guard.soft(start, end):
            return acts
        if text[start:end].isupper() and len(word) > 1 and self.layout.in_capitals(start):
            return kind != "person" or bool(re.match(r"\s+[A-Z]", after))
        if (
            kind == "person"
            and re.match(r"\s+(?:[A-Z]\.\s?)?[A-Z][a-z]", after)
            and not self.guard.soft(end + 1, end + 4)
        ):
            return True
        if text[start:end].endswith("'s"):
            return True
        if word in PLACES and (_TOWN_OF.search(text[max(0, start - 14) : start]) or _ITS_COUNCIL.match(after)):
            return False
        if kind != "person" and word in PLACES and _GEOGRAPHY.search(text[max(0, start - 16) : start]):
            return not re.match(r"\s+[a-z]+|[.,;)]", after)
        if not self.layout.by_position(start) or (kind == "person" and not understood(word)):
            return True
        before = text[max(0, start - 3) : start]
        if kind == "person":
            if self._heads_item(start, after):
                return True
            # | Ng, a Brae | is a cell of names, and so is | Banks |; a cell may hold a month, too
            cell = before.endswith("| ") and word.lower() not in _DATES
            if cell and re.match(r"\s*\||, (?:[a-z]{1,3} )?[A-Z]", after):
                return True
            return bool(
                re.match(
                    r"'s\s|\s+(?:joined|led|leads|wrote|writes|holds|held|qualified|worked|works|brings|"
                    r"manages|managed|trained|trains|chairs|founded|studied|has (?:led|run|worked|managed)|"
                    r"says|said|reads|has been|is (?:a|an|our|the|one)|"
                    r"was (?:a|an|our|the)|and (?:[A-Z]|the|her|his|our|my|i)|"
                    r"will (?:lead|be|manage|oversee|attend)|can be|lives|speaks|oversees|heads|"
                    r"ran|runs|started|set)\b",
                    after,
                )
            )
        return names_itself(after) or (before.endswith("* ") and len(after.strip()) == 0)

    def _heads_item(self, start: int, after: str) -> bool:
        # "- Grace: lead auditor": a name known from elsewhere that heads an item of a list
        line = self.text[self.text.rfind("\n", 0, start) + 1 : start]
        listed = _BULLET.fullmatch(line) and re.match(r"[*_]*\s?[:(,-]", after)
        return bool(listed or ((not line or line.endswith("; ")) and re.match(r" \([a-z]", after)))

    def _acronym(self, acronym: str) -> Iterator[tuple[int, int, str]]:
        letters = [c for c in acronym if c.isalnum()]
        if len(letters) < 2:
            return
        if "'" in acronym:
            pattern = rf"(?<![\w']){re.escape(acronym)}(?:'s)?(?!\w)"
            yield from ((*m.span(), "acronym") for m in re.finditer(pattern, self.text))
            return
        joint = r"[. ]{0,2}" if "&" not in acronym else r"\s?(?:&|\+|and|'?n'?)\s?"
        if len(letters) == 2 and "&" not in acronym:  # two letters are initials only with their full stops
            joint = r"\. ?"
        if "&" not in acronym and "".join(letters) not in self._capitals:
            return
        pattern = joint.join(map(re.escape, letters))
        for m in re.finditer(rf"(?<![A-Za-z])({pattern})(?:\.(?![A-Za-z]))?(?:s|'s)?(?![A-Za-z])", self.text):
            spaced = m[1] != "".join(letters) and " " in m[1]
            if not (spaced and self.layout.in_capitals(m.start())) and not self.guard.soft(*m.span()):
                yield *m.span(), "acronym"
        low = "".join(letters).lower()
        if len(low) >= 3 and low in self._lowered and not understood(low):
            for m in re.finditer(rf"(?<![^\W_]){low}(?![^\W_])|(?<![a-z]){low.capitalize()}(?=[A-Z0-9])", self.text):
                yield *m.span(), "acronym in small letters"

    def _digits(self, wanted: str) -> Iterator[tuple[int, int, str]]:
        if len(wanted) < 4:
            return
        for start, end in self.occurrences(wanted, self.squashed):
            between = self.text[start:end]
            if re.search(r"[^\W\d_]{2,}[^\w][^\W\d_]{3,}", between) or (
                len(wanted) < 6 and end - start > len(wanted) + 2
            ):
                continue
            if not (self.text[start - 1 : start].isdigit() or self.text[end : end + 1].isdigit()):
                yield start, end, "number of the form"

    def _misspelt(self, names: set[str]) -> Iterator[tuple[int, int, str]]:
        from rapidfuzz.distance import OSA

        long = [n for n in names if len(n) >= 7]
        if not long:
            return
        for word, places in self.layout.words.items():
            if len(word) < 6 or word in names or understood(word) or word.title() in PLACES:
                continue
            if any(abs(len(word) - len(n)) <= 1 and OSA.distance(word, n, score_cutoff=1) <= 1 for n in long):
                for start, end in places:
                    yield start, end, "name: misspelt"
