"""Search across everything: all kinds at once, one kind page by page, the twins, and a feed for every search."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from tracker.search import KINDS, Question, SearchError, newest, read_question, search, search_kind
from webapp.access import PUBLIC, access
from webapp.feeds import ATOM, atom
from webapp.pages import Page, page
from webapp.search.shapes import feed_entry, hit_shape, hits_table, section_shape, teach
from webapp.site import now, reading

__all__ = ["blueprint"]

blueprint = Blueprint("search", __name__, template_folder="templates")
blueprint.record_once(teach)

_TEMPLATE = "search/results.html"


@page(blueprint, "/search", access=PUBLIC)
def searched() -> Page:
    """What is found; never kept by search engines, since anybody can write the question."""
    with reading() as connection:
        try:
            question = _asked(connection)
            if request.args.get("kind"):
                return _one_kind(connection, question, request.args["kind"])
            return _everything(connection, question)
        except SearchError as wrong:
            return _refused(str(wrong))


def _asked(connection: Any) -> Question:
    given = request.args
    return read_question(connection, given.get("q", ""), given.get("body", ""), given.get("year", ""))


def _everything(connection: Any, question: Question) -> Page:
    found = search(connection, question, exactly=bool(request.args.get("exactly")))
    data = {
        **_head(question),
        "searched": found.question.asked,
        "guessed_from": found.guess.name if found.guess else None,
        "left_out": [KINDS[kind] for kind in found.left_out],
        "kinds": [section_shape(each, _query(found.question)) for each in found.sections],
    }
    hits = [hit for section in found.sections for hit in section.hits]
    context = {"found": found, "section": None, "query": _query(found.question)}
    return _page(question, data, hits, context, feeds=_feeds(found.question))


def _one_kind(connection: Any, question: Question, kind: str) -> Page:
    section = search_kind(connection, question, kind, request.args.get("after"))
    query = _query(question) | {"kind": kind}
    following = query | {"after": section.next_place} if section.next_place else None
    data = {
        **_head(question),
        "kind": kind,
        "items": [hit_shape(hit) for hit in section.hits],
        "next": f"/search.json?{urlencode(following)}" if following else None,
    }
    context = {"found": None, "section": section, "query": _query(question)}
    return _page(question, data, section.hits, context, feeds=_feeds(question))


def _head(question: Question) -> dict[str, object]:
    body = question.body
    return {
        "asked": question.asked,
        "body": {"slug": body.slug, "name": body.name} if body else None,
        "year": question.year,
    }


def _refused(sentence: str) -> Page:
    context = {"found": None, "section": None, "error": sentence, "question": None, "query": {}}
    return Page(_TEMPLATE, {"error": sentence}, hits_table(()), _shared() | context, index=False, status=400)


def _page(question: Question, data: object, hits: object, context: Mapping[str, object], *, feeds: object) -> Page:
    shared = _shared() | {"error": None, "question": question} | dict(context)
    return Page(_TEMPLATE, data, hits_table(hits), shared, feeds, index=False)


def _shared() -> dict[str, object]:
    given = {name: request.args.get(name, "")[:200] for name in ("q", "kind", "body", "year", "after")}
    return {"kinds": KINDS, "years": range(now().year + 1, 2009, -1), "given": given, "urlencode": urlencode}


def _query(question: Question) -> dict[str, str]:
    """The question as its one stable address has it."""
    pairs = {"q": question.asked}
    if question.body:
        pairs["body"] = question.body.slug
    if question.year:
        pairs["year"] = str(question.year)
    return pairs


def _feeds(question: Question) -> list[tuple[str, str, str]]:
    if not question.words:
        return []
    return [("Newest of this search, as an Atom feed", ATOM, f"/search.atom?{urlencode(_query(question))}")]


@blueprint.get("/search.atom")
@access(PUBLIC)
def search_feed() -> Response:
    """What is newest for a question, with its filters."""
    with reading() as connection:
        try:
            question = _asked(connection)
        except SearchError as wrong:
            return Response(f"{wrong}\n", status=400, mimetype="text/plain")
        hits = newest(connection, question)
    title = f"Daylight: {question.asked}" if question.words else "Daylight: a search without words"
    about = "Newest purchases, payments, grants, announcements and files with these words."
    response = atom(title, about, f"/search?{urlencode(_query(question))}", map(feed_entry, hits))
    response.headers["X-Robots-Tag"] = "noindex"
    return response
