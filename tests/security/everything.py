"""A site filled through its real doors with something of every kind, whose words a test chooses for each place.

``words(place, number)`` gives the text that a publisher or a person puts into a place; hostile ones try
it with attacks, the takedown with canaries.
"""

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import select

from tests.tracker.bidding import moderator
from tests.tracker.loading import load_file, load_releases, release
from tracker.accounts.addresses import read_address
from tracker.db import writing
from tracker.discussion import comments, moderation
from tracker.discussion.comments import CommentDraft
from tracker.ingest import archive_files, load_versions, publisher_named, works
from tracker.keys import installation_keys
from tracker.letter_queue import post_waiting
from tracker.models.discussion import Comment
from tracker.models.grants import Announcement, Grant
from tracker.models.notices import Process
from tracker.models.reuse import SoftwareEntry
from tracker.models.spending import Payment
from tracker.post import outbox
from tracker.reuse.index import refresh, store_entries
from tracker.row_ids import shown_id

NOW = dt.datetime(2026, 6, 10, 9, tzinfo=dt.UTC)
Words = Callable[[str, int], str]


def payments(words: Words, count: int) -> bytes:
    """A list of payments of a council, one for each number."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(["Payment Date", "Supplier", "Net Amount", "Service Area", "Expense Type", "Purpose",
                    "Transaction Number", "Notes"])  # fmt: skip
    for number in range(count):
        day = dt.date(2026, 4, 1) + dt.timedelta(days=number % 28)
        lines.writerow([
            f"{day:%d/%m/%Y}", words("supplier", number), f"{900 + number}.25", words("department", number),
            words("category", number), words("purpose", number), words("reference", number), words("extra", number),
        ])  # fmt: skip
    return out.getvalue().encode()


def load_payments(settings: Any, engine: Any, body: bytes, work: Path, name: str = "april.csv") -> None:
    """Load a list of payments of Leeds by the way of files on disk."""
    path = work / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    publisher_named(engine, "leeds")
    with works(settings) as at:
        versions = archive_files(settings, [(path, name)], "leeds", "spending")
        outcomes = load_versions(settings, engine, versions, at)
    assert [outcome.result for outcome in outcomes] in (["loaded"], ["unchanged"]), outcomes


def releases(words: Words, count: int) -> list[dict[str, Any]]:
    """Notices of purchases, each with an award."""
    made = []
    for number in range(count):
        one = release(
            number + 1, notice="UK4", process=f"ocds-h6vhtk-{number:06x}", title=words("title", number),
            description=words("description", number),
            tenderPeriod={"endDate": "2026-06-24T12:00:00+01:00"},
            lots=[{"id": "1", "title": words("lot", number)}, {"id": "2", "title": "Second"}],
            documents=[{"id": "1", "title": words("document", number), "url": words("document url", number),
                        "documentType": "tenderNotice"}],
        )  # fmt: skip
        one["parties"][0]["name"] = one["buyer"]["name"] = words("buyer", number)
        one["awards"] = [{"id": "1", "title": words("award", number), "status": "active", "date": "2026-05-02",
                          "suppliers": [{"id": "S", "name": words("award supplier", number)}],
                          "value": {"amount": 5, "currency": "GBP"}}]  # fmt: skip
        made.append(one)
    return made


def grants(words: Words, count: int) -> dict[str, Any]:
    """Grants in the shape of 360Giving."""
    made = [
        {"id": f"360G-Example-{number}", "title": words("grant title", number),
         "description": words("grant description", number), "amountAwarded": 10_000 + number, "currency": "GBP",
         "awardDate": "2026-03-01",
         "fundingOrganization": [{"id": "GB-CHC-1", "name": words("funder", number)}],
         "recipientOrganization": [{"id": f"GB-CHC-{number}", "name": words("recipient", number)}],
         "grantProgramme": [{"title": words("programme", number)}]}
        for number in range(count)
    ]  # fmt: skip
    return {"version": "1.4", "grants": made}


def announcement(words: Words, number: int) -> dict[str, Any]:
    """A page of GOV.UK that announces money."""
    return {
        "base_path": f"/government/news/fictional-fund-{number}", "content_id": f"fictional-{number}",
        "title": f"£{number + 1} million {words('announcement', number)} Fund",
        "description": words("announcement summary", number), "document_type": "press_release",
        "public_updated_at": "2026-05-01T09:00:00Z", "updated_at": "2026-05-01T09:00:00Z",
        "details": {"body": f"<p>{words('announcement body', number)} closes on 30 June 2026.</p>"},
        "links": {"organisations": [{"title": words("department of state", number)}]},
    }  # fmt: skip


def software(words: Words, count: int) -> list[dict[str, Any]]:
    """A catalogue of publiccode.yml files as one JSON list of entries."""
    return [
        {"row": number + 1, "kind": "software", "name": words("software", number), "url": words("repository", number),
         "landing_url": words("landing", number), "licence": words("licence", number), "osi_approved": True,
         "summary": f"Library management system {words('software summary', number)}",
         "maintainer": words("maintainer", number), "used_by": [words("user", number)], "last_activity": "2026-06-01"}
        for number in range(count)
    ]  # fmt: skip


def fill(settings: Any, engine: Any, work: Path, words: Words, count: int) -> None:
    """Everything that is read from files, ``count`` of each kind."""
    work.mkdir(parents=True, exist_ok=True)
    load_payments(settings, engine, payments(words, count), work, words("file name", 0) or "april.csv")
    load_releases(engine, work, releases(words, count))
    path = work / "grants.json"
    path.write_text(json.dumps(grants(words, count)), encoding="utf-8")
    load_file(engine, path, work, kind="grants")
    for number in range(count):
        path = work / f"page-{number}.json"
        path.write_text(json.dumps(announcement(words, number)), encoding="utf-8")
        load_file(engine, path, work, kind="announcements", publisher="govuk")
    load_software(engine, software(words, count))
    refresh_purchases(engine)


def load_software(engine: Any, entries: list[dict[str, Any]]) -> None:
    """Load a catalogue."""
    with writing(engine) as connection:
        store_entries(connection, "example catalogue", entries, "0" * 64, NOW)


def refresh_purchases(engine: Any) -> None:
    """Work out what was bought for which function."""
    with writing(engine) as connection:
        refresh(connection)


def say(settings: Any, engine: Any, kind: str, key: str, text: str, shown_as: str = "", number: int = 0) -> str:
    """A comment that was written, confirmed by letter and shown by a moderator; its id."""
    keys = installation_keys(settings)
    # Each from a place of its own: rations are not what is tried here.
    draft = CommentDraft(kind, key, text, read_address(f"citizen{number}@home.example"), shown_as)
    with writing(engine) as connection:
        made = comments.add_comment(connection, keys, settings, draft, place=f"place {number}", now=NOW)
        row = connection.execute(select(Comment).where(Comment.id == made)).one()
        assert row.state == "unconfirmed"
    post_waiting(engine, settings, keys)
    letters = [path.read_text().replace("=\n", "") for path in outbox(settings).glob("*.eml")]
    letter = next(text for text in letters if f"To: {draft.email}\n" in text and "/comments/confirm/" in text)
    token = re.search(r"/comments/confirm/([\w-]+)", letter)[1]
    with writing(engine) as connection:
        comments.confirm_comment(connection, keys, token, NOW)
        moderation.show_comment(connection, keys, settings, moderator(), made, NOW)
    return made


def things(engine: Any) -> dict[str, list[str]]:
    """The keys of what can be taken down, by kind, in their order."""
    with engine.connect() as connection:

        def every(column: Any) -> list[Any]:
            return [value for value in connection.execute(select(column).order_by(column)).scalars() if value]

        return {
            "payment": [shown_id(pid) for pid in every(Payment.pid)],
            "supplier": [shown_id(number) for number in dict.fromkeys(every(Payment.supplier_id))],
            "process": every(Process.key),
            "grant": [shown_id(number) for number in every(Grant.id)],
            "announcement": [shown_id(number) for number in every(Announcement.id)],
            "software": every(SoftwareEntry.slug),
        }
