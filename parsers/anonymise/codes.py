"""Numbers that a register, a bank, an insurer or a ledger gave the bidder, with check digits where there are any."""

import re
from collections.abc import Callable, Iterator
from importlib import import_module

from parsers.anonymise.layout import Layout, opening_of
from parsers.anonymise.protect import Guard
from parsers.anonymise.spans import Span

__all__ = ["CODE_PATTERNS", "codes"]

_LABEL = (
    "company|companies house|cwmni|charity|elusen|carthannas|registration|registered|reg|"
    "gofrestredig|society|cymdeithas gofrestredig|vat|taw|t\\.a\\.w|utr|tax|nino|duns|"
    "d-u-n-s|lei|ico|"
    "information commissioner|data protection|nmc|sra|cqc|gmc|hcpc|gdc|gphc|ofsted|estyn|urn|"
    "ukprn|uprn|usrn|toid|rics|fca|frn|orcid|isni|researcher|isbn|issn|doi|patent|"
    "trade ?mark|design right|policy|polisi|insurance|cover note|certificate|tystysgrif|cert|"
    "permit|licen[cs]e|trwydded|account|acct|a/c|cyfrif|sort code|cod didoli|iban|bic|swift|"
    "supplier|vendor|"
    "ledger|creditor|purchase order|invoice|contract|cytundeb|framework|call-off|service "
    "identifier|service id|membership|member|accreditation|accredited|ukas|"
    "passport|pin|prn|number|numbers|rhif|rhifau|àireamh|no|nos|ref|reference|id|identifier|"
    "code|cod|ppon|eori|cvr|siret|siren|cage|ncage|ods|gas safe|niceic|napit|chas|smas|"
    "constructionline|safecontractor|achilles|fors|operator|carrier|broker|waste|vessel|"
    "official number|imo|mmsi|call ?sign|hull|tail|fleet|chassis|serial|asset|badge|card|"
    "dbs|enrolment|roll|dossier|case|docket|claim|application|grant|award|study|trial|iras|"
    "isrctn|panel|portal|tender id|nhs|national insurance|driver|plate|warrant|"
    "armb|mcs|bpss|cscs|nrswa|sqa|ucas|laser|swan|abta|atol|bsi|lrqa|nqa|bureau veritas|sgs|cap code|eircode"
)
_LABEL_OPENINGS = opening_of(_LABEL)
_GROUPS = (
    r"(?:(?-i:[A-Z]{1,8})[ ./-]{0,3})?\d[\dA-Z]{0,20}(?:(?:[ ]?[/-][ ]?|[ ]?\.(?! )|[ ]{1,3}|\n)"
    r"(?:\d[\dA-Z]{0,20}|(?-i:[A-Z]{1,4})(?![A-Za-z'])(?=[ ./-]?\d|[ .,;)\n|]|$))){0,14}"
)
_LABELLED = re.compile(
    rf"(?<!\w)(?:{_LABEL})s?\b(?:[ ](?-i:[a-z]{{3,14}})(?=[ ][A-Z]{{0,3}}[ -]?\d))"
    rf"?(?:[ .:#*'’/()_|-]{{1,6}}(?:no|nos|number|numbers|num|ref|"
    rf"reference|code|id|identifier|is|of|the|in|and|it|yw|england|wales|scotland|uk|"
    rf"our|its|as|under|with|held|card|limited|by|guarantee|lead|ecologist|pin|from|on|"
    rf"registered|registration|certificate|policy|account|name|portal|for|ledger|director|"
    rf"licen[cs]e|gold|silver|bronze|platinum|member|membership|company|society|authority|commission|practice|provider|"
    rf"society's|vat|holder|authorised)\b){{0,7}}"
    rf"[ \t.:#*'’/()_|=-]{{0,12}}(?:GB)?[ \t]{{0,12}}(?P<it>{_GROUPS})",
    re.I,
)
_AND_MORE = re.compile(r"\s?(?:,|&|/|;|\band\b|\bor\b|\bto\b)\s?(?:and )?(?P<it>[A-Z]{0,4}\d[\dA-Z]{4,14})\b")
_LIST_CODE = re.compile(
    r"\s?(?:,|&|;|\band\b)\s?(?P<it>(?=[A-Z\d/-]{0,14}\d)[A-Z\d]{1,6}(?:[/-][A-Z\d]{1,8}){1,3})(?![\w/-])"
)
_CAPITALS_AND_NUMBER = re.compile(
    r"(?<![\w/-])(?!(?:ISO|IEC|CPV|GBP|EUR|USD|PAS|RFC|SIC|UNSPSC|MIN|MAX|OVER|TOTAL|UP|TO|FROM|BY|PAGE|YEAR)\b)"
    r"[A-Z]{3,10}(?:[ :#]{1,2}\d{5,10}|[ ]\d{2,5}/\d{2,5})(?![\w%]|[.,]\d)"
)
# CEng 994417: letters after a name, and the number the body gave with them
_LETTERS_AND_NUMBER = re.compile(
    r"(?<![\w/-])[A-Z](?=[a-zA-Z]{0,8}[A-Z])(?=[A-Z]*[a-z])[A-Za-z]{2,9} \d{5,8}(?![\w%]|[.,]\d)"
)
# ISO 14001 (GB26/99417), CIWEM (994177): the number that a body gave stands in brackets after its name
_IN_BRACKETS = re.compile(
    r"(?<=[A-Za-z0-9] )\((?P<it>(?:[A-Z]{1,6}[ -]?)?[\dA-Z]{0,12}\d[\dA-Z]{0,12}(?:[/-][\dA-Z]{1,12}){0,3})\)"
)
_CASE_AT_LAW = re.compile(r"\[(?:19|20)\d\d\] (?P<it>(?:EW|UK|CS)[A-Z]{1,4}(?: (?:Civ|Crim))? \d{1,5})(?!\w)")
_OURS = re.compile(
    r"\b(?:(?:was|were|is) ours|for us|we (?:acted|appeared|won|defended|led|were)|our (?:client|case)|acted|"
    r"appeared|led|instructed|argued)\b",
    re.I,
)
_DIGITS_SPELT = re.compile(r"(?<![\w.,£-])\d(?: \d){4,15}(?![\w%]|[.,]\d| \d)")
_APP = re.compile(r"(?<!\w)id\d{8,12}(?!\w)")
_OUR_REF = re.compile(r"\b(?:our ref(?:erence)?|ein cyf(?:eirnod)?)[ .:]{1,4}(?P<it>[^\s|]{3,60})", re.I)
_MISREAD = re.compile(
    r"(?<![\w£.,/-])(?=[\dOoIlSB -]{7,24}(?![\w-]))(?=(?:[ -]?[OoIlSB]){0,8}\d)"
    r"[\dOoIlSB]{2,12}(?:[ -]?[\dOoIlSB]{2,12}){0,4}(?![\w,-])"
)
_MIXED = re.compile(
    r"(?<![\w/@.-])(?=[A-Z]{1,12}[-/_]?[A-Z0-9-/_]{0,40}\d)"
    r"[A-Z]{2,12}[-/_][A-Z0-9][A-Z0-9-/_]{2,40}(?![\w@])"
)
_GLUED = re.compile(r"(?<![\w/@.-])[A-Z]{3,16}\d{3,10}[A-Z]{0,4}(?![\w@-])")


def _checked(module: str) -> Callable[[str], bool]:
    def check(value: str) -> bool:
        return bool(import_module(f"stdnum.{module}").is_valid(value))

    return check


CODE_PATTERNS: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("VAT number", re.compile(r"(?<!\w)GB[ .]?\d{3}[ .-]?\d{4}[ .-]?\d{2}(?:[ .-]?\d{3})?(?!\d)"), "gb.vat"),
    (
        "bank account",
        re.compile(
            r"(?<!\w)[A-Z]{2}\d{2}[ ]?[A-Z]{4}(?:[ ]?\d{4}){3}[ ]?\d{2}(?!\d)|(?<!\w)"
            r"[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){3,7}(?:[ ]?[A-Z0-9]{1,3})?(?!\w)"
        ),
        "iban",
    ),
    (
        "bank",
        re.compile(r"\b(?:BIC|SWIFT)(?:[ /-]?code)?\W{1,4}(?P<it>[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)(?!\w)"),
        "bic",
    ),
    ("legal entity identifier", re.compile(r"(?<!\w)[A-Z0-9]{18}\d{2}(?!\w)"), "lei"),
    ("researcher", re.compile(r"(?<!\d)\d{4}[- ]\d{4}[- ]\d{4}[- ]\d{3}[\dX](?!\w)"), "isni"),
    ("book", re.compile(r"\bISBN(?:-1[03])?\W{0,3}(?P<it>(?:97[89][ -]?)?\d(?:[ -]?\d){8}[ -]?[\dXx])(?!\d)"), "isbn"),
    ("sort code", re.compile(r"(?<![\d-])\d{2}\s?-\s?\d{2}\s?-\s?\d{2}(?![\d-])"), ""),
    (
        "company number",
        re.compile(r"(?<!\w)(?:OC|SC|NI|SO|NC|CE|CS|IP|RS|SP|RC|SL|FC|BR|OE|R0)[ .-]?\d(?:[ .-]?\d){5}(?!\w)"),
        "",
    ),
    (
        "national insurance number",
        re.compile(r"(?<!\w)[A-CEGHJ-PR-TW-Z]{2}[ ]?\d{2}[ ]?\d{2}[ ]?\d{2}[ ]?[A-D](?!\w)"),
        "",
    ),
    ("document exchange", re.compile(r"(?<!\w)DX:? ?(?:No\.? )?(?P<it>\d{2,6}(?:,? [A-Z][a-z]+)?)(?!\w)"), ""),
    ("vehicle", re.compile(r"(?<!\w)[A-Z]{2}\d{2}[ ]?[A-Z]{3}(?!\w)"), ""),
    (
        "document identifier",
        re.compile(r"\b(?:doi:?|hdl:|urn:[a-z0-9]{2,20}:)\s?[\w./:()-]{4,120}|\b10\.\d{4,9}/[\w./()-]{3,100}", re.I),
        "",
    ),
    (
        "organisation identifier",
        re.compile(r"(?<!\w)GB-(?:COH|CHC|SC|NIC|PPON|NHS|UKPRN|EDU|LAE|LAS)-[A-Z0-9-]{4,20}(?!\w)"),
        "",
    ),
    ("number", re.compile(r"(?<![\w£$€.,/-])\d(?:[ .-]{0,3}\d){7,24}(?![\w,]|\.\d)"), ""),
)
# What a text must hold at least for a shape to be worth trying
_SIGNS = {
    "VAT number": ("GB",),
    "bank": ("BIC", "SWIFT"),
    "book": ("ISBN",),
    "document exchange": ("DX",),
    "document identifier": ("10.", "doi", "DOI", "hdl:", "urn:", "URN:"),
    "organisation identifier": ("GB-",),
}
_YEARS = re.compile(r"(?:(?:19|20)\d\d)(?:\s?[-/]\s?(?:(?:19|20)?\d\d))?")
_DATE = re.compile(r"\d{1,4}[./-](?P<middle>\d{1,2})[./-]\d{2,4}")
_BANK = re.compile(r"\b(?:bank|banc|sort code|cod didoli|payee)\b[^.\n]*\Z", re.I)
_UNIT_AFTER = re.compile(
    r"\s?(?:(?!from|and|with|which|held|issued|valid|under|expir|until|was|has|for)[a-z]{3,}|"
    r"%|mm|cm|km|kg|kW|MW|m²|m2|hours|days)"
)
_KNOWN_PREFIX = re.compile(
    r"^(?:BS|EN|ISO|IEC|PAS|PPN|COVID|UTF|SHA|AES|NEC|JCT|WCAG|HTTP|TLS|GPL|EUPL|IPV|ICD|SIP|"
    r"MARC|PM|CO|NO|UK|EU|PR|LOT|SC|WP|KPI|RAG|FAQ|Q|A|B|C|M|D|PRINCE|OAUTH|HL|MP|USB|GCSE|"
    r"NVQ|LTE|RS)[-/_]?\d{0,5}(?:[-/:]\d{1,5})?$"
)


def codes(text: str, layout: Layout, guard: Guard) -> Iterator[Span]:
    """Identifying numbers: labelled ones of any shape, known shapes with or without a right check digit."""
    for label, pattern, check in CODE_PATTERNS:
        if not any(sign in text for sign in _SIGNS.get(label, ("",))):
            continue
        for m in pattern.finditer(text):
            start, end = m.span("it") if "it" in pattern.groupindex else m.span()
            if guard.soft(start, end) or _plain_number(text, start, end):
                continue
            valid = bool(check) and _checked(check)(text[start:end])
            yield Span(start, end, f"number: {label}{', check digits right' if valid else ''}", "number", label=label)
    for m in layout.matches(_LABELLED, _LABEL_OPENINGS):
        start, end = m.span("it")
        while end > start and not text[end - 1].isalnum():
            end -= 1
        if not _plain_number(text, start, end) and not guard.hard(start, end) and _long_enough(text[start:end]):
            label = re.split(r"[^\w]", m[0].strip().lower())[0]
            yield from _more(text, end, guard)
            yield Span(
                start,
                end,
                "number: labelled",
                "number",
                label="" if label in ("no", "nos", "id", "ref", "a") else label,
            )
    for m in _IN_BRACKETS.finditer(text):
        start, end = m.span("it")
        letters = re.match(r"[A-Z]+ ", m["it"])
        start += letters.end() if letters and guard.soft(start, start + letters.end() - 1) else 0
        if sum(c.isdigit() for c in m["it"]) >= 4 and not (_plain_number(text, start, end) or guard.soft(start, end)):
            yield Span(start, end, "number: in brackets after a name", "number")
    for pattern, rule in (
        (_CAPITALS_AND_NUMBER, "number: after a body's letters"),
        (_LETTERS_AND_NUMBER, "number: after a body's letters"),
        (_DIGITS_SPELT, "number: digit by digit"),
        (_APP, "number: of an app"),
    ):
        for m in pattern.finditer(text):
            scale = pattern is _DIGITS_SPELT and "".join(m[0].split()) in "0123456789"
            if not guard.soft(*m.span()) and not scale:
                known = m[0].partition(" ")[0] if pattern is _CAPITALS_AND_NUMBER else ""
                lead = len(known) + 1 if known and guard.soft(m.start(), m.start() + len(known)) else 0
                yield Span(m.start() + lead, m.end(), rule, "number")
    for m in _CASE_AT_LAW.finditer(text):
        if _OURS.search(text, layout.sentence(m.start())[0], m.end() + 90):
            yield Span(*m.span("it"), "number: a case at law that was the bidder's", "number")
    for m in _OUR_REF.finditer(text):
        if not guard.hard(*m.span("it")):
            yield Span(*m.span("it"), "code: the sender's reference", "code")
    for m in _MISREAD.finditer(text):
        digits = sum(c.isdigit() for c in m[0])
        if digits >= 4 and not m[0].replace(" ", "").replace("-", "").isdigit() and not guard.soft(*m.span()):
            yield Span(*m.span(), "number: letters where a scanner misread digits", "number")
    for pattern in (_MIXED, _GLUED):
        for m in pattern.finditer(text):
            if sum(c.isdigit() for c in m[0]) >= 2 and not _KNOWN_PREFIX.match(m[0]) and not guard.soft(*m.span()):
                yield Span(*m.span(), "code: letters and digits", "code", certain=len(m[0]) >= 7)


def _more(text: str, at: int, guard: Guard) -> Iterator[Span]:
    # cards 9944171 and 9944172: the label holds for the whole list
    while m := _AND_MORE.match(text, at) or _LIST_CODE.match(text, at):
        if not guard.soft(*m.span("it")) and not _plain_number(text, *m.span("it")):
            yield Span(*m.span("it"), "number: in a labelled list", "number")
        at = m.end()


def _long_enough(found: str) -> bool:
    digits = sum(c.isdigit() for c in found)
    if found.isalnum() and found.isupper() and not found.isdigit() and digits and len(found) >= 5:
        return True
    return (
        digits >= 5
        or (digits >= 3 and digits + sum(c.isalpha() for c in found) >= 5)
        or (digits == 4 and not _YEARS.fullmatch(found))
    )


def _plain_number(text: str, start: int, end: int) -> bool:
    """Years, dates and quantities are not identifiers."""
    found = text[start:end].strip()
    if _YEARS.fullmatch(found) or re.fullmatch(r"(?:19|20)\d\d(?:[ -]{1,3}(?:19|20)\d\d)+", found):
        return True
    if (date := _DATE.fullmatch(found)) and re.search(r"19|20", found):
        return 1 <= int(date["middle"]) <= 12 and not _BANK.search(text[max(0, start - 60) : start])
    return found.isdigit() and len(found) <= 6 and bool(_UNIT_AFTER.match(text, end))
