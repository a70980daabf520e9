"""The reuse check as a command: asks the installation's database where there is one, and words the answer."""

from collections.abc import Iterator
from typing import Any

from tracker.db import DatabaseAheadError, DatabaseBehindError, open_database
from tracker.reuse.check import check
from tracker.settings import Settings

__all__ = ["answer", "in_words"]

_HEADINGS = {
    "open-source": "Open-source software",
    "council": "Councils that run it",
    "contract": "Contracts of other bodies",
    "upcoming": "About to buy the same",
}


def answer(settings: Settings, text: str) -> dict[str, Any]:
    """The answer of ``check``; other bodies' contracts are in it only where something was gathered before."""
    if not settings.database_url and not settings.data_dir.exists():
        return check(None, text)
    try:
        engine = open_database(settings)
    except (DatabaseAheadError, DatabaseBehindError):
        return check(None, text)
    with engine.connect() as connection:
        return check(connection, text)


def in_words(found: dict[str, Any]) -> Iterator[str]:
    """The answer as lines for a terminal: the sentence, the candidates with their evidence, the questions to put."""
    yield found["sentence"]
    for kind, heading in _HEADINGS.items():
        candidates = [each for each in found["candidates"] if each["kind"] == kind]
        if candidates:
            yield f"\n{heading}"
        for each in candidates:
            yield f"  {each['name']} (confidence {each['confidence']:.2f})"
            for line in each["evidence"] if isinstance(each["evidence"], list) else [each["evidence"]]:
                yield f"      {line}"
    if found["questions"]:
        yield "\nQuestions to put to the buyer"
    for question in found["questions"]:
        yield f"  - {question if isinstance(question, str) else question.get('text', question)}"
