"""Sentences that tell of prizes won and of past work: the names in them lead to the bidder, whatever their words."""

import re
from collections.abc import Iterator

from parsers.anonymise.layout import Layout, opening_of
from parsers.anonymise.lists import word_set
from parsers.anonymise.protect import Guard
from parsers.anonymise.spans import Span
from parsers.anonymise.vocabulary import ordinary

__all__ = ["awards", "past_work"]

_GAP = r"(?:[ ]{1,3}|\n(?![ ]*\n))"  # within a paragraph
_CAP = r"(?:[A-Z][\w'+&-]*)"
_WON = re.compile(
    r"\b(?:won|wins|winners?|winning|awarded|gave (?:us|it|the firm)|gave [^\n]{2,60}? its|"
    r"commended|shortlisted|finalists?|accolade|prize|trophy|medal|"
    r"honoured|recognised (?:by|at|in)|"
    r"runners?-up|of the year|voted|nominated|enillodd|gwobr|highly commended)\b",
    re.I,
)
_LEADS_TO = re.compile(r"\b(?:for|at|of|in|from|with|to|on|and|near|outside)\s+(?:the\s+|a\s+)?[\"'*_]*\Z")
_FUTURE_AWARD = re.compile(
    r"contract (?:is|was|will be) awarded|award of (?:the|this)|awarded (?:the|this) contract|"
    r"on award|if awarded|days? of award|given (?:the|that|to the)",
    re.I,
)
_DID = re.compile(
    r"\b(?:built|rebuilt|ran|delivered|completed|finished|carried out|surveyed|wrote|written|acted|equipped|installed|"
    r"designed|redesigned|restored|repaired|managed|provided|supplied|advised|worked|served|held|migrated|upgraded|"
    r"staged|toured|performed|catered|trained|replaced|reviewed|audited|translated|hosted|maintained|resurfaced|"
    r"planted|cleaned|operated|developed|created|launched|implemented|gave evidence|found|"
    r"discovered|uncovered|recorded|refitted|excavated|printed|"
    r"commissioned|collected|led|evaluated|treated|taught|moved|fitted|cast|grew|baked|sailed|supported)\b"
)
_NOT_YET = re.compile(
    r"\b(?:will|shall|be|is|are|must|can|to|being|when|if|once|until|where)\s+(?:\w+ly\s+)?(?:be\s+)?\Z"
)
_YEAR = re.compile(r"(?<![\w£.,/-])(?:19|20)\d\d(?![\w%]|[.,/-]\d)")
_PAST = re.compile(r"\b(?:19[5-9]\d|20[0-2]\d)\b|\b(?:we|We|our|Our|us)\b")
_LISTED = re.compile(
    r"\b(?:earlier|past|previous|recent|former|other|selected|completed|key) (?:works?|projects?|clients?|customers?|"
    r"contracts?|commissions?)\b|"
    r"\bclients? include|\bour (?:clients|customers)\b|\bcase stud(?:y|ies)\b|\bportfolio\b|\breferences?:|"
    r"\b(?:we|has|have) worked (?:for|with)\b",
    re.I,
)
_CAPITALISED = re.compile(rf"(?<![\w'&*-])(?:{_CAP})(?:{_GAP}(?:(?:of|and|the|for|in|&){_GAP}){{0,2}}{_CAP}){{0,6}}")
_WON_OPENINGS = opening_of(_WON.pattern.replace("\\b", ""))
_DID_OPENINGS = opening_of(_DID.pattern.replace("\\b", ""))
_LISTED_OPENINGS = opening_of(
    "earlier|past|previous|recent|former|other|selected|completed|key|client|our|case|portfolio|reference|we|has|have"
)
_DATES = word_set("titles: dates")


def awards(text: str, layout: Layout, guard: Guard) -> Iterator[Span]:
    """Capitalised names in a sentence that tells of a prize: who gave it, what it is called, what for."""
    done = -1
    for m in layout.matches(_WON, _WON_OPENINGS):
        lead, tail = layout.sentence(m.start())
        if lead != done and not _FUTURE_AWARD.search(text, lead, tail):
            done = lead
            for start, end in _names(text, lead, tail, layout, guard):
                yield Span(start, end, "award: named where a prize is told of", "award", "award:" + text[start:end])
            for year in _YEAR.finditer(text, lead, tail):
                yield Span(*year.span(), "award: its year", "date", label=f"{year[0][:3]}0s")


def past_work(text: str, layout: Layout, guard: Guard) -> Iterator[Span]:
    """Capitalised names in a sentence that tells what the bidder did, when or for whom."""
    done = -1
    for pattern in (_DID, _LISTED):
        for m in layout.matches(pattern, _DID_OPENINGS if pattern is _DID else _LISTED_OPENINGS):
            lead, tail = layout.sentence(m.start())
            if lead == done or _NOT_YET.search(text[max(lead, m.start() - 40) : m.start()]):
                continue
            if pattern is _DID and not _PAST.search(text, lead, tail) and "record" not in layout.section(lead):
                continue
            done = lead
            for start, end in _names(text, lead, tail, layout, guard):
                if _plain_words(text, start, end):
                    continue
                yield Span(
                    start, end, "project: named where past work is told of", "project", "project:" + text[start:end]
                )


def _names(text: str, lead: int, tail: int, layout: Layout, guard: Guard) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words that are neither protected, nor places, nor there by position."""
    for phrase in _CAPITALISED.finditer(text, lead, tail):
        words = [(phrase.start() + m.start(), phrase.start() + m.end(), m[0]) for m in re.finditer(r"\S+", phrase[0])]
        if layout.by_position(phrase.start()) and (len(words) < 2 or ordinary(words[0][2])):
            words = words[1:]
        run: list[tuple[int, int, str]] = []
        for word in [*words, (tail, tail, "")]:
            if word[2] and not guard.soft(word[0], word[1]):
                run.append(word)
                continue
            yield from _telling(run, guard)
            run = []


def _plain_words(text: str, start: int, end: int) -> bool:
    # "our Product Owner ran": ordinary words are a name only after a word that leads to one
    words = re.findall(r"[^\W\d_][\w'-]*", text[start:end])
    return all(ordinary(word) for word in words) and not _LEADS_TO.search(text[max(0, start - 24) : start])


def _telling(run: list[tuple[int, int, str]], guard: Guard) -> Iterator[tuple[int, int]]:
    while run and not run[0][2][:1].isupper():
        run = run[1:]
    while run and not run[-1][2][:1].isupper():
        run = run[:-1]
    names = [w for _, _, w in run if w[:1].isupper()]
    if not names or all(
        guard.place(w) or (w.isupper() and len(w) < 6) or w.lower() in _DATES or len(w) < 2 for w in names
    ):
        return
    yield run[0][0], run[-1][1]
