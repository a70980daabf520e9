"""Anonymising as the sandbox runs it: a request of text and forms from a file, the text and findings into another."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from parsers.anonymise import anonymise
from parsers.stage import base_report

__all__ = ["ANSWER", "run"]

ANSWER = "anonymised.json"


def run(path: Path, out: Path, options: Mapping[str, str]) -> dict[str, Any]:
    """Read {text, form, others} from ``path``, write {text, findings} to ``out``/anonymised.json, return a report."""
    request = json.loads(path.read_bytes())
    result = anonymise(request["text"], request["form"], request["others"])
    answer = {"text": result.text, "findings": result.as_json()}
    (out / ANSWER).write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8")
    return base_report(path, "anonymising") | {"status": "accepted"}
