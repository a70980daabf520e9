"""Cite a figure so that anybody can compute it again: the question, the snapshot, the answer, and the rows behind it.

A citation is a small JSON object, or the same as one line of text (``daylight-citation:...``). ``verify`` needs nothing
but the citation and the snapshot's folder: no network, no database, no trust in who made either.
"""

import base64
import binascii
import datetime as dt
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracker.day_words import day_in_words
from tracker.query import DOWNLOAD, Answer, QueryRefusedError, ask
from tracker.query_sources import Source, sources_of
from tracker.snapshots.folders import CHECKSUMS, DATABASE, Snapshot
from tracker.snapshots.metadata import checksums, sha256_of

__all__ = ["Citation", "CitationError", "cite", "read_citation", "verify"]

_PREFIX = "daylight-citation:"
_LARGEST = 200_000  # bytes of a citation when unpacked


class CitationError(ValueError):
    """It cannot be cited or verified; the message says why."""


@dataclass(frozen=True, slots=True)
class Citation:
    """One figure or table: ``digest`` is the SHA-256 of the answer, ``value`` the figure itself where it is one.

    ``checksums`` is the SHA-256 of the snapshot's list of hashes, so the copy cited can be told from any other.
    """

    snapshot: str
    made_at: str
    checksums: str
    sql: str
    digest: str
    rows: int
    value: str | None
    permalink: str
    sources: tuple[Source, ...] = ()

    @property
    def day(self) -> dt.date:
        """The day of the snapshot."""
        return dt.datetime.fromisoformat(self.made_at).date()

    @property
    def said(self) -> str:
        """The figure, or how large the table is."""
        return self.value if self.value is not None else f"a table of {self.rows:,} rows"

    def as_object(self) -> dict[str, Any]:
        """The citation as JSON, with the files and rows behind it."""
        return {
            "citation": 1,
            "snapshot": self.snapshot,
            "made_at": self.made_at,
            "checksums": self.checksums,
            "sql": self.sql,
            "digest": self.digest,
            "rows": self.rows,
            "value": self.value,
            "permalink": self.permalink,
            "sources": [source.as_object() for source in self.sources],
        }

    def compact(self) -> str:
        """The citation in one line, without the list of files: enough to verify it."""
        short = {name: value for name, value in self.as_object().items() if name != "sources"}
        packed = zlib.compress(json.dumps(short, separators=(",", ":")).encode(), 9)
        return _PREFIX + base64.urlsafe_b64encode(packed).decode().rstrip("=")

    def as_text(self) -> str:
        """The citation as it may stand under a story."""
        day = day_in_words(self.day)
        lines = [
            f"Daylight, public copy of {day} ({self.snapshot}): {self.said}.",
            f"Question: {' '.join(self.sql.split())}",
            f"Address: {self.permalink}",
        ]
        if self.sources:
            rows = sum(source.count for source in self.sources)
            lines.append(f"From {rows:,} rows of {len(self.sources):,} published files:")
            lines += [f"  {each.url} (SHA-256 {each.sha256}), rows {each.rows}" for each in self.sources]
        lines.append(f"To verify: daylight verify {self.compact()}")
        return "\n".join(lines) + "\n"

    def as_bibtex(self) -> str:
        """An entry for BibTeX."""
        fields = {
            "author": "{Daylight}",
            "title": f"{{Public copy of {self.day.isoformat()}}}: {_tex(self.said)}",
            "year": str(self.day.year),
            "month": str(self.day.month),
            "version": self.snapshot,
            "url": self.permalink,
            "note": f"SQL: {_tex(' '.join(self.sql.split()))}; SHA-256 of the answer: {self.digest}",
        }
        lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
        return f"@misc{{daylight-{self.digest[:12]},\n{lines}\n}}\n"

    def as_csl(self) -> list[dict[str, Any]]:
        """The citation as CSL-JSON, which Zotero and others read."""
        return [
            {
                "id": f"daylight-{self.digest[:12]}",
                "type": "dataset",
                "author": [{"literal": "Daylight"}],
                "title": f"Public copy of {self.day.isoformat()}: {self.said}",
                "issued": {"date-parts": [[self.day.year, self.day.month, self.day.day]]},
                "version": self.snapshot,
                "URL": self.permalink,
                "note": f"SQL: {' '.join(self.sql.split())}\nSHA-256 of the answer: {self.digest}",
            }
        ]


def cite(snapshot: Snapshot, sql: str, permalink: str) -> tuple[Citation, Answer]:
    """A citation of what a question answers over a snapshot, and the answer. CitationError when it cannot be cited."""
    try:
        answer = ask(snapshot, sql, DOWNLOAD)
    except QueryRefusedError as error:
        raise CitationError(str(error)) from error
    if answer.more:
        raise CitationError(f"An answer of more than {DOWNLOAD.rows:,} rows cannot be cited whole: ask for less.")
    made = Citation(
        snapshot=snapshot.id,
        made_at=snapshot.facts["made_at"],
        checksums=sha256_of(snapshot.folder / CHECKSUMS),
        sql=sql,
        digest=answer.digest,
        rows=len(answer.rows),
        value=_figure(answer),
        permalink=permalink,
        sources=tuple(sources_of(snapshot, sql)),
    )
    return made, answer


def _figure(answer: Answer) -> str | None:
    single = len(answer.rows) == 1 and len(answer.columns) == 1
    return None if not single or answer.rows[0][0] is None else str(answer.rows[0][0])


def read_citation(given: str) -> Citation:
    """The citation in a text or in a file of that name: the object, or the one line. CitationError when it is none."""
    text = given.strip()
    if not text.startswith((_PREFIX, "{")):
        try:
            text = Path(given).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError, ValueError) as error:
            raise CitationError("It is neither a citation nor the name of a file that holds one.") from error
    if text.startswith(_PREFIX):
        text = _unpacked(text.removeprefix(_PREFIX))
    try:
        return _citation(json.loads(text))
    except (ValueError, KeyError, TypeError) as error:
        raise CitationError("It looks like a citation, but parts of it are missing or damaged.") from error


def _unpacked(packed: str) -> str:
    try:
        body = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(body, _LARGEST).decode()
    except (ValueError, zlib.error, binascii.Error) as error:
        raise CitationError("The citation is damaged: it was cut or changed on the way.") from error
    if unpacker.unconsumed_tail:
        raise CitationError("The citation is far larger than any real one.")
    return text


def _citation(found: Mapping[str, Any]) -> Citation:
    if found["citation"] != 1:
        raise CitationError("The citation is of a kind that this version of Daylight does not know.")
    dt.datetime.fromisoformat(found["made_at"])
    value = found["value"]
    return Citation(
        snapshot=str(found["snapshot"]),
        made_at=str(found["made_at"]),
        checksums=str(found["checksums"]),
        sql=str(found["sql"]),
        digest=str(found["digest"]),
        rows=int(found["rows"]),
        value=None if value is None else str(value),
        permalink=str(found["permalink"]),
        sources=tuple(
            Source(str(each["url"]), str(each["sha256"]), int(each["count"]), str(each["rows"]))
            for each in found.get("sources", ())
        ),
    )


def verify(cited: Citation, snapshot: Snapshot) -> tuple[bool, str]:
    """Compute a citation again from a snapshot: whether it holds, and a sentence. CitationError if that cannot be.

    The snapshot must be the one cited, to the byte: its list of hashes, and the file that the question is put to.
    """
    if cited.snapshot != snapshot.id:
        raise CitationError(f"The citation is of the public copy {cited.snapshot}, and this is {snapshot.id}.")
    try:
        if sha256_of(snapshot.folder / CHECKSUMS) != cited.checksums:
            return False, f"MISMATCH: the public copy {snapshot.id} here is not the one that was cited."
        if checksums(snapshot.folder).get(DATABASE) != sha256_of(snapshot.database):
            return False, f"MISMATCH: the public copy {snapshot.id} here was changed after it was published."
    except OSError as error:
        raise CitationError(f"The public copy {snapshot.id} here is not whole: {error.strerror}.") from error
    try:
        answer = ask(snapshot, cited.sql, DOWNLOAD)
    except QueryRefusedError as error:
        raise CitationError(str(error)) from error
    # The figure and the number of rows are what people read: they must be those of the answer, like its digest.
    if (answer.digest, _figure(answer), len(answer.rows)) != (cited.digest, cited.value, cited.rows):
        return False, f"MISMATCH: the question gives another answer than {cited.said}."
    # The short form names no files; where files are named, they must be those that the answer rests on.
    if cited.sources and set(cited.sources) != set(sources_of(snapshot, cited.sql)):
        return False, f"MISMATCH: {cited.said} does not rest on the files and rows that the citation names."
    return True, f"MATCH: the public copy {snapshot.id} gives {cited.said}, as cited."


def _tex(text: str) -> str:
    for letter in "&%$#_{}":
        text = text.replace(letter, f"\\{letter}")
    return text
