"""The reuse check of a page: for a text, or for a planned purchase with its clauses and readers' suggestions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from parsers.clauses import SUBJECTS, Clause, check_clauses
from tracker.models.notices import Process
from tracker.process_facts import items_in, part, text_in
from tracker.recipes import suggestions
from tracker.reuse.check import check

__all__ = ["Panel", "Said", "check_text", "panel", "purchase_named", "said_in"]


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says on one subject: the plain mark, and the sentences quoted."""

    subject: str
    label: str
    mark: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """The answer of the reuse check, what the notice says of source and licence, and what readers suggested."""

    answer: dict[str, Any]
    said: tuple[Said, ...]
    suggestions: tuple[dict[str, Any], ...]


def check_text(connection: Connection, text: str) -> dict[str, Any]:
    """The reuse check of a text; each candidate that is a purchase carries the ``key`` of its page."""
    answer = check(connection, text)
    wanted = {each["process_id"] for each in answer["candidates"] if each.get("process_id")}
    rows = connection.execute(select(Process.id, Process.key).where(Process.id.in_(wanted)))
    keys = {row.id: row.key for row in rows}
    for each in answer["candidates"]:
        if "process_id" in each:
            each["key"] = keys.get(each.pop("process_id"))
    return answer


def panel(connection: Connection, process: Any, facts: Mapping[str, Any]) -> Panel:
    """The panel of one planned purchase: the stored row and its folded notices."""
    text = _text_of(process, facts)
    return Panel(
        check_text(connection, text), said_in(text), tuple(suggestions(connection, process.id))
    )  # fmt: skip


def purchase_named(connection: Connection, key: str) -> Any | None:
    """The id, key and title of the planned purchase at an address; None when there is none."""
    return connection.execute(select(Process.id, Process.key, Process.title).where(Process.key == key)).first()


def said_in(text: str) -> tuple[Said, ...]:
    """What a text says on each subject, in a fixed order; a subject that it is silent on is there too."""
    found = check_clauses(text)
    return tuple(
        Said(key, label, found.mark(key), tuple(each for each in found.clauses if each.subject == key))
        for key, label in SUBJECTS.items()
    )


def _text_of(process: Any, facts: Mapping[str, Any]) -> str:
    tender = part(facts, "tender")
    lots = [text for lot in items_in(tender, "lots") for key in ("title", "description") if (text := text_in(lot, key))]
    more = [text_in(tender, "submissionMethodDetails"), text_in(tender, "eligibilityCriteria")]
    code = f"CPV {process.cpv}" if process.cpv else None
    return "\n".join(filter(None, [process.title, process.description, code, *lots[:40], *more]))
