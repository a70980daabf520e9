"""Which names are probably one firm's: pairs with their evidence and a confidence; nothing is merged here.

Three ways, the surest first: the same folded name; the same name under which somebody trades; and one slip of the pen,
where the words that differ are not both words that other names use too ("north" and "south" are no slip).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from tracker.row_ids import name_key

__all__ = ["EVIDENCE", "Match", "match_names", "name_forms"]

EVIDENCE = {
    "same-name": "The names are the same but for case, punctuation, “and”, and the legal form.",
    "same-letters": "The names are the same but for spaces.",
    "trading-name": "One is the name under which the other says that it trades.",
    "one-slip": "The names differ by one letter in a word that hardly any other name uses.",
}
_CONFIDENCE = {"same-name": 0.99, "same-letters": 0.97, "trading-name": 0.95, "one-slip": 0.93}
_TRADES = (" trading as ", " t/a ", " t a ", " t/as ", " ta ", " dba ", " d/b/a ")
_FORMS = ("limited", "ltd", "company", "plc", "llp")
_SHORTEST = 7  # letters of a name in which one slip is believed: below that, one letter makes another firm
_SHORTEST_WORD = 4
_COMMON_AT = 2  # a word that stands in so many names is a word, and no slip …
_TIMES = 20  # … unless the word it may stand for is met so many times as often ("Survveys" beside "Surveys")
_MOST_IN_A_BLOCK = 60  # names that share all but one letter with so many others tell nothing


@dataclass(frozen=True, slots=True)
class Match:
    """Two names, by their place in the list that was given (the lower first), with evidence and confidence."""

    first: int
    second: int
    evidence: str
    confidence: float


def name_forms(name: str) -> tuple[str, ...]:
    """The folded forms by which a name may be known: the whole first, then each side of a "trading as"."""
    spaced = f" {name.lower()} "
    for words in _TRADES:
        if words in spaced:
            before, _, after = spaced.partition(words)
            keys = (_key(before), _key(after))
            return tuple(dict.fromkeys(key for key in keys if key))
    return (_key(name),)


def match_names(names: Sequence[str]) -> Iterator[Match]:
    """Pairs that probably name one firm, each once; a chain of equal names gives each name's pair with the first."""
    forms = [name_forms(name) for name in names]
    yield from _same(forms, "same-name")
    leaders = _leaders(forms)
    seen: set[tuple[int, int]] = set()
    for match in (*_same_letters(leaders), *_trading(forms, leaders), *_one_slip(leaders)):
        pair = (match.first, match.second)
        if pair not in seen:
            seen.add(pair)
            yield match


@lru_cache(maxsize=500_000)
def _key(name: str) -> str:
    """The folded name, with a misspelt legal form at its end taken for what it is ("Limted")."""
    key = name_key(name)
    words = key.split()
    if len(words) > 1 and len(words[-1]) > 4 and Levenshtein.distance(words[-1], "limited", score_cutoff=1) <= 1:
        words.pop()
    return " ".join(words)


def _same(forms: Sequence[tuple[str, ...]], evidence: str) -> Iterator[Match]:
    first: dict[str, int] = {}
    for number, own in enumerate(forms):
        if not own or not own[0]:
            continue
        known = first.setdefault(own[0], number)
        if known != number:
            yield Match(known, number, evidence, _CONFIDENCE[evidence])


def _leaders(forms: Sequence[tuple[str, ...]]) -> dict[str, int]:
    """For each folded name the first that bears it: later ways look at each name once, however often it is met."""
    found: dict[str, int] = {}
    for number, own in enumerate(forms):
        if own and own[0]:
            found.setdefault(own[0], number)
    return found


def _pair(one: int, other: int, evidence: str) -> Match:
    return Match(min(one, other), max(one, other), evidence, _CONFIDENCE[evidence])


def _same_letters(leaders: Mapping[str, int]) -> Iterator[Match]:
    first: dict[str, int] = {}
    for key, number in leaders.items():
        letters = key.replace(" ", "")
        if len(letters) < _SHORTEST:
            continue
        known = first.setdefault(letters, number)
        if known != number:
            yield _pair(known, number, "same-letters")


def _trading(forms: Sequence[tuple[str, ...]], leaders: Mapping[str, int]) -> Iterator[Match]:
    for number, own in enumerate(forms):
        for other in own[1:]:
            known = leaders.get(other)
            if known is not None and known != number and len(other.replace(" ", "")) >= _SHORTEST_WORD:
                yield _pair(known, number, "trading-name")


def _one_slip(leaders: Mapping[str, int]) -> Iterator[Match]:
    keys = [key for key in leaders if len(key) >= _SHORTEST]
    counts = Counter(word for key in keys for word in set(key.split()))
    for one, other in _neighbours(keys):
        if _is_slip(one, other, counts):
            yield _pair(leaders[one], leaders[other], "one-slip")


def _neighbours(keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Keys with a distance of one edit. Two such keys share their first half or their last half to the letter."""
    blocks: dict[tuple[bool, str], list[str]] = defaultdict(list)
    for key in keys:
        middle = len(key) // 2
        # A letter more or less moves the middle by one at most, so each half is filed under both its lengths.
        for cut in {middle, (len(key) + 1) // 2}:
            blocks[True, key[:cut]].append(key)
            blocks[False, key[-cut:]].append(key)
    for block in blocks.values():
        if not len(block) > 1:
            continue
        if len(block) > _MOST_IN_A_BLOCK:
            yield from _by_deletion(block)
            continue
        for place, one in enumerate(block):
            for other in block[place + 1 :]:
                if abs(len(one) - len(other)) < 2 and Levenshtein.distance(one, other, score_cutoff=1) == 1:
                    yield one, other


def _by_deletion(block: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The same for many keys with a half in common: keys that are equal once one letter is taken out of each."""
    without: dict[str, list[str]] = defaultdict(list)
    for key in block:
        for short in {key, *(key[:at] + key[at + 1 :] for at in range(len(key)))}:
            without[short].append(key)
    for some in without.values():
        if len(some) < 2 or len(some) > _MOST_IN_A_BLOCK:
            continue
        for place, one in enumerate(some):
            for other in some[place + 1 :]:
                if Levenshtein.distance(one, other, score_cutoff=1) == 1:
                    yield one, other


def _is_slip(one: str, other: str, counts: Mapping[str, int]) -> bool:
    first, second = one.split(), other.split()
    if len(first) != len(second):
        return False
    differing = [(a, b) for a, b in zip(first, second, strict=True) if a != b]
    if len(differing) != 1:
        return False
    a, b = differing[0]
    if min(len(a), len(b)) < _SHORTEST_WORD or any(letter.isdigit() for letter in a + b):
        return False
    if a.rstrip("s") == b.rstrip("s"):
        return True
    rarer, commoner = sorted((counts[a], counts[b]))
    if commoner >= _TIMES * rarer:
        return True
    # Of two rare words a first letter makes two names more often than it is a slip ("Puley" and "Wuley").
    return rarer < _COMMON_AT and a[0] == b[0]
