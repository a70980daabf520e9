"""The functions that councils use software for, the products they buy, and the software they could reuse.

Read once from ``tracker/data/software``; every line there names its source.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from simplemma import is_known

from tracker.reuse.terms import phrase

__all__ = [
    "Function",
    "Phrase",
    "Product",
    "Software",
    "Website",
    "brands",
    "functions",
    "phrases",
    "products",
    "software",
    "websites",
]

_SHORTEST_BRAND = 5


@dataclass(frozen=True, slots=True)
class Function:
    """One purpose that software serves in a council."""

    id: str
    label: str
    parent: str
    council_types: tuple[str, ...]
    cpv: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that point to a function: ``system`` names a system by itself, otherwise a software word must be near."""

    words: tuple[str, ...]
    function: str
    system: bool


@dataclass(frozen=True, slots=True)
class Product:
    """A product that councils buy."""

    name: str
    supplier: str
    functions: tuple[str, ...]
    common_word: bool
    source: str


@dataclass(frozen=True, slots=True)
class Software:
    """Open-source software: ``licence`` as SPDX expression, ``source`` the place where it is stated."""

    name: str
    licence: str
    functions: tuple[str, ...]
    summary: str
    source: str
    stands_in_for: tuple[str, ...]
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Website:
    """What a council's website ran on when it was read."""

    council: str
    runs: str
    version: str
    homepage: str


@cache
def functions() -> dict[str, Function]:
    """Every function by its id."""
    return {
        row["id"]: Function(row["id"], row["label"], row["parent"], _many(row["council_types"]), _many(row["cpv"]))
        for row in _rows("functions.csv")
    }


@cache
def phrases() -> dict[tuple[str, ...], list[Phrase]]:
    """Every phrase of every function, by its words."""
    found: dict[tuple[str, ...], list[Phrase]] = {}
    for row in _rows("functions.csv"):
        for column, is_system in (("systems", True), ("about", False)):
            for text in _many(row[column]):
                key = phrase(text)
                if key and not any(known.function == row["id"] for known in found.get(key, ())):
                    found.setdefault(key, []).append(Phrase(key, row["id"], is_system))
    return found


@cache
def products() -> dict[tuple[str, ...], list[Product]]:
    """Every product by the words of its name."""
    found: dict[tuple[str, ...], list[Product]] = {}
    for row in _rows("products.csv"):
        item = Product(
            row["name"], row["supplier"], _many(row["functions"]), row["common_word"] == "yes", row["source"]
        )
        found.setdefault(phrase(item.name), []).append(item)
    return found


@cache
def brands() -> dict[str, Product]:
    """Words that stand for a product by themselves: no English words, and only in names of one function ("SirsiDynix").

    The product is the first of those whose name or supplier has the word.
    """
    found: dict[str, list[Product]] = {}
    for many in products().values():
        for item in many:
            for word in dict.fromkeys((*phrase(item.name), *phrase(item.supplier))):
                if len(word) >= _SHORTEST_BRAND and word.isalpha() and not is_known(word, lang="en"):
                    found.setdefault(word, []).append(item)
    one_use = {word: {item.functions[0] for item in items if item.functions} for word, items in found.items()}
    return {word: items[0] for word, items in found.items() if len(one_use[word]) == 1}


@cache
def software() -> tuple[Software, ...]:
    """The bundled catalogue."""
    return tuple(
        Software(
            row["name"],
            row["licence"],
            _many(row["functions"]),
            row["summary"],
            row["source"],
            _many(row["stands_in_for"]),
            _many(row["aliases"]),
        )
        for row in _rows("catalogue.csv")
    )


@cache
def websites() -> tuple[Website, ...]:
    """Council websites that ran on open-source systems."""
    return tuple(
        Website(row["council"], row["runs"], row["version"], row["homepage"]) for row in _rows("council_websites.csv")
    )


def _rows(name: str) -> list[dict[str, str]]:
    text = files("tracker").joinpath("data", "software", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _many(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())
