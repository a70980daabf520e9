"""Words set apart: quotations and straplines, titles in italics, products and vessels called by a name."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from parsers.anonymise.layout import Layout, opening_of
from parsers.anonymise.lists import word_set
from parsers.anonymise.protect import Guard
from parsers.anonymise.spans import Span
from parsers.anonymise.vocabulary import ordinary

__all__ = ["called", "quotations", "titles"]

_QUOTED = re.compile(
    r"\"(?P<it>[^\"]{3,600})\"|(?<![\w'])'(?P<it2>[^'\n]{1,40}(?:'\w{1,3}\b[^'\n]{1,60})"
    r"{0,6}[^'\n]{0,200})'(?![\w'])"
)
_SAID = re.compile(
    r"\b(?:wrote|writes|said|says|told|called|calls|named|describes?d?|praised|quoted|"
    r"headline[sd]?|printed|strap-?lines?|motto|slogan|tag-?line|catchphrase|"
    r"nicknames?d?|known|testimonial|feedback|commented|comment|review(?:ed|er)?|reported|"
    r"judges?|inspectors?|panel|client|customer|magazine|newspaper|paper|journal|weekly|"
    r"talk|spoke|lecture|paper|keynote|book|song|podcast|film|video|channel|exhibition|blog|"
    r"article|report|handbook|campaign|"
    r"project|programme|scheme|award|prize|mission|promise|credo|values|family saying|"
    r"joke|once|press|radio|ysgrifennodd|meddai|arwyddair|thuirt|sgriobh|subtitle|title|"
    r"entitled|titled|citation|letter|author of|course|keynote|session|module|workshop)\b",
    re.I,
)
_SAID_OPENINGS = opening_of(_SAID.pattern.replace("\\b", ""))
_NEAR = 400  # characters of a sentence on either side that tell who speaks
_DATED = re.compile(r"\b(?:19|20)\d\d\b|\bworks?:|\bprojects?:", re.I)
_ITALIC = re.compile(
    r"(?<![*\w])\*(?P<it>[^*\n]{2,80})\*(?![*\w])|(?<![_\w])_(?P<it2>[^_\n]{2,80})_(?![_\w])|"
    r"<(?:i|em|cite)>(?P<it3>[^<\n]{2,80})</(?:i|em|cite)>",
    re.I,
)
_MOTTO = re.compile(r"\b(?:motto|strap-?line|slogan|tag-?line|catchphrase|watchword|arwyddair)\b[^.;|\n]{0,30}\Z", re.I)
_MOTTO_AFTER = re.compile(r"[^.;|\n]{0,40}\b(?:motto|strap-?line|slogan|tag-?line|catchphrase|watchword)\b", re.I)
_VERSION = re.compile(
    r"(?:\b(?:code-?named|codename[d:]?|nicknamed|version|release|edition|"
    r"\w \d{1,2}(?:\.\d{1,2})?),? \(?[\"'])(?P<it>[A-Z][\w-]{2,30})(?=[\"'])"
)
_SMALL = word_set("titles: small")
_GAP = r"(?:[ ]{1,3}|\n(?![ ]*\n))"  # within a paragraph
_CAP = r"(?:[A-Z][\w'+&-]*)"
_PHRASE = (
    rf"(?:{_CAP}|[a-z]{{1,3}}[A-Z]\w+)(?:{_GAP}(?:(?:of|and|the|for|on|in|to|&|y|yr|na){_GAP})"
    rf"{{0,2}}(?:{_CAP}|\d{{1,4}}\b)){{0,5}}"
)
_CALLED = re.compile(
    rf"\b(?:called|named|known as|which we call|we call it|we call this|branded|nicknamed|"
    rf"christened|titled|entitled|trading as|dubbed|of type(?= [A-Z]{{2,4}}-[A-Z][a-z])|"
    rf"marketed as|brand name|under the name|o'r "
    rf"enw|ris an canar)"
    rf"{_GAP}(?:the{_GAP})?[*_\"']{{0,3}}(?P<it>{_PHRASE})"
)
_PRODUCT = re.compile(
    rf"\b(?:[Oo]ur|[Mm]y|own|its|proprietary|in-house|bespoke|the bidder's|ein|ein cynnyrch)"
    rf"{_GAP}(?:own{_GAP})?(?:[a-z-]+{_GAP}){{0,3}}?(?:product|platform|software|tool|toolkit|"
    rf"app|"
    r"system|method|methodology|framework|model|approach|programme|"
    r"portal|engine|distribution|module|library|dashboard|service|suite|handbook|book|guide|"
    r"podcast|newsletter|blog|channel|video|course|academy|vessel|boat|ship|ferry|launch|tug|"
    r"barge|van|lorry|gritter|"
    r"tractor|machine|robot|drone|bakery|kitchen|farm|nursery|studio|workshop|magazine|"
    r"journal|conference|festival|campaign|scheme|brand|range|recipe|technique|algorithm|"
    r"assistant|bot|cynnyrch|meddalwedd)s?"
    rf"(?:,|:|{_GAP}is|{_GAP}are|[ \n]-|{_GAP}\()?{_GAP}[*_\"']{{0,3}}(?:the{_GAP})?(?P<it>{_PHRASE})"
)
_NAMED_OURS = re.compile(
    rf"\b(?:[Oo]ur|[Mm]y) (?:own )?[a-z-]{{3,20}}(?: [a-z-]{{3,20}})?, [*_\"']{{0,2}}(?P<it>{_PHRASE})"
    rf"[*_\"']{{0,2}}[,!?]"
)
_BY_NAME = re.compile(
    rf"\b(?:known|referred to)\s+(?:to|by|among|in|across|throughout|locally|everywhere|simply|better)\b[^.,;|"
    rf"\n]{{0,60}}?\s+as\s+(?:the\s+)?"
    rf"[*_\"']{{0,3}}(?P<it>{_PHRASE})"
)
_COMMA_AND_NAME = re.compile(r"[a-z], [*_\"']{0,3}(?:[A-Z]|[a-z]{1,3}[A-Z])")
_COURSE = re.compile(
    rf"(?:'s|s'|\b[Oo]ur|\b[Hh]er|\b[Hh]is|\b[Tt]heir|\bown) (?:[a-z-]+ )?(?:course|book|handbook|guide|toolkit|"
    rf"workshop|module|programme|"
    rf"method|app|podcast|blog|newsletter|report|study|talk|lecture|game|film|play|tool|form|scheme|manual), "
    rf"[*_\"']{{0,3}}(?P<it>{_PHRASE})[*_\"']{{0,3}}[,.;:]"
)
_BEFORE_OURS = re.compile(rf"(?<![\w'&-])(?P<it>{_PHRASE})\Z")
_WAS_OURS = re.compile(
    r",? was (?:our|the (?:firm|company)'s) (?:(?:old|former|first|earlier) )?name\b|"
    r", our (?:franchise|sister (?:firm|company)|subsidiary|trading (?:name|arm)|holding company)\b"
)
_VESSEL = re.compile(
    r"\b(?:M\.?V\.?|M\.?F\.?V\.?|S\.?S\.?|R\.?V\.?|M\.?Y\.?|S\.?Y\.?|HMS|PS|the (?:ferry|tug|"
    rf"vessel|boat|launch|ship|trawler|workboat|barge|yacht|lorry|gritter|locomotive))"
    rf"{_GAP}[*_\"']{{0,2}}(?P<it>[A-Z][\w'-]+(?:{_GAP}(?:of{_GAP}(?:the{_GAP})?)?[A-Z][\w'-]+)"
    r"{0,3})"
)


def quotations(text: str, layout: Layout, guard: Guard, known: list[Span]) -> Iterator[Span]:
    """Quoted words that somebody said of the bidder, or that the bidder says of itself: they are found by a search."""
    starts = sorted(s.start for s in known)
    said, dates = [m.start() for m in layout.matches(_SAID, _SAID_OPENINGS)], [m.start() for m in _DATED.finditer(text)]

    def within(signs: list[int], low: int, high: int) -> bool:
        return bisect_left(signs, low) < bisect_left(signs, high)

    for m in _QUOTED.finditer(text):
        start, end = m.span("it") if m["it"] else m.span("it2")
        if "\n\n" in m[0] or (m["it2"] and len(m["it2"].split()) < 2):
            continue
        lead, tail = layout.sentence(m.start())
        lead, tail = max(lead, m.start() - _NEAR), min(tail, m.end() + _NEAR)
        words = len(text[start:end].split())
        near = within(said, max(lead - 60, 0), m.start()) or within(
            said, m.end(), min(m.end() + 90, max(tail, m.end() + 40))
        )
        named = within(starts, start, end)
        title = 2 <= words <= 8 and _title_case(text[start:end])
        dated = within(dates, lead, tail)
        if not guard.soft(start, end) and (named or (near and words >= 3) or (title and (near or dated))):
            yield Span(start, end, "quotation", "quotation")


def _title_case(phrase: str) -> bool:
    words = re.findall(r"[^\W\d_][\w'-]*", phrase)
    return bool(words) and words[0][0].isupper() and all(w[0].isupper() or w.lower() in _SMALL for w in words)


def titles(text: str, layout: Layout, guard: Guard, tongues: tuple[str, ...]) -> Iterator[Span]:
    """Titles of books, channels, papers and projects in italics; emphasis and names of species are not titles."""
    for m in _ITALIC.finditer(text) if "*" in text or "_" in text or "<" in text else ():
        group = next(g for g in ("it", "it2", "it3") if m[g])
        start, end = m.span(group)
        words = re.findall(r"[^\W\d_][\w'-]*", m[group])
        motto = _MOTTO.search(text[max(0, m.start() - 60) : m.start()]) or _MOTTO_AFTER.match(
            text, m.end(), m.end() + 90
        )
        if not words or guard.soft(start, end) or not (motto or _title_case(m[group])):
            continue
        if motto:
            yield Span(start, end, "quotation: a motto", "quotation")
            continue
        if len(words) == 1 and ordinary(words[0], tongues) and m[group].strip()[-1] not in ".!?":
            continue
        after = text[m.end() : m.end() + 1]
        run_in = layout.by_position(m.start()) and (not after or after in ":.\n")
        if re.search(r"[:;,]$", m[group].strip()) or (run_in and all(ordinary(w, tongues) for w in words)):
            continue
        yield Span(start, end, "title in italics", "publication", "publication:" + m[group])


def called(text: str, layout: Layout, guard: Guard, tongues: tuple[str, ...]) -> Iterator[Span]:
    """Products, methods, vessels and schemes that the bidder calls by a name of its own."""
    for pattern, rule in (
        (_CALLED, "product: called by a name"),
        (_PRODUCT, "product: the bidder's own"),
        (_VESSEL, "product: a vessel's name"),
        (_NAMED_OURS, "product: named as ours"),
        (_VERSION, "product: a version's name"),
        (_BY_NAME, "product: called by a name"),
        (_COURSE, "product: named as ours"),
        (_BEFORE_OURS, "product: named as ours"),
    ):
        if pattern is _COURSE and not _COMMA_AND_NAME.search(text):
            continue
        for m in pattern.finditer(text) if pattern is not _BEFORE_OURS else _before_ours(text):
            start, end = m.span("it")
            words = m["it"].split()
            if guard.soft(start, end) or (guard.soft(start, start + len(words[0])) and len(words) == 1):
                continue
            if pattern is _PRODUCT and all(w.isupper() or w in _OPENERS for w in words):
                continue
            yield Span(start, end, rule, "product", "product:" + re.sub(r"\s+", " ", m["it"]))


def _before_ours(text: str) -> Iterator[re.Match[str]]:
    """Heatpower UK was our name until 2019; Slates Wiped, our franchise: the name stands before what tells of it."""
    for sign in _WAS_OURS.finditer(text):
        if m := _BEFORE_OURS.search(text, max(0, sign.start() - 80), sign.start()):
            yield m


_OPENERS = word_set("titles: openers")
