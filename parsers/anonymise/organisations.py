"""Clients, partners, newspapers, insurers and other bodies that a bidder names, by words that such names hold."""

import re
from collections.abc import Iterator

from parsers.anonymise.layout import Layout
from parsers.anonymise.lists import word_set
from parsers.anonymise.protect import Guard
from parsers.anonymise.spans import Span
from parsers.anonymise.vocabulary import PLACES, ordinary

__all__ = ["describe", "organisations"]

_GAP = r"(?:[ ]{1,3}|\n(?![ ]*\n))"  # within a paragraph
_CAP = r"(?:[A-Z][\w'&-]*|[A-Z]\.)"
_LINK = rf"(?:(?:of|and|the|for|in|on|upon|with|&|y|yr|a|ar|na|nan|an|de|le|under|by|to){_GAP})"
_RUN = rf"(?:{_CAP}{_GAP}(?:{_LINK}{{0,2}})){{1,6}}"
_PUBLIC = (
    r"Council|Borough|Authority|Authorities|Corporation|Government|Assembly|Ministry|"
    r"Department|Commission|Agency|Constabulary|Police|Parish|Burgh|Senate|"
    r"University|College|School|Academy|Sixth Form|Hospital|Hospice|Infirmary|Clinic|Surgery|"
    r"Trust|Health Board|Primary Care|Museum|Library|Libraries|Gallery|"
    r"Theatre|Park|National Park|Port|Harbour|Airport|Railway|Prison|Cathedral|Church|Diocese|"
    r"Fire and Rescue Service|Ambulance Service|Housing Association|Homes|"
    r"Partnership|Alliance|Consortium|Federation|Union|Chamber of Commerce|Enterprise "
    r"Partnership|Unitary|CCG|ICB|MBC|CBC|DC|BC|CC|Highways|Harbour Board"
)
_PRIVATE = (
    r"Limited|Ltd|LLP|PLC|plc|Inc|GmbH|CIC|CIO|Cyf|Group|Holdings|Partners|Associates|"
    r"Brothers|Bros|Sons|Insurance|Assurance|Mutual|Surety|Underwriters|Bank|Building Society|"
    r"Society|Institute|Institution|Association|Guild|Company|Foundation|Fund|Charity|"
    r"Co-operative|Cooperative|Collective|Club|Network|Forum|Press|Publishing|Records|"
    r"Broadcasting|Radio|"
    r"Solicitors|Accountants|Consulting|Consultants|Solutions|Systems|Technologies|Software|"
    r"Energy|Motors|Ferries|Shipping|Estates|Farms|Foods|Stores|Hotel|Hotels|Bakery|Brewery"
)
_PRESS = (
    r"Times|Herald|Gazette|Post|News|Echo|Mail|Chronicle|Journal|Star|Argus|Telegraph|"
    r"Observer|Weekly|Review|Magazine|Beacon|Advertiser|Mercury|Express|Tribune|"
    r"Record|Guardian|Independent|Bulletin|Digest|Messenger|Courant|Courier|Citizen|Examiner|"
    r"Reporter|Press|Standard|Today|Monthly|Quarterly|Sentinel|Packet|Recorder|Mirror|Sun|"
    r"Leader|Globe|Informer|Webmaster|Tattler|Free Press"
)
_STRONG = re.compile(
    r"\b(?:Limited|Ltd|LLP|PLC|plc|CIC|CIO|Cyf|Insurance|Assurance|Mutual|Underwriters|Surety|Building Society|"
    r"Housing Association|University|Council|Constabulary|Solicitors|Brothers|Bros|Infirmary|Hospice|Brewery|Bakery|"
    r"(?:Unitary|Port|Park|Harbour) Authority|NHS Trust|Borough|Holdings|"
    r"Underwriting|Consulting|Consultants|Architects)\b"
)
_HEADS = re.compile(rf"(?<![\w-])(?:{_PUBLIC}|{_PRIVATE})(?![\w-])")
_AWARD = r"Awards?|Prize|Medal|Trophy|Shield|Commendation|Honours?|Fellowship|Scholarship|Cup|Rosette|of the Year"
_TAILED = re.compile(
    rf"(?<![\w&'-])(?:The{_GAP})?(?P<it>{_RUN}(?P<head>{_PUBLIC}|{_PRIVATE}|{_AWARD})"
    rf"(?:{_GAP}(?:{_PRIVATE}|{_PUBLIC}|for[ \n]{_CAP}(?:[ \n]{_CAP}){{0,3}}|"
    rf"of[ \n]{_CAP}(?:[ "
    rf"\n]{_CAP}){{0,3}}))?)(?![\w-])"
)
_CAPITALS = re.compile(
    rf"(?<![\w&'-])(?P<it>(?:[A-Z][A-Z'&-]+{_GAP}(?:(?:OF|AND|THE){_GAP})?){{1,4}}(?:COUNCIL|"
    r"AUTHORITY|UNIVERSITY|COLLEGE|SCHOOL|HOSPITAL|TRUST|LIMITED|LTD|LLP|PLC|BOARD))(?![\w-])"
)
_HEADED = re.compile(
    rf"(?<![\w&'-])(?P<it>(?P<head>University|College|Borough|City|County|Port|Isle|Isles|"
    rf"District|Diocese|Society|Guild|Institute|Institution|Association|Academy|Church|Bank|"
    rf"Museum|"
    rf"Friends|Parish|Royal Borough|House|Bishop|Archdiocese|Ministry|Federation|Republic|"
    rf"Canton|Municipality|Ville|Comune|Kommune|Gemeente|Stadt|Chamber|Order|Worshipful "
    rf"Company|Company)"
    rf"{_GAP}(?:of|for){_GAP}(?:the{_GAP})?{_CAP}(?:(?:{_GAP}{_LINK}{{0,2}}|-){_CAP}){{0,5}})"
)
_CELTIC = re.compile(
    rf"(?<![\w'-])(?P<it>(?P<head>(?:[GCN]?[gn]?h?[CG]?yngor|Bwrdd Iechyd|Fwrdd Iechyd|Bwrdd|"
    rf"Fwrdd|Prifysgol|Brifysgol|Phrifysgol|C[h]?ymdeithas|Gymdeithas|Ysgol|Coleg|Goleg|Parc|"
    rf"Barc|Amgueddfa|Llyfrgell|Banc|Fanc|Eglwys|"
    rf"Comhairle|Chomhairle|Oilthigh|Sgoil|Urras|Buidheann|Bord|Banca|Colaiste|Ollscoil|"
    rf"Taigh-tasgaidh)(?:[ \n](?:Tref|Sir|Sirol|Cymuned|Bwrdeistref|Dosbarth|Tai|Gwyddoniaeth|"
    rf"Cymunedol|Gynradd|Uwchradd|Genedlaethol))?)"
    rf"(?:{_GAP}(?:y|yr|a|na|nan|nan|an|am|de|'r)?[ \n]?{_CAP}){{1,5}})"
)
_PRESS_WORDS = frozenset(_PRESS.replace("Free Press", "Press").split("|"))
_PAPER = re.compile(rf"(?:\b[Tt]he|\by|\ba|[*_\"])[ \n]?[*_\"]{{0,2}}(?P<it>{_RUN}(?:{_PRESS}))(?![\w-])")
_WROTE = re.compile(
    rf"\b[Tt]he (?P<it>{_CAP} {_CAP}(?: {_CAP}){{0,2}}) (?:wrote|reported|printed|called|said|"
    rf"described|named|praised|ran a|once)\b"
)
_PRESS_SIGN = re.compile(
    r"\b(?:wrote|printed|reported|said|called|told|quoted|published|headline|newspaper|paper|"
    r"magazine|weekly|daily|journal|press|praised|described|covered|featured|interview|column|"
    r"ran a|named us|reader)",
    re.I,
)
_LABELLED = re.compile(
    r"(?<![\w-])(?:bank|banc|bankers?|insurers?|insurance|underwriters?|auditors?|"
    r"accountants?|solicitors?|brokers?|clients?|customers?|parent(?: company)?|partners?|"
    r"sub-?contractors?|"
    r"consortium(?: members?)?|formerly|previously|trading as|t/a|known as|subsidiary of|"
    r"owned by|part of|member of|group company|guarantor|landlord|sponsor|funders?|supplier|"
    r"distributor|reseller|(?:legal |financial )?advis[eo]rs?|lawyers)"
    r"(?: (?:is|are|with|the|was|been|by|known as|called|include|includes|including|such as))"
    r"?\s?[:=|]?[ \n*_\"]{1,4}(?:the )?"
    rf"(?P<it>{_CAP}(?:(?:{_GAP}{_LINK}{{0,1}}|[ ]?&[ ]?){_CAP}){{0,5}})"
)
# Who serves the council today is the council's own affair
_INCUMBENT = re.compile(r"\b(?:present|current|existing|incumbent|outgoing|council's|authority's)\s\Z", re.I)
_CLIENT = re.compile(
    r"Council|Borough|Authorit|County|District|City|University|College|School|Academy|"
    r"Hospital|Trust|Board|Police|Service|Park|Port|Homes|Housing|Government|Ministry|Cyngor|"
    r"Gyngor|Comhairle|Bwrdd|Fwrdd|Isle|Town|Parish|Museum|Library|Gallery",
    re.I,
)
_DESCRIPTIONS = (
    (r"borough", "borough council"),
    (r"county council|sirol|\bsir\b", "county council"),
    (r"district council|\bdc\b", "district council"),
    (r"city council", "city council"),
    (r"town council|parish|tref|cymuned", "town or parish council"),
    (r"council|cyngor|gyngor|comhairle|unitary|burgh", "council"),
    (r"universit|prifysgol|oilthigh|ollscoil", "university"),
    (r"college|coleg|school|ysgol|academy|sgoil", "school or college"),
    (r"health|hospital|nhs|bwrdd iechyd|infirmary|hospice|clinic", "health body"),
    (r"housing|homes|cymdeithas tai", "housing association"),
    (r"park", "park authority"),
    (r"police|constabulary|fire|ambulance", "emergency service"),
    (r"port|harbour|airport|railway", "transport body"),
    (r"bank|banc|insurance|mutual|assurance", "bank or insurer"),
    (r"authorit|government|ministry|department|agency|commission", "public body"),
    (r"museum|library|libraries|gallery|theatre", "museum or library"),
    (r"trust|charity|foundation|society|association", "charity or association"),
)


def describe(name: str) -> str:
    """What kind of body a name belongs to, in words that keep sense without naming it; empty when it cannot be told."""
    low = name.lower()
    return next((words for pattern, words in _DESCRIPTIONS if re.search(pattern, low)), "")


def organisations(text: str, layout: Layout, guard: Guard, tongues: tuple[str, ...]) -> Iterator[Span]:
    """Bodies named in the folded text other than the buyer and those every bid names; their key is the name."""
    for pattern in (_TAILED, _CAPITALS, _HEADED, _CELTIC):
        for m in pattern.finditer(text):
            span = _body(text, *m.span("it"), guard, layout, () if pattern is _CELTIC else tongues)
            if span:
                yield span
    for m in _PAPER.finditer(text) if layout.cased.keys() & _PRESS_WORDS else ():
        lead, tail = layout.sentence(m.start("it"))
        if (_PRESS_SIGN.search(text, lead, tail) or text[m.start("it") - 1] in '*_"') and not guard.soft(*m.span("it")):
            yield Span(*m.span("it"), "press: a newspaper's name", "publication", "publication:" + m["it"])
    for m in _WROTE.finditer(text):
        if not guard.soft(*m.span("it")) and not _buyers(text, *m.span("it"), guard):
            yield Span(*m.span("it"), "press: says something", "publication", "publication:" + m["it"])
    for m in _STATION.finditer(text):
        if (m["place"] is None or guard.place(m["place"].split()[0])) and not guard.soft(*m.span("it")):
            yield Span(*m.span("it"), "press: a station", "publication", "publication:" + m["it"])
    yield from _in_columns(text, guard)
    yield from _items(text, layout, guard, tongues)
    for m in _OUR_SERVANT.finditer(text):
        if not guard.soft(*m.span("it")):
            key = f"organisation:{m['it']}"
            yield Span(*m.span("it"), "organisation: serves the bidder", "organisation", key, describe(m["it"]))
    for m in _LABELLED.finditer(text):
        words = m["it"].split()
        telling = [w for w in words if not ordinary(w, tongues) and not guard.place(w)]
        stated = text[m.start() : m.start("it")].rstrip(' *_"')[-1:] in (":", "|") and _HEADS.search(m["it"])
        telling = telling or ([m["it"]] if len(words) > 1 and (stated or _STRONG.search(m["it"])) else [])
        if _INCUMBENT.search(text[max(0, m.start() - 24) : m.start()]):
            continue
        if telling and not guard.soft(*m.span("it")):
            yield Span(
                *m.span("it"),
                "organisation: named after a label",
                "organisation",
                "organisation:" + m["it"],
                describe(m["it"]),
            )


_OUR_SERVANT = re.compile(
    r"\b[Oo]ur (?:[a-z]+ )?(?:advis[eo]rs?|bank|bankers|insurers?|brokers?|auditors?|accountants?|solicitors?|lawyers|"
    r"partner|sub-?contractor|parent company|parent|funders?|landlord|client|customer), "
    rf"(?P<it>{_CAP}(?:(?:[ ]{_LINK}?|[ ]?&[ ]?){_CAP}){{0,5}})"
)
_STATION = re.compile(
    r"\b(?P<it>(?:BBC )?Radio (?P<place>[A-Z][\w'-]+(?: [A-Z][\w'-]+)?)|[A-Z][\w'-]+ (?:FM|TV|Radio)(?![\w-]))"
)
_ROW = re.compile(r"^[ \t]*\|(.*)\|[ \t]*$|^.*$", re.M)
_HEAD = re.compile(
    r"\W*(?:(?:past |previous |reference |current |main )?(?:clients?|customers?)|insurers?|underwriters?|brokers?|"
    r"employers?|sub-?contractors?|partners?|banks?|bankers|funders?|organisation|awarding body|awarded by|cwsmer|"
    r"yswiriwr|(?:reference|contracting|client) (?:authority|organisation|name)|authority|council|publication|"
    r"newspaper)\W*$",
    re.I,
)
_CELL = re.compile(rf"[ *_\"]{{0,4}}(?:the )?(?P<it>{_CAP}(?:(?:[ ]{_LINK}{{0,2}}|[ ]?&[ ]?|[ ]){_CAP}){{0,6}})")


def _in_columns(text: str, guard: Guard) -> Iterator[Span]:
    """Bodies in the cells under a head such as Client or Insurer, whatever their words."""
    columns: list[int] = []
    width = 0
    for line in _ROW.finditer(text):
        if line[1] is None:
            columns, width = [], 0
            continue
        cells = list(re.finditer(r"[^|]+", line[1]))
        if len(cells) != width:
            columns, width = [i for i, c in enumerate(cells) if _HEAD.match(c[0])], len(cells)
            continue
        for i in columns:
            start = line.start(1) + cells[i].start()
            m = _CELL.match(text, start, line.start(1) + cells[i].end())
            if m and not guard.soft(*m.span("it")) and not _buyers(text, *m.span("it"), guard):
                name = m["it"].rstrip(" .")
                kind = "client" if _CLIENT.search(name) else "organisation"
                place = (m.start("it"), m.start("it") + len(name))
                yield Span(*place, "organisation: in a table of bodies", kind, f"{kind}:{name}", describe(name))


# "API to Flare and Cleveland Police": what stands before a word of direction is not of the name, nor a known body's
_AFTER_LINK = re.compile(r"(?:[A-Z][\w'-]*\s(?:and\s|&\s)?){1,3}(?:to|with|by)\s(?=[A-Z])")
_LAST_OF_TWO = re.compile(r"\sand\s(?P<it>[A-Z][\w'-]*(?:\s[\w'-]+){1,5})\Z")
_ITEM = re.compile(
    r"(?:^[ \t]*(?:[-*+•][ \t]+|\(?(?:[a-z]|\d{1,2})[.)][ \t]+|\d{1,2}\.\d{1,2}[ \t]+|"
    r"(?P<year>(?:19|20)\d\d)(?:-\d{2,4})?[:,]?[ \t]+)|;[ ](?:and )?|(?:^|(?<=[.] ))"
    r"(?=[A-Z][\w' &-]{2,60}:))[*_]{0,2}(?:the )?"
    rf"(?P<it>{_CAP}(?:[ ]{_LINK}?{_CAP}){{0,6}})[*_]{{0,2}}(?=[ ]?[,:;.(]|[ ]-[ ]|[ \t]*$)",
    re.M,
)


def _items(text: str, layout: Layout, guard: Guard, tongues: tuple[str, ...]) -> Iterator[Span]:
    """Bodies and works that head an item of a list of past work, however well a reader may know them."""
    for m in _ITEM.finditer(text):
        start, end = m.span("it")
        if "record" not in layout.section(start) or guard.hard(start, end) or _buyers(text, start, end, guard):
            continue
        words = [w for w in re.findall(r"[^\W\d_][\w'-]*", m["it"]) if w[0].isupper()]
        known = guard.soft(start, end) and not _CLIENT.search(m["it"])
        if not known and (m["year"] or any(not ordinary(w, tongues) or w in PLACES for w in words)):
            kind = "client" if _CLIENT.search(m["it"]) else "project"
            yield Span(start, end, f"{kind}: heads an item of past work", kind, f"{kind}:{m['it']}", describe(m["it"]))


_THE_COUNCIL = re.compile(r"\s(?:and|with|to|for) the (?:Council|Authority|Trust|Buyer|Client|Borough|County)\Z")


def _body(text: str, start: int, end: int, guard: Guard, layout: Layout, tongues: tuple[str, ...]) -> Span | None:
    words = [(start + m.start(), start + m.end(), m[0]) for m in re.finditer(r"\S+", text[start:end])]
    # The sentence may begin with a word that is not of the name: For Kirklees Council, Both Leeds ...
    while len(words) > 2 and (
        words[0][2].lower() in _LEADS or (guard.soft(words[0][0], words[0][1]) and not _named(words[0][2], guard))
    ):
        words.pop(0)
        while words and not words[0][2][:1].isupper():
            words.pop(0)
    if len(words) < 2:
        return None
    start = words[0][0]
    if text[end : end + 1] == ":" and (line := text.rfind("\n", start, end)) > 0:
        return _body(text, start, line, guard, layout, tongues)  # the last line is a label
    if m := _AFTER_LINK.match(text, start, end):
        return _body(text, m.end(), end, guard, layout, tongues)
    if (m := _LAST_OF_TWO.search(text, start, end)) and guard.soft(*m.span("it")):
        return None
    if m := _THE_COUNCIL.search(text[start:end]):
        return _body(text, start, start + m.start(), guard, layout, tongues)
    if guard.soft(start, end) or _buyers(text, start, end, guard) or _context(text, start, end, layout, guard):
        return None
    name = re.sub(r"\s+", " ", text[start:end])
    # In a Welsh or Gaelic name the words after Cyngor or Comhairle may all be ordinary ones of that language
    telling = [
        w for _, _, w in words if w[:1].isupper() and (not ordinary(w, tongues or ("en",)) or w.title() in PLACES)
    ]
    award = bool(re.search(rf"(?:{_AWARD})\b", name))
    inside = not layout.by_position(start) and not layout.in_capitals(start)
    strong = award or bool(_STRONG.search(name)) or ("record" in layout.section(start) and len(words) > 2)
    if not telling and not (inside and strong):
        return None
    kind = "award" if award else "client" if _CLIENT.search(name) else "organisation"
    return Span(start, end, f"{kind}: a body's name", kind, f"{kind}:{name}", describe(name))


_LEADS = word_set("organisations: leads")


def _named(word: str, guard: Guard) -> bool:
    return word in PLACES or guard.place(word)


_LINKED = re.compile(
    r"\b(?:we|our|ours|us|I|my|me|clients?|customers?|referees?|references?|contracts?|commissions?|awards?|awarded|"
    r"winners?|won|case stud(?:y|ies)|for whom|on behalf|the (?:firm|company|charity|team|bidder)|formerly|worked|"
    r"served|evaluated|project|doctorate|degree|graduate[ds]?|studied|trained|she|he|her|his|"
    r"subcontract\w*|bankers?|member of)\b",
    re.I,
)
_PROSE = re.compile(
    r"\s(?!and\s|the\s|for\s|with\s|from\s)[a-z]{3,}\s(?:[^.;|]*\s)?(?!and\s|the\s|for\s)[a-z]{3,}[\s.,]"
)
_WORKED = re.compile(
    r"\b(?:clients?|customers?|referees?|contracts?|won|winners?|awards?|awarded|subcontract\w*|bank\w*|worked)\b", re.I
)
_LOCAL = re.compile(
    r"\b(?:Federation|College|University|Alliance|Partnership|Collaborative|Forum|Network|Trust|Charter|Homes|Board|Hub)\b"
)


def _context(text: str, start: int, end: int, layout: Layout, guard: Guard) -> bool:
    """Whether a body is only spoken of: known by its place, in a sentence that ties nothing to the bidder."""
    if "record" in layout.section(start):
        return False
    names = [w for w in re.findall(r"[A-Z][\w'-]+", text[start:end]) if len(w) > 2]
    lead, tail = layout.sentence(start)
    own = any(n.lower() in guard.buyer_words and n in PLACES for n in names)
    if own and _LOCAL.search(text, start, end):
        return not _WORKED.search(text, lead, tail)
    if _LINKED.search(text, lead, tail) or not _PROSE.search(text, lead, tail):
        return False
    if any(word.lower() in guard.bidder_words for word in re.findall(r"[A-Z][\w-]+", text[lead:tail])):
        return False
    before = text[max(lead, start - 30) : start]
    if not re.search(r"(?:^|\s)(?:the|with|and|or|of|from|to|in|by|as|at|like)\s\Z|\A\s*\Z|, \Z", before):
        return False
    return any(n in PLACES for n in names) and bool(_CLIENT.search(text, start, end))


def _buyers(text: str, start: int, end: int, guard: Guard) -> bool:
    words = [w.lower() for w in re.findall(r"[^\W\d_]{3,}", text[start:end])]
    return bool(words) and all(w in guard.buyer_words or w in ("the", "and", "of", "for") for w in words)
