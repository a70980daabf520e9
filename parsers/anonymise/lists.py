"""The lists of words beside the rules: one entry a line, lines that begin with # are remarks."""

from functools import cache
from importlib.resources import files

__all__ = ["entries", "remarked", "word_set", "words_of"]


def remarked(name: str) -> list[str]:
    """The lines of a list with its remarks."""
    text = files("parsers.anonymise").joinpath("data", name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip()]


def _lines(name: str) -> list[str]:
    return [line for line in remarked(name) if not line.startswith("#")]


def entries(name: str) -> list[str]:
    """The lines of a list."""
    return _lines(name)


def words_of(name: str) -> frozenset[str]:
    """All words of a list, whatever the lines."""
    return frozenset(word for line in _lines(name) for word in line.split())


@cache
def _sections() -> dict[str, frozenset[str]]:
    sections: dict[str, set[str]] = {}
    name = ""
    for line in _lines("word_sets.txt"):
        if line.startswith("["):
            name = line.strip("[]")
            sections[name] = set()
        else:
            sections[name] |= set(line.split())
    return {name: frozenset(words) for name, words in sections.items()}


def word_set(name: str) -> frozenset[str]:
    """The words of one section of ``word_sets.txt``; KeyError when there is none."""
    return _sections()[name]
