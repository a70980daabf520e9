"""Answers that are neither page nor twin: calendars and feeds of dates, with an ETag like every other answer."""

from collections.abc import Iterable

from flask import Response, request

from tracker.countdown import moment_in_words
from tracker.history import Change
from tracker.notice_names import stage_name
from tracker.open_now import OpenItem
from tracker.process_page import ProcessPage
from tracker.row_ids import shown_id
from webapp.feeds import Entry, atom

__all__ = ["calendar", "history_feed", "open_feed"]


def calendar(content: bytes) -> Response:
    """A calendar file; a second look with the same ETag costs nothing."""
    response = Response(content, mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'inline; filename="{request.path.rsplit("/", 1)[-1]}"'
    response.add_etag()
    return response.make_conditional(request)


def open_feed(items: Iterable[OpenItem], *, title: str, address: str) -> Response:
    """A feed of open purchases; a later notice renews the entry of its purchase instead of adding another."""
    entries = [
        Entry(
            f"{item.title} ({item.buyer_name or 'buyer not named'})",
            f"/purchases/{item.key}",
            f"purchase/{item.key}",
            item.last_published or item.seen_at,
            f"{item.date.label}: {moment_in_words(item.date)}. Stage: {stage_name(item.stage)}.",
        )
        for item in items
    ]
    return atom(
        title, "Planned purchases on which the public can still speak, the newest notice first.", address, entries
    )


def history_feed(found: ProcessPage) -> Response:
    """The feed of one purchase: an entry for each notice, newest first, with what it changed."""
    address = f"/purchases/{found.process.key}"
    entries = [
        Entry(
            f"{entry.name} {entry.notice.release_id}",
            address,
            f"notice/{shown_id(entry.notice.id)}",
            entry.moment or entry.notice.fetched_at,
            " ".join(_change(each) for each in entry.changes) or "Published.",
        )
        for entry in found.history
    ]
    return atom(found.process.title, "Every notice of this purchase, with what it changed.", address, entries)


def _change(change: Change) -> str:
    if change.before is None:
        return f"{change.label} added: {change.after}."
    if change.after is None:
        return f"{change.label} taken out."
    return f"{change.label}: {change.after}; before: {change.before}."
