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
from parsers.values import pence

__all__ = ["PaymentColumns", "trimmed"]

_TEXT_FIELDS = ("body", "supplier_ref", "company_number", "department", "category", "purpose", "reference")
_CONTEXT = ("category", "purpose")  # two at most


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
        columns: Sequence[pa.Array],
        amounts: pa.Array,
        days: pa.Array,
    ) -> None:
        """Write rows, given as columns of text, with their numbers and what their amounts and dates were read as."""
        count = len(numbers)
        cells = {name: columns[at] for name, at in layout.fields.items()}
        supplier = pa.nulls(count, pa.string()) if layout.supplier is None else trimmed(columns[layout.supplier])
        found = {name: trimmed(cells[name]) for name in _TEXT_FIELDS if name in cells}
        redaction, personal = self._about_names(supplier, [cells[name] for name in _CONTEXT if name in cells])
        found |= {
            "row": pa.arange(numbers[0], numbers[-1] + 1) if isinstance(numbers, range) else pa.array(numbers),
            "part": pa.repeat(pa.scalar(part, pa.string()), count),
            "date": days.view(pa.date32()),
            "supplier": supplier,
            "amount_pence": amounts,
            "amount_kind": pa.repeat(layout.amount_kind, count),
            "currency": pa.repeat("GBP", count),
            "card": pa.repeat(layout.card, count),
            "redaction": redaction,
            "personal": personal,
            "fingerprint": _fingerprints(columns),
            "extra": _extra(layout, columns),
        }
        if "vat" in cells:
            vat = [self._vat[text] if text else None for text in cells["vat"].to_pylist()]
            found["vat_pence"] = pa.array(vat, pa.int64())
        self._writer.add_columns([found.get(field.name, pa.nulls(count, field.type)) for field in PAYMENTS])

    def _about_names(self, supplier: pa.Array, context: list[pa.Array]) -> tuple[pa.Array, pa.Array]:
        """Why each name is withheld, and whether it is probably a person's."""
        names = pc.fill_null(supplier, "").dictionary_encode()
        known = [self._names[name] for name in names.dictionary.to_pylist()]
        redaction = pa.array([reason for reason, _ in known], pa.string()).take(names.indices)
        personal = pa.array([person for _, person in known], pa.bool_()).take(names.indices)
        if personal.null_count:
            care = [self._cares(texts) for texts in context] or [pa.repeat(False, len(personal))]
            personal = pc.coalesce(personal, pc.or_(care[0], care[-1]))
        return redaction, personal

    def _cares(self, texts: pa.Array) -> pa.Array:
        words = texts.dictionary_encode()
        return pa.array([self._care[text] for text in words.dictionary.to_pylist()], pa.bool_()).take(words.indices)


def trimmed(cells: pa.Array) -> pa.Array:
    """Text without the blanks around it; null where nothing is left."""
    text = pc.utf8_trim_whitespace(cells)
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def _fingerprints(columns: Sequence[pa.Array]) -> pa.Array:
    # Blank cells at the end are left out, so that a comma more or less does not make another payment of a row.
    texts = pc.utf8_rtrim(pc.binary_join_element_wise(*columns, "\x1f"), "\x1f").cast(pa.binary()).to_pylist()
    digests = b"".join([blake2b(text, digest_size=8).digest() for text in texts])
    return pa.Array.from_buffers(pa.int64(), len(texts), [None, pa.py_buffer(digests)])


def _extra(layout: Layout, columns: Sequence[pa.Array]) -> pa.Array:
    """The cells of columns without a role, as a JSON object of column name to text; null where all are blank."""
    spare = [at for at, column in enumerate(columns) if at not in layout.known and pc.max(column).as_py()]
    if not spare:
        return pa.nulls(len(columns[0]), pa.string())
    names = [layout.heading(at) for at in spare]
    found = []
    for row in zip(*(columns[at].to_pylist() for at in spare), strict=True):
        cells = {name: cell for name, cell in zip(names, row, strict=True) if cell and not cell.isspace()}
        found.append(orjson.dumps(cells).decode() if cells else None)
    return pa.array(found, pa.string())
