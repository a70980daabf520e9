"""Words set apart: quotations and straplines, titles in italics, products and projects called by a name, awards won."""

import re
from collections.abc import Iterator

from parsers.anonymise.layout import Layout
from parsers.anonymise.lists import word_set
from parsers.anonymise.protect import Guard
from parsers.anonymise.spans import Span
from parsers.anonymise.vocabulary import ordinary

__all__ = ["awards", "called", "quotations", "titles"]

_QUOTED = re.compile(
    r"\"(?P<it>[^\"]{3,600})\"|(?<![\w'])'(?P<it2>[^'\n]{1,40}(?:'\w{1,3}\b[^'\n]{1,60})"
    r"{0,6}[^'\n]{0,200})'(?![\w'])"
)
_SAID = re.compile(
    r"\b(?:wrote|writes|said|says|told|called|calls|named|describes?d?|praised|quoted|"
    r"headline[sd]?|printed|strap-?lines?|motto|slogan|tag-?line|catchphrase|"
    r"nicknames?d?|known|testimonial|feedback|commented|comment|review(?:ed|er)?|reported|"
    r"judges?|inspectors?|panel|client|customer|magazine|newspaper|paper|journal|weekly|"
    r"book|song|podcast|film|video|channel|exhibition|blog|article|report|handbook|campaign|"
    r"project|programme|scheme|award|prize|mission|promise|credo|values|family saying|"
    r"joke|once|press|radio|ysgrifennodd|meddai|arwyddair|thuirt|sgriobh|subtitle|title|"
    r"entitled|titled|citation|letter)\b",
    re.I,
)
_ITALIC = re.compile(
    r"(?<![*\w])\*(?P<it>[^*\n]{2,80})\*(?![*\w])|(?<![_\w])_(?P<it2>[^_\n]{2,80})_(?![_\w])|"
    r"<(?:i|em|cite)>(?P<it3>[^<\n]{2,80})</(?:i|em|cite)>",
    re.I,
)
_SMALL = word_set("titles: small")
_CAP = r"(?:[A-Z][\w'+&-]*)"
_PHRASE = (
    rf"(?:{_CAP}|[a-z]{{1,3}}[A-Z]\w+)(?:[ \n]+(?:(?:of|and|the|for|on|in|to|&|y|yr|na)[ \n]+)"
    rf"{{0,2}}(?:{_CAP}|\d{{1,4}}\b)){{0,5}}"
)
_CALLED = re.compile(
    rf"\b(?:called|named|known as|which we call|we call it|we call this|branded|nicknamed|"
    rf"christened|titled|entitled|trading as|dubbed|marketed as|brand name|under the name|o'r "
    rf"enw|ris an canar)"
    rf"[ \n]+(?:the[ \n]+)?[*_\"']{{0,3}}(?P<it>{_PHRASE})"
)
_PRODUCT = re.compile(
    r"\b(?:our|own|its|proprietary|in-house|bespoke|the bidder's|ein|ein cynnyrch)[ "
    r"\n]+(?:own[ \n]+)?(?:[a-z-]+[ \n]+){0,3}?(?:product|platform|software|tool|toolkit|app|"
    r"system|method|methodology|framework|model|approach|programme|"
    r"portal|engine|distribution|module|library|dashboard|service|suite|handbook|book|guide|"
    r"podcast|newsletter|blog|channel|video|course|academy|vessel|boat|ship|ferry|launch|tug|"
    r"barge|van|lorry|gritter|"
    r"tractor|machine|robot|drone|bakery|kitchen|farm|nursery|studio|workshop|magazine|"
    r"journal|conference|festival|campaign|scheme|brand|range|recipe|technique|algorithm|"
    r"assistant|bot|cynnyrch|meddalwedd)s?"
    rf"(?:,|:|[ \n]+is|[ \n]+are|[ \n]-|[ \n]+\()?[ \n]+[*_\"']{{0,3}}(?:the[ \n]+)?(?P<it>{_PHRASE})"
)
_VESSEL = re.compile(
    r"\b(?:M\.?V\.?|M\.?F\.?V\.?|S\.?S\.?|R\.?V\.?|M\.?Y\.?|S\.?Y\.?|HMS|PS|the (?:ferry|tug|"
    r"vessel|boat|launch|ship|trawler|workboat|barge|yacht|lorry|gritter|locomotive))[ "
    r"\n]+[*_\"']{0,2}(?P<it>[A-Z][\w'-]+(?:[ \n]+(?:of[ \n]+(?:the[ \n]+)?)?[A-Z][\w'-]+)"
    r"{0,3})"
)
_WON = re.compile(
    r"\b(?:won|wins|winners?|winning|awarded|gave (?:us|it|the firm)|gave [^.]{2,40}? its|"
    r"given|presented|received|commended|shortlisted|finalists?|accolade|prize|trophy|medal|"
    r"honoured|recognised (?:by|at|in)|"
    r"runners?-up|of the year|voted|nominated|enillodd|gwobr|highly commended)\b",
    re.I,
)
_CAPITALISED = re.compile(rf"(?<![\w'&*-])(?:{_CAP})(?:[ \n]+(?:(?:of|and|the|for|in|&)[ \n]+){{0,2}}{_CAP}){{0,6}}")


def quotations(text: str, layout: Layout, guard: Guard, known: list[Span]) -> Iterator[Span]:
    """Quoted words that somebody said of the bidder, or that the bidder says of itself: they are found by a search."""
    starts = sorted(s.start for s in known)
    for m in _QUOTED.finditer(text):
        start, end = m.span("it") if m["it"] else m.span("it2")
        if "\n\n" in m[0] or (m["it2"] and len(m["it2"].split()) < 2):
            continue
        lead, tail = layout.sentence(m.start())
        before = text[max(lead - 60, 0) : m.start()]
        words = len(text[start:end].split())
        near = _SAID.search(before) or _SAID.search(text[m.end() : min(m.end() + 90, max(tail, m.end() + 40))])
        named = any(start <= s < end for s in starts)
        title = 2 <= words <= 8 and _title_case(text[start:end])
        if not guard.soft(start, end) and (named or (near and words >= 3) or (near and title)):
            yield Span(start, end, "quotation", "quotation")


def _title_case(phrase: str) -> bool:
    words = re.findall(r"[^\W\d_][\w'-]*", phrase)
    return bool(words) and words[0][0].isupper() and all(w[0].isupper() or w.lower() in _SMALL for w in words)


def titles(text: str, layout: Layout, guard: Guard, tongues: tuple[str, ...]) -> Iterator[Span]:
    """Titles of books, channels, papers and projects in italics; emphasis and names of species are not titles."""
    for m in _ITALIC.finditer(text):
        group = next(g for g in ("it", "it2", "it3") if m[g])
        start, end = m.span(group)
        words = re.findall(r"[^\W\d_][\w'-]*", m[group])
        if not words or guard.soft(start, end) or not _title_case(m[group]):
            continue
        if len(words) == 1 and ordinary(words[0], tongues) and m[group].strip()[-1] not in ".!?":
            continue
        if re.search(r"[:;,]$", m[group].strip()) or (
            layout.by_position(m.start()) and all(ordinary(w, tongues) for w in words)
        ):
            continue
        yield Span(start, end, "title in italics", "publication", "publication:" + m[group])


def called(text: str, layout: Layout, guard: Guard, tongues: tuple[str, ...]) -> Iterator[Span]:
    """Products, methods, vessels and schemes that the bidder calls by a name of its own."""
    for pattern, rule in (
        (_CALLED, "product: called by a name"),
        (_PRODUCT, "product: the bidder's own"),
        (_VESSEL, "product: a vessel's name"),
    ):
        for m in pattern.finditer(text):
            start, end = m.span("it")
            words = m["it"].split()
            if guard.soft(start, end) or (guard.soft(start, start + len(words[0])) and len(words) == 1):
                continue
            if pattern is _PRODUCT and all(w.isupper() or w in _OPENERS for w in words):
                continue
            yield Span(start, end, rule, "product", "product:" + re.sub(r"\s+", " ", m["it"]))


_OPENERS = word_set("titles: openers")


def awards(text: str, layout: Layout, guard: Guard) -> Iterator[Span]:
    """Capitalised names in a sentence that tells of a prize: who gave it, what it is called, what for."""
    done = -1
    for m in _WON.finditer(text):
        lead, tail = layout.sentence(m.start())
        if lead == done or re.search(
            r"contract (?:is|was|will be) awarded|award of (?:the|this)|awarded (?:the|this) contract|"
            r"on award|if awarded|days? of award|given (?:the|that|to the)",
            text[lead:tail],
            re.I,
        ):
            continue
        done = lead
        for phrase in _CAPITALISED.finditer(text, lead, tail):
            start, end = phrase.span()
            words = [w for w in phrase[0].split() if w[:1].isupper()]
            if layout.by_position(start):
                first = phrase[0].split()[0]
                if len(words) < 2:
                    continue
                if first in _OPENERS:
                    start += len(first) + 1
                    words = words[1:]
            if (
                not words
                or start >= end
                or guard.soft(start, end)
                or all(guard.place(w) or (w.isupper() and len(w) < 6) for w in words)
            ):
                continue
            if all(w.lower() in _DATES for w in words):
                continue
            yield Span(start, end, "award: named where a prize is told of", "award", "award:" + text[start:end])


_DATES = word_set("titles: dates")
