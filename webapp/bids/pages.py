"""The public pages of bids, made from one look at the database; publication renders them before anything is public."""

import datetime as dt
from functools import lru_cache
from typing import Any

from flask import Response, render_template

from tracker.bids.ocds import ocds_package
from tracker.bids.public_document import words_of
from tracker.bids.public_pages import BidPage, ProcurementPage, bid_page, happenings, listed, procurement_page
from tracker.csv_text import csv_text
from tracker.discussion.answers import answer_record
from tracker.discussion.comments import count_shown, shown_comments
from tracker.reuse.panel import said_in
from webapp.feeds import ATOM, Entry, atom
from webapp.pages import Page, Table, json_text
from webapp.wording import pounds_text

__all__ = ["bid", "compare", "feed", "listing", "procurement", "procurement_feed", "rendered"]

_COMMENTS = 100  # on a page, the newest; the others are one link away
_said = lru_cache(maxsize=128)(said_in)  # a published bid never changes, and reading 5,000 words takes a while
_COST_COLUMNS = (
    "line", "bid", "year_1", "year_2", "year_3", "year_4", "year_5", "net", "with_vat", "net_per_user_and_year",
    "complete", "note",
)  # fmt: skip
_FACTS = (
    ("delivery", "Delivered by"),
    ("licences", "Licences offered"),
    ("open_standards", "Open standards"),
    ("reused_software", "Software reused"),
    ("exit_terms", "How it ends"),
)


def listing(connection: Any) -> Page:
    """Every procurement that the public may see."""
    rows = listed(connection)
    data = {"procurements": [_summary(row) for row in rows]}
    columns = ("id", "title", "buyer", "state", "closes", "comment_until")
    table = Table(columns, [tuple(each[name] for name in columns) for each in data["procurements"]])
    return Page("bids/list.html", data, table, {"rows": rows}, feeds=[("Atom feed", ATOM, "/bids.atom")])


def _summary(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": row.title,
        "buyer": row.body_name,
        "state": row.state,
        "closes": row.closes_at,
        "comment_until": row.speak_until,
        "page": f"/bids/{row.id}",
        "purchase": row.process_key,
    }


def procurement(connection: Any, procurement_id: str) -> Page:
    """One procurement: its text with anchors, questions, state, commitments, costs side by side, comments."""
    found = procurement_page(connection, procurement_id)
    comments = shown_comments(connection, "procurement", procurement_id, newest=_COMMENTS)
    count = count_shown(connection, "procurement", procurement_id)
    data = {
        **_summary(found.row),
        "text": [{"anchor": anchor, "words": words} for anchor, words in found.paragraphs],
        "questions": [
            {"number": each.number, "words": each.text, "word_limit": each.word_limit, "weight": each.weight}
            for each in found.questions
        ],
        "publication_plan": found.row.publication_plan,
        "bids": found.bids,
        "letters": found.letters,
        "commitments": found.commitments,
        "commitments_sha256": found.commitments_sha256,
        "scores": found.scores,
        "award": _award(found),
        "comments": count,
    }
    record = answer_record(connection, found.row.body_key)
    return Page(
        "bids/procurement.html", data, _cost_table(found),
        {"found": found, "comments": comments, "earlier": count - len(comments), "record": record}, feeds=_feeds(found),
    )  # fmt: skip


def _feeds(found: ProcurementPage) -> list[tuple[str, str, str]]:
    address = f"/bids/{found.row.id}"
    feeds = [("Atom feed", ATOM, f"{address}.atom")]
    return [*feeds, ("OCDS", "application/json", f"{address}/ocds.json")] if found.letters else feeds


def _award(found: ProcurementPage) -> dict[str, Any] | None:
    if found.reveal is None:
        return None
    return {
        "letter": found.reveal["letter"],
        "winner": found.reveal["identity"],
        "on": found.reveal["on"],
        "reason": found.reveal["reason"],
        "proof": f"/bids/{found.row.id}/proof.json",
    }


def _cost_table(found: ProcurementPage) -> Table:
    rows = [
        (
            row.kind, letter, *map(pounds_text, cell.years), pounds_text(cell.net), pounds_text(cell.gross),
            pounds_text(cell.net_per_user_year), "yes" if cell.complete else "no", cell.note,
        )
        for row in found.costs
        for letter, cell in row.cells.items()
    ]  # fmt: skip
    return Table(_COST_COLUMNS, rows)


def compare(connection: Any, procurement_id: str) -> Page:
    """All bids side by side, question by question and fact by fact."""
    found = procurement_page(connection, procurement_id)
    data = {**_summary(found.row), "bids": found.documents}
    table = Table(
        ("question", "bid", "answer"),
        [
            (answer["question"], letter, answer["text"])
            for letter, document in found.documents.items()
            for answer in document["answers"]
        ],
    )
    return Page("bids/compare.html", data, table, {"found": found, "facts": _FACTS})


def bid(connection: Any, procurement_id: str, letter: str) -> Page:
    """One bid, with its comments."""
    found: BidPage = bid_page(connection, procurement_id, letter)
    key = f"{procurement_id}/{letter}"
    comments = shown_comments(connection, "bid", key, newest=_COMMENTS)
    said = _said(words_of(found.document))
    data = {
        **_summary(found.row), "letter": letter, "bid": found.document, "commitments": found.commitments,
        "says": [
            {"subject": each.label, "mark": each.mark, "quotes": [clause.quote for clause in each.clauses]}
            for each in said
        ],
    }  # fmt: skip
    answers = {answer["question"]: answer["text"] for answer in found.document["answers"]}
    table = Table(("question", "answer"), sorted(answers.items()))
    context = {"found": found, "answers": answers, "facts": _FACTS, "comments": comments, "said": said}
    context["earlier"] = count_shown(connection, "bid", key) - len(comments)
    return Page("bids/bid.html", data, table, context)


def feed(connection: Any) -> Response:
    """What happened last in any procurement that the public may see."""
    entries = [_happened(each) for each in happenings(connection)]
    return atom("Sealed bids", "Procurements opened, closed, published and awarded.", "/bids", entries)


def procurement_feed(connection: Any, procurement_id: str) -> Response:
    """What happened in one procurement, with the comments on it and on its bids, newest first."""
    found = procurement_page(connection, procurement_id)
    entries = [_happened(each) for each in happenings(connection, procurement_id)]
    targets = [("procurement", procurement_id, f"/bids/{procurement_id}")]
    targets += [("bid", f"{procurement_id}/{letter}", f"/bids/{procurement_id}/{letter}") for letter in found.letters]
    for kind, key, address in targets:
        entries += [_commented(each, address) for each in shown_comments(connection, kind, key, newest=_COMMENTS)]
    entries.sort(key=lambda each: (each.updated, each.key), reverse=True)
    return atom(found.row.title, f"Sealed bids for {found.row.body_name}.", f"/bids/{procurement_id}", entries)


def _happened(entry: Any) -> Entry:
    # To the day, as the public log: a time of day would say more about people than about the procurement.
    return Entry(entry.sentence, f"/bids/{entry.object_id}", f"log/{entry.number}", _midnight(entry.at.date()))


def _commented(comment: Any, address: str) -> Entry:
    title = f"{comment.shown_as} comments: {comment.text[:80]}"
    return Entry(title, f"{address}#comment-{comment.id}", f"comment/{comment.id}", _midnight(comment.on), comment.text)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)


def rendered(connection: Any, procurement_id: str) -> dict[str, bytes]:
    """Every page that publication makes or changes, with its twins, as the reader will get them."""
    found = procurement_page(connection, procurement_id)
    made = {
        "/bids": listing(connection),
        f"/bids/{procurement_id}": procurement(connection, procurement_id),
        f"/bids/{procurement_id}/compare": compare(connection, procurement_id),
        **{f"/bids/{procurement_id}/{letter}": bid(connection, procurement_id, letter) for letter in found.letters},
    }
    out: dict[str, bytes] = {}
    for address, page in made.items():
        words = render_template(page.template, page=page, data=page.data, **page.context)
        out[address] = words.encode()
        out[f"{address}.json"] = json_text(page.data)
        if page.table is not None:
            out[f"{address}.csv"] = "".join(csv_text(page.table.columns, page.table.rows)).encode()
    out["/bids.atom"] = feed(connection).get_data()
    out[f"/bids/{procurement_id}.atom"] = procurement_feed(connection, procurement_id).get_data()
    out[f"/bids/{procurement_id}/ocds.json"] = json_text(ocds_package(connection, procurement_id, ""))
    return out
