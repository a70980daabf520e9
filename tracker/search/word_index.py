"""Asks the word indexes: the few rows that hold rare words, or nothing when there are too many to put in order.

A rare word is looked up, and what holds it is put in order. For a common one the list is read in its own order instead,
where a page is soon full. Neither grows with the table.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, text

from tracker.searching import GRANT_WORDS

__all__ = ["RARE", "matching_ids"]

RARE = 2_000
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
        table, vector = _VECTORS[index]
        asked = " & ".join(words) + (":*" if begins else "")
        statement = f"SELECT id FROM {table} WHERE {vector} @@ to_tsquery('simple', :asked) LIMIT :most"  # noqa: S608
    else:
        asked = " ".join(f'"{word}"' for word in words) + ("*" if begins else "")
        statement = f"SELECT rowid FROM {index} WHERE {index} MATCH :asked LIMIT :most"  # noqa: S608
    found = connection.execute(text(statement), {"asked": asked, "most": most + 1}).scalars().all()
    return list(found) if len(found) <= most else None
