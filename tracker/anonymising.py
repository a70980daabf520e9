"""The automatic stage of anonymising on one file: read in a killable process, anonymise, write text and findings."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from parsers.anonymise import anonymise
from parsers.sandbox import parse_file

__all__ = ["AnonymisingError", "anonymise_file"]


class AnonymisingError(Exception):
    """The file or the form cannot be used; the message says why and what to do."""


def anonymise_file(file: Path, form: Path, out: Path, others: Sequence[Mapping[str, Any]] = ()) -> tuple[Path, Path]:
    """Write ``out``/<stem>.txt and ``out``/<stem>.findings.json and return both paths. Raises AnonymisingError."""
    known = read_form(form)
    with tempfile.TemporaryDirectory(prefix="daylight-bid-") as scratch:
        report = parse_file(file, "bid", Path(scratch) / "out")
        if report["status"] == "rejected":
            raise AnonymisingError(report["reason"])
        document = json.loads((Path(scratch) / "out" / "document.json").read_text(encoding="utf-8"))
    result = anonymise(document["text"], known, others)
    out.mkdir(parents=True, exist_ok=True)
    text, findings = out / f"{file.stem}.txt", out / f"{file.stem}.findings.json"
    text.write_text(result.text, encoding="utf-8")
    findings.write_text(
        json.dumps(
            {"file": file.name, "findings": result.as_json(), "hidden": document["hidden"]},
            ensure_ascii=False,
            indent=1,
        ),
        encoding="utf-8",
    )
    return text, findings


def read_form(path: Path) -> dict[str, Any]:
    """The bid form: buyer, procurement and bidder with at least a legal name. Raises AnonymisingError."""
    try:
        form = json.loads(path.read_bytes())
    except (ValueError, UnicodeDecodeError) as error:
        raise AnonymisingError(f"The form {path.name} is not JSON: {error}.") from error
    if not isinstance(form, dict) or not isinstance(form.get("bidder"), dict):
        raise AnonymisingError(f'The form {path.name} needs an object "bidder" that says who the bidder is.')
    name = form["bidder"].get("legal_name")
    if not isinstance(name, str) or not name.strip():
        raise AnonymisingError(
            f'The form {path.name} needs "bidder": {{"legal_name": ...}}: without it nothing can be hidden.'
        )
    return form
