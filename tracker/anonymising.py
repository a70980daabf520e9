"""The automatic stage of anonymising on one file: read in a killable process, anonymise, write text and findings."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from parsers.anonymise import Anonymised, Finding
from parsers.anonymise.apart import ANSWER
from parsers.sandbox import DEFAULT, Limits, parse_file
from tracker.plain_errors import PlainError

__all__ = ["AnonymisingError", "anonymise_file", "anonymised_apart"]


class AnonymisingError(PlainError):
    """The file or the form cannot be used; the message says why and what to do."""


def anonymise_file(file: Path, form: Path, out: Path, others: Sequence[Mapping[str, Any]] = ()) -> tuple[Path, Path]:
    """Write ``out``/<stem>.txt and ``out``/<stem>.findings.json and return both paths. Raises AnonymisingError."""
    known = read_form(form)
    with tempfile.TemporaryDirectory(prefix="daylight-bid-") as scratch:
        report = parse_file(file, "bid", Path(scratch) / "out")
        if report["status"] == "rejected":
            raise AnonymisingError(report["reason"])
        document = json.loads((Path(scratch) / "out" / "document.json").read_text(encoding="utf-8"))
    result = anonymised_apart(document["text"], known, others)
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


def anonymised_apart(
    text: str, form: Mapping[str, Any], others: Sequence[Mapping[str, Any]] = (), *, limits: Limits = DEFAULT
) -> Anonymised:
    """``anonymise`` in a process that can be ended: text made to be slow costs a sentence. Raises AnonymisingError."""
    with tempfile.TemporaryDirectory(prefix="daylight-bid-") as scratch:
        request, out = Path(scratch) / "request.json", Path(scratch) / "out"
        request.write_text(json.dumps({"text": text, "form": form, "others": list(others)}), encoding="utf-8")
        report = parse_file(request, "anonymising", out, limits=limits)
        if report["status"] == "rejected":
            raise AnonymisingError(
                f"The text could not be anonymised, so nothing of it is shown: {report['reason']} "
                "Shorten it or take out what repeats, and try again."
            )
        answer = json.loads((out / ANSWER).read_text(encoding="utf-8"))
    return Anonymised(answer["text"], tuple(Finding(**each) for each in answer["findings"]))


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
