"""What a notice, contract or bid says about source code, licence, leaving, and getting the data back.

Each finding quotes the sentence and its place. The marks are plain ("says", "says the opposite", "does not say"); they
are no legal judgement, and a text that says nothing may have its terms in another document.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["SUBJECTS", "Clause", "ClauseCheck", "check_clauses"]

PARSER_VERSION = "clauses-1"

SUBJECTS = {
    "source": "Who gets the source code",
    "licence": "Under which licence it may be reused",
    "ownership": "Who owns what is written for the contract",
    "exit": "How the contract is left",
    "data": "How the data is got back",
    "standards": "Which open standards hold",
}
SAYS, OPPOSITE, MENTIONS = "says", "says the opposite", "mentions"
MOST_CHARACTERS = 2_000_000
LONGEST_QUOTE = 400
MOST_QUOTES = 8  # of one subject: a reader needs the first few, and their places

_SENTENCE_END = re.compile(r"(?<=[.;!?])\s+|\n\s*\n|\n(?=\s*(?:\d+[.)]|[-•*])\s)")


@dataclass(frozen=True, slots=True)
class Clause:
    """One sentence about a subject: its mark, the quote, and where it starts (character from 0, line from 1)."""

    subject: str
    mark: str
    quote: str
    start: int
    line: int


@dataclass(frozen=True, slots=True)
class ClauseCheck:
    """All findings in order of the text; ``silent`` are the subjects that it does not mention."""

    clauses: tuple[Clause, ...]
    silent: tuple[str, ...]
    cut: bool

    def mark(self, subject: str) -> str:
        """The plainest mark found for a subject, or "does not say"; KeyError for an unknown subject."""
        if subject not in SUBJECTS:
            raise KeyError(subject)
        marks = [clause.mark for clause in self.clauses if clause.subject == subject]
        if SAYS in marks and OPPOSITE in marks:
            return "says both"
        return next((mark for mark in (OPPOSITE, SAYS, MENTIONS) if mark in marks), "does not say")


def check_clauses(text: str) -> ClauseCheck:
    """Find what a text says on each subject; reads at most two million characters of it."""
    clauses: list[Clause] = []
    counts = dict.fromkeys(SUBJECTS, 0)
    for start, sentence in _sentences(text[:MOST_CHARACTERS]):
        done: set[str] = set()
        for subject, mark, pattern in _rules():
            if subject in done or counts[subject] >= MOST_QUOTES:
                continue
            found = pattern.search(sentence)
            if found:
                done.add(subject)
                counts[subject] += 1
                quote = _quote(sentence, found.start())
                clauses.append(Clause(subject, mark, quote, start, text.count("\n", 0, start) + 1))
    silent = tuple(subject for subject, count in counts.items() if count == 0)
    return ClauseCheck(tuple(clauses), silent, len(text) > MOST_CHARACTERS)


@cache
def _rules() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """Subject, mark and pattern, the surest first, because one sentence gives one mark to a subject."""
    lines = files("parsers.clauses").joinpath("rules.csv").read_text(encoding="utf-8").splitlines()
    return tuple((row["subject"], row["mark"], re.compile(row["pattern"], re.I)) for row in csv.DictReader(lines))


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for end in _SENTENCE_END.finditer(text):
        yield from _pieces(at, text[at : end.start()])
        at = end.end()
    yield from _pieces(at, text[at:])


def _pieces(start: int, sentence: str) -> Iterator[tuple[int, str]]:
    # A "sentence" of a broken file can be the whole file: patterns look at pieces of at most 2,000 characters.
    for offset in range(0, len(sentence), 1_900):
        piece = sentence[offset : offset + 2_000]
        if piece.strip():
            yield start + offset + len(piece) - len(piece.lstrip()), piece.strip()


def _quote(sentence: str, at: int) -> str:
    plain = " ".join(sentence.split())
    if len(plain) <= LONGEST_QUOTE:
        return plain
    front = max(0, at - LONGEST_QUOTE // 2)
    cut = " ".join(sentence[front : front + LONGEST_QUOTE].split())
    return f"{'… ' if front else ''}{cut} …"
