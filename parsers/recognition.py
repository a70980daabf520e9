"""Tells what kind of publication a file is by its content alone: the keys of its JSON, or the headings of its tables.

A file that gives no sign is taken for a list of payments, whose reader then says what it missed.
"""

import re
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import pypdfium2

from parsers.announcements.shares import find_shares
from parsers.columns import heading_score
from parsers.grants.registers import find_register, speaks_of_grants
from parsers.grants.ruled_pages import ruled_parts
from parsers.grants.tables import find_standard, open_grants
from parsers.notices_tables import is_code_list, is_notice_list
from parsers.tables import Row, Unreadable

__all__ = ["recognised_kind"]

_START = 200_000
_MOST_PARTS, _MOST_ROWS = 8, 80
_KEYS = {
    "notices": (
        "ocid|releases|records|compiledRelease|noticeIdentifier|noticeType|notice_type|tenderID|procurementMethodType|"
        "procuringEntity|awards|pca2023|codelists|tenderers|bids|cpv_codes"
    ),
    "grants": (
        "grants|fundingOrganization|recipientOrganization|recipientIndividual|amountAwarded|awardDate|distribution"
    ),
    "announcements": (
        "base_path|content_id|public_timestamp|public_updated_at|withdrawn_notice|document_type|schema_name"
    ),
}
_SIGNS = {kind: re.compile(rf'"({keys})"\s*:'.encode()) for kind, keys in _KEYS.items()}
_TOP = 400  # letters: the title of a document, and perhaps its headings
_TITLES = (
    (
        "grants",
        re.compile(r"\bgrants? (?:awarded|made|register|to voluntary)|\bawarded grants?|grant awarded", re.IGNORECASE),
    ),
    (
        "notices",
        re.compile(
            r"contracts? register|register of contracts|invitations? to tender|procurement pipeline", re.IGNORECASE
        ),
    ),
)
_PAYMENTS = re.compile(r"payments?\b|\bspend|expenditure|invoice|supplier", re.IGNORECASE)
_NOTICE_CODE = re.compile(rb"\bUK(?:\d|1\d)\b")
_SEARCH_PAGE = re.compile(rb"/notice/[0-9a-f]{8}-[0-9a-f-]{27}", re.IGNORECASE)
_ARTICLE = re.compile(
    rb"govspeak|gem-c-document-list|__NEXT_DATA__|govuk:content-id|property=\"article:published_time", re.IGNORECASE
)


def recognised_kind(path: Path) -> str:
    """The kind of a file: software, notices, grants, announcements, or spending where nothing says otherwise."""
    with path.open("rb") as file:
        start = file.read(_START)
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        start = start.decode("utf-16", errors="replace").encode()
    bare = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if re.search(rb"^publiccodeYmlVersion\s*:", bare, re.MULTILINE) or bare.startswith(b'{"publiccodeYmlVersion"'):
        return "software"
    if bare[:1] in (b"{", b"["):
        return _kind_of_json(bare)
    if bare[:1] == b"<" and (kind := _kind_of_page(bare)):
        return kind
    return _kind_of_pdf(path) if bare.startswith(b"%PDF") else _kind_of_table(path, start)


def _kind_of_json(start: bytes) -> str:
    found = {kind: len(set(signs.findall(start))) for kind, signs in _SIGNS.items()}
    kind = max(found, key=lambda each: found[each])
    # What a portal exports lists its fields and records too, whatever they are about.
    exported = b'"fields"' in start and set(_SIGNS["notices"].findall(start)) == {b"records"}
    if found[kind] and not (exported and kind == "notices"):
        return kind
    if b'"tableSchema"' in start:
        return "grants" if b"grant" in start.lower() else "spending"
    return "notices" if b'"definitions"' in start or b'"$schema"' in start else "spending"


def _kind_of_page(start: bytes) -> str | None:
    if _SEARCH_PAGE.search(start):
        return "notices"
    return "announcements" if _ARTICLE.search(start) else None


def _kind_of_table(path: Path, start: bytes) -> str:
    try:
        for part in islice(open_grants(path).parts, _MOST_PARTS):
            kind = _kind_of_rows(list(islice(part.rows, _MOST_ROWS)), part.name)
            if kind is not None:
                return kind
    except Unreadable:
        return "spending"
    return "notices" if len(set(_NOTICE_CODE.findall(start))) >= 5 else "spending"


def _kind_of_pdf(path: Path) -> str:
    """By the tables drawn on the first pages, else by the words on top of the first: reading it all takes too long."""
    for part in ruled_parts(path, 2):
        kind = _kind_of_rows(list(islice(part.rows, _MOST_ROWS)))
        if kind is not None:
            return kind
    try:
        document = pypdfium2.PdfDocument(path)
        top = document[0].get_textpage().get_text_bounded()[:_TOP]
    except (pypdfium2.PdfiumError, IndexError):
        return "spending"
    payments = _PAYMENTS.search(top)
    for kind, words in _TITLES:
        title = words.search(top)
        # What a document calls itself comes first; a register of contracts has suppliers too, below its title.
        if title and not (payments and payments.start() < title.start()):
            return kind
    return "spending"


def _kind_of_rows(rows: Sequence[Row], part: str | None = None) -> str | None:
    """The kind of one part by its headings; a list of payments comes before what only resembles another list."""
    if find_standard(rows) is not None:
        return "grants"
    if is_code_list(rows) or is_notice_list(rows):
        return "notices"
    register = find_register(rows)
    if register is not None and speaks_of_grants(register, rows, part):
        return "grants"
    shares = find_shares(rows)
    if shares is not None and "announcement" in shares[0].columns:
        return "announcements"
    if any(heading_score(row) >= 2 for row in rows):
        return "spending"
    return "announcements" if shares is not None else None
