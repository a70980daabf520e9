"""From a file's parsed payments to rows of the database, a batch at a time: ids, and what may be shown of a person."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tracker.bulk import uncollected
from tracker.loading_sums import CUBE, category_id
from tracker.row_ids import row_id
from tracker.suppliers import clean_company_number, name_id

__all__ = ["COLUMNS", "DETAIL_COLUMNS", "TAKEN_DOWN", "Batch", "NameBook", "payment_batches"]

COLUMNS = (
    "pid", "organisation_id", "resource_id", "row", "part", "body", "date", "supplier_id", "supplier", "supplier_ref",
    "company_number", "amount_pence", "amount_kind", "vat_pence", "currency", "department", "category", "purpose",
    "reference", "card", "redaction", "personal", "extra",
)  # fmt: skip
DETAIL_COLUMNS = (
    "resource_id", "number", "organisation_id", "name_id", "row", "part", "supplier", "supplier_ref", "company_number",
    "purpose", "reference", "extra",
)  # fmt: skip
#: How a payment is marked whose name somebody decided to take down.
TAKEN_DOWN = "taken down"

# What can name the person, beside the name itself; amount, date, category and department stay to be seen.
_TELLING = ("supplier", "supplier_ref", "company_number", "purpose", "reference", "extra")
_ROWS = 50_000
_POSITIVE = 0x7FFF_FFFF_FFFF_FFFF


@dataclass(slots=True)
class NameBook:
    """The names met in one file: their ids, what was decided about them, and which were shown."""

    organisation_id: int
    decisions: Mapping[int, str] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    companies: set[tuple[int, str]] = field(default_factory=set)

    def id_of(self, name: str) -> int:
        """The id that a name makes."""
        found = self.ids.get(name)
        if found is None:
            found = self.ids[name] = name_id(name)
        return found

    def decided(self, name: str) -> str | None:
        """What somebody decided about the name in this publisher's files: show, take-down or nothing yet."""
        return self.decisions.get(self.id_of(name))


@dataclass(frozen=True, slots=True)
class Batch:
    """Some payments: rows in the order of ``COLUMNS``, what is kept apart, their cube, and the words of purposes."""

    rows: list[tuple[Any, ...]]
    details: list[tuple[Any, ...]]
    counted: pa.Table
    purposes: pa.Table


@dataclass(slots=True)
class _Ids:
    """Makes payment ids: the row's own content, and for exact repeats within the file also which one it is."""

    organisation_id: int
    repeats: frozenset[int]
    seen: Counter[int] = field(default_factory=Counter)

    def of(self, fingerprints: pa.Array) -> pa.Array:
        salt = row_id("payments", self.organisation_id)
        ids = pc.bit_wise_xor(pc.bit_wise_and(fingerprints, _POSITIVE), salt)
        if not self.repeats:
            return ids
        found = ids.to_pylist()
        for at, fingerprint in enumerate(fingerprints.to_pylist()):
            if fingerprint in self.repeats:
                if self.seen[fingerprint]:
                    found[at] = row_id("payment", self.organisation_id, fingerprint, self.seen[fingerprint])
                self.seen[fingerprint] += 1
        return pa.array(found, pa.int64())


def payment_batches(records: Path, resource_id: int, book: NameBook, repeats: frozenset[int]) -> Iterator[Batch]:
    """Batches of a ``records.parquet``; ``repeats`` are the fingerprints that occur more than once in the file."""
    ids = _Ids(book.organisation_id, repeats)
    before = 0
    with pq.ParquetFile(records) as file, uncollected():
        for batch in file.iter_batches(batch_size=_ROWS):
            table = pa.Table.from_batches([batch]).combine_chunks()
            yield _batch({name: _array(table[name]) for name in table.column_names}, resource_id, book, ids, before)
            before += batch.num_rows


def _array(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


def _batch(columns: dict[str, pa.Array], resource_id: int, book: NameBook, ids: _Ids, before: int) -> Batch:
    names, name_ids, decided = _names(columns["supplier"], book)
    published = pc.is_valid(columns["redaction"])
    taken = pc.and_not(pc.equal(decided, "take-down"), published)
    awaited = pc.and_not(pc.and_not(columns["personal"], published), pc.or_(taken, pc.equal(decided, "show")))
    hidden = pc.or_(taken, awaited)
    details = _details(columns, pc.indices_nonzero(awaited), (resource_id, book.organisation_id), name_ids, before)
    count = len(hidden)
    for name in _TELLING:
        columns[name] = pc.if_else(hidden, pa.scalar(None, columns[name].type), columns[name])
    columns["supplier_id"] = pc.if_else(pc.or_(hidden, published), pa.scalar(None, pa.int64()), name_ids)
    columns["redaction"] = pc.if_else(taken, TAKEN_DOWN, columns["redaction"])
    columns["personal"] = awaited
    columns["pid"] = ids.of(columns["fingerprint"])
    book.shown.update(pc.unique(names.filter(pc.is_valid(columns["supplier_id"]))).to_pylist())
    _companies(columns, book)
    counted = _counted(columns)
    columns["organisation_id"] = pa.repeat(pa.scalar(book.organisation_id, pa.int64()), count)
    columns["resource_id"] = pa.repeat(pa.scalar(resource_id, pa.int64()), count)
    columns["date"] = pc.cast(columns["date"], pa.string())
    rows = list(zip(*(_values(columns[name]) for name in COLUMNS), strict=True))
    purposes = pa.table({name: columns[name] for name in ("purpose", "currency", "amount_pence", "pid")})
    return Batch(rows, details, counted, purposes)


def _names(suppliers: pa.Array, book: NameBook) -> tuple[pa.Array, pa.Array, pa.Array]:
    """The names, the ids they make, and what was decided about each ("" when nothing was)."""
    encoded = suppliers.dictionary_encode()
    distinct = encoded.dictionary.to_pylist()
    ids = pa.array([book.id_of(name) for name in distinct], pa.int64())
    decided = pa.array([book.decided(name) or "" for name in distinct], pa.string())
    verdicts = pc.fill_null(decided.take(encoded.indices), "")
    return suppliers, ids.take(encoded.indices), verdicts


def _details(
    columns: dict[str, pa.Array], places: pa.Array, keys: tuple[int, int], name_ids: pa.Array, before: int
) -> list[tuple[Any, ...]]:
    """The words on private persons, as rows of ``private_detail``; ``number`` is the payment's place in the file."""
    if not len(places):
        return []
    resource_id, organisation_id = keys
    taken = {name: columns[name].take(places).to_pylist() for name in ("row", "part", *_TELLING)}
    ids = name_ids.take(places).to_pylist()
    return [
        (
            resource_id, before + place, organisation_id, ids[at], taken["row"][at], taken["part"][at],
            *(taken[name][at] for name in _TELLING),
        )
        for at, place in enumerate(places.to_pylist())
    ]  # fmt: skip


def _companies(columns: dict[str, pa.Array], book: NameBook) -> None:
    given = pc.and_(pc.is_valid(columns["company_number"]), pc.is_valid(columns["supplier_id"]))
    if not pc.any(given).as_py():
        return
    names = ["supplier_id", "company_number"]
    pairs = pa.table({name: columns[name].filter(given) for name in names}).group_by(names).aggregate([])
    for supplier, number in zip(*(column.to_pylist() for column in pairs.columns), strict=True):
        clean = clean_company_number(number)
        if clean:
            book.companies.add((supplier, clean))


def _counted(columns: dict[str, pa.Array]) -> pa.Table:
    categories = columns["category"].dictionary_encode()
    category_ids = pa.array([category_id(label) for label in categories.dictionary.to_pylist()], pa.int64())
    date = columns["date"]
    month = pc.add(pc.multiply(pc.year(date), 100), pc.month(date))
    cube = {
        "currency": columns["currency"],
        "month": pc.fill_null(pc.cast(month, pa.int32()), 0),
        "supplier_id": columns["supplier_id"],
        "category_id": pc.fill_null(category_ids.take(categories.indices), 0),
        "redacted": pc.is_valid(columns["redaction"]),
        "personal": columns["personal"],
        "card": columns["card"],
        "payments": pa.repeat(pa.scalar(1, pa.int64()), len(date)),
        "pence": columns["amount_pence"],
    }
    return pa.table([cube[name] for name in CUBE.names], schema=CUBE)


def _values(column: pa.Array) -> list[Any]:
    # Most columns are empty or hold few different words: each word is made once and shared.
    if column.null_count == len(column):
        return [None] * len(column)
    if pa.types.is_string(column.type):
        encoded = column.dictionary_encode()
        if len(encoded.dictionary) * 2 < len(column):
            words = encoded.dictionary.to_pylist()
            if not column.null_count:
                return [words[at] for at in encoded.indices.to_pylist()]
            return [None if at is None else words[at] for at in encoded.indices.to_pylist()]
    values: list[Any] = column.to_pylist()
    return values
