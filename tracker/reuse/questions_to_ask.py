"""The questions that anybody may put to a buyer before the money is spent; printable, and fit to what was found."""

from typing import Any

from tracker.reuse.question import Question
from tracker.reuse.vocabulary import functions


def questions_to_ask(question: Question, found: list[dict[str, Any]]) -> list[str]:
    """Plain questions in the order in which they are best asked."""
    what = functions()[question.wanted[0].function].label.lower()
    free = [item["name"] for item in found if item["kind"] == "open-source"][:3]
    others = [item["name"] for item in found if item["kind"] in {"council", "contract"}][:3]
    soon = [item["name"] for item in found if item["kind"] == "upcoming"][:3]
    asked = [f"What would happen if the council kept what it has for {what} for another two years?"]
    if free:
        asked.append(f"Were {_listed(free)} looked at, and what did the comparison say?")
    if others:
        asked.append(f"Did anybody ask {_listed(others)} what they pay, and what they would do again?")
    if soon:
        asked.append(f"Could this be bought together with {_listed(soon)}?")
    asked += [
        "Who owns what is written for the council with public money, and under which licence will it be published?",
        "In which open format does the council get all its data back, how often, and at what price?",
        "What does it cost over five years, with set-up, migration, hosting, support, changes and leaving?",
        "When does the contract end, how long before must the council say so, and what does leaving need?",
    ]
    return asked


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
