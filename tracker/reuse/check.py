"""Answers a planned purchase with candidates for reuse; says so when there is nothing good, and invents nothing."""

from typing import Any

from sqlalchemy import Connection

from tracker.reuse import catalogue, contracts
from tracker.reuse.question import Question, Wanted, understand
from tracker.reuse.questions_to_ask import questions_to_ask
from tracker.reuse.vocabulary import functions

MOST_OPEN_SOURCE = 6
MOST_OF_OTHERS = 8

NOT_ENOUGH = "There is not enough to go on: say what the thing is for, or name a product."
NOT_ENGLISH = "The text does not seem to be in English, and there is not enough in it to go on."
NOT_SOFTWARE = "Nothing suitable: the text does not ask for software that we know."
NOTHING_KNOWN = "The text asks for {what}, and we know of nothing that could be reused for it."


def check(connection: Connection | None, text: str) -> dict[str, Any]:
    """The answer as a JSON object: ``functions``, ``candidates`` (kind, name, evidence, confidence, …), ``sentence``.

    ``connection`` may be None: then only the bundled catalogue is asked. The kinds are open-source, council, contract
    and upcoming; within each, the surest comes first. ``sentence`` sums up, also when there is no candidate.
    """
    question = understand(text or "")
    answer: dict[str, Any] = {
        "title": question.title,
        "functions": [_shown(wanted) for wanted in question.wanted],
        "products": [product.name for product in question.products[:8]],
        "candidates": [],
        "questions": [],
        "enough": True,
    }
    if not question.wanted:
        answer["sentence"] = _why_nothing(question)
        answer["enough"] = answer["sentence"] == NOT_SOFTWARE
        return answer
    found = catalogue.open_source(question, connection)[:MOST_OPEN_SOURCE]
    found += catalogue.councils(question, found)[:MOST_OF_OTHERS]
    if connection is not None:
        found += contracts.bought(connection, question, MOST_OF_OTHERS)
        found += contracts.upcoming(connection, question, MOST_OF_OTHERS)
    answer["candidates"] = found
    answer["questions"] = questions_to_ask(question, found)
    answer["sentence"] = _sum_up(question, found)
    return answer


def read_ahead() -> None:
    """Read the vocabulary, and the sentence model where it is installed, so that the first who asks need not wait."""
    check(None, "SirsiDynix")  # a brand: its function is found by all the lists, and its candidates by the model


def _shown(wanted: Wanted) -> dict[str, Any]:
    label = functions()[wanted.function].label
    return {"id": wanted.function, "label": label, "confidence": wanted.confidence, "because": wanted.because}


def _why_nothing(question: Question) -> str:
    if not question.english:
        return NOT_ENGLISH
    if len(question.telling) < 3:
        return NOT_ENOUGH
    return NOT_SOFTWARE


def _sum_up(question: Question, found: list[dict[str, Any]]) -> str:
    what = functions()[question.wanted[0].function].label.lower()
    counts = {
        kind: sum(item["kind"] == kind for item in found) for kind in ("open-source", "council", "contract", "upcoming")
    }
    if not found:
        return NOTHING_KNOWN.format(what=what)
    parts = [
        words.format(counts[kind], "" if counts[kind] == 1 else "s")
        for kind, words in (
            ("open-source", "{} open-source candidate{}"),
            ("council", "{} council{} known to run one"),
            ("contract", "{} contract{} of other bodies"),
            ("upcoming", "{} planned purchase{} of the same"),
        )
        if counts[kind]
    ]
    return f"For {what}: {', '.join(parts)}. Each line says why it is here; none is proof that the thing fits."
