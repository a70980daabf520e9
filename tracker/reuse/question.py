"""What a text asks for: whether it is software at all, which functions, which products; one word is no proof.

A function is found by a phrase that names a system ("library management system"), or by a phrase of its subject
("library") with a word for software close by. Words that every notice has (the tendering portal, how to reply) are
taken out first, because they speak of software that nobody is buying.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tracker.reuse.terms import phrase, telling, words, words_for
from tracker.reuse.vocabulary import Product, brands, functions, phrases, products, software

# Words that say "this is software" beside a subject. "System" and "platform" alone may be made of steel.
_FIRM = words_for("firm")
_SOFT = words_for("soft")
_BREAK = "¶"
_LEAST_FROM_TEXT = 0.55  # what only the text below the title mentions must be said more than once
_GENERAL = frozenset({"complaints", "forms", "collaboration"})
_NEAR = 7  # words between a subject and the word for software
_TITLE_WORDS = 22

# A system made of these is a thing on a wall or in the ground, and no software stands in for it.
_THINGS = words_for("thing")
_OTHER_PLANNING = words_for("other-planning")
_PLACE = words_for("place")
_NOT_BOUGHT = re.compile(
    r"(e-?tender(?:ing)?|electronic tender|tendering|procurement|supplier|sourcing|bidding|the chest|procontract"
    r"|due north|in-?tend|delta|bravo|proactis|sell2wales|public contracts scotland|contracts finder|find a tender"
    r"|mytenders|regist(?:er|ration)|submit|submission|respond|response|express(?:ion)? (?:an |of )?interest"
    r"|documents? (?:are|can|is|may)|dynamic purchasing)",
    re.I,
)
_IS_PORTAL = re.compile(r"\b(portal|system|platform|website|online|web ?site|electronic(?:ally)?|www|https?)\b", re.I)
_SOFTWARE_CPV = ("48", "72")
_HARDWARE_CPV = ("30", "32", "35", "51", "64")


@dataclass(slots=True)
class Wanted:
    """A function that the text asks for; ``confidence`` from 0 to 1, ``because`` in words."""

    function: str
    confidence: float
    because: str


@dataclass(slots=True)
class Question:
    """What was understood of a text."""

    title: str
    words: list[str]
    telling: list[str]
    cpv: tuple[str, ...]
    wanted: list[Wanted] = field(default_factory=list)
    products: list[Product] = field(default_factory=list)
    named: list[str] = field(default_factory=list)  # open-source software that the text itself names
    software_said: bool = False
    english: bool = True


def understand(text: str) -> Question:
    """Read a free text or an OCDS notice (JSON); never raises for what it holds."""
    title, body, cpv = _parts(text)
    # The mark keeps a phrase from beginning in the title and ending in the text ("… planning", "Software that …").
    all_words = [*words(title), _BREAK, *words(_without_how_to_reply(body))]
    question = Question(title.strip()[:300], all_words, telling(all_words), cpv)
    in_title = _title_end(title, all_words)
    question.english = _looks_english(all_words)
    firm, soft = _software_words(all_words)
    question.software_said = bool(firm) or any(code.startswith(_SOFTWARE_CPV) for code in cpv)
    question.products = list(_products(question, firm | soft, text)) or list(_branded(question, in_title))
    question.named = _named_software(question, firm)
    scores = _scores(all_words, in_title, firm, soft, cpv)
    _add_products(scores, question)
    question.wanted = _kept(scores, question, in_title)
    return question


def _title_end(title: str, found: list[str]) -> int:
    """How many words count as title: a title that says little ("11330") is helped by the words that follow."""
    own = words(title)
    said = len(telling(own))
    return min(len(found), min(len(own), _TITLE_WORDS) + (14 if said < 2 else 9 if said < 4 else 0))


def _parts(text: str) -> tuple[str, str, tuple[str, ...]]:
    stripped = text.strip()
    if stripped[:1] in {"{", "["}:
        try:
            found = _from_notice(json.loads(stripped))
        except (ValueError, RecursionError):
            found = None
        if found:
            return found
    cpv = tuple(re.findall(r"\b(\d{8})(?:-\d)?\b", stripped[:20_000]))
    first, _, rest = stripped.partition("\n")
    if len(first.split()) > 30:
        sentence = re.split(r"(?<=[.!?:;])\s", first, maxsplit=1)
        first, rest = sentence[0], " ".join(sentence[1:]) + "\n" + rest
    return first, rest, cpv


def _from_notice(data: Any) -> tuple[str, str, tuple[str, ...]] | None:
    if isinstance(data, list):
        data = data[0] if data else {}
    if not isinstance(data, dict):
        return None
    for key in ("releases", "records"):
        if isinstance(data.get(key), list) and data[key]:
            return _from_notice(data[key][0])
    data = data.get("compiledRelease", data)
    tender = data.get("tender") if isinstance(data.get("tender"), dict) else data
    title = str(tender.get("title") or data.get("title") or "")
    body = str(tender.get("description") or data.get("description") or "")
    cpv = re.findall(r'"(\d{8})(?:-\d)?"', json.dumps(tender)[:200_000])
    return (title, body, tuple(dict.fromkeys(cpv))) if (title or body) else None


def _without_how_to_reply(body: str) -> str:
    """The text without sentences on how to reply: their portals and systems are not what is bought."""
    sentences = re.split(r"(?<=[.!?])\s+|\n+", body[:60_000])
    return "\n".join(s for s in sentences if not (_NOT_BOUGHT.search(s) and _IS_PORTAL.search(s) and len(s) < 900))


def _software_words(found: Sequence[str]) -> tuple[set[int], set[int]]:
    firm, soft = set(), set()
    for at, word in enumerate(found):
        if word in _FIRM or (word == "it" and at + 1 < len(found) and found[at + 1] in _SOFT):
            firm.add(at)
        elif word in _SOFT and not (_THINGS & set(found[max(0, at - 3) : at + 1])):
            soft.add(at)
    return firm, soft


def _matches(found: Sequence[str]) -> Iterator[tuple[int, int, str, bool]]:
    """Where phrases stand: start, length, function, whether it names a system; of nested ones only the longest."""
    known = phrases()
    at = 0
    while at < len(found):
        for length in range(min(6, len(found) - at), 0, -1):
            here = known.get(tuple(found[at : at + length]))
            if here:
                for item in here:
                    yield at, length, item.function, item.system
                at += length - 1
                break
        at += 1


def _scores(
    found: Sequence[str], in_title: int, firm: set[int], soft: set[int], cpv: tuple[str, ...]
) -> dict[str, tuple[float, str]]:
    it_code = any(code.startswith(_SOFTWARE_CPV) for code in cpv)
    scores: dict[str, tuple[float, str]] = {}
    for at, length, function, is_system in _matches(found):
        if found[at] == "planning" and at and found[at - 1] in _OTHER_PLANNING:
            continue
        shown = " ".join(found[at : at + length])
        near_firm = _near(at, length, firm)
        near_soft = _near(at, length, soft)
        title = at < in_title
        if is_system and not _is_a_thing(found, at, length):
            weight = (0.78 if length > 1 else 0.62) if title else 0.3
        elif near_firm:
            weight = 0.62 if title else 0.2
        elif near_soft:
            short = in_title <= 9  # a short title has room for what matters only
            weight = 0.55 if title and length > 1 else ((0.48 if short else 0.42) if title else 0.12)
        else:
            weight = 0.3 if title and it_code else 0.0
        if weight and it_code:
            weight += 0.15
        elif weight and cpv and not any(code.startswith(_SOFTWARE_CPV + _HARDWARE_CPV) for code in cpv):
            weight *= 0.75
        if not weight:
            continue
        place = "title" if title else "text"
        because = f"the {place} says “{shown}”" + ("" if is_system else " beside a word for software")
        old = scores.get(function, (0.0, because))
        # Evidence adds up, each further mention counting for less.
        scores[function] = (old[0] + weight * (1 - old[0]), old[1] if old[0] >= weight else because)
    return scores


def _near(at: int, length: int, places: set[int], reach: int = _NEAR) -> bool:
    return any(place in places for place in range(at - reach, at + length + reach))


def _is_a_thing(found: Sequence[str], at: int, length: int) -> bool:
    return bool(_THINGS & set(found[max(0, at - 3) : at])) or bool(_THINGS & set(found[at + length : at + length + 2]))


def _products(question: Question, software_words: set[int], text: str) -> Iterator[Product]:
    found, known = question.words, products()
    named_alone = tuple(word for word in question.telling if word not in words_for("neutral"))
    seen: set[str] = set()
    for at in range(min(len(found), 1_500)):
        for length in range(min(5, len(found) - at), 0, -1):
            for product in known.get(tuple(found[at : at + length]), ()):
                if product.name in seen or (found[at + length : at + length + 1] or [""])[0] in _PLACE:
                    continue
                alone = named_alone == tuple(found[at : at + length])
                if product.common_word and not alone:
                    # An English word is a product's name only in capitals, and beside a word for software, its maker
                    # or what it is for ("Uniform for planning").
                    beside = range(at - 3, at + length + 4)
                    told = any(place in software_words for place in beside) or _maker_or_use(product, found, beside)
                    if not told or not re.search(rf"\b{re.escape(product.name)}\b", text):
                        continue
                if product.common_word and alone and not _written_as_a_name(text, product.name):
                    continue
                seen.add(product.name)
                yield product


def _branded(question: Question, in_title: int) -> Iterator[Product]:
    """The product whose name or maker has a word of the title that is no English word.

    It may also be a street's or a family's name, so the text must be as good as the word alone, or say software.
    """
    if len(question.telling) > 2 and not question.software_said:
        return
    head = question.words[:in_title] if len(question.telling) > 6 else question.words
    named = [brands()[word] for word in dict.fromkeys(head) if word in brands()]
    if len({item.functions[0] for item in named}) == 1:
        yield named[0]


def _maker_or_use(product: Product, found: Sequence[str], beside: range) -> bool:
    if product.supplier and set(phrase(product.supplier.split(" ")[0])) & set(found):
        return True
    uses = {word for name in product.functions[:1] if name in functions() for word in telling(words(name))}
    return any(found[place] in uses for place in beside if 0 <= place < len(found))


def _written_as_a_name(text: str, name: str) -> bool:
    """False for the plural ("uniforms"), and for a name all in capitals that the text writes as a plain word."""
    if re.search(rf"\b{re.escape(name)}s\b", text, re.I):
        return False
    return not name.isupper() or re.search(rf"\b{re.escape(name)}\b", text) is not None


def _named_software(question: Question, firm_words: set[int]) -> list[str]:
    joined = f" {' '.join(question.words[:400])} "
    named = []
    for name, keys in _names_of_software():
        for key in keys:
            if key not in joined:
                continue
            at = joined[: joined.index(key)].count(" ")
            if key.strip() in _EVERYDAY_NAMES and len(question.telling) > 2 and not _near(at, 1, firm_words, 3):
                continue
            named.append(name)
            break
    return named


@cache
def _names_of_software() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each software of the bundled catalogue with the words of its names, a space on either side."""
    return tuple(
        (item.name, tuple(f" {key} " for name in (item.name, *item.aliases) if len(key := " ".join(phrase(name))) >= 4))
        for item in software()
    )


# Names of software that are also words of every day: they count alone, or with a word for software beside them.
_EVERYDAY_NAMES = words_for("everyday-name")


def _add_products(scores: dict[str, tuple[float, str]], question: Question) -> None:
    for product in question.products[:6]:
        weight = 0.78 if len(question.telling) <= 4 or product.name.lower() in question.title.lower() else 0.3
        for place, function in enumerate(product.functions):
            # The first function is what the product is best known for.
            share = weight * (1 - 0.06 * place)
            old = scores.get(function, (0.0, ""))
            because = f"{product.name} is a product for it" if old[0] < share else old[1]
            scores[function] = (old[0] + share * (1 - old[0]), because)
    by_name = {item.name: item for item in software()}
    for name in question.named[:4]:
        for function in by_name[name].functions[:1]:
            old = scores.get(function, (0.0, ""))
            scores[function] = (old[0] + 0.6 * (1 - old[0]), old[1] or f"{name} is software for it")


def _kept(scores: dict[str, tuple[float, str]], question: Question, in_title: int) -> list[Wanted]:
    """The functions that are sure enough; where the title names one, mere mentions in the text go."""
    own_names = {word for product in question.products for word in phrase(product.name)}
    things = (_THINGS & set(question.words[:in_title])) - own_names
    ranked = sorted(_general_last(scores).items(), key=lambda pair: (-pair[1][0], pair[0]))
    best = ranked[0][1][0] if ranked else 0.0
    kept = []
    for function, (score, because) in ranked[:6]:
        if things and not question.software_said:
            score *= 0.6
        if not because.startswith("the title") and score < _LEAST_FROM_TEXT and len(question.telling) > 6:
            continue
        if score >= 0.45 and score >= 0.62 * best:
            kept.append(Wanted(function, round(min(score, 0.97), 2), because))
    return [wanted for wanted in kept if wanted.function in functions()][:4]


def _general_last(scores: dict[str, tuple[float, str]]) -> dict[str, tuple[float, str]]:
    """Where a text names its subject, words that fit any subject (case management, online forms) count for less."""
    named = any(score >= 0.5 for function, (score, _) in scores.items() if function not in _GENERAL)
    if not named:
        return scores
    return {
        function: (score * 0.75 if function in _GENERAL else score, because)
        for function, (score, because) in scores.items()
    }


def _looks_english(found: Sequence[str]) -> bool:
    head = found[:200]
    if len(head) < 12:
        return True
    little = {"the", "of", "and", "to", "for", "in", "a", "is", "with", "by", "on", "be"}
    return sum(word in little for word in head) >= 0.04 * len(head)
