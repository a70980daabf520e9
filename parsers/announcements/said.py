"""Reads what an announcement says of its money: programme, sum, recipients, shares, conditions, closing dates.

Only what is said is read. A sum is taken for the sum announced when the title or the summary states one sum and no
other, or else when the body says of one sum and no other that it is what a programme comes to. All other sums of the
body are mentions and are never added up. What nobody said is said to be unknown.
"""

import re
from typing import Any, NamedTuple

from parsers.announcements.money import Mention, is_about, mentions_in, sentences_in
from parsers.findings import Findings
from parsers.issues.announcements import SUM_ABSURD, SUM_NOT_SURE
from parsers.values import day

__all__ = ["conditions_in", "deadlines_in", "programme_in", "recipients_in", "shares_in", "sum_of"]

_FUNDING = re.compile(
    r"\b(?:fund(?:s|ed|ing)?|grants?|award(?:s|ed)?|invest\w*|programme|scheme|package|pot|boost|share|allocat\w*|"
    r"prize|pledge\w*|support)\b",
    re.IGNORECASE,
)
_PROPER = r"(?:[A-Z][\w’'&-]*|(?:of|for|and|to|the|in)(?= [A-Z]))"
_PROGRAMME = re.compile(
    rf"\b({_PROPER}(?: {_PROPER}){{0,7}}"
    r" (?:Fund|Programme|Scheme|Challenge|Grant|Initiative|Facility|Prize|Partnership Fund))\b"
)
_NUMBERS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "twenty": 20, "thirty": 30,
}  # fmt: skip
_RECIPIENTS = re.compile(
    rf"(?<![£\d.,])\b(\d{{1,3}}(?:,\d{{3}})?|{'|'.join(_NUMBERS)})\s+(?:(?!million|billion|thousand)[a-z-]+\s+){{0,3}}?"
    r"(councils|local authorities|authorities|projects|organisations|charities|areas|towns|schools|regions|boroughs)\b",
    re.IGNORECASE,
)
_BODY = (
    r"(?:(?:London Borough of|Royal Borough of|City of|Borough of) [A-Z][\w’'-]+"
    r"(?: (?:and |upon |on )?[A-Z][\w’'-]+){0,3}"
    r"|[A-Z][\w’'-]+(?: (?:and |upon |on |of )?[A-Z][\w’'-]+){0,5} (?:Council|Authority))"
)
_RECEIVES = (
    r"(?:(?:will|is to|are to|has|have|which|who|to)\s+){0,3}(?:also\s+)?(?:been\s+|be\s+)?"
    r"(?:receives?|received|gets?|awarded|given|allocated|granted|secured?)"
)
_GETS = re.compile(
    rf"({_BODY}),? {_RECEIVES}\s+(?:a (?:grant|share|total) of |just over |around |about )?"
    r"(£[\d][^\s;:]*(?: (?:million|billion|thousand))?)"
)
_ITEM = re.compile(
    r"\A(.{3,120}?)\s*(?:[–—:]|\s-\s|\()\s*(£\s?\d[\d,.]*\s?(?:million|billion|thousand|m|bn|k)?)\)?\W*\Z",
    re.IGNORECASE,
)
_SMALL_WORDS = frozenset({"and", "of", "the", "on", "upon", "for", "in", "with", "&"})
_ORGANISATION = re.compile(
    r"\b(?:Council|Authority|Borough|County|City|Trust|University|College|School|Ltd|Limited|CIC|Partnership|"
    r"Association|Foundation|Charity|Society|Consortium|Board)\b"
)
_CONDITION = re.compile(
    r"\b(?:must|on condition|conditional (?:on|upon)|subject to|eligib\w+|match(?:ed)?[- ]fund\w*|provided that|"
    r"only if|open to|required to|criteria)\b",
    re.IGNORECASE,
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_CLOSING = re.compile(
    r"(?:clos\w+|deadline\w*|apply|applications?|bids?|expressions? of interest|submit\w*|respon\w+|return\w*)"
    rf"[^.]{{0,80}}?\b(?:by|on|is|until|before|at)\b[^.]{{0,40}}?(\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTHS}) \d{{4}})",
    re.IGNORECASE,
)
_POT = r"(?:fund(?:ing)?|programme|scheme|package|pot|initiative|facility|prize|competition|investment|budget)"
_ABOUT = r"(?:(?:a|the|just|over|under|more than|less than|nearly|almost|around|about|approximately) ){0,3}"
# "a £12 million Parks Fund", "£4.5m of funding": a sum that stands before what it is the sum of.
_OF_A_POT = re.compile(rf"\A-?(?: (?!for|to|from|by|in|each|per|at|on)[\w’'&-]+){{0,5}}? {_POT}\b", re.IGNORECASE)
# "the fund is worth £4.5m", "a programme of £620,000", "a total of £3 million".
_POT_OF = re.compile(
    rf"(?:\b{_POT}(?:,? [\w’'-]+){{0,5}}?,? (?:worth|of|totall?ing|totals|amount(?:s|ing) to|valued at|is)"
    rf"|\b(?:a|in) total(?: [\w’'-]+)?(?: of)?|\btotall?ing) {_ABOUT}\Z",
    re.IGNORECASE,
)
_IN_TOTAL = re.compile(r"\A(?: [\w’'-]+)? (?:in total|altogether|in all)\b", re.IGNORECASE)
_NOT_A_TOTAL = re.compile(r"\b(?:up to|maximum|minimum|between|at least|first|further|additional|previous\w*)\b", re.I)
_RATE = re.compile(r"\A(?: [\w’'-]+){0,4}? (?:each|apiece|per|a year|a month|every|annually)\b", re.IGNORECASE)
# More than all spending of government in a year.
_BEYOND_ANY_BUDGET = 2 * 10**12 * 100
_MOST = 20
_SEVERAL = 3


class Said(NamedTuple):
    """A sum and where it is said."""

    pence: int
    words: str
    where: str


def sum_of(title: str, summary: str, body: str, findings: Findings) -> Said | None:
    """The one sum that title and summary state of the money, or the body of a programme; None when none or several."""
    found: dict[int, Said] = {}
    for where, text in (("title", title), ("summary", summary)):
        for mention in mentions_in(text):
            if mention.pence is not None and (where == "title" or is_about(text, mention, _FUNDING)):
                found.setdefault(mention.pence, Said(mention.pence, mention.words, where))
    if not found:
        programmes = _programme_sums(body)
        found = programmes if len(programmes) == 1 else {}
    if len(found) > 1:
        findings.add(SUM_NOT_SURE, "description", ", ".join(said.words for said in found.values()))
        return None
    said = next(iter(found.values()), None)
    if said is not None and said.pence > _BEYOND_ANY_BUDGET:
        findings.add(SUM_ABSURD, said.where, said.words)
        return None
    return said


def _programme_sums(body: str) -> dict[int, Said]:
    """The sums of which the body says that a programme comes to them, by their pence."""
    found: dict[int, Said] = {}
    for sentence in sentences_in(body):
        for mention in mentions_in(sentence):
            before = sentence[max(0, mention.start - 80) : mention.start]
            after = sentence[mention.start + len(mention.words) :][:80]
            if mention.pence is None or _NOT_A_TOTAL.search(before[-24:]) or _RATE.match(after):
                continue
            if _OF_A_POT.match(after) or _IN_TOTAL.match(after) or _POT_OF.search(before):
                found.setdefault(mention.pence, Said(mention.pence, mention.words, "body"))
    return found


def programme_in(title: str, summary: str, body: str) -> str | None:
    """The name of the fund or programme, by its capital letters; the title's comes before the summary's."""
    for text in (title, summary, *sentences_in(body)[:3]):
        match = _PROGRAMME.search(text)
        if match:
            return re.sub(r"\A(?:The|A|An|New|Through the|For the) ", "", match[1])
    return None


def recipients_in(title: str, summary: str, body: str) -> dict[str, Any] | None:
    """{count, words} of the recipients, where a sentence about money counts them."""
    for text in (title, summary, *(each for each in sentences_in(body)[:5] if "£" in each or _FUNDING.search(each))):
        match = _RECIPIENTS.search(text)
        if match:
            number = match[1].replace(",", "").lower()
            return {"count": int(number) if number.isdigit() else _NUMBERS[number], "words": match.group()}
    return None


def shares_in(body: str, lines: list[str]) -> list[dict[str, Any]]:
    """[{recipient, pence, words}] of everybody whose share is said, in a sentence or as a line of a list."""
    found: dict[str, dict[str, Any]] = {}
    said = [(match[1], match[2]) for match in _GETS.finditer(body)]
    items = [(match[1].strip(), match[2]) for line in lines if (match := _ITEM.match(line)) and _is_name(match[1])]
    # Bare names with amounts are a list of shares only when there are several; one may be a rate or a price.
    said += [item for item in items if len(items) >= _SEVERAL or _ORGANISATION.search(item[0])]
    for name, words in said:
        amounts: list[Mention] = mentions_in(words)
        if amounts and amounts[0].pence is not None:
            share = {"recipient": name.strip(), "pence": amounts[0].pence, "words": amounts[0].words}
            found.setdefault(name.strip(), share)
    return list(found.values())


def _is_name(text: str) -> bool:
    words = [word for word in text.split() if word.lower() not in _SMALL_WORDS]
    return 0 < len(words) <= 10 and all(word[:1].isupper() or not word[:1].isalpha() for word in words)


def conditions_in(body: str) -> list[str]:
    """The sentences that say on what terms the money is given, as published; at most 20."""
    return [sentence[:500] for sentence in sentences_in(body) if _CONDITION.search(sentence)][:_MOST]


def deadlines_in(body: str) -> list[dict[str, Any]]:
    """[{key, day, words}] of the days by which one can apply or answer, as the text says."""
    found = []
    for match in list(_CLOSING.finditer(body))[:_MOST]:
        closing = day(match[1])
        if closing is not None:
            found.append({"key": "closes", "day": closing.isoformat(), "words": match.group()[:300]})
    return found
