"""Facts that single a bidder out in combination: founded when, how many people, the only or the first of its kind."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain

from parsers.anonymise.layout import Layout, opening_of
from parsers.anonymise.lists import entries, word_set
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
_NUMBER_WORDS = {word: int(n) for word, _, n in (line.partition(" ") for line in entries("number_words.txt"))}
_N = (
    r"(?P<n>\d{1,3}(?:,\d{3})*|\d{1,5}|(?:[a-z]+-)?(?:one|two|three|four|five|six|seven|eight|"
    r"nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?:-[a-z]+)?(?: hundred)?)"
)
_STAFF = re.compile(
    rf"\b(?:employs?|employing|workforce of|team of|staff of|headcount of|co-?operative of|"
    rf"collective of|payroll of|we are|we have|we number|complement of|firm of|practice of|"
    rf"crew of)\s+"
    rf"(?:about |around |some |over |more than |nearly |almost |just |only |a team of |"
    rf"approximately |fewer than |in total )?{_N}(?=\s+(?:full-time |part-time |permanent |"
    rf"salaried |local |skilled )?"
    rf"(?:people|staff|employees|workers|members|colleagues|persons|partners|engineers|"
    rf"consultants|developers|of us|strong|fte|drivers|operatives|professionals|crew))",
    re.I,
)
_STAFF_AFTER = re.compile(
    rf"\b{_N}(?=[ -](?:full-time |permanent )?(?:employees|strong team|members of staff|staff "
    rf"(?:members|in (?:our|the) (?:firm|company))|on the payroll|strong workforce|person "
    rf"(?:firm|company|team)))",
    re.I,
)
_STAFF_HAD = re.compile(
    rf"\b(?:company|firm|charity|we|bidder|society|practice|partnership|co-operative|business|studio)\s+"
    rf"(?:now |today |still )?(?:has|have|had|employs?|numbers?|counts?)\s+(?:a (?:team|staff) of )?(?:about |"
    rf"some |over |only |just )?"
    rf"{_N}(?=\s+(?:[a-z-]+ )?(?:staff|people|employees|workers|carers|engineers|drivers|members|partners|"
    rf"colleagues|volunteers)\b)",
    re.I,
)
_STAFF_STATED = re.compile(
    rf"(?:(?<=[.;|] )|(?<=^)|(?<=\n)){_N}(?=\s+(?:staff|employees|people|members of staff|partners)\s?[.;,|\n])",
    re.I | re.M,
)
_STAFF_LABELLED = re.compile(
    rf"\b(?:(?:number of )?(?:employees|staff|fte)|headcount|workforce|nifer staff)\s?(?:\(fte\))?\s?[:|]\s?{_N}"
    rf"(?=\s?[.;,|\n(])(?P<more>(?:\s?\|\s?\d{{1,5}}(?=\s?\|)){{0,6}})",
    re.I,
)
_AT_WORK = re.compile(
    rf"\b{_N}(?= (?:people (?:work|now work|are employed)|o (?:staff|bobl|weithwyr|gyflogeion)\b|"
    rf"(?:full-time|part-time|paid|salaried) (?:posts|jobs|roles)|volunteers\b|people in our (?:team|firm)))",
    re.I,
)
_INCORPORATED = re.compile(
    r"\b(?:date of (?:incorporation|registration|formation)|incorporated|incorporation|registered|renamed|established|"
    r"formed|set up|opened|started|created|launched|"
    r"date established|founded|began trading)"
    r"(?: on)?\s?[:|]?\s?(?:on )?(?P<it>\d{1,2}(?:st|nd|rd|th)?(?: |/|-|\.)(?:[A-Z][a-z]{2,8}|\d{1,2})(?: |/|-|\.)"
    r"(?P<year>(?:1[5-9]|20)\d\d))(?!\d)",
    re.I,
)
_AMOUNT = r"[£€]\s?(?P<n>\d[\d,]{0,15}(?:\.\d{1,3})?)\s?(?P<unit>k|m|bn|million|billion|thousand)?(?![\w])"
_TURNOVER = re.compile(
    r"\b(?:(?:annual |group |total |gross |our )?(?:turnover|revenues?|net assets|balance sheet total)|turned over|"
    r"(?:our|gross|total|annual|charity's|charitable) (?:annual |total |gross )?income|incwm blynyddol|trosiant)\b"
    r"(?P<tail>[^.\n]{0,30}(?:[^.\n;]|\.\d|;\s\d{4}){0,120})",
    re.I,
)
_MONEY = re.compile(_AMOUNT)
_ASKED = re.compile(
    r"\b(?:requires?|required|minimum|at least|threshold|must|council|authority|client|buyer|lost|bidders?)\b", re.I
)
_FIRM_OF = re.compile(
    rf"\b(?:firm|company|practice|partnership|studio|collective|bureau|family business) of {_N}(?=[,.;) ])", re.I
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
_AGE_OPENINGS = frozenset(("for",))
_STAFF_OPENINGS = opening_of(
    "employ|workforce|team|staff|headcount|co|collective|payroll|we|complement|firm|practice|crew"
)
_STAFF_WORDS = word_set("facts: staff")
_UNIQUE_WORDS = word_set("facts: unique")
_OWN = re.compile(r"\b(?:we|our|us|firm|company|founded|founders?|charity|co-operative|family|business)\b", re.I)


def facts(text: str, layout: Layout) -> Iterator[Span]:
    """Years of founding, counts of staff and claims to be unique, each with the generalised words as its label."""
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
    after = _STAFF_AFTER.finditer(text) if layout.words.keys() & _STAFF_WORDS else iter(())
    counted = (pattern.finditer(text) for pattern in (_STAFF_HAD, _STAFF_STATED, _FIRM_OF, _STAFF_LABELLED, _AT_WORK))
    for m in chain(layout.matches(_STAFF, _STAFF_OPENINGS), after, *counted):
        count = _count(m["n"])
        if count:
            yield Span(m.start("n"), m.end("n"), "fact: number of staff", "count", label=_band(count))
        for more in re.finditer(r"\d+", m["more"]) if "more" in m.re.groupindex else ():
            at = m.start("more")
            yield Span(at + more.start(), at + more.end(), "fact: number of staff", "count", label=_band(int(more[0])))
    for m in _INCORPORATED.finditer(text):
        yield Span(*m.span("it"), "fact: date of founding", "date", label=f"{m['year'][:3]}0s")
    yield from _turnovers(text, layout)
    for pattern in (_UNIQUE, _APPOSED, _WE_FIRST):
        for m in pattern.finditer(text) if layout.words.keys() & _UNIQUE_WORDS else ():
            yield Span(m.start("it"), m.end("it"), "fact: claims to be unique", "fact")
    for m in layout.matches(_AGE, _AGE_OPENINGS):
        if _OWN.search(text[max(0, m.start() - 160) : m.end() + 60]):
            yield Span(
                m.start("it"), m.end("it"), "fact: years in business", "count", label="more than twenty", certain=False
            )


def _turnovers(text: str, layout: Layout) -> Iterator[Span]:
    """Sums that a firm's accounts hold and that a search would find, as the size classes of procurement law."""
    for m in _TURNOVER.finditer(text):
        if _ASKED.search(text, layout.sentence(m.start())[0], m.start("tail")):
            continue
        for sum_ in _MONEY.finditer(text, *m.span("tail")):
            if not _ASKED.search(text, m.start("tail"), sum_.start()):
                yield Span(*sum_.span(), "fact: turnover", "count", label=_size(sum_["n"], sum_["unit"] or ""))


_UNITS = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000, "bn": 10**9, "billion": 10**9}


def _size(figures: str, unit: str) -> str:
    pounds = Decimal(figures.replace(",", "")) * _UNITS.get(unit.lower(), 1)
    if pounds < 2_000_000:
        return "under £2m"
    return "£2m to £10m" if pounds < 10_000_000 else "£10m to £50m" if pounds < 50_000_000 else "£50m or more"


def _count(words: str) -> int:
    digits = words.replace(",", "")
    if digits.isdigit():
        return int(digits)
    total = 0
    for part in re.split(r"[\s-]+", words.lower()):
        total = total * 100 if part == "hundred" else total + _NUMBER_WORDS.get(part, 0)
    return total


def _band(count: int) -> str:
    # The bands of size that procurement law and statistics use
    return "1 to 9" if count < 10 else "10 to 49" if count < 50 else "50 to 249" if count < 250 else "250 or more"
