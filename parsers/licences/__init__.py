"""Says which licence a text is: word for word, nearly, or none that is known; never more than the text shows.

``identify`` compares hashes of runs of words with those of every licence of the SPDX list. A licence counts as
approved by the OSI only when its terms stand there word for word and nothing beside them takes anything away.
"""

import gzip
import re
import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from parsers.licences.expressions import known_expression, osi_approved
from parsers.licences.registry import spdx_list
from parsers.licences.shingles import RUN, Runs, kept
from parsers.licences.words import licence_words

__all__ = ["Identification", "identify"]

PARSER_VERSION = "licences-1"

# Words beside the terms that may take back what the terms give, as the Commons Clause does.
_TAKES_BACK = frozenset(
    (
        "commercial commercially noncommercial sell selling sale evaluation academic educational nonprofit "
        "internal military prohibited prohibit restriction restrictions restricted addendum except exception "
        "notwithstanding subject competing compete production fee fees royalty ethical harm evil expressly "
        "forbidden waive amend amended modified modifications supersede supersedes "
    )
    .strip()
    .split()
)
_MOST_WORDS_BESIDE = 24
_LEAST_LIKENESS = 0.72
_LEAST_PART = 0.72  # of a text's own runs, for a text that is a piece of a licence
_LEAST_WORDS_OF_A_PART = 40
_TAG = re.compile(r"SPDX-License-Identifier:\s*([A-Za-z0-9.+() -]{2,200})")


@dataclass(frozen=True, slots=True)
class Identification:
    """What a text is.

    ``match`` is exact (its terms word for word), approximate (like them, not the same), declared (an SPDX tag, no
    terms), or none. ``likeness`` runs from 0 to 1. ``osi_approved`` is None where the text does not let us say.
    ``same_text`` are the other ids that share these terms; ``words_beside`` counts words that are not the licence's.
    """

    spdx: str | None
    match: str
    likeness: float
    osi_approved: bool | None
    same_text: tuple[str, ...]
    words_beside: int
    sentence: str


@dataclass(frozen=True, slots=True)
class _Print:
    ids: tuple[str, ...]
    words: int
    anchor: int
    whole: int
    shingles: int


def identify(text: str) -> Identification:
    """Identify a licence text of any length; reads at most its first 400,000 characters and never raises for it."""
    words = licence_words(text)
    if len(words) < 8:
        return _declared(text) or _none("There are too few words to be a licence.")
    runs = Runs(words)
    shingles = runs.shingles()
    hits = _hits(shingles)
    exact = list(_exact(runs, shingles, hits))
    if any(not licence.ids[0].startswith("~") for licence, _ in exact):
        return _from_exact(text, words, exact)
    return (
        _from_likeness(shingles, len(words), hits)
        or _declared(text)
        or _none("The words are not those of a licence on the SPDX list.")
    )


@cache
def _prints() -> tuple[list[_Print], dict[int, list[int]]]:
    """Every fingerprint, and for each kept shingle the licences that have it."""
    raw = gzip.decompress(files("parsers.licences").joinpath("fingerprints.bin.gz").read_bytes())
    prints: list[_Print] = []
    index: dict[int, list[int]] = {}
    (count,), at = struct.unpack_from("<I", raw), 4
    for number in range(count):
        (length,) = struct.unpack_from("<H", raw, at)
        ids = raw[at + 2 : at + 2 + length].decode().split("|")
        at += 2 + length
        words, anchor, whole, kept_count = struct.unpack_from("<IIQI", raw, at)
        at += 20
        for shingle in struct.unpack_from(f"<{kept_count}I", raw, at):
            index.setdefault(shingle, []).append(number)
        at += 4 * kept_count
        prints.append(_Print(tuple(sorted(ids, key=_preference)), words, anchor, whole, kept_count))
    return prints, index


def _preference(spdx_id: str) -> tuple[bool, bool, str]:
    licence = spdx_list().get(spdx_id)
    return (licence is None or licence.deprecated, spdx_id.endswith("-or-later"), spdx_id)


def _hits(shingles: list[int]) -> Counter[int]:
    _, index = _prints()
    found: Counter[int] = Counter()
    get = index.get
    for shingle in set(shingles):
        licences = get(shingle)
        if licences:
            found.update(licences)
    return found


def _exact(runs: Runs, shingles: list[int], hits: Counter[int]) -> Iterator[tuple[_Print, int]]:
    """The licences whose terms stand in the text word for word, each with its position; the longest first."""
    prints, _ = _prints()
    likely = [prints[number] for number, count in hits.items() if count >= 0.9 * prints[number].shingles]
    positions: dict[int, list[int]] = {}
    wanted = {candidate.anchor for candidate in likely}
    for position, shingle in enumerate(shingles):
        if shingle in wanted:
            positions.setdefault(shingle, []).append(position)
    taken: list[tuple[int, int]] = []
    for candidate in sorted(likely, key=lambda candidate: -candidate.words):
        for start in positions.get(candidate.anchor, ()):
            end = start + candidate.words
            if end > runs.length or any(start < other_end and end > other for other, other_end in taken):
                continue
            if candidate.words >= RUN and runs.hash(start, candidate.words) == candidate.whole:
                taken.append((start, end))
                yield candidate, start
                break


def _from_exact(text: str, words: list[str], found: list[tuple[_Print, int]]) -> Identification:
    beside = list(words)
    for candidate, start in sorted(found, key=lambda pair: -pair[1]):
        del beside[start : start + candidate.words]
    beside = _without_advice(beside)
    # What its own authors put behind a licence (how to apply it) is known by heart and takes nothing back.
    found = [pair for pair in found if not pair[0].ids[0].startswith("~")]
    first = found[0][0]
    names = [candidate.ids[0] for candidate, _ in found]
    spdx = " AND ".join(dict.fromkeys(names))
    approved = osi_approved(spdx)
    doubt = ""
    own_names = {word for name in names for word in licence_words(spdx_list()[name].name)}
    if approved and _TAKES_BACK & set(beside) - own_names:
        doubt = "other words stand beside them that may limit what they give, so no approval is claimed"
    elif approved and len(beside) > _MOST_WORDS_BESIDE:
        doubt = f"{len(beside)} other words stand beside them, so no approval is claimed"
    same = tuple(spdx_id for spdx_id in first.ids[1:]) if len(found) == 1 else ()
    sentence = f"The terms of {spdx} stand here word for word"
    if any(spdx_id.endswith("-or-later") for spdx_id in same):
        sentence += " (the text alone does not say whether a later version may be chosen)"
    return Identification(
        spdx,
        "exact",
        1.0,
        None if doubt else approved,
        same,
        len(beside),
        f"{sentence}{'; ' + doubt if doubt else ''}.",
    )


def _without_advice(words: list[str]) -> list[str]:
    """The words without runs that belong to the advice behind a licence, in one of its many editions."""
    prints, index = _prints()
    covered: set[int] = set()
    for position, shingle in enumerate(Runs(words).shingles()):
        if any(prints[number].ids[0].startswith("~") for number in index.get(shingle, ())):
            covered.update(range(position, position + RUN))
    return [word for position, word in enumerate(words) if position not in covered]


def _from_likeness(shingles: list[int], length: int, hits: Counter[int]) -> Identification | None:
    prints, _ = _prints()
    own = set(shingles)
    sampled = len(kept(shingles, 1 << 30)) or 1
    best: tuple[float, float, _Print] | None = None
    for number, count in hits.most_common(40):
        candidate = prints[number]
        if candidate.ids[0].startswith("~"):
            continue
        own_count = len(own) if candidate.words < 320 else sampled
        held, covered = count / max(1, candidate.shingles), min(1.0, count / own_count)
        likeness = 2 * held * covered / (held + covered)
        part = covered if length >= _LEAST_WORDS_OF_A_PART and covered >= _LEAST_PART else 0.0
        whole = held if held >= _LEAST_LIKENESS else 0.0
        if max(likeness, part, whole) >= _LEAST_LIKENESS and (best is None or (likeness, held) > best[:2]):
            best = (likeness, held, candidate)
    if best is None:
        return None
    likeness, held, candidate = best
    name = candidate.ids[0]
    kind = "a part of it" if held < _LEAST_LIKENESS else "not the same"
    return Identification(
        name,
        "approximate",
        round(min(likeness, 0.99), 2),
        None,
        candidate.ids[1:],
        max(0, length - candidate.words),
        f"The text is like {name} ({likeness:.0%}) but {kind}: somebody has to read it; no approval is claimed.",
    )


def _declared(text: str) -> Identification | None:
    tag = _TAG.search(text[:20_000])
    spdx = known_expression(tag[1].strip().removesuffix("-->").strip()) if tag else None
    if not spdx:
        return None
    sentence = f"The file names {spdx} in an SPDX tag; its terms are not here."
    return Identification(spdx, "declared", 0.0, osi_approved(spdx), (), 0, sentence)


def _none(sentence: str) -> Identification:
    return Identification(None, "none", 0.0, None, (), 0, sentence)
