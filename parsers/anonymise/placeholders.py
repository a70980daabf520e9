"""What stands in the published text instead of a name: words that keep the sense, the same for the same thing."""

import re

from parsers.anonymise.lists import word_set
from parsers.anonymise.names import name_words
from parsers.anonymise.spans import Span

__all__ = ["Placeholders"]

_FIXED = {
    "bidder": "[the bidder]",
    "other bidder": "[another bidder]",
    "email": "[e-mail address]",
    "link": "[web address]",
    "file": "[file name]",
    "account": "[online account]",
    "phone": "[phone number]",
    "address": "[address]",
    "quotation": "[quotation]",
    "fact": "[a claim that singles the bidder out]",
    "code": "[code]",
    "place": "[place]",
}
_NUMBERED = ("award", "client", "person", "product", "publication", "project", "organisation", "name")
_SMALL = word_set("placeholders: small") | word_set("forms: honorifics")


class Placeholders:
    """Hands out placeholders in the order of the text; nothing of the name can be worked out from one."""

    def __init__(self) -> None:
        self._known: dict[str, list[set[str]]] = {kind: [] for kind in _NUMBERED}
        self._described: dict[tuple[str, int], str] = {}

    def of(self, span: Span, found: str) -> str:
        """The placeholder of ``span``, whose words in the text are ``found``."""
        if span.kind in _FIXED:
            return _FIXED[span.kind]
        if span.kind == "hidden":
            return f"[{span.label} taken out]"
        if span.kind == "number":
            return (
                f"[{span.label} number]" if span.label and "number" not in span.label else f"[{span.label or 'number'}]"
            )
        if span.kind in ("date", "count"):
            return f"[{span.label}]"
        return self._numbered(span, found)

    def _numbered(self, span: Span, found: str) -> str:
        name = span.key.split(":", 1)[1] if ":" in span.key else found
        words = {w.lower() for w in name_words(name) if len(w) > 1 and w.lower() not in _SMALL} or {name.lower()}
        number = self._number(span.kind, words)
        described = self._described.setdefault((span.kind, number), span.label)
        return f"[{span.kind} {number}: {described}]" if described else f"[{span.kind} {number}]"

    def _number(self, kind: str, words: set[str]) -> int:
        known = self._known[kind]
        for number, others in enumerate(known, 1):
            longer = others <= words and (len(others) > 1 or kind != "person")
            if words <= others or longer or (kind == "person" and len(words & others) > 1):
                others |= words
                return number
        known.append(set(words))
        return len(known)


def stripped(text: str) -> str:
    """``text`` without runs of blank lines that a removed block leaves."""
    return re.sub(r"\n{4,}", "\n\n\n", text)
