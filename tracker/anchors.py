"""Anchors of paragraphs that survive edits: a paragraph keeps its own when its words change; none is used twice."""

import re
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

__all__ = ["Paragraph", "changed", "paragraphs_of", "re_anchored"]

# (anchor, text); anchors are p1, p2, ... in the order in which paragraphs came into being
Paragraph = tuple[str, str]

# Below this likeness (of 100) a paragraph counts as another one: half of its words are new.
_SAME = 60


def paragraphs_of(text: str) -> list[str]:
    """The paragraphs of a plain text: blank lines part them."""
    return [part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()]


def re_anchored(old: Sequence[Paragraph], text: str, *, ever: Iterable[str] = ()) -> list[Paragraph]:
    """The paragraphs of the new text, each with the anchor of an equal old one, else of the most alike, else a new one.

    ``ever`` are all anchors of earlier versions: one that was given up is not given to another paragraph.
    """
    new = paragraphs_of(text)
    anchors: dict[int, str] = {}
    left = list(old)
    for number, words in enumerate(new):
        same = next((each for each in left if each[1] == words), None)
        if same is not None:
            anchors[number] = same[0]
            left.remove(same)
    pairs = sorted(
        (
            (-fuzz.token_sort_ratio(words, each[1]), number, place)
            for number, words in enumerate(new)
            if number not in anchors
            for place, each in enumerate(left)
        ),
    )
    taken: set[int] = set()
    for likeness, number, place in pairs:
        if -likeness >= _SAME and number not in anchors and place not in taken:
            anchors[number] = left[place][0]
            taken.add(place)
    following = 1 + max((int(anchor[1:]) for anchor in {*ever, *dict(old)}), default=0)
    out: list[Paragraph] = []
    for number, words in enumerate(new):
        if number not in anchors:
            anchors[number] = f"p{following}"
            following += 1
        out.append((anchors[number], words))
    return out


def changed(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> list[tuple[str, str | None, str | None]]:
    """What an edit did: (anchor, words before, words after) of each paragraph that differs; None where it is not."""
    before, after = dict(old), dict(new)
    order = [anchor for anchor, _ in new] + [anchor for anchor, _ in old if anchor not in after]
    return [
        (anchor, before.get(anchor), after.get(anchor)) for anchor in order if before.get(anchor) != after.get(anchor)
    ]
