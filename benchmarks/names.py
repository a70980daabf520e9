"""Names of one firm found among 200,000: our matching against a folded key with an index of one edit, in one run.

Seeded names and variants: Ltd for Limited, & for and, punctuation, "the", "trading as", spaces lost, one slip of the
pen; with siblings that must stay apart (north and south, services and solutions, surnames of one letter's difference).
Precision: pairs that are right. Recall: variants that end up with their firm.
"""

import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator

from tracker.name_matching import match_names
from tracker.row_ids import name_key

COUNT = 200_000
_TRADE_WORDS = (
    "Services Solutions Construction Consulting Cleaning Care Homes Catering Transport Travel Taxis "
    "Engineering Building Roofing Plumbing Electrical Software Systems Security Training Recruitment Printing "
    "Publishing Landscapes Surfacing Housing Nursing Education Fostering Legal Insurance Energy Waste "
    "Recycling Highways Surveys Architects Design Media Foods Supplies Motors "
)
_TRADES = _TRADE_WORDS.split()
_SIDES = ["North", "South", "East", "West", "Midlands", "Central", "Group", "Holdings", "Scotland", "Wales"]
_ENDS = ("Limited", "Limited", "Limited", "PLC", "LLP", "")


# Beginnings and ends that make words like surnames and places.
_STARTS = "b br c ch cl cr d dr f fl g gr h j k l m n p pr r s sh st t th tr v w wh "
_FINISHES = "ck ll rd rt ns nt m n r s st ston ham ford ley ton by wick worth field man er son "
_MIDDLES = "a e i o u ai ea ee oo ou"


def pseudo_words(count: int, random_: random.Random) -> list[str]:
    """Words that sound like surnames and places; some differ by one letter, as surnames do."""
    starts, middles, ends = (text.split() for text in (_STARTS, _MIDDLES, _FINISHES))
    found: set[str] = set()
    while len(found) < count:
        word = random_.choice(starts) + random_.choice(middles) + random_.choice(ends)
        if random_.random() < 0.7:
            word += random_.choice(middles) + random_.choice(ends)
        found.add(word.capitalize())
    return sorted(found)


def firms(count: int, random_: random.Random) -> list[str]:
    """Names of different firms, among them siblings that a careless match would join."""
    words = pseudo_words(9_000, random_)
    found: dict[str, str] = {}
    while len(found) < count:
        word, trade, end = random_.choice(words), random_.choice(_TRADES), random_.choice(_ENDS)
        shape = random_.random()
        if shape < 0.45:
            name = f"{word} {trade} {end}"
        elif shape < 0.65:
            name = f"{word} and {random_.choice(words)} {trade} {end}"
        elif shape < 0.8:
            name = f"The {word} {trade} Trust"
        elif shape < 0.9:
            name = f"{word} {trade} ({random_.choice(_SIDES)}) {end}"
        else:
            letters = "".join(random_.choice("ABCDEFGHJKLMNPRSTW") for _ in range(3))
            name = f"{letters} {trade} {random_.choice(_SIDES)} {end}"
        found.setdefault(name_key(name), " ".join(name.split()))
    return list(found.values())


def variant(name: str, random_: random.Random) -> str:
    """One way in which another publisher writes the same firm."""
    kind = random_.random()
    if kind < 0.3:
        name = name.replace("Limited", random_.choice(("Ltd", "LTD.", "Ltd"))).replace(" and ", " & ")
    elif kind < 0.45:
        name = name.upper()
    elif kind < 0.55:
        name = name.replace("The ", "") if name.startswith("The ") else f"The {name}"
    elif kind < 0.65:
        name = name.replace(" ", ", ", 1) if random_.random() < 0.5 else name.replace(" ", "-", 1)
    elif kind < 0.75:
        name = f"{name} t/a {random_.choice(_TRADES)} Direct {random_.randrange(10**6)}"
    elif kind < 0.8:
        name = name.replace(" ", "", 1)
    else:
        name = slip(name, random_)
    if random_.random() < 0.2:
        name = name.replace("Limited", "LTD")
    return name


def slip(name: str, random_: random.Random) -> str:
    """One letter left out, doubled, or another one in its place, in a word of four letters or more."""
    words = name.split()
    long = [place for place, word in enumerate(words) if len(word) > 3]
    if not long:
        return name
    place = random_.choice(long)
    word = words[place]
    at = random_.randrange(1, len(word))
    what = random_.choice(("", word[at] * 2, random_.choice("aeinrst")))
    words[place] = word[:at] + what + word[at + 1 :]
    return " ".join(words)


def one_edit_index(names: list[str]) -> Iterator[tuple[int, int]]:
    """The peer: a folded key, and an index of keys with each letter taken out."""
    first: dict[str, int] = {}
    for number, name in enumerate(names):
        known = first.setdefault(name_key(name), number)
        if known != number:
            yield known, number
    without: dict[str, list[int]] = defaultdict(list)
    for key, number in first.items():
        if len(key) > 6:
            for short in {key, *(key[:at] + key[at + 1 :] for at in range(len(key)))}:
                without[short].append(number)
    for some in without.values():
        for place, one in enumerate(some[:20]):
            for other in some[place + 1 : 20]:
                yield one, other


def ours(names: list[str]) -> Iterator[tuple[int, int]]:
    """Our matching, as pairs."""
    return ((match.first, match.second) for match in match_names(names))


def measured(
    way: Callable[[list[str]], Iterator[tuple[int, int]]], names: list[str], truth: list[int]
) -> tuple[float, float, float]:
    """Seconds of processor time, precision and recall of one way."""
    begun = time.process_time()
    pairs = set(way(names))
    seconds = time.process_time() - begun
    right = sum(truth[one] == truth[other] for one, other in pairs)
    parent = list(range(len(names)))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    for one, other in pairs:
        if truth[one] == truth[other]:
            parent[root(one)] = root(other)
    base: dict[int, int] = {}
    joined = variants = 0
    for number, firm in enumerate(truth):
        if firm not in base:
            base[firm] = number
            continue
        variants += 1
        joined += root(number) == root(base[firm])
    return seconds, right / len(pairs), joined / variants


def main() -> None:
    """Print a line for each way, and the ratio of their times."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    random_ = random.Random(2009)
    known = firms(count // 2, random_)
    written = [(number, name) for number, name in enumerate(known)]
    while len(written) < count:
        number = random_.randrange(len(known))
        written.append((number, variant(known[number], random_)))
    names, truth = [name for _, name in written], [number for number, _ in written]
    peer = measured(one_edit_index, names, truth)
    own = measured(ours, names, truth)
    for label, (seconds, precision, recall) in (("folded key and one edit", peer), ("ours", own)):
        print(f"{label}: {seconds:.2f} s, precision {precision:.4f}, recall {recall:.4f}")
    print(f"ours takes {own[0] / peer[0]:.2f} times the seconds of the peer ({count:,} names)")


if __name__ == "__main__":
    main()
