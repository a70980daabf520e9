"""Optional sources for who is who: the bulk file of Companies House and the extract of the Charity Commission.

Both are CSV with a heading row, as their publishers offer them (facts of the columns: Companies House "Free Company
Data Product"; Charity Commission "Register of Charities", JSON or tab-separated). Only numbers, names, former names,
status and dates are kept; officers, trustees and addresses are not read.
"""

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import Engine

from tracker.bulk import upsert
from tracker.db import writing
from tracker.models.trust import RegisterEntry
from tracker.plain_errors import PlainError
from tracker.suppliers import supplier_key

__all__ = ["RegisterError", "load_register"]

_BATCH = 20_000
_MOST_FORMER = 10


class RegisterError(PlainError, ValueError):
    """The file is no register that we know; the text is a sentence for the person who gave it."""


def load_register(engine: Engine, path: Path) -> int:
    """Load a register file (CSV, tab-separated, JSON, or a ZIP of one); returns how many entries were written.

    A newer file's entries take the place of older ones with the same number and name. RegisterError when it is neither.
    """
    written = 0
    with _opened(path) as stream:
        entries = _entries(stream, path.name)
        while batch := list(islice(entries, _BATCH)):
            unique = {(each["scheme"], each["number"], each["key"]): each for each in batch}
            with writing(engine) as connection:
                upsert(connection, RegisterEntry, list(unique.values()))
            written += len(unique)
    return written


def _opened(path: Path) -> TextIO:
    if zipfile.is_zipfile(path):
        archive = zipfile.ZipFile(path)
        inside = [info for info in archive.infolist() if not info.is_dir()]
        if len(inside) != 1:
            raise RegisterError(f"{path.name} holds {len(inside)} files; one register file is expected.")
        return io.TextIOWrapper(archive.open(inside[0]), encoding="utf-8-sig", errors="replace", newline="")
    return path.open(encoding="utf-8-sig", errors="replace", newline="")


def _entries(stream: TextIO, name: str) -> Iterator[dict[str, Any]]:
    start = stream.read(1)
    if start == "[":
        yield from _charities(json.loads(start + stream.read()))
        return
    first = start + stream.readline()
    tabbed = "\t" in first
    headings = [heading.strip() for heading in next(csv.reader([first], delimiter="\t" if tabbed else ","))]
    rows = (dict(zip(headings, row, strict=False)) for row in csv.reader(stream, delimiter="\t" if tabbed else ","))
    if "CompanyNumber" in headings:
        yield from _companies(rows)
    elif "registered_charity_number" in headings:
        yield from _charities(rows)
    else:
        raise RegisterError(
            f"{name} is neither the company data of Companies House (a column CompanyNumber) nor the register of "
            "charities (a column registered_charity_number)."
        )


def _companies(rows: Iterable[dict[str, str]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        number = (row.get("CompanyNumber") or "").strip()
        if not number:
            continue
        status = (row.get("CompanyStatus") or "").strip() or None
        begun, ended = _day(row.get("IncorporationDate")), _day(row.get("DissolutionDate"))
        yield from _entry("GB-COH", number.zfill(8), row.get("CompanyName"), True, status, begun, ended)
        for place in range(1, _MOST_FORMER + 1):
            former = row.get(f"PreviousName_{place}.CompanyName") or row.get(f"PreviousName_{place}. CompanyName")
            changed = _day(row.get(f"PreviousName_{place}.CONDATE") or row.get(f"PreviousName_{place}. CONDATE"))
            yield from _entry("GB-COH", number.zfill(8), former, False, status, None, changed)


def _charities(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        number = str(row.get("registered_charity_number") or "").strip()
        # Linked charities share the number of their main charity and are other bodies.
        if not number or str(row.get("linked_charity_number") or "0").strip() not in {"", "0"}:
            continue
        status = row.get("charity_registration_status") or None
        begun, ended = _day(row.get("date_of_registration")), _day(row.get("date_of_removal"))
        yield from _entry("GB-CHC", number, row.get("charity_name"), True, status, begun, ended)


def _entry(
    scheme: str,
    number: str,
    name: Any,
    current: bool,
    status: str | None,
    since: dt.date | None,
    until: dt.date | None,
) -> Iterator[dict[str, Any]]:
    shown = " ".join(str(name or "").split())
    if shown:
        yield {
            "scheme": scheme, "number": number, "key": supplier_key(shown), "name": shown, "current": current,
            "status": status, "since": since, "until": until,
        }  # fmt: skip


def _day(text: Any) -> dt.date | None:
    plain = str(text or "").strip()
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return dt.datetime.strptime(plain[:10], form).date()
        except ValueError:
            continue
    return None
