"""Recognises the columns of a published list by the words of its headings, whatever their order and spelling."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Heading", "find_heading", "is_total", "vocabulary", "words_of"]

_LOOK_AT = 40  # rows: no published list has a longer preamble
_SEPARATORS = re.compile(r"[^0-9a-z£%&']+")
_SMALL_LARGE = re.compile(r"([a-z])([A-Z])")
_TOTAL = re.compile(
    r"(?:(grand |sub ?|overall )?totals?\b.{0,40}|(?:average|mean|median|maximum|minimum|count|number of)\b.{0,40})\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the headings stand: the last header row (from 1), how many rows they take, the column of each field."""

    row: int
    height: int
    columns: dict[str, int]
    names: list[str]


def vocabulary(text: str) -> dict[str, tuple[str, ...]]:
    """Fields and their phrases out of lines ``field: phrase | phrase``; an indented line goes on with the one above."""
    joined = re.sub(r"\n\s+", " ", text.strip())
    lines = (line.partition(":") for line in joined.splitlines())
    return {field: tuple(phrase.strip() for phrase in phrases.split("|")) for field, _, phrases in lines}


def words_of(heading: str) -> str:
    """A heading as lower-case words with single spaces; ``AwardDate`` is two words."""
    return _SEPARATORS.sub(" ", _SMALL_LARGE.sub(r"\1 \2", heading).lower().replace("_", " ")).strip()


def find_heading(
    rows: Sequence[Sequence[str]], vocabulary: Mapping[str, Sequence[str]], needed: Sequence[frozenset[str]]
) -> Heading | None:
    """The best heading among the first rows; None when none names at least one field of each set of ``needed``.

    ``vocabulary`` maps a field to the phrases its headings begin with, or are (``=phrase`` counts only as the whole
    heading); longer phrases win. Headings that run over two rows are tried joined.
    """
    best: Heading | None = None
    for index in range(min(len(rows), _LOOK_AT)):
        for height in (1, 2):
            if index + height > len(rows):
                continue
            names = _joined(rows[index : index + height])
            columns = _columns(names, vocabulary)
            if any(not fields & columns.keys() for fields in needed):
                continue
            if height == 2 and not _second_is_heading(rows[index], rows[index + 1], columns, vocabulary):
                continue
            if best is None or len(columns) > len(best.columns):
                best = Heading(index + height, height, columns, names)
    return best


def is_total(cells: Sequence[str]) -> bool:
    """Whether a row adds up, counts or averages others: its first words say so, and it has little else."""
    texts = [cell.strip() for cell in cells if cell.strip()]
    words = [text for text in texts if re.search(r"[A-Za-z]", text)]
    return bool(words) and len(words) <= 2 and bool(_TOTAL.match(words[0]))


def _joined(rows: Sequence[Sequence[str]]) -> list[str]:
    width = max(len(row) for row in rows)
    return [
        " ".join(" ".join(row[column].split()) for row in rows if column < len(row) and row[column].strip())
        for column in range(width)
    ]


def _second_is_heading(
    first: Sequence[str], second: Sequence[str], columns: dict[str, int], vocabulary: Mapping[str, Sequence[str]]
) -> bool:
    # Rows of data hold figures; the second line of a heading holds words, and together they say more than either.
    if any(re.search(r"\d", cell) for cell in second):
        return False
    alone = max(len(_columns(list(first), vocabulary)), len(_columns(list(second), vocabulary)))
    return len(columns) > alone


def _columns(names: Sequence[str], vocabulary: Mapping[str, Sequence[str]]) -> dict[str, int]:
    scores: list[tuple[int, int, str]] = []
    for column, name in enumerate(names):
        words = words_of(name)
        if not words or len(words) > 160:
            continue
        for field, phrases in vocabulary.items():
            score = max((_score(words, phrase) for phrase in phrases), default=0)
            if score:
                scores.append((score, column, field))
    found: dict[str, int] = {}
    taken: set[int] = set()
    for _, column, field in sorted(scores, key=lambda each: (-each[0], each[1])):
        if field not in found and column not in taken:
            found[field] = column
            taken.add(column)
    return found


def _score(words: str, phrase: str) -> int:
    if words == phrase.removeprefix("="):
        return 1000 + len(phrase)
    if phrase.startswith("="):
        return 0
    if words.startswith(phrase + " "):
        return 100 + len(phrase)
    return len(phrase) if f" {phrase} " in f" {words} " and " " in phrase else 0
