"""Say which things are probably one, with a confidence and the evidence; nothing is ever merged.

The same process is often published on two portals, or again under a new number. Candidates share a buyer and either
the folded title or the exact value; each piece of evidence then adds to, or takes from, a confidence of at most 99.
Only the publisher's own statement counts as 100.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from rapidfuzz import fuzz
from sqlalchemy import Connection, select, tuple_

from tracker.bulk import upsert
from tracker.models.notices import Process, ProcessLink
from tracker.row_ids import row_id

__all__ = ["LinkedProcess", "likeness", "link_changed", "linked"]

ENOUGH = 60  # below this a likeness is not worth a reader's time
TITLES_ALIKE = 75  # one buyer buys many things on one day at one round price: without a like title it says nothing
_QUERY = 200
# A buyer may have hundreds of call-offs at one round value; past this many the value is no evidence at all.
_CROWD = 12

_FIELDS = (
    Process.id,
    Process.key,
    Process.ocid,
    Process.portal,
    Process.title,
    Process.title_key,
    Process.buyer_key,
    Process.buyer_name,
    Process.value_pence,
    Process.value_currency,
    Process.value_mark,
    Process.stage,
    Process.first_published,
)


@dataclass(frozen=True, slots=True)
class LinkedProcess:
    """The other process of a link, with how sure the link is (of 100) and why, in sentences."""

    key: str
    title: str
    portal: str
    stage: str
    relation: str
    confidence: int
    evidence: tuple[str, ...]


def likeness(left: Any, right: Any) -> tuple[int, tuple[str, ...]]:
    """How sure it is that two processes of one buyer are one purchase, of 100, and the evidence for and against."""
    words = fuzz.token_sort_ratio(left.title.lower(), right.title.lower())
    if words < TITLES_ALIKE:
        return 0, (f"The titles agree to {round(words)} in 100 only.",)
    score = 10 + words / 2
    evidence = ["The buyer is the same.", f"The titles agree to {round(words)} in 100."]
    believed = left.value_mark is None and right.value_mark is None and left.value_currency == right.value_currency
    if believed and left.value_pence and right.value_pence:
        apart = abs(left.value_pence - right.value_pence) / max(left.value_pence, right.value_pence)
        score += 25 if apart == 0 else 15 if apart <= 0.02 else -20
        evidence.append("The values are the same." if apart == 0 else f"The values differ by {apart:.0%}.")
    else:
        evidence.append("At least one of them gives no value.")
    if left.first_published and right.first_published:
        days = abs((left.first_published - right.first_published).days)
        score += 15 if days <= 45 else 5 if days <= 400 else -25
        evidence.append(f"They were first published {days} days apart.")
    return max(0, min(99, round(score))), tuple(evidence)


def link_changed(connection: Connection, process_ids: Sequence[int]) -> int:
    """Find the likenesses of the processes given and store those that are sure enough; how many."""
    links: dict[int, dict[str, Any]] = {}
    for start in range(0, len(process_ids), _QUERY):
        chunk = process_ids[start : start + _QUERY]
        changed = connection.execute(select(*_FIELDS).where(Process.id.in_(chunk)).order_by(Process.id)).all()
        for left, right in _pairs(connection, changed):
            row = _link(left, right)
            if row is not None:
                links[row["id"]] = row
    upsert(connection, ProcessLink, list(links.values()))
    return len(links)


def _pairs(connection: Connection, changed: Sequence[Any]) -> list[tuple[Any, Any]]:
    named = [each for each in changed if each.buyer_key]
    titles = sorted({each.title_key for each in named})
    valued = sorted({(each.buyer_key, each.value_pence) for each in named if each.value_pence and not each.value_mark})
    same_value = tuple_(Process.buyer_key, Process.value_pence).in_(valued)
    clauses = [Process.title_key.in_(titles), *([same_value] if valued else [])]
    others: dict[int, Any] = {}
    for clause in clauses:  # one after the other, so that each uses its own index
        for row in connection.execute(select(*_FIELDS).where(clause).order_by(Process.id)):
            others[row.id] = row
    by_title: dict[int, list[Any]] = {}
    by_value: dict[tuple[str, int], list[Any]] = {}
    for row in others.values():
        by_title.setdefault(row.title_key, []).append(row)
        by_value.setdefault((row.buyer_key, row.value_pence), []).append(row)
    pairs = []
    for left in named:
        group = by_title.get(left.title_key, [])
        alike = by_value.get((left.buyer_key, left.value_pence), []) if left.value_pence else []
        for right in (group if len(group) <= _CROWD else []) + (alike if len(alike) <= _CROWD else []):
            if right.id != left.id and right.buyer_key == left.buyer_key:
                pairs.append((left, right))
    return pairs


def _link(one: Any, other: Any) -> dict[str, Any] | None:
    left, right = sorted((one, other), key=lambda each: each.id)
    confidence, evidence = likeness(left, right)
    if confidence < ENOUGH:
        return None
    relation = "same-process-elsewhere" if left.portal != right.portal else "same-process-renumbered"
    return {
        "id": row_id("process-link", left.id, right.id, relation),
        "left_id": left.id,
        "right_id": right.id,
        "relation": relation,
        "confidence": confidence,
        "evidence": orjson.dumps(evidence).decode(),
    }


def linked(connection: Connection, process_id: int) -> list[LinkedProcess]:
    """The processes that are probably the same as this one, the surest first."""
    found = []
    for mine, other in ((ProcessLink.left_id, ProcessLink.right_id), (ProcessLink.right_id, ProcessLink.left_id)):
        statement = (
            select(
                Process.key,
                Process.title,
                Process.portal,
                Process.stage,
                ProcessLink.relation,
                ProcessLink.confidence,
                ProcessLink.evidence,
            )
            .join(Process, Process.id == other)
            .where(mine == process_id)
            .order_by(ProcessLink.confidence.desc(), Process.id)
            .limit(20)
        )
        found += [
            LinkedProcess(
                row.key,
                row.title,
                row.portal,
                row.stage,
                row.relation,
                row.confidence,
                tuple(orjson.loads(row.evidence)),
            )
            for row in connection.execute(statement)
        ]
    return sorted(found, key=lambda each: (-each.confidence, each.key))
