"""Questions in SQL: ask, see as table and chart, take as CSV, JSON or Parquet, cite, bundle, keep and embed."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, redirect, render_template, request

from tracker.citations import Citation, CitationError, cite
from tracker.db import writing
from tracker.query import DOWNLOAD, PAGE, Answer, QueryBusyError, QueryRefusedError, ask
from tracker.query_examples import EXAMPLES
from tracker.query_shapes import in_shape
from tracker.saved_queries import Saved, SaveError, save, saved
from tracker.snapshots.folders import Snapshot
from tracker.snapshots.public_tables import public_tables
from tracker.story import CAVEATS, bundle
from webapp.access import PUBLIC, access
from webapp.data.charts_of_answers import chart_of
from webapp.data.views import newest_or_none, snapshot_or_404
from webapp.headers import POLICY
from webapp.limits import limiter
from webapp.pages import Page, Table, page
from webapp.site import now, reading, site

blueprint = Blueprint("asking", __name__, template_folder="templates")

_NOTHING = Table((), ())  # what the table holds while nothing was asked, or the question was refused
_ASKING = limiter.shared_limit("60 per minute", scope="sql")
_SHAPES = {"csv": "text/csv", "json": "application/json", "parquet": "application/vnd.apache.parquet"}


@blueprint.app_template_global()
def answer_heads(answer: Answer) -> list[tuple[str, ...]]:
    """The headings of an answer's table; numbers stand to the right."""
    return [(name, "num" if answer_is_number(answer, place) else "") for place, (name, _) in enumerate(answer.columns)]


@blueprint.app_template_global()
def answer_is_number(answer: Answer, place: int) -> bool:
    """Whether a column holds numbers."""
    kind = answer.columns[place][1]
    return kind.startswith("DECIMAL") or kind.endswith("INT") or kind in {"INTEGER", "DOUBLE", "FLOAT"}


@page(blueprint, "/data/sql", access=PUBLIC)
@_ASKING
def sql() -> Page:
    """A question and its answer; without a question, the form and examples."""
    question = request.args.get("q", "").strip()
    newest = newest_or_none()
    named = request.args.get("snapshot") or None
    if not question or (newest is None and named is None):
        return _asked_nothing(newest, question)
    snapshot = snapshot_or_404(named)
    link = permalink(snapshot, question)
    context: dict[str, Any] = {"snapshot": snapshot, "question": question, "link": link, "tables": public_tables(),
                               "examples": EXAMPLES, "download": DOWNLOAD, "shapes": tuple(_SHAPES)}  # fmt: skip
    try:
        answer = ask(snapshot, question, PAGE)
    except QueryRefusedError as error:
        status = 503 if isinstance(error, QueryBusyError) else 400
        data = {"snapshot": snapshot.id, "query": question, "error": str(error)}
        return Page("data/sql.html", data, _NOTHING, {**context, "refusal": str(error)}, index=False, status=status)
    return Page(
        "data/sql.html", answer.as_json(), Table(answer.names, answer.rows),
        {**context, "answer": answer, "chart": chart_of(answer)}, index=False,
    )  # fmt: skip


def _asked_nothing(newest: Snapshot | None, question: str) -> Page:
    context = {"snapshot": newest, "question": question, "tables": public_tables(), "examples": EXAMPLES,
               "download": DOWNLOAD, "shapes": ()}  # fmt: skip
    data = {"snapshot": newest.id if newest else None, "examples": [{"title": e.title, "sql": e.sql} for e in EXAMPLES]}
    return Page("data/sql.html", data, _NOTHING, context)


def permalink(snapshot: Snapshot, question: str) -> str:
    """The address of an answer that never changes: it names the public copy."""
    return f"{site().settings.base_url}/data/sql?{urlencode({'snapshot': snapshot.id, 'q': question})}"


@blueprint.get("/data/answer.<shape>")
@access(PUBLIC)
@_ASKING
def answer_in_shape(shape: str) -> Response:
    """The answer as a file, with more rows than the page shows."""
    if shape not in _SHAPES:
        abort(404)
    snapshot, question = _asked()
    answer = _answer(snapshot, question)
    sent = Response(in_shape(answer, shape), mimetype=_SHAPES[shape])
    if shape != "json":
        sent.headers["Content-Disposition"] = f'attachment; filename="answer-{answer.digest[:12]}.{shape}"'
    sent.headers["Access-Control-Allow-Origin"] = "*"
    sent.headers["X-Robots-Tag"] = "noindex"
    sent.headers["X-Daylight-Snapshot"] = snapshot.id
    sent.add_etag()
    return sent.make_conditional(request)


def _asked() -> tuple[Snapshot, str]:
    question = request.args.get("q", "").strip()
    if not question:
        abort(400, "There is no question: give one SELECT as q.")
    return snapshot_or_404(request.args.get("snapshot") or None), question


def _answer(snapshot: Snapshot, question: str) -> Answer:
    try:
        return ask(snapshot, question, DOWNLOAD)
    except QueryRefusedError as error:
        abort(503 if isinstance(error, QueryBusyError) else 400, str(error))


@page(blueprint, "/data/cite", access=PUBLIC)
@_ASKING
def citation() -> Page:
    """How to cite an answer: in words, for BibTeX and reference managers, and as a line that can be verified."""
    cited, _ = _cited()
    rows = [(each.url, each.sha256, each.count, each.rows) for each in cited.sources]
    data = {**cited.as_object(), "compact": cited.compact(), "csl": cited.as_csl(), "bibtex": cited.as_bibtex()}
    context = {"cited": cited, "query": urlencode({"snapshot": cited.snapshot, "q": cited.sql}), "caveats": CAVEATS}
    return Page("data/cite.html", data, Table(("url", "sha256", "count", "rows"), rows), context, index=False)


def _cited() -> tuple[Citation, Answer]:
    snapshot, question = _asked()
    try:
        return cite(snapshot, question, permalink(snapshot, question))
    except CitationError as error:
        abort(400, str(error))


@blueprint.get("/data/story.zip")
@access(PUBLIC)
@_ASKING
def story() -> Response:
    """The story bundle: question, answer, chart, sources, caveats and checksums, the same bytes each time."""
    cited, answer = _cited()
    more = {}
    if chart := chart_of(answer):
        more["chart.svg"] = render_template("data/chart.svg", name=chart[0], chart=chart[1]).encode()
    sent = Response(bundle(cited, answer, more), mimetype="application/zip")
    sent.headers["Content-Disposition"] = f'attachment; filename="story-{cited.digest[:12]}.zip"'
    sent.add_etag()
    return sent.make_conditional(request)


@blueprint.route("/data/queries/new", methods=["GET", "POST"])
@access(PUBLIC)
@limiter.limit("20 per hour", methods=["POST"])
def keep() -> Any:
    """Keep a question under a short address. Nothing is kept about who did."""
    form = request.form if request.method == "POST" else request.args
    given = {name: form.get(name, "") for name in ("q", "snapshot")}
    errors = {}
    if request.method == "POST":
        snapshot = snapshot_or_404(given["snapshot"]).id if given["snapshot"] else None
        try:
            with writing(site().engine) as connection:
                number = save(connection, given["q"], snapshot, now())
            return redirect(f"/data/queries/{number}", 303)
        except SaveError as error:
            errors["q"] = str(error)
    return render_template("data/keep.html", given=given, errors=errors), 400 if errors else 200


@page(blueprint, "/data/queries/<number>", access=PUBLIC)
@_ASKING
def kept(number: str) -> Page:
    """A kept question with its answer, to share."""
    found, snapshot, answer = _kept(number)
    return Page(
        "data/kept.html", {"id": found.id, "title": found.title, **answer.as_json()}, Table(answer.names, answer.rows),
        {"kept": found, "snapshot": snapshot, "answer": answer, "chart": chart_of(answer),
         "link": permalink(snapshot, found.sql), "base": site().settings.base_url}, index=False,
    )  # fmt: skip


@blueprint.get("/data/queries/<number>/embed")
@access(PUBLIC)
@_ASKING
def embed(number: str) -> Response:
    """The same without the frame of the site, for other people's pages."""
    found, snapshot, answer = _kept(number)
    body = render_template(
        "data/embed.html", kept=found, snapshot=snapshot, answer=answer, chart=chart_of(answer),
        link=permalink(snapshot, found.sql),
    )  # fmt: skip
    sent = Response(body, mimetype="text/html")
    sent.headers["Content-Security-Policy"] = POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
    sent.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    sent.headers["X-Robots-Tag"] = "noindex"
    sent.add_etag()
    return sent.make_conditional(request)


def _kept(number: str) -> tuple[Saved, Snapshot, Answer]:
    with reading() as connection:
        found = saved(connection, number) or abort(404)
    snapshot = snapshot_or_404(found.snapshot)
    try:
        return found, snapshot, ask(snapshot, found.sql, PAGE)
    except QueryRefusedError as error:
        abort(503 if isinstance(error, QueryBusyError) else 400, str(error))
