"""How the folded text is laid out: sentences, sections, and whether a capital letter is there by position."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

__all__ = ["Layout", "opening_of"]

_LETTERS = re.compile(r"[^\W\d_]+")
_SENTENCE = re.compile(
    r"(?<=[.!?])[\"'*_)\]]{0,3}\s+(?=[A-Z\"'*(\[0-9])|\n[ \t]*\n|\n(?=[ \t]*(?:[-*|#>+]|"
    r"\d{1,3}[.)]\s))|\|"
)
_HEADING = re.compile(
    r"^(?:#{1,6}[ \t]+(?P<md>[^\n]{2,120})|"
    r"(?P<num>(?:Q|Question |Part |Section )?[A-Z]?\d{1,2}(?:\.\d{1,2})*\.?[ \t]+[A-Z][^\n.|]{2,70})"
    r"|(?P<caps>[A-Z][A-Z &,:/'-]{4,70})|\*\*(?P<bold>[^*\n]{3,80})\*\*:?)[ \t]*$",
    re.M,
)
_KINDS = (
    (
        "people",
        r"team|people|staff|personnel|who we are|curricul|\bcvs?\b|key roles|delivery roles|tim\b|"
        r"y tim|sgioba|biograph|pobl|"
        r"trustees|directors|contacts?\b|organogram",
    ),
    (
        "record",
        r"experience|evidence|record|example|reference|case stud|track|history|portfolio|profiad|"
        r"past (?:work|performance)|recent work|selected work|elsewhere|similar|\bcontracts\b|about us|"
        r"client|previous|credential|awards|recognition|testimonial|who we are|eolas|eòlas|our "
        r"story|background of the",
    ),
    (
        "particulars",
        r"particulars|details|manylion|company|contact|registration|fiosrachadh|declaration|"
        r"signature|signed|form of tender|legal|terms",
    ),
)
# A head that runs into its paragraph (Contracts. ...), or that stands alone on a line without a mark (Recent work)
_RUN_IN = re.compile(
    r"(?:^|(?<=\n))(?:[A-Z]?\d{1,2}[.)]?[ \t]+)?\*{0,2}(?P<run>[A-Z][A-Za-z]+(?: [A-Za-z]+){0,3})"
    r"(?:\*{0,2}[.:]\*{0,2} (?=[A-Z\"'(*_\d£])|[ \t]*\n(?=[^\n]))"
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"'*|])(?:[A-Z]|[A-Z]\.[A-Z]|Mr|Mrs|Ms|Dr|Prof|Revd?|St|Cllr|Messrs|Ll|Ff|Rh|"
    r"Th|Ch|no|No|Capt|Lt|Sgt|Hon|Ref|Co)$"
)


def opening_of(alternatives: str) -> frozenset[str]:
    """The first letters, three at most, of each alternative of a pattern: only words that begin so need be tried."""
    found = (re.search(r"[^\W\d_]{1,3}", alternative) for alternative in alternatives.replace("(?:", "").split("|"))
    return frozenset(m[0].lower() for m in found if m)


class Layout:
    """Sentence, section and position of any offset of ``text``."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._capitals: dict[int, bool] = {}
        self._cuts = [0] + [m.end() for m in _SENTENCE.finditer(text)] + [len(text)]
        self._line_starts = [0] + [m.end() for m in re.finditer("\n", text)]

    @cached_property
    def cased(self) -> dict[str, list[tuple[int, int]]]:
        """Where each word stands, by the word as written."""
        out: dict[str, list[tuple[int, int]]] = {}
        for m in _LETTERS.finditer(self.text):
            out.setdefault(m[0], []).append(m.span())
        return out

    @cached_property
    def words(self) -> dict[str, list[tuple[int, int]]]:
        """Where each word stands, by the word in small letters."""
        out: dict[str, list[tuple[int, int]]] = {}
        for word, places in self.cased.items():
            out.setdefault(word.lower(), []).extend(places)
        return out

    @cached_property
    def _by_opening(self) -> dict[str, list[str]]:
        """The words by what they begin with: their first two and three letters, or the whole of a shorter one."""
        out: dict[str, list[str]] = {}
        for word in self.words:
            for opening in (word[:2], word[:3])[: max(1, len(word) - 1)]:
                out.setdefault(opening, []).append(word)
        return out

    def matches(self, pattern: re.Pattern[str], openings: frozenset[str]) -> Iterator[re.Match[str]]:
        """As ``pattern.finditer``, but tried only where a word begins that has one of the openings (``opening_of``)."""
        words = {word for opening in openings for word in self._by_opening.get(opening, ())}
        starts = sorted(start for word in words for start, _ in self.words[word])
        done = -1
        for start in starts:
            if start >= done and (m := pattern.match(self.text, start)):
                done = m.end()
                yield m

    def sentence(self, at: int) -> tuple[int, int]:
        """Start and end of the sentence, heading or table cell that holds the offset."""
        i = bisect_right(self._cuts, at)
        return self._cuts[max(i - 1, 0)], self._cuts[min(i, len(self._cuts) - 1)]

    @cached_property
    def _sections(self) -> tuple[list[int], list[frozenset[str]]]:
        starts, kinds = [0], [frozenset[str]()]
        heads = [
            (m.start(), (m["md"] or m["num"] or m["caps"] or m["bold"] or "").lower(), False)
            for m in _HEADING.finditer(self.text)
        ]
        heads += [(m.start(), m["run"].lower(), True) for m in _RUN_IN.finditer(self.text)]
        base, within = frozenset[str](), False
        for start, words, run_in in sorted(heads):
            about = frozenset(kind for kind, signs in _KINDS if re.search(signs, words))
            if run_in and not within and not about:
                continue  # an ordinary first sentence ends no section but one that began in this way
            base = base if run_in else about
            starts.append(start)
            kinds.append(about or base)
            within = run_in
        return starts, kinds

    def section(self, at: int) -> frozenset[str]:
        """What the section of that offset is about: people, record, particulars, or nothing we know."""
        starts, kinds = self._sections
        return kinds[bisect_right(starts, at) - 1]

    def line(self, at: int) -> str:
        """The physical line that holds the offset."""
        i = bisect_right(self._line_starts, at) - 1
        end = self.text.find("\n", at)
        return self.text[self._line_starts[i] : len(self.text) if end < 0 else end]

    def in_capitals(self, at: int) -> bool:
        """Whether the whole line is written in capital letters."""
        number = bisect_right(self._line_starts, at) - 1
        if number not in self._capitals:
            letters = "".join(_LETTERS.findall(self.line(at)))
            capitals = sum(map(str.isupper, letters))
            self._capitals[number] = len(letters) > 3 and capitals > 0.75 * len(letters)
        return self._capitals[number]

    def by_position(self, at: int) -> bool:
        """Whether a word at that offset would have a capital whatever it is: it starts a sentence, cell or line."""
        text, i = self.text, at - 1
        while i >= 0 and text[i] in " \t\"'*_([>":
            i -= 1
        if i < 0 or text[i] in "|:!?•·#=~]":
            return True
        if text[i] == ".":
            return not _ABBREVIATION.search(text[max(0, i - 8) : i])
        if text[i] == "\n":
            return not self._wrapped(i)
        return text[i] in "-+" and (i == 0 or text[i - 1] in "\n ") and self._starts_line(i)

    def _starts_line(self, at: int) -> bool:
        return not self.text[self.text.rfind("\n", 0, at) + 1 : at].strip(" \t>")

    def _wrapped(self, newline: int) -> bool:
        before = self.text[self.text.rfind("\n", 0, newline) + 1 : newline].rstrip()
        return len(before) >= 40 and before[-1] not in ".!?:;|=-"
