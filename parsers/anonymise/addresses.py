"""Where a bidder says that it is: postcodes with the lines before them, numbered streets, units and own places."""

import re
from collections.abc import Iterator

from parsers.anonymise.layout import Layout, opening_of
from parsers.anonymise.lists import word_set
from parsers.anonymise.protect import Guard
from parsers.anonymise.spans import Span

__all__ = ["addresses"]

_POSTCODE = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Z]{1,2}\d[A-Z\d]?[ \t]{0,2}\d[ \t]{0,1}[A-Z]{2}|"
    r"[A-Z]{1,2}\s?\d{1,2}[A-Z]?\s{1,3}\d\s?[A-Z]\s?[A-Z])(?![A-Za-z0-9])"
)
_POSTCODE_LABELLED = re.compile(
    r"\b(?:post-?\s?code|cod post|c[oò]d-puist|zip)\W{1,5}(?:is |yw )?(?P<it>[a-z](?:\s?[a-z])"
    r"?\s?\d\s?[\da-z]?\s{0,3}\d\s?[a-z]\s?[a-z])(?![a-z0-9])",
    re.I,
)
_EIRCODE = re.compile(r"(?<![A-Za-z0-9])[AC-FHKNPRTV-Y]\d[\dW] [0-9AC-FHKNPRTV-Y]{4}(?![A-Za-z0-9])")
_UNIT = re.compile(
    r"\b(?:Unit|Suite|Flat|Floor|Studio|Office|Block|Plot|Room|Apartment|Uned|P\.? ?O\.? Box|"
    r"Bldg|Bay|Berth|Pier|Hangar|Arch|Workshop|Stables?)"
    r"s?\s+(?:[A-Z]?\d{1,4}[A-Za-z]?(?:-\d{1,3})?|[A-Z])(?=[ ,.\n])(?:,?\s+(?=[A-Z\d]))?"
)
_ROAD = (
    "Street|St|Road|Rd|Lane|Row|Close|Avenue|Ave|Drive|Court|Place|Terrace|Crescent|Square|"
    "Way|Walk|Hill|Mews|Yard|Wharf|Quay|Gardens|Grove|Green|Park|"
    "Parade|Rise|Fold|Gate|Wynd|Vennel|Brae|Loan|Pend|Staithe|Causeway|Embankment|Buildings|"
    "Chambers|Works|Mill|Mills|House|Estate|Centre|Croft|Steps|Hythe|"
    "Passage|Alley|Arcade|Bridge|Broadway|Chare|Cottages?|Dock|Esplanade|Garth|Ginnel|"
    "Heights|Island|Kiln|Loft|Maltings|Meadows?|Orchard|Parc|Pier|Promenade|Barns?|Foundry|"
    "Forge|Tannery|Stables?|Exchange|Heol|Ffordd|Stryd|Lon|Maes|Sràid|Rathad"
)
_NUMBERED = re.compile(
    rf"(?<![\w£.,/-])\d{{1,4}}[A-Za-z]?(?:\s?[-/]\s?\d{{1,4}}[A-Za-z]?)?,?\s+(?:(?:The|Old|New|"
    rf"St\.?|Y|Yr|[A-Z][\w'-]{{1,24}})\s+){{1,3}}(?:{_ROAD})\b|"
    rf"(?<![\w£.,/-])\d{{1,4}}[A-Za-z]?,?\s+(?:Heol|Ffordd|Stryd|Lon|Sraid|Rathad)\s+(?:(?:yr?|"
    rf"na|nan|an|a')\s+)?[A-Z][\w'-]{{1,24}}(?:\s+[A-Z][\w'-]{{1,24}})?"
)
_PREMISES = (
    "registered office|registered address|head office|main office|prif swyddfa|swyddfa "
    "gofrestredig|our office|offices?|depots?|premises|headquarters|hq|"
    "workshops?|yard|studios?|stores?|warehouse|factory|garage|nursery|kitchens?|salt barn|"
    "barn|boatyard|berth|home port|harbour base|laborator(?:y|ies)|"
    "address|cyfeiriad|seòladh|visit us|find us|write to|come and see us|correspondence|post|"
    "chapel|building|base|works(?!\\s+(?:will|comply|are|follow|shall|must|at height))|mill"
)
_SETTLED = (
    "based|headquartered|located|situated|registered|founded|established|set up|"
    "incorporated|rooted|domiciled|trading|housed|grew up|began life|born|"
    "a gwmni|sefydlwyd|lleolir"
)
_OWN_PLACE = re.compile(
    rf"\b(?:{_PREMISES})\b"
    r"(?:[^.;,\n|]{0,45}?(?:\bat|\bis|\bin|\bnear|\bon|\boutside|\bof|\bto|\byn|\bym|:|,|\bfrom|"
    r"aig)|,[^.;\n|]{0,40}?(?:\bat|\bis|\bin|\bnear|:|,))\s+(?P<it>(?:the\s+)?(?=[A-Z\d])[^.;|\n]{3,160})"
    rf"|\b(?:{_SETTLED})\s+(?:in|at|near|on|outside|just outside|out of|from|yn|ym|"
    r"yng)\s+(?P<it2>(?:the\s+)?(?=[A-Z\d])[^.;|\n]{3,120})",
    re.I,
)
_OWN_PLACE_OPENINGS = opening_of(f"{_PREMISES}|{_SETTLED}")


def addresses(text: str, layout: Layout, guard: Guard) -> Iterator[Span]:
    """Postcodes with the lines before them, numbered streets, units, and the places where the bidder says it is."""
    for pattern in (_POSTCODE_LABELLED, _POSTCODE, _EIRCODE):
        for m in pattern.finditer(text):
            start, end = m.span("it") if "it" in pattern.groupindex else m.span()
            if guard.hard(start, end):
                continue
            yield Span(start, end, "address: postcode", "address")
            back, line = _back_from(text, start), text.rfind("\n", 0, start) + 1
            yield from _parts(text, back, start, guard)
            if back < line < start:
                yield from _parts(text, line, start, guard)
    for pattern in (_NUMBERED, _UNIT):
        for m in pattern.finditer(text):
            if not guard.soft(*m.span()):
                yield Span(*m.span(), "address: street", "address", "address:" + m[0])
                if pattern is _UNIT:
                    yield from _parts(text, m.end(), min(len(text), m.end() + 120), guard)
    for m in layout.matches(_OWN_PLACE, _OWN_PLACE_OPENINGS):
        before = text[max(0, m.start() - 40) : m.start()].lower() + m[0][:60].lower()
        if re.search(
            r"\b(?:the|this|your|each) council|council'?s\b|authority'?s|client'?s|resident|customer|school|"
            r"each (?:site|ward)|your|library",
            before,
        ):
            continue
        start, end = m.span("it") if m["it"] else m.span("it2")
        yield from _parts(text, start, end, guard)


def _back_from(text: str, at: int) -> int:
    """Where the address that ends at a postcode may begin: the last full stop, colon or blank line before it."""
    low = max(0, at - 170)
    before = text[low:at]
    cut = max(
        (
            m.end()
            for m in re.finditer(
                r"(?<!St)(?<!\b[A-Z])\.\s|[:;|]\s?|\n\s*\n|\bat\s|\bis\s|\bin\s|\byn\s|"
                r"\bof(?=\s[A-Z0-9][\w']* [A-Z])",
                before,
            )
        ),
        default=0,
    )
    return low + cut


_PART = re.compile(
    r"(?:the\s)?(?:[A-Z\d][\w'&/-]{0,30}|[A-Z]\.)(?:(?:\s+|\s?-\s?)(?:(?:of|the|and|on|upon|"
    r"le|la|de|in|by|under|super|cum|y|yr|ar|an|na|nan|am|under)\s+){0,2}"
    r"(?:[A-Z\d][\w'&/-]{0,30}|[A-Z]\.|&)){0,6}",
    re.I,
)
_STOP_WORDS = word_set("addresses: stop words")


def _parts(text: str, start: int, end: int, guard: Guard) -> Iterator[Span]:
    """The comma-separated parts of an address from ``start``, as long as each begins with a capital or a number."""
    at = start
    while at < end:
        while at < end and text[at] in " ,\n\t\"'*(":
            at += 1
        stop = min([i for i in (text.find(c, at, end) for c in ",.;()|\n" if c != "\n") if i >= 0] or [end])
        piece = text[at:stop]
        words = piece.split()
        kept = 0
        for n, word in enumerate(words):
            if word[:1].isupper() or word[:1].isdigit() or word == "&":
                kept = n + 1
            elif (word.lower() in _STOP_WORDS and word not in ("the", "on")) or n - kept >= 2:
                break
        if not kept:
            return
        last = re.match(rf"(?:\S+\s+){{{kept - 1}}}\S+", piece)
        size = len(last[0]) if last else len(piece)
        lead = re.match(r"(?:[a-z]+\s+)+(?=[A-Z\d])", piece)
        begin = at + (lead.end() if lead and lead.end() < size else 0)
        finish = at + len(piece[:size].rstrip(":'\"*_"))
        if not guard.soft(begin, finish) and not _whole_ordinary_start(text[begin:finish]):
            yield Span(begin, finish, "address: part", "address", "address:" + text[begin:finish])
        if kept < len(words) or stop >= end or text[stop] != ",":
            return
        at = stop + 1


def _whole_ordinary_start(piece: str) -> bool:
    return bool(
        re.fullmatch(
            r"(?:The|Our|We|A|An|It|This|Telephone|Tel|Web|E-mail|VAT|Company|Welsh|English|"
            r"England|Scotland|Wales|Northern Ireland|England and Wales|the United Kingdom|United Kingdom|UK|"
            r"\d{1,2}(?:am|pm)?|[A-Z]|(?:1[5-9]|20)\d\d)",
            piece,
        )
    )
