"""Reads grants: 360Giving in all its forms, and the registers of grants that the Transparency Code asks for."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from parsers.findings import Findings
from parsers.grants.json_grants import read_json_grants
from parsers.grants.tables import read_grant_tables
from parsers.nested_stage import finish

__all__ = ["PARSER_VERSION", "parse"]

PARSER_VERSION = "grants-1"


def parse(path: Path, out: Path, options: Mapping[str, str]) -> dict[str, Any]:
    """Read ``path``, write records.jsonl into ``out``; return the report.

    A line of records.jsonl: {place {row, part, pointer, span}, form, pence, currency, mark, awarded, starts, ends,
    individual, issues, in_totals, grant}. ``grant`` is in 360Giving's shape whatever the source, unknown fields kept,
    less the people in it; ``pence`` are hundredths of the currency, and ``mark`` says why they are in no total.
    """
    findings = Findings()
    with path.open("rb") as file:
        start = file.read(4096)
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        start = start.decode("utf-16", errors="replace").encode()
    read = read_json_grants if start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[") else read_grant_tables
    facts = {"kind": "grants", "parser_version": PARSER_VERSION, **read(path, out, findings)}
    if options.get("publisher"):
        facts["publisher"] = options["publisher"]
    return finish(path, out, findings, facts)
