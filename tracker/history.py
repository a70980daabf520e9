"""What each notice of a process changed, in words: the state before it laid beside the state after it."""

import datetime as dt
import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from parsers.ocds.merge import Merge
from tracker.clock import read_moment
from tracker.countdown import hour_in_words
from tracker.day_words import day_in_words
from tracker.money_words import money
from tracker.notice_names import notice_name
from tracker.process_dates import stated
from tracker.process_facts import buyer_party, items_in, money_in, part, text_in, value_of
from tracker.process_rows import KnownNotice

__all__ = ["Change", "Entry", "history"]

_LABELS = {
    "engagement": "Engagement closes",
    "planned-notice": "Tender notice expected",
    "enquiry": "Questions close",
    "expression-of-interest": "Requests to take part close",
    "tender": "Tenders close",
    "standstill": "Standstill ends",
    "signature": "Contract expected to be signed",
}
# Longer texts are compared by sentence instead of word: difflib's time grows with the square.
_WORDS = 1_500


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a notice changed. ``pieces`` spell it out: ("same" | "out" | "in", text) in reading order."""

    label: str
    before: str | None
    after: str | None
    pieces: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One notice in the history of a process; ``changes`` is empty for the first."""

    notice: KnownNotice
    name: str
    moment: dt.datetime | None
    changes: tuple[Change, ...]


def history(ordered: Sequence[KnownNotice]) -> list[Entry]:
    """The notices of a process, handed in oldest first, each with what it changed."""
    merged = Merge()
    before: dict[str, str] | None = None
    entries = []
    for notice in ordered:
        merged.add(notice.facts)
        after = _spelt_out(merged.as_dict())
        changes = () if before is None else tuple(_changes(before, after))
        entries.append(Entry(notice, notice_name(notice.notice_type), notice.moment, changes))
        before = after
    return entries


def _spelt_out(facts: Mapping[str, Any]) -> dict[str, str]:
    tender = part(facts, "tender")
    found: dict[str, str | None] = {
        "Title": text_in(tender, "title"),
        "Buyer": text_in(buyer_party(facts), "name"),
        "Value": _value_words(facts),
        "Status": text_in(tender, "status"),
        "Procedure": text_in(tender, "procurementMethodDetails"),
        "Description": text_in(tender, "description"),
    }
    for kind, field, value in stated(facts):
        label = _LABELS[kind.value] + (f" ({field.split('.')[1]})" if ".lots[" in field else "")
        found[label] = _moment_words(str(value))
    for lot in items_in(tender, "lots"):
        found[f"Lot {text_in(lot, 'id') or '?'}"] = text_in(lot, "title") or text_in(lot, "description") or "listed"
    for award in items_in(facts, "awards"):
        suppliers = ", ".join(text_in(each, "name") or "not named" for each in items_in(award, "suppliers"))
        paid = money_in(award.get("value"))
        amount = None if paid is None else (paid.net if paid.net is not None else paid.gross)
        words = [suppliers or "no supplier named", money(amount, paid.currency) if paid and amount is not None else ""]
        found[f"Award {text_in(award, 'id') or '?'}"] = ", ".join(word for word in words if word)
    for document in _documents(facts):
        found[f"Document {text_in(document, 'id') or '?'}"] = text_in(document, "title") or text_in(
            document, "description"
        )
    for amendment in items_in(tender, "amendments"):
        found[f"Amendment {text_in(amendment, 'id') or '?'}"] = text_in(amendment, "description")
    return {label: " ".join(value.split()) for label, value in found.items() if value}


def _documents(facts: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    # The notice itself is listed as a document of the process: that is no news.
    sections = (part(facts, "planning"), part(facts, "tender"))
    return [
        each
        for section in sections
        for each in items_in(section, "documents")
        if not each.get("noticeType") and not (text_in(each, "documentType") or "").endswith("Notice")
    ]


def _value_words(facts: Mapping[str, Any]) -> str | None:
    found = value_of(facts)
    if found is None:
        return None
    if found.net is not None:
        return f"{money(found.net, found.currency)} without VAT"
    return f"{money(found.gross, found.currency)} with VAT" if found.gross is not None else None


def _moment_words(value: str) -> str:
    try:
        day, moment = read_moment(value)
    except ValueError:
        return value
    return day_in_words(day) + (f" at {hour_in_words(moment)}" if moment else "")


def _changes(before: dict[str, str], after: dict[str, str]) -> list[Change]:
    changes = []
    for label in [*after, *(label for label in before if label not in after)]:
        old, new = before.get(label), after.get(label)
        if old != new:
            changes.append(Change(label, old, new, _pieces(old, new)))
    return changes


def _pieces(old: str | None, new: str | None) -> tuple[tuple[str, str], ...]:
    if old is None or new is None:
        return (("in", new or ""),) if old is None else (("out", old),)
    long = old.count(" ") + new.count(" ") > 2 * _WORDS
    left, right = (text.split(". ") if long else text.split(" ") for text in (old, new))
    glue = ". " if long else " "
    pieces: list[tuple[str, str]] = []
    for code, a, b, c, d in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if code == "equal":
            pieces.append(("same", glue.join(left[a:b])))
            continue
        if b > a:
            pieces.append(("out", glue.join(left[a:b])))
        if d > c:
            pieces.append(("in", glue.join(right[c:d])))
    return tuple(pieces)
