"""Facts that single a bidder out in combination: founded when, how many people, the only or the first of its kind."""

import re
from collections.abc import Iterator

from parsers.anonymise.layout import Layout, opening_of
from parsers.anonymise.lists import word_set
from parsers.anonymise.spans import Span

__all__ = ["facts"]

_YEAR = r"(?P<year>1[5-9]\d\d|20[0-4]\d)"
_BEGAN = (
    "founded|established|set up|incorporated|formed|started(?: out| up| trading)?|"
    "began(?: life| trading)?|begun|born|trading|in business|opened(?: our doors)?|created|"
    "launched|registered|sefydlwyd|ffurfiwyd|stèidhich|stofnadh|bunaithe|est\\.?|"
    "family (?:firm|business|company)|going|spun (?:out|off)|came out of|grew out of|dates? from|goes back|renamed"
)
_FOUNDED = re.compile(
    rf"\b(?:{_BEGAN})\b(?P<mid>[^.;|\n]{{0,60}}?)\b(?:in|since|yn|o|ann an|during|back in|from|,|est\.?)?\s{{0,2}}"
    rf"(?:(?:January|February|March|April|May|June|July|August|September|October|November|"
    rf"December|spring|summer|autumn|winter)\s+)?\b{_YEAR}\b",
    re.I,
)
_LONG_SINCE = re.compile(r"\b(?:since|bho|ers|dating (?:back )?(?:to|from))\s+(?P<year>1[5-9]\d\d)\b", re.I)
_INCORPORATED = re.compile(
    r"\b(?:date of (?:incorporation|registration|formation)|incorporated|incorporation|registered|renamed|established|"
    r"formed|set up|opened|started|created|launched|"
    r"date established|founded|began trading)"
    r"(?: on)?\s?[:|]?\s?(?:on )?(?P<it>\d{1,2}(?:st|nd|rd|th)?(?: |/|-|\.)(?:[A-Z][a-z]{2,8}|\d{1,2})(?: |/|-|\.)"
    r"(?P<year>(?:1[5-9]|20)\d\d))(?!\d)",
    re.I,
)
_FIRMS = (
    "firm|company|supplier|provider|charity|contractor|co-operative|cooperative|organisation|"
    "practice|business|bidder|operator|manufacturer|laboratory|"
    "consultancy|agency|enterprise|studio|partnership|developer|maker|caterer|bakery|nursery|"
    "dealer|installer|specialist|one"
)
_UNIQUE = re.compile(
    rf"\b(?:we (?:are|were|remain)|(?:the (?:firm|company|charity|bidder|co-operative|society|"
    rf"practice)|it) (?:is|was|remains)|us|our firm is|still|as|being)\s+(?P<it>(?:still |"
    rf"proudly |also )?(?:the|one of (?:only )?(?:two|three|four)|among the)\s+"
    rf"(?:UK's |country's |county's |region's |world's |nation's )?(?:only|sole|first|oldest|"
    rf"largest|biggest|smallest|longest[- ](?:established|serving|running)|last(?: remaining)?|"
    rf"leading|youngest)\b"
    rf"[^.;|\n]{{0,30}}?\b(?:{_FIRMS}|to [a-z]+)\b[^.,;|\n]{{0,110}})",
    re.I,
)
_APPOSED = re.compile(
    rf"(?:,|-|\band\b|\bas\b)\s(?P<it>(?:still )?the (?:[a-z]+'s )?(?:only|sole|first|oldest|largest|biggest|last)\b"
    rf"[^.,;|\n]{{0,30}}?\b(?:{_FIRMS.removesuffix('|one')})\b[^.,;|\n]{{0,110}})",
    re.I,
)
_AGE = re.compile(
    r"\bfor\s+(?:more than |over |nearly |almost |the (?:last|past) )?(?P<it>(?:\d{2,3}|"
    r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- \n]+[a-z]+)?|a hundred|a "
    r"century)(?= (?:years|winters|summers|seasons)))",
    re.I,
)
_WE_SINCE = re.compile(
    r"\bsince\s+(?:about |the (?:spring|summer|autumn|winter|start|end) of |(?:early|late) |"
    r"[A-Z][a-z]{2,8} )?(?P<year>19\d\d|20[0-2]\d)\b",
    re.I,
)
_WE = re.compile(r"\b(?:we|our|us|I|my|firm|company|charity|practice|studio|business|co-operative)\b", re.I)
_HAS = re.compile(r"\b(?:has|have)\b", re.I)
_THE_BUYER = re.compile(r"\b(?:council|authority|borough|residents|government|county|city|borough)\b", re.I)
_WE_FIRST = re.compile(
    r"\b(?:we|I|the firm|the company|the charity|it)\s+(?:built|made|ran|opened|launched|wrote|held|designed|"
    r"published|founded|set up|"
    r"introduced|delivered|installed|flew|sailed|grew|laid|won|created|developed)\s+(?P<it>(?:the|"
    r"[A-Z][a-z]+'s) (?:very )?(?:first|only|largest|"
    r"longest|oldest)\b[^.,;|\n]{3,110})",
    re.I,
)
_BEGAN_OPENINGS = opening_of(_BEGAN)
_SINCE_OPENINGS = opening_of("since|bho|ers|dating")
_INCORPORATED_OPENINGS = opening_of(
    "date|incorp|regist|renamed|estab|founded|formed|set|opened|started|created|launched|began"
)
_AGE_OPENINGS = frozenset(("for",))
_UNIQUE_WORDS = word_set("facts: unique")
_OWN = re.compile(r"\b(?:we|our|us|firm|company|founded|founders?|charity|co-operative|family|business)\b", re.I)


def facts(text: str, layout: Layout) -> Iterator[Span]:
    """Years of founding and claims to be unique, each with the generalised words as its label."""
    founded: set[str] = set()
    for m in layout.matches(_FOUNDED, _BEGAN_OPENINGS):
        year = m["year"]
        if re.search(
            r"\b(?:act|contract|survey|report|scheme|standard|service|regulations?|version)\b", m["mid"], re.I
        ):
            continue
        yield Span(m.start("year"), m.end("year"), "fact: year of founding", "date", label=f"{year[:3]}0s")
        founded.add(year)
    for m in layout.matches(_LONG_SINCE, _SINCE_OPENINGS):
        yield Span(m.start("year"), m.end("year"), "fact: in business since", "date", label=f"{m['year'][:3]}0s")
        founded.add(m["year"])
    for m in layout.matches(_WE_SINCE, _SINCE_OPENINGS):
        sentence = layout.sentence(m.start())
        if _WE.search(text, *sentence) or (_HAS.search(text, *sentence) and not _THE_BUYER.search(text, *sentence)):
            yield Span(*m.span("year"), "fact: at work since", "date", label=f"{m['year'][:3]}0s")
    for year in founded:
        for m in re.finditer(rf"(?<![\w£.,/-]){year}(?![\w/]|[.,-]\d)", text):
            yield Span(*m.span(), "fact: year of founding again", "date", label=f"{year[:3]}0s")
    for m in layout.matches(_INCORPORATED, _INCORPORATED_OPENINGS):
        yield Span(*m.span("it"), "fact: date of founding", "date", label=f"{m['year'][:3]}0s")
    for pattern in (_UNIQUE, _APPOSED, _WE_FIRST):
        for m in pattern.finditer(text) if layout.words.keys() & _UNIQUE_WORDS else ():
            yield Span(m.start("it"), m.end("it"), "fact: claims to be unique", "fact")
    for m in layout.matches(_AGE, _AGE_OPENINGS):
        if _OWN.search(text[max(0, m.start() - 160) : m.end() + 60]):
            yield Span(
                m.start("it"), m.end("it"), "fact: years in business", "count", label="more than twenty", certain=False
            )
