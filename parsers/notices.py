"""Reads notices of planned and awarded purchases, in whatever shape a portal or a council publishes them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from parsers.findings import Findings
from parsers.nested_stage import finish
from parsers.notices_json import read_json_notices
from parsers.notices_tables import read_notice_tables
from parsers.notices_web import read_search_page

__all__ = ["PARSER_VERSION", "parse"]

PARSER_VERSION = "notices-1"


def parse(path: Path, out: Path, options: Mapping[str, str]) -> dict[str, Any]:
    """Read ``path``, write records.jsonl into ``out``; return the report.

    A line of records.jsonl: {place {pointer, row, part, span}, held, publisher, the keys of ``read_release``, issues,
    in_totals, release}. ``release`` is in the shape of OCDS whatever the source, less the people in it.
    With the option ``compiled`` set to ``yes``, compiled.jsonl has one line for each process of which the file holds
    several releases, merged.
    """
    findings = Findings()
    start = _first_bytes(path)
    if start[:1] in (b"{", b"["):
        facts = read_json_notices(path, out, findings, compiled=options.get("compiled") == "yes")
    elif start[:1] == b"<" and b"spreadsheet" not in start.lower():
        facts = read_search_page(path, out, findings)
    else:
        facts = read_notice_tables(path, out, findings)
    facts = {"kind": "notices", "parser_version": PARSER_VERSION, **facts}
    if options.get("publisher"):
        facts["publisher"] = options["publisher"]
    return finish(path, out, findings, facts)


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        start = file.read(4096)
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        start = start.decode("utf-16", errors="replace").encode()
    return start.removeprefix(b"\xef\xbb\xbf").lstrip()
