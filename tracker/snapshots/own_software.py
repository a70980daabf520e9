"""Daylight's own list of software in the public copy: it ships with the code, so no table of the database holds it."""

from typing import Any

import duckdb

from tracker.reuse.vocabulary import software
from tracker.row_ids import row_id, slug
from tracker.snapshots.reading import rows_of

__all__ = ["OWN_LIST", "add_own_software"]

OWN_LIST = "Daylight's own list"
_TAKEN_DOWN = "SELECT key FROM suppression WHERE kind = 'software' AND lifted_at IS NULL"
_ENTRY = """
INSERT INTO software_entry (entry_id, source, place, name, url, summary, licence, osi_approved, functions)
VALUES (?, ?, ?, ?, ?, ?, ?, true, ?)
"""


def add_own_software(look: Any, target: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Put the list, without what was taken down, beside the catalogues gathered; returns how many rows each table got.

    Every entry of it has a licence that the Open Source Initiative approved. The ids come from the names.
    """
    with rows_of(look, _TAKEN_DOWN) as batches:
        hidden = {row["key"] for batch in batches for row in batch.to_pylist()}
    listed = [each for each in software() if slug(each.name) not in hidden]
    entries, functions = [], []
    for place, each in enumerate(listed, 1):
        number = row_id("software", OWN_LIST, each.name)
        served = f"|{'|'.join(each.functions)}|"
        entries.append((number, OWN_LIST, place, each.name, each.source, each.summary, each.licence, served))
        functions += [(number, function, rank) for rank, function in enumerate(each.functions)]
    target.executemany(_ENTRY, entries)
    target.executemany("INSERT INTO software_function VALUES (?, ?, ?)", functions)
    return {"software_entry": len(entries), "software_function": len(functions)}
