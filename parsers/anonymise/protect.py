"""What must stay for the text to be of use: buyer, money, standards, laws, licences, open source, ordinary terms."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from parsers.anonymise.lists import entries
from parsers.anonymise.normal import fold
from parsers.anonymise.vocabulary import GENERIC_NAME_WORDS, PLACES, protected_terms, tool_terms

__all__ = ["Guard"]

_STANDARDS = re.compile(
    r"(?<![\w-])(?:BS(?:[ /]?EN)?(?:[ /]?ISO)?|EN(?: ISO)?|ISO(?:/IEC|/TS|/TR)?(?: TR| TS)?|"
    r"IEC|PAS|PD|DIN|ASTM|ANSI|IEEE|ETSI|RFC|WCAG|NEC|JCT|"
    r"HTM|HBN|CIBSE|LOLER|PUWER|SIA|PPN|PCR|BB|TM|TR|CWA|ITU|NIST|SP|FIPS|PCI|UTF|SHA|AES|RSA|"
    r"NVQ|SVQ|BTEC|IP|COSHH|Euro|Stage|Level|Lot|"
    r"Clause|Section|Schedule|Appendix|Annex|Part|Class|Category|Grade|Type|Band|Version|"
    r"Volume|Chapter|Phase|Week|Year|Quarter|Key Stage)"
    r"[ -]?(?:\d[\d.:/-]*\d|\d|[IVX]{1,4}\b)(?:[-:](?:\d+|[A-Z]\d*))*(?:[ ]?\+[ ]?A\d)?(?:[ "
    r"](?:A{1,3}|ES[1-5])(?![a-z]))?"
)
_MONEY = re.compile(
    r"(?:[£€$]|\bGBP ?|\bEUR ?)\s?\d[\d,]{0,20}(?:\.\d+)?(?:\s?(?:k|m|bn|million|billion|thousand))"
    r"?|(?<![\w,])\d[\d,]{0,20}(?:\.\d{1,9})?\s?(?:p|pence|%|per cent|y cant)(?!\w)"
)
_LAW = re.compile(
    r"(?<![\w-])(?:[A-Z][\w'-]{0,40}(?:,? (?:and|of|the|for|in|to|etc\.|[A-Z][\w'-]{0,40}|\([A-Z][^)\n]{2,60}\)))"
    r"{0,12} )"
    r"(?:Act|Regulations|Order|Measure|Directive|Rules)(?: \([A-Z][^)\n]{2,40}\))?(?: (?:19|20)\d\d)?(?![\w])"
)
# Schemes of the state: National Concessionary Travel Scheme
_SCHEME = re.compile(
    r"(?<![\w-])(?:National|UK|Public|Government|European|Local Government|Regional)(?: (?:and |of |"
    r"for )?[A-Z][a-z]{2,20}){0,4}"
    r" (?:Scheme|Strategy|Standards?|Framework|Code|Guidance|Register|Curriculum|Charter|Toolkit|Policy|Specification)"
    r"(?![\w-])"
)
# A month is a month beside a day, a year or a word of time, even where somebody is called April
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_CALENDAR = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}\b(?! [A-Z])|\b{_MONTH},? (?:19|20)\d\d\b|"
    rf"\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b"
    rf"|\b(?:[Ii]n|[Bb]y|[Ff]rom|[Uu]ntil|[Tt]ill|[Ee]ach|[Ee]very|[Ss]ince|[Bb]efore|[Dd]uring|[Ll]ate|"
    rf"[Ee]arly|[Mm]id|[Tt]o|"
    rf"[Tt]hrough|[Bb]etween|[Nn]ext|[Ll]ast|end of|or|and|[Aa]fter) {_MONTH}(?= (?:to|until|and|or|through|"
    rf"each|every|in|when|the|for) |"
    rf"[,.;:)] (?!{_MONTH})(?![A-Z][a-z]+ (?:and|is|was))|[ ]?[-|]|$|\n)"
)
_SAINTED = re.compile(r"\b[A-Z][a-z]+'s Law\b")
_RIVER = re.compile(r"(?<![\w-])(?:River|Loch|Lough|Firth of|Afon) [A-Z][a-z]+(?! [A-Z])(?!\w)")
_CATEGORY = re.compile(r"\bCPV(?: codes?)?[ :]{0,3}\d{8}(?:-\d)?(?:(?:, | and |; )\d{8}(?:-\d)?){0,10}")
# Studies that a text leans on, and cases at law that it cites
_CITED = re.compile(
    r"(?<![\w'-])[A-Z][\w'-]+(?:(?:,? (?:and|&) [A-Z][\w'-]+)| et al\.?)?,? \((?:19|20)\d\d[a-z]?\)(?= [a-z])"
)
_CASE = re.compile(
    r"(?<![\w'-])(?:[A-Z][\w'()-]{0,30} (?:and |of |& )?){1,6}v (?:[A-Z][\w'()-]{0,30}(?: and| of)? ){1,8}"
    r"\[(?:19|20)\d\d\] (?:EW|UK|CS)[A-Z]{1,4}(?: (?:Civ|Crim))? \d{1,5}"
)
_ARGUED = re.compile(r"\b(?:we|our|ours|us|acted|appeared|led|instructed|argued)\b", re.I)
# Where the service would be given: 31 schools, among them A Academy, B School and C School
_DELIVERY = re.compile(
    r"(?<![Oo]ur )\b(?:schools|sites|libraries|wards|parks|centres|depots|estates|villages|towns|streets|car parks),? "
    r"(?:among them|including|such as|namely) (?P<it>(?:the )?[A-Z][\w']+(?: [A-Z][\w']+){0,3}"
    r"(?:(?:, and|,| and) (?:the )?[A-Z][\w']+(?: [A-Z][\w']+){0,3}){0,12})"
)
_EPONYM = re.compile(
    r"\bthe [A-Z][a-z]+(?:-[A-Z][a-z]+)? (?:equation|index|formula|distribution|curve|theorem|scale)\b"
)
_SETTING = re.compile(r"(?<![\w./-])[A-Z]{2,20}(?:_[A-Z]{2,20}){1,4}(?=\s?[:=])")
# Where apprentices and graduates come from, who would be trained whoever won
_STUDY = re.compile(
    r"\b(?:apprentic|graduate p|graduate j|graduates f|trainee|internship)"
    r"[^.;|\n]{0,90}?\b(?:from|through|with|at|by) (?:the )?"
    r"(?P<it>(?:[A-Z][\w'-]+ ){1,4}(?:University|College)"
    r"(?:(?:,| and|, and) (?:[A-Z][\w'-]+ ){1,4}(?:University|College))"
    r"{0,3}(?: [A-Z][a-z]+)?|(?:University|College) of (?:the )?[A-Z][\w'-]+(?: [A-Z][\w'-]+){0,2}|"
    r"(?:Coleg|Prifysgol) (?:y |yr )?[A-Z]\w+(?: [A-Z]\w+){0,2})"
)
_OPEN_TOOLS = re.compile(
    r"(?<![Oo]ur )(?<![Oo]wn )\bopen(?:[ -]source)? (?:tools|software|libraries|packages|programs|models)"
    r"(?:,|:| such as| like| including)? (?P<it>[A-Z]\w+(?:(?:, and|,| and) [A-Z]\w+){0,6})"
)
_MAKERS = (
    "Volvo|Mercedes(?:-Benz)?|Scania|Iveco|Toyota|Nissan|Renault|Peugeot|Citroen|Vauxhall|Volkswagen|Yutong|"
    "Isuzu|Kubota|JCB|Hyundai|Skoda|Ford Transit"
)
_VEHICLE = re.compile(rf"(?<![\w-])(?:{_MAKERS})(?: [A-Z][A-Za-z]*\d*[A-Z]?)?(?![\w-])")
_THOUSANDS = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?!\d)")


# Each pattern with what a text must hold at least for it to be worth trying
_SOFT = (
    (_LAW, ("Act", "Regulations", "Order", "Measure", "Directive", "Rules")),
    (_SAINTED, ("'s Law",)),
    (_SCHEME, ("National ", "UK ", "Public ", "Government ", "European ", "Local Government ", "Regional ")),
    (_CALENDAR, tuple(_MONTH.removeprefix("(?:").removesuffix(")").split("|"))),
    (_SETTING, ("_",)),
    (_RIVER, ("River ", "Loch ", "Lough ", "Firth ", "Afon ")),
    (_VEHICLE, tuple(name.partition("(")[0] for name in _MAKERS.split("|"))),
    (_CITED, (" (19", " (20")),
    (_STUDY, ("pprentic", "raduate", "rainee", "nternship")),
    (_DELIVERY, ("among them", "including", "such as", "namely")),
    (_EPONYM, ("equation", "index", "formula", "distribution", "curve", "theorem", "scale")),
    (_OPEN_TOOLS, ("open",)),
)
_COUNCIL_IN_WELSH = (
    r"(?:\b(?:[CG]y|Ngh?y|Chy)ngor (?:Bwrdeistref )?(?:Sirol |Sir |Dinas )?(?:a Sir )?|\bComhairle (?:nan )?)?\b"
)


@cache
def _council_names() -> list[tuple[frozenset[str], frozenset[str], re.Pattern[str]]]:
    """For each council of two names: the words of the one, those of the other, and the other as a text has it."""
    out = []
    for line in entries("council_names.txt"):
        one, other = line.split(" = ")
        for known, sought in ((one, other), (other, one)):
            words = [frozenset(re.findall(r"[^\W\d_]{3,}", name.lower())) for name in (known, sought)]
            out.append((words[0], words[1], re.compile(rf"{_COUNCIL_IN_WELSH}{re.escape(sought)}(?!\w)")))
    return out


class Guard:
    """Tells of any stretch of the folded text whether it is protected; hard protection beats even a bidder's name."""

    def __init__(self, text: str, form: Mapping[str, Any]) -> None:
        self.buyer_words: set[str] = set()
        self.bidder_words = _bidder_words(form)
        self._hard: list[tuple[int, int]] = []
        self._soft: list[tuple[int, int]] = []
        self._read_form(text, form)
        for pattern in (_STANDARDS, _MONEY, _THOUSANDS, _CATEGORY):
            self._hard += [m.span() for m in pattern.finditer(text)]
        for pattern, signs in _SOFT:
            if any(sign in text for sign in signs):
                group = "it" if "it" in pattern.groupindex else 0
                self._soft += [m.span(group) for m in pattern.finditer(text)]
        for m in _CASE.finditer(text) if " v " in text else ():
            if not _ARGUED.search(text, max(0, m.start() - 90), m.start()):
                self._soft.append(m.span())
        terms = _terms(text, self.bidder_words)
        self._soft += [(start, end) for start, end, _ in terms]
        self._tools_at = _covered([(start, end) for start, end, tool in terms if tool], len(text))
        self._hard_at = _covered(self._hard, len(text))
        self._soft_at = _covered(self._soft, len(text))

    def _read_form(self, text: str, form: Mapping[str, Any]) -> None:
        low = text.lower()
        for key in ("buyer", "procurement"):
            value = fold(str(form.get(key) or ""))
            for part in [value, *re.split(r"\s*[/|,;]\s+|\s+/\s+", value)]:
                part = part.strip()
                if len(part) > 3 and part.lower() in low and (key == "buyer" or re.search(r"\d", part) or " " in part):
                    self._hard += [m.span() for m in re.finditer(re.escape(part), text, re.I)]
            title = re.sub(r"\S*\d\S*", " ", value).strip(" -:,")
            if key == "procurement" and len(title.split()) > 1 and title.lower() in low:
                self._soft += [m.span() for m in re.finditer(re.escape(title), text, re.I)]
            for word in re.findall(r"[^\W_][\w/.-]*[^\W_]", value):
                if (
                    re.search(r"\d", word)
                    and len(word) >= 4
                    and word.lower() in low
                    and not re.fullmatch(r"(?:19|20)\d\d(?:-\d+)?", word)
                ):
                    self._hard += [m.span() for m in re.finditer(r"(?<!\w)" + re.escape(word) + r"(?!\w)", text, re.I)]
            self.buyer_words |= set(re.findall(r"[^\W\d_]{3,}", value.lower()))
        self._other_tongue(text)

    def _other_tongue(self, text: str) -> None:
        """The buyer's name in its other language is its name, too."""
        for words, other, named in _council_names():
            if words <= self.buyer_words:
                self._hard += [m.span() for m in named.finditer(text)]
                self.buyer_words |= other

    def hard(self, start: int, end: int) -> bool:
        """Whether the stretch lies within something that nothing may replace."""
        return all(self._hard_at[start:end]) if end > start else False

    def soft(self, start: int, end: int) -> bool:
        """Whether the stretch lies within a protected term, law or the buyer's own words."""
        return end > start and all(
            a or b for a, b in zip(self._hard_at[start:end], self._soft_at[start:end], strict=True)
        )

    def tool(self, start: int, end: int) -> bool:
        """Whether the stretch lies within the name of a known program, format or device."""
        return end > start and all(self._tools_at[start:end])

    def place(self, word: str) -> bool:
        """Whether the word is a place a reader may know, or a word of the buyer's name."""
        return word in PLACES or word.title() in PLACES or word.lower() in self.buyer_words


def _covered(spans: list[tuple[int, int]], size: int) -> bytearray:
    flags = bytearray(size)
    for start, end in spans:
        flags[start:end] = b"\x01" * (end - start)
    return flags


_WORD = re.compile(r"[^\s|()\[\]\"*]+")


def _bidder_words(form: Mapping[str, Any]) -> frozenset[str]:
    """Words of the bidder's names in small letters: a term of one word that a name holds (Mosaic) protects nothing."""
    bidder = form.get("bidder")
    known = bidder if isinstance(bidder, Mapping) else {}
    trading = known.get("trading_names") or []
    names = [known.get("legal_name"), known.get("acronym"), *(trading if isinstance(trading, list) else [trading])]
    words = re.findall(r"[^\W\d_]{3,}", fold(" ".join(str(name) for name in names if name)).lower())
    return frozenset(words) - GENERIC_NAME_WORDS


def _terms(text: str, own: frozenset[str] = frozenset()) -> list[tuple[int, int, bool]]:
    terms, tools = protected_terms(), tool_terms()
    tokens = [(m.start(), m.end(), m[0].strip(".,;:!?'")) for m in _WORD.finditer(text)]
    found = []
    for i, (start, _, word) in enumerate(tokens):
        firsts = (word, word[:-2]) if word.endswith("'s") else (word,)
        for first in firsts:
            for term in terms.get(first, ()):
                rest = tokens[i : i + len(term)]
                if len(term) == 1 and term[0].lower() in own:
                    continue
                if len(rest) == len(term) and all(
                    t[2] == w or t[2].lower() == w.lower() or t[2].removesuffix("'s") == w
                    for t, w in zip(rest, term, strict=True)
                ):
                    last = rest[-1]
                    found.append((start, last[1], term in tools))
                    break
    return found
