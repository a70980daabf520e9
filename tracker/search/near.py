"""Names that were mistyped: the nearest names of bodies, suppliers and software, and the question mended by them.

Asked only when the words as they stand find nothing, so that it never slows a search that does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from rapidfuzz import fuzz, process
from sqlalchemy import Connection, or_, select, text

from tracker.models.organisations import Organisation, Supplier
from tracker.models.sums import SupplierSum
from tracker.row_ids import name_key
from tracker.search.made import software_names
from tracker.search.names import hidden_suppliers
from tracker.search.question import Question
from tracker.searching import has_trigrams

__all__ = ["Guess", "nearest", "nearness"]

_NEAR = 80.0  # of 100: "Birmigham" and "Birmingham" have 95, "Devon" and "Kent" 22
_NEAR_WORD = 70.0
_LOOSE = 55.0
_SHORTEST = 4  # letters: of three, every other name is one mistake away
_CANDIDATES = 300
_LOOKED_AT = 60
_GRAMS = 8
_COUNTED = 40_000  # places of triples: the one that passes it is the last
_WITH_TRIPLES = "SELECT rowid FROM search_supplier_near WHERE search_supplier_near MATCH :t"
_LONGEST_NAME = 12  # words


@dataclass(frozen=True, slots=True)
class Guess:
    """The words that were probably meant, the name they are from, and how near they are (of 100)."""

    words: str
    name: str
    score: float


def nearness(asked: str, name: str) -> tuple[float, str]:
    """How near a folded name comes to a folded question (0 to 100), and its words that the question probably means.

    Spaces do not count where a run of the name's words answers the question: "bramblewickwaste" is "bramblewick waste".
    """
    words = name.split()[:_LONGEST_NAME]
    joined = asked.replace(" ", "")
    best = (0.0, "")
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            run = words[start:end]
            best = max(best, (fuzz.ratio(joined, "".join(run)), " ".join(run)))
    return max(best, _word_by_word(asked.split(), words))


def _word_by_word(asked: Sequence[str], words: Sequence[str]) -> tuple[float, str]:
    """Each word of the question beside the nearest of the name, for names whose words were left out between."""
    total, mended = 0.0, []
    for word in asked:
        found = process.extractOne(word, words, scorer=fuzz.ratio)
        if found is None or found[1] < _NEAR_WORD:
            return 0.0, ""
        total += found[1] * len(word)
        mended.append(found[0])
    return (total / sum(map(len, asked)), " ".join(mended)) if asked else (0.0, "")


def nearest(connection: Connection, question: Question, most: int = 5) -> list[Guess]:
    """The nearest names, best first, each set of words once; none is guessed from fewer than four letters."""
    asked = " ".join(question.names)
    if len(asked.replace(" ", "")) < _SHORTEST:
        return []
    names = [*_body_names(connection), *software_names(connection), *_supplier_names(connection, asked)]
    joined = {name: name_key(name).replace(" ", "") for name in names}
    # A quick look first: letters in any part of a name, spaces or not.
    looked_at = process.extract(
        asked.replace(" ", ""), joined, scorer=fuzz.partial_ratio, limit=_LOOKED_AT, score_cutoff=_LOOSE
    )
    best: dict[str, Guess] = {}
    for _, _, name in looked_at:
        key = name_key(name)
        score, words = nearness(asked, key)
        if score >= _NEAR and words != asked and (words not in best or best[words].score < score):
            best[words] = Guess(words, name, score)
    return sorted(best.values(), key=lambda guess: (-guess.score, guess.words))[:most]


def _body_names(connection: Connection) -> list[str]:
    rows = connection.execute(select(Organisation.name, Organisation.short_name).order_by(Organisation.id))
    return [name for row in rows for name in {row.name, row.short_name}]


def _supplier_names(connection: Connection, asked: str) -> list[str]:
    """Suppliers with payments whose folded name shares most of the question's rarest letter triples."""
    ids = _like_ids(connection, asked)
    statement = (
        select(Supplier.name)
        .join(SupplierSum, SupplierSum.supplier_id == Supplier.id)
        .where(Supplier.id.in_(ids), Supplier.id.not_in(hidden_suppliers(connection)))
        .order_by(Supplier.id)
    )
    return list(connection.execute(statement).scalars())


def _like_ids(connection: Connection, asked: str) -> list[int]:
    if connection.dialect.name == "sqlite":
        return _by_triples(connection, asked)
    if has_trigrams(connection):
        connection.execute(text("SELECT set_config('pg_trgm.word_similarity_threshold', '0.4', true)"))
        statement = text(
            "SELECT id FROM supplier WHERE :asked <% key ORDER BY word_similarity(:asked, key) DESC, id LIMIT :most"
        )
        return list(connection.execute(statement, {"asked": asked, "most": _CANDIDATES}).scalars())
    return _by_halves(connection, asked)


def _by_triples(connection: Connection, asked: str) -> list[int]:
    triples = {asked[at : at + 3] for at in range(len(asked) - 2)}
    counted = sorted(_counts(connection, triples))[:_GRAMS]
    if not counted:
        return []
    # Names with all of them are found at once, however many names have each; when they fill the page none is better.
    every = " AND ".join(f'"{term}"' for _, term in counted)
    statement = f"{_WITH_TRIPLES}0 LIMIT :most"
    found = list(connection.execute(text(statement), {"t0": every, "most": _CANDIDATES}).scalars())
    return found if len(found) == _CANDIDATES else _with_most(connection, counted)


def _with_most(connection: Connection, counted: Sequence[tuple[int, str]]) -> list[int]:
    """The names with most of the triples; of common ones only as many are counted as can be in a few milliseconds."""
    before = accumulate((count for count, _ in counted), initial=0)
    terms = [term for (_, term), passed in zip(counted, before, strict=False) if passed < _COUNTED]
    every = " UNION ALL ".join(f"{_WITH_TRIPLES}{at}" for at in range(len(terms)))
    statement = f"SELECT rowid FROM ({every}) GROUP BY rowid ORDER BY count(*) DESC, rowid LIMIT :most"  # noqa: S608
    values = {f"t{at}": f'"{term}"' for at, term in enumerate(terms)}
    return list(connection.execute(text(statement), {**values, "most": _CANDIDATES}).scalars())


def _counts(connection: Connection, triples: Iterable[str]) -> list[tuple[int, str]]:
    """How many names have each triple, without those that none has."""
    statement = text("SELECT doc, term FROM search_supplier_grams WHERE term = :term")
    found = (connection.execute(statement, {"term": triple}).first() for triple in sorted(triples))
    return [(row.doc, row.term) for row in found if row]


def _by_halves(connection: Connection, asked: str) -> list[int]:
    """Without triples: one mistake leaves one half of each word as it was."""
    words = sorted(asked.split(), key=len)[-2:]
    halves = {half for word in words for half in (word[: len(word) // 2], word[len(word) // 2 :]) if len(half) > 1}
    statement = select(Supplier.id).where(or_(*(Supplier.key.contains(half, autoescape=True) for half in halves)))
    return list(connection.execute(statement.order_by(Supplier.id).limit(10 * _CANDIDATES)).scalars())
