"""Reads announcements of public money: GOV.UK's JSON and pages, open calls for grants, and lists of announced shares.

What a recipient gets is written down only where the source says it. An announcement is no payment and no commitment.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from parsers.announcements.govuk import article_of_hit, article_of_item, is_content_item, is_search_hit
from parsers.announcements.pages import articles_in
from parsers.announcements.record_line import Article, announcement_of
from parsers.announcements.tables import read_share_tables
from parsers.findings import Findings
from parsers.issues.announcements import ANNOUNCEMENT_REFUSED, ANNOUNCEMENT_REPEATED, NOT_ANNOUNCEMENT
from parsers.issues.json_documents import INVALID_JSON_LINE, NO_RECORDS, UNKNOWN_SHAPE
from parsers.json_items import Item, open_items
from parsers.json_text import decode_text
from parsers.nested_stage import Lines, finish, rejection
from parsers.notices_json import document_problem, note_mends

__all__ = ["PARSER_VERSION", "parse"]

PARSER_VERSION = "announcements-1"

_MOST_BYTES = 20 * 2**20  # no page of text is larger


def parse(path: Path, out: Path, options: Mapping[str, str]) -> dict[str, Any]:
    """Read ``path``, write records.jsonl into ``out``; return the report.

    A line of records.jsonl: {place, form, id, path, url, title, programme, published, sum {pence, words}, recipients,
    shares [{recipient, pence, ...}], dates, conditions, known, unknown, issues, ...}; ``known`` and ``unknown`` are
    sentences. The report's total adds up stated shares of tables only, never sums found in text.
    """
    findings = Findings()
    with path.open("rb") as file:
        start = file.read(4096)
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        start = start.decode("utf-16", errors="replace").encode()
    first = start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if first in (b"{", b"["):
        facts = _read_json(path, out, findings)
    elif first == b"<":
        facts = _read_page(path, out, findings)
    else:
        facts = read_share_tables(path, out, findings)
    facts = {"kind": "announcements", "parser_version": PARSER_VERSION, **facts}
    if options.get("publisher"):
        facts["publisher"] = options["publisher"]
    return finish(path, out, findings, facts)


def _read_json(path: Path, out: Path, findings: Findings) -> dict[str, Any]:
    with open_items(path, ("results",)) as items:
        lines = _Announcements(out, findings)
        with lines.lines, document_problem(items, findings):
            for item in items:
                _read_item(item, lines)
        facts = {"format": "json", "encoding": items.encoding, "stated_total": items.envelope.get("total")}
        wanted = items.array_key is not None
    if lines.read == 0 and wanted and rejection(findings) is None:
        findings.add(NO_RECORDS)
    return facts | lines.facts()


def _read_item(item: Item, lines: "_Announcements") -> None:
    findings = lines.findings
    findings.at(item.line or lines.read + 1, item.pointer or None)
    if item.error is not None:
        lines.refuse()
        findings.add(INVALID_JSON_LINE, reason=item.error)
        return
    note_mends(item, findings)
    if is_content_item(item.value):
        lines.add(article_of_item(item.value), item.pointer)
    elif is_search_hit(item.value):
        lines.add(article_of_hit(item.value), item.pointer)
    elif item.pointer:
        lines.refuse()
        findings.add(ANNOUNCEMENT_REFUSED)
    else:
        findings.at(None, None)
        findings.add(UNKNOWN_SHAPE, wanted="announcements")


def _read_page(path: Path, out: Path, findings: Findings) -> dict[str, Any]:
    with path.open("rb") as file:
        text, _ = decode_text(file.read(_MOST_BYTES))
    lines = _Announcements(out, findings)
    with lines.lines:
        for number, article in enumerate(_articles(text), 1):
            findings.at(number, None)
            lines.add(article, None)
    if lines.read == 0:
        findings.add(NOT_ANNOUNCEMENT)
    return {"format": "html", "encoding": "utf-8", **lines.facts()}


def _articles(text: str) -> Iterator[Article]:
    # The declaration of an encoding is not allowed in text that is decoded already.
    text = text.partition("?>")[2] if text.lstrip().startswith("<?xml") else text
    yield from articles_in(text) if text.strip() else ()


class _Announcements:
    """One file under way: writes each announcement and remembers what the report tells of them."""

    def __init__(self, out: Path, findings: Findings) -> None:
        self.findings = findings
        self.lines = Lines(out / "records.jsonl")
        self.read = self.refused = 0
        self.last: dict[str, Any] = {}
        self.types: list[str | None] = []
        self.paths: list[str] = []
        self.days: list[str] = []

    def refuse(self) -> None:
        """Count an item that is none."""
        self.read += 1
        self.refused += 1

    def add(self, article: Article, pointer: str | None) -> None:
        """Write one announcement at the place of ``findings``."""
        if not article.title and not article.path:
            self.refuse()
            self.findings.add(ANNOUNCEMENT_REFUSED)
            return
        self.read += 1
        if article.path and article.path in self.paths:
            self.findings.add(ANNOUNCEMENT_REPEATED, None, article.path)
        place = {"row": self.findings.row, "part": self.findings.part, "pointer": pointer}
        self.last = announcement_of(article, place, self.findings)
        self.lines.write(self.last)
        self.types.append(article.document_type)
        self.paths += [article.path] if article.path else []
        self.days += [entry["day"] for entry in self.last["dates"] if entry["key"] == "published" and entry["day"]]

    def facts(self) -> dict[str, Any]:
        """What the report tells; of a file with one announcement, the announcement's own facts too."""
        facts: dict[str, Any] = {
            "rows_read": self.read,
            "rows_accepted": self.read - self.refused,
            "rows_refused": self.refused,
            "announcements": self.read - self.refused,
            "document_types": self.types,
            "links": self.paths,
            "date_min": min(self.days, default=None),
            "date_max": max(self.days, default=None),
        }
        if self.read == 1 and self.last:
            facts |= _facts_of_one(self.last)
        elif self.last:
            facts["shape"] = self.last["form"]
        return facts


def _facts_of_one(line: Mapping[str, Any]) -> dict[str, Any]:
    """What the report of a file with one announcement tells of it, under GOV.UK's own names."""
    owners = line["organisations"]
    return {
        "shape": line["form"],
        "publisher": owners[0] if owners else None,
        "title": line["title"],
        "document_type": line["document_type"],
        "base_path": line["path"],
        "content_id": line["id"],
        "public_updated_at": line["published"],
        "organisations": owners,
        "withdrawn": line["withdrawn"] is not None,
        "money_mentions_in_body": line["mentions"],
        "first_money_mentions": line["first_mentions"],
        "body_words": line["body_words"],
        "mentions_council": line["councils"],
        "facets": line["facts"].get("facets"),
        "programme": line["programme"],
        "sum": line["sum"],
        "shares": len(line["shares"]),
        "known": line["known"],
        "unknown": line["unknown"],
    }
