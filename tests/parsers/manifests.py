"""Reads the manifests of the corpus and holds a report against the facts that they state, one fact at a time."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.corpus import corpus_root

__all__ = ["Check", "check_facts", "counts", "facts_of", "manifest_rows", "number", "same_number"]

# A check gets the stated value and the report, and answers whether they agree; None when there is nothing to compare.
Check = Callable[[str, Mapping[str, Any]], bool | None]
_FACT = re.compile(r"(?:^|;\s)([A-Za-z0-9_,. ()-]+?)=")


def manifest_rows(folder: str) -> Iterator[dict[str, str]]:
    """The rows of one folder's manifest; none where the corpus is not there."""
    root = corpus_root()
    path = root / folder / "MANIFEST.csv" if root else Path("absent")
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def facts_of(text: str) -> dict[str, str]:
    """``a=1; b=x|y`` as a mapping; a semicolon inside a value stays where no ``name=`` follows it."""
    starts = list(_FACT.finditer(text))
    ends = [*(match.start() for match in starts[1:]), len(text)]
    return {match.group(1).strip(): text[match.end() : end].strip() for match, end in zip(starts, ends, strict=True)}


def check_facts(
    text: str, report: Mapping[str, Any], checks: Mapping[str, Check], remarks: frozenset[str]
) -> list[str]:
    """The facts that disagree, each with both sides; a fact that nobody knows how to check is a disagreement."""
    wrong = []
    for name, stated in facts_of(text).items():
        if name in remarks:
            continue
        check = next((check for pattern, check in checks.items() if re.fullmatch(pattern, name)), None)
        if check is None:
            wrong.append(f"{name}: no check knows this fact")
        elif not check(f"{name}={stated}", report):
            wrong.append(f"{name}: the manifest says {stated!r}")
    return wrong


def value_of(fact: str) -> str:
    """The right side of ``name=value``."""
    return fact.partition("=")[2]


def number(text: str) -> Decimal:
    """The leading number of a fact's value."""
    match = re.match(r"-?[\d,]+(?:\.\d+)?", text.strip())
    assert match, text
    return Decimal(match.group().replace(",", ""))


def same_number(key: str) -> Check:
    """The report's value under ``key`` (dots lead inwards) is the stated number; absent means 0."""

    def check(fact: str, report: Mapping[str, Any]) -> bool:
        found: Any = report
        for step in key.split("."):
            found = found.get(step) if isinstance(found, Mapping) else None
        return Decimal(str(found or 0)) == number(value_of(fact))

    return check


def same_text(key: str) -> Check:
    """The report's value under ``key`` is the stated text; nothing is the empty text."""
    return lambda fact, report: str(report.get(key) or "") == value_of(fact)


def counts(key: str) -> Check:
    """The report's counts under ``key`` are the stated ``a:1|b:2``."""

    def check(fact: str, report: Mapping[str, Any]) -> bool:
        stated = dict(item.rsplit(":", 1) for item in value_of(fact).split("|") if item)
        return {name: str(count) for name, count in (report.get(key) or {}).items()} == stated

    return check
