"""The review of bids: side by side, place by place, with buttons that a keyboard reaches in order; then publication."""

from typing import Any

from flask import Blueprint, Response, redirect, request

from tracker.bids import closing, handing_in, publishing, reviewing
from tracker.bids.procurements import procurement_row
from tracker.bids.publishing import LeakError
from tracker.bids.review import Choice, Field, Review, ReviewError, published_text
from tracker.policy import Action
from webapp.access import access
from webapp.account.visitor import in_procurement, keys, person, private, said
from webapp.bids.officer import shown
from webapp.bids.pages import rendered
from webapp.site import now, reading

blueprint = Blueprint("review", __name__, template_folder="templates")


@blueprint.post("/officer/<procurement>/prepare")
@access(in_procurement(Action.REVIEW_BIDS))
def prepare(procurement: str) -> Any:
    """Let the program read every bid that it has not read yet."""
    _, error = said(lambda connection: reviewing.prepare_reviews(connection, keys(), person(), procurement))
    return shown(procurement, error) if error else redirect(f"/officer/{procurement}")


@blueprint.get("/officer/<procurement>/review/<letter>")
@access(in_procurement(Action.REVIEW_BIDS))
def one(procurement: str, letter: str) -> Response:
    """One bid: what the bidder wrote beside what will be published, and every place to decide."""
    return _review(procurement, letter)


def _review(procurement: str, letter: str, error: str = "") -> Response:
    found, wrong = said(
        lambda connection: (
            procurement_row(connection, procurement),
            *reviewing.read_review(connection, keys(), person(), procurement, letter),
        )
    )
    if wrong:
        return shown(procurement, wrong)
    row, bid, review = found
    with reading() as connection:
        files = handing_in.files_of(connection, keys(), row, bid.id)
        letters = [each.letter for each in closing.lettered_bids(connection, procurement)]
    fields = [(field, _pieces(field), published_text(review, field.name)) for field in review.fields]
    return private(
        "bids/review.html", 400 if error else 200, row=row, bid=bid, letter=letter, letters=letters, review=review,
        fields=fields, files=files, error=error,
    )  # fmt: skip


def _pieces(field: Field) -> list[tuple[str, int | None]]:
    """The text in pieces: (words, number of the place or None)."""
    out: list[tuple[str, int | None]] = []
    at = 0
    for number, place in enumerate(field.places):
        out += [(field.text[at : place.start], None), (field.text[place.start : place.end], number)]
        at = place.end
    return [piece for piece in [*out, (field.text[at:], None)] if piece[0]]


def _then(procurement: str, letter: str, step: Any) -> Any:
    _, error = said(step)
    if error:
        return _review(procurement, letter, error)
    return redirect(f"/officer/{procurement}/review/{letter}")


@blueprint.post("/officer/<procurement>/review/<letter>/decide")
@access(in_procurement(Action.REVIEW_BIDS))
def decide(procurement: str, letter: str) -> Any:
    """Decide one place: replace it, with the words of the field, or keep it."""
    given = request.form
    number = given.get("place", "")
    choice: Choice = "keep" if given.get("choice") == "keep" else "replace"

    def step(connection: Any) -> None:
        if not number.isdigit() or len(number) > 6:
            raise ReviewError("There is no such place.")
        reviewing.decide_place(
            connection, keys(), person(), procurement, letter, field=given.get("field", ""), place=int(number),
            choice=choice, replacement=given.get("replacement") or None,
        )  # fmt: skip

    _, error = said(step)
    if error:
        return _review(procurement, letter, error)
    with reading() as connection:
        _, review = reviewing.read_review(connection, keys(), person(), procurement, letter)
    return redirect(f"/officer/{procurement}/review/{letter}#{_next_place(review, given['field'], int(number))}")


def _next_place(review: Review, name: str, decided: int) -> str:
    """Where the page has the next place that waits, from the one just decided on and round again; else its end."""
    places = [
        (field.name, at, f"place-{outer}-{at}", place.choice)
        for outer, field in enumerate(review.fields, start=1)
        for at, place in enumerate(field.places)
    ]
    here = next((at for at, place in enumerate(places) if place[:2] == (name, decided)), 0)
    return next((anchor for _, _, anchor, choice in places[here:] + places[:here] if choice is None), "done")


@blueprint.post("/officer/<procurement>/review/<letter>/mark")
@access(in_procurement(Action.REVIEW_BIDS))
def mark(procurement: str, letter: str) -> Any:
    """Take out words that the program did not find: typed as they stand, every time they stand in the field."""
    given = request.form
    return _then(
        procurement,
        letter,
        lambda connection: reviewing.mark_words(
            connection, keys(), person(), procurement, letter, field=given.get("field", ""),
            words=given.get("words", ""), replacement=given.get("replacement", ""),
        ),
    )  # fmt: skip


@blueprint.post("/officer/<procurement>/review/<letter>/complete")
@access(in_procurement(Action.REVIEW_BIDS))
def complete(procurement: str, letter: str) -> Any:
    """Say that every place is decided, or agree with the one who said so."""
    act = reviewing.confirm_review if request.form.get("choice") == "confirm" else reviewing.complete_review
    return _then(procurement, letter, lambda connection: act(connection, keys(), person(), procurement, letter, now()))


@blueprint.post("/officer/<procurement>/few")
@access(in_procurement(Action.PUBLISH_BIDS))
def few(procurement: str) -> Any:
    """Go on although there are few bids."""
    _, error = said(lambda connection: closing.accept_weak_anonymity(connection, person(), procurement, now()))
    return shown(procurement, error) if error else redirect(f"/officer/{procurement}")


@blueprint.post("/officer/<procurement>/publish")
@access(in_procurement(Action.PUBLISH_BIDS))
def publish(procurement: str) -> Any:
    """Publish all bids in one moment, or none: every page to come is rendered and searched first."""
    try:
        _, error = said(
            lambda connection: publishing.publish_bids(
                connection, keys(), person(), procurement,
                lambda inside: rendered(inside, procurement), now(),
            )
        )  # fmt: skip
    except LeakError as leak:
        error = f"{leak} {'; '.join(leak.places[:10])}."
    return shown(procurement, error) if error else redirect(f"/bids/{procurement}")
