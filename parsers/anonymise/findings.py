"""From spans of the folded text to the rewritten source, and to findings that a person can judge one by one."""

import re
from bisect import bisect_right
from dataclasses import dataclass, replace

from parsers.anonymise.normal import INVISIBLE, Normal
from parsers.anonymise.placeholders import Placeholders, stripped
from parsers.anonymise.protect import Guard
from parsers.anonymise.spans import Span

__all__ = ["Finding", "merged", "rewritten"]

_REASONS = {
    "hidden": "A reader of the page would not see this part, or it was meant to be taken out before the bid was sent.",
    "quotation": "Words in quotation marks can be found by a search, and lead to whoever they were said of.",
    "link": "An address on the web leads to its owner.",
    "email": "An e-mail address names its owner and the firm.",
    "file": "File names and paths often hold the firm's or a person's name.",
    "account": "An account on a public service leads to its owner.",
    "phone": "A telephone number or text code leads to its owner.",
    "number": "A register, bank, insurer or ledger gave this number to one body only.",
    "code": "A code of letters and digits that only one body uses.",
    "address": "An address, or a part of one, that tells where the bidder is.",
    "bidder": "The bid form gives this as the bidder's name, or it is a way of writing that name.",
    "other bidder": "The form of another bidder of this procurement gives this name.",
    "award": "A prize and who gave it can be looked up.",
    "client": "A named client leads to the firm that worked for it.",
    "person": "A person's name, or a part of it, leads to the firm.",
    "product": "A product, method or vessel that only one firm has.",
    "publication": "A title or newspaper that can be looked up.",
    "project": "A named project leads to the firm that did it.",
    "organisation": "A named body that has to do with the bidder.",
    "fact": "The bidder says that it is the only one or the first of its kind.",
    "place": "A place that tells where the bidder is.",
    "name": "A capitalised word that no dictionary, list of places or list of known terms holds.",
    "date": "The year of founding singles a firm out; the decade is given instead.",
    "count": "An exact number of staff or sum of turnover singles a firm out; the size class is given instead.",
}
_DOUBTFUL = "Not replaced, because it may be an ordinary term: please decide. "


@dataclass(frozen=True, slots=True)
class Finding:
    """A place of the source: ``start`` and ``end`` count its characters, ``line`` and ``column`` from 1.

    ``replacement`` is None for a doubtful place that was left as it is; ``confidence`` is between 0 and 1.
    """

    start: int
    end: int
    line: int
    column: int
    found: str
    replacement: str | None
    kind: str
    rule: str
    confidence: float
    reason: str


def merged(text: str, sure: list[Span], doubtful: list[Span], guard: Guard) -> list[Span]:
    """Neighbours that are parts of one thing made one, with the doubtful spans that nothing else replaces."""
    out: list[Span] = []
    for span in sure:
        span = _widened(text, span)
        if out and (span.start < out[-1].end or _one_thing(text, out[-1], span)):
            last = out.pop()
            best = min(last, span, key=lambda s: s.rank)
            span = replace(best, start=last.start, end=max(last.end, span.end))
        out.append(span)
    taken = bytearray(len(text))
    for span in out:
        taken[span.start : span.end] = b"\x01" * (span.end - span.start)
    left: dict[tuple[int, int], Span] = {}
    for span in doubtful:
        if not any(taken[span.start : span.end]):
            left.setdefault((span.start, span.end), span)
    return sorted([*out, *left.values()], key=lambda s: s.start)


def _widened(text: str, span: Span) -> Span:
    # A possessive says nothing and stays; half a word left standing (...brook) would still tell.
    if span.kind in ("date", "count", "quotation", "hidden", "phone", "number"):
        return span
    start, end = span.start, span.end
    if text[start:end].endswith("'s") and span.kind in (
        "bidder",
        "other bidder",
        "person",
        "client",
        "name",
        "product",
    ):
        end -= 2
        return replace(span, end=end) if end > start else span
    while start and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return replace(span, start=start, end=end) if (start, end) != (span.start, span.end) else span


def _one_thing(text: str, left: Span, right: Span) -> bool:
    between = text[left.end : right.start]
    if left.kind != right.kind or len(between) > 3 or not re.fullmatch(r"[\s,&*_.-]{0,3}", between):
        return False
    return (
        left.kind in ("bidder", "other bidder", "address", "code", "link", "email", "phone", "file")
        or left.key == right.key
    )


def rewritten(normal: Normal, spans: list[Span]) -> tuple[str, tuple[Finding, ...]]:
    """The source with placeholders where ``spans`` are sure, and every span as a finding."""
    source, placeholders = normal.source, Placeholders()
    lines = [0] + [m.end() for m in re.finditer("\n", source)]
    out: list[str] = []
    findings: list[Finding] = []
    at = 0
    for span in spans:
        start, end = normal.back(span.start, span.end)
        start, end = max(start, at), max(end, at)
        if start == end:
            continue
        new = placeholders.of(span, normal.plain[span.start : span.end]) if span.certain else None
        line = bisect_right(lines, start)
        findings.append(
            Finding(
                start,
                end,
                line,
                start - lines[line - 1] + 1,
                source[start:end],
                new,
                span.kind,
                span.rule,
                _confidence(span),
                (_DOUBTFUL if new is None else "") + _REASONS[span.kind],
            )
        )
        if new is not None:
            out += [source[at:start], new]
            at = end
    out.append(source[at:])
    return stripped(_visible("".join(out))), tuple(findings)


def _visible(text: str) -> str:
    seen = text if text.isascii() else "".join(c for c in text if c not in INVISIBLE)
    return seen.replace("\r\n", "\n").replace("\r", "\n")


def _confidence(span: Span) -> float:
    if not span.certain:
        return 0.3
    if span.kind in ("bidder", "other bidder", "email", "link", "phone", "hidden"):
        return 0.98
    if "check digits right" in span.rule:
        return 0.99
    return 0.6 if span.kind == "name" else 0.85
