"""What goes with the data of a snapshot: Data Package, CSV on the Web, checksums, licences, a page to read first."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tracker.data_licences import CODE_BASIS, HOST_BASIS, licence_of_words
from tracker.snapshots.folders import CHECKSUMS, DATABASE
from tracker.snapshots.public_tables import PublicColumn, PublicTable

__all__ = ["LicenceGiven", "checksums", "sha256_of", "write_checksums", "write_metadata"]

_FRICTIONLESS = {"text": "string", "pounds": "number", "moment": "datetime"}
_CSVW = {"text": "string", "pounds": "decimal", "moment": "dateTime", "number": "double"}


class LicenceGiven(NamedTuple):
    """How many files a publisher gave under a licence, and why what they hold is left out, if it is."""

    licence: str
    publisher: str
    files: int
    withheld: str | None
    under_code: bool


def write_metadata(
    folder: Path, tables: Iterable[PublicTable], facts: Mapping[str, Any], licences: list[LicenceGiven]
) -> None:
    """Write datapackage.json, csv-metadata.json, LICENCES.csv's readable twin and README.txt into the folder."""
    chosen = list(tables)
    _write(folder / "datapackage.json", _data_package(folder, chosen, facts, licences))
    _write(folder / "csv-metadata.json", _csv_on_the_web(folder, chosen))
    (folder / "ATTRIBUTION.txt").write_text(_attribution(licences, facts), encoding="utf-8")
    (folder / "README.txt").write_text(_readme(chosen, facts), encoding="utf-8")


def _write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _files(folder: Path, kind: str, table: PublicTable, ending: str) -> list[Path]:
    if table.split:
        return sorted((folder / kind / table.name).glob(f"*.{ending}"))
    return [folder / kind / f"{table.name}.{ending}"]


def _data_package(
    folder: Path, tables: list[PublicTable], facts: Mapping[str, Any], licences: list[LicenceGiven]
) -> dict[str, Any]:
    resources = []
    for table in tables:
        for kind, ending in (("csv", "csv.zip"), ("parquet", "parquet")):
            files = _files(folder, kind, table, ending)
            if not files:
                continue
            paths = [path.relative_to(folder).as_posix() for path in files]
            resources.append(
                {
                    "name": table.name.replace("_", "-") + ("" if kind == "csv" else "-parquet"),
                    "title": table.title,
                    "description": table.about,
                    "path": paths if table.split else paths[0],
                    "format": kind,
                    **({"compression": "zip", "encoding": "utf-8"} if kind == "csv" else {}),
                    "bytes": sum(path.stat().st_size for path in files),
                    **({} if table.split else {"hash": f"sha256:{sha256_of(files[0])}"}),
                    "rows": facts["rows"][table.name],
                    "rowsWithheld": facts["withheld"].get(table.name, {}),
                    "schema": {
                        "fields": [_field(column) for column in table.columns],
                        "primaryKey": list(table.key),
                        "missingValues": [""],
                    },
                }
            )
    copied = [each for each in licences if not each.withheld]
    return {
        "profile": "data-package",
        "name": f"daylight-{facts['id'].lower()}",
        "title": "Daylight: public money in the open",
        "created": facts["made_at"],
        "licenses": [{"name": name} for name in sorted({each.licence for each in copied} or {"not stated"})],
        "sources": [{"title": publisher} for publisher in sorted({each.publisher for each in copied})],
        "resources": resources,
    }


def _field(column: PublicColumn) -> dict[str, Any]:
    return {
        "name": column.name,
        "type": _FRICTIONLESS.get(column.type, column.type),
        "description": column.about,
    }


def _csv_on_the_web(folder: Path, tables: list[PublicTable]) -> dict[str, Any]:
    described = []
    for table in tables:
        schema = {
            "columns": [
                {
                    "name": column.name,
                    "titles": column.name,
                    "datatype": _CSVW.get(column.type, column.type),
                    "dc:description": column.about,
                }
                for column in table.columns
            ],
            "primaryKey": list(table.key),
        }
        for path in _files(folder, "csv", table, "csv.zip"):
            # The member of the zip is what the schema is about; a reader unpacks it beside this file's folder.
            url = path.relative_to(folder).as_posix().removesuffix(".zip")
            described.append({"url": url, "dc:title": table.title, "tableSchema": schema})
    return {"@context": "http://www.w3.org/ns/csvw", "tables": described}


def _attribution(licences: list[LicenceGiven], facts: Mapping[str, Any]) -> str:
    lines = ["Where the data comes from, and under which licence each publisher gave it.", ""]
    for each in licences:
        head = f"{each.publisher} ({each.files} {'file' if each.files == 1 else 'files'})"
        if each.withheld:
            lines.append(f"{head}: {each.licence}; what they hold is left out of this copy: {each.withheld}.")
        else:
            lines.append(f"{head}: {_words_of(each.licence, CODE_BASIS if each.under_code else HOST_BASIS)}.")
    if facts["withheld"]:
        lines += ["", "Rows left out of this copy, of those that the site shows:"]
        lines += [
            f"{table}: {rows:,} rows, because {reason}"
            for table, reasons in facts["withheld"].items()
            for reason, rows in reasons.items()
        ]
    return "\n".join(lines) + "\n"


def _words_of(licence: str, basis: str) -> str:
    """What to say of a licence; ``basis`` is why files without one are here."""
    known = licence_of_words(licence)
    if known.standing == "unstated":
        return f"{licence}; {basis}"
    if known.name == "OGL-UK-3.0":
        return f"contains public sector information licensed under the Open Government Licence v3.0 ({licence})"
    return licence


def _readme(tables: list[PublicTable], facts: Mapping[str, Any]) -> str:
    made = dt.datetime.fromisoformat(facts["made_at"])
    lines = [
        f"Daylight, public copy of {made.day} {made:%B %Y, %H:%M} UTC ({facts['id']})",
        "",
        "parquet/           every table as Parquet; payments in one file for each body",
        "csv/               the same as zipped CSV: UTF-8, one heading row, ISO dates, plain decimals",
        "daylight.sqlite    the same in one SQLite file, money in pence",
        f"{DATABASE}    the same for DuckDB; daylight query and daylight verify read it",
        "standards/         OCDS release and record packages, 360Giving JSON, FollowTheMoney entities",
        "datapackage.json   what every column means (Frictionless); csv-metadata.json the same for CSV on the Web",
        f"{CHECKSUMS}      SHA-256 of every file: sha256sum -c {CHECKSUMS}",
        "ATTRIBUTION.txt    publishers and their licences",
        "",
        "In the CSV files a text that a spreadsheet would run as a formula has an apostrophe before it.",
        "Names of probable private persons are withheld, as are all names that publishers withheld.",
        "What no licence lets anybody pass on is left out; ATTRIBUTION.txt says how many rows, and why.",
        "",
        *(f"{table.name:<22}{facts['rows'][table.name]:>12,} rows  {table.about}" for table in tables),
    ]
    return "\n".join(lines) + "\n"


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_checksums(folder: Path) -> str:
    """Write the SHA-256 of every file, in the form that sha256sum reads; returns the SHA-256 of that list itself."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != CHECKSUMS)
    lines = [f"{sha256_of(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    (folder / CHECKSUMS).write_text("".join(lines), encoding="utf-8")
    return sha256_of(folder / CHECKSUMS)


def checksums(folder: Path) -> dict[str, str]:
    """The hash of each file, as the list of the snapshot states it."""
    lines = (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
