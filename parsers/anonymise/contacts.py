"""Ways to reach or find a bidder: e-mail, phone, link, account, file and machine, however they are written."""

import re
from collections.abc import Iterator

from parsers.anonymise.contact_patterns import NEEDS, OPENINGS, PATTERNS, SHAPES
from parsers.anonymise.layout import Layout
from parsers.anonymise.protect import Guard
from parsers.anonymise.spans import Span

__all__ = ["contacts"]


def contacts(text: str, layout: Layout, guard: Guard) -> Iterator[Span]:
    """Every way to reach somebody that the patterns know; what is protected stays, public sites of the law stay."""
    low = text.lower()
    for rule, kind, pattern in PATTERNS:
        if rule in NEEDS and not any(sign in low for sign in NEEDS[rule]):
            continue
        if rule in SHAPES and not SHAPES[rule].search(low):
            continue
        tried = layout.matches(pattern, OPENINGS[rule]) if rule in OPENINGS else pattern.finditer(text)
        for m in tried:
            start, end = m.span("it") if "it" in pattern.groupindex and m["it"] else m.span()
            while (
                end > start
                and text[end - 1] in " .,;:!?'\"*_)>\n\t"
                and text[start:end].count("(") <= text[start:end].count(")")
            ):
                end -= 1
            if text[start] == "(" and ")" not in text[start:end]:
                start += 1
            if end - start < 2 or guard.soft(start, end) or _public(text[start:end], guard):
                continue
            if rule == "place: three-word address" and _not_an_address(text, start, end):
                continue
            yield Span(start, end, rule, kind)


_PUBLIC_HOSTS = re.compile(
    r"^(?:https?://)?(?:www\.)?(?:gov\.uk|design-system\.service\.gov\.uk|"
    r"legislation\.gov\.uk|find-tender\.service\.gov\.uk|w3\.org|schema\.org|spdx\.org|"
    r"opensource\.org|creativecommons\.org|gnu\.org|iso\.org|openreferraluk\.org|"
    r"postgresql\.org|python\.org|wikipedia\.org|nationalarchives\.gov\.uk|"
    r"ncsc\.gov\.uk|hse\.gov\.uk|ico\.org\.uk|ons\.gov\.uk)(?:[/:?#]|$)",
    re.I,
)
_TECHNICAL = re.compile(
    r"^(?:asp|ado|vb|node|next|nuxt|vue|react|d3|three|express|moment|chart|rocket|socket|"
    r"backbone)\.\w+$",
    re.I,
)


def _public(found: str, guard: Guard) -> bool:
    host = found.lower()
    if _PUBLIC_HOSTS.search(host) or _TECHNICAL.match(host):
        return True
    buyer_host = re.match(r"(?:https?://)?(?:www\.)?([\w-]+)\.(?:gov\.uk|gov\.wales|gov\.scot|llyw\.cymru)\b", host)
    return bool(buyer_host and buyer_host[1] in guard.buyer_words)


def _not_an_address(text: str, start: int, end: int) -> bool:
    return text[end : end + 2] in ("()", "=") or "." in text[max(0, start - 1) : start]
