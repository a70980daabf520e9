"""Asks the word indexes: the few rows that hold rare words, or nothing when there are too many to put in order.

A rare word is looked up, and what holds it is put in order. For a common one the list is read in its own order instead,
where a page is soon full. Neither grows with the table.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, text

from tracker.searching import GRANT_WORDS

__all__ = ["RARE", "matching_ids", "matching_wordings"]

RARE = 2_000
_SHORTEST_BEGINNING = 3
_MOST_ENDINGS = 20
_VECTORS = {
    "search_supplier": ("supplier", "to_tsvector('simple', key)"),
    "search_words": ("wording", "to_tsvector('simple', words)"),
    "search_grant": ("grant_award", GRANT_WORDS),
}


def matching_ids(
    connection: Connection, index: str, words: Sequence[str], *, begins_from: int = 3, most: int = RARE
) -> list[int] | None:
    """The ids of the rows that hold all the words, the last as a beginning; None when there are more than ``most``.

    A last word shorter than ``begins_from`` letters must be whole: as a beginning it would match nearly everything.
    """
    begins = len(words[-1]) >= begins_from
    if connection.dialect.name == "postgresql":
        asked = " & ".join(words) + (":*" if begins else "")
    else:
        asked = " ".join(f'"{word}"' for word in words) + ("*" if begins else "")
    return _ids(connection, index, asked, most)


def matching_wordings(connection: Connection, words: Sequence[str], *, most: int = RARE) -> list[int] | None:
    """The same for purposes, of which there are as many as payments: the last word is a beginning only if none has it.

    SQLite would read every row with a beginning before it gives the first; words that begin so are found beforehand.
    """
    if connection.dialect.name == "postgresql":
        return matching_ids(connection, "search_words", words, most=most)
    whole = " ".join(f'"{word}"' for word in words)
    found = _ids(connection, "search_words", whole, most)
    if found != [] or len(words[-1]) < _SHORTEST_BEGINNING:
        return found
    between = "SELECT term FROM search_words_terms WHERE term > :word AND term < :end LIMIT :most"
    values = {"word": words[-1], "end": words[-1] + chr(0x10FFFF), "most": _MOST_ENDINGS}
    terms = list(connection.execute(text(between), values).scalars())
    if not terms:
        return []
    any_ending = " OR ".join(f'"{term}"' for term in terms)
    before = "".join(f'"{word}" AND ' for word in words[:-1])
    return _ids(connection, "search_words", f"{before}({any_ending})", most)


def _ids(connection: Connection, index: str, asked: str, most: int) -> list[int] | None:
    if connection.dialect.name == "postgresql":
        table, vector = _VECTORS[index]
        statement = f"SELECT id FROM {table} WHERE {vector} @@ to_tsquery('simple', :asked) LIMIT :most"  # noqa: S608
    else:
        statement = f"SELECT rowid FROM {index} WHERE {index} MATCH :asked LIMIT :most"  # noqa: S608
    found = connection.execute(text(statement), {"asked": asked, "most": most + 1}).scalars().all()
    return list(found) if len(found) <= most else None
