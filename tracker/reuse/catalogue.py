"""Ranks open-source software for what a text asks for, and names councils that run it."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Connection

from tracker.reuse.question import Question
from tracker.reuse.sentences import likeness
from tracker.reuse.terms import telling, words
from tracker.reuse.vocabulary import Software, functions, software, websites

_WEIGHED = 9  # candidates that the sentence model looks at: half as many again as are shown
# What a council's website can run on, by the name that the page gives.
_CMS = {"LocalGov Drupal": "LocalGov Drupal", "Umbraco": "Umbraco CMS"}
_WEBSITES_SOURCE = "the-confident/council-data: what the page of the website said"


def open_source(question: Question, connection: Connection | None) -> list[dict[str, Any]]:
    """The candidates of the bundled catalogue and, with a database, of every catalogue gathered; the surest first."""
    # The database's tables are needed only where there is one.
    from tracker.reuse.index import gathered
    from tracker.reuse.standing import standing

    items: Iterable[Software] = software()
    if connection is not None:
        items = [*standing(connection), *gathered(connection, question)]
    found = [candidate for item in items if (candidate := _candidate(question, item))]
    found.sort(key=lambda candidate: (-candidate["confidence"], candidate["name"]))
    unique: dict[str, dict[str, Any]] = {}
    for candidate in found:
        unique.setdefault(candidate["name"].lower(), candidate)
    return _by_meaning(question, list(unique.values()))


def _by_meaning(question: Question, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first candidates put in order by the sentence model too, where it is installed; the others stay behind."""
    first, rest = found[:_WEIGHED], found[_WEIGHED:]
    likes = likeness(question.title, [f"{each['name']}: {each['summary']}" for each in first]) if first else None
    if likes is None:
        return found
    for each, like in zip(first, likes, strict=True):
        # It may move a candidate by a tenth either way: it orders what the words have found, and finds nothing alone.
        each["confidence"] = round(min(max(each["confidence"] + 0.2 * (like - 0.35), 0.05), 0.95), 2)
    return sorted(first, key=lambda each: (-each["confidence"], each["name"])) + rest


def _candidate(question: Question, item: Software) -> dict[str, Any] | None:
    wanted = {need.function: need for need in question.wanted}
    shared = [function for function in item.functions if function in wanted]
    if not shared:
        return None
    need = max((wanted[function] for function in shared), key=lambda need: need.confidence)
    stands_in = sorted({product.name for product in question.products} & set(item.stands_in_for))
    # A thing made for the function goes before one that also does it; words in common decide among equals.
    rank = 1.0 if item.functions[0] == need.function else 0.82
    likeness = _likeness(question.telling, item)
    raw = need.confidence * rank * (0.72 + 0.22 * likeness) + (0.08 if stands_in else 0.0)
    if item.name in question.named:
        raw = max(raw, 0.9)
    evidence = f"made for {functions()[need.function].label.lower()}: {need.because}"
    if stands_in:
        evidence += f"; listed as able to stand in for {', '.join(stands_in)}"
    return {
        "kind": "open-source",
        "name": item.name,
        "evidence": evidence,
        "confidence": round(min(raw, 0.95), 2),
        "summary": item.summary,
        "licence": item.licence,
        "url": item.source,
        "functions": list(item.functions),
        "stands_in_for": list(item.stands_in_for),
    }


def councils(question: Question, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Councils known to run one of the candidates, nearest named first; today that is known of websites."""
    offered = {candidate["name"]: candidate for candidate in found}
    said = set(question.words)
    lines = []
    for site in websites():
        name = _CMS.get(site.runs, site.runs)
        if name not in offered:
            continue
        near = bool(said & set(telling(words(site.council))))
        lines.append(
            {
                "kind": "council",
                "name": site.council,
                "evidence": f"its website said it runs {site.runs} {site.version}".rstrip(),
                "confidence": round(min(0.9, offered[name]["confidence"] + (0.02 if near else 0.0)), 2),
                "runs": name,
                "url": site.homepage,
                "source": _WEBSITES_SOURCE,
            }
        )
    lines.sort(key=lambda line: (-line["confidence"], line["name"]))
    return lines


def _likeness(asked: list[str], item: Software) -> float:
    """How much of what is asked the item's own words say, rare words counting for more (0 to 1)."""
    own, rarity = _own_words(item), _rarity()
    head = dict.fromkeys(asked[:60])
    total = sum(rarity.get(word, 0.0) for word in head)
    shared = sum(rarity.get(word, 0.0) for word in head if word in own)
    return shared / total if total else 0.0


@lru_cache(20_000)  # several catalogues; entries that are gone make room
def _own_words(item: Software) -> frozenset[str]:
    return frozenset(telling(words(f"{item.name} {item.summary} {' '.join(item.aliases)}")))


@cache
def _rarity() -> Mapping[str, float]:
    counts: Counter[str] = Counter()
    for item in software():
        counts.update(_own_words(item))
    many = len(software())
    return {word: math.log(1 + many / count) for word, count in counts.items()}
