"""Judges an anonymised text by its answer file: which names a reader could still find, which needed words are gone."""

import html
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tracker.leaks import _as_latin

HERE = Path(__file__).resolve().parent / "adversarial_bids"


@dataclass
class Tally:
    """How many names of each tier there were and were hidden, and how many needed words there were and are left."""

    direct: list[int] = field(default_factory=lambda: [0, 0])
    quasi: list[int] = field(default_factory=lambda: [0, 0])
    kept: list[int] = field(default_factory=lambda: [0, 0])
    failures: list[str] = field(default_factory=list)


def bids(folder: Path = HERE) -> Iterator[tuple[dict, str]]:
    """Each answer with its source text, in the order of names."""
    for path in sorted(folder.glob("*.json")):
        answer = json.loads(path.read_text(encoding="utf-8"))
        yield answer, (folder / answer["file"]).read_text(encoding="utf-8")


def form_of(answer: dict) -> dict:
    """The bid form that an answer's known facts make."""
    return {"buyer": answer["buyer"], "procurement": answer["procurement"], "bidder": answer["known_entities"]}


def judge(answer: dict, text: str, tally: Tally) -> None:
    """Add one published text to the tally."""
    for item in answer["must_not_survive"]:
        count = tally.direct if item["tier"] == "direct" else tally.quasi
        count[1] += 1
        if survives(item, text):
            tally.failures.append(f"{answer['id']}: {item['s']!r} survives")
        else:
            count[0] += 1
    for needed in answer["must_survive"]:
        tally.kept[1] += 1
        if _plain(needed) in _plain(text):
            tally.kept[0] += 1
        else:
            tally.failures.append(f"{answer['id']}: {needed!r} is lost")


def survives(item: dict, text: str) -> bool:
    """Whether a reader of ``text`` still finds the item, by the way in which it is to be matched."""
    wanted, how = item["s"], item["match"]
    if how == "exact":
        return wanted in text or wanted in " ".join(text.split())
    if how == "squash":
        return _bare(wanted) in _bare(text)
    if how == "word":
        return bool(re.search(rf"(?<![^\W_]){re.escape(_plain(wanted))}(?![^\W_])", _plain(text)))
    return _plain(wanted) in _plain(text)


def _plain(text: str) -> str:
    joined = re.sub(r"(?<=\w)-[ \t]*\n[ \t]*(?=\w)", "", html.unescape(text))
    latin = "".join(map(_as_latin, unicodedata.normalize("NFC", joined)))
    return " ".join(latin.replace("’", "'").split())


def _bare(text: str) -> str:
    return re.sub(r"[^a-z0-9@]", "", _plain(text))
