"""Turns accepted rows of a list of payments into the columns of stage 2, a block at a time."""

from collections.abc import Sequence
from hashlib import blake2b

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from parsers.cached_cells import Cache, withheld_and_personal
from parsers.layout import Layout
from parsers.people import care_payment
from parsers.stage import PAYMENTS, ColumnWriter
from parsers.tables import Row
from parsers.values import pence

__all__ = ["PaymentColumns"]

_TEXT_FIELDS = ("body", "supplier_ref", "company_number", "department", "category", "purpose", "reference")


class PaymentColumns:
    """Writes accepted rows; what is known of a supplier's name, or of a sum of VAT, is remembered between blocks."""

    def __init__(self, writer: ColumnWriter) -> None:
        """Write with ``writer``, which has the schema PAYMENTS."""
        self._writer = writer
        self._names = Cache(withheld_and_personal)
        self._care = Cache(care_payment)
        self._vat = Cache(pence)

    def add(
        self,
        layout: Layout,
        part: str | None,
        numbers: Sequence[int],
        rows: Sequence[Row],
        columns: Sequence[Sequence[str]],
        amounts: Sequence[int | None],
        days: Sequence[int | None],
        suppliers: Sequence[str],
    ) -> None:
        """Write rows of one width, also given as columns, with what their amounts, dates and suppliers were read as."""
        count = len(rows)
        cells = {name: columns[at] for name, at in layout.fields.items()}
        known = list(map(self._names.__getitem__, suppliers))
        context = [texts for name in ("category", "purpose") if (texts := cells.get(name))]
        found = {name: _text(cells[name]) for name in _TEXT_FIELDS if name in cells}
        found |= {
            "row": _numbers(numbers),
            "part": pa.repeat(pa.scalar(part, pa.string()), count),
            "date": pa.array(days, pa.int32()).view(pa.date32()),
            "supplier": _text(suppliers),
            "amount_pence": pa.array(amounts, pa.int64()),
            "amount_kind": pa.repeat(layout.amount_kind, count),
            "currency": pa.repeat("GBP", count),
            "card": pa.repeat(layout.card, count),
            "redaction": pa.array([reason for reason, _ in known], pa.string()),
            "personal": pa.array(self._personal([person for _, person in known], context), pa.bool_()),
            "fingerprint": _fingerprints(rows),
            "extra": _extra(layout, columns),
        }
        if "vat" in cells:
            found["vat_pence"] = pa.array([self._vat[text] if text else None for text in cells["vat"]], pa.int64())
        self._writer.add_columns([found.get(field.name, pa.nulls(count, field.type)) for field in PAYMENTS])

    def _personal(self, people: list[bool | None], context: list[Sequence[str]]) -> list[bool | None]:
        if None not in people:
            return people
        return [
            any(self._care[texts[at]] for texts in context) if person is None else person
            for at, person in enumerate(people)
        ]


def _numbers(numbers: Sequence[int]) -> pa.Array:
    return pa.arange(numbers[0], numbers[-1] + 1) if isinstance(numbers, range) else pa.array(numbers, pa.int64())


def _text(cells: Sequence[str]) -> pa.Array:
    trimmed = pc.utf8_trim_whitespace(pa.array(cells, pa.string()))
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def _fingerprints(rows: Sequence[Row]) -> pa.Array:
    # Blank cells at the end are left out, so that a comma more or less does not make another payment of a row.
    texts = ["\x1f".join(row).rstrip("\x1f").encode() for row in rows]
    digests = b"".join([blake2b(text, digest_size=8).digest() for text in texts])
    return pa.Array.from_buffers(pa.int64(), len(rows), [None, pa.py_buffer(digests)])


def _extra(layout: Layout, columns: Sequence[Sequence[str]]) -> pa.Array:
    """The cells of columns without a role, as a JSON object of column name to text; null where all are blank."""
    count = len(columns[0])
    spare = [at for at in range(len(columns)) if at not in layout.known and any(columns[at])]
    if not spare:
        return pa.nulls(count, pa.string())
    names = [layout.heading(at) for at in spare]
    found = []
    for row in zip(*(columns[at] for at in spare), strict=True):
        cells = {name: cell for name, cell in zip(names, row, strict=True) if cell and not cell.isspace()}
        found.append(orjson.dumps(cells).decode() if cells else None)
    return pa.array(found, pa.string())
